"""One version of a procedure as it is compared: what may be submitted, who is asked what, what people read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import Struct, field

from eformc.contract.page_layout import Columns
from eformc.diff.places import ROW, entries
from eformc.emit.json_schema import schema_of
from eformc.emit.prefill import prefill_of
from eformc.kernel.expressions import Pointer
from eformc.kernel.form import Form, Table
from eformc.kernel.printing import printed
from eformc.kernel.words import Words
from eformc.model.former import former_ids
from eformc.model.lowering import form_of
from eformc.model.procedure import Attachment, Field, Note, Procedure, Section
from eformc.portal.forms import PublishedForm
from eformc.reasoning.burden import burden
from eformc.reasoning.reasoned import FieldReason, Reasoned
from eformc.source import Span


class About(Struct, frozen=True):
    """All that is said of a place besides its form. `meaning`: what a receiver takes the value for (element, unit)."""

    title: Words
    asked: bool
    policy: str = ""
    meaning: Mapping[str, str] = field(default_factory=dict)
    texts: Mapping[str, Words] = field(default_factory=dict)
    span: Span | None = None


class Load(Struct, frozen=True):
    """The work of citizens: fields typed, papers attached, pages gone through."""

    typed: int
    attachments: int
    pages: int


class Side(Struct, frozen=True):
    """`about`: place -> what is said of it; `pages`: id -> title; `former`: place -> the id it had; `given`: where it
    was read (a path).
    """

    procedure: str
    version: str
    form: Form
    schema: Mapping[str, Any]
    prefill: Mapping[str, Any]
    languages: tuple[str, ...]
    about: Mapping[Pointer, About]
    pages: Mapping[str, Words]
    load: Load
    title: Words = field(default_factory=dict)
    heading: Mapping[str, str] = field(default_factory=dict)
    former: Mapping[Pointer, str] = field(default_factory=dict)
    given: str = ""
    reasoned: Reasoned | None = None


def side_of(reasoned: Reasoned, given: str) -> Side:
    """A version from its spec."""
    procedure = reasoned.procedure
    counted = burden(reasoned)
    about = {_place(reason): _about(reason) for reason in reasoned.fields}
    for paper in reasoned.attachments:
        attachment = paper.attachment
        if not attachment.fetched:
            texts = {"help": attachment.help, **_own_words(attachment)}
            about[attachment.place] = About(attachment.title, paper.is_asked, "", {}, texts, attachment.span)
    return Side(
        procedure=procedure.id,
        version=procedure.version,
        form=form_of(procedure),
        schema=schema_of(procedure),
        prefill=prefill_of(reasoned),
        languages=procedure.languages,
        about=about,
        pages={page.id: page.title for page in procedure.pages},
        load=Load(counted.typed, counted.attachments_typed, _steps(procedure)),
        title=procedure.title,
        heading=_heading(procedure),
        former=former_ids(procedure),
        given=given,
        reasoned=reasoned,
    )


def side_of_published(made: PublishedForm, schema: Mapping[str, Any], prefill: Mapping[str, Any], given: str) -> Side:
    """A version from its bundle. What a bundle does not say (former names, laws, elements) is not compared."""
    papers = {place for place in entries(made.form) if place[0] == "attachments"} | set(_papers_of_rows(made))
    asked = {place: place in papers or (place in made.supplies and made.supplies[place].asked) for place in entries(made.form)}
    lang, view = next(iter(made.views.items()))
    written = [place for place in asked if asked[place] and place in made.supplies and place not in papers]
    return Side(
        procedure=made.procedure,
        version=made.version,
        form=made.form,
        schema=schema,
        prefill=prefill,
        languages=tuple(made.views),
        about={place: About(entry.title, asked[place]) for place, entry in entries(made.form).items()},
        pages={page.id: {lang: page.title} for page in view.pages if page.id != "attachments"},
        load=Load(len(written), len(papers), len(view.pages)),
        title={one: of.title for one, of in made.views.items()},
        given=given,
    )


def _papers_of_rows(made: PublishedForm) -> Iterator[Pointer]:
    """The places of papers that are attached to each row of a table."""
    places = [place for page in made.outline.pages for place in page.places]
    for place, entry in zip(places, made.form.entries, strict=False):
        if isinstance(place, Columns) and isinstance(entry, Table):
            yield from ((*entry.pointer, ROW, *column.pointer) for inner, column in zip(place.places, entry.columns, strict=True) if inner.paper)


def _steps(procedure: Procedure) -> int:
    """Pages with something on them, and one for papers to attach."""
    papers = any(not attachment.fetched and attachment.table is None for attachment in procedure.attachments)
    return sum(1 for page in procedure.pages if page.items) + papers


def _heading(procedure: Procedure) -> dict[str, str]:
    return {
        "code": procedure.code or "",
        "valid_from": procedure.valid_from or "",
        "valid_until": procedure.valid_until or "",
        "legal_basis": "; ".join(procedure.legal_basis),
        "agency": next(iter(procedure.agency.values()), ""),
        "notes": " | ".join(_note(note) for page in procedure.pages for note in page.notes),
        "groups": " | ".join(_section(one) for page in procedure.pages for one in page.sections),
    }


def _note(note: Note) -> str:
    """A note that a page tells, with its condition."""
    when = f"({printed(note.when)}) " if note.when is not None else ""
    return when + ("[stop] " if note.kind == "stop" else "") + next(iter(note.text.values()), "")


def _own_words(one: Field | Attachment) -> dict[str, Words]:
    return {"more": one.more, "if_empty": one.if_empty, "if_wrong": one.if_wrong}


def _section(section: Section) -> str:
    """The heading of a group, with its condition and help."""
    when = f"({printed(section.when)}) " if section.when is not None else ""
    return when + " – ".join(next(iter(words.values())) for words in (section.title, section.help, section.more) if words)


def _place(reason: FieldReason) -> Pointer:
    found = reason.field
    return (found.table, ROW, *found.pointer) if found.table else found.pointer


def _about(reason: FieldReason) -> About:
    found = reason.field
    asked = reason.is_asked
    meaning = {"element": found.element.id if found.element else "", "unit": found.unit or "", "about": found.about or found.subject or ""}
    texts = {"help": found.help, "example": found.example, "legal_basis": found.legal_basis, **_own_words(found)}
    return About(found.title, asked, reason.policy.value if reason.policy else "", meaning, texts, found.span)
