"""What is known while a plan runs: which lookups can be made now, and where their answers go."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from typing import TypeAlias

from eformc.kernel.dates import Day
from eformc.kernel.evaluate import Scope, holds
from eformc.kernel.expressions import Expression, Pointer
from eformc.kernel.text import canonical
from eformc.model.catalogue import Policy, System
from eformc.runtime.prefill.deriving import calculated, converted, written_by
from eformc.runtime.prefill.plan import Derivation, Fill, Plan, PlannedLookup
from eformc.runtime.prefill.pointers import group_of, in_row, put_at, value_at, without
from eformc.runtime.prefill.sensitive import Sensitive
from eformc.runtime.prefill.source import Answer, Json, Kind, Request, Shape
from eformc.runtime.prefill.states import Fired, Held, Prefilled, SecurityEvent, State
from eformc.runtime.prefill.taking import NotOfItsKind, shape_of, taken

LOG = logging.getLogger("eformc.prefill")
MOST_ROWS = 200
"""Rows of one repeating group that are looked up: nobody can make a portal ask for a whole registry."""


@dataclass(frozen=True, slots=True)
class Authenticated:
    """Whose form it is, as the caller's own login says: JSON Pointer -> value of facts known at the start. Never made of
    anything the citizen's page sent. `office`: lines the receiving system writes (its name, its place).
    """

    given: Mapping[str, Json] = field(repr=False)
    office: Mapping[System, Json] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Use:
    """A planned lookup for one row of a repeating group (None: not in rows)."""

    lookup: PlannedLookup
    row: int | None

    @property
    def name(self) -> tuple[str, int | None]:
        return self.lookup.id, self.row


@dataclass(frozen=True, slots=True)
class Call:
    """One request that serves one or more uses: two subjects that are one person are looked up once."""

    request: Request
    uses: tuple[Use, ...]


class Course:
    """One run of a plan. `whole`: the answers with everything known in its place, for conditions and keys."""

    def __init__(self, plan: Plan, subject: Authenticated, answers: Mapping[str, Json], today: Day) -> None:
        self.plan = plan
        self.office = subject.office
        self.today = today
        self.held: dict[str, Held] = {}
        self.facts: dict[Pointer, Json] = {}
        self.asked: set[tuple[str, int | None]] = set()
        self.fired: list[Fired] = []
        self.events: list[SecurityEvent] = []
        self.whole: dict[str, Json] = deepcopy(dict(answers))
        self.groups = {one.id: group_of(one.given.values()) for one in plan.lookups}
        self.open = [one for one in plan.lookups if self.groups[one.id] is None]
        self.in_rows = [one for one in plan.lookups if self.groups[one.id] is not None]
        self.left = list(plan.derived)
        for pattern in plan.not_of_answers() if self.whole else ():
            without(self.whole, pattern)
        for fact in plan.given:
            found = self.taken_at(fact.pointer, subject.given.get(fact.pointer))
            if found is not None:
                of = plan.values[fact.pointer]
                self.put(fact.pointer, Held(State.VALUE, found, of, policy=Policy.LOCKED))

    def taken_at(self, pattern: str, found: Json) -> Json:
        """A value judged as what may stand at a place (`*` for rows); None where it may not."""
        of = self.plan.values.get(pattern) if found is not None else None
        if of is None:
            return None
        try:
            return taken(of, found, self.today)
        except NotOfItsKind:
            return None

    # --- what can be asked now --------------------------------------------------------------------------------------

    def ready(self) -> list[Call]:
        """The requests whose keys are there and whose conditions are certainly true; several for one record are one."""
        self.derive()
        by_record: dict[tuple[Json, ...], list[tuple[Use, dict[str, Json]]]] = {}
        for use in list(self.uses()):
            keys = self.keys_of(use) if use.name not in self.asked else None
            if keys is None or not self.applies(use.lookup.when, use.row, self.groups[use.lookup.id]):
                continue
            self.asked.add(use.name)
            if use.row is None:
                self.open.remove(use.lookup)
            record = (use.lookup.registry, use.lookup.lookup, *sorted((name, str(type(key)), key) for name, key in keys.items()))
            by_record.setdefault(record, []).append((use, keys))
        return [self.call([use for use, _ in uses], uses[0][1]) for uses in by_record.values()]

    def uses(self) -> Iterator[Use]:
        yield from (Use(lookup, None) for lookup in self.open)
        for lookup in self.in_rows:
            yield from (Use(lookup, row) for row in self.rows(self.groups[lookup.id]))

    def rows(self, group: str | None) -> Iterator[int | None]:
        """The rows a pattern stands for: None alone where it stands in no rows."""
        if group is None:
            yield None
            return
        found = self.whole.get(group)
        yield from range(min(len(found), MOST_ROWS) if isinstance(found, list) else 0)

    def keys_of(self, use: Use) -> dict[str, Json] | None:
        """The key's values by the lookup's names; None while one of them is not there or not of its kind."""
        made = {}
        for name, pattern in use.lookup.given.items():
            pointer = in_row(pattern, use.row)
            found = self.taken_at(pattern, value_at(self.whole, pointer))
            if not isinstance(found, str | int) or isinstance(found, bool):
                return None
            made[name] = found
        return made

    def call(self, uses: list[Use], keys: Mapping[str, Json]) -> Call:
        lookup = uses[0].lookup
        wanted: dict[str, Shape] = {fill.name: "list" if fill.many else shape_of(self.plan.values[fill.pointer]) for use in uses for fill in use.lookup.fills}
        request = Request(
            registry=lookup.registry,
            lookup=lookup.lookup,
            key={name: Sensitive(value) for name, value in keys.items()},
            wanted={name: shape for name, shape in wanted.items() if name not in lookup.given},
            purpose=self.plan.procedure,
            legal_basis=next(iter(lookup.legal_basis.values()), ""),
        )
        return Call(request, tuple(uses))

    # --- conditions, and what is worked out -------------------------------------------------------------------------

    def scope(self, row: int | None, group: str | None) -> Scope:
        rows = self.whole.get(group) if group is not None else None
        here = rows[row] if isinstance(rows, list) and row is not None and row < len(rows) else None
        return Scope(self.whole, self.today, here, self.facts)

    def applies(self, when: Expression | None, row: int | None, group: str | None) -> bool:
        return when is None or holds(when, self.scope(row, group)) is True

    def derive(self) -> None:
        """Work out what can be, until nothing new comes."""
        while any(self.derived(one) for one in self.left):
            self.left = [one for one in self.left if "*" in one.pointer or one.pointer not in self.held]

    def derived(self, one: Derivation) -> bool:
        """Work one value out, in every row; whether something new came."""
        group, new = group_of((one.pointer,)), False
        for row in self.rows(group):
            at = in_row(one.pointer, row)
            if at not in self.held and self.applies(one.when, row, group):
                found = self.taken_at(one.pointer, self.worked_out(one, row, group))
                if found is not None:
                    self.put(at, Held(State.VALUE, found, self.plan.values[one.pointer], policy=one.policy))
                    new = True
        return new

    def worked_out(self, one: Derivation, row: int | None, group: str | None) -> Json:
        of = self.plan.values[one.pointer]
        if one.system is not None:
            return written_by(one.system, self.office, self.today)
        if one.compute is not None:
            return calculated(one.compute, of, self.scope(row, group))
        inputs = tuple(value_at(self.whole, in_row(pattern, row)) for pattern in one.inputs)
        if one.conversion is None or not inputs or any(found is None for found in inputs):
            return None
        return converted(one.conversion, inputs, of, self.today)

    # --- answers ----------------------------------------------------------------------------------------------------

    def take(self, call: Call, answer: Answer | None, outcome: Kind | State) -> None:
        """Put an answer, or why there is none, in the places of its fills."""
        if answer is not None and not echoes(call.request, answer):
            answer, outcome = None, "mismatch"
            for use in call.uses:
                self.events.append(SecurityEvent("mismatch", use.lookup.id, use.lookup.registry))
                LOG.error("a source answered for somebody else: registry=%s lookup=%s", use.lookup.registry, use.lookup.id)
        state = outcome if isinstance(outcome, State) else State.UNAVAILABLE
        kind = "" if isinstance(outcome, State) else outcome
        for use in call.uses:
            self.fired.append(Fired(use.lookup.id, use.lookup.registry, use.lookup.lookup, use.row, state, kind))
            LOG.debug("lookup=%s outcome=%s kind=%s", use.lookup.id, state.value, kind)
            as_of = canonical(answer.as_of)[:40] if answer is not None else ""
            for fill in use.lookup.fills:
                at = in_row(fill.pointer, use.row)
                said = [(at, state, None, kind)] if answer is None else _said(at, fill, answer)
                for place, found, value, why in said:
                    self.put(place, self.judged(use.lookup, fill, (found, value, why), as_of))

    def judged(self, lookup: PlannedLookup, fill: Fill, said: _Said, as_of: str) -> Held:
        """A place with what its source said: a value made canonical and judged, or why there is none."""
        state, value, kind = said
        of = self.plan.values[fill.pointer]
        if state is State.VALUE:
            try:
                value = None if value is None else taken(of, value, self.today)
                state = state if value is not None else State.NONE if said[1] is None else State.NO_RECORD
            except NotOfItsKind:
                state, value, kind = State.UNAVAILABLE, None, "type"
        return Held(state, value, of, lookup.id, lookup.source, as_of, kind, fill.policy, fill.field, fill.suggestion)

    def put(self, at: str, held: Held) -> None:
        """The first value stays: nothing takes its place."""
        before = self.held.get(at)
        if before is not None and (before.state is State.VALUE or held.state is not State.VALUE):
            return
        self.held[at] = held
        if held.state is State.VALUE and not held.suggestion:
            self.facts[tuple(at.split("/")[1:])] = held.value
            put_at(self.whole, at, held.value, over=held.policy in (Policy.LOCKED, Policy.HIDDEN))

    def ended(self) -> Prefilled:
        """What came of it, with a state for every place nobody was asked for."""
        self.derive()
        for use in self.uses():
            for fill in use.lookup.fills if use.name not in self.asked else ():
                at = in_row(fill.pointer, use.row)
                if at not in self.held:
                    self.held[at] = self.judged(use.lookup, fill, (State.NOT_ASKED, None, ""), "")
        ordered = dict(sorted(self.held.items()))
        return Prefilled(self.plan.procedure, self.plan.version, ordered, tuple(self.fired), tuple(self.events))


_Said: TypeAlias = tuple[State, Json, str]
"""State, value as it came (None: known to be none, where the state is a value), why there is none."""


def _said(at: str, fill: Fill, answer: Answer) -> list[tuple[str, State, Json, str]]:
    """What an answer says of one fill, not judged yet: one place, or one per row where a list of a relation fills rows."""
    if fill.name in answer.withheld:
        return [(at, State.WITHHELD, None, "")]
    if fill.name in answer.lacking:
        return [(at, State.UNAVAILABLE, None, "layout")]
    record = answer.key if fill.name in answer.key and fill.name not in answer.record else answer.record
    if fill.name not in record:
        return [(at, State.NO_RECORD, None, "")]
    found = record[fill.name]
    if "*" in at and isinstance(found, list):
        return [(in_row(at, row), State.VALUE, one, "") for row, one in enumerate(found)]
    if fill.many and isinstance(found, list):
        return [(at, State.VALUE, found[0], "")] if len(found) == 1 else [(at, State.NO_RECORD, None, "several" if found else "")]
    return [(at, State.VALUE, found, "")]


def echoes(request: Request, answer: Answer) -> bool:
    """Whether the record is that of the key: every part of it there, of the same type and text."""
    for name, asked in request.key.items():
        said = answer.key.get(name)
        said = canonical(said) if isinstance(said, str) else said
        if type(said) is not type(asked.reveal()) or Sensitive(said) != asked:
            return False
    return True
