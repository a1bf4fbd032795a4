"""Comments that set a finding aside: `# eformc: ignore[EF201] reason`.

Behind something on its line, a comment speaks for that line; alone on a line, for the next line that holds anything.
Codes and a reason are obligatory; one that nothing needs is a finding of its own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from eformc.source import Mapping, Node, Scalar, Sequence, SourceText, Span

_COMMENT = re.compile(r"(?:^|[ \t])(#[ \t]*eformc:[ \t]*(?P<verb>[a-z-]*)[ \t]*(?:\[(?P<codes>[^\]\n]*)\])?[ \t]*(?P<reason>[^\n]*))", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Suppression:
    codes: tuple[str, ...]
    reason: str
    line: int
    span: Span
    well_formed: bool = True


def suppressions(source: SourceText, root: Node) -> list[Suppression]:
    """Every suppression comment of a file; comments inside quoted or block text are no comments."""
    if "eformc:" not in source.text:
        return []
    texts = [(scalar.span.start, scalar.span.end) for scalar in _scalars(root) if scalar.quoted or scalar.block]
    found = []
    for match in _COMMENT.finditer(source.text):
        at = match.start(1)
        if any(start <= at < end for start, end in texts):
            continue
        span = Span(source, at, match.end(1))
        line, _ = source.place(at)
        if not source.line(line)[: at - source.offset(line, 1)].strip():
            line = _next_line(source, line)
        codes = tuple(code.strip() for code in (match["codes"] or "").split(",") if code.strip())
        reason = match["reason"].strip()
        well_formed = match["verb"] == "ignore" and bool(codes) and bool(reason)
        found.append(Suppression(codes, reason, line, span, well_formed))
    return found


def _next_line(source: SourceText, line: int) -> int:
    for number in range(line + 1, len(source.line_starts()) + 1):
        text = source.line(number).strip()
        if text and not text.startswith("#"):
            return number
    return line


def _scalars(root: Node) -> list[Scalar]:
    out: list[Scalar] = []
    stack: list[Node] = [root]
    while stack:
        node = stack.pop()
        if isinstance(node, Scalar):
            out.append(node)
        elif isinstance(node, Sequence):
            stack.extend(node.items)
        elif isinstance(node, Mapping):
            for key, value in node:
                stack += (key, value)
    return out
