"""Canonical text: NFC, LF, no blanks at the ends. One explicit set of blanks, the same in every reader."""

import re
import unicodedata

BLANKS = " \t\u00a0"
"""What is trimmed. Python's `strip` and JavaScript's `trim` differ (U+0085, U+FEFF), so neither is used."""


def canonical(text: str, *, multiline: bool = False) -> str:
    """The canonical form of what somebody typed; the empty text means absent."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return text.strip(BLANKS + "\n") if multiline else text.strip(BLANKS)


def has_control(text: str, *, multiline: bool = False) -> bool:
    """Whether a character below U+0020 (LF apart, in a multi-line text) or U+007F stands in it."""
    return (_CONTROL_BUT_LF if multiline else _CONTROL).search(text) is not None


_CONTROL = re.compile("[\x00-\x1f\x7f]")
_CONTROL_BUT_LF = re.compile("[\x00-\x09\x0b-\x1f\x7f]")


_MARKS = re.compile("[\u0300-\u034e\u0350-\u036f]+")  # of European and Vietnamese letters; 034F combines with nothing
_STROKES = str.maketrans({"đ": "d", "ð": "d", "ø": "o", "ł": "l", "ß": "s", "æ": "a", "œ": "o"})


def unaccented(text: str) -> str:
    """The text in lower case without diacritics, to compare and to make ids of; old and new tone placement, NFC and NFD
    and typing without marks become one.
    """
    plain = unicodedata.normalize("NFD", text.casefold())
    if plain.isascii():
        return plain
    plain = _MARKS.sub("", plain).translate(_STROKES)
    return plain if plain.isascii() else "".join(char for char in plain if not unicodedata.combining(char))
