"""Numbers and dates as people write them: with a word for thousands, a unit, a currency, the name of a month.

The page's script reads by the same words (`decode` in engine.mjs); tests compare the two. Whatever could be meant in two
ways is not read: the person is asked.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from msgspec import Struct

from eformc.characters import normalized


class WrittenWords(Struct, frozen=True):
    """Words beside digits, folded. `scales`: a power of ten; `none`: those that say 0; `parts`: the part of a date that the number
    after the word is; `months`: their names, in order; the first letters of one
    are enough, from three on.
    """

    scales: Mapping[str, int]
    none: tuple[str, ...]
    parts: Mapping[str, str]
    months: tuple[str, ...]


LANGUAGES: Mapping[str, WrittenWords] = {
    "vi": WrittenWords(
        {"nghin": 3, "ngan": 3, "k": 3, "trieu": 6, "tr": 6, "ty": 9, "ti": 9},
        ("khong", "khong co"),
        {"ngay": "day", "mong": "day", "mung": "day", "thang": "month", "nam": "year"},
        (),
    ),
    "en": WrittenWords(
        {"thousand": 3, "million": 6, "billion": 9},
        ("no", "none", "zero"),
        {"year": "year"},
        ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"),
    ),
}
WORDS = WrittenWords(
    {word: power for one in LANGUAGES.values() for word, power in one.scales.items()},
    tuple(word for one in LANGUAGES.values() for word in one.none),
    {word: part for one in LANGUAGES.values() for word, part in one.parts.items()},
    tuple(word for one in LANGUAGES.values() for word in one.months),
)
"""The words of all languages together: who reads a page in one language may write in another."""

MOST_WRITTEN = 60
"""Characters of a number or a date that is written with words; a longer text is none."""
_LONE = re.compile("([1-9][0-9]{0,2})[.,]([0-9]{3})")
_AMOUNT, _PIECE = map(re.compile, ("([0-9]+)(?:[.,]([0-9]+))?", "([0-9][0-9., ]*)([a-z]+)"))
_SCALED = re.compile("-?(?:[0-9][0-9., ]*[a-z]+ ?){1,9}")
_TOKENS = re.compile("[0-9]+|[a-z]+")
_MARKS, _BLANKS, _RAISED = map(re.compile, ("[\u0300-\u034e\u0350-\u036f]+", "[ \u00a0]+", "(?<=[a-z])[²³]"))
_BEFORE, _AFTER = map(re.compile, ("[0-9](?: ?| ?[a-z]+ )$", " ?[0-9]"))
_LINE = re.compile("[a-z0-9 ,./-]*")


def fold(text: str) -> str:
    """A text to look words up by: lower case, without diacritics, `m²` as `m2`, one blank between words."""
    if len(text) > MOST_WRITTEN:
        return text
    plain = _MARKS.sub("", normalized(text.lower(), "NFD")).replace("đ", "d")
    return _BLANKS.sub(" ", _RAISED.sub(lambda found: "2" if found[0] == "²" else "3", plain))


def bare_number(text: str, beside: Collection[str]) -> str:
    """A number, folded, without the unit or currency before or after it; `0` for a word that says none. `beside`: those words,
    folded.
    """
    plain = fold(text)
    if plain in WORDS.none:
        return "0"
    for word in beside:
        before, after = plain.removesuffix(word), plain.removeprefix(word)
        if before != plain and _BEFORE.search(before):
            return before.removesuffix(" ")
        if after != plain and _AFTER.match(after):
            return after.removeprefix(" ")
    return plain


def scaled_number(text: str) -> int | None:
    """A folded number with words for thousands, `1,5 trieu` or `1 trieu 200 nghin`; None for all others, for what is no whole
    number, and for what could be meant in two ways (`1.200 trieu`).
    """
    if _SCALED.fullmatch(text) is None:
        return None
    total, last = 0, 99
    for digits, word in _PIECE.findall(text):
        number, power = digits.replace(" ", ""), WORDS.scales.get(word, 99)
        found = _AMOUNT.fullmatch(number)
        if found is None or _LONE.fullmatch(number) or power >= last or power < len(found[2] or ""):
            return None
        rest = found[2] or ""
        total, last = total + int(found[1] + rest) * 10 ** (power - len(rest)), power
    return None if total >= 10**15 else -total if text[0] == "-" else total


def two_readings(text: str) -> tuple[str, str] | None:
    """Both ways in which a number with one mark before three digits can be meant: `1.200` is 1200, or 1 and two tenths."""
    found = re.fullmatch(f"[^0-9.,]*{_LONE.pattern}[^0-9.,]*", text)
    rest = found[2].rstrip("0") if found is not None else ""
    return None if found is None else (found[1] + found[2], f"{found[1]},{rest}" if rest else found[1])


def read_date(text: str) -> tuple[str, str, str] | None:
    """The day, month and year that a line says with words, as digits; None for all others: each number needs the word that tells
    what it is before it, or the name of a month beside it.
    """
    plain = fold(text)
    tokens = _TOKENS.findall(plain) if len(text) <= MOST_WRITTEN and _LINE.fullmatch(plain) else []
    months = [number for one in tokens if (number := _month_of(one))]
    if months:  # 27 March 1950; March 27, 1950; March 1950
        numbers = [one for one in tokens if one.isdigit()]
        day, year = numbers if len(numbers) == 2 else ("", "".join(numbers))
        named = len(tokens) == len(numbers) + 1 and tokens[-1] == year
        return (day, str(months[0]), year) if named and len(year) == 4 and len(day) < 3 else None
    parts, part = {"day": "", "month": "", "year": ""}, ""
    for token in tokens:
        if not token.isdigit():
            part = WORDS.parts.get(token, "?")
        elif part not in parts or parts[part]:
            return None
        else:
            parts[part], part = token, "?"
    fits = part == "?" and len(parts["year"]) == 4 and len(parts["month"]) < 3 and len(parts["day"]) < 3
    return (parts["day"], parts["month"], parts["year"]) if fits and (parts["month"] or not parts["day"]) else None


def _month_of(word: str) -> int:
    """The number of the month that a word names; 0 for none."""
    return next((n % 12 + 1 for n, name in enumerate(WORDS.months) if len(word) > 2 and name.startswith(word)), 0)
