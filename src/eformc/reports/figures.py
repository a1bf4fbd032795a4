"""A report before it is printed: one row per procedure with its fields, and the total. Plain values: rows are
made by as many processes as there are.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from msgspec import Struct

from eformc.kernel.words import Words
from eformc.model.citations import cited, cited_in
from eformc.model.laws import Citation, noted
from eformc.reasoning.burden import Burden, burden, pooled
from eformc.reasoning.reasoned import AttachmentReason, FieldReason, Origin, Reasoned
from eformc.reasoning.smallest import smallest

if TYPE_CHECKING:
    from eformc.project.analysis import Project


class Recognised(Struct, frozen=True):
    """The fact an unbound field or paper is taken for, and how its value would come about if it were bound. `confidence`:
    0 to 1, calibrated.
    """

    origin: str
    registry: str | None
    element: str | None
    subject: str | None
    via: str | None
    hops: int
    confidence: float
    reason: Words


class Line(Struct, frozen=True):
    """A field as it is built. `id`: the one it is known by outside: that of the printed line it stands for, else its own
    (`field`). `law`: of the question that stays, or of the registry that makes it needless, with a note where it is not
    `verified`.
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
    system: bool
    reason: Words
    law: Words
    verified: bool = True
    recognised: Recognised | None = None


class Paper(Struct, frozen=True):
    """An attachment as it is built; `id` as of a line. `recognised`: the paper it restates, named or guessed."""

    id: str
    ref: tuple[str, ...]
    attachment: str
    label: Words
    origin: str
    registry: str | None
    element: str | None
    subject: str | None
    bound: bool
    reason: Words
    law: Words
    verified: bool = True
    recognised: Recognised | None = None


class Row(Struct, frozen=True):
    """A procedure. `burden`: as it is built; `if_bound`: if every suggestion were taken. `smallest`: how many questions
    the smallest form has. Lines and papers only where they were asked for.
    """

    id: str
    title: Words
    burden: Burden
    if_bound: Burden
    smallest: int
    lines: tuple[Line, ...] = ()
    papers: tuple[Paper, ...] = ()


class Figures(Struct, frozen=True):
    """The rows and their sums: `total` as built, `if_bound` if every suggestion were taken."""

    rows: tuple[Row, ...]
    total: Burden
    if_bound: Burden


def figures_of(rows: Iterable[Row | None]) -> Figures:
    """The rows of those specs that could be understood, and their total."""
    there = tuple(row for row in rows if row is not None)
    return Figures(there, pooled([row.burden for row in there]), pooled([row.if_bound for row in there]))


def row_of(project: Project, path: str, data: bytes, *, detailed: bool) -> Row | None:
    """Count one spec; one that replaces a printed form also against that form. None for what cannot be understood.

    `detailed`: with its fields and papers.
    """
    reasoned = project.reasoned_of(path, data)
    if reasoned is None:
        return None
    procedure = reasoned.procedure
    printed = project.printed(procedure)
    lines = _lines(reasoned, printed) if printed is not None else None
    recognised = reasoned.recognised if detailed else {}
    spared = reasoned.if_bound.attachments
    return Row(
        procedure.id,
        dict(procedure.title),
        burden(reasoned, lines),
        burden(reasoned.if_bound, lines),
        len(smallest(reasoned).questions),
        tuple(_line(reasoned, one, recognised.get(one.id)) for one in reasoned.fields) if detailed else (),
        tuple(_paper(one, other) for one, other in zip(reasoned.attachments, spared, strict=True)) if detailed else (),
    )


def _lines(reasoned: Reasoned, printed: Reasoned) -> int:
    """The lines of the printed form that a procedure replaces, less those that its system lines stand for (`ref`)."""
    written = {ref for one in reasoned.fields if one.system is not None for ref in one.field.ref}
    return sum(1 for one in printed.fields if one.system is None and written.isdisjoint(one.field.ref))


def _line(reasoned: Reasoned, reason: FieldReason, recognised: FieldReason | None) -> Line:
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
        reason.system is not None,
        dict(reason.reason),
        noted(laws),
        all(one.verified for one in laws),
        _recognised(recognised) if recognised is not None else None,
    )


def _recognised(reason: FieldReason) -> Recognised:
    return Recognised(
        reason.origin.value,
        reason.registry.id if reason.registry else None,
        reason.element.id if reason.element else None,
        reason.subject,
        reason.via.value if reason.via else None,
        reason.hops,
        round(reason.guess.confidence, 2) if reason.guess is not None else 1.0,
        dict(reason.reason),
    )


def _laws(reasoned: Reasoned, one: FieldReason) -> list[Citation]:
    names = reasoned.index.law_names
    if one.field.waiver is not None:
        return [cited_in(names, one.field.waiver.because)]
    if one.registry is not None:
        return [one.registry.legal_basis]
    if one.field.legal_basis:
        return [cited_in(names, one.field.legal_basis)]
    return [cited(names, text) for text in reasoned.procedure.legal_basis] if one.origin is Origin.ASKED else []


def _paper(reason: AttachmentReason, spared: AttachmentReason) -> Paper:
    """A paper as it is built and as it would be if the form demanded none that restates what is held."""
    attachment = reason.attachment
    recognised = None
    if spared.origin is not reason.origin:
        registry = spared.registry.id if spared.registry else None
        recognised = Recognised(
            spared.origin.value, registry, spared.element, attachment.subject, None, 0, round(spared.confidence, 2), dict(spared.reason)
        )
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
        dict(reason.reason),
        law.noted(),
        law.verified,
        recognised,
    )
