"""Comments that set a finding aside, on the public record.

    # eformc: ignore[EF501] reason
    # eformc: ignore[EF201] reason, because "law, article" until 2027-12-31
    # eformc: ignore-file[EF502] reason

Behind something on its line, a comment speaks for that line; alone on a line, for the next line that holds anything;
`ignore-file` for the whole file. Codes and a reason are obligatory; where the finding is about held data, so are the law
that allows it and the day on which the exception ends. One that nothing needs, or that has ended, is a finding of its own.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from datetime import date

from msgspec import Struct

from eformc.source import Mapping, Node, Scalar, Sequence, SourceText, Span

_COMMENT = re.compile(
    r"(?:^|[ \t])(#[ \t]*eformc:[ \t]*(?P<verb>[a-z-]*)[ \t]*(?:\[(?P<codes>[^\]\n]*)\])?[ \t]*(?P<reason>[^\n]*))",
    re.MULTILINE,
)
_BECAUSE = re.compile(r"(?:^|[ \t,;.]+)because[ \t]+[\"“](?P<law>[^\"”\n]+)[\"”]")
_UNTIL = re.compile(r"(?:^|[ \t,;.]+)until[ \t]+(?P<day>[0-9A-Za-z/.-]+)[ \t.]*$")
_VERBS = ("ignore", "ignore-file")


class Suppression(Struct, frozen=True):
    """`line`: the line it speaks for. `fault`: the message of EF007 that says why it cannot hold, or "". `because`: the
    law it cites. `until`: the ISO date of its last day.
    """

    codes: tuple[str, ...]
    reason: str
    line: int
    span: Span
    fault: str = ""
    because: str = ""
    until: str = ""
    whole_file: bool = False

    @property
    def well_formed(self) -> bool:
        return not self.fault


def suppressions(source: SourceText, root: Node) -> list[Suppression]:
    """Every suppression comment of a file; comments inside quoted or block text are no comments."""
    if "eformc:" not in source.text:
        return []
    texts = sorted((scalar.start, scalar.end) for scalar in _scalars(root) if scalar.quoted or scalar.block)
    starts = [start for start, _ in texts]
    lines: list[int] = []
    found = []
    for match in _COMMENT.finditer(source.text):
        before = bisect_right(starts, match.start(1)) - 1
        if before < 0 or match.start(1) >= texts[before][1]:
            lines = lines or _speaking(source)
            found.append(_suppression(source, match, lines))
    return found


def _speaking(source: SourceText) -> list[int]:
    """The numbers of the lines that hold more than a comment."""
    texts = (line.strip() for line in source.text.split("\n"))
    return [number for number, text in enumerate(texts, 1) if text and not text.startswith("#")] or [0]


def _suppression(source: SourceText, match: re.Match[str], lines: list[int]) -> Suppression:
    at = match.start(1)
    line, _ = source.place(at)
    if not source.line(line)[: at - source.offset(line, 1)].strip():  # it speaks for the next line that says something
        after = bisect_right(lines, line)
        line = lines[after] if after < len(lines) else line
    codes = tuple(code.strip() for code in (match["codes"] or "").split(",") if code.strip())
    reason, because, until = _parts(match["reason"].strip())
    well_formed = match["verb"] in _VERBS and bool(codes) and bool(reason or because)
    fault = "" if well_formed else "malformed"
    if until and not _is_day(until):
        fault = "bad-day"
    return Suppression(
        codes, reason or because, line, Span(source, at, match.end(1)), fault, because, until,
        match["verb"] == "ignore-file",
    )  # fmt: skip


def _parts(text: str) -> tuple[str, str, str]:
    """Reason, law and last day of `reason, because "law" until day`."""
    law, day = _BECAUSE.search(text), _UNTIL.search(text)
    for found in sorted((one for one in (law, day) if one is not None), key=lambda one: -one.start()):
        text = text[: found.start()] + text[found.end() :]
    return text.strip(" \t,;"), law["law"].strip() if law else "", day["day"].rstrip(".") if day else ""


def _is_day(text: str) -> bool:
    try:
        return bool(re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", text)) and bool(date.fromisoformat(text))
    except ValueError:
        return False


def _scalars(root: Node) -> Iterator[Scalar]:
    stack: list[Node] = [root]
    while stack:
        node = stack.pop()
        if isinstance(node, Scalar):
            yield node
        elif isinstance(node, Sequence):
            stack.extend(node.items)
        elif isinstance(node, Mapping):
            for key, value in node:
                stack += (key, value)
