"""The reading that fits a form best as a whole: places and lines are decided together, a few readings at a time.

At each place the readings that are still in the running branch over whose block it may be, at each line over what it may
ask for; the best few go on. What is decided changes what is likely after it: whose facts follow, which paper an "issued
on" belongs to, what was asked before. Ties go to what stands first in the catalogue, and then to nothing.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Final, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from eformc.model.catalogue import Element, Policy
from eformc.reasoning.recognition.candidates import Candidate, Options, is_address_line, options_of, total
from eformc.reasoning.recognition.evidence import Around, around_of, related
from eformc.reasoning.recognition.fitted import WEIGHTS
from eformc.reasoning.recognition.lines import Form, Line, Place, name_of
from eformc.reasoning.recognition.places import PLACES, View, readings
from eformc.reasoning.recognition.wordings import Role, Words, make_room

MARGIN = 1.0
VOTES_OF_A_FIRM = 0.3
"""The share of lines in the words of a firm's facts from which a place is about one."""
GIVEN_UP = 1.5
"""The factor by which a choice may be less likely than the best one of its line, for the sake of those that follow."""
WIDTH = 3
"""Readings of the form that are followed at once."""
PLACES_TRIED = 3
"""Readings of one place that are followed from each of them."""
PLACES_REMEMBERED = 2_000


class Choice(Struct, frozen=True):
    """A reading of a line: a fact of somebody, or nothing (`element` None). `score`: what speaks for it."""

    element: Element | None
    role: Role | None
    source: str
    score: float
    candidate: Candidate | None = None
    around: Mapping[str, float] = {}
    """The surroundings, as evidence; what the words say is the candidate's."""
    writes_out: str = ""

    @property
    def evidence(self) -> dict[str, float]:
        return {**(self.candidate.evidence if self.candidate else {}), **self.around}


class Step(Struct, frozen=True):
    """One decision, the ones before it, and what else the line could have been."""

    line: int
    choice: Choice
    others: tuple[Choice, ...]
    before: Step | None


NAMES: Final = frozenset(("name", "given-name", "family-name"))
"""HTML autofill tokens of facts by which somebody is known."""


class Reading(Struct, frozen=True):
    """A possible owner of a place, and what speaks for it."""

    role: Role
    kind: str
    score: float
    evidence: Mapping[str, float]


class Entered(Struct, frozen=True):
    """The reading of one place that was taken, and all there were."""

    place: int
    taken: Reading
    others: tuple[Reading, ...]
    before: Entered | None

    @property
    def likelihood(self) -> float:
        """The likelihood of the reading among the others."""
        scores = sorted(one.score for one in self.others)
        return math.exp(self.taken.score - scores[-1]) / sum(math.exp(score - scores[-1]) for score in scores)


class State(Struct):
    """One reading of the form so far."""

    score: float
    step: Step | None
    last: Element | None
    last_id: str
    unread: bool
    paper: bool
    """True if what was not read is a paper, and its lines may follow."""
    above: frozenset[str]
    """Words of the line before."""
    carried: Role | None
    roles: tuple[tuple[int, Role], ...]
    """The owner of each place, the latest last."""
    taken: dict[tuple[str, str], int]
    """(subject, element) -> the place that asked for it last."""
    address: Element | None
    entered: Entered | None = None

    def role_of(self, place: int) -> Role | None:
        return next((role for number, role in reversed(self.roles) if number == place), None)


Test: TypeAlias = "Callable[[Choice], bool] | None"


_NO_WORDS: Final[frozenset[str]] = frozenset()


Tests: TypeAlias = Mapping[int, "Callable[[Choice], bool]"]
"""Line -> a test of its choices."""


def read(form: Form, allowed: Tests = MappingProxyType({}), avoided: Tests = MappingProxyType({})) -> State:
    """The best reading. To fit weights: `allowed` are the only choices taken; `avoided`, those that fail it are favoured
    by `MARGIN`, so that what is right has to win by that much.
    """
    width = WIDTH
    options = [options_of(form, line) if line.sayings else None for line in form.lines]
    asks = _what_places_ask(form, options)
    states = [State(0.0, None, None, "", False, False, frozenset(), None, (), {}, None)]
    entered: set[int] = set()
    for line in form.lines:
        for number in _entering(form, line.place, entered):
            states = _enter(form, form.places[number], states, asks, width)
        states = _go_on(form, line, options[line.number], states, width, (allowed.get(line.number), avoided.get(line.number)), asks)
    return states[0]


def _entering(form: Form, number: int, entered: set[int]) -> Iterator[int]:
    place = form.places[number]
    if place.parent >= 0 and place.parent not in entered:
        entered.add(place.parent)
        yield place.parent
    if number not in entered:
        entered.add(number)
        yield number


# --- places ---------------------------------------------------------------------------------------------------------


class Asked(Struct, frozen=True):
    """The questions of a place, by the words of its lines alone: facts that identify, votes by entity, parts by element.
    `first`: nobody is identified before it; `other_applicant`: another place is called the applicant's and identifies one.
    """

    identifying: tuple[str, ...]
    votes: Mapping[str, float]
    parts: Mapping[str, int]
    address_lines: int
    first: bool = True
    other_applicant: bool = False
    names: tuple[str, ...] = ()
    """Entities whose names are asked for: what the place is about, if its title does not say."""


def _what_places_ask(form: Form, options: list[Options | None]) -> tuple[Asked, ...]:
    out = []
    for place in form.places:
        found = [(form.lines[number], options[number]) for number in place.lines]
        votes: Counter[str] = Counter()
        parts: dict[str, set[Words]] = {}
        identifying: dict[str, None] = {}
        names: dict[str, None] = {}
        addresses = 0
        for line, some in found:
            if some is None:
                element = line.field.element
                if element is not None and element.entity == form.login and identifies(form, element):
                    identifying[element.name] = None
                continue
            if not some.candidates:
                continue
            addresses += any(one.kind == "address" for one in some.candidates)
            for one in some.candidates:
                if one.part and one.exact and one.element is not None:
                    parts.setdefault(one.element.id, set()).add(one.said.words)
            said = [one for one in some.candidates if _says_just_that(one)]
            votes.update({one.element.entity for one in said if one.element is not None})
            for one in said:
                if one.said.source != "" or one.element is None:
                    continue
                if one.element.entity == form.login and identifies(form, one.element):
                    identifying[one.element.name] = None
                if form.wordings.named.get(one.element.entity) is one.element:
                    names[one.element.entity] = None
        shares = {name: count / len(found) for name, count in sorted(votes.items())}
        out.append(Asked(tuple(identifying), shares, {name: len(some) for name, some in parts.items()}, addresses, names=tuple(names)))
    asking = [number for number, one in enumerate(out) if one.identifying]
    applicants = {number for number in asking if any(not role.subject for _, role, _ in form.places[number].roles)}
    firm = next((number for number, one in enumerate(out) if _of_a_firm(form, one)), len(out))
    return tuple(
        replace(one, first=number <= firm and (not asking or number <= asking[0]), other_applicant=bool(applicants - {number})) for number, one in enumerate(out)
    )


def _of_a_firm(form: Form, asked: Asked) -> bool:
    """True if a place asks for the name of a firm and for nobody's: whoever is named after it need not be the one who applies."""
    spoken_of = (*asked.names, *(name for name, share in asked.votes.items() if share >= VOTES_OF_A_FIRM))
    named = (form.wordings.named.get(name) for name in spoken_of)
    return not asked.identifying and any(one is not None and one.autocomplete == "organization" for one in named)


def _says_just_that(one: Candidate) -> bool:
    """True if a label, or what is left of it once whose fact it is was set aside, is a wording and nothing else."""
    return one.element is not None and not one.said.piece and one.said.source != "role" and one.exact and not one.part


def identifies(form: Form, element: Element) -> bool:
    """True if a fact tells who somebody is: a key, a name, a paper that has the key on it."""
    entity = form.wordings.catalogue.entities[element.entity]
    return element.name in entity.key or element.autocomplete in NAMES or bool(set(entity.key) & set(element.made_of))


def _enter(form: Form, place: Place, states: list[State], asks: tuple[Asked, ...], width: int) -> list[State]:
    own = asks[place.number]
    plain_prefix = place.parent >= 0 and place.group is None and not place.roles and not place.person
    known: dict[tuple[object, ...], tuple[Reading, ...]] = {}
    out: list[State] = []
    for state in states:
        above = state.role_of(place.parent) if place.parent >= 0 else None
        before = state.roles[-1][1] if state.roles else None
        again = sum(1 for name in own.identifying if (form.self_role.subject, name) in state.taken)
        used = frozenset([subject for subject, _ in state.taken]) if place.group is not None else None
        key = (above, before, again, used)
        found = known.get(key)
        if found is None:
            found = known[key] = _weighed(form, place, state, own, (above, before), again, plain_prefix=plain_prefix)
        for one in found[:PLACES_TRIED]:
            roles = (*state.roles, (place.number, one.role))
            entered = Entered(place.number, one, found, state.entered)
            out.append(State(state.score + one.score, state.step, None, "", False, False, _NO_WORDS, None, roles, state.taken, None, entered))
    return _best(sorted(out, key=lambda one: -round(one.score, 6)), width * 2)


def _weighed(form: Form, place: Place, state: State, own: Asked, near: tuple[Role | None, Role | None], again: int, *, plain_prefix: bool) -> tuple[Reading, ...]:
    """The readings of a place, the likeliest first; remembered, since titles repeat across the forms of a country.
    `near`: whose the place above and the one before it are.
    """
    votes = tuple(own.votes.items())
    key = (
        place.id, place.title, place.roles, place.person, place.office, place.group is None, plain_prefix, near, again, len(own.identifying),
        own.first, own.other_applicant, own.names, votes, form.self_role,
    )  # fmt: skip
    memory = form.wordings.places
    found = memory.get(key)
    if found is None:
        make_room(memory, PLACES_REMEMBERED)
        found = memory[key] = tuple(_readings(form, place, own, near, again, plain_prefix=plain_prefix))
    if place.group is None:
        return found
    return tuple([replace(one, role=_row(place, one.role, one.kind, state)) for one in found])


def _readings(form: Form, place: Place, own: Asked, near: tuple[Role | None, Role | None], again: int, *, plain_prefix: bool) -> list[Reading]:
    names_a_fact = any(fit.exact for fit in form.wordings.fits(place.title)) if place.title else False
    found = []
    for role, kind, at in readings(form, place, *near, named=own.names):
        if (kind == "other" and not place.person and not own.identifying) or (plain_prefix and kind != "same"):
            continue
        votes, votes_login = own.votes.get(role.entity, 0.0), own.votes.get(form.login, 0.0)
        view = View(
            place, role, kind, again, len(own.identifying), own.first, own.other_applicant, votes, votes_login, names_a_fact, at, role.entity in own.names,
        )  # fmt: skip
        evidence = {} if plain_prefix else {name: value for name, weigh in PLACES[kind].items() if (value := weigh(view))}
        found.append(Reading(role, kind, total(evidence), evidence))
    return sorted(found, key=lambda one: -round(one.score, 6))


def _row(place: Place, role: Role, kind: str, state: State) -> Role:
    """In a table of things that were asked for before, the rows are other ones."""
    if place.group is None or kind != "thing":
        return role
    used = any(subject == role.subject for subject, _ in state.taken)
    return Role(place.id, role.entity, rows=True, many=True) if used else role


# --- lines ----------------------------------------------------------------------------------------------------------


def _go_on(form: Form, line: Line, options: Options | None, states: list[State], width: int, tests: tuple[Test, Test], asks: tuple[Asked, ...]) -> list[State]:
    if options is None:
        return _bound(form, line, states)
    if not options.candidates and not line.label.writes_out:
        after = _unread(line, options, states)
        return after if all(one.last is None for one in states) else _best(after, width)
    known: dict[tuple[object, ...], Choice] = {}
    ahead: list[tuple[float, int, State, Choice, tuple[Choice, ...]]] = []
    for state in states:
        choices = tuple(sorted(_choices(form, line, options, state, asks, known), key=_by_score))
        allowed, avoided = tests
        kept = [one for one in choices if allowed(one)] if allowed is not None else choices
        kept = [one for one in kept if one.score > kept[0].score - GIVEN_UP]
        for choice in kept[: width if avoided is None else None]:
            extra = MARGIN if avoided is not None and not avoided(choice) else 0.0
            ahead.append((-round(state.score + choice.score + extra, 6), len(ahead), state, choice, choices))
    ahead.sort(key=lambda one: one[:2])
    above = line.label.letters
    nothing = Choice(None, None, "", 0.0)
    taken = (_take(form, line, state, choice, choices, above) for _, _, state, choice, choices in ahead)
    return _best(taken if ahead else (_take(form, line, state, nothing, (), above) for state in states), width)


def _unread(line: Line, options: Options, states: list[State]) -> list[State]:
    """A line that can be nothing but a question of the form's own."""
    choice = Choice(None, None, "", options.nothing, None, options.nothing_evidence)
    above = line.label.letters
    return [_pass(line, one, choice, (choice,), above, paper=line.label.numbers) for one in states]


def _pass(line: Line, state: State, choice: Choice, others: tuple[Choice, ...], above: frozenset[str], *, paper: bool) -> State:
    return State(
        state.score + choice.score, Step(line.number, choice, others, state.step), None, line.field.id, True, paper, above,
        state.carried, state.roles, state.taken, state.address, state.entered,
    )  # fmt: skip


def _by_score(choice: Choice) -> float:
    return -round(choice.score, 6)


def _best(states: Iterable[State], width: int) -> list[State]:
    """The first few, best first; of those that differ in nothing that matters further on, the first one, and of those
    that agree on whose the places are, no more than half.
    """
    out: list[State] = []
    for state in states:
        if not out:
            out.append(state)
            continue
        alike = [one for one in out if one.roles is state.roles or one.roles == state.roles]
        if len(alike) * 2 >= width or any(_goes_on_as(one, state) for one in out):
            continue
        out.append(state)
        if len(out) >= width:
            break
    return out


def _goes_on_as(one: State, other: State) -> bool:
    return (
        len(one.taken) == len(other.taken)
        and (one.last is other.last or (one.last is not None and other.last is not None and one.last.id == other.last.id))
        and one.carried == other.carried
        and (one.roles is other.roles or one.roles[-2:] == other.roles[-2:])
    )


def _bound(form: Form, line: Line, states: list[State]) -> list[State]:
    """A line whose element its author named, or that is not read: it is what the next line comes after."""
    found = line.field
    element, name = found.element, found.subject
    if element is None or name is None:
        above = line.label.letters
        return [
            State(one.score, one.step, None, found.id, True, line.label.numbers, above, one.carried, one.roles, one.taken, one.address, one.entered)
            for one in states
        ]  # fmt: skip
    subject = form.procedure.subjects.get(name)
    role = Role(name, element.entity if subject is None else subject.entity)
    fact = (name, element.name)
    return [
        State(
            one.score, one.step, element, found.id, False, False, _NO_WORDS, role, one.roles, {**one.taken, fact: line.place},
            element if element.type == "address" else one.address, one.entered,
        )
        for one in states
    ]  # fmt: skip


class Here(Struct, frozen=True):
    """A line in one reading of the form: whose the place is there, what it asks for, and the words around."""

    form: Form
    line: Line
    state: State
    place: Place
    role: Role
    asked: Asked
    context: frozenset[str]


def _choices(form: Form, line: Line, options: Options, state: State, asks: tuple[Asked, ...], known: dict[tuple[object, ...], Choice]) -> list[Choice]:
    """The readings a line may have. `known`: what was weighed in others that are alike in all that counts."""
    out = [Choice(None, None, "", options.nothing, None, options.nothing_evidence)]
    if state.last_id and line.label.writes_out:
        return [Choice(None, None, "", 9.0, None, {}, state.last_id)]
    place = form.places[line.place]
    context = state.above | place.letters
    if state.last is not None:
        context |= form.wordings.vocabulary[state.last.id]
    here = Here(form, line, state, place, state.role_of(line.place) or form.self_role, asks[line.place], context)
    last = state.last.id if state.last else ""
    for candidate in options.candidates:
        if candidate.kind == "address" and _another_address(form, line, place):
            continue
        for role, source in _roles(form, line, candidate, here.role, state):
            element = candidate.element or _looked_for(form, candidate.kind, role, state, place)
            at = state.taken.get((role.subject, element.name)) if element is not None else None
            if element is None or _ruled_out(here, candidate, element, role, source, at):
                continue
            taken = 0 if at is None else 2 if at == line.place else 1
            key = (id(candidate), id(element), role, source, taken, last, state.unread, state.paper, state.carried, here.role, state.address is element)
            choice = known.get(key)
            if choice is None:
                choice = known[key] = _choice(here, candidate, element, role, source, taken)
            out.append(choice)
    return out


def _ruled_out(at: Here, candidate: Candidate, element: Element, role: Role, source: str, taken: int | None) -> bool:
    """Readings that cannot be, whatever the words say: a fact that whoever logs in has not; the relationship to somebody whom the
    label does not name; in a row of a table what was asked once for all rows.
    """
    if element.never_of_login and role == at.form.self_role and at.form.applicant:
        return True
    if element.relative_to is not None and candidate.unsaid:
        return True
    if source == "self" and element.policy is Policy.EDIT:
        return True  # how somebody else is reached
    row = at.place.group is not None and not role.rows and element.system is None
    return row and taken is not None and taken != at.line.place


def _choice(at: Here, candidate: Candidate, element: Element, role: Role, source: str, taken: int) -> Choice:
    form, line, state, asked = at.form, at.line, at.state, at.asked
    often = form.often.get(candidate.said.aside, 0) + (candidate.said.aside in form.others)
    around = Around(
        form.wordings, at.place, line, element, candidate.unsaid, candidate.generic, at.context, state.last, state.unread, state.paper, role, source,
        at.role, state.carried, often, taken, candidate.part, candidate.said.piece, form.self_role,
    )  # fmt: skip
    asked_of = around_of(source, bool(candidate.unsaid), candidate.generic > 0, element.system is not None)
    evidence = {name: value for name, weigh in asked_of if (value := weigh(around))}
    siblings = asked.parts.get(element.id, 0)
    if candidate.part and candidate.element is not None:
        evidence["part_with_others"] = 1.0 if siblings > 1 else -1.0
    elif siblings > 1 and not candidate.part and candidate.evidence.get("one_word") and candidate.exact:
        evidence["whole_among_parts"] = 1.0
    if candidate.kind == "address":
        if asked.address_lines < 2:
            evidence["address_line_alone"] = 1.0
        if element == state.address:
            evidence["address_named"] = 1.0
    return Choice(element, role, source, candidate.words + total(evidence), candidate, evidence)


def _roles(form: Form, line: Line, candidate: Candidate, place_role: Role, state: State) -> Iterator[tuple[Role, str]]:
    """The possible owners of the fact, and how that is known."""
    entity = candidate.element.entity if candidate.element is not None else None
    said, found = candidate.said, line.field
    if entity in form.wordings.always:
        if said.source in ("", "section"):
            yield Role(entity, entity), "always"
        return
    if found.about is not None and found.about in form.procedure.subjects:
        if entity in (None, form.procedure.subjects[found.about].entity):
            yield Role(found.about, form.procedure.subjects[found.about].entity), "place"
        return
    if said.source == "other":
        if entity in (None, form.login):
            yield place_role if place_role.rows and place_role.entity == form.login else Role(name_of(form, said.aside), form.login), "other"
        return
    if said.role is not None:
        if entity in (None, said.role.entity):
            yield said.role if said.role.subject else form.self_role, "role"
        return
    if said.source == "section" and entity == form.login and len(said.words) == 1 and not _is_named(form, line):
        return  # "name of the work": the title names no person
    if entity in (None, place_role.entity):
        yield place_role, "place"
    if said.source == "section":
        return
    if state.carried is not None and state.carried != place_role and entity in (None, state.carried.entity):
        yield state.carried, "carried"
    if entity is None:
        return
    if entity == form.login:
        if place_role != form.self_role and form.self_role != state.carried:
            yield form.self_role, "self"
    elif entity != place_role.entity and (state.carried is None or state.carried.entity != entity):
        role = form.wordings.elsewhere.get(entity)
        if role is not None:
            yield role, "elsewhere"


def _is_named(form: Form, line: Line) -> bool:
    """True if the title a line stands under, or the one above that, names somebody."""
    place = form.places[line.place]
    above = form.places[place.parent] if place.parent >= 0 else place
    return any(one.roles or one.person for one in (place, above))


def _looked_for(form: Form, kind: str, role: Role, state: State, place: Place) -> Element | None:
    return _address_of(form, role, state, place) if kind == "address" else _line_of_paper(form, kind, role, state)


def _line_of_paper(form: Form, kind: str, role: Role, state: State) -> Element | None:
    """The number, day or office of the paper that the line before named; of a record, the first of its kind."""
    found = form.wordings.lines_of_papers.get(role.entity, {}).get(kind, ())
    if state.last is not None and state.carried == role:
        near = [(related(form.wordings, state.last, one), one) for one in found]
        best = max((score for score, _ in near), default=0)
        if best or role.entity == form.login:
            return next((one for score, one in near if score == best), None) if best else None
        return found[0] if found else None
    if role.entity != form.login and state.last is None and not state.unread:
        return found[0] if found else None
    return None


def _address_of(form: Form, role: Role, state: State, place: Place) -> Element | None:
    """The address that a line of one belongs to: the one just named, the one the title names, else the first that the
    catalogue has of such a thing.
    """
    entity = form.wordings.catalogue.entities.get(role.entity)
    if entity is None:
        return None
    if entity.always:
        return next((element for element in entity.elements.values() if element.system is not None), None)
    for fit in form.wordings.fits(place.title, bare=False)[:4] if place.title else ():
        element = fit.name.element
        if element.entity == role.entity and fit.of_label > 0.99 and (fit.exact or element.type == "address"):
            return element
    if place.title and _titled_otherwise(form, place):
        return None
    if state.address is not None and state.address.entity == role.entity:
        return state.address
    return next((one for one in entity.elements.values() if one.type == "address" and one.policy.value == "confirm"), None) or next(
        (one for one in entity.elements.values() if one.type == "address"), None
    )


def _another_address(form: Form, line: Line, place: Place) -> bool:
    """True if the same line of an address stood in this block before, and no address was named in between: it is another."""
    before = max((number for number in place.lines if number < line.number and form.lines[number].words == line.words), default=None)
    if before is None:
        return False
    between = (form.lines[number].words for number in range(before + 1, line.number))
    return not any(fit.exact and fit.name.element.type == "address" and not fit.name.part for words in between for fit in form.wordings.fits(words)[:3])


def _titled_otherwise(form: Form, place: Place) -> bool:
    """True if a title names an address with words that no known one has ("address for tax notices"): it is another one."""
    named = [fit for fit in form.wordings.fits(place.title) if fit.name.element.type == "address" and fit.of_name > 0.99 and fit.run]
    if not named:
        return False
    said = max((fit.said for fit in named), key=len) | set(place.person)
    said |= {word for wording, _, _ in place.roles for word in wording}
    return any(word not in said for word in place.title)


def _take(form: Form, line: Line, state: State, choice: Choice, others: tuple[Choice, ...], above: frozenset[str]) -> State:
    step = Step(line.number, choice, others, state.step)
    element, role = choice.element, choice.role
    if element is None or role is None:
        if choice.writes_out:
            return replace(state, score=state.score + choice.score, step=step, above=above)
        paper = line.label.numbers or (state.paper and form.wordings.paper_lines.get(line.words) is not None)
        return _pass(line, state, choice, others, above, paper=paper)
    if element.system is not None:
        return replace(state, score=state.score + choice.score, step=step, last_id=line.field.id, unread=False, above=above)
    role = _another(form, role, element, state, line.place, part=bool(choice.candidate and choice.candidate.part))
    if role != choice.role:
        step = Step(line.number, replace(choice, role=role), others, state.step)
    address = element if element.type == "address" or (choice.candidate and choice.candidate.kind == "address") else state.address
    return State(
        state.score + choice.score, step, element, line.field.id, False, False, above, role, _moved(state, line.place, choice.role, role),
        {**state.taken, (role.subject, element.name): line.place}, address, state.entered,
    )  # fmt: skip


def _moved(state: State, place: int, old: Role | None, new: Role) -> tuple[tuple[int, Role], ...]:
    if old == new or old is None or state.role_of(place) != old:
        return state.roles
    return (*state.roles, (place, new))


def _another(form: Form, role: Role, element: Element, state: State, place: int, *, part: bool) -> Role:
    """A key asked once more of something there may be several of is the key of another one; so is a name, of a person in the same block
    and of a firm in another one.
    """
    several = not role.relation or role.many
    key = form.wordings.catalogue.entities[role.entity].key
    if part or role.rows or not several or role.subject in form.procedure.subjects or role == form.self_role:
        return role
    if element.name not in key and not _names_another(form, role, element, state.taken.get((role.subject, element.name)), place):
        return role
    subject, number = role.subject, 1
    while (subject, element.name) in state.taken:
        number += 1
        subject = f"{role.subject}_{number}"
    return replace(role, subject=subject) if subject != role.subject else role


def _names_another(form: Form, role: Role, element: Element, before: int | None, place: int) -> bool:
    """True if a name that was asked before, in that place, is the name of the next one."""
    if before is None or form.wordings.named.get(role.entity) is not element:
        return False
    return (before == place) if role.entity == form.login else before != place and form.places[before].title != form.places[place].title


def steps_of(state: State) -> list[Step]:
    """The decisions, first line first."""
    out = []
    step = state.step
    while step is not None:
        out.append(step)
        step = step.before
    return out[::-1]


def likelihood(choice: Choice, others: tuple[Choice, ...]) -> float:
    """The likelihood of a choice among what else the line could have been, given all before it."""
    best = max((one.score for one in others), default=choice.score)
    whole = sum(math.exp(one.score - best) for one in sorted(others, key=lambda one: one.score))
    mine = sum(
        math.exp(one.score - best) for one in sorted(others, key=lambda one: one.score)
        if one.element == choice.element and (one.role == choice.role or one.score == choice.score)
    )  # fmt: skip
    return mine / whole if whole else 1.0


__all__ = ["WEIGHTS", "Choice", "State", "Step", "is_address_line", "likelihood", "read", "steps_of"]
