"""Findings against the project's baseline file: what is new, what was known, what was mended."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from msgspec import Struct

from eformc.diagnostics import Arg, Diagnostic, sort_key
from eformc.diagnostics.baseline import BaselineError, Entry, read_baseline, split, without
from eformc.project.atomic_files import replace_file
from eformc.project.checking import Checker
from eformc.project.files import FileProblem
from eformc.source import SourceText, Span


class Judged(Struct, frozen=True):
    """`shown`: new findings, and one for all that the baseline holds and nothing meets any more, `gone`. `known` do not count."""

    shown: tuple[Diagnostic, ...]
    known: tuple[Diagnostic, ...]
    gone: tuple[Entry, ...] = ()


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
    wanted = project.terms().wanted
    gone = tuple(entry for entry in left if entry.code in wanted and (entry.file in here or project.inside(entry.file) is None))
    return Judged(tuple(sorted((*new, *_stale(project, gone, baseline, text)), key=sort_key)), tuple(known), gone)


def refresh_baseline(baseline: Path, gone: Iterable[Entry]) -> None:
    """Take out of a baseline file what is gone: it gets shorter, never longer. Raises `OSError`."""
    replace_file(baseline, without(baseline.read_bytes().decode("utf-8"), gone).encode())


MOST_NAMED = 3
"""Entries that the message names, of all that are gone."""


def _stale(project: Checker, gone: tuple[Entry, ...], baseline: Path, text: str) -> Iterator[Diagnostic]:
    from eformc.rules.tool import STALE

    if not gone or STALE.code not in project.terms().wanted:
        return
    first = gone[0]
    at = max(0, text.find(first.fingerprint))
    named = ", ".join(f"{entry.code} {entry.file}" + (f" (×{entry.count})" if entry.count > 1 else "") for entry in gone[:MOST_NAMED])
    what = named + (", …" if len(gone) > MOST_NAMED else "")
    args: dict[str, Arg] = {"what": what, "count": sum(entry.count for entry in gone), "path": baseline.as_posix()}
    yield STALE.at(Span(SourceText(baseline.as_posix(), text), at, at + len(first.fingerprint)), "gone", args=args)
