"""Labels as they are compared: without diacritics, case, numbering, remarks, punctuation and dotted leaders.

Only for matching; nothing that is stored is changed. Dropping every mark makes old and new tone placement, NFC and
NFD, and officials' typing without diacritics one and the same.
"""

from __future__ import annotations

import re
from functools import lru_cache

from eformc.kernel.text import canonical, unaccented

_WORDS = re.compile(r"[^\W_]+")
_NUMBERING = re.compile(r"^\s*(?:[-–—•*+]\s*|\(?[0-9]+(?:\.[0-9]+)*[.)]|\(?[a-zđ][.)]|[ivx]+[.)])\s*", re.IGNORECASE)
_NUMBERED_TITLE = re.compile(r"^\s*[0-9]+(?:\.[0-9]+)*\s+(?=\D)")
_REMARK = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_NOTE_MARK = re.compile(r"\(?[0-9¹²³⁴⁵⁶⁷⁸⁹⁰*]{1,2}\)")
_LEADERS = re.compile(r"…+|\.{3,}|_{3,}")


@lru_cache(maxsize=65536)
def folded(text: str) -> str:
    """The text's words, folded, with one space between them."""
    return " ".join(_WORDS.findall(unaccented(text)))


@lru_cache(maxsize=65536)
def stripped(text: str) -> str:
    """A label's own text: numbering, remarks in brackets, marks of footnotes left out; leaders kept."""
    plain = _NUMBERED_TITLE.sub("", _NUMBERING.sub("", _NUMBERING.sub("", text)))
    return _NOTE_MARK.sub(" ", _REMARK.sub(" ", plain)).strip()


@lru_cache(maxsize=65536)
def label(text: str) -> str:
    """A label's own words, folded; the unit behind the dots is left out."""
    plain = stripped(text)
    head = folded(_LEADERS.split(plain)[0])
    # "ngày … tháng … năm …" is one label; "Diện tích … m2" is a label and its unit
    return head if " " in head else folded(plain) or folded(text)


@lru_cache(maxsize=65536)
def before_colon(text: str) -> str:
    """The part of a label before a colon that more words follow ("Kính gửi: Trung tâm …"); empty where there is none."""
    head, colon, rest = stripped(text).partition(":")
    return head if colon and folded(_LEADERS.sub(" ", rest)) and folded(head) else ""


@lru_cache(maxsize=65536)
def written(text: str) -> str:
    """A label's own text in lower case, marks kept: what tells khoa from khóa."""
    return canonical(_LEADERS.split(stripped(text))[0].strip(" :.,")).casefold()


@lru_cache(maxsize=65536)
def segments(text: str, or_words: tuple[str, ...]) -> tuple[tuple[str, ...], bool]:
    """The parts of a label that says several things ("CMND/CCCD", "số, ngày cấp"), and whether they are alternatives
    (parted by a slash or by a word for "or") rather than a list. `or_words` are folded.
    """
    head = _LEADERS.split(stripped(text))[0]
    words = " ".join("/" if folded(word) in or_words else word for word in head.split())
    listed = [part for part in re.split(r"[,;:]", words) if folded(part)]
    if len(listed) > 1:
        return tuple(listed), False
    either = [part for part in words.split("/") if folded(part)]
    return (tuple(either), True) if len(either) > 1 else ((), False)
