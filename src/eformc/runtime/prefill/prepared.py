"""What depends on the plan alone, worked out once per plan: groups, kinds, paths, what a lookup is asked for. Nothing
here is of a person.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from eformc.kernel.values import Value
from eformc.runtime.prefill.plan import Derivation, Fill, Plan, PlannedLookup
from eformc.runtime.prefill.pointers import Tokens, group_of, in_row, tokens_of
from eformc.runtime.prefill.source import Shape
from eformc.runtime.prefill.taking import shape_of


@dataclass(frozen=True, slots=True)
class Spot:
    """A place of the submission, or one in every row (`*`), and the kind of value that may stand there."""

    pattern: str
    tokens: Tokens
    of: Value | None

    def at(self, row: int | None) -> tuple[str, Tokens]:
        """Its pointer in a row, and the same in parts."""
        if row is None:
            return self.pattern, self.tokens
        pointer = in_row(self.pattern, row)
        return pointer, tokens_of(pointer)


@dataclass(frozen=True, slots=True)
class Target:
    """Where a fill goes."""

    fill: Fill
    spot: Spot
    of: Value


@dataclass(frozen=True, slots=True)
class Asking:
    """A planned lookup: the repeating group it is made in, its key by the lookup's names, what is asked for."""

    lookup: PlannedLookup
    group: str | None
    keys: tuple[tuple[str, Spot], ...]
    targets: tuple[Target, ...]
    wanted: Mapping[str, Shape]
    legal_basis: str


@dataclass(frozen=True, slots=True)
class Working:
    """A value that is worked out: the group it stands in, and its inputs."""

    derivation: Derivation
    group: str | None
    spot: Spot
    of: Value
    inputs: tuple[Spot, ...]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A plan made ready to run. `alone`, `in_rows`: its lookups outside and inside repeating groups."""

    given: tuple[Spot, ...]
    alone: tuple[Asking, ...]
    in_rows: tuple[Asking, ...]
    derived: tuple[Working, ...]
    not_of_answers: frozenset[str]


def prepared(plan: Plan) -> Prepared:
    """The plan made ready, once: kept with it."""
    found = plan.ready_to_run
    if not found:
        found.append(_prepared(plan))
    made: Prepared = found[0]
    return made


def _prepared(plan: Plan) -> Prepared:
    lookups = [_asking(plan, one) for one in plan.lookups]
    return Prepared(
        given=_spots(plan, (one.pointer for one in plan.given)),
        alone=tuple(one for one in lookups if one.group is None),
        in_rows=tuple(one for one in lookups if one.group is not None),
        derived=tuple(
            Working(one, group_of((one.pointer,)), _spot(plan, one.pointer), plan.values[one.pointer], _spots(plan, one.inputs))
            for one in plan.derived
        ),
        not_of_answers=plan.not_of_answers(),
    )


def _asking(plan: Plan, lookup: PlannedLookup) -> Asking:
    targets = tuple(Target(fill, _spot(plan, fill.pointer), plan.values[fill.pointer]) for fill in lookup.fills)
    shapes: dict[str, Shape] = {one.fill.name: "list" if one.fill.many else shape_of(one.of) for one in targets}
    return Asking(
        lookup=lookup,
        group=group_of(lookup.given.values()),
        keys=tuple(zip(lookup.given, _spots(plan, lookup.given.values()), strict=True)),
        targets=targets,
        wanted=MappingProxyType({name: shape for name, shape in shapes.items() if name not in lookup.given}),
        legal_basis=next(iter(lookup.legal_basis.values()), ""),
    )


def _spot(plan: Plan, pattern: str) -> Spot:
    return Spot(pattern, tokens_of(pattern), plan.values.get(pattern))


def _spots(plan: Plan, patterns: Iterable[str]) -> tuple[Spot, ...]:
    return tuple(_spot(plan, one) for one in patterns)
