"""Applying fixes: text edits on the stored text, repeated until nothing changes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from eformc.diagnostics import Diagnostic, Fix
from eformc.source import Edit, SourceText, apply_edits, edits_on_original
from eformc.workspace.project import Asked, Project, Unit

ROUNDS = 10
"""After so many rounds a text that still changes is left as it is."""


def fixed(
    project: Project, path: str, text: str, *, unsafe: bool, fragments: Mapping[Path, bytes] | None = None
) -> tuple[str, int]:
    """The text with every fix made, and how many were. Pure but for what the project reads; `fragments` counts before it."""
    count = 0

    def unit_of(text: str) -> Unit:
        return project.unit_of(path, text.encode(), Asked(project.settings.root, project.today, fragments))

    for _ in range(ROUNDS):
        unit = unit_of(text)
        fixes = apart(fix for one in unit.diagnostics for fix in wanted(one, unsafe=unsafe) if fix.path == unit.path)
        if not fixes:
            return text, count
        source = unit.source

        def breaks(some: Iterable[Fix], text: str = text, source: SourceText = source, *, sound: bool = unit.sound) -> bool:
            return sound and not unit_of(applied(text, source, some)).sound

        if breaks(fixes):  # together they would break the spec (a page left empty): make the ones that do not, one by one
            fixes = one_by_one(fixes, breaks)
        after = applied(text, source, fixes)
        if after == text:
            return text, count
        text, count = after, count + len(fixes)
    return text, count


def one_by_one(fixes: Iterable[Fix], breaks: Callable[[list[Fix]], bool]) -> list[Fix]:
    """Those that do not break anything together with the ones before them."""
    kept: list[Fix] = []
    for fix in fixes:
        if not breaks([*kept, fix]):
            kept.append(fix)
    return kept


def applied(text: str, source: SourceText, fixes: Iterable[Fix]) -> str:
    """A stored text with fixes made that were found in it as it was read."""
    edits = [edit for fix in fixes for edit in fix.edits]
    return apply_edits(text, edits_on_original(text, source, edits))


def wanted(diagnostic: Diagnostic, *, unsafe: bool) -> Iterator[Fix]:
    """The first fix of a finding, if it may be made."""
    return (fix for fix in diagnostic.fixes[:1] if fix.safe or unsafe)


def apart(fixes: Iterable[Fix]) -> list[Fix]:
    """Each whole: one that touches what another changes waits for the next round."""
    taken: list[Edit] = []
    out = []
    for fix in fixes:
        if not any(_touch(edit, other) for edit in fix.edits for other in taken):
            taken += fix.edits
            out.append(fix)
    return out


def _touch(one: Edit, other: Edit) -> bool:
    return (one.start < other.end and other.start < one.end) or one.start == other.start
