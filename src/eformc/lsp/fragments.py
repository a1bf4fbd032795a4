"""Findings in a fragment: only the specs that put it in say what its names mean."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from msgspec.structs import replace

from eformc.diagnostics import Diagnostic
from eformc.project.analysis import SpecAnalysis
from eformc.safe_files import read_inside
from eformc.source import SourceText, Span

MOST = 4
"""So many specs are looked at as a fragment is typed: what is wrong in it is wrong in most of them."""


def including(fragment: Path, specs: Iterable[Path], texts: Mapping[Path, bytes]) -> Iterator[Path]:
    """Those of some specs that put a fragment in, themselves or by another one. `texts`: files as they are typed."""
    siblings = {path.stem: _text(path, texts) for path in sorted(fragment.parent.glob("*.y*ml"))}
    names, uses = {fragment.stem}, _uses({fragment.stem})
    while more := {name for name, text in siblings.items() if uses.search(text)} - names:
        names |= more
        uses = _uses(names)
    return (spec for spec in specs if uses.search(_text(spec, texts)))


def _uses(names: Iterable[str]) -> re.Pattern[bytes]:
    """The pattern of a line that puts one of these fragments in."""
    any_of = "|".join(map(re.escape, sorted(names))).encode()
    return re.compile(rb"\buse[\"']?\s*:\s*[\"']?(?:" + any_of + rb")(?![\w-])")


def _text(path: Path, texts: Mapping[Path, bytes]) -> bytes:
    typed = texts.get(path.resolve())
    if typed is not None:
        return typed
    try:
        return read_inside(path.parent, path, folder_known=True)
    except OSError:
        return b""


def found_in(source: SourceText, units: Iterable[SpecAnalysis]) -> tuple[Diagnostic, ...]:
    """The findings of specs in a fragment with this text, each finding once, in order; told of the file as the editor names it."""
    here, out = Path(source.path).resolve(), dict[tuple[str, str, int, int], Diagnostic]()
    for unit in units:
        for one in unit.diagnostics:
            if Path(one.span.path).resolve() == here:
                fixes = tuple(replace(fix, path=source.path) for fix in one.fixes if Path(fix.path).resolve() == here)
                span = Span(source, one.span.start, one.span.end)
                out.setdefault((one.code, one.message, span.start, span.end), replace(one, span=span, fixes=fixes))
    return tuple(sorted(out.values(), key=lambda one: (one.span.start, one.span.end, one.code)))
