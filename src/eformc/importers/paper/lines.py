"""The questions of one printed line: labels before blanks, several in a line, options beside boxes, blanks within a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from eformc.importers.paper.blocks import BOX, FILLED, MARKS, Line
from eformc.importers.paper.kinds import one_of
from eformc.importers.words import Words

SHORT_LINK = 3
"""Words between two blanks that are a label still, though in small letters."""
LONGEST_GUESS = 8
"""Words of a label that is taken out of a sentence."""
LONGEST_SAID = 14
"""Words of a label that is not taken for prose."""
LONGEST_LABEL = 160


class Chosen(Struct, frozen=True):
    """An option beside a box; `written`: something is to be written behind it."""

    text: str
    written: bool = False


class Asked(Struct, frozen=True):
    """One thing a line asks. `mark`: what is there to fill in; `ref`: its printed number; `notes`: marks of its notes;
    `unsure`: the label is a guess out of a sentence; `unit`: what stands behind a number.
    """

    label: str
    mark: str
    ref: str = ""
    notes: tuple[str, ...] = ()
    options: tuple[Chosen, ...] = ()
    unsure: bool = False
    unit: str = ""


class Label(Struct, frozen=True):
    text: str
    ref: str = ""
    notes: tuple[str, ...] = ()


_NUMBER = re.compile(r"^\s*(?:\[\s*(\d+(?:\.\d+)*[a-z]?)\s*\]|\(?(\d{1,2}(?:\.\d{1,2})*[a-z]?)\s*[.)/-]|\(?([a-zđ])\s*[.)](?=\s))[.)\s:]*")
_ROMAN = re.compile(r"^\s*(?:[IVX]{1,5}|[A-H])\s*[.):/-]\s+")
_INNER = re.compile(r":\s*\[\s*(\d+(?:\.\d+)*[a-z]?)\s*\]\s*[.:]?\s*")
"""A printed number within a label: what stands before it is what the part belongs to."""
_LONE_NUMBER = re.compile(rf"(\[\d+(?:\.\d+)*[a-z]?\]\s*\.?)\s*[{FILLED}](?=\s*\w)")
"""A tab between a printed number and its label that is drawn as a leader."""
_CITED = re.compile(r"…\s*/|\d/…")
"""The number of a law or decree that is left open; `blocks` wrote it so."""
_BULLET = re.compile(r"^[\s\-+*•–—·o►▪◦➢✓.,;)]+(?=\W*\w)")
_NOTE = re.compile(r"\(\s*(\d{1,2}|(?:foot|end)note [^()\s]{1,9}|\*{1,3})\s*\)")
_FORMAT = re.compile(r"\([dmyDMY]{1,4}(?:[\s/.-]+[dmyDMY]{1,4}){1,2}\)")
"""Words on how a date is to be written: for paper only."""
_UNIT = re.compile(r"^\s*(%|[^\W\d_]{1,4}[²³23]?)?\s*(?:[.,;)]+(?=\s|$)|;)\s*(?=\S)")
_NEXT = re.compile(r"(?:\s{2,}|\t|(?<=\S)\s)(?=\[?\d{1,2}(?:\.\d{1,2})*[a-z]?[.)\]]\s*[^\W\d])")


def label_of(text: str, number: str = "") -> Label:
    """A label without its number, note marks, bullets and colon."""
    notes = tuple(found[1] for found in _NOTE.finditer(text))
    text = _NOTE.sub(" ", text)
    ref = ""
    for _ in range(3):
        text = _BULLET.sub("", text)
        found = _NUMBER.match(text)
        if not found or found.end() >= len(text.rstrip()):
            break
        ref = found[1] or found[2] or found[3] or ref
        text = text[found.end() :]
    if inner := _INNER.search(text):
        ref, text = inner[1], f"{text[: inner.start()]}: {text[inner.end() :]}"
    if own := re.sub(r"^[\[(]+|[\])./:\s-]+$", "", number):
        ref = own
    text = re.sub(f"[{MARKS}\t]+", " ", _FORMAT.sub(" ", text))
    text = " ".join(text.split()).strip(" :;,.-–—/*")
    if text.count("(") != text.count(")") or re.fullmatch(r"\([^()]*\)", text):
        text = text.strip("() ")
    if not any(char.isalpha() for char in text):
        text = ""
    return Label(text[:LONGEST_LABEL], ref, notes)


def without_number(text: str) -> str:
    """A heading without what counts it."""
    text = _ROMAN.sub("", text, count=1)
    found = _NUMBER.match(text)
    text = text[found.end() :] if found and found.end() < len(text.rstrip()) else text
    return _NOTE.sub("", text).strip(" :;-–—.")


def asked_by(line: Line, words: Words) -> Iterator[Asked]:
    """The questions of a line, from left to right; a label may be empty."""
    text = line.text
    if BOX in text:
        start = _boxes_begin(text)
        if text[:start].strip():
            yield from _blanks(text[:start], line.number, words)
        yield from _boxes(text[start:], "" if start else line.number, words)
        return
    for one in _blanks(text, line.number, words):
        yield replace(one, options=tuple(map(Chosen, line.choices))) if line.choices else one


# --- blanks -------------------------------------------------------------------------------------------------------


def _blanks(text: str, number: str, words: Words) -> Iterator[Asked]:
    text = _LONE_NUMBER.sub(r"\1 ", text)
    parts = re.split(f"([{FILLED}])", text)
    sentence = _is_sentence(parts, words)
    pending: Asked | None = None
    before = ""
    for at in range(1, len(parts), 2):
        raw, mark = parts[at - 1], parts[at]
        if pending is not None and (found := _UNIT.match(raw)):
            pending = replace(pending, unit=found[1] or "")
            raw = raw[found.end() :]
        one = _asked(raw, mark, number if at == 1 else "", sentence, words)
        if (not one.label and at > 1) or _CITED.search(raw):
            continue
        if before and " " not in one.label and one.label[:1].islower():  # a word such as “ngày” says too little
            one = replace(one, label=f"{before}: {one.label}")
        before = one.label if ":" not in one.label else before
        if pending is not None:
            yield pending
        pending = one
    if pending is not None:
        tail = parts[-1].strip(" .,;)")
        yield replace(pending, unit=tail) if re.fullmatch(r"%|[^\W\d_]{1,4}[²³23]?", tail) else pending


def _asked(raw: str, mark: str, number: str, sentence: bool, words: Words) -> Asked:
    label = label_of(raw, number)
    guess = (sentence or (len(label.text.split()) > LONGEST_SAID and not raw.rstrip().endswith((":", ")")))) and not re.match(r"\s*(?:\[|\d)", raw)
    if guess and label.text:
        return Asked(_clause(label.text, words), mark, label.ref, label.notes, unsure=True)
    return Asked(label.text, mark, label.ref, label.notes)


def _is_sentence(parts: list[str], words: Words) -> bool:
    """The blanks stand within running prose: what follows one goes on in small letters."""
    for raw in parts[2:-1:2]:
        first = re.match(r"\s*[.,;%)]*\s*([^\W\d_]+)", raw)
        goes_on = first is not None and first[1][0].islower() and not _UNIT.match(raw)
        prose = len(raw.split()) > SHORT_LINK and ":" not in parts[0] + raw
        if goes_on and first and (prose or first[1].casefold() in words.sentence):
            return True
    tail = parts[-1].strip()
    first_word = tail.split()[0].casefold() if tail else ""
    return bool(tail) and (first_word in words.sentence or (len(tail.split()) >= 4 and (tail[0].islower() or tail[0] in ",;")))


def _clause(text: str, words: Words) -> str:
    """The words of a sentence nearest before a blank."""
    clauses = [clause for clause in re.split(r"[.;,:](?:\s+|$)", text) if clause.strip()]
    said = clauses[-1].split() if clauses else []
    for at in range(len(said) - 2, -1, -1):
        if said[at].casefold() in words.sentence:
            said = said[at:] if len(said) - at <= 2 else said[at + 1 :]
            break
    return " ".join(said[-LONGEST_GUESS:])


# --- boxes --------------------------------------------------------------------------------------------------------


def _boxes_begin(text: str) -> int:
    """The offset at which the part of a line with boxes begins: behind the last blank before the first box."""
    first = text.index(BOX)
    return max((text.rfind(mark, 0, first) + 1 for mark in FILLED), default=0)


def _boxes(text: str, number: str, words: Words) -> Iterator[Asked]:
    rest = ""
    last = text.rindex(BOX)
    if found := _NEXT.search(text, last):
        text, rest = text[: found.start()], text[found.end() :]
    parts = text.split(BOX)
    head = parts[0].rstrip()
    behind = bool(head) and not head.endswith((":", "?")) and not parts[-1].strip()
    if behind:
        before, option = _title_and_option(head)
        options = [option, *parts[1:-1]] if before or len(parts) > 2 else []
        head = before if options else head
    else:
        options = parts[1:]
    label = label_of(head, number)
    chosen = tuple(one for option in options if (one := _option(option)) is not None)
    yield Asked(label.text, BOX, label.ref, label.notes, chosen)
    if rest:
        yield from _rest(rest, words)


def _rest(text: str, words: Words) -> Iterator[Asked]:
    if BOX in text:
        yield from _boxes(text, "", words)
    elif any(mark in text for mark in FILLED):
        yield from _blanks(text, "", words)


def _title_and_option(head: str) -> tuple[str, str]:
    """`Có bán ban đêm:  Có` is a title and the first option; without a colon, a wide gap divides them."""
    for divider in (r":\s*(?=[^:]*$)", r"\t+|\s{3,}"):
        found = list(re.finditer(divider, head))
        if found:
            return head[: found[-1].start()], head[found[-1].end() :]
    return "", head


def _option(text: str) -> Chosen | None:
    written = any(mark in text for mark in FILLED)
    label = re.sub(f"[{MARKS}\t]+", " ", text)
    label = " ".join(_NOTE.sub("", label).split()).strip(" :;,.-–/()")
    return Chosen(label[:LONGEST_LABEL], written) if label else None


def is_yes_no(options: tuple[Chosen, ...], words: Words) -> bool:
    """The options are a yes and a no."""
    return 0 < len(options) <= 2 and all(one_of(one.text, (*words.yes, *words.no)) for one in options)


def blank_only(text: str) -> bool:
    """Nothing is printed but blanks."""
    return any(mark in text for mark in FILLED) and not re.sub(f"[{FILLED}\\s.,;:/()+*–—-]", "", text)

