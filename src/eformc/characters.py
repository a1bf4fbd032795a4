"""Characters of text that came from outside: what no text may hold, and a normal form whose cost has a bound.

`kernel/engine.mjs` has the same sets for the page; a test compares the two over all of Unicode.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import Literal

MOST_MARKS = 30
"""Combining marks in a row (UAX 15, stream-safe text). Normalising takes time by the square of such a run."""

# Controls but tab and line feed, separators of lines, bidirectional controls, invisible letters and fillers, tags,
# annotations, the sign for what could not be read, noncharacters, lone surrogates. Written as in a class of `re`.
UNSEEN = (
    "\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f"
    "\u3164\ufeff\uffa0\ufff0-\uffff\ufdd0-\ufdef\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e00ff\U000e01f0-\U000e0fff"
)
SURROGATES = "\ud800-\udfff"
JOINERS = "\u200c\u200d"
VARIANTS = "\u180b-\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef"
# What joiners and variation selectors shape, and so may follow: scripts of Asia and Africa, ideographs, pictures.
SHAPED = (
    "\u0600-\u180a\u1810-\u1cff\u2190-\u2bff\u3005-\u9fff\ua840-\uabff\uf900-\ufdcf\ufdf0-\ufdff\ufe70-\ufefe"
    "\U00010a00-\U0001faff\U00020000-\U0003fffd"
)
PICTURE = "\ufe0f"
"""The selector of a picture: a joiner may follow it."""

_LINE_ENDS = re.compile("[\x0b\x0c\x85\u2028\u2029]")
# no mark stands below U+0300
_RUN = re.compile(f"[\u0300-\U0010ffff]{{{MOST_MARKS + 1},}}")
_RUN_OF_SIXTHS = re.compile("[\u0300-\U0010ffff]{5}")


# What most texts are made of, and nothing refused: a class without a character beyond U+FFFF is looked through fast.
PLAIN = " -~\u00a1-\u00ac\u00ae-\u034e\u0350-\u061b\u1e00-\u1eff\u2010-\u2027\u2030-\u205e"


@cache
def _not_plain(blanks: str) -> re.Pattern[str]:
    return re.compile(f"[^{blanks}{PLAIN}]")


@cache
def _suspects(blanks: str) -> re.Pattern[str]:
    return re.compile(f"[{blanks}{UNSEEN}{SURROGATES}{JOINERS}{VARIANTS}]")


@cache
def _shaped() -> re.Pattern[str]:
    return re.compile(f"[{SHAPED}]")


@cache
def _taken_out() -> re.Pattern[str]:
    unseen = UNSEEN.replace("\ufff0-\uffff", "\ufff0-\ufffc\ufffe\uffff")  # U+FFFD is seen: it stands for a letter
    return re.compile(f"[{unseen}{SURROGATES}]")


@cache
def _misplaced() -> re.Pattern[str]:
    return re.compile(f"(^|[^{SHAPED}{PICTURE}])[{JOINERS}{VARIANTS}]+|({PICTURE})[{VARIANTS}]+")


def refused(text: str, blanks: str = "") -> Iterator[int]:
    """The offset of each character that no text may hold. Of tab and line feed those in `blanks` may stand."""
    first = _not_plain(blanks).search(text)
    if first is None:
        return
    for found in _suspects("".join(one for one in "\t\n" if one not in blanks)).finditer(text, first.start()):
        char, at = found[0], found.start()
        if char in JOINERS or _is_variant(char):
            before = text[at - 1] if at else ""
            if _shaped().match(before) or (before == PICTURE and char in JOINERS):
                continue
        yield at


def _is_variant(char: str) -> bool:
    return "\u180b" <= char <= "\u180f" or "\ufe00" <= char <= "\ufe0f" or "\U000e0100" <= char <= "\U000e01ef"


def readable(text: str) -> str:
    """The text with U+FFFD in place of each half of a surrogate pair: it can be encoded."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return re.sub(f"[{SURROGATES}]", "\ufffd", text)
    return text


def name_of(char: str) -> str:
    """A character by its number, as standards write it: `U+202E`."""
    return f"U+{ord(char):04X}"


def cleaned(text: str, *, multiline: bool) -> str:
    """A typed text without the characters that no text may hold. Every kind of line end becomes LF; a tab, and in a single line
    an LF, becomes a space, so that words stay apart.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not _suspects("\t\n").search(text):
        return text
    text = _LINE_ENDS.sub("\n", text).replace("\t", " ")
    if not multiline:
        text = text.replace("\n", " ")
    # first normalised: marks that change places change what a joiner follows
    return _misplaced().sub(r"\1\2", normalized(_taken_out().sub("", text)))


def too_many_marks(text: str) -> int:
    """The offset of the first mark beyond `MOST_MARKS` in a row, -1 if there is none. Marks are general category M."""
    if text.isascii() or not _RUN_OF_SIXTHS.search(text[::6]):  # 31 in a row hold five of every sixth
        return -1
    for run in _RUN.finditer(text):
        count = 0
        for at, char in enumerate(run[0], run.start()):
            count = count + 1 if unicodedata.category(char)[0] == "M" else 0
            if count > MOST_MARKS:
                return at
    return -1


def with_fewer_marks(text: str) -> str:
    """The text without the marks beyond `MOST_MARKS` in a row."""
    if too_many_marks(text) < 0:
        return text
    made, count = [], 0
    for char in text:
        count = count + 1 if unicodedata.category(char)[0] == "M" else 0
        if count <= MOST_MARKS:
            made.append(char)
    return "".join(made)


def bare(text: str) -> str:
    """The text without any mark, joiner or variation selector."""
    return "".join(char for char in text if unicodedata.category(char)[0] != "M" and char not in JOINERS)


def normalized(text: str, form: Literal["NFC", "NFD"] = "NFC") -> str:
    """The text in a normal form; as it is where it has too many marks in a row."""
    return checked(text, form)[0]


def checked(text: str, form: Literal["NFC", "NFD"] = "NFC") -> tuple[str, int]:
    """The text as `normalized` gives it, and what `too_many_marks` says of it."""
    if text.isascii():
        return text, -1
    at = too_many_marks(text)
    return (unicodedata.normalize(form, text), at) if at < 0 else (text, at)
