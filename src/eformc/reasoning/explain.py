"""Origins: for every field of a procedure whether it is held, derived, repeated or asked, and why."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import TypeAlias

from msgspec import Struct, field
from msgspec.structs import replace

from eformc.kernel.expressions import Expression, refs
from eformc.kernel.words import Words
from eformc.model.catalogue import Catalogue, Conversion, Element, Policy, Registry
from eformc.model.procedure import Attachment, Field, Group, Known, Page, Procedure, expressions_of
from eformc.reasoning.chase import Arrival, chase
from eformc.reasoning.reasoned import AttachmentReason, Fact, FieldReason, Match, Origin, Reasoned, Recognised, Step


class Place(Struct, frozen=True):
    """A field where it stands, and the fact it is about (own questions have one only where they were recognised)."""

    field: Field
    page: Page
    group: Group | None
    fact: Fact | None
    element: Element | None
    match: Match | None = None


class _State(Struct):
    catalogue: Catalogue
    procedure: Procedure
    arrivals: Mapping[Fact, Arrival]
    asked: set[Fact]
    places: tuple[Place, ...]
    first_use: dict[Fact, str] = field(default_factory=dict)
    on_form: frozenset[Fact] = frozenset()
    """Facts the form itself gives, asked or not."""


def explain(procedure: Procedure, catalogue: Catalogue, recognised: Recognised | None = None) -> Reasoned:
    """Reason about one procedure. `recognised`: what its own questions and papers were found to be (see `recognise`)."""
    found = recognised or Recognised()
    procedure = replace(procedure, subjects={**procedure.subjects, **found.subjects}) if found.subjects else procedure
    places = tuple(_places(procedure, catalogue, found.fields))
    asked, arrivals = _asked_keys(procedure, catalogue, places)
    on_form = frozenset(place.fact for place in places if place.fact is not None)
    state = _State(catalogue, procedure, arrivals, asked, places, on_form=on_form)
    fields = tuple(_reason(state, place) for place in places)
    fields = tuple(_unlocking(reason, fields, state) for reason in fields)
    attachments = tuple(_attachment(state, one, found.documents.get(one.id)) for one in procedure.attachments)
    known = frozenset(state.arrivals) | {place.fact for place in places if place.fact is not None}
    read = tuple((ref.pointer[0], ref.pointer[1]) for one in expressions_of(procedure) for ref in refs(one) if ref.known)
    behind = _behind(state, fields, read)
    return Reasoned(procedure, catalogue, fields, attachments, _steps(state, fields, behind), known, found.unsure, behind, read)


def _places(procedure: Procedure, catalogue: Catalogue, matches: Mapping[str, Match]) -> Iterable[Place]:
    for page in procedure.pages:
        for item in page.items:
            group = item if isinstance(item, Group) else None
            for found in item.columns if isinstance(item, Group) else (item,):
                match = matches.get(found.id)
                if found.element is not None and found.subject is not None:
                    yield Place(found, page, group, (found.subject, found.element.name), found.element)
                elif match is not None and match.element is not None:
                    element = catalogue.element(match.entity, match.element)
                    yield Place(found, page, group, (match.subject, match.element), element, match)
                else:
                    yield Place(found, page, group, None, None, match)


def _asked_keys(
    procedure: Procedure, catalogue: Catalogue, places: tuple[Place, ...]
) -> tuple[set[Fact], Mapping[Fact, Arrival]]:
    """The facts the form itself asks for and that can serve as keys: in the form's order, each only if it is not
    reached already; and all that is known with them. Keys of an entity come before other facts a lookup may be given.
    """
    given = {(lookup.entity, path[-1]) for lookup in catalogue.lookups() for path in lookup.given if len(path) == 1}
    asked: set[Fact] = set()
    candidates = [
        place for place in places
        if place.fact is not None and place.element is not None
        and (place.element.entity, place.element.name) in given
    ]  # fmt: skip
    candidates.sort(key=lambda place: not _is_key(catalogue, place))
    arrivals = chase(catalogue, procedure)
    for place in candidates:
        if place.fact is None or place.fact in asked:
            continue
        if place.fact not in arrivals or place.field.asks:
            asked.add(place.fact)
            arrivals = chase(catalogue, procedure, asked)
    return asked, arrivals


def _is_key(catalogue: Catalogue, place: Place) -> bool:
    element = place.element
    return element is not None and element.name in catalogue.entities[element.entity].key


# --- one field ---------------------------------------------------------------------------------------------------


_Base: TypeAlias = Callable[..., FieldReason]
"""Makes the reason of one field, given how its value comes about; without more it is asked."""


def _reason(state: _State, place: Place) -> FieldReason:
    base = partial(
        FieldReason,
        field=place.field,
        page=place.page,
        group=place.group,
        origin=Origin.ASKED,
        element=place.element,
        subject=place.fact[0] if place.fact else place.field.about,
        bound=place.match is None,
        confidence=place.match.confidence if place.match else 1.0,
    )
    if place.element is not None and place.element.system is not None:
        return base(
            origin=Origin.DERIVED, policy=place.field.policy or Policy.HIDDEN, system=place.element.system,
            reason={"en": "The receiving office's system writes this line.", "vi": "Hệ thống của cơ quan tiếp nhận tự ghi dòng này."},
        )  # fmt: skip
    if place.field.derive is not None:
        return base(
            origin=Origin.DERIVED, policy=place.field.policy or Policy.LOCKED,
            reason={"en": f"Worked out: {place.field.derive_text}.", "vi": f"Tính ra: {place.field.derive_text}."},
        )  # fmt: skip
    if place.match is not None and place.match.writes_out is not None:
        return base(origin=Origin.DERIVED, policy=Policy.HIDDEN, reason=place.match.reason, writes_out=place.match.writes_out)
    if place.fact is None or place.element is None:
        reason = {"en": "Only the citizen can say it.", "vi": "Chỉ người dân mới biết."}
        return base(reason=reason)
    if place.field.asks and place.match is None:
        instead = _of_fact(state, place, base, place.fact, place.element)
        return replace(_asked(state, place, base), instead=instead if instead.origin is not Origin.ASKED else None)
    part = place.match is not None and place.match.part
    if place.fact in state.first_use and not part:
        return _repeated(state, place, base, state.first_use[place.fact])
    state.first_use.setdefault(place.fact, place.field.id)
    return _of_fact(state, place, base, place.fact, place.element)


def _of_fact(state: _State, place: Place, base: _Base, fact: Fact, element: Element) -> FieldReason:
    policy = place.field.policy or element.policy
    same = element.same_as
    if same is not None:
        twin = state.catalogue.element(element.entity, same.element)
        if twin is not None and (fact[0], same.element) in state.first_use:
            return _repeated(state, place, base, state.first_use[(fact[0], same.element)])
    if element.relative_to is not None and _new_relation(state, fact[0], element.relative_to):
        return _asked(state, place, base)
    arrival = state.arrivals.get(fact)
    if arrival is not None and fact not in state.asked:
        return _held(state, base, element, arrival, policy)
    if element.derivable is not None and fact not in state.asked:
        sources = [(fact[0], name) for name in element.derivable.elements]
        if all(source in state.arrivals or source in state.on_form for source in sources):
            return _derived(state, base, element, sources, policy)
    if same is not None and (fact[0], same.element) in state.arrivals:
        twin_fact = (fact[0], same.element)
        return _held(state, base, element, state.arrivals[twin_fact], policy)
    return _asked(state, place, base)


def _new_relation(state: _State, subject: str, relation: str) -> bool:
    """Whether the form itself says who stands in the relation (a new head of household): the registry then knows the
    fact only of the one who stood in it before.
    """
    related = state.procedure.subjects.get(relation)
    return (related is not None and subject != relation and related.known is Known.KEY) or subject == relation


def _held(state: _State, base: _Base, element: Element, arrival: Arrival, policy: Policy) -> FieldReason:
    registry = state.catalogue.registries.get(arrival.registry or "") or _holder(state.catalogue, element)
    return base(
        origin=Origin.HELD, policy=policy, registry=registry, via=arrival.via, hops=arrival.cost.hops,
        steps=arrival.steps, reason=_held_words(registry, arrival),
    )  # fmt: skip


def _holder(catalogue: Catalogue, element: Element) -> Registry | None:
    """The first registry that holds an element, for facts that are known before any lookup."""
    wanted = element.entity, (element.name,)
    return next((one for one in catalogue.registries.values() if wanted in one.holds.values()), None)


def _held_words(registry: Registry | None, arrival: Arrival) -> Words:
    if registry is None:
        return {"en": "Known from logging in.", "vi": "Biết được khi đăng nhập."}
    hops = arrival.cost.hops
    en = f"Held: {registry.title.get('en', registry.id)}"
    vi = f"Đã có: {registry.title.get('vi', registry.id)}"
    if hops > 1:
        en, vi = f"{en} ({hops} lookups in a row)", f"{vi} (qua {hops} lần tra cứu)"
    return {"en": en + ".", "vi": vi + "."}


def _derived(
    state: _State, base: _Base, element: Element, sources: list[Fact], policy: Policy
) -> FieldReason:
    arrivals = [state.arrivals[source] for source in sources if source in state.arrivals]
    steps: list[Step] = []
    for arrival in arrivals:
        steps += [step for step in arrival.steps if step not in steps]
    derivable = element.derivable
    if derivable is not None and derivable.conversion is Conversion.YEAR_OF_DATE and arrivals and sources[0] not in state.asked:
        # part of a value that is held is held
        held = _held(state, base, element, arrivals[0], policy)
        return replace(held, derived_from=tuple(sources), conversion=derivable.conversion)
    return base(
        origin=Origin.DERIVED, policy=policy, derived_from=tuple(sources), steps=tuple(steps),
        hops=max((arrival.cost.hops for arrival in arrivals), default=0), via=arrivals[0].via if arrivals else None,
        conversion=derivable.conversion if derivable else None, reason=derivable.how if derivable else {},
    )  # fmt: skip


def _repeated(state: _State, place: Place, base: _Base, first: str) -> FieldReason:
    reason = {"en": f"Repeats {first}.", "vi": f"Lặp lại {first}."}
    return base(origin=Origin.REPEATED, policy=place.field.policy or Policy.HIDDEN, repeats=first, reason=reason)


def _asked(state: _State, place: Place, base: _Base) -> FieldReason:
    """Asked; but where the subject may be another one, the other one's value serves under that condition."""
    if place.field.waiver is not None:
        kind, law = place.field.waiver.kind, place.field.waiver.because
        reason = {"en": f"Asked again ({kind}): {law.get('en') or law.get('vi', '')}.", "vi": f"Hỏi lại ({kind}): {law.get('vi') or law.get('en', '')}."}
    elif place.fact in state.asked:
        reason = {"en": "A key: with it the rest is found.", "vi": "Là khóa: có nó thì tra được phần còn lại."}
    else:
        reason = {"en": "No registry holds it.", "vi": "Chưa cơ sở dữ liệu nào có."}
    when = _known_when(state, *place.fact) if place.fact is not None else None
    if when is None:
        return base(reason=reason)
    return base(reason=reason, known_when=when[0], known_when_text=when[1])


def _known_when(state: _State, of: str, name: str) -> tuple[Expression, str] | None:
    subject = state.procedure.subjects.get(of)
    for same in subject.same_as if subject else ():
        if same.when is not None and (same.subject, name) in state.arrivals:
            return same.when, same.when_text
    return None


def _unlocking(reason: FieldReason, fields: tuple[FieldReason, ...], state: _State) -> FieldReason:
    """For a key that is asked: which fields come with it."""
    fact = (reason.subject or "", reason.element.name) if reason.element else None
    if reason.origin is not Origin.ASKED or fact is None or fact not in state.asked:
        return reason
    unlocks = tuple(
        other.id for other in fields
        if any(fact in step.keys for step in other.steps)
    )  # fmt: skip
    return replace(reason, unlocks=unlocks)


def _behind(state: _State, fields: tuple[FieldReason, ...], read: tuple[Fact, ...]) -> Mapping[Fact, Step]:
    """The facts beside the form that its lookups, conditions and calculations need, each with the lookup that gives it."""
    held = {(one.subject, one.element.name) for one in fields if one.element and one.origin is Origin.HELD and one.conversion is None}
    todo: list[Fact] = [fact for one in fields for fact in (*one.derived_from, *(key for step in one.steps for key in step.keys))]
    todo += read
    out: dict[Fact, Step] = {}
    while todo:
        fact = todo.pop(0)
        arrival = state.arrivals.get(fact)
        if fact in out or fact in held or fact in state.asked or arrival is None or not arrival.steps:
            continue
        out[fact] = arrival.steps[-1]
        todo += [key for step in arrival.steps for key in step.keys]
    return out


def _steps(state: _State, fields: tuple[FieldReason, ...], behind: Mapping[Fact, Step]) -> tuple[Step, ...]:
    """The lookups that are needed, each once, in firing order."""
    out: list[Step] = []
    for reason in fields:
        out += [step for step in reason.steps if step not in out]
    for fact in behind:
        out += [step for step in state.arrivals[fact].steps if step not in out]
    return tuple(sorted(out, key=lambda step: (step.hops, step.id)))


# --- attachments ---------------------------------------------------------------------------------------------------


def _attachment(state: _State, attachment: Attachment, guess: tuple[str, float] | None) -> AttachmentReason:
    bound = guess is None or attachment.document is not None
    confidence = 1.0 if guess is None or bound else guess[1]
    document = state.catalogue.documents.get(attachment.document or (guess[0] if guess else ""))
    registry = next(
        (state.catalogue.registries[name] for name in document.restated_by if name in state.catalogue.registries), None
    ) if document else None  # fmt: skip
    if document is None or registry is None:
        reason = {"en": "Nobody else holds this paper.", "vi": "Không cơ quan nào đã có giấy tờ này."}
        return AttachmentReason(attachment, Origin.ASKED, document, None, None, bound, confidence, reason)
    reason = {
        "en": f"Restates what {registry.title.get('en', registry.id)} holds.",
        "vi": f"Chỉ ghi lại dữ liệu đã có trong {registry.title.get('vi', registry.id)}.",
    }
    asked = attachment.asks and attachment.waiver is not None
    origin = Origin.ASKED if asked else Origin.HELD
    return AttachmentReason(attachment, origin, document, registry, document.id, bound, confidence, reason)


