"""A form in kernel terms: what may be submitted, when, and how it must be. Made from a procedure by lowering."""

from __future__ import annotations

from typing import TypeAlias

from msgspec import Struct, field

from eformc.kernel.expressions import Expression, Pointer
from eformc.kernel.values import Strength, Value
from eformc.kernel.words import Words


class Item(Struct, frozen=True):
    """One value. In a table `pointer` is relative to the row. `when` holds page, field and subject conditions. `beside`: words
    that people may write beside a number, folded (`wording.written.fold`), the longest first. `if_empty` and `if_wrong` are what
    the author says where it is missing, or has a fault.
    """

    pointer: Pointer
    value: Value
    title: Words
    strength: Strength = Strength.REQUIRED
    when: Expression | None = None
    beside: tuple[str, ...] = ()
    if_empty: Words = field(default_factory=dict)
    if_wrong: Words = field(default_factory=dict)


class Table(Struct, frozen=True):
    """A repeating group: an array of objects. `least_by` and `most_by` work the number of its rows out, within `least` and
    `most`.
    """

    pointer: Pointer
    columns: tuple[Item, ...]
    title: Words
    least: int = 1
    most: int = 100
    strength: Strength = Strength.REQUIRED
    when: Expression | None = None
    least_by: Expression | None = None
    most_by: Expression | None = None
    if_empty: Words = field(default_factory=dict)
    if_wrong: Words = field(default_factory=dict)

    @property
    def limits(self) -> tuple[Expression, ...]:
        """The expressions that its number of rows is worked out by."""
        return tuple([one for one in (self.least_by, self.most_by) if one is not None])


class Constraint(Struct, frozen=True):
    """A rule over several values. It is broken only where `holds` is certainly false. `table`: asked in each row of it,
    `at` is a column's. `stops`: it is broken where a note ends the form; then nothing else has to be mended.
    """

    id: str
    holds: Expression
    message: Words
    at: Pointer
    when: Expression | None = None
    table: str | None = None
    stops: bool = False

    @property
    def place(self) -> Pointer:
        """The pointer of what it stands at, with `*` for a row."""
        return self.at if self.table is None else (self.table, "*", *self.at)

    @property
    def name(self) -> str:
        """The name authors use for the field it stands at."""
        return ".".join(self.at if self.table is None else (self.table, *self.at))


Entry: TypeAlias = Item | Table


class Form(Struct, frozen=True):
    """`optional` are the objects (subjects) that may be left out as a whole."""

    entries: tuple[Entry, ...]
    constraints: tuple[Constraint, ...] = ()
    optional: frozenset[str] = field(default_factory=frozenset)
