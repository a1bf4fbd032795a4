"""The results of reasoning about a procedure: for every field its origin and the path by which its value arrives."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from msgspec import Struct
from msgspec import field as default

from eformc.kernel.expressions import Expression
from eformc.kernel.words import Words
from eformc.model.catalogue import Catalogue, Conversion, Document, Element, Lookup, Policy, Registry, System
from eformc.model.procedure import Attachment, Field, Group, Page, Procedure, Subject
from eformc.reasoning.catalogue_index import CatalogueIndex
from eformc.reasoning.subject_graph import Fact, Subjects


class Origin(StrEnum):
    """The origin of a field's value."""

    ASKED = "asked"
    HELD = "held"
    DERIVED = "derived"
    REPEATED = "repeated"


class Via(StrEnum):
    """The way to a held value: one's own login, a relation of somebody known, a key that is asked, a document."""

    LOGIN = "login"
    RELATION = "relation"
    KEY_FIELD = "key_field"
    DOCUMENT = "document"


class Step(Struct, frozen=True):
    """One lookup fired for one subject. `keys`: the facts it is given. `hops`: 1 for a first read, 2 for a read with a
    key that the first one gave. `when`: only under this condition (None: always).
    """

    lookup: Lookup
    subject: str
    keys: tuple[Fact, ...]
    hops: int
    via: Via
    when: Expression | None = None
    when_text: str = ""

    @property
    def id(self) -> str:
        return f"{self.subject}.{self.lookup.registry}.{self.lookup.id}"

    def __hash__(self) -> int:
        return hash((self.subject, self.lookup.registry, self.lookup.id))  # equal steps have equal ids


class Match(Struct, frozen=True):
    """A fact that a field written by hand seems to ask for: a guess. `writes_out`: it only asks for another field in
    words (its id); `part`: it is one line of a structured value (the commune of an address). `confidence` (0 to 1) is
    calibrated: of many guesses with 0.9, nine in ten are right. `evidence`: the class of what speaks for it;
    `certain`: that class was right in 99 of 100 cases, of at least 100, on forms that it was not made with.
    """

    subject: str
    entity: str
    element: str | None
    confidence: float
    reason: Words
    writes_out: str | None = None
    part: bool = False
    evidence: str = ""
    certain: bool = False


class Recognised(Struct, frozen=True):
    """The guesses about a procedure: matches by field id, documents by attachment id (with confidence), and subjects
    that the form speaks of undeclared. `unsure`: what a field may be asking for, too weak to be suggested.
    """

    fields: Mapping[str, Match] = default(default_factory=dict)
    documents: Mapping[str, tuple[str, float]] = default(default_factory=dict)
    subjects: Mapping[str, Subject] = default(default_factory=dict)
    unsure: Mapping[str, Match] = default(default_factory=dict)


class Unreached(Struct, frozen=True):
    """A registry that holds an asked fact all the same. `missing`: the keys of its lookup that are not known; none where
    the registry offers the value as a suggestion only.
    """

    registry: Registry
    missing: tuple[Fact, ...] = ()


class FieldReason(Struct, frozen=True):
    """`known_when`: an asked field need not be typed under this condition (the mother is the applicant).
    `repeats`: the id of the field it repeats; `writes_out`: of the one it writes out in words. `guess`: what it was
    recognised by, where that was followed (in `Reasoned.suggested` only).
    """

    field: Field
    page: Page
    group: Group | None
    origin: Origin
    element: Element | None = None
    subject: str | None = None
    who: str | None = None
    """The subject that its subject always is (`same_subjects`): facts are of that one. None where it is itself."""
    policy: Policy | None = None
    registry: Registry | None = None
    via: Via | None = None
    hops: int = 0
    steps: tuple[Step, ...] = ()
    repeats: str | None = None
    derived_from: tuple[Fact, ...] = ()
    conversion: Conversion | None = None
    writes_out: str | None = None
    known_when: Expression | None = None
    known_when_text: str = ""
    system: System | None = None
    guess: Match | None = None
    reason: Words = default(default_factory=dict)
    unlocks: tuple[str, ...] = ()
    """For an asked key: the ids of the fields that come with it."""
    instead: FieldReason | None = None
    """The origin the field would have if the author did not insist on asking (`ask`, `waive`)."""
    unreached: Unreached | None = None
    """The registry that holds an asked fact, out of reach."""

    @property
    def id(self) -> str:
        return self.field.id

    @property
    def fact(self) -> Fact | None:
        """The fact it is about; None for a question of the form's own."""
        if self.element is None or self.subject is None:
            return None
        return self.who or self.subject, self.element.name

    @property
    def bound(self) -> bool:
        """True if the author named the element."""
        return self.field.element is not None

    @property
    def is_asked(self) -> bool:
        """True if a citizen fills it in: nobody holds it, nothing works it out, no office writes it."""
        return self.origin is Origin.ASKED

    @property
    def is_worked_out(self) -> bool:
        """True if it follows from other fields and facts, or is the office's to write."""
        return self.origin in (Origin.DERIVED, Origin.REPEATED)

    @property
    def is_locked(self) -> bool:
        """True if no answer counts at its place: what is worked out, and what is held and may not be changed."""
        return self.is_worked_out or (self.origin is Origin.HELD and self.policy is Policy.LOCKED)


class AttachmentReason(Struct, frozen=True):
    """An attachment: `asked` of the citizen, or `held` where the office fetches it (evidence). `bound`: the author named
    the document.
    """

    attachment: Attachment
    origin: Origin
    document: Document | None = None
    registry: Registry | None = None
    element: str | None = None
    bound: bool = True
    confidence: float = 1.0
    reason: Words = default(default_factory=dict)

    @property
    def is_asked(self) -> bool:
        """True if a citizen has to attach it."""
        return self.origin is Origin.ASKED


class Reasoned(Struct, frozen=True):
    """A procedure as it is built, with all that follows from the catalogue: a field written by hand is asked. `index`:
    what follows from the catalogue alone; `subjects`: nodes of its lookups; `steps`: the lookups the fields need, in firing
    order. It is worked out once for a procedure and handed on.
    """

    procedure: Procedure
    catalogue: Catalogue
    index: CatalogueIndex
    subjects: Subjects
    fields: tuple[FieldReason, ...]
    attachments: tuple[AttachmentReason, ...]
    steps: tuple[Step, ...]
    known: frozenset[Fact] = frozenset()
    """Every fact that is known or asked, fields of the form or not: what a condition may read."""
    unsure: Mapping[str, Match] = default(default_factory=dict)
    """By field id: what a question may be asking for, too weak to be suggested."""
    behind: Mapping[Fact, Step] = default(default_factory=dict)
    """Facts that are needed though no field of the form holds them (keys of lookups, what conditions and calculations
    read): the lookup that gives each."""

    read: tuple[Fact, ...] = ()
    """Facts that conditions and calculations read though they are none of the form's answers, in its order."""

    suggested: Reasoned | None = None
    """The form as it would be if every suggestion were taken: recognised fields bound, restated papers fetched. None
    where nothing is suggested. For findings and reports only: no translation may read it.
    """

    @property
    def if_bound(self) -> Reasoned:
        """The form as it would be if every suggestion were taken; itself where there is none."""
        return self.suggested or self

    @property
    def recognised(self) -> Mapping[str, FieldReason]:
        """The fields that were recognised, by id, as they would be if bound."""
        found = self.suggested.fields if self.suggested is not None else ()
        return {one.id: one for one in found if one.guess is not None}

    def by_id(self) -> Mapping[str, FieldReason]:
        """The fields by their ids."""
        return {reason.field.id: reason for reason in self.fields}
