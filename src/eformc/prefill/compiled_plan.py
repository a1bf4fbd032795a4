"""A plan compiled once, with all that depends on it alone: groups, kinds, paths, what a lookup is asked for. Nothing
here is of a person.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from types import MappingProxyType

from msgspec import Struct

from eformc.contract.plan import Derivation, Fill, Plan, PlannedLookup
from eformc.contract.pointers import Tokens, group_of, in_row, tokens_of
from eformc.kernel.expressions import Expression, refs
from eformc.kernel.identity_cache import IdentityKey, identity_key
from eformc.kernel.values import Value
from eformc.prefill.source import Shape
from eformc.prefill.validation import shape_of


class Spot(Struct, frozen=True):
    """A place of the submission, or one in every row (`*`), and the kind of value that may stand there. `read`: whether a
    key, a condition or a calculation may read what stands there.
    """

    pattern: str
    tokens: Tokens
    of: Value | None
    read: bool

    def at(self, row: int | None) -> tuple[str, Tokens]:
        """Its pointer in a row, and the same in parts."""
        if row is None:
            return self.pattern, self.tokens
        pointer = in_row(self.pattern, row)
        return pointer, tokens_of(pointer)


class Target(Struct, frozen=True):
    """The target of a fill; `of_rows`: into every row of a group."""

    fill: Fill
    spot: Spot
    of: Value
    of_rows: bool


class Asking(Struct, frozen=True):
    """A planned lookup: the repeating group it is made in, its key by the lookup's names (`key_names`: those in
    order), what is asked for.
    """

    lookup: PlannedLookup
    group: str | None
    keys: tuple[tuple[str, Spot], ...]
    key_names: tuple[str, ...]
    targets: tuple[Target, ...]
    wanted: Mapping[str, Shape]
    legal_basis: str
    deciding: Mapping[str, tuple[str, ...]]
    """Name of a number in the record -> the places of the login's own numbers of that element: who logs in with it sees the
    record whole."""


class Use(Struct, frozen=True):
    """A planned lookup for one row of a repeating group (None: not in rows)."""

    asking: Asking
    row: int | None

    @property
    def name(self) -> tuple[str, int | None]:
        return self.asking.lookup.id, self.row


class Working(Struct, frozen=True):
    """A value that is worked out: the group it stands in, and its inputs."""

    derivation: Derivation
    group: str | None
    spot: Spot
    of: Value
    inputs: tuple[Spot, ...]


class Prepared(Struct, frozen=True):
    """A plan made ready to run. `alone`, `in_rows`: its lookups outside and inside repeating groups."""

    given: tuple[Spot, ...]
    alone: tuple[Use, ...]
    in_rows: tuple[Asking, ...]
    derived: tuple[Working, ...]
    not_of_answers: frozenset[str]


def prepared(plan: Plan) -> Prepared:
    """The plan made ready, once for each of the plans in use."""
    return _prepared(identity_key(plan))


@lru_cache(maxsize=2048)
def _prepared(plan: IdentityKey[Plan]) -> Prepared:
    return _Preparing(plan()).prepared()


class _Preparing:
    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.read = set(_read(plan))

    def prepared(self) -> Prepared:
        lookups = [self.asking(one) for one in self.plan.lookups]
        return Prepared(
            given=self.spots(one.pointer for one in self.plan.given),
            alone=tuple(Use(one, None) for one in lookups if one.group is None),
            in_rows=tuple(one for one in lookups if one.group is not None),
            derived=tuple(map(self.working, self.plan.derived)),
            not_of_answers=self.plan.not_of_answers(),
        )

    def spot(self, pattern: str) -> Spot:
        tokens = tokens_of(pattern)
        read = "*" in tokens or any(one[: len(tokens)] == tokens[: len(one)] for one in self.read)
        return Spot(pattern, tokens, self.plan.values.get(pattern), read)

    def spots(self, patterns: Iterable[str]) -> tuple[Spot, ...]:
        return tuple(map(self.spot, patterns))

    def asking(self, lookup: PlannedLookup) -> Asking:
        targets = tuple(Target(fill, self.spot(fill.pointer), self.plan.values[fill.pointer], "*" in fill.pointer) for fill in lookup.fills)
        shapes: dict[str, Shape] = {one.fill.name: "list" if one.fill.many else shape_of(one.of) for one in targets}
        return Asking(
            lookup=lookup,
            group=group_of(lookup.given.values()),
            keys=tuple(zip(lookup.given, self.spots(lookup.given.values()), strict=True)),
            key_names=tuple(sorted(lookup.given)),
            targets=targets,
            wanted=MappingProxyType({name: shape for name, shape in shapes.items() if name not in lookup.given}),
            legal_basis=next(iter(lookup.legal_basis.values()), ""),
            deciding={name: of_login for name, element in lookup.full_for.items() if (of_login := tuple(one.pointer for one in self.plan.given if one.element == element))},
        )

    def working(self, one: Derivation) -> Working:
        return Working(one, group_of((one.pointer,)), self.spot(one.pointer), self.plan.values[one.pointer], self.spots(one.inputs))


def _read(plan: Plan) -> Iterator[Tokens]:
    """The places that keys, conditions and calculations read outside rows."""
    for lookup in plan.lookups:
        yield from map(tokens_of, lookup.given.values())
        yield from _read_by(lookup.when)
    for one in plan.derived:
        yield from map(tokens_of, one.inputs)
        yield from _read_by(one.when)
        yield from _read_by(one.compute)


def _read_by(expression: Expression | None) -> Iterator[Tokens]:
    yield from (ref.pointer for ref in refs(expression) if not ref.row) if expression is not None else ()
