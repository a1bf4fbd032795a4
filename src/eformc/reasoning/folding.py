"""Texts as they are compared: without diacritics, case, numbering, punctuation and dotted leaders.

Only for matching; nothing that is stored is changed. Dropping every mark makes old and new tone placement, NFC and
NFD, and officials' typing without diacritics one and the same.
"""

from __future__ import annotations

import re
from functools import lru_cache

from eformc.kernel.text import unaccented

_NUMBERING = re.compile(r"^\s*(?:[0-9]+(?:\.[0-9]+)*[.)]|[a-zđ][.)]|[ivx]+[.)])\s*", re.IGNORECASE)
_REMARK = re.compile(r"\([^()]*\)")


@lru_cache(maxsize=65536)
def folded(text: str) -> str:
    """The text's words, folded, with one space between them."""
    return " ".join(re.findall(r"[^\W_]+", unaccented(text)))


@lru_cache(maxsize=65536)
def label(text: str) -> str:
    """A label's own words: numbering, remarks in brackets and the unit behind the dots left out."""
    plain = _NUMBERING.sub("", text)
    plain = _REMARK.sub(" ", plain)
    head = folded(re.split(r"…|\.{3,}", plain)[0])
    # "ngày … tháng … năm …" is one label; "Diện tích … m2" is a label and its unit
    return head if " " in head else folded(plain) or folded(text)
