"""Findings of rules without echoes: of what could not be understood, and of what may be missing for it, rules say nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from eformc.diagnostics import Diagnostic
from eformc.model.procedure import Attachment, Field, Group, Page, Procedure
from eformc.source import Span

_BEHAVIOUR = "EF6"
"""The family of findings about how a form behaves."""


def without_echoes(
    found: Iterable[Diagnostic], said: Sequence[Diagnostic], holes: Sequence[Span], procedure: Procedure, *, whole: bool
) -> list[Diagnostic]:
    """The findings of rules in a procedure, less those that a mistake of the language may be the reason of. `said`: the mistakes;
    `holes`: other places that mean nothing because of them. Where the form is not `whole`, neither guesses count nor what
    is said to be absent; nor does the latter where the heading is not understood.
    """
    if not said:
        return list(found)
    places = [span for one in said for span in (one.span, *(related.span for related in one.related))]
    parts = list(_parts(procedure))
    unread = [part for part in parts if any(_within(hole, part) for hole in (*places, *holes))]
    headed = procedure.span is None or parts[0] not in unread
    sure = [one for one in found if (whole and (headed or not one.kind.absence)) or not (one.kind.absence or one.confidence < 1)]
    sure = [one for one in sure if not (one.kind.absence and one.code.startswith(_BEHAVIOUR))]  # proved by what other parts say
    return [one for one in sure if not any(_within(one.span, part) for part in unread)]


def _parts(procedure: Procedure) -> Iterator[Span]:
    """The parts of a form that are understood or not, each on its own: heading, fields, tables, papers."""
    if procedure.span is not None:
        end = min((one.span.start for one in procedure.subjects.values() if one.span), default=procedure.span.end)
        yield Span(procedure.span.source, procedure.span.start, max(end, procedure.span.end))
    for page in procedure.pages:
        yield _head(page)
        for item in page.items:
            yield _whole(item)
            if isinstance(item, Group):
                yield from map(_whole, item.columns)
    yield from map(_whole, procedure.attachments)


def _whole(one: Field | Group | Attachment) -> Span:
    settings = one.spans.get("settings", one.span)
    return Span(one.span.source, one.span.start, max(one.span.end, settings.end))


def _head(page: Page) -> Span:
    """A page's own lines, before its fields."""
    key = page.spans["page"]
    ends = [item.span.start for item in page.items if item.span.source is key.source and item.span.start > key.start]
    return Span(key.source, key.start, min(ends, default=key.end))


def _within(place: Span, part: Span) -> bool:
    return place.source is part.source and part.start <= place.start < max(part.end, part.start + 1)
