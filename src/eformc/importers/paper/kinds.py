"""The kind of answer a label asks for, by its words."""

from __future__ import annotations

import re
from collections.abc import Iterable

from eformc.importers.words import Words

WHOLE_ONLY = ("year", "month")
"""Types whose words of one syllable count only where they are the whole label or its last word."""
ANYWHERE = ("email", "phone")
WITHIN = ("date", "address")
"""Types whose words count within a label too, where nothing is listed before."""


def kind_of(label: str, words: Words) -> str:
    """The field type the words of a label ask for; `text` where none says so."""
    plain = plain_of(label)
    for kind in ANYWHERE:
        if any(_within(plain, word) for word in words.types.get(kind, ())):
            return kind
    best, size = "", 0
    for kind, names in words.types.items():
        for word in names:
            if len(word) > size and _asks(kind, plain, word):
                best, size = kind, len(word)
    unit = re.search(r"\(([^()]{1,12})\)\s*$", label)
    if unit and not best and one_of(unit[1], words.units):
        return "decimal"
    if unit and one_of(unit[1], words.money_units):
        return "money"
    begins = next((word for word in sorted(words.counted, key=len, reverse=True) if _starts(plain, word)), "")
    if begins and len(begins) > size and not _names_something(plain, begins, words):
        return "integer"
    return best or "text"


def _asks(kind: str, plain: str, word: str) -> bool:
    if kind in WHOLE_ONLY and " " not in word:
        return plain == word or plain.endswith(f" {word}")
    if _starts(plain, word):
        return kind != "address" or not plain[len(word) :].startswith(",")
    if kind not in WITHIN:
        return False
    if " " not in word:
        return kind == "date" and plain.endswith(f" {word}")
    return _within(plain, word) and "," not in plain.partition(word)[0]


def _names_something(plain: str, begins: str, words: Words) -> bool:
    """The number is one that names a thing: of a paper, an account, a house."""
    rest = plain.removeprefix(begins).strip()
    first = begins.partition(" ")[0]
    if any(_starts(plain.removeprefix(first).strip(), word) and len(word) > len(begins) - len(first) - 1 for word in words.numbers):
        return True
    return " " not in begins and (not rest or any(_starts(rest, word) or _within(rest, word) for word in words.numbers))


def plain_of(label: str) -> str:
    """A label in small letters without what stands in brackets."""
    plain = re.sub(r"\([^()]*\)", " ", label).casefold()
    return " ".join(re.sub(r"[^\w/,-]+", " ", plain).split()).strip(" ,-/")


def _starts(plain: str, word: str) -> bool:
    return plain == word or (plain.startswith(word) and not plain[len(word)].isalnum())


def _within(plain: str, word: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(word)}(?!\w)", plain) is not None


def one_of(text: str, words: Iterable[str]) -> bool:
    """A text is one of these words."""
    plain = plain_of(text)
    return any(plain == word for word in words)


def begins_with(text: str, words: Iterable[str]) -> bool:
    """A text begins with one of these words."""
    plain = " ".join(text.casefold().split())
    return any(plain.startswith(word) and not plain[len(word) : len(word) + 1].isalnum() for word in words)


def says(text: str, words: Iterable[str]) -> bool:
    """One of these words stands in a text."""
    plain = " ".join(text.casefold().split())
    return any(re.search(rf"(?<!\w){re.escape(word)}(?!\w)", plain) is not None for word in words)


def choices_in(label: str, words: Words) -> tuple[str, ...]:
    """The options a label offers in brackets: `(Nam/Nữ)`; none where what stands there is no choice."""
    found = re.search(r"\(([^()]*/[^()]*)\)\s*[:.]?\s*$", label)
    if not found:
        return ()
    parts = tuple(part.strip() for part in found[1].split("/"))
    short = 2 <= len(parts) <= 6 and all(part and len(part.split()) <= 3 for part in parts)
    either = all(one_of(part, (*words.yes, *words.no)) for part in parts)
    return parts if short and (either or all(part[0].isupper() for part in parts)) else ()
