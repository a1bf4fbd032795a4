"""The kinds of value an answer can be. Closed: adding one is a decision every reader must follow."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias

from msgspec import Struct, field

from eformc.kernel.check_digits import Check
from eformc.kernel.identity_cache import IdentityKey, identity_key
from eformc.kernel.patterns import Pattern
from eformc.kernel.words import Words

if TYPE_CHECKING:
    from eformc.kernel.expressions import Expression

MAX_INTEGER = 10**15 - 1
"""Greatest whole number, by amount: 15 digits are exact in every reader, a browser's numbers included."""
MOST_LISTED = 100
"""Longer code lists (communes, countries) are asked by name: a page cannot carry them, nor anybody look through them."""


class Strength(StrEnum):
    """The degree to which an answer is wanted. Recommended warns and never blocks."""

    REQUIRED = "required"
    RECOMMENDED = "recommended"
    OPTIONAL = "optional"


class Precision(StrEnum):
    """The precision of a date; `PARTIAL` takes a year, a year and month, or a day."""

    DAY = "day"
    PARTIAL = "partial"
    MONTH = "month"
    YEAR = "year"


class Beginning(Struct, frozen=True):
    """Telephone numbers of a plan: `body` is what they begin with (a pattern), and so many digits they have in all."""

    body: str
    least: int
    most: int


class Text(Struct, frozen=True):
    """Text of `least` to `most` code points in canonical form. `beginnings`: pairs; what is typed with the first one is kept with
    the second, where it then fits the pattern (+84 912 345 678 is kept as 0912345678). `checks`: its check digits. `apart`: what
    people write between its characters; `upper`: small letters are read as capitals. `plan`: of telephone numbers, to tell what
    is wrong with one.
    """

    least: int = 1
    most: int = 250
    pattern: Pattern | None = None
    multiline: bool = False
    beginnings: tuple[tuple[str, str], ...] = ()
    checks: tuple[Check, ...] = ()
    apart: str = ""
    upper: bool = False
    plan: tuple[Beginning, ...] = ()


_ALPHABET_OF_NUMBERS = frozenset("0123456789[-]{}(?:|),")


def separators(value: Text) -> str | None:
    """The characters people write between the digits of a number that is kept as text (079 123 456 789); None for other texts.
    A hyphen is left where the pattern itself asks for one.
    """
    if value.apart:
        return value.apart
    body = value.pattern.body if value.pattern is not None else "letters"
    if set(body.replace("\\x2d", "").replace("\\x2b", "")) - _ALPHABET_OF_NUMBERS:
        return None
    return " ." if "\\x2d" in body else " .-()"


class Integer(Struct, frozen=True):
    minimum: int | None = None
    maximum: int | None = None


class Decimal(Struct, frozen=True):
    """A number with exactly `scale` decimals; limits are scaled integers (12.50 at scale 2 is 1250)."""

    scale: int
    minimum: int | None = None
    maximum: int | None = None


class Money(Struct, frozen=True):
    """A whole number of the currency's minor units (`minor` digits: 0 for VND, 2 for EUR)."""

    currency: str
    minor: int
    minimum: int | None = 0
    maximum: int | None = None


class Date(Struct, frozen=True):
    """Limits are dates as text, `today`, or days counted from it: `today + 14 days` (see `dates.limit`)."""

    precision: Precision = Precision.DAY
    minimum: str | None = None
    maximum: str | None = None


class Time(Struct, frozen=True):
    """A time of day, `05:30`. Limits are times."""

    minimum: str | None = None
    maximum: str | None = None


class Moment(Struct, frozen=True):
    """A day with a time, `2026-10-17T05:30`, in the time zone of the catalogue. Limits are moments, or the first and the last
    day as of a `Date`.
    """

    minimum: str | None = None
    maximum: str | None = None


class Code(Struct, frozen=True):
    """One value of a code list. `parent` is a code of the list above; `when` says under which answers it is offered; `was` are
    the codes it had before.
    """

    code: str
    title: Words
    parent: str | None = None
    when: Expression | None = None
    also: tuple[str, ...] = ()
    former: tuple[tuple[str, str], ...] = ()
    """Names that it had, or that of which it is now a part: each with where that was."""
    help: Words = field(default_factory=dict)
    was: tuple[str, ...] = ()


class LongCodes(Sequence[Code]):
    """The codes of a catalogue's long list, read when they are needed. None of them has a condition."""

    __slots__ = ()

    @abstractmethod
    def digest(self) -> str:
        """A digest of the codes that needs none of them."""


class CodeList(Struct, frozen=True):
    """Codes are text, zeros in front included, and mean nothing without their `scheme`."""

    id: str
    codes: Sequence[Code]
    scheme: str | None = None
    within: str | None = None
    first: tuple[str, ...] = ()

    def by_code(self) -> Mapping[str, Code]:
        """The codes by their text."""
        return _index(identity_key(self.codes))

    def renamed(self) -> Mapping[str, str]:
        """Former codes, with what they are called today."""
        return _renamed(identity_key(self.codes))

    def today(self, code: str) -> str:
        """A code as it is called today."""
        return self.renamed().get(code, code)


@lru_cache(maxsize=1024)
def _index(codes: IdentityKey[Sequence[Code]]) -> Mapping[str, Code]:
    """Lists are read by code again and again, whoever holds them."""
    return {code.code: code for code in codes()}


@lru_cache(maxsize=1024)
def _renamed(codes: IdentityKey[Sequence[Code]]) -> Mapping[str, str]:
    known = {code.code for code in codes()}
    return {was: code.code for code in codes() for was in code.was if was not in known}


class Choice(Struct, frozen=True):
    """One code. In a record, `parent_part` names the part whose code the chosen code must belong to."""

    codes: CodeList
    parent_part: str | None = None


class Choices(Struct, frozen=True):
    """Several codes, each once, in the code list's order."""

    codes: CodeList
    least: int = 1
    most: int | None = None


class RowOf(Struct, frozen=True):
    """One row of a repeating group, by its number among the rows, from 1. `named`: the column that people know a row by (none:
    its number alone), as a pointer in the row.
    """

    table: str
    named: tuple[str, ...] = ()


class RowsOf(Struct, frozen=True):
    """Several rows of a repeating group, each once, in their order."""

    table: str
    named: tuple[str, ...] = ()
    least: int = 1
    most: int | None = None


class Boolean(Struct, frozen=True):
    """Yes or no; a `declaration` can only be true. `nothing`: it declares that there is nothing of what stands beside it."""

    declaration: bool = False
    nothing: bool = False


class Part(Struct, frozen=True):
    name: str
    title: Words
    value: Value
    strength: Strength = Strength.REQUIRED
    help: Words = field(default_factory=dict)


class Record(Struct, frozen=True):
    """A structured value that counts as one: an address, an identity document. `kind` names which."""

    kind: str
    parts: tuple[Part, ...]


class File(Struct, frozen=True):
    """An attached file: name, media type, size in bytes, SHA-256. The bytes travel apart."""

    media_types: tuple[str, ...]
    max_bytes: int


Value: TypeAlias = Text | Integer | Decimal | Money | Date | Time | Moment | Choice | Choices | RowOf | RowsOf | Boolean | Record | File
