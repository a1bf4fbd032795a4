"""The length of a text to its reader: sentences, and words as they are written apart (in Vietnamese: syllables)."""

from __future__ import annotations

import re

from eformc.model.catalogue import Catalogue, ReadingLimits

LIMITS = ReadingLimits(title=16, sentence=25)
"""For a language whose catalogue says nothing. 25 words: GOV.UK, "Sentence length: why 25 words is our limit"; a title of
120 letters, about 16 words with their spaces, is what docassemble's linter calls overlong.
"""
_WORD = re.compile(r"[^\W_]\S*")
_END = re.compile(r"(?:(?<=[.!?…])|(?<=[.!?…][”\"')\]]))\s+|\n+")


def limits(catalogue: Catalogue, lang: str) -> ReadingLimits:
    """The lengths a language's readers can take: the catalogue's own figures, else `LIMITS`."""
    return catalogue.plain_language.limits.get(lang, LIMITS)


def sentences(text: str) -> list[str]:
    """The sentences of a text. A full stop within a number or a name ends none."""
    return [part.strip() for part in _END.split(text) if part.strip()]


def words(text: str) -> int:
    """The number of words, counted as they are written apart; signs alone are none."""
    return len(_WORD.findall(text))


def may_have_more(text: str, most: int) -> bool:
    """True if a text is long enough to have more than so many words: each takes a sign, and a blank behind it."""
    return len(text) > 2 * most


def longest(text: str) -> tuple[str, int]:
    """The longest sentence and its words; ("", 0) of an empty text."""
    return max(((one, words(one)) for one in sentences(text)), key=lambda pair: pair[1], default=("", 0))
