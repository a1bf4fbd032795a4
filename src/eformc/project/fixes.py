"""Applying fixes: text edits on the stored text, repeated until nothing changes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from eformc.diagnostics import Diagnostic, Fix
from eformc.project.analysis import Asked, Project, Unit
from eformc.reasoning.reasoned import Reasoned
from eformc.reasoning.subject_graph import Fact
from eformc.source import Edit, SourceText, Span, apply_edits, edits_on_original

ROUNDS = 50
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

        def breaks(some: list[Fix], text: str = text, source: SourceText = source, unit: Unit = unit) -> bool:
            return spoils(unit, unit_of(applied(text, source, some)), some)

        if breaks(fixes):  # together they would break the spec (a page left empty): make the ones that do not, one by one
            fixes = one_by_one(fixes, breaks)
        after = applied(text, source, fixes)
        if after == text:
            return text, count
        text, count = after, count + len(fixes)
    return text, count


def spoils(before: Unit, after: Unit, fixes: Iterable[Fix]) -> bool:
    """True if a sound spec is sound no longer after some fixes, or other questions are understood otherwise than before."""
    if before.sound and not after.sound:
        return True
    if before.reasoned is None or after.reasoned is None:
        return False
    edits = [(fix.path, edit) for fix in fixes for edit in fix.edits]
    then, now = readings(before.reasoned), readings(after.reasoned)
    touched = [_is_edited(field.span, field.spans.get("settings"), edits) for _, field in before.reasoned.procedure.fields()]
    if len(then) == len(now):
        return any(not own and one[1] != other[1] for own, one, other in zip(touched, then, now, strict=True))
    later = dict(now)
    return any(not own and name in later and later[name] != fact for own, (name, fact) in zip(touched, then, strict=True))


def readings(reasoned: Reasoned) -> list[tuple[str, Fact | None]]:
    """Every field with the fact it asks for, by its author or by a guess, in the form's order."""
    facts = {one.id: (one.subject or "", one.element.name if one.element else "") for one in reasoned.recognised.values()}
    return [
        (one.id, (one.subject, one.element.name) if one.element is not None and one.subject is not None else facts.get(one.id))
        for one in reasoned.fields
    ]


def _is_edited(span: Span, settings: Span | None, edits: Iterable[tuple[str, Edit]]) -> bool:
    end = settings.end if settings is not None else span.end
    return any(path == span.path and edit.start < end and span.start < edit.end for path, edit in edits)


def one_by_one(fixes: Iterable[Fix], breaks: Callable[[list[Fix]], bool]) -> list[Fix]:
    """Those that do not break anything together with the ones before them."""
    kept: list[Fix] = []
    for fix in fixes:
        if not breaks([*kept, fix]):
            kept.append(fix)
    return kept


def applied(text: str, source: SourceText, fixes: Iterable[Fix]) -> str:
    """A stored text with fixes made that were found in it as it was read."""
    edits = list(dict.fromkeys(edit for fix in fixes for edit in fix.edits))
    return apply_edits(text, edits_on_original(text, source, edits))


def wanted(diagnostic: Diagnostic, *, unsafe: bool) -> Iterator[Fix]:
    """The first fix of a finding, if it may be made."""
    return (fix for fix in diagnostic.fixes[:1] if fix.safe or unsafe)


def apart(fixes: Iterable[Fix]) -> list[Fix]:
    """Each whole: one that touches what another changes waits for the next round, unless both change it alike."""
    taken: list[Edit] = []
    out = []
    for fix in fixes:
        if not any(_touch(edit, other) for edit in fix.edits for other in taken):
            taken += fix.edits
            out.append(fix)
    return out


def _touch(one: Edit, other: Edit) -> bool:
    return one != other and ((one.start < other.end and other.start < one.end) or one.start == other.start)
