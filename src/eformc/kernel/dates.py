"""Dates without any date object: proleptic Gregorian, 1800-01-01 to 2200-12-31, possibly without day or month.

A birth date of which only the year is known is a real birth date; 01-01 is never invented. Comparing such a date
gives three answers: certainly, certainly not, unknown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from datetime import datetime

FIRST_YEAR, LAST_YEAR = 1800, 2200
_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def days_in(year: int, month: int) -> int:
    return 29 if month == 2 and is_leap(year) else _DAYS[month - 1]


class Day(Struct, frozen=True):
    """A date as far as it is known: year, perhaps month, perhaps day."""

    year: int
    month: int | None = None
    day: int | None = None

    def __str__(self) -> str:
        parts = [f"{self.year:04d}"]
        if self.month is not None:
            parts.append(f"{self.month:02d}")
        if self.day is not None:
            parts.append(f"{self.day:02d}")
        return "-".join(parts)

    @property
    def precision(self) -> str:
        return "day" if self.day is not None else "month" if self.month is not None else "year"

    def first(self) -> tuple[int, int, int]:
        """The earliest day this may be."""
        return self.year, self.month or 1, self.day or 1

    def last(self) -> tuple[int, int, int]:
        """The latest day this may be."""
        month = self.month or 12
        return self.year, month, self.day or days_in(self.year, month)


def parse(text: str) -> Day | None:
    """`1980`, `1980-05` or `1980-05-17`, ASCII digits only; None for anything else and for days that do not exist."""
    if len(text) not in (4, 7, 10) or not text.isascii():
        return None
    year, month, day = text[:4], text[5:7], text[8:]
    if text[4:5] + text[7:8] != "--"[: (len(text) - 4) // 3] or not (year + month + day).isdigit():
        return None
    numbers = [int(part) for part in (year, month, day) if part]
    if not FIRST_YEAR <= numbers[0] <= LAST_YEAR:
        return None
    if len(numbers) > 1 and not 1 <= numbers[1] <= 12:
        return None
    if len(numbers) > 2 and not 1 <= numbers[2] <= days_in(numbers[0], numbers[1]):
        return None
    return Day(*numbers)


def before(a: Day, b: Day) -> bool | None:
    """Whether `a` lies before `b`: certainly, certainly not, or unknown (None)."""
    if a.last() < b.first():
        return True
    if a.first() >= b.last():
        return False
    return None


def same(a: Day, b: Day) -> bool | None:
    """Whether both are one day: equal as written counts as the same only where the day is known."""
    if a.last() < b.first() or b.last() < a.first():
        return False
    if a.day is not None and b.day is not None:
        return a == b
    return None


def age(birth: Day, on: Day) -> tuple[int, int]:
    """Least and greatest completed years of age on a day. Somebody born on 29 February completes a year on 1 March."""

    def years(born: tuple[int, int, int], now: tuple[int, int, int]) -> int:
        return now[0] - born[0] - (now[1:] < born[1:])

    return years(birth.last(), on.first()), years(birth.first(), on.last())


def day_in(zone: str, now: datetime) -> Day:
    """The day it is at a moment in an IANA time zone; where the machine does not know the zone, in the moment's own."""
    from zoneinfo import ZoneInfo

    try:
        local = now.astimezone(ZoneInfo(zone))
    except (KeyError, ValueError, OSError):
        local = now
    return Day(local.year, local.month, local.day)
