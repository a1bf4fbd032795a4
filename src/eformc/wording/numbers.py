"""Dates and whole numbers written out in words, as forms want them beside the digits. One language, one pair of functions."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from eformc.kernel.dates import Day
from eformc.kernel.values import Date, Integer, Money, Value

MOST = 10**15
"""Numbers from here on, and below zero, are not written out."""


def has_words(value: Value) -> bool:
    """True if values of a kind can be written out: dates, whole numbers, amounts of currencies without minor units."""
    return isinstance(value, Date | Integer) or (isinstance(value, Money) and value.minor == 0)


def number_in_words(number: int, lang: str) -> str | None:
    """`1979` as “một nghìn chín trăm bảy mươi chín”; None in a language without words, and for what is too large."""
    words = _NUMBERS.get(lang)
    return words(number) if words is not None and 0 <= number < MOST else None


def date_in_words(day: Day, lang: str) -> str | None:
    """A date as far as it is known, with a capital in front; None in a language without words."""
    words = _DATES.get(lang)
    text = words(day) if words is not None else ""
    return text[:1].upper() + text[1:] if text else None


# --- Vietnamese ---------------------------------------------------------------------------------------------------------

_VI = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_VI_SCALES = ((10**9, "tỷ"), (10**6, "triệu"), (10**3, "nghìn"))


def _vi(number: int) -> str:
    if number == 0:
        return _VI[0]
    for scale, name in _VI_SCALES:
        if number >= scale:
            whole, rest = divmod(number, scale)
            return f"{_vi(whole)} {name}{f' {_vi_after(rest)}' if rest else ''}"
    return _vi_hundreds(number, full=False)


def _vi_after(rest: int) -> str:
    """The words that follow a larger unit: its hundreds are said even where there are none."""
    return _vi_hundreds(rest, full=True) if rest < 1000 else _vi(rest)


def _vi_hundreds(number: int, *, full: bool) -> str:
    hundreds, rest = divmod(number, 100)
    said = [_VI[hundreds], "trăm"] if hundreds or full else []
    tens, ones = divmod(rest, 10)
    if tens == 0 and ones:
        said += ["linh", _VI[ones]] if said else [_VI[ones]]
    elif tens:
        said += ["mười"] if tens == 1 else [_VI[tens], "mươi"]
        said += [_vi_ones(ones, tens)] if ones else []
    return " ".join(said)


def _vi_ones(ones: int, tens: int) -> str:
    """After tens, one, four and five are called otherwise: hai mươi mốt, hai mươi tư, mười lăm."""
    return {1: "mốt", 4: "tư"}.get(ones, "lăm" if ones == 5 else _VI[ones]) if tens > 1 else "lăm" if ones == 5 else _VI[ones]


def _vi_date(day: Day) -> str:
    parts = [f"năm {_vi(day.year)}"]
    if day.month is not None:
        parts.insert(0, f"tháng {'tư' if day.month == 4 else _vi(day.month)}")
    if day.day is not None:
        parts.insert(0, f"ngày {_vi(day.day)}")
    return ", ".join(parts)


# --- English ------------------------------------------------------------------------------------------------------------

_EN = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
    "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_EN_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_EN_SCALES = ((10**12, "trillion"), (10**9, "billion"), (10**6, "million"), (10**3, "thousand"), (100, "hundred"))
_EN_ORDINALS = {"one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth", "nine": "ninth", "twelve": "twelfth"}
_EN_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def _en(number: int) -> str:
    for scale, name in _EN_SCALES:
        if number >= scale:
            whole, rest = divmod(number, scale)
            joined = " and " if rest < 100 else " "
            return f"{_en(whole)} {name}{f'{joined}{_en(rest)}' if rest else ''}"
    if number < 20:
        return _EN[number]
    tens, ones = divmod(number, 10)
    return f"{_EN_TENS[tens]}-{_EN[ones]}" if ones else _EN_TENS[tens]


def _en_ordinal(number: int) -> str:
    text = _en(number)
    front, _, last = text.rpartition("-")
    last = _EN_ORDINALS.get(last) or (f"{last[:-1]}ieth" if last.endswith("y") else f"{last}th")
    return f"{front}-{last}" if front else last


def _en_date(day: Day) -> str:
    if day.month is None:
        return f"the year {_en(day.year)}"
    month = _EN_MONTHS[day.month - 1]
    return f"the {_en_ordinal(day.day)} of {month}, {_en(day.year)}" if day.day is not None else f"{month}, {_en(day.year)}"


_NUMBERS: Mapping[str, Callable[[int], str]] = {"vi": _vi, "en": _en}
_DATES: Mapping[str, Callable[[Day], str]] = {"vi": _vi_date, "en": _en_date}
LANGUAGES = tuple(_DATES)
