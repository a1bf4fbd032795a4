"""The cause of a fault in what somebody typed, as far as the text shows it: which character, which year, how many digits.

The page's script finds the same causes (`cause` in engine.mjs); tests compare the two.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, TypeAlias

from msgspec import Struct

from eformc.kernel import patterns
from eformc.kernel.patterns import Pattern
from eformc.kernel.values import Date, Decimal, Integer, Money, Precision, Text, Value, separators
from eformc.wording.written import fold, two_readings

Cause: TypeAlias = tuple[str, Mapping[str, str | int]]
"""The message that says it, and what is filled into it."""
MOST_SHOWN = 20
"""Characters of what was typed that a message repeats."""
MOST_APART = 3
"""The least and the greatest number of digits that a message tells: beyond that it would mislead."""


def cause_of(value: Value, code: str, answer: Any) -> Cause | None:
    """The cause of a fault; None where the text shows none, and the message of the fault itself is the best there is."""
    if not isinstance(answer, str):
        return None
    match value:
        case Integer() if code == "type":
            return _of_number(answer, 0)
        case Money(_, minor) if code == "type":
            return _of_number(answer, minor)
        case Decimal(scale) if code == "type":
            return _of_number(answer, scale)
        case Date(Precision.MONTH | Precision.YEAR as asked) if code in ("not-a-date", "precision"):
            return (_of_date(answer) if code == "not-a-date" else None) or (f"not-a-{asked.value}", {})
        case Date() if code == "not-a-date":
            return _of_date(answer)
        case Text(pattern=Pattern()) if code in ("pattern", "too-short", "too-long"):
            return _of_text(value, answer)
    return None


def _of_number(text: str, scale: int) -> Cause | None:
    plain = fold(text)
    readings = two_readings(plain)
    if readings is not None:
        return "number-which", {"a": readings[0], "b": readings[1]}
    strange = re.search("[^0-9., \u00a0-][^0-9]*", text)
    if strange is not None:
        return "number-character", {"character": strange[0].rstrip(" ")[:MOST_SHOWN]}
    rest = re.fullmatch("-?[0-9]+[.,]([0-9]+)", plain.replace(" ", ""))
    if rest is None:
        return None
    return ("number-places", {"most": scale}) if scale else ("number-whole", {})


def _of_date(text: str) -> Cause | None:
    """`--` is before a line in one box, `-` before a month without a year, else the year stands first."""
    if text.startswith("--"):
        numbers = re.findall("[0-9]+", text)
        if len(numbers) == 3 and len(numbers[2]) < 3 and len(numbers[0]) < 3:
            return _of_year(numbers[2])
        return ("date-year", {}) if 0 < len(numbers) < 3 and all(len(one) < 3 for one in numbers) else None
    if text.startswith("-"):
        return "date-year", {}
    year = re.match("[0-9]{1,2}(?![0-9])", text)
    return _of_year(year[0]) if year is not None else None


def _of_year(digits: str) -> Cause:
    two = digits.rjust(2, "0")
    return "date-century", {"year": digits, "a": f"19{two}", "b": f"20{two}"}


class Told(Struct, frozen=True):
    """Facts of a pattern: its characters as a class, those that stand in every text, and from how many to how many there are."""

    characters: str
    needed: str
    least: int
    most: int | None
    sides: tuple[str, str] | None = None
    """The characters before and behind its `@`, as classes."""

    @property
    def digits(self) -> str:
        """The number there must be, in words: `12`, or `9–12`; nothing where it may differ much."""
        if self.most is None or self.most - self.least > MOST_APART:
            return ""
        return str(self.least) if self.least == self.most else f"{self.least}–{self.most}"


@lru_cache(maxsize=256)
def told_by(pattern: Pattern) -> Told:
    """The same for every text of a pattern."""
    least, most = patterns.lengths(pattern.tree)
    needed, sides = patterns.needed(pattern.tree), None
    if "@" in needed and (both := patterns.sides(pattern.tree, "@")) is not None:
        sides = (patterns.printed_ranges(both[0].ranges), patterns.printed_ranges(both[1].ranges))
    return Told(patterns.printed_ranges(patterns.alphabet(pattern.tree).ranges), needed, least, most, sides)


def _of_text(value: Text, text: str) -> Cause | None:
    if value.pattern is None:
        return None
    told = told_by(value.pattern)
    strange = re.search(f"[^{told.characters}]", text)
    if strange is not None:
        return "character", {"character": strange[0]}
    at = -1
    for char in told.needed:
        at = text.find(char, at + 1)
        if at < 0:
            return "character-missing", {"character": char}
    if told.sides is not None:
        before, _, behind = text.partition("@")
        strange = re.search(f"[^{told.sides[0]}]", before) or re.search(f"[^{told.sides[1]}]", behind)
        if strange is not None:
            return "character", {"character": strange[0]}
    if value.plan and not text.startswith("+"):
        fit = [one for one in value.plan if re.match(one.body, text)]
        if not fit:
            return "phone-begins", {"begins": text[:3]}
        low, high = min(one.least for one in fit), max(one.most for one in fit)
        if not low <= len(text) <= high:
            return "digits", {"need": f"{low}–{high}" if low < high else str(low), "have": len(text)}
    if told.digits and told.most is not None and separators(value) is not None and not told.least <= len(text) <= told.most:
        return "digits", {"need": told.digits, "have": len(text)}
    return None
