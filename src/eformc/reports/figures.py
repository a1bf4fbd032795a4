"""What a report says, before it is printed: one row per procedure with its fields, and the total. Plain values: rows are
made by as many processes as there are.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from msgspec import Struct

from eformc.kernel.words import Words
from eformc.model.laws import Citation, cited, cited_in, noted
from eformc.reasoning.burden import Burden, burden, pooled
from eformc.reasoning.reasoned import AttachmentReason, FieldReason, Origin, Reasoned
from eformc.reasoning.smallest import smallest

if TYPE_CHECKING:
    from eformc.workspace.project import Project


class Line(Struct, frozen=True):
    """A field. `id`: the one it is known by outside: that of the printed line it stands for, else its own (`field`).
    `law`: of the question that stays, or of the registry that makes it needless, with a note where it is not `verified`.
    """

    id: str
    ref: tuple[str, ...]
    field: str
    label: Words
    section: Words
    origin: str
    policy: str | None
    registry: str | None
    element: str | None
    subject: str | None
    via: str | None
    hops: int
    bound: bool
    confidence: float
    system: bool
    reason: Words
    law: Words
    verified: bool = True


class Paper(Struct, frozen=True):
    """An attachment; `id` as of a line."""

    id: str
    ref: tuple[str, ...]
    attachment: str
    label: Words
    origin: str
    registry: str | None
    element: str | None
    subject: str | None
    bound: bool
    confidence: float
    reason: Words
    law: Words
    verified: bool = True


class Row(Struct, frozen=True):
    """A procedure. `smallest`: how many questions the smallest form has. Lines and papers only where they were asked for."""

    id: str
    title: Words
    burden: Burden
    smallest: int
    lines: tuple[Line, ...] = ()
    papers: tuple[Paper, ...] = ()


class Figures(Struct, frozen=True):
    rows: tuple[Row, ...]
    total: Burden


def figures_of(rows: Iterable[Row | None]) -> Figures:
    """The rows of those specs that could be understood, and their total."""
    there = tuple(row for row in rows if row is not None)
    return Figures(there, pooled([row.burden for row in there]))


def row_of(project: Project, path: str, data: bytes, *, detailed: bool) -> Row | None:
    """Count one spec; one that replaces a printed form also against that form. None for what cannot be understood.

    `detailed`: with its fields and papers.
    """
    reasoned = project.reasoned_of(path, data)
    if reasoned is None:
        return None
    procedure = reasoned.procedure
    printed = project.printed(procedure)
    lines = burden(printed).needed if printed is not None else None
    return Row(
        procedure.id,
        dict(procedure.title),
        burden(reasoned, lines),
        len(smallest(reasoned).questions),
        tuple(_line(reasoned, one) for one in reasoned.fields) if detailed else (),
        tuple(_paper(one) for one in reasoned.attachments) if detailed else (),
    )


def _line(reasoned: Reasoned, reason: FieldReason) -> Line:
    found, laws = reason.field, _laws(reasoned, reason)
    return Line(
        found.ref[0] if found.ref else reason.id,
        tuple(found.ref),
        reason.id,
        dict(found.title),
        dict(reason.page.title),
        reason.origin.value,
        reason.policy.value if reason.policy else None,
        reason.registry.id if reason.registry else None,
        reason.element.id if reason.element else None,
        reason.subject,
        reason.via.value if reason.via else None,
        reason.hops,
        reason.bound,
        round(reason.confidence, 2),
        reason.system is not None,
        dict(reason.reason),
        noted(laws),
        all(one.verified for one in laws),
    )


def _laws(reasoned: Reasoned, one: FieldReason) -> list[Citation]:
    catalogue = reasoned.catalogue
    if one.field.waiver is not None:
        return [cited_in(catalogue, one.field.waiver.because)]
    if one.registry is not None:
        return [one.registry.legal_basis]
    if one.field.legal_basis:
        return [cited_in(catalogue, one.field.legal_basis)]
    return [cited(catalogue, text) for text in reasoned.procedure.legal_basis] if one.origin is Origin.ASKED else []


def _paper(reason: AttachmentReason) -> Paper:
    attachment = reason.attachment
    law = reason.document.law if reason.document and reason.registry else Citation()
    return Paper(
        attachment.ref[0] if attachment.ref else attachment.id,
        tuple(attachment.ref),
        attachment.id,
        dict(attachment.title),
        reason.origin.value,
        reason.registry.id if reason.registry else None,
        reason.element,
        attachment.subject,
        reason.bound,
        round(reason.confidence, 2),
        dict(reason.reason),
        law.noted(),
        law.verified,
    )
