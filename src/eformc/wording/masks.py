"""Somebody else's value under a mask: enough to see that it is the right person, and no more."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from eformc.kernel.values import Record, Text, Value, separators
from eformc.wording.localization import Localizer
from eformc.wording.values import format_value

_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|['’.-])*")


def masked_text(value: Value | None, found: Any, lang: str) -> tuple[str, str]:
    """The text of a masked value, and what it lets through, the same in every language. Of words (a name) it shows the first
    letter of each, of an address its largest part; of anything else nothing.
    """
    speech = Localizer(lang)
    match value:
        case Text() if not value.multiline and separators(value) is None and isinstance(found, str):
            initials = [_initial(word) for word in found.split()]
            if len(initials) > 1 and all(initials) and len(found.split()[0]) > 1:
                return " ".join(f"{one}…" for one in initials), " ".join(initials)
        case Record("address", (largest, *_)) if isinstance(found, dict) and isinstance(found.get(largest.name), str) and len(found) > 1:
            code = found[largest.name]
            return f"{format_value(largest.value, code, lang)}, …", code
        case _:
            pass
    return speech.marked(speech.ui("masked")), "-"


def _initial(word: str) -> str:
    """The first letter of a word with its marks; empty where it is no word."""
    marks = 1
    while marks < len(word) and unicodedata.combining(word[marks]):
        marks += 1
    return word[:marks] if _WORD.fullmatch("".join(one for one in word if not unicodedata.combining(one))) else ""
