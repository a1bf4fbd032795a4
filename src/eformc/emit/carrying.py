"""The account that each output for other systems gives: which constructs of a procedure it could not carry, or only in part.

`lost.json` of a bundle holds it. The table of docs/outputs.md is made of these accounts by the tests of the outputs.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from msgspec import Struct, field

from eformc.kernel.expressions import Pointer, pointer_text
from eformc.kernel.values import (
    Boolean,
    Choice,
    Choices,
    Date,
    Decimal,
    File,
    Integer,
    Moment,
    Money,
    Record,
    RowOf,
    RowsOf,
    Strength,
    Text,
    Time,
    Value,
)
from eformc.model.procedure import Attachment, Field, Group
from eformc.reasoning.reasoned import Reasoned


class Construct(StrEnum):
    """The constructs of a procedure that an output carries or not: kinds of questions, then what is said about them."""

    TEXT = "text"
    PATTERN = "pattern"
    WHOLE = "whole number"
    DECIMAL = "decimal number"
    MONEY = "money"
    DATE = "date"
    PARTIAL_DATE = "date of a year or month"
    LIMIT = "limit of a date, of decimals"
    YES_NO = "yes or no"
    DECLARATION = "declaration"
    CHOICE = "choice"
    CHOICES = "several choices"
    OPTION_WHEN = "condition of an option"
    RECORD = "value of parts"
    PARTS_WITHIN = "part that depends on a part"
    PAPER = "paper to attach"
    TABLE = "table"
    WORKED_ROWS = "number of rows worked out"
    PAGE = "page"
    SECTION = "section"
    NOTE = "note"
    HELP = "help"
    LANGUAGE = "other languages"
    RECOMMENDED = "recommended"
    CONDITION = "condition"
    RULE = "rule over answers"
    HELD = "value that is held"
    DERIVED = "value that is worked out"


class Loss(Struct, frozen=True):
    """A construct that an output does not carry as it is meant; `partly` where some of it is kept. `why` is English."""

    pointer: str
    construct: Construct
    partly: bool
    why: str


class Losses(Struct):
    """The account of one output while it is written."""

    every: dict[tuple[str, Construct], Loss] = field(default_factory=dict)

    def lose(self, pointer: Pointer, construct: Construct, why: str) -> None:
        """Note that nothing is left of a construct."""
        place = pointer_text(pointer)
        self.every[place, construct] = Loss(place, construct, partly=False, why=why)

    def part(self, pointer: Pointer, construct: Construct, why: str) -> None:
        """Note that a construct is kept in part."""
        place = pointer_text(pointer)
        self.every.setdefault((place, construct), Loss(place, construct, partly=True, why=why))


def constructs_of(reasoned: Reasoned) -> Iterator[tuple[Pointer, Construct]]:
    """Everything in a procedure that an output may lose, each with its place (`*` for a row; a page by its id)."""
    procedure = reasoned.procedure
    for page in procedure.pages:
        here: Pointer = ("pages", page.id)
        yield here, Construct.PAGE
        if page.when is not None:
            yield here, Construct.CONDITION
        yield from ((here, Construct.SECTION) for _ in page.sections[:1])
        yield from ((here, Construct.NOTE) for _ in page.notes[:1])
        for item in page.items:
            yield from _of_group(item) if isinstance(item, Group) else _of_field(item)
    for paper in procedure.attachments:
        if not paper.fetched:
            yield from _of_paper(paper)
    yield from ((one.place, Construct.RULE) for one in procedure.constraints)
    if len(procedure.languages) > 1:
        yield (), Construct.LANGUAGE
    for reason in reasoned.fields:
        if not reason.is_asked:
            yield reason.field.place, Construct.DERIVED if reason.is_worked_out else Construct.HELD


def _of_group(group: Group) -> Iterator[tuple[Pointer, Construct]]:
    here: Pointer = (group.id,)
    yield here, Construct.TABLE
    if group.least_by is not None or group.most_by is not None:
        yield here, Construct.WORKED_ROWS
    yield from _said(here, group)
    for column in group.columns:
        yield from _of_field(column)


def _of_paper(paper: Attachment) -> Iterator[tuple[Pointer, Construct]]:
    yield paper.place, Construct.PAPER
    yield from _said(paper.place, paper)


def _of_field(found: Field) -> Iterator[tuple[Pointer, Construct]]:
    yield from ((found.place, one) for one in kinds_of(found.value))
    yield from _said(found.place, found)


def _said(here: Pointer, one: Field | Group | Attachment) -> Iterator[tuple[Pointer, Construct]]:
    if one.help:
        yield here, Construct.HELP
    if one.when is not None:
        yield here, Construct.CONDITION
    if one.strength is Strength.RECOMMENDED:
        yield here, Construct.RECOMMENDED


def kinds_of(value: Value) -> Iterator[Construct]:
    """The constructs that a kind of value is made of."""
    match value:
        case Text():
            yield Construct.TEXT
            if value.pattern is not None:
                yield Construct.PATTERN
        case Integer():
            yield Construct.WHOLE
        case Decimal():
            yield Construct.DECIMAL
            if value.minimum not in (None, 0) or value.maximum is not None:
                yield Construct.LIMIT
        case Money():
            yield Construct.MONEY
        case Date():
            yield Construct.DATE if value.precision.value == "day" else Construct.PARTIAL_DATE
            if value.minimum is not None or value.maximum is not None:
                yield Construct.LIMIT
        case Time() | Moment():  # others take them as text
            yield Construct.TEXT
            if value.minimum is not None or value.maximum is not None:
                yield Construct.LIMIT
        case RowOf() | RowsOf():  # the numbers of rows; that there are such rows is a limit
            yield Construct.WHOLE
            yield Construct.LIMIT
        case Boolean():
            yield Construct.DECLARATION if value.declaration else Construct.YES_NO
        case Choice() | Choices():
            yield Construct.CHOICE if isinstance(value, Choice) else Construct.CHOICES
            if not value.codes.within and any(code.when is not None for code in value.codes.codes):
                yield Construct.OPTION_WHEN
        case Record():
            yield Construct.RECORD
            if any(isinstance(part.value, Choice) and part.value.parent_part for part in value.parts):
                yield Construct.PARTS_WITHIN
            if any(Construct.LIMIT in kinds_of(part.value) for part in value.parts):
                yield Construct.LIMIT
        case File():
            yield Construct.PAPER
