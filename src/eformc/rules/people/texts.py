"""The author's own texts of a form: what a citizen reads that is not the catalogue's."""

from __future__ import annotations

from collections.abc import Iterator

from eformc.kernel.values import Choice, Choices
from eformc.model.procedure import Attachment, Field, Group, Page, Procedure
from eformc.reasoning.reasoned import Origin, Reasoned
from eformc.rules.author_text import Role, Text
from eformc.rules.guess import likely_needless
from eformc.source import Span


def texts(reasoned: Reasoned) -> tuple[Text, ...]:
    """Every text the author wrote, in the form's order; not of questions that likely ask for what is held, since the
    catalogue's words take the place of theirs.
    """
    return tuple([text for text in _every(reasoned) if text.words])


def _every(reasoned: Reasoned) -> Iterator[Text]:
    procedure, needless = reasoned.procedure, likely_needless(reasoned)
    yield from _heading(procedure)
    for page in procedure.pages:
        yield from _of_page(page, needless)
    for attachment in procedure.attachments:
        yield from _of_attachment(attachment)


def asked(reasoned: Reasoned) -> Iterator[Field]:
    """The fields a citizen has to fill in, but for those that likely ask for what is held."""
    needless = likely_needless(reasoned)
    for reason in reasoned.fields:
        if reason.origin is Origin.ASKED and reason.system is None and reason.id not in needless:
            yield reason.field


def _heading(procedure: Procedure) -> Iterator[Text]:
    span = procedure.span
    if span is not None:
        yield Text(procedure.title, Role.TITLE, span)
        yield Text(procedure.agency, Role.TITLE, span)
        yield Text(procedure.about, Role.PROSE, span)
    for subject in procedure.subjects.values():
        if subject.span is not None:
            yield Text(subject.title, Role.TITLE, subject.span, subject.id)
    for constraint in procedure.constraints:
        at = _span_of(procedure, constraint.place) or span
        if at is not None:
            yield Text(constraint.message, Role.PROSE, at, constraint.name)


def _span_of(procedure: Procedure, pointer: tuple[str, ...]) -> Span | None:
    return next((field.span for _, field in procedure.fields() if field.place == pointer), None)


def _of_page(page: Page, needless: frozenset[str]) -> Iterator[Text]:
    yield Text(page.title, Role.TITLE, page.spans["page"], page.id)
    yield Text(page.help, Role.PROSE, page.spans["page"], page.id)
    for note in page.notes:
        if note.span is not None:
            yield Text(note.text, Role.PROSE, note.span, page.id)
    for item in page.items:
        if isinstance(item, Group):
            if item.subject is None:
                yield Text(item.title, Role.TITLE, item.span, item.id, item.spans.get("title"))
            yield Text(item.help, Role.PROSE, item.span, item.id, item.spans.get("help"))
        for found in item.columns if isinstance(item, Group) else (item,):
            if found.id not in needless:
                yield from _of_field(found)


def _of_field(found: Field) -> Iterator[Text]:
    if found.element is None or "title" in found.spans:
        yield Text(found.title, Role.TITLE, found.span, found.id, found.spans.get("title"))
    if found.element is None or "help" in found.spans:
        yield Text(found.help, Role.PROSE, found.span, found.id, found.spans.get("help"))
    value = found.value
    if found.element is None and isinstance(value, Choice | Choices) and value.codes.scheme is None:
        for code in value.codes.codes:
            yield Text(code.title, Role.TITLE, found.span, found.id, found.spans.get("options"))


def _of_attachment(attachment: Attachment) -> Iterator[Text]:
    if attachment.document is None or "title" in attachment.spans:
        yield Text(attachment.title, Role.TITLE, attachment.span, attachment.id, attachment.spans.get("title"))
    yield Text(attachment.help, Role.PROSE, attachment.span, attachment.id, attachment.spans.get("help"))
