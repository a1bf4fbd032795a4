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
    """True if `a` lies before `b`: certainly, certainly not, or unknown (None)."""
    if a.last() < b.first():
        return True
    if a.first() >= b.last():
        return False
    return None


def same(a: Day, b: Day) -> bool | None:
    """True if both are one day: equal as written counts as the same only where the day is known."""
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


def number_of(day: tuple[int, int, int]) -> int:
    """The days from 1 March of the year 0 to a day."""
    year, month, rest = day
    if month < 3:
        year, month = year - 1, month + 12
    return 365 * year + year // 4 - year // 100 + year // 400 + (153 * month - 457) // 5 + rest - 1


def of_number(number: int) -> Day | None:
    """The day of a number; None outside of the years that dates may have."""
    era, rest = divmod(number, 146097)
    year = (rest - rest // 1460 + rest // 36524 - rest // 146096) // 365
    left = rest - (365 * year + year // 4 - year // 100)
    month = (5 * left + 2) // 153
    year += 400 * era + (month > 9)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    return Day(year, month + 3 if month < 10 else month - 9, left - (153 * month + 2) // 5 + 1)


def moved(day: Day, count: int, unit: str) -> Day | None:
    """A date so many `days`, `months` or `years` later (earlier below 0), as exact as it is known; None where it is not
    known exactly enough, or beyond the years that dates may have. A day that the month does not have is its last one.
    """
    if unit == "days":
        return None if day.day is None else of_number(number_of(day.first()) + count)
    if unit == "months" and day.month is None:
        return None
    year, month = divmod(12 * day.year + (day.month or 1) - 1 + (count if unit == "months" else 12 * count), 12)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    if day.month is None:
        return Day(year)
    return Day(year, month + 1, None if day.day is None else min(day.day, days_in(year, month + 1)))


def span(a: Day, b: Day, unit: str) -> tuple[int, int]:
    """Least and greatest number of `days`, or of completed `months` or `years`, from a date to another; below 0 where the
    other is the earlier one. A month is complete when its day is reached: from 31 January to 28 February there is none.
    """

    def counted(one: tuple[int, int, int], other: tuple[int, int, int]) -> int:
        if unit == "days":
            return number_of(other) - number_of(one)
        if other < one:
            return -counted(other, one)
        if unit == "years":
            return other[0] - one[0] - (other[1:] < one[1:])
        return 12 * (other[0] - one[0]) + other[1] - one[1] - (other[2] < one[2])

    return counted(a.last(), b.first()), counted(a.first(), b.last())


def limit(text: str | None, today: Day) -> Day | None:
    """A limit as a day: a date as text, `today`, or `today + 14 days` (`-`, `months`, `years`)."""
    if not text or not text.startswith("today"):
        return parse(text) if text else None
    _, *move = text.split(" ")
    if not move:
        return today
    sign, count, unit = move
    return moved(today, -int(count) if sign == "-" else int(count), unit)


def is_time(text: str) -> bool:
    """True for `05:30`: from 00:00 to 23:59, ASCII digits only."""
    digits = text[:2] + text[3:]
    return len(text) == 5 and text[2] == ":" and text.isascii() and digits.isdigit() and text[:2] < "24" and text[3:] < "60"


def is_moment(text: str) -> bool:
    """True for `2026-10-17T05:30`: a day of the calendar and a time."""
    return len(text) == 16 and text[10] == "T" and is_time(text[11:]) and parse(text[:10]) is not None


def moment_limit(text: str | None, today: Day, time: str) -> str | None:
    """A limit of moments: a moment as text, or a day as of `limit`, then with the time that is given."""
    if text is None or is_moment(text):
        return text
    day = limit(text, today)
    return None if day is None else f"{day}T{time}"


def day_in(zone: str, now: datetime) -> Day:
    """The day it is at a moment in an IANA time zone; where the machine does not know the zone, in the moment's own."""
    local, _ = _local(zone, now)
    return Day(local.year, local.month, local.day)


def recorded(zone: str, now: datetime) -> str:
    """A moment as it is recorded, to the second, with the name of the zone (RFC 9557): `2026-10-17T05:30:00+07:00[Asia/Ho_Chi_Minh]`.
    Where the machine does not know the zone, the moment's own offset, and no name.
    """
    local, known = _local(zone, now)
    return local.isoformat(timespec="seconds") + (f"[{zone}]" if known else "")


def _local(zone: str, now: datetime) -> tuple[datetime, bool]:
    from zoneinfo import ZoneInfo

    try:
        return now.astimezone(ZoneInfo(zone)), True
    except (KeyError, ValueError, OSError):
        return now, False
