"""Texts that libyaml takes and YAML 1.2 does not: looked for in the text, beside the events.

libyaml reads on where a comment begins without a blank before it, where the lines of a quoted text or of brackets are
not indented, where the blank lines before a block text are indented deeper than it, where a `-` or `?` in brackets is
no entry. Other programs read such a file otherwise, or not at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, TypeAlias

Laxness: TypeAlias = tuple[str, int]
"""The message of a flaw, and the offset it stands at."""

# each begins with a letter of its own, which is found at once, and then looks back
_DOUBTFUL = tuple(map(re.compile, (r"#(?<=\S#)", r"-(?<=[\s\[{,:]-)\s*[,\]}]", r"\?(?<=[\s\[{,]\?)[^\s,\]}]")))
_HEADER = re.compile(r"[0-9+-]*#")
_LINE = re.compile(r"([ ]*)([^\n]*)")


def doubtful(text: str) -> bool:
    """True if `stray_marks` may find something: few files hold what looks like it."""
    return any(one.search(text) for one in _DOUBTFUL)


def thin_line(text: str, start: int, end: int, indent: int, *, comments: bool) -> Laxness | None:
    """The first line after the first, of a text in quotes or brackets, that is not indented deeper than what it is in.
    A line that only closes brackets may stand as far left as that: everybody reads it alike.
    """
    at = text.find("\n", start, end) + 1
    while at:
        blanks, rest = _parts(text, at)
        bare = rest.lstrip("\t")
        content = at + len(blanks) < end and bare and not (comments and bare[0] == "#")
        if content and len(blanks) < indent + (not (comments and bare[0] in "]}")):
            return ("tab" if rest[0] == "\t" else "thin-line"), at + len(blanks)
        at = text.find("\n", at, end) + 1
    return None


def _parts(text: str, at: int) -> tuple[str, str]:
    """The blanks that a line begins with, and the rest of it."""
    line_end = text.find("\n", at)
    line = text[at : line_end if line_end >= 0 else len(text)]
    rest = line.lstrip(" ")
    return line[: len(line) - len(rest)], rest


def deep_blank(text: str, start: int, indent: int) -> Laxness | None:
    """A blank line before the first line of a block text that is indented deeper than it. `start`: of its `|` or `>`."""
    header_end = text.find("\n", start)
    header = text[start + 1 : header_end if header_end >= 0 else len(text)]
    if header_end < 0 or any(char.isdigit() for char in header.partition("#")[0]):
        return None
    at, deepest, where = header_end + 1, 0, 0
    for found in _LINE.finditer(text, at):
        blanks, rest = found.groups()
        if rest:
            own = len(blanks)
            return ("deep-blank", where) if indent < own < deepest else None
        if len(blanks) > deepest:
            deepest, where = len(blanks), found.start()
    return None


def stray_marks(text: str, events: Iterable[Any]) -> Iterator[Laxness]:
    """Comments without a blank before them, lone dashes and question marks in brackets. `events`: of the whole text."""
    from yaml import ScalarEvent

    before = 0
    event: Any
    for event in filter(lambda one: type(one) is ScalarEvent, events):
        start, end = event.start_mark.index, event.end_mark.index
        yield from (("comment-without-blank", at) for at in _comments_too_close(text, before, start))
        if not event.style and event.value == "-":
            yield "lone-dash", start
        if before < start < end and text[start - 1] == "?":
            yield "question-mark", start - 1
        if event.style in ("|", ">"):
            header = _HEADER.match(text, start + 1)
            if header:
                yield "comment-without-blank", header.end() - 1
        before = end
    yield from (("comment-without-blank", at) for at in _comments_too_close(text, before, len(text)))


def _comments_too_close(text: str, start: int, end: int) -> Iterator[int]:
    """Every `#` between two texts that begins a comment right behind something else."""
    at = text.find("#", start, end)
    while at >= 0:
        if at and text[at - 1] not in " \t\n":
            yield at
        line_end = text.find("\n", at, end)
        at = text.find("#", line_end, end) if line_end >= 0 else -1
