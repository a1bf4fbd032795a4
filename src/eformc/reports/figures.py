"""What a report says, before it is printed: one row per procedure with its fields, and the total."""

from __future__ import annotations

from dataclasses import dataclass

from eformc.reasoning.burden import Burden, burden, pooled
from eformc.reasoning.reasoned import AttachmentReason, FieldReason, Reasoned
from eformc.reasoning.smallest import smallest
from eformc.workspace import Project, Unit


@dataclass(frozen=True, slots=True)
class Row:
    reasoned: Reasoned
    burden: Burden
    smallest: int

    @property
    def id(self) -> str:
        return self.reasoned.procedure.id


@dataclass(frozen=True, slots=True)
class Figures:
    rows: tuple[Row, ...]
    total: Burden


def figures_of(project: Project, units: list[Unit]) -> Figures:
    """Count every procedure; one that replaces a printed form also against that form."""
    rows = []
    for unit in units:
        if unit.reasoned is None:
            continue
        printed = project.printed(unit.reasoned.procedure)
        lines = burden(printed.reasoned).needed if printed is not None and printed.reasoned is not None else None
        counted = burden(unit.reasoned, lines)
        rows.append(Row(unit.reasoned, counted, len(smallest(unit.reasoned).questions)))
    return Figures(tuple(rows), pooled([row.burden for row in rows]))


def field_id(reason: FieldReason) -> str:
    """The id a field is known by outside: that of the printed line it stands for, else its own."""
    return reason.field.ref[0] if reason.field.ref else reason.id


def attachment_id(reason: AttachmentReason) -> str:
    return reason.attachment.ref[0] if reason.attachment.ref else reason.attachment.id
