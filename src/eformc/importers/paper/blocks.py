"""The parts of a printed form, whichever file it came in: lines with marks where something is filled in, and grids."""

from __future__ import annotations

import re
from typing import TypeAlias

from msgspec import Struct, field

from eformc.characters import cleaned, normalized, with_fewer_marks
from eformc.importers.losses import Place
from eformc.importers.words import Words

# Private characters that stand for what is filled in.
BLANK, BOX, DATE, MONTH = "\ue000", "\ue001", "\ue002", "\ue003"
MARKS = BLANK + BOX + DATE + MONTH
FILLED = BLANK + DATE + MONTH


class Line(Struct):
    """One line. `text` holds marks; `number`: what the document numbers it with by itself; `strong`: bold or a heading;
    `choices`: options of a list that is chosen from at its blank.
    """

    text: str
    place: Place
    number: str = ""
    strong: bool = False
    choices: tuple[str, ...] = ()

    @property
    def filled(self) -> bool:
        """There is something to fill in."""
        return any(mark in self.text for mark in MARKS)

    @property
    def words(self) -> str:
        """The text without its marks."""
        return re.sub(f"[{MARKS}]+", " ", self.text).strip()


class Cell(Struct):
    """One cell of a grid, `span` columns wide. `goes_on`: it belongs to the one above."""

    lines: list[Line] = field(default_factory=list)
    span: int = 1
    goes_on: bool = False
    grids: list[Grid] = field(default_factory=list)

    @property
    def text(self) -> str:
        return " ".join(line.text for line in self.lines if line.text).strip()

    @property
    def empty(self) -> bool:
        """Nothing is printed in it but blanks."""
        return not self.grids and not re.sub(f"[{BLANK}{DATE}{MONTH}\\s./:-]", "", self.text)


class Grid(Struct):
    rows: list[list[Cell]]
    place: Place


Block: TypeAlias = Line | Grid

_DOTS = "[.…_‥․⋯·•]"
_RUN = re.compile(rf"(?<![.…_])(?:{_DOTS}[ \u00a0]?)*{_DOTS}")
_BOXES = re.compile(r"[□☐❑❒◻▢⬜◯☑☒✓⃞]|\[[ \u00a0]{0,4}\]|(?<!\w)I[ \u00a0]I(?!\w)|\([ \u00a0]{2,4}\)|\uf06f|\uf0a8|\uf071|\uf0a3")


def marked(text: str, words: Words) -> str:
    """A line with marks in place of dots, boxes and the parts of dates; NFC, without what nobody sees."""
    text = normalized(with_fewer_marks(cleaned(text, multiline=False))).replace("\u00a0", " ")
    text = re.sub(r"\(\s*\((\d{1,2})\)\s*\)", r"(\1)", _BOXES.sub(BOX, text))
    text = _blanks(text, words)
    text = re.sub(rf"\b(?:19|20) ?{BLANK}|{BLANK} ?(?:19|20)(?={BLANK})", BLANK, text)
    text = re.sub(rf"{BLANK}(?:[ \t.]*{BLANK})+", BLANK, text)
    return _dates(text, words).strip()


def _blanks(text: str, words: Words) -> str:
    counts = {word for word in words.counted if " " not in word}
    dated = {*words.day, *words.month, *words.year}

    def blank(found: re.Match[str]) -> str:
        run = found[0]
        size = sum(3 if char in "…⋯" else 1 for char in run if char != " ")
        before, after = text[: found.start()], text[found.end() :]
        if size >= 4 or after[:1] == "/" or before[-1:] == "/":
            return BLANK if size > 1 or run == "_" else run
        last = re.search(r"(\w+)[ ]?$", before)
        follows = re.match(r" [^\W\d_]", after)
        if size == 3 and before[-1:] == " " and follows and after[1].islower() and last and last[1].casefold() not in dated | counts:
            return run
        if size >= 2 and (not before or before[-1] in " :(\t/" + BLANK or (last and last[1].casefold() in dated)):
            return BLANK
        return run

    return _RUN.sub(blank, text)


def _dates(text: str, words: Words) -> str:
    """Three blanks that are one date, two that are one month."""
    _day, month, year = ("|".join(map(re.escape, one)) for one in (words.day, words.month, words.year))
    gap = r"(?:[ \t,:]|\([^\W\d]{1,12}\))*"  # a second language may stand in brackets
    text = re.sub(rf"{BLANK}{gap}/{gap}{BLANK}{gap}/{gap}\d{{4}}|{BLANK}{gap}(?:{month}){gap}{BLANK}{gap}(?:{year}){gap}\d{{4}}", "…", text)
    text = re.sub(rf"{BLANK}(?=[ ]*/[ ]*(?:\d{{4}}|[A-ZĐ]{{2,}}))|(?<=[A-ZĐ]{{2}}[-–]){BLANK}", "…", text)
    text = re.sub(rf"{BLANK}{gap}[/-]{gap}{BLANK}{gap}[/-]{gap}{BLANK}?", DATE, text)
    text = re.sub(rf"{BLANK}{gap}(?:{month}){gap}{BLANK}{gap}(?:{year}){gap}{BLANK}", DATE, text, flags=re.IGNORECASE)
    text = re.sub(rf"(\b(?:{month}){gap}){BLANK}{gap}[/,]?{gap}(?:(?:{year}){gap})?{BLANK}", rf"\1{MONTH}", text, flags=re.IGNORECASE)
    return re.sub(rf"{BLANK}[ ]*/[ ]*{BLANK}", BLANK, text)
