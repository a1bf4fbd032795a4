"""One way of laying out a spec: two spaces a level, one space where one is meant, comments where they were.

Nothing is loaded and dumped: the text is cut at its tokens, and only the space between them changes. What is inside a
scalar or a comment stays as it is. The result is read again and compared with the original; if they do not say the same,
the original is kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from eformc.source.nodes import Mapping, Missing, Node, Scalar, Sequence
from eformc.source.reader import read
from eformc.source.text import SourceText

STEP = 2
"""Spaces a level."""
APART = 2
"""Least number of spaces before a comment behind something."""


def laid_out(source: SourceText, root: Node) -> str:
    """The text in its layout; the text itself where nothing is to be gained or the two would not say the same."""
    after = _Layout(source).text()
    if after == source.text:
        return after
    again, root_again, flaws = read(source.path, after.encode("utf-8", "surrogatepass"))
    same = not flaws and _shape(root) == _shape(root_again) and comments(source, root) == comments(again, root_again)
    return after if same else source.text


def _shape(node: Node) -> Any:
    """A node's content, without its place."""
    match node:
        case Scalar():
            return node.text, node.quoted, node.block
        case Sequence():
            return [_shape(item) for item in node.items]
        case Mapping():
            return {key.text: (key.quoted, _shape(value)) for key, value in node}
        case Missing():
            return None


def comments(source: SourceText, root: Node) -> list[str]:
    """Every comment of a file in order, from its `#` on; what stands in quotes or in a block of text is none."""
    text = source.text
    for scalar in _scalars(root):
        start, end = scalar.span.start, scalar.span.end
        if scalar.block:
            start = max(start, text.find("\n", start))
        if scalar.block or scalar.quoted:
            text = text[:start] + re.sub(r"[^\n]", ".", text[start:end]) + text[end:]
    return [match[0].strip() for match in re.finditer(r"(?:^|(?<=[ \t]))#[^\n]*", text, re.MULTILINE)]


def _scalars(root: Node) -> Iterator[Scalar]:
    stack: list[Node] = [root]
    while stack:
        node = stack.pop()
        match node:
            case Scalar():
                yield node
            case Sequence():
                stack += node.items
            case Mapping():
                stack += (part for entry in node for part in entry)
            case Missing():
                pass


class _Token(Struct, frozen=True):
    kind: str
    start: int
    end: int
    line: int
    column: int


class _Level(Struct):
    """A block collection that is open: the column it has and the one it gets. `bare`: a list no deeper than its key."""

    mapping: bool
    column: int
    target: int
    bare: bool = False


def _tokens(source: SourceText) -> Iterator[_Token]:
    """The scanner's tokens; those without a text of their own (the start and end of a block) included."""
    try:
        from yaml._yaml import CParser

        scanner: Any = CParser(source.text)
    except ImportError:
        from yaml import SafeLoader

        scanner = SafeLoader(source.text)
    while scanner.check_token():
        token = scanner.get_token()
        start, end = token.start_mark.index, token.end_mark.index
        line, column = source.place(start)
        yield _Token(type(token).__name__.removesuffix("Token"), start, max(start, end), line, column - 1)


class _Layout:
    """Line by line: how far it is indented, and what stands on it."""

    def __init__(self, source: SourceText) -> None:
        self.source = source
        self.lines = source.text.split("\n")
        self.tokens: dict[int, list[_Token]] = {}
        """Tokens with a text, by the line they begin on."""
        self.target: dict[int, int] = {}
        """Indentation of the lines on which a block begins something."""
        self.moved: dict[int, int] = {}
        """The columns by which the lines inside a scalar or a flow collection move, with the line that begins it."""
        self.verbatim: set[int] = set()
        """Lines of block scalars: blank ones are text too."""
        self._walk()

    # --- reading ----------------------------------------------------------------------------------------------

    def _walk(self) -> None:
        levels: list[_Level] = []
        depth = 0
        for token in _tokens(self.source):
            if token.kind in ("BlockMappingStart", "BlockSequenceStart"):
                above = levels[-1].target + STEP if levels else 0
                levels.append(_Level(token.kind == "BlockMappingStart", token.column, above))
            elif token.kind == "BlockEnd":
                if levels and levels[-1].bare:
                    levels.pop()
                levels.pop()
            elif token.kind in ("Key", "BlockEntry") and depth == 0:
                self._entry(token, levels)
            elif token.kind in ("FlowMappingStart", "FlowSequenceStart"):
                self._begin(token, levels, depth)
                depth += 1
            elif token.kind in ("FlowMappingEnd", "FlowSequenceEnd"):
                depth -= 1
            elif token.kind == "Scalar":
                self._begin(token, levels, depth)
                self._inside_scalar(token, levels)
            if token.end > token.start:
                self.tokens.setdefault(token.line, []).append(token)
            if depth:
                self._inside_flow(token)

    def _entry(self, token: _Token, levels: list[_Level]) -> None:
        """A key, or the dash of a list."""
        if token.kind == "BlockEntry" and levels and levels[-1].mapping:
            levels.append(_Level(False, token.column, levels[-1].target + STEP, bare=True))
        elif token.kind == "Key" and levels and levels[-1].bare:
            levels.pop()
        if levels and self._first(token):
            self.target.setdefault(token.line, levels[-1].target)

    def _begin(self, token: _Token, levels: list[_Level], depth: int) -> None:
        """A value on a line of its own, below its key or dash."""
        if depth == 0 and levels and self._first(token):
            self.target.setdefault(token.line, levels[-1].target + STEP)
        self._owner = token.line if depth == 0 else getattr(self, "_owner", token.line)

    def _first(self, token: _Token) -> bool:
        return not self.lines[token.line - 1][: token.column].strip()

    def _move_of(self, line: int) -> int:
        """The columns by which a line's first letter moves."""
        if line in self.moved:
            return self.moved[line]
        text = self.lines[line - 1]
        return self.target.get(line, 0) - (len(text) - len(text.lstrip(" "))) if line in self.target else 0

    def _inside_flow(self, token: _Token) -> None:
        if token.line != self._owner and token.line not in self.target:
            for line in range(self._owner + 1, token.line + 1):
                self.moved.setdefault(line, self._move_of(self._owner))

    def _inside_scalar(self, token: _Token, levels: list[_Level]) -> None:
        text = self.source.text[token.start : token.end]
        last, _ = self.source.place(max(token.start, token.end - 1))
        if text[:1] in ("|", ">"):
            self._block_scalar(token, last, levels)
            return
        for line in range(token.line + 1, last + 1):
            self.moved.setdefault(line, self._move_of(token.line))

    def _block_scalar(self, token: _Token, last: int, levels: list[_Level]) -> None:
        header = self.lines[token.line - 1][token.column :].partition("#")[0]
        content = [line for line in range(token.line + 1, last + 1) if self.lines[line - 1].strip()]
        if not content:
            return
        level = levels[-1] if levels else _Level(True, 0, 0)
        least = min(len(self.lines[line - 1]) - len(self.lines[line - 1].lstrip(" ")) for line in content)
        explicit = bool(re.search("[1-9]", header))
        move = level.target - level.column if explicit else level.target + STEP - least
        end = last if "+" in header else content[-1]
        for line in range(token.line + 1, end + 1):
            self.moved[line] = move
            self.verbatim.add(line)

    # --- writing ----------------------------------------------------------------------------------------------

    def text(self) -> str:
        """The whole text, with one line end at its end."""
        out: list[tuple[str, bool]] = []
        for number in range(1, len(self.lines) + 1):
            line, kept = self._line(number), number in self.verbatim
            if line or kept or (out and out[-1][0]):
                out.append((line, kept))
        while out and out[-1] == ("", False):
            out.pop()
        return "\n".join(line for line, _ in out) + "\n"

    def _line(self, number: int) -> str:
        text = self.lines[number - 1]
        if number in self.verbatim:
            return _shifted(text, self.moved[number])
        if not text.strip():
            return ""
        tokens = self.tokens.get(number, [])
        if number in self.moved:
            lead = max(0, len(text) - len(text.lstrip(" ")) + self.moved[number])
            return " " * lead + (self._content(text, tokens) if tokens and self._first(tokens[0]) else text.strip(" \t"))
        if text.lstrip().startswith("#") and not tokens:
            return " " * self._comment_target(number) + text.strip(" \t")
        return " " * self.target.get(number, 0) + self._content(text, tokens)

    def _content(self, text: str, tokens: list[_Token]) -> str:
        """The content of a line, its tokens one meant space apart, a comment in its column."""
        start = self.source.offset(tokens[0].line, 1) if tokens else 0
        out = ""
        for at, token in enumerate(tokens):
            end = min(token.end, start + len(text))
            if at:
                out += " " * _gap(tokens[at - 1], token, text[tokens[at - 1].end - start : token.start - start])
            out += text[token.start - start : end - start]
        last = min(tokens[-1].end, start + len(text)) - start if tokens else 0
        rest = text[last:]
        if not rest.strip():
            return out.rstrip(" \t") if not rest else out
        if not rest.lstrip(" \t").startswith("#"):
            return out + rest.rstrip(" \t")
        column = last + len(rest) - len(rest.lstrip(" \t"))
        number = tokens[-1].line
        lead = len(text) - len(text.lstrip(" "))
        return out + " " * max(APART, column - lead - len(out)) + rest.strip(" \t") if number else out

    def _comment_target(self, number: int) -> int:
        """A comment alone on its line stands with the next thing, unless it stood with one before."""
        text = self.lines[number - 1]
        column = len(text) - len(text.lstrip(" "))
        following = next((line for line in range(number + 1, len(self.lines) + 1) if line in self.target), None)
        if following is not None and self._column(following) == column:
            return self.target[following]
        before = next(
            (line for line in range(number - 1, 0, -1) if line in self.target and self._column(line) == column), None
        )
        if before is not None:
            return self.target[before]
        return self.target[following] if following is not None else 0

    def _column(self, line: int) -> int:
        text = self.lines[line - 1]
        return len(text) - len(text.lstrip(" "))


_TIGHT_AFTER = ("FlowMappingStart", "FlowSequenceStart")
_TIGHT_BEFORE = ("FlowMappingEnd", "FlowSequenceEnd", "FlowEntry", "Value")
_SPACED_AFTER = ("FlowEntry", "Value", "BlockEntry", "Key")


def _gap(before: _Token, after: _Token, text: str) -> int:
    """The number of spaces between two tokens of a line."""
    if text.strip():  # something that is no token: leave it
        return len(text)
    if before.kind in _TIGHT_AFTER or after.kind in _TIGHT_BEFORE:
        return 0
    return 1 if before.kind in _SPACED_AFTER else len(text)


def _shifted(text: str, move: int) -> str:
    """A line of a block scalar; a blank one keeps what it has beyond the indentation."""
    lead = len(text) - len(text.lstrip(" "))
    return " " * max(0, lead + move) + text[lead:]
