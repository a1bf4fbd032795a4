"""Characters that word processors and keyboards leave where YAML wants plain ones: no-break spaces, wide colons,
curly quotes, dashes of print; and the blank that is missing behind a colon.

A parser blames the line behind them, or takes them for letters. Here the place itself is found, with what belongs there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from msgspec import Struct

_ODD = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
_KEY = r"[^\W\d][\w.-]*"
MOST_LOOKED_AT = 2_000
"""Letters of a line that is looked at: people do not write longer ones by hand, and looking costs."""
_NEAR = 6
"""Lines above the one a parser blames in which its cause is sought."""


class Leftover(Struct, frozen=True):
    """A character that does not belong: from `start` to `end` of the text, and what to write `instead`. `message` names an
    entry of EF004 in `language.mistakes`.
    """

    message: str
    start: int
    end: int
    instead: str


_INDENT = re.compile(rf"^ *(?:- +)*-?([{_ODD}][{_ODD} ]*)")
_AFTER_COLON = re.compile(rf"(?:^[ {_ODD}]*(?:-[ {_ODD}]+)?|[{{,][ {_ODD}]*){_KEY}:( *[{_ODD}][{_ODD} ]*)")
_WIDE_COLON = re.compile(rf"(?:^[ {_ODD}]*(?:-[ {_ODD}]+)?|[{{,][ {_ODD}]*){_KEY}([ {_ODD}]*[：﹕︓][ {_ODD}]*)")
_NO_BLANK = re.compile(rf"(^ *(?:- +)?|[{{,] *){_KEY}(:)(?=[^\s:/,}}\]{_ODD}])")
_DASH = re.compile(rf"^ *([–—−•·▪◦‣][ {_ODD}]*)(?=\S)")
_CURLY = re.compile(r"(?:: +|- +|\[ *|, *)([“”„‟«][^“”„‟«»\"\\\n]*[“”‟»])")
_WIDE = re.compile("[｛｝［］，＃]")
_PLAIN = {"｛": "{", "｝": "}", "［": "[", "］": "]", "，": ", ", "＃": "#"}


def leftover_near(text: str, at: int) -> Leftover | None:
    """The character that made a parser stop at offset `at`, on that line or just above; None where there is none such."""
    for begin, end in _lines_up(text, at):
        found = leftovers_in(text, begin, end)
        if found:
            return found[0]
    return None


def leftovers_around(text: str, at: int) -> list[Leftover]:
    """Every such character of the line that an offset stands in."""
    begin = text.rfind("\n", max(0, at - MOST_LOOKED_AT), at) + 1
    end = text.find("\n", at, at + MOST_LOOKED_AT)
    if (not begin and at > MOST_LOOKED_AT) or (end < 0 and len(text) - at > MOST_LOOKED_AT):
        return []
    return leftovers_in(text, begin, len(text) if end < 0 else end)


def leftovers_in(text: str, begin: int, end: int) -> list[Leftover]:
    """Every such character of the line from `begin` to `end`, from left to right; of a very long line none."""
    if end - begin > MOST_LOOKED_AT:
        return []
    return [Leftover(one.message, begin + one.start, begin + one.end, one.instead) for one in _of_line(text[begin:end])]


@lru_cache(maxsize=64)
def _of_line(line: str) -> tuple[Leftover, ...]:
    """The leftovers of a line; asked for each of its keys, so remembered."""
    quoted = _quoted(line)
    comment = next((at for at, char in enumerate(line) if char == "#" and not quoted[at] and (not at or line[at - 1].isspace())), len(line))
    found = (one for one in _found(line[:comment]) if not quoted[one.start])
    return tuple(sorted(found, key=lambda one: one.start))


def _found(line: str) -> Iterator[Leftover]:
    for pattern, message in ((_INDENT, "odd-blank"), (_AFTER_COLON, "odd-blank")):
        for match in pattern.finditer(line):
            blanks = match[1] if pattern is _INDENT else " "
            yield Leftover(message, *match.span(1), " " * len(blanks))
    for match in _WIDE_COLON.finditer(line):
        yield Leftover("wide-colon", *match.span(1), ": ")
    for match in _NO_BLANK.finditer(line):
        if not match[1].strip(" -") or line.count("{", 0, match.start(2)) > line.count("}", 0, match.start(2)):
            yield Leftover("colon-without-blank", *match.span(2), ": ")
    match_ = _DASH.match(line)
    if match_ is not None:
        yield Leftover("odd-dash", *match_.span(1), "- ")
    for match in _CURLY.finditer(line):
        yield Leftover("curly-quotes", *match.span(1), f'"{match[1][1:-1]}"')
    for match in _WIDE.finditer(line):
        yield Leftover("wide-sign", *match.span(), _PLAIN[match[0]])


def _quoted(line: str) -> list[bool]:
    """For each offset, and the end: it stands in straight quotes that were opened on the line."""
    out, quote = [], ""
    for at, char in enumerate(line):
        out.append(bool(quote))
        if quote:
            quote = "" if char == quote else quote
        elif char in "'\"" and (at == 0 or line[at - 1] in " [{,:"):
            quote = char
    return [*out, bool(quote)]


def _lines_up(text: str, at: int) -> Iterator[tuple[int, int]]:
    """The line of an offset and some above it that are not empty, the nearest first."""
    at = min(at, max(0, len(text) - 1))
    end = text.find("\n", at)
    end, seen = len(text) if end < 0 else end, 0
    while seen <= _NEAR:
        begin = text.rfind("\n", 0, end) + 1
        if text[begin:end].strip():
            seen += 1
            yield begin, end
        if not begin:
            return
        end = begin - 1
