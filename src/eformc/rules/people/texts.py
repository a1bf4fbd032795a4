"""The author's own texts of a form: what a citizen reads that is not the catalogue's."""

from __future__ import annotations

from collections.abc import Iterator

from eformc.kernel.values import Choice, Choices
from eformc.kernel.words import unbroken
from eformc.model.procedure import Attachment, Field, Group, Page, Procedure
from eformc.reasoning.reasoned import Origin, Reasoned
from eformc.rules.author_text import Role, Text
from eformc.rules.guess import likely_needless
from eformc.source import Span


def texts(reasoned: Reasoned) -> tuple[Text, ...]:
    """Every text the author wrote, in the form's order; not of questions that likely ask for what is held, since the
    catalogue's words take the place of theirs; none whose languages are misspelt, since half of it was not understood.
    """
    return tuple([text for text in _every(reasoned) if text.words and unbroken(text.words)])


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
        yield Text(procedure.about, Role.MARKED, span)
    for subject in procedure.subjects.values():
        if subject.span is not None:
            yield Text(subject.title, Role.TITLE, subject.span, subject.id)
    for constraint in procedure.constraints:
        if constraint.stops:  # its note's words
            continue
        at = _span_of(procedure, constraint.place) or span
        if at is not None:
            yield Text(constraint.message, Role.PROSE, at, constraint.name)


def _span_of(procedure: Procedure, pointer: tuple[str, ...]) -> Span | None:
    return next((field.span for _, field in procedure.fields() if field.place == pointer), None)


def _of_page(page: Page, needless: frozenset[str]) -> Iterator[Text]:
    yield Text(page.title, Role.TITLE, page.spans["page"], page.id)
    yield Text(page.help, Role.MARKED, page.spans["page"], page.id)
    yield Text(page.more, Role.MARKED, page.spans["page"], page.id)
    for note in page.notes:
        if note.span is not None:
            yield Text(note.text, Role.MARKED, note.span, page.id)
    for section in page.sections:
        if section.span is not None:
            yield Text(section.title, Role.TITLE, section.span, page.id)
            yield Text(section.help, Role.MARKED, section.span, page.id)
            yield Text(section.more, Role.MARKED, section.span, page.id)
    for item in page.items:
        if isinstance(item, Group):
            if item.subject is None:
                yield Text(item.title, Role.TITLE, item.span, item.id, item.spans.get("title"))
            yield Text(item.help, Role.PROSE, item.span, item.id, item.spans.get("help"))
            yield from _besides(item)
        for found in item.columns if isinstance(item, Group) else (item,):
            if found.id not in needless:
                yield from _of_field(found)


def _of_field(found: Field) -> Iterator[Text]:
    spans, own = found.spans, found.element is None
    if own or "title" in spans:
        yield Text(found.title, Role.TITLE, spans["field"], found.id, spans.get("title"))
    if found.help and (own or "help" in spans):
        yield Text(found.help, Role.PROSE, spans["field"], found.id, spans.get("help"))
    yield from _besides(found)
    value = found.value
    if own and isinstance(value, Choice | Choices) and value.codes.scheme is None:
        for code in value.codes.codes:
            yield Text(code.title, Role.TITLE, spans["field"], found.id, spans.get("options"))
            if code.help:
                yield Text(code.help, Role.PROSE, spans["field"], found.id, spans.get("options"))


def _besides(one: Field | Group | Attachment) -> Iterator[Text]:
    """The texts beside title and help, always in the author's own words."""
    if not (one.more or one.if_empty or one.if_wrong):
        return
    yield Text(one.more, Role.MARKED, one.span, one.id, one.spans.get("more"))
    for words, name in ((one.if_empty, "if_empty"), (one.if_wrong, "if_wrong")):
        yield Text(words, Role.PROSE, one.span, one.id, one.spans.get(name))


def _of_attachment(attachment: Attachment) -> Iterator[Text]:
    if attachment.document is None or "title" in attachment.spans:
        yield Text(attachment.title, Role.TITLE, attachment.span, attachment.id, attachment.spans.get("title"))
    yield Text(attachment.help, Role.PROSE, attachment.span, attachment.id, attachment.spans.get("help"))
    yield from _besides(attachment)
