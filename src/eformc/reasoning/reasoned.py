"""What reasoning says of a procedure: for every field its origin and the path by which its value arrives."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache
from typing import TypeAlias

from msgspec import Struct
from msgspec import field as default

from eformc.kernel.expressions import Expression
from eformc.kernel.same import Same, same
from eformc.kernel.words import Words
from eformc.model.catalogue import Catalogue, Conversion, Document, Element, Lookup, Policy, Registry, System
from eformc.model.procedure import Attachment, Field, Group, Page, Procedure, Subject


class Origin(StrEnum):
    """How a field's value comes about."""

    ASKED = "asked"
    HELD = "held"
    DERIVED = "derived"
    REPEATED = "repeated"


class Via(StrEnum):
    """What leads to a held value: one's own login, a relation of somebody known, a key that is asked, a document."""

    LOGIN = "login"
    RELATION = "relation"
    KEY_FIELD = "key_field"
    DOCUMENT = "document"


Fact: TypeAlias = tuple[str, str]
"""(subject, element name): one fact in a procedure."""


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
    """What a field written by hand was recognised as. `writes_out`: it only asks for another field in words (its id);
    `part`: it is one line of a structured value (the commune of an address). `confidence`: the probability that element
    and subject are right, as measured on forms left out; `evidence`: the class of evidence it was measured for, `certain`
    if that class was right in 99 % of at least 100 cases.
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
    """Matches by field id, documents by attachment id (with confidence), and subjects the form speaks of undeclared.
    `unsure`: what a field may be asking for, not sure enough to be taken for it.
    """

    fields: Mapping[str, Match] = default(default_factory=dict)
    documents: Mapping[str, tuple[str, float]] = default(default_factory=dict)
    subjects: Mapping[str, Subject] = default(default_factory=dict)
    unsure: Mapping[str, Match] = default(default_factory=dict)


class FieldReason(Struct, frozen=True):
    """`known_when`: an asked field need not be typed under this condition (the mother is the applicant).
    `repeats`: the id of the field it repeats; `writes_out`: of the one it writes out in words. `bound`: the author named the element, eformc did not guess it.
    """

    field: Field
    page: Page
    group: Group | None
    origin: Origin
    element: Element | None = None
    subject: str | None = None
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
    bound: bool = True
    confidence: float = 1.0
    reason: Words = default(default_factory=dict)
    unlocks: tuple[str, ...] = ()
    """For an asked key: the ids of the fields that come with it."""
    instead: FieldReason | None = None
    """Where the author insists on asking (`ask`, `waive`): what it would be if not."""

    @property
    def id(self) -> str:
        return self.field.id


class AttachmentReason(Struct, frozen=True):
    attachment: Attachment
    origin: Origin
    document: Document | None = None
    registry: Registry | None = None
    element: str | None = None
    bound: bool = True
    confidence: float = 1.0
    reason: Words = default(default_factory=dict)


class Reasoned(Struct, frozen=True):
    """A procedure with all that follows from the catalogue. `steps`: the lookups its fields need, in firing order."""

    procedure: Procedure
    catalogue: Catalogue
    fields: tuple[FieldReason, ...]
    attachments: tuple[AttachmentReason, ...]
    steps: tuple[Step, ...]
    known: frozenset[Fact] = frozenset()
    """Every fact that is known or asked, fields of the form or not: what a condition may read."""
    unsure: Mapping[str, Match] = default(default_factory=dict)
    """By field id: what a question may be asking for, not sure enough to be taken for it."""
    behind: Mapping[Fact, Step] = default(default_factory=dict)
    """Facts that are needed though no field of the form holds them (keys of lookups, what conditions and calculations
    read): the lookup that gives each."""

    read: tuple[Fact, ...] = ()
    """Facts that conditions and calculations read though they are none of the form's answers, in its order."""

    def by_id(self) -> Mapping[str, FieldReason]:
        return _by_id(same(self))


@lru_cache(maxsize=8)
def _by_id(reasoned: Same[Reasoned]) -> Mapping[str, FieldReason]:
    return {reason.field.id: reason for reason in reasoned().fields}
