"""Edits on a text: what a fix is made of. Comments and layout outside an edit stay byte for byte."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable

from msgspec import Struct

from eformc.characters import MOST_MARKS, normalized
from eformc.source.text import SourceText


class Edit(Struct, frozen=True, order=True):
    """Replace code points `start` to `end` of a file by `text`."""

    start: int
    end: int
    text: str


def apply_edits(text: str, edits: Iterable[Edit]) -> str:
    """The text with all edits made. Of two that overlap the earlier one wins; the other is left for the next run."""
    out: list[str] = []
    at = 0
    for edit in sorted(set(edits)):
        if edit.start < at:
            continue
        out += (text[at : edit.start], edit.text)
        at = edit.end
    out.append(text[at:])
    return "".join(out)


_LINE_END = re.compile(r"\r\n|\r|\n")


def edits_on_original(original: str, source: SourceText, edits: Iterable[Edit]) -> list[Edit]:
    """Edits on the text as the compiler reads it (NFC, line ends `\\n`, no byte order mark), as edits on the text as it is
    stored: what no edit touches keeps its line ends and its way of writing marks.
    """
    if original == source.text:
        return list(edits)
    ends = list(_LINE_END.finditer(original))
    first = 1 if original.startswith("\ufeff") else 0
    starts = [first, *(end.end() for end in ends)]
    lines = [original[start:stop] for start, stop in zip(starts, [*(end.start() for end in ends), len(original)], strict=True)]
    line_end = ends[0][0] if ends else "\n"

    def moved(offset: int) -> int:
        line, column = source.place(offset)
        if line > len(starts):
            return len(original)
        return starts[line - 1] + _column(lines[line - 1], source.line(line), column - 1)

    return [Edit(moved(edit.start), moved(edit.end), edit.text.replace("\n", line_end)) for edit in edits]


def _column(original: str, normal: str, column: int) -> int:
    """The column of the stored line that stands where `column` stands in the line as read."""
    if original == normal or column == 0:
        return column
    first = bisect_left(range(len(original) + 1), column, key=lambda at: len(normalized(original[:at])))
    for at in range(first, min(first + 2 * MOST_MARKS, len(original)) + 1):
        if normalized(original[:at]) == normal[:column] and normalized(original[at:]) == normal[column:]:
            return at
    return len(original)
