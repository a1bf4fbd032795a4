"""Applying fixes: text edits on the stored text, repeated until nothing changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from eformc.bundle.writing import replace_files
from eformc.diagnostics import Fix
from eformc.source import Edit, apply_edits, edits_on_original
from eformc.workspace.project import Project, Unit

ROUNDS = 10
"""After so many rounds a text that still changes is left as it is."""


@dataclass(frozen=True, slots=True)
class Mended:
    """One file before and after; `count` fixes were made."""

    path: Path
    before: str
    after: str
    count: int


def fixed(project: Project, path: str, text: str, *, unsafe: bool) -> tuple[str, int]:
    """The text with every fix made, and how many were. Pure but for what the project reads."""
    count = 0
    for _ in range(ROUNDS):
        unit = project.unit_of(path, text.encode())
        fixes = list(_fixes(unit, unsafe=unsafe))
        if not fixes:
            return text, count
        after = _applied(text, unit, fixes)
        if unit.sound and not project.unit_of(path, after.encode()).sound:
            # together they would break the spec (a page left empty): make the ones that do not, one by one
            fixes = _one_by_one(project, path, text, unit, fixes)
            after = _applied(text, unit, fixes)
        if after == text:
            return text, count
        text, count = after, count + len(fixes)
    return text, count


def _one_by_one(project: Project, path: str, text: str, unit: Unit, fixes: list[Fix]) -> list[Fix]:
    kept: list[Fix] = []
    for fix in fixes:
        if project.unit_of(path, _applied(text, unit, [*kept, fix]).encode()).sound:
            kept.append(fix)
    return kept


def _applied(text: str, unit: Unit, fixes: Iterable[Fix]) -> str:
    edits = [edit for fix in fixes for edit in fix.edits]
    return apply_edits(text, edits_on_original(text, unit.source, edits))


def _fixes(unit: Unit, *, unsafe: bool) -> Iterator[Fix]:
    """The first fix of each finding, each whole: one that touches what another changes waits for the next round."""
    taken: list[Edit] = []
    for diagnostic in unit.diagnostics:
        for fix in diagnostic.fixes[:1]:
            if not (fix.safe or unsafe) or fix.path != unit.path:
                continue
            if not any(_touch(edit, other) for edit in fix.edits for other in taken):
                taken += fix.edits
                yield fix


def _touch(one: Edit, other: Edit) -> bool:
    return (one.start < other.end and other.start < one.end) or one.start == other.start


def mended_files(project: Project, paths: tuple[str, ...], *, unsafe: bool) -> list[Mended]:
    """What fixing the spec files below the paths would change; nothing is written."""
    out = []
    for path in project.spec_paths(paths):
        try:
            before = path.read_bytes().decode("utf-8")
        except UnicodeDecodeError:
            continue
        after, count = fixed(project, path.as_posix(), before, unsafe=unsafe)
        if count:
            out.append(Mended(path, before, after, count))
    return out


def write_mended(files: Iterable[Mended]) -> None:
    """All of them or none."""
    replace_files({one.path: one.after.encode() for one in files})
