"""Labels as they are compared: without case, numbering, remarks, punctuation and dotted leaders.

Only for matching; nothing that is stored is changed. A word is compared by its letters and by the marks on them,
wherever in the syllable they are typed: old and new tone placement, NFC and NFD are one and the same, words that differ
in a mark (khoa, khóa) are not. A form typed without any marks is compared by the letters alone.
"""

from __future__ import annotations

import re
from functools import lru_cache

from eformc.characters import normalized
from eformc.kernel.text import canonical, unaccented

_WORDS = re.compile(r"[^\W_]+")
_ONE_NUMBER = r"(?:[0-9]+[^\W\d_]?|[ivxlcdm]+|[^\W\d_])"
_NUMBERING = re.compile(
    rf"""^\s*(?:
        [-–—•*+■□▪◦·►]\s*                                           # a bullet
      | [(\[]\s*{_ONE_NUMBER}(?:[.,]{_ONE_NUMBER})*\s*[)\]]\s*[.:]?\s*  # (1) [14.1]. (a)
      | {_ONE_NUMBER}(?:\.{_ONE_NUMBER})*\s*[.)/](?=[^0-9]|$)\s*      # 1. 2.1) a) II. 3/
      | [0-9]+(?:\.[0-9]+)*\s*[-–:]\s*                              # 1 - 2:
      | [ivx]+\s*[-–:]\s+                                           # II -
    )""",
    re.IGNORECASE | re.VERBOSE,
)  # fmt: skip
_NUMBERED_TITLE = re.compile(r"^\s*[0-9]+(?:\.[0-9]+)*\s+(?=\D)")
_REMARK = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_NOTE_MARK = re.compile(r"\(?[0-9¹²³⁴⁵⁶⁷⁸⁹⁰*]{1,2}\)|[¹²³⁴⁵⁶⁷⁸⁹⁰*]+$")
_PARTING = re.compile("[,;:/]")
_PARTS = re.compile(r"[,;:/(\[]")
_NOTE_SIGNS = "¹²³⁴⁵⁶⁷⁸⁹⁰*"
_LEADERS = re.compile(r"…+|\.{3,}|_{3,}|(?:\. ){3,}")
_BEGUN = re.compile(r"\b[0-9]{1,2}(?=…|\.{2,}|_{3,})")
"""The digits of an answer that is begun in print: "năm 20……"."""
_DASH_OR_COLON = re.compile("[-–—:]")
_PREFIX = re.compile(r"\s+[-–—]\s+|\s*:\s+|\s*:$")
MARK = "\u00b7"
"""Between a word's letters and its marks."""


@lru_cache(maxsize=65536)
def folded(text: str) -> str:
    """The text's words, folded, with one space between them."""
    return " ".join(_WORDS.findall(unaccented(text)))


@lru_cache(maxsize=65536)
def keyed(word: str) -> str:
    """A word's letters and its marks, the marks in one order: "hoá" and "hóa" are the same, "khoa" is another word."""
    if word.isascii():
        return word.casefold()
    plain = normalized(word.casefold(), "NFD")
    marks = sorted(char for char in plain if not char.isascii())
    return unaccented(word) + MARK + "".join(marks) if marks else plain


@lru_cache(maxsize=65536)
def keys(text: str) -> tuple[str, ...]:
    """The text's words as they are compared."""
    return tuple(keyed(word) for word in _WORDS.findall(normalized(text)))


@lru_cache(maxsize=65536)
def plain(key: str) -> str:
    """A word's letters alone."""
    return key.split(MARK, 1)[0]


@lru_cache(maxsize=65536)
def stripped(text: str) -> str:
    """A label's own text: numbering, remarks in brackets, marks of footnotes left out; leaders kept."""
    once = _NUMBERING.sub("", text)
    if once != text:
        once = _NUMBERING.sub("", once)
    own = _NUMBERED_TITLE.sub("", once)
    if "(" in own or "[" in own:
        own = _REMARK.sub(" ", own)
    if ")" in own or own[-1:] in _NOTE_SIGNS:
        own = _NOTE_MARK.sub(" ", own)
    return own.strip() or text


@lru_cache(maxsize=65536)
def remarks(text: str) -> tuple[str, ...]:
    """The texts in brackets after a label's numbering."""
    if "(" not in text and "[" not in text:
        return ()
    return tuple(part[1:-1] for part in _REMARK.findall(_NUMBERING.sub("", text)))


@lru_cache(maxsize=65536)
def own(text: str) -> str:
    """A label's own words as written; the unit behind the dots is left out."""
    said = stripped(text)
    if not _LEADERS.search(said):
        return said
    said = _BEGUN.sub(" ", said)
    head = _LEADERS.split(said)[0]
    # "ngày … tháng … năm …" is one label; "Diện tích … m2" is a label and its unit
    return head if len(_WORDS.findall(head)) > 1 else _LEADERS.sub(" ", said)


def label(text: str) -> str:
    """A label's own words, folded; the unit behind the dots is left out."""
    return folded(own(text)) or folded(text)


@lru_cache(maxsize=65536)
def before_colon(text: str) -> str:
    """The part of a label before a colon that more words follow ("Kính gửi: Trung tâm …"); empty where there is none."""
    if ":" not in text:
        return ""
    head, colon, rest = stripped(text).partition(":")
    return head if colon and folded(_LEADERS.sub(" ", rest)) and folded(head) else ""


@lru_cache(maxsize=65536)
def opens_with_a_blank(text: str) -> bool:
    """True if a label begins with a blank and a comma: the place before a date ("…, ngày … tháng …")."""
    said = stripped(text)
    blank = _LEADERS.match(said)
    return blank is not None and said[blank.end() :].lstrip(" .").startswith(",")


@lru_cache(maxsize=65536)
def after_comma(text: str) -> str:
    """The part of a label after a comma, if blanks stand only in it ("Hà Nội, ngày … tháng …"); empty where there is none."""
    head, comma, rest = stripped(text).partition(",")
    return rest if comma and folded(head) and _LEADERS.search(rest) and not _LEADERS.search(head) else ""


@lru_cache(maxsize=65536)
def prefixed(text: str) -> tuple[str, str]:
    """A label's part before a dash or a colon, and the rest ("Bên nữ - Dân tộc"); two empty texts where there is none."""
    if not _DASH_OR_COLON.search(text):
        return "", ""
    parts = _PREFIX.split(stripped(text), maxsplit=1)
    if len(parts) < 2 or not folded(parts[0]) or not folded(_LEADERS.sub(" ", parts[1])):
        return "", ""
    return parts[0], parts[1]


def is_in_one_part(text: str, or_words: tuple[str, ...]) -> bool:
    """True if a label has neither parts nor alternatives nor remarks."""
    return not _PARTS.search(text) and not any(folded(word) in or_words for word in text.split())


@lru_cache(maxsize=65536)
def segments(text: str, or_words: tuple[str, ...]) -> tuple[tuple[str, ...], bool]:
    """The parts of a label that says several things ("CMND/CCCD", "số, ngày cấp"), and whether they are alternatives
    (parted by a slash or by a word for "or") rather than a list. `or_words` are folded.
    """
    if not _PARTING.search(text) and not any(folded(word) in or_words for word in text.split()):
        return (), False
    head = _LEADERS.split(stripped(text))[0]
    words = " ".join("/" if folded(word) in or_words else word for word in head.split())
    listed = [part for part in re.split(r"[,;:]", words) if folded(part)]
    if len(listed) > 1:
        return tuple(listed), False
    either = [part for part in words.split("/") if folded(part)]
    return (tuple(either), True) if len(either) > 1 else ((), False)


def written(text: str) -> str:
    """A text in its canonical form and lower case, marks kept."""
    return canonical(text).casefold()
