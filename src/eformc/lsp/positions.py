"""Places of an editor and places of a source: lines and UTF-16 (or UTF-8, UTF-32) units against code points of NFC text."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Mapping

from lsprotocol.types import Position, Range
from msgspec import Struct

from eformc.characters import normalized
from eformc.source import SourceText, Span

_LINE_END = re.compile(r"\r\n|\r|\n")
_WIDTH: Mapping[str, Callable[[str], int]] = {
    "utf-8": lambda char: len(char.encode("utf-8", "surrogatepass")),
    "utf-16": lambda char: 1 + (ord(char) > 0xFFFF),
    "utf-32": lambda char: 1,
}
"""Units that a character takes up."""


class Lines(Struct, frozen=True):
    """An editor's text by lines, without their ends, and the unit its columns are counted in."""

    lines: tuple[str, ...]
    encoding: str = "utf-16"

    def raw(self, position: Position) -> int:
        """The column of a position in code points of its line as the editor has it."""
        text = self.line(position.line)
        left = position.character
        for at, char in enumerate(text):
            left -= _WIDTH[self.encoding](char)
            if left < 0:
                return at
        return len(text)

    def line(self, number: int) -> str:
        return self.lines[number] if 0 <= number < len(self.lines) else ""

    def offset(self, source: SourceText, position: Position) -> int:
        """The offset in the source: its lines are the editor's, in NFC and without a byte order mark."""
        raw = self.raw(position)
        column = len(normalized(self.line(position.line)[:raw].removeprefix("\ufeff")))
        start = source.offset(min(position.line, len(source.line_starts()) - 1) + 1, 1)
        return min(start + column, len(source.text))

    def position(self, source: SourceText, offset: int) -> Position:
        """The editor's position of an offset in the source."""
        line, column = source.place(min(offset, len(source.text)))
        text = self.line(line - 1)
        return Position(line - 1, self.units(text[: _raw_column(text, column - 1)]))

    def units(self, text: str) -> int:
        return sum(map(_WIDTH[self.encoding], text))

    def range(self, span: Span) -> Range:
        return self.between(span.source, span.start, span.end)

    def between(self, source: SourceText, start: int, end: int) -> Range:
        return Range(self.position(source, start), self.position(source, end))


def lines_of(text: str, encoding: str) -> Lines:
    """The lines of an editor's text."""
    return Lines(tuple(_LINE_END.split(text)), encoding)


def _raw_column(text: str, column: int) -> int:
    """The column in the editor's line of a column in its NFC form."""
    marked = text.startswith("\ufeff")
    if normalized(text) == text:
        return min(column + marked, len(text))

    def length(at: int) -> int:
        return len(normalized(text[:at].removeprefix("\ufeff")))

    if column >= length(len(text)):
        return len(text)
    return bisect_left(range(len(text) + 1), column + 1, key=length) - 1
