"""A source file's text and the arithmetic of places in it."""

from bisect import bisect_right
from itertools import accumulate, chain


class SourceText:
    """The decoded text of one file. `path` is what messages show; offsets count code points from 0."""

    __slots__ = ("_line_starts", "path", "text")

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.text = text
        self._line_starts: list[int] = []

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, SourceText) and (self.path, self.text) == (other.path, other.text))

    def __hash__(self) -> int:
        return hash((self.path, self.text))

    def __repr__(self) -> str:
        return f"SourceText({self.path!r})"

    def line_starts(self) -> list[int]:
        """Offset of the first code point of each line (computed on first use)."""
        if not self._line_starts:
            ends = accumulate(len(line) + 1 for line in self.text.split("\n"))
            self._line_starts.extend(chain((0,), ends))
            self._line_starts.pop()  # after the last line there is none
        return self._line_starts

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column, both from 1, columns in code points."""
        starts = self.line_starts()
        line = bisect_right(starts, max(0, min(offset, len(self.text)))) - 1
        return line + 1, offset - starts[line] + 1

    def line(self, number: int) -> str:
        """The text of line `number` (from 1), without its line end."""
        starts = self.line_starts()
        if not 1 <= number <= len(starts):
            return ""
        end = starts[number] - 1 if number < len(starts) else len(self.text)
        return self.text[starts[number - 1] : end]

    def offset(self, line: int, column: int) -> int:
        """The offset of a line and column counted from 1."""
        starts = self.line_starts()
        return starts[min(line, len(starts)) - 1] + column - 1
