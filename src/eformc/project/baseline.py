"""Findings against the project's baseline file: what is new, what was known, what was mended."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from msgspec import Struct

from eformc.diagnostics import Arg, Diagnostic, sort_key
from eformc.diagnostics.baseline import BaselineError, Entry, read_baseline, split
from eformc.project.checking import Checker
from eformc.project.files import FileProblem
from eformc.source import SourceText, Span


class Judged(Struct, frozen=True):
    """`shown`: new findings, and one for each entry of the baseline that nothing meets any more. `known` do not count."""

    shown: tuple[Diagnostic, ...]
    known: tuple[Diagnostic, ...]


def compare_with_baseline(project: Checker, diagnostics: Iterable[Diagnostic], looked_at: Iterable[str], baseline: Path) -> Judged:
    """`looked_at`: the paths of the specs of this run; only their entries, and those of files that are gone, can be stale.
    Raises `FileProblem`: a baseline that cannot be read must not count as an empty one.
    """
    try:
        text = baseline.read_bytes().decode("utf-8")
        entries = read_baseline(text)
    except OSError as error:
        message = f"{baseline}: {error.strerror}"
        raise FileProblem(message) from error
    except (UnicodeDecodeError, BaselineError) as error:
        message = f"{baseline}: {error}"
        raise FileProblem(message) from error
    new, known, left = split(diagnostics, entries, project.relative)
    here = {project.relative(path) for path in looked_at}
    stale = [entry for entry in left if entry.file in here or project.inside(entry.file) is None]
    return Judged(tuple(sorted((*new, *_stale(project, stale, baseline, text)), key=sort_key)), tuple(known))


def _stale(project: Checker, entries: Iterable[Entry], baseline: Path, text: str) -> Iterator[Diagnostic]:
    from eformc.rules.tool import STALE

    if STALE.code not in project.terms().wanted:
        return
    source = SourceText(baseline.as_posix(), text)
    for entry in entries:
        at = max(0, text.find(entry.fingerprint))
        args: dict[str, Arg] = {"file": entry.file, "code": entry.code, "count": entry.count, "path": baseline.as_posix()}
        yield STALE.at(Span(source, at, at + len(entry.fingerprint)), "gone", args=args)
