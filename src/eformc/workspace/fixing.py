"""Applying fixes: text edits on the original text, repeated until nothing changes."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from eformc.bundle.writing import replace_file
from eformc.diagnostics import Diagnostic
from eformc.source import Edit, apply_edits
from eformc.workspace.project import Project, Unit

ROUNDS = 10
"""After so many rounds a text that still changes is left as it is."""


def fixed(project: Project, path: str, text: str, *, unsafe: bool) -> tuple[str, int]:
    """The text with every fix made, and how many were. Pure but for what the project reads."""
    count = 0
    for _ in range(ROUNDS):
        unit = project.unit_of(path, text.encode())
        edits = list(_edits(unit, unit.diagnostics, unsafe=unsafe))
        if not edits:
            return text, count
        after = apply_edits(unit.source.text, edits)
        if unit.sound and not project.unit_of(path, after.encode()).sound:
            # together they would break the spec (a page left empty): make the ones that do not, one by one
            after, edits = _one_by_one(project, path, unit, edits)
        if after == unit.source.text:
            return text, count
        text, count = after, count + len(edits)
    return text, count


def _one_by_one(project: Project, path: str, unit: Unit, edits: list[Edit]) -> tuple[str, list[Edit]]:
    kept: list[Edit] = []
    for edit in edits:
        if project.unit_of(path, apply_edits(unit.source.text, [*kept, edit]).encode()).sound:
            kept.append(edit)
    return apply_edits(unit.source.text, kept), kept


def _edits(unit: Unit, diagnostics: Iterable[Diagnostic], *, unsafe: bool) -> Iterable[Edit]:
    for diagnostic in diagnostics:
        for fix in diagnostic.fixes[:1]:
            if (fix.safe or unsafe) and fix.path == unit.path:
                yield from fix.edits


def fix_files(project: Project, paths: tuple[str, ...], *, unsafe: bool) -> int:
    """Fix the spec files below the paths in place; gives the number of fixes."""
    given = paths or tuple(str(project.settings.root / spec) for spec in project.settings.specs)
    total = 0
    for path in project.spec_paths(given):
        before = path.read_bytes()
        try:
            text = before.decode("utf-8")
        except UnicodeDecodeError:
            continue
        after, count = fixed(project, path.as_posix(), text, unsafe=unsafe)
        if count:
            replace_file(Path(path), after.encode())
            total += count
    return total
