"""Answers made to order: right ones in which given values stand, with as little else as the form lets them have."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from itertools import islice
from random import Random
from typing import Any, TypeAlias

from msgspec import Struct, field

from eformc.diff.places import ROW, entries, in_first_row, meets, place_of, put, take, value_at
from eformc.diff.values import fits, plain
from eformc.kernel.dates import Day
from eformc.kernel.evaluate import Finding, Json, evaluate
from eformc.kernel.expressions import Pointer, Ref, refs
from eformc.kernel.form import Form, Item, Table
from eformc.kernel.values import Record, Strength
from eformc.verify.answers import Answers, shrunk


class _Marker:
    pass


ABSENT, ANY = _Marker(), _Marker()
"""A demand that may be made at a pointer besides a value: nothing there, or any right value."""
Wanted: TypeAlias = Mapping[Pointer, Any]
Known: TypeAlias = Mapping[Pointer, Json]
ROUNDS = 14
DRAWN, MOST_BEGUN = 200, 3
"""So many answers are drawn, and so many right ones kept, where none can be made from nothing."""


class Maker(Struct):
    """Makes right answers to a form. The same seed makes the same ones."""

    form: Form
    today: Day
    dice: Random
    places: Mapping[Pointer, Item | Table] = field(default_factory=dict)
    drawn: Answers | None = None
    simple: dict[int, Json] = field(default_factory=dict)
    begun: tuple[Json, ...] | None = None

    def __post_init__(self) -> None:
        self.places = entries(self.form)

    def made(self, wanted: Wanted, known: Known, *, soft: bool = False) -> Json | None:
        """Right answers with what is wanted in them; None where that was not found. `soft`: what is wanted gives way."""
        firm = () if soft else tuple(wanted)
        made = ({}, *(copy.deepcopy(one) for one in self.beginnings()))
        return next((right for one in made if (right := self._mended(one, wanted, firm, known)) is not None), None)

    def beginnings(self) -> tuple[Json, ...]:
        """Right answers to begin with, where nothing but mending what was found does not lead to any: a table may want rows
        of which no column applies unless something else is answered so and so. They are drawn, and made small.
        """
        if self.begun is None:
            self.begun = ()
            if self._mended({}, {}, (), {}) is None:
                self.begun = tuple(shrunk(one, self._is_right) for one in islice(self.right(DRAWN), MOST_BEGUN))
        return self.begun

    def right(self, count: int) -> Iterator[Json]:
        """The right ones of so many answers that are drawn."""
        self.drawn = self.drawn or Answers(self.form, self.today, self.dice)
        drawn = self.drawn
        return (one for one in (drawn.right() for _ in range(count)) if self._is_right(one))

    def _is_right(self, answers: Json) -> bool:
        return evaluate(self.form, answers, self.today).valid

    def _mended(self, answers: Json, wanted: Wanted, firm: tuple[Pointer, ...], known: Known) -> Json | None:
        """The answers with what is wanted, mended round by round; None where they do not get right."""
        for pointer, value in wanted.items():
            if value is not ABSENT:
                put(answers, pointer, self.fresh(pointer) if value is ANY else copy.deepcopy(value))
            elif value_at(answers, pointer) is not None:
                take(answers, pointer)
        for number in range(ROUNDS):
            wrong = [one for one in evaluate(self.form, answers, self.today, known).findings if not one.warning]
            if not wrong:
                return answers
            if not all(self.mend(answers, finding, firm, wanted, number) for finding in wrong):
                return None
        return None

    def mend(self, answers: Json, finding: Finding, firm: tuple[Pointer, ...], wanted: Wanted, number: int) -> bool:
        """Mend one finding in place; False where what is wanted stands in the way."""
        pointer = finding.pointer
        if finding.code == "constraint":
            return self.other(answers, finding, firm)
        held = any(meets(one, pointer) and wanted[one] is not ANY for one in firm)
        if finding.code == "required":
            if pointer in firm or pointer[:-1] in firm:
                return False
            put(answers, pointer, self.fresh(pointer, number))
            return True
        if finding.code in ("not-applicable", "unknown-field"):
            if any(meets(one, pointer) and wanted[one] is not ABSENT for one in firm):
                return False
            take(answers, pointer)
            return True
        if held or not pointer:
            return False
        if finding.code == "empty":
            take(answers, pointer)
        elif finding.code in ("too-few-rows", "too-many-rows") and isinstance(table := self.places.get(pointer), Table) and table.limits:
            count = int(dict(finding.args)["least" if finding.code == "too-few-rows" else "most"])
            if not count:
                return False
            rows = value_at(answers, pointer) or []
            put(answers, pointer, [*rows, *self.fresh(pointer, number) * count][:count])
        else:
            put(answers, self.owner(pointer), self.fresh(pointer, number))
        return True

    def other(self, answers: Json, finding: Finding, firm: tuple[Pointer, ...]) -> bool:
        """Another value, or none, for something that a broken constraint reads."""
        name = dict(finding.args)["constraint"]
        constraint = next(one for one in self.form.constraints if one.id == name)
        row = finding.pointer[: 2 if constraint.table is not None else 0]
        read = [self.read(ref, row) for ref in refs(constraint.holds)]
        free = [one for one in read if not any(meets(one, other) for other in firm) and place_of(self.form, one) in self.places]
        if not free:
            return False
        pointer = self.dice.choice(free)
        if self.places[place_of(self.form, pointer)].strength is not Strength.REQUIRED and self.dice.random() < 0.5:
            take(answers, pointer)
        else:
            put(answers, pointer, self.fresh(pointer, number=1))
        return True

    def read(self, ref: Ref, row: Pointer) -> Pointer:
        """The place where the value of a name stands: in a row that a rule is asked in, or in the first one of a column's table."""
        if ref.row:
            return (*row, *ref.pointer)
        column = len(ref.pointer) > 1 and (ref.pointer[0], ROW, *ref.pointer[1:]) in self.places
        return (ref.pointer[0], "0", *ref.pointer[1:]) if column else ref.pointer

    def owner(self, pointer: Pointer) -> Pointer:
        """The entry's own pointer, of a pointer that may lead into its value."""
        place = place_of(self.form, pointer)
        for length in range(len(place), 0, -1):
            if place[:length] in self.places:
                return pointer[:length]
        return pointer

    def fresh(self, pointer: Pointer, number: int = 0) -> Json:
        """A right value for an entry: a plain one first, then drawn ones."""
        entry = self.places.get(place_of(self.form, self.owner(pointer)))
        if entry is None:
            return "x"
        if isinstance(entry, Table):
            row = {column.pointer[0]: self.value(column, number) for column in entry.columns if _always(column)}
            return [row or {entry.columns[0].pointer[0]: self.value(entry.columns[0], number)} for _ in range(entry.least)]
        return self.value(entry, number)

    def value(self, item: Item, number: int) -> Json:
        if number == 0 or isinstance(item.value, Record):  # drawing an address means walking through all communes
            if id(item) not in self.simple:
                self.simple[id(item)] = plain(item.value, self.today)
            return copy.deepcopy(self.simple[id(item)])
        self.drawn = self.drawn or Answers(self.form, self.today, self.dice)
        for _ in range(8):
            value = self.drawn.value(item.value)
            if fits(item.value, value, self.today):
                return value
        return plain(item.value, self.today)

    def any_wanted(self) -> Wanted:
        """Something to want at random: about half of what may be left out."""
        some = {}
        for place in self.places:
            if ROW not in place and self.dice.random() < 0.5:
                some[place] = self.fresh(place, number=1)
        return some


def _always(column: Item) -> bool:
    return column.when is None and column.strength is Strength.REQUIRED


def first_row(place: Pointer, answers: Json) -> Json:
    """The value at a place, in a table's first row."""
    return value_at(answers, in_first_row(place))
