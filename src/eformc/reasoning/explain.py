"""Origins: for every field of a procedure whether it is held, derived, repeated or asked, and why."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import TypeAlias

from msgspec import Struct, field
from msgspec.structs import replace

from eformc.kernel.expressions import Expression, refs
from eformc.kernel.words import Words
from eformc.model.catalogue import Catalogue, Conversion, Document, Element, Policy, Registry
from eformc.model.procedure import Attachment, Field, Group, Known, Page, Procedure, expressions_of, same_subjects
from eformc.reasoning.catalogue_index import CatalogueIndex, index_of
from eformc.reasoning.chase import Arrival, chase
from eformc.reasoning.lookup_graph import LookupGraph
from eformc.reasoning.reasoned import (
    AttachmentReason,
    FieldReason,
    Match,
    Origin,
    Reasoned,
    Recognised,
    Step,
    Unreached,
)
from eformc.reasoning.subject_graph import Fact, Subjects, lookups_for, subjects_of


class Place(Struct, frozen=True):
    """A field where it stands, and the fact it is about (own questions have one only where a guess is followed)."""

    field: Field
    page: Page
    group: Group | None
    fact: Fact | None
    element: Element | None
    match: Match | None = None


class _State(Struct):
    catalogue: Catalogue
    graph: LookupGraph
    procedure: Procedure
    subjects: Subjects
    arrivals: Mapping[Fact, Arrival]
    asked: set[Fact]
    places: tuple[Place, ...]
    first_use: dict[Fact, str] = field(default_factory=dict)
    on_form: frozenset[Fact] = frozenset()
    """Facts the form itself gives, asked or not."""
    same: Mapping[str, str] = field(default_factory=dict)
    """Subjects that always are another one."""


def explain(
    procedure: Procedure, catalogue: Catalogue, recognised: Recognised | None = None, index: CatalogueIndex | None = None
) -> Reasoned:
    """Reason about one procedure. `recognised`: the guesses about its own questions and papers (see `recognise`). They
    change nothing of the form as it is built; what would follow from them stands in `suggested`. `index`: of the
    catalogue, where it was made already.
    """
    index = index or index_of(catalogue)
    built = _reasoned(procedure, catalogue, index, Recognised())
    found = recognised or Recognised()
    spared = tuple(_spared(catalogue, one, found.documents.get(one.id)) for one in procedure.attachments)
    if not found.fields and spared == built.attachments:
        return replace(built, unsure=found.unsure) if found.unsure else built
    suggested = replace(_reasoned(procedure, catalogue, index, found) if found.fields else built, attachments=spared)
    return replace(built, unsure=found.unsure, suggested=suggested)


def _reasoned(procedure: Procedure, catalogue: Catalogue, index: CatalogueIndex, found: Recognised) -> Reasoned:
    """The reasoning with these guesses taken for facts."""
    procedure = replace(procedure, subjects={**procedure.subjects, **found.subjects}) if found.subjects else procedure
    same = same_subjects(procedure.subjects)
    places = tuple(_places(procedure, catalogue, found.fields, same))
    graph, subjects = index.lookups, subjects_of(catalogue, procedure)
    asked, arrivals = _asked_keys(catalogue, graph, subjects, places)
    on_form = frozenset(place.fact for place in places if place.fact is not None)
    state = _State(catalogue, graph, procedure, subjects, arrivals, asked, places, on_form=on_form, same=same)
    fields = tuple(_reason(state, place) for place in places)
    fields = tuple(_unlocking(reason, fields, state) for reason in fields)
    attachments = tuple(_attachment(catalogue, one) for one in procedure.attachments)
    known = frozenset(state.arrivals) | {place.fact for place in places if place.fact is not None}
    read = tuple((same.get(ref.pointer[0], ref.pointer[0]), ref.pointer[1]) for one in expressions_of(procedure) for ref in refs(one) if ref.known)
    behind = _behind(state, fields, read)
    return Reasoned(procedure, catalogue, index, subjects, fields, attachments, _steps(state, fields, behind), known, {}, behind, read)


def _places(procedure: Procedure, catalogue: Catalogue, matches: Mapping[str, Match], same: Mapping[str, str]) -> Iterable[Place]:
    for page in procedure.pages:
        for item in page.items:
            group = item if isinstance(item, Group) else None
            for found in item.columns if isinstance(item, Group) else (item,):
                match = matches.get(found.id)
                if found.element is not None and found.subject is not None:
                    yield Place(found, page, group, (same.get(found.subject, found.subject), found.element.name), found.element)
                elif match is not None and match.element is not None:
                    element = catalogue.element(match.entity, match.element)
                    yield Place(found, page, group, (same.get(match.subject, match.subject), match.element), element, match)
                else:
                    yield Place(found, page, group, None, None, match)


def _asked_keys(
    catalogue: Catalogue, graph: LookupGraph, subjects: Subjects, places: tuple[Place, ...]
) -> tuple[set[Fact], Mapping[Fact, Arrival]]:
    """The facts the form itself asks for and that can serve as keys: in the form's order, each only if it is not
    reached already; and all that is known with them. Keys of an entity come before other facts a lookup may be given.
    """
    asked: set[Fact] = set()
    candidates = [
        place for place in places
        if place.fact is not None and place.element is not None
        and (place.element.entity, place.element.name) in graph.keys
    ]  # fmt: skip
    candidates.sort(key=lambda place: not _is_key(catalogue, place))
    arrivals = chase(graph, subjects)
    for place in candidates:
        if place.fact is None or place.fact in asked:
            continue
        if place.fact not in arrivals or place.field.asks:
            asked.add(place.fact)
            arrivals = chase(graph, subjects, asked)
    return asked, arrivals


def _is_key(catalogue: Catalogue, place: Place) -> bool:
    element = place.element
    return element is not None and element.name in catalogue.entities[element.entity].key


# --- one field ---------------------------------------------------------------------------------------------------


def _subject(place: Place) -> str | None:
    """The subject as the author names it."""
    return place.field.subject or (place.match.subject if place.match is not None and place.fact else None) or place.field.about


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
        subject=_subject(place),
        who=place.fact[0] if place.fact and place.fact[0] != _subject(place) else None,
        guess=place.match,
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
        return base(reason=place.field.because or {"en": "Only the citizen can say it.", "vi": "Chỉ người dân mới biết."})
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
    """True if the form itself says who stands in the relation (a new head of household): the registry then knows the
    fact only of the one who stood in it before.
    """
    related = state.procedure.subjects.get(relation)
    return (related is not None and subject != relation and related.known is Known.KEY) or subject == relation


def _held(state: _State, base: _Base, element: Element, arrival: Arrival, policy: Policy) -> FieldReason:
    registry = _registry(state, arrival.registry) or _registry(state, state.graph.holders.get((element.entity, element.name)))
    return base(
        origin=Origin.HELD, policy=policy, registry=registry, via=arrival.via, hops=arrival.cost.hops,
        steps=arrival.steps, reason=_held_words(registry, arrival),
    )  # fmt: skip


def _registry(state: _State, name: str | None) -> Registry | None:
    """The registry that gives a fact; the first that holds it, for facts that are known before any lookup."""
    return state.catalogue.registries.get(name) if name else None


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
    unreached = None
    reason: Words
    if place.field.waiver is not None:
        kind, law = place.field.waiver.kind, place.field.waiver.because
        reason = {"en": f"Asked again ({kind}): {law.get('en') or law.get('vi', '')}.", "vi": f"Hỏi lại ({kind}): {law.get('vi') or law.get('en', '')}."}
    elif place.fact in state.asked:
        reason = {"en": "A key: with it the rest is found.", "vi": "Là khóa: có nó thì tra được phần còn lại."}
    else:
        unreached = _unreached(state, place.fact) if place.fact is not None else None
        reason = _unreached_words(unreached)
    when = _known_when(state, place.field.subject or place.fact[0], place.fact[1]) if place.fact is not None else None
    if when is None:
        return base(reason=reason, unreached=unreached)
    return base(reason=reason, unreached=unreached, known_when=when[0], known_when_text=when[1])


def _unreached(state: _State, fact: Fact) -> Unreached | None:
    """The registry that would give a fact with the fewest keys more, or that only suggests it."""
    subject = next((one for one in state.subjects if one.id == fact[0]), None)
    found: list[tuple[int, int, Unreached]] = []
    for instance in lookups_for(state.graph, subject) if subject is not None else ():
        gives = any(given == fact for _, given in instance.gives)
        if gives or (fact[1],) in instance.lookup.suggests:
            missing = tuple(key for key in instance.keys if key not in state.arrivals and key != fact)
            if missing or not gives:
                found.append((len(missing), instance.rank, Unreached(state.catalogue.registries[instance.lookup.registry], missing)))
    return min(found, key=lambda one: one[:2])[2] if found else None


def _unreached_words(found: Unreached | None) -> Words:
    if found is None:
        return {"en": "No registry holds it.", "vi": "Chưa cơ sở dữ liệu nào có."}
    title, keys = found.registry.title, ", ".join(f"`{'.'.join(key)}`" for key in found.missing)
    en, vi = title.get("en", found.registry.id), title.get("vi", found.registry.id)
    if not keys:
        return {"en": f"{en} suggests it; the citizen decides.", "vi": f"{vi} gợi ý sẵn; người dân quyết định."}
    return {
        "en": f"{en} holds it, not reachable: its key {keys} is not known.",
        "vi": f"{vi} đã có, nhưng chưa tra được: chưa biết khóa {keys}.",
    }


def _known_when(state: _State, of: str, name: str) -> tuple[Expression, str] | None:
    subject = state.procedure.subjects.get(of)
    for same in subject.same_as if subject else ():
        if same.when is not None and (state.same.get(same.subject, same.subject), name) in state.arrivals:
            return same.when, same.when_text
    return None


def _unlocking(reason: FieldReason, fields: tuple[FieldReason, ...], state: _State) -> FieldReason:
    """For a key that is asked: which fields come with it."""
    fact = reason.fact
    if reason.origin is not Origin.ASKED or fact is None or fact not in state.asked:
        return reason
    unlocks = tuple(
        other.id for other in fields
        if any(fact in step.keys for step in other.steps)
    )  # fmt: skip
    return replace(reason, unlocks=unlocks)


def _behind(state: _State, fields: tuple[FieldReason, ...], read: tuple[Fact, ...]) -> Mapping[Fact, Step]:
    """The facts beside the form that its lookups, conditions and calculations need, each with the lookup that gives it."""
    held = {one.fact for one in fields if one.origin is Origin.HELD and one.conversion is None}
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


def _attachment(catalogue: Catalogue, attachment: Attachment) -> AttachmentReason:
    """A paper as the page has it: to be attached, unless it is evidence that the office fetches."""
    document = catalogue.documents.get(attachment.document or "")
    registry = _restating(catalogue, document)
    if attachment.fetched:
        reason = _restates(registry) if registry is not None else {"en": "The office fetches it.", "vi": "Cơ quan tự tra cứu."}
        return AttachmentReason(attachment, Origin.HELD, document, registry, document.id if document else None, reason=reason)
    reason = {"en": "Nobody else holds this paper.", "vi": "Không cơ quan nào đã có giấy tờ này."}
    if registry is not None:
        reason = {
            "en": f"Has to be attached, though {registry.title.get('en', registry.id)} holds what it says.",
            "vi": f"Phải nộp, dù {registry.title.get('vi', registry.id)} đã có nội dung này.",
        }
    return AttachmentReason(attachment, Origin.ASKED, document, None, None, attachment.document is not None, reason=reason)


def _spared(catalogue: Catalogue, attachment: Attachment, guess: tuple[str, float] | None) -> AttachmentReason:
    """A paper as it would be if none were asked for that restates what a registry holds. `guess`: the document its title
    names, with confidence.
    """
    named = attachment.document or (guess[0] if guess else "")
    document = catalogue.documents.get(named)
    registry = _restating(catalogue, document)
    insisted = attachment.asks and attachment.waiver is not None
    if attachment.fetched or insisted or document is None or registry is None:
        return _attachment(catalogue, attachment)
    bound = attachment.document is not None
    confidence = 1.0 if bound or guess is None else guess[1]
    return AttachmentReason(attachment, Origin.HELD, document, registry, document.id, bound, confidence, _restates(registry))


def _restates(registry: Registry) -> Words:
    return {
        "en": f"Restates what {registry.title.get('en', registry.id)} holds.",
        "vi": f"Chỉ ghi lại dữ liệu đã có trong {registry.title.get('vi', registry.id)}.",
    }


def _restating(catalogue: Catalogue, document: Document | None) -> Registry | None:
    """The first registry that holds what a document says."""
    names = document.restated_by if document is not None else ()
    return next((catalogue.registries[name] for name in names if name in catalogue.registries), None)
