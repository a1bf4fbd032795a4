"""The form itself for `eformc.portal`: what a server judges and renders by, without the compiler or the catalogue."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from eformc.contract.page_layout import (
    Columns,
    Fact,
    Mention,
    Outline,
    PageOutline,
    Place,
    Section,
    Source,
    Told,
    Unasked,
)
from eformc.contract.supplies import Supply
from eformc.emit.code_lists import shared_lists
from eformc.emit.kind import Emitter, File, Publication
from eformc.kernel.expressions import Pointer, pointer_text, refs
from eformc.kernel.json_text import compact_bytes
from eformc.kernel.values import Choice, Choices, Money
from eformc.kernel.words import Words
from eformc.model.catalogue import Policy, Registry
from eformc.model.former import former_places
from eformc.model.lowering import form_of
from eformc.model.nothing import nothings, others
from eformc.model.procedure import Field, Group, Known, Page, Procedure, Subject, expressions_of
from eformc.portal.forms import PublishedForm, published_form
from eformc.reasoning.reasoned import FieldReason, Origin, Reasoned


def published(reasoned: Reasoned) -> PublishedForm:
    """The form of a procedure as a portal will load it."""
    procedure = reasoned.procedure
    supplies = {one.pointer: one for one in map(_supply, reasoned.fields)}
    supplies |= {place: replace(supplies[place], instead_of=held) for place, held in _stand_for(reasoned)}
    papers = [one.place for one in procedure.attachments if one.table is not None and not one.fetched]
    supplies |= {place: Supply(place, asked=True, locked=False) for place in papers}
    return published_form(procedure.id, procedure.version or "", form_of(procedure), supplies, outline_of(reasoned))


def _stand_for(reasoned: Reasoned) -> Iterator[tuple[Pointer, tuple[Pointer, ...]]]:
    """Each answer that there is nothing, with the places beside it that registries may have values for."""
    held = {one.id for one in reasoned.fields if one.origin is Origin.HELD}
    for page in reasoned.procedure.pages:
        for number, found in nothings(page):
            every = [one for item in others(page, number) for one in (item.columns if isinstance(item, Group) else (item,))]
            yield found.pointer, tuple(dict.fromkeys([one.pointer if one.table is None else (one.table,) for one in every if one.id in held]))


def _supply(reason: FieldReason) -> Supply:
    found = reason.field
    pointer: Pointer = (found.table, "*", *found.pointer) if found.table else found.pointer
    asked = reason.is_asked
    return Supply(pointer, asked, reason.is_locked, reason.known_when if asked else None, reason.is_worked_out)


# --- the outline of its pages ---------------------------------------------------------------------------------------------


def outline_of(reasoned: Reasoned) -> Outline:
    """The layout of a procedure's pages beside its form."""
    procedure = reasoned.procedure
    places = _Places(reasoned)
    pages = tuple([places.page(page) for page in procedure.pages])
    papers = procedure.attachments
    read, calculated = _read(procedure)
    own = [(one.pointer, one.element) for _, one in procedure.fields() if one.element is not None and (subject := procedure.subjects.get(one.subject or "")) is not None and subject.known is Known.LOGIN]
    return Outline(
        procedure.title,
        procedure.agency,
        procedure.about,
        procedure.languages,
        pages,
        tuple([_source(registry) for _, registry in places.holders.values()]),
        tuple([one.help for one in papers if not one.fetched and one.table is None]),
        tuple([one.more for one in papers if not one.fetched and one.table is None]) if any(one.more for one in papers) else (),
        tuple([one.title for one in papers if one.fetched]),
        procedure.legal_basis,
        {one.id: _role(reasoned, one) for one in procedure.subjects.values()},
        tuple(_facts(reasoned, {*read, *calculated})),
        tuple(sorted(read)),
        tuple([Mention(one.name, one.ref.pointer, one.value) for one in procedure.mentions]),
        reasoned.catalogue.time_zone,
        {pointer_text(old): pointer_text(new) for old, new in former_places(procedure).items()},
        tuple([at for at, element in own if element.autocomplete in _NAMES]),
        tuple([at for at, element in own if element.name in reasoned.catalogue.login_gives]),
    )


_NAMES = ("name", "given-name", "additional-name", "family-name")
"""The HTML autofill tokens of a person's name."""


class _Places:
    """`holders`: the registries that hold something, each with its number among the outline's sources."""

    def __init__(self, reasoned: Reasoned) -> None:
        self.procedure = reasoned.procedure
        self.reasons = reasoned.by_id()
        self.money_words = reasoned.catalogue.currency_words
        self.holders: dict[str, tuple[int, Registry]] = {}

    def page(self, page: Page) -> PageOutline:
        here = frozenset(item.pointer for item in page.items if not isinstance(item, Group))
        places = [
            Columns((*(self.place(one, frozenset()) for one in item.columns), *self.papers(item)), item.help, item.more) if isinstance(item, Group) else self.place(item, here)
            for item in page.items
        ]
        notes = tuple([Told(one.text, one.before, one.when, one.kind, one.printed, one.section) for one in page.notes])
        sections = tuple([Section(one.title, one.first, one.count, one.help, one.when, one.more) for one in page.sections])
        return PageOutline(page.id, page.title, tuple(places), page.help, page.when, notes, sections, page.more)

    def papers(self, group: Group) -> Iterator[Place]:
        """The places of what is attached to each row: behind its columns."""
        yield from (Place(one.help, strength=one.strength, paper=True, more=one.more) for one in self.procedure.papers_in(group.id))

    def place(self, found: Field, here: frozenset[Pointer]) -> Place:
        reason = self.reasons[found.id]
        return Place(
            found.help, found.example, found.unit or self.currency(found), found.strength, self.autocomplete(found), reason.system is not None,
            bool(reason.unlocks), None if reason.is_asked else self.unasked(reason, here), more=found.more, heading=found.heading,
        )  # fmt: skip

    def currency(self, found: Field) -> str:
        """The word that people write behind an amount; nothing where the catalogue has none."""
        return self.money_words[0] if self.money_words and isinstance(found.value, Money) else ""

    def autocomplete(self, found: Field) -> str:
        """Only where the data subject is the person who logs in and types (WCAG 1.3.5)."""
        if found.element is None or not found.element.autocomplete:
            return ""
        subject = self.procedure.subjects.get(found.subject or "")
        return found.element.autocomplete if subject is not None and subject.known is Known.LOGIN else ""

    def unasked(self, reason: FieldReason, here: frozenset[Pointer]) -> Unasked:
        source = None
        if reason.registry is not None:
            source, _ = self.holders.setdefault(reason.registry.id, (len(self.holders), reason.registry))
        keys = tuple(dict.fromkeys(key for step in reason.steps for key in step.keys if key in here))
        policy = reason.policy or Policy.EDIT
        if reason.origin is Origin.HELD:
            return Unasked(True, policy, source, keys=keys)
        derive = reason.field.derive
        worked_from = tuple(dict.fromkeys(ref.pointer for ref in refs(derive))) if derive is not None else None
        return Unasked(False, policy, source, reason.reason if derive is None else {}, worked_from, keys, derive)


def _source(registry: Registry) -> Source:
    return Source(registry.title, registry.holder, registry.correct_at, registry.legal_basis.words)


def _role(reasoned: Reasoned, subject: Subject) -> Words:
    """A subject's role for the others: its own title, or that of the relation that leads to it."""
    entities = reasoned.catalogue.entities
    entity = entities.get(subject.entity)
    if subject.via is not None and entity is not None and subject.title == entity.title:
        owner = reasoned.procedure.subjects.get(subject.via[0])
        of = entities.get(owner.entity) if owner is not None else None
        relation = of.relations.get(subject.via[1]) if of is not None else None
        if relation is not None:
            return relation.title
    return subject.title


def _read(procedure: Procedure) -> tuple[set[Pointer], set[Pointer]]:
    """The places that conditions read, and those that calculations do."""
    derived = {id(found.derive) for _, found in procedure.fields()}
    read: set[Pointer] = set()
    calculated: set[Pointer] = set()
    for one in expressions_of(procedure):
        (calculated if id(one) in derived else read).update(ref.pointer for ref in refs(one))
    return read, calculated


def _facts(reasoned: Reasoned, read: set[Pointer]) -> Iterator[Fact]:
    """The elements that are read though they stand on no page."""
    procedure = reasoned.procedure
    read.difference_update(item.pointer for page in procedure.pages for item in page.items if not isinstance(item, Group))
    for pointer in sorted(read):
        subject = procedure.subjects.get(pointer[0])
        entity = reasoned.catalogue.entities.get(subject.entity) if subject is not None else None
        element = entity.elements.get(pointer[1]) if entity is not None and len(pointer) == 2 else None
        if element is not None:
            yield Fact(pointer, element.title, element.value.codes if isinstance(element.value, Choice | Choices) else None)


def _emit(publication: Publication) -> tuple[File, ...]:
    return (File("form.json", compact_bytes(publication.form.file(shared_lists(publication.reasoned.catalogue)))),)


EMITTER = Emitter("form", _emit)
