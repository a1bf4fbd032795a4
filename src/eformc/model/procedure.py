"""A procedure: who it is about, what it asks, when, and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from functools import lru_cache
from typing import ClassVar, TypeAlias

from msgspec import Struct, field

from eformc.kernel.expressions import Expression, Pointer, Ref
from eformc.kernel.form import Constraint
from eformc.kernel.identity_cache import IdentityKey, identity_key
from eformc.kernel.struct import PartlyCompared
from eformc.kernel.values import Choice, Choices, Code, CodeList, LongCodes, Strength, Value
from eformc.kernel.words import Words
from eformc.model.catalogue import Element, Policy
from eformc.source import Span


class Known(StrEnum):
    """The way a subject comes to be known. `NOBODY`: no registry knows it yet, the procedure brings it into being. `CASE`: the portal
    hands its facts in at the start; nobody is asked for them.
    """

    LOGIN = "login"
    DOCUMENT = "document"
    RELATION = "relation"
    KEY = "key"
    SYSTEM = "system"
    NOBODY = "nobody"
    CASE = "case"


class SameAs(Struct, frozen=True):
    """This subject is another subject under a condition (None: always)."""

    subject: str
    when: Expression | None
    when_text: str = ""


class Subject(PartlyCompared, frozen=True):
    """A role whose data the form is about. `via` is (subject, relation) where another subject leads to it."""

    uncompared: ClassVar[tuple[str, ...]] = ("span",)

    id: str
    entity: str
    known: Known
    title: Words
    document: str | None = None
    via: tuple[str, str] | None = None
    same_as: tuple[SameAs, ...] = ()
    many: bool = False
    optional: bool = False
    at_least: int = 1
    at_most: int = 50
    was: str | None = None
    span: Span | None = None


def same_subjects(subjects: Mapping[str, Subject]) -> Mapping[str, str]:
    """Subjects that always are another one, by id -> the id of that one: what is known `via` a relation that an earlier subject is known by,
    and what is `same_as` another whatever is answered. Of several of one kind each stays itself: it has rows of its own.
    """
    found: dict[str, str] = {}
    by_way: dict[tuple[str, str], str] = {}
    for one in subjects.values():
        others = [same.subject for same in one.same_as if same.when is None and not same.when_text]
        if one.many or one.known not in (Known.RELATION, Known.KEY):
            continue
        if one.via is None and len(others) == len(one.same_as) == 1 and others[0] != one.id and not _leads_to(found, others[0], one.id):
            found[one.id] = others[0]
        elif one.via is not None and not one.same_as:
            owner, relation = one.via
            first = by_way.setdefault((_first_of(found, owner), relation), one.id)
            if first != one.id:
                found[one.id] = first
    return {id_: _first_of(found, id_) for id_ in found}


def _first_of(found: Mapping[str, str], id_: str) -> str:
    while id_ in found:
        id_ = found[id_]
    return id_


def _leads_to(found: Mapping[str, str], start: str, end: str) -> bool:
    return _first_of(found, start) == end


class Waiver(Struct, frozen=True):
    """A reasoned exception to "do not ask again". `until` is an ISO date."""

    kind: str
    because: Words
    until: str | None


Spans: TypeAlias = Mapping[str, Span]


class Field(PartlyCompared, frozen=True):
    """One place on a form.

    Either a use of a data element (`subject` and `element` set) or a question of the form's own. `pointer` is its
    place in the submission; in a table it is relative to the row and `table` names the group. `asks` says the author
    wants it asked though it may be held; `ref` are the ids of the printed lines it stands for.
    """

    uncompared: ClassVar[tuple[str, ...]] = ("spans",)

    id: str
    pointer: Pointer
    title: Words
    type: str
    value: Value
    subject: str | None = None
    element: Element | None = None
    table: str | None = None
    about: str | None = None
    help: Words = field(default_factory=dict)
    more: Words = field(default_factory=dict)
    if_empty: Words = field(default_factory=dict)
    if_wrong: Words = field(default_factory=dict)
    example: Words = field(default_factory=dict)
    unit: str | None = None
    beside: tuple[str, ...] = ()
    strength: Strength = Strength.REQUIRED
    when: Expression | None = None
    when_text: str = ""
    asks: bool = False
    waiver: Waiver | None = None
    policy: Policy | None = None
    derive: Expression | None = None
    derive_text: str = ""
    ref: tuple[str, ...] = ()
    legal_basis: Words = field(default_factory=dict)
    was: str | None = None
    heading: Words = field(default_factory=dict)
    """The title with the answers it reads (`{child.full_name|the child}`), where it reads some; `title` has the words that stand for them."""
    because: Words = field(default_factory=dict)
    """Beside `ask` without a waiver: why the author says that this is a question of its own."""
    spans: Spans = field(default_factory=dict)

    @property
    def span(self) -> Span:
        return self.spans["field"]

    @property
    def place(self) -> Pointer:
        """Its pointer in the submission, with `*` for a row."""
        return self.pointer if self.table is None else (self.table, "*", *self.pointer)


class Group(PartlyCompared, frozen=True):
    """A repeating group as it stands on a page: a table with columns."""

    uncompared: ClassVar[tuple[str, ...]] = ("spans",)

    id: str
    title: Words
    columns: tuple[Field, ...]
    subject: str | None = None
    at_least: int = 1
    at_most: int = 50
    strength: Strength = Strength.REQUIRED
    when: Expression | None = None
    when_text: str = ""
    help: Words = field(default_factory=dict)
    more: Words = field(default_factory=dict)
    if_empty: Words = field(default_factory=dict)
    if_wrong: Words = field(default_factory=dict)
    ref: tuple[str, ...] = ()
    was: str | None = None
    least_by: Expression | None = None
    """The number of rows at the least, where it is worked out."""
    most_by: Expression | None = None
    spans: Spans = field(default_factory=dict)

    @property
    def span(self) -> Span:
        return self.spans["field"]


class Note(PartlyCompared, frozen=True):
    """A note that a page tells, without asking anything. `kind`: info, warning or stop. `before`: how many items of the page stand in
    front of it.
    """

    uncompared: ClassVar[tuple[str, ...]] = ("span",)

    text: Words
    before: int
    when: Expression | None = None
    kind: str = "info"
    printed: bool = True
    span: Span | None = None
    section: int | None = None


class Mention(Struct, frozen=True):
    """An answer that texts read, by the name that stands in them. `value`: its kind; None where the rows of a table are counted."""

    name: str
    ref: Ref
    value: Value | None = None


class Section(PartlyCompared, frozen=True):
    """Items of a page that stand together below a heading: `count` of them from the item numbered `first`. A note's `section` is a
    number of the page's sections.
    """

    uncompared: ClassVar[tuple[str, ...]] = ("span",)

    title: Words
    first: int
    count: int
    help: Words = field(default_factory=dict)
    when: Expression | None = None
    span: Span | None = None
    more: Words = field(default_factory=dict)


class Page(PartlyCompared, frozen=True):
    uncompared: ClassVar[tuple[str, ...]] = ("spans",)

    id: str
    title: Words
    items: tuple[Field | Group, ...]
    help: Words = field(default_factory=dict)
    more: Words = field(default_factory=dict)
    when: Expression | None = None
    when_text: str = ""
    notes: tuple[Note, ...] = ()
    sections: tuple[Section, ...] = ()
    spans: Spans = field(default_factory=dict)


class Attachment(PartlyCompared, frozen=True):
    """A paper to attach, or evidence that the office fetches itself (`fetched`). `table`: there is one for each of its rows."""

    uncompared: ClassVar[tuple[str, ...]] = ("spans",)

    id: str
    title: Words
    document: str | None
    value: Value
    fetched: bool = False
    subject: str | None = None
    strength: Strength = Strength.REQUIRED
    when: Expression | None = None
    when_text: str = ""
    help: Words = field(default_factory=dict)
    more: Words = field(default_factory=dict)
    if_empty: Words = field(default_factory=dict)
    if_wrong: Words = field(default_factory=dict)
    asks: bool = False
    waiver: Waiver | None = None
    ref: tuple[str, ...] = ()
    was: str | None = None
    table: str | None = None
    spans: Spans = field(default_factory=dict)

    @property
    def pointer(self) -> Pointer:
        """Its place in the submission, or in the row."""
        return ("attachments", self.id) if self.table is None else (self.id,)

    @property
    def place(self) -> Pointer:
        """Its pointer in the submission, with `*` for a row."""
        return self.pointer if self.table is None else (self.table, "*", self.id)

    @property
    def name(self) -> str:
        """Its id, behind that of its table where it has one."""
        return self.id if self.table is None else f"{self.table}.{self.id}"

    @property
    def span(self) -> Span:
        return self.spans["field"]


class Replaces(PartlyCompared, frozen=True):
    """The printed form that this procedure's form replaces: its path from the project's root."""

    uncompared: ClassVar[tuple[str, ...]] = ("span",)

    path: str
    span: Span | None = None


class Procedure(PartlyCompared, frozen=True):
    """One administrative procedure; one spec file. The first language is the one every text must have."""

    uncompared: ClassVar[tuple[str, ...]] = ("spans",)

    id: str
    title: Words
    languages: tuple[str, ...]
    catalogue: str
    subjects: Mapping[str, Subject]
    pages: tuple[Page, ...]
    attachments: tuple[Attachment, ...] = ()
    constraints: tuple[Constraint, ...] = ()
    mentions: tuple[Mention, ...] = ()
    code: str | None = None
    agency: Words = field(default_factory=dict)
    about: Words = field(default_factory=dict)
    legal_basis: tuple[str, ...] = ()
    version: str = "1"
    valid_from: str | None = None
    valid_until: str | None = None
    replaces: Replaces | None = None
    after: tuple[str, ...] = ()
    """Procedures that come before it in a life event, by id: what they asked or gave is known."""
    produces: tuple[str, ...] = ()
    """Documents that come out of it, by id."""
    code_lists: Mapping[str, CodeList] = field(default_factory=dict)
    spans: Spans = field(default_factory=dict)
    """`procedure`, `legal_basis/<n>` for each of its laws, and `constraints/<id>` for what each rule holds."""

    @property
    def span(self) -> Span | None:
        return self.spans.get("procedure")

    def papers_in(self, table: str) -> tuple[Attachment, ...]:
        """The papers that are attached to each row of a table."""
        return tuple([one for one in self.attachments if one.table == table and not one.fetched])

    def fields(self) -> tuple[tuple[Page, Field], ...]:
        """Every leaf field in the form's order, columns included."""
        every = [(page, item) for page in self.pages for item in page.items]
        return tuple([(page, found) for page, item in every for found in (item.columns if isinstance(item, Group) else (item,))])


def expressions_of(procedure: Procedure) -> Iterator[Expression]:
    """Every condition, calculation and constraint of a procedure."""
    for page in procedure.pages:
        if page.when is not None:
            yield page.when
        yield from (note.when for note in page.notes if note.when is not None)
        yield from (section.when for section in page.sections if section.when is not None)
        for item in page.items:
            parts: tuple[Field | Group, ...] = (item, *item.columns) if isinstance(item, Group) else (item,)
            if isinstance(item, Group):
                yield from (one for one in (item.least_by, item.most_by) if one is not None)
            for found in parts:
                if found.when is not None:
                    yield found.when
                if isinstance(found, Field):
                    yield from _within(found)
    for attachment in procedure.attachments:
        if attachment.when is not None:
            yield attachment.when
    yield from (mention.ref for mention in procedure.mentions)
    for constraint in procedure.constraints:
        yield constraint.holds
        if constraint.when is not None:
            yield constraint.when
    for subject in procedure.subjects.values():
        yield from (one.when for one in subject.same_as if one.when is not None)


def _within(found: Field) -> Iterator[Expression]:
    if found.derive is not None:
        yield found.derive
    if isinstance(found.value, Choice | Choices):
        yield from _offered_under(identity_key(found.value.codes.codes))


@lru_cache(maxsize=256)
def _offered_under(codes: IdentityKey[Sequence[Code]]) -> tuple[Expression, ...]:
    """The conditions of codes; a list stands in many forms."""
    listed = codes()
    return () if isinstance(listed, LongCodes) else tuple([code.when for code in listed if code.when is not None])
