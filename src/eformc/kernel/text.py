"""Canonical text: NFC, LF, no blanks at the ends. One explicit set of blanks, the same in every reader."""

import re
import unicodedata

from eformc.characters import cleaned, name_of, normalized, refused

BLANKS = " \t\u00a0"
"""The characters that are trimmed. Python's `strip` and JavaScript's `trim` differ (U+0085, U+FEFF), so neither is used."""


def canonical(text: str, *, multiline: bool = False) -> str:
    """The canonical form of a text; the empty text means absent. What no text may hold stays: it is for `stray_of`. A
    text with too many marks in a row has no canonical form: it is not normalised.
    """
    text = normalized(text.replace("\r\n", "\n").replace("\r", "\n"))
    return text.strip(BLANKS + "\n") if multiline else text.strip(BLANKS)


def typed(text: str, *, multiline: bool = False) -> str:
    """The canonical form of what somebody typed: what no text may hold, and nobody sees, is taken out."""
    return canonical(cleaned(text, multiline=multiline), multiline=multiline)


def stray_of(text: str, *, multiline: bool = False) -> str:
    """The first character that may not stand in a text (LF may, in a multi-line one), such as `U+202E`; or nothing."""
    return next((name_of(text[at]) for at in refused(text, "\n" if multiline else "")), "")


_MARKS = re.compile("[\u0300-\u034e\u0350-\u036f]+")  # of European and Vietnamese letters; 034F combines with nothing
_STROKES = str.maketrans({"đ": "d", "ð": "d", "ø": "o", "ł": "l", "ß": "s", "æ": "a", "œ": "o"})


def unaccented(text: str) -> str:
    """The text in lower case without diacritics, to compare and to make ids of; old and new tone placement, NFC and NFD
    and typing without marks become one.
    """
    plain = normalized(text.casefold(), "NFD")
    if plain.isascii():
        return plain
    plain = _MARKS.sub("", plain).translate(_STROKES)
    return plain if plain.isascii() else "".join(char for char in plain if not unicodedata.combining(char))
