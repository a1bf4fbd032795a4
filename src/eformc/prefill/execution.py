"""The state of a plan while it runs: which lookups can be made now, and where their answers go."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping
from typing import ClassVar, TypeAlias

from msgspec import Struct, field
from msgspec.structs import replace

from eformc.contract.plan import Fill, Plan, PlannedLookup
from eformc.contract.pointers import copied, put_in, value_of, without
from eformc.kernel.dates import Day
from eformc.kernel.evaluate import Scope, holds
from eformc.kernel.expressions import Expression, Pointer, pointer_text, refs
from eformc.kernel.json_text import Json, short_digest
from eformc.kernel.struct import Redacted
from eformc.kernel.text import typed
from eformc.model.catalogue import Policy, System
from eformc.prefill.compiled_plan import Asking, Spot, Target, Use, Working, prepared
from eformc.prefill.derive import calculated, converted, written_by
from eformc.prefill.masking import Masking, Read
from eformc.prefill.results import Fired, Held, Prefilled, SecurityEvent, State
from eformc.prefill.sensitive import Sensitive
from eformc.prefill.source import Answer, Kind, Request, Shape, is_asked
from eformc.prefill.validation import WrongType, validated

LOG = logging.getLogger("eformc.prefill")
MOST_ROWS = 200
"""Rows of one repeating group that are looked up: nobody can make a portal ask for a whole registry."""


class Authenticated(Redacted, frozen=True):
    """The person whose form it is, as the caller's own login says: JSON Pointer -> value of facts known at the start. Never made of
    anything the citizen's page sent. `office`: lines the receiving system writes (its name, its place).
    """

    given: Mapping[str, Json]
    office: Mapping[System, Json] = field(default_factory=dict)

    def digest(self) -> str:
        """A short digest by which a page is known to be of the same login; empty where nobody is logged in."""
        return short_digest(dict(self.given)) if self.given else ""


class Call(Struct, frozen=True):
    """One request that serves one or more uses: two subjects that are one person are looked up once."""

    request: Request
    uses: tuple[Use, ...]


class Reading(Redacted, frozen=True):
    """A record that is to be read by a number that somebody typed, and that is not their own. `who`: a digest of the login, empty
    where nobody is logged in; `lookup`: the id of the planned lookup; `key`: what it is asked with.
    """

    printable: ClassVar[tuple[str, ...]] = ("procedure", "registry", "lookup")

    procedure: str
    registry: str
    lookup: str
    who: str
    key: Mapping[str, Sensitive[Json]]


class PlanExecution:
    """One run of a plan. `whole`: the answers with what is known in its place, as far as conditions, keys and calculations
    read it; `facts`: what is known of that. `news`: whether some came that was not reckoned with yet. `roots`: of each
    place that is known, the places of the answers by which it came to be known.
    """

    def __init__(self, plan: Plan, subject: Authenticated, answers: Mapping[str, Json], today: Day) -> None:
        self.plan = plan
        self.office = subject.office
        self.who = subject.digest()
        self.today = today
        self.held: dict[str, Held] = {}
        self.facts: dict[Pointer, Json] = {}
        self.typed = answers
        self.roots: dict[Pointer, frozenset[Pointer]] = {}
        self.asked: set[tuple[str, int | None]] = set()
        self.reads: list[Read] = []
        self.given = {one.pointer: subject.given.get(one.pointer) for one in plan.given}
        self.fired: list[Fired] = []
        self.events: list[SecurityEvent] = []
        self.news = True
        self.whole: dict[str, Json] = copied(dict(answers))
        of_plan = prepared(plan)
        self.open = of_plan.alone
        self.in_rows = of_plan.in_rows
        self.left = of_plan.derived
        self.logged = frozenset(one.pointer for one in plan.given)
        for pattern in of_plan.not_of_answers if self.whole else ():
            without(self.whole, pattern)
        handed_in = {one.pointer for one in plan.given if one.source == "case"}
        for spot in of_plan.given:
            found, is_field = self.taken_at(spot, subject.given.get(spot.pattern)), spot.pattern not in handed_in
            if found is not None:
                self.put(spot, None, Held(State.VALUE, found, spot.of, policy=Policy.LOCKED, field=is_field), _NONE)
            elif is_field:  # it is asked, and what is answered is no key
                self.put(spot, None, Held(State.NOT_ASKED, None, spot.of, kind=NO_LOGIN, policy=Policy.LOCKED), _NONE)

    def taken_at(self, spot: Spot, found: Json) -> Json:
        """A value judged as what may stand at a place; None where it may not."""
        if found is None or spot.of is None:
            return None
        try:
            return validated(spot.of, found, self.today)
        except WrongType:
            return None

    # --- what can be asked now --------------------------------------------------------------------------------------

    def ready(self) -> list[Call]:
        """The requests whose keys are there and whose conditions are certainly true; several for one record are one."""
        self.derive()
        if not self.news:
            return []
        self.news = False
        by_record: dict[tuple[Json, ...], tuple[dict[str, Json], list[Use]]] = {}
        for use in self.uses():
            keys = self.keys_of(use)
            lookup = use.asking.lookup
            if keys is None or not self.applies(lookup.when, use.row, use.asking.group):
                continue
            self.asked.add(use.name)
            record = (lookup.registry, lookup.lookup, *[(name, type(keys[name]), keys[name]) for name in use.asking.key_names])
            by_record.setdefault(record, (keys, []))[1].append(use)
        if by_record:
            self.open = tuple([use for use in self.open if use.name not in self.asked])
        return [self.call(uses, keys) for keys, uses in by_record.values()]

    def uses(self) -> Iterator[Use]:
        """The lookups that were not made yet."""
        yield from self.open
        for asking in self.in_rows:
            yield from (use for row in self.rows(asking.group) if (use := Use(asking, row)).name not in self.asked)

    def rows(self, group: str | None) -> Iterable[int | None]:
        """The rows a pattern stands for: None alone where it stands in no rows."""
        if group is None:
            return _ALONE
        found = self.whole.get(group)
        return range(min(len(found), MOST_ROWS) if isinstance(found, list) else 0)

    def keys_of(self, use: Use) -> dict[str, Json] | None:
        """The key's values by the lookup's names; None while one of them is not there or not of its kind."""
        made = {}
        for name, spot in use.asking.keys:
            tokens = spot.at(use.row)[1]
            found = value_of(self.whole, tokens)
            found = found if found is self.facts.get(tokens) else self.taken_at(spot, found)  # facts were judged already
            if not isinstance(found, str | int) or isinstance(found, bool):
                return None
            made[name] = found
        return made

    def call(self, uses: list[Use], keys: Mapping[str, Json]) -> Call:
        first = uses[0].asking
        deciding: dict[str, Shape] = {name: "text" for use in uses for name in use.asking.deciding if self.is_typed(use)}
        alone = len(uses) == 1 and not deciding
        wanted = first.wanted if alone else {**deciding, **{name: shape for use in uses for name, shape in use.asking.wanted.items()}}
        request = Request(
            registry=first.lookup.registry,
            lookup=first.lookup.lookup,
            key={name: Sensitive(value) for name, value in keys.items()},
            wanted=wanted,
            purpose=self.plan.procedure,
            legal_basis=first.legal_basis,
        )
        return Call(request, tuple(uses))

    def reading(self, call: Call) -> Reading | None:
        """The request as a watch is told of it; None where no number was typed, or it is that of who is logged in."""
        use = call.uses[0]
        if not all(map(self.is_typed, call.uses)) or all(any(found is not None and is_asked(one, found) for found in self.given.values()) for one in call.request.key.values()):
            return None
        return Reading(self.plan.procedure, call.request.registry, use.asking.lookup.id, self.who, call.request.key)

    def is_typed(self, use: Use) -> bool:
        """True if a part of the key is an answer: nothing but whoever typed it says whose record that is."""
        return any(spot.at(use.row)[1] not in self.facts for _, spot in use.asking.keys)

    # --- conditions, and what is worked out -------------------------------------------------------------------------

    def scope(self, row: int | None, group: str | None) -> Scope:
        rows = self.whole.get(group) if group is not None else None
        here = rows[row] if isinstance(rows, list) and row is not None and row < len(rows) else None
        return Scope(self.whole, self.today, here, self.facts)

    def applies(self, when: Expression | None, row: int | None, group: str | None) -> bool:
        return when is None or holds(when, self.scope(row, group)) is True

    def derive(self) -> None:
        """Work out what can be, until nothing new comes."""
        while self.news and any(self.derived(one) for one in self.left):
            self.left = tuple(one for one in self.left if one.group is not None or one.spot.pattern not in self.held)

    def derived(self, one: Working) -> bool:
        """Work one value out, in every row; whether something new came."""
        new = False
        for row in self.rows(one.group):
            if one.spot.at(row)[0] not in self.held and self.applies(one.derivation.when, row, one.group):
                found = self.taken_at(one.spot, self.worked_out(one, row))
                if found is not None:
                    roots = self.roots_of_working(one, row)
                    self.put(one.spot, row, Held(State.VALUE, found, one.of, policy=one.derivation.policy, keys=self.keys(roots)), roots)
                    new = True
        return new

    def worked_out(self, one: Working, row: int | None) -> Json:
        how = one.derivation
        if how.system is not None:
            return written_by(how.system, self.office, self.today)
        if how.compute is not None:
            return calculated(how.compute, one.of, self.scope(row, one.group))
        if how.conversion is None or not one.inputs:
            return None
        inputs = tuple(value_of(self.whole, spot.at(row)[1]) for spot in one.inputs)
        if any(found is None for found in inputs):
            return None
        return converted(how.conversion, inputs, one.of, self.today, how.lang, how.digits)

    # --- what belongs to which answers ------------------------------------------------------------------------------

    def keys(self, roots: frozenset[Pointer]) -> dict[str, Json]:
        """The answers at some places, by pointer: what a value came by. None where there was no answer."""
        return {pointer_text(root): value_of(self.typed, root) for root in sorted(roots)}

    def roots_of(self, tokens: Pointer) -> frozenset[Pointer]:
        """The places of the answers on which what stands at a place depends: its own, where it is an answer."""
        above = [self.roots[tokens[:n]] for n in range(1, len(tokens) + 1) if tokens[:n] in self.roots]
        below = [roots for at, roots in self.roots.items() if at[: len(tokens)] == tokens and at != tokens] if not above else []
        locked = any(self.is_over(tokens[:n]) for n in range(1, len(tokens) + 1))
        typed = not (above or below) or (not locked and value_of(self.typed, tokens) is not None)
        return frozenset([tokens] if typed else []).union(*above, *below)

    def is_over(self, tokens: Pointer) -> bool:
        """True if what is known at a place stands there whatever was answered."""
        held = self.held.get(pointer_text(tokens))
        return held is not None and held.policy in _OVER

    def roots_of_use(self, use: Use) -> frozenset[Pointer]:
        """The answers a lookup was made by: those its keys and its condition depend on."""
        read = [spot.at(use.row)[1] for _, spot in use.asking.keys]
        return frozenset().union(*map(self.roots_of, (*read, *self.read_by(use.asking.lookup.when, use.row, use.asking.group))))

    def roots_of_working(self, one: Working, row: int | None) -> frozenset[Pointer]:
        """The answers a value was worked out of."""
        how = one.derivation
        read = [spot.at(row)[1] for spot in one.inputs if "*" not in spot.tokens or row is not None]
        several = [spot.tokens[:1] for spot in one.inputs if "*" in spot.tokens and row is None]
        read += [*several, *self.read_by(how.when, row, one.group)]
        return frozenset().union(*map(self.roots_of, read))

    def read_by(self, when: Expression | None, row: int | None, group: str | None) -> Iterator[Pointer]:
        """The places a condition reads."""
        for ref in refs(when) if when is not None else ():
            yield (group, str(row), *ref.pointer) if ref.row and group is not None else ref.pointer

    # --- answers ----------------------------------------------------------------------------------------------------

    def take(self, call: Call, answer: Answer | None, outcome: Kind | State) -> None:
        """Put an answer, or why there is none, in the places of its fills."""
        if answer is not None and not echoes(call.request, answer):
            answer, outcome = None, "mismatch"
            for use in call.uses:
                lookup = use.asking.lookup
                self.events.append(SecurityEvent("mismatch", lookup.id, lookup.registry))
                LOG.error("a source answered for somebody else: registry=%s lookup=%s", lookup.registry, lookup.id)
        state = outcome if isinstance(outcome, State) else State.UNAVAILABLE
        kind = outcome if not isinstance(outcome, State) else NOBODY if outcome is State.NO_RECORD else ""
        as_of = typed(answer.as_of)[:40] if answer is not None else ""
        for use in call.uses:
            lookup, roots = use.asking.lookup, self.roots_of_use(use)
            keys = self.keys(roots)
            self.reads.append(self.read_of(call, use, answer))
            self.fired.append(Fired(lookup.id, lookup.registry, lookup.lookup, use.row, state, kind))
            LOG.debug("lookup=%s outcome=%s kind=%s", lookup.id, state.value, kind)
            for target in use.asking.targets:
                of_rows = use.row is None and target.of_rows
                said = (state, None, kind) if answer is None else _said(target.fill, answer, of_rows=of_rows)
                if of_rows and said[0] is State.VALUE and isinstance(said[1], list):
                    for row, one in enumerate(said[1]):
                        self.put(target.spot, row, self.judged(lookup, target, (State.VALUE, one, ""), as_of, keys), roots)
                else:
                    self.put(target.spot, use.row, self.judged(lookup, target, said, as_of, keys), roots)

    def read_of(self, call: Call, use: Use, answer: Answer | None) -> Read:
        """A record that was read: by which keys, into which places, and if it names who is logged in."""
        asking = use.asking
        keys = tuple((name, call.request.key[name].reveal()) for name, _ in asking.keys)
        fills = tuple((target.spot.tokens, target.fill.element) for target in asking.targets)
        return Read(asking.lookup.id, asking.lookup.shows, keys, use.row, fills, names_login=answer is not None and self.is_named(asking, answer))

    def is_named(self, asking: Asking, answer: Answer) -> bool:
        """True if a record names who is logged in as one who may see it whole."""
        for name, places in asking.deciding.items():
            said = answer.record.get(name)
            for one in said if isinstance(said, list) else [said]:
                if any(self.given[at] is not None and is_asked(Sensitive(self.given[at]), one) for at in places):
                    return True
        return False

    def masked(self) -> dict[str, Held]:
        """The places that are held, each marked where whoever typed its key sees it masked."""
        if not self.reads:
            return self.held
        masking = Masking(self.plan.given, self.given, self.reads, self.held, self.workings())
        self.fired = [replace(one, strange=number not in masking.open) for number, one in enumerate(self.fired)]
        strange = masking.masked()
        return {at: replace(one, masked=True) if at in strange else one for at, one in self.held.items()}

    def workings(self) -> dict[str, tuple[Pointer, ...]]:
        """Places whose values were worked out -> the places they were worked out of (`*`: of all rows)."""
        found = {}
        for one in prepared(self.plan).derived:
            for row in self.rows(one.group):
                at = one.spot.at(row)[0]
                if at in self.held:
                    found[at] = tuple(spot.at(row)[1] for spot in one.inputs)
        return found

    def judged(self, lookup: PlannedLookup, target: Target, said: _Said, as_of: str, keys: Mapping[str, Json]) -> Held:
        """A place with what its source said: a value made canonical and judged, or why there is none."""
        state, value, kind = said
        fill = target.fill
        if state is State.VALUE:
            try:
                value = None if value is None else validated(target.of, value, self.today)
                state = state if value is not None else State.NONE if said[1] is None else State.NO_RECORD
            except WrongType:
                state, value, kind = State.UNAVAILABLE, None, "type"
        return Held(state, value, target.of, lookup.id, lookup.source, keys, as_of, kind, fill.policy, fill.field, fill.suggestion)

    def put(self, spot: Spot, row: int | None, held: Held, roots: frozenset[Pointer]) -> None:
        """The first value stays: nothing takes its place."""
        at, tokens = spot.at(row)
        before = self.held.get(at)
        if before is not None and (before.state is State.VALUE or held.state is not State.VALUE):
            return
        self.held[at] = held
        self.roots[tokens] = roots
        if spot.read and held.state is State.VALUE and not held.suggestion:
            self.news = True
            self.facts[tokens] = held.value
            put_in(self.whole, tokens, held.value, over=held.policy in _OVER)

    def ended(self) -> Prefilled:
        """The result of the run, with a state for every place nobody was asked for."""
        self.derive()
        left = list(self.uses())
        while True:  # a lookup that waits for one that waits in vain, too
            vain = [(use, said) for use in left if (said := self.in_vain(use)) is not None]
            if not vain:
                break
            left = [use for use in left if all(use is not one for one, _ in vain)]
            for use, said in vain:
                self.leave(use, said)
        for use in left:
            self.leave(use, (State.NOT_ASKED, None, ""))
        self.unknown_twins()
        ordered = dict(sorted(self.masked().items()))
        return Prefilled(self.plan.procedure, self.plan.version, ordered, tuple(self.fired), tuple(self.events), self.who)


    def in_vain(self, use: Use) -> _Said | None:
        """Why a lookup that was not made will never be: its key was to come from a lookup that gave none, or from a login
        that is not there. None where an answer may still bring it.
        """
        if not self.applies(use.asking.lookup.when, use.row, use.asking.group):
            return None
        for _, spot in use.asking.keys:
            at, tokens = spot.at(use.row)
            before = self.held.get(at)
            if value_of(self.whole, tokens) is not None:
                continue
            if before is not None and (before.state not in (State.VALUE, State.NOT_ASKED) or before.kind == NO_LOGIN):
                return before.state, None, before.kind
            if before is None and spot.pattern in self.logged:
                return State.NOT_ASKED, None, NO_LOGIN
        return None

    def leave(self, use: Use, said: _Said) -> None:
        """Say of all places of a lookup why it was not made."""
        roots = self.roots_of_use(use)
        for target in use.asking.targets:
            self.put(target.spot, use.row, self.judged(use.asking.lookup, target, said, "", self.keys(roots)), roots)

    def unknown_twins(self) -> None:
        """Values that are those of another subject under a condition, and that one's are not known: they are asked."""
        for one in self.left:
            at, _ = one.spot.at(None)
            twin = one.group is None and one.derivation.when is not None and one.derivation.inputs and at not in self.held
            if twin and self.applies(one.derivation.when, None, None):
                roots = self.roots_of_working(one, None)
                self.put(one.spot, None, Held(State.NO_RECORD, None, one.of, keys=self.keys(roots), policy=one.derivation.policy), roots)


_ALONE: tuple[None] = (None,)
NOBODY = "nobody"
"""Why there is no record: there is nothing by that key."""
NO_LOGIN = "no-login"
"""Why a lookup was not made: nobody is logged in."""
_NONE: frozenset[Pointer] = frozenset()
_OVER = (Policy.LOCKED, Policy.HIDDEN)
"""Policies whose value takes the place of an answer."""
_Said: TypeAlias = tuple[State, Json, str]
"""State, value as it came (None: known to be none, where the state is a value), why there is none."""


def _said(fill: Fill, answer: Answer, *, of_rows: bool) -> _Said:
    """The value an answer has for one fill, not judged yet; the whole list where a relation fills rows (`of_rows`)."""
    if fill.name in answer.withheld:
        return State.WITHHELD, None, ""
    if fill.name in answer.lacking:
        return State.UNAVAILABLE, None, "layout"
    record = answer.record if fill.name in answer.record else answer.key
    if fill.name not in record:
        return State.NO_RECORD, None, ""
    found = record[fill.name]
    if fill.many and isinstance(found, list) and not of_rows:
        return (State.VALUE, found[0], "") if len(found) == 1 else (State.NO_RECORD, None, "several" if found else "")
    return State.VALUE, found, ""


def echoes(request: Request, answer: Answer) -> bool:
    """True if the record is that of the key: every part of it there, of the same type and text, and nowhere another one."""
    return all(
        is_asked(asked, answer.key.get(name)) and (name not in answer.record or is_asked(asked, answer.record[name]))
        for name, asked in request.key.items()
    )
