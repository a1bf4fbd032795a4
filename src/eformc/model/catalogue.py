"""A state's data: elements, registries, lookups and their keys."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import ClassVar, TypeAlias

from msgspec import Struct, field

from eformc.kernel.digits import Digits
from eformc.kernel.expressions import Type
from eformc.kernel.identity_cache import Structural
from eformc.kernel.patterns import Pattern
from eformc.kernel.struct import PartlyCompared
from eformc.kernel.values import Beginning, CodeList, Moment, Record, RowOf, RowsOf, Text, Time, Value
from eformc.kernel.words import Words
from eformc.model.laws import Citation, Law, LawWords
from eformc.source import Span


class Policy(StrEnum):
    """The way a citizen sees a value that is not asked."""

    LOCKED = "locked"
    CONFIRM = "confirm"
    EDIT = "edit"
    HIDDEN = "hidden"


class Conversion(StrEnum):
    """The way one element is worked out of another: a closed list that every runtime can offer."""

    COPY = "copy"
    YEAR_OF_DATE = "year_of_date"
    AGE_OF_DATE = "age_of_date"
    SUM = "sum"
    DIGITS = "digits"
    IN_WORDS = "in_words"


class System(StrEnum):
    """Lines of a form that the receiving system writes itself; counted apart."""

    ADDRESSEE = "addressee"
    FILING_DATE = "filing_date"
    FILING_PLACE = "filing_place"
    SIGNATURE = "signature"


Path: TypeAlias = tuple[str, ...]
"""Element path within an entity: `("full_name",)` or through relations `("mother", "full_name")`."""


class Retired(Struct, frozen=True):
    """A thing that no longer exists since `on` (ISO date)."""

    on: str
    law: Citation
    replaced_by: str | None = None


class SameAs(Struct, frozen=True):
    """The same fact under another name since a date (one number under three names)."""

    element: str
    since: str
    law: Citation


class Derivable(Struct, frozen=True):
    elements: tuple[str, ...]
    how: Words
    conversion: Conversion | None = None
    law: Citation = Citation()
    digits: Digits | None = None
    """The fact a number says, for the conversion of that name."""


class Element(PartlyCompared, frozen=True):
    """A data element: one fact about an entity (ISO/IEC 11179). `id` is `entity.name`."""

    uncompared: ClassVar[tuple[str, ...]] = ("span",)

    entity: str
    name: str
    title: Words
    type: str
    """The field type's name as written (`text`, `partial_date` …)."""
    value: Value
    help: Words = field(default_factory=dict)
    example: Words = field(default_factory=dict)
    synonyms: tuple[str, ...] = ()
    autocomplete: str | None = None
    unit: str | None = None
    sensitive: Citation | None = None
    policy: Policy = Policy.CONFIRM
    derivable: Derivable | None = None
    same_as: SameAs | None = None
    retired: Retired | None = None
    system: System | None = None
    made_of: tuple[str, ...] = ()
    """For a structured value: the elements that are its lines (number, date and place of issue)."""
    relative_to: str | None = None
    """The relation this fact is about (relationship to the *head of household*): held only of the one it holds of."""
    part_words: tuple[str, ...] = ()
    """Names of its lines where a form takes it apart (the family name of a full name)."""
    never_of_login: bool = False
    """Whoever logs in has no such fact (the date of death)."""
    span: Span | None = None

    @property
    def id(self) -> str:
        return f"{self.entity}.{self.name}"


class Relation(Struct, frozen=True):
    """An element that leads to another entity."""

    name: str
    target: str
    title: Words
    synonyms: tuple[str, ...] = ()
    many: bool = False


class Entity(Struct, frozen=True):
    id: str
    title: Words
    key: tuple[str, ...]
    elements: Mapping[str, Element]
    relations: Mapping[str, Relation]
    always: bool = False
    synonyms: tuple[str, ...] = ()


class Shows(StrEnum):
    """The part of a record that whoever typed its key sees: enough to know the right one again, or all; or nothing, because
    the lookup is made for nobody but whoever logs in.
    """

    MASKED = "masked"
    FULL = "full"
    OWN = "own"


class Lookup(Struct, frozen=True):
    """A functional dependency: given these elements of an entity, the registry gives those. `shows`: what of somebody else's
    record is shown to whoever typed the key. `full_for`: the numbers in a record of those who see it whole.
    """

    id: str
    registry: str
    entity: str
    given: tuple[Path, ...]
    gives: tuple[Path, ...]
    suggests: tuple[Path, ...] = ()
    shows: Shows = Shows.MASKED
    full_for: tuple[Path, ...] = ()


class Registry(Struct, frozen=True):
    """A database of the state. `holds`: its own name of a thing -> (entity, path)."""

    id: str
    title: Words
    holder: Words
    legal_basis: Citation
    published: bool
    published_by: Citation
    correct_at: Words
    certain: bool
    freshness: Words
    holds: Mapping[str, tuple[str, Path]]
    documents: tuple[str, ...]
    lookups: tuple[Lookup, ...]


def doubted_of(registry: Registry | None) -> tuple[Citation, ...]:
    """The citations behind a registry's contents and their publication that nobody verified."""
    return tuple(one for one in (registry.legal_basis, registry.published_by) if one and not one.verified) if registry else ()


class Document(Struct, frozen=True):
    """A paper somebody might be asked to attach; `restated_by` are the registries that hold what it says."""

    id: str
    title: Words
    synonyms: tuple[str, ...] = ()
    entity: str | None = None
    key: str | None = None
    restated_by: tuple[str, ...] = ()
    restates: tuple[str, ...] = ()
    law: Citation = Citation()
    instead: Words = field(default_factory=dict)
    retired: Retired | None = None


class RetiredTerm(Struct, frozen=True):
    """Words that name something which no longer exists (a level, a paper, a body)."""

    id: str
    title: Words
    words: tuple[str, ...]
    not_in: tuple[str, ...]
    kind: str
    on: str
    instead: Words
    law: Citation


class Jargon(Struct, frozen=True):
    """Words of offices that people do not use, and what to say instead."""

    words: tuple[str, ...]
    not_in: tuple[str, ...]
    instead: Words


class ReadingLimits(Struct, frozen=True):
    """The most words (in Vietnamese: syllables, which are written apart) of a title and of a sentence."""

    title: int
    sentence: int


class PlainLanguage(Structural, frozen=True):
    """Settings by which a country's forms are understood by everyone. `limits` by language; `remedies` are the words by which
    a message says how to mend what is wrong.
    """

    guidance_law: Citation = Citation()
    limits: Mapping[str, ReadingLimits] = field(default_factory=dict)
    jargon: tuple[Jargon, ...] = ()
    understood: tuple[str, ...] = ()
    remedies: tuple[str, ...] = ()


WAIVERS = ("update", "verify", "quality", "other-law")
"""The exceptions by which something may be asked that is held."""


class ListHead(Struct, frozen=True):
    """Facts of a code list as a whole: its name, and the day it has been in force since (ISO 8601)."""

    title: Words
    valid_from: str | None = None


Plan: TypeAlias = "tuple[Pattern, tuple[Beginning, ...]]"
"""The pattern of a country's telephone numbers, and what they begin with."""


class Catalogue(Struct, frozen=True):
    """Everything eformc knows of a country. Code lists that are long are read when a value first needs them."""

    id: str
    title: Words
    languages: tuple[str, ...]
    country: str
    currency: str
    time_zone: str
    login_entity: str
    login_gives: tuple[str, ...]
    once_only_law: Citation
    waivers: Mapping[str, Words]
    entities: Mapping[str, Entity]
    registries: Mapping[str, Registry]
    documents: Mapping[str, Document]
    code_lists: Mapping[str, CodeList]
    retired_terms: tuple[RetiredTerm, ...] = ()
    address: Record | None = None
    identity_document: Record | None = None
    in_words: tuple[str, ...] = ()
    not_in_words: tuple[str, ...] = ()
    joining_words: tuple[str, ...] = ()
    or_words: tuple[str, ...] = ()
    copy_words: tuple[str, ...] = ()
    currency_words: tuple[str, ...] = ()
    telephone: tuple[tuple[str, str], ...] = ()
    """Beginnings of telephone numbers, with those they are kept by."""
    plan: Plan | None = None
    numbers: Mapping[str, Text] = field(default_factory=dict)
    """Kinds of numbers, by id."""
    applicant_words: tuple[str, ...] = ()
    of_words: tuple[str, ...] = ()
    owner_endings: tuple[str, ...] = ()
    empty_labels: tuple[str, ...] = ()
    beyond_words: tuple[str, ...] = ()
    named_is_other: bool = False
    person_words: tuple[str, ...] = ()
    office_words: tuple[str, ...] = ()
    wish_words: tuple[str, ...] = ()
    paper_words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Names that forms use for the lines of a paper: `number`, `issued_on`, `issued_by`, `valid_until`."""
    address_words: tuple[str, ...] = ()
    """Names of the lines of an address that was taken apart, besides the titles of its parts."""
    head_first: bool = False
    """True if the first word of a phrase says what it is (ngày sinh), not the last one (birth date)."""
    abbreviations: Mapping[str, str] = field(default_factory=dict)
    letterhead: Words = field(default_factory=dict)
    """The lines a state prints on top of its forms on paper, line by line."""
    plain_language: PlainLanguage = field(default_factory=PlainLanguage)
    laws: Mapping[str, Law] = field(default_factory=dict)
    law_words: LawWords = field(default_factory=LawWords)
    citations: tuple[Citation, ...] = ()
    """Every citation of the catalogue, with its place."""
    list_heads: Mapping[str, ListHead] = field(default_factory=dict)
    """Facts of each code list as a whole."""

    def element(self, entity: str, name: str) -> Element | None:
        found = self.entities.get(entity)
        return found.elements.get(name) if found else None

    def resolve(self, entity: str, path: Path) -> Element | None:
        """The element at the end of a path through relations."""
        for name in path[:-1]:
            found = self.entities.get(entity)
            relation = found.relations.get(name) if found else None
            if relation is None:
                return None
            entity = relation.target
        return self.element(entity, path[-1])

    def lookups(self) -> tuple[Lookup, ...]:
        return tuple(lookup for registry in self.registries.values() for lookup in registry.lookups)


def expression_type(value: Value) -> tuple[Type, int]:
    """The type of a value of this kind in expressions: its name and number of decimals."""
    from eformc.kernel.values import Boolean, Choice, Choices, Date, Decimal, File, Integer, Money, Record, Text

    match value:
        case Text():
            return Type.TEXT, 0
        case Choice():
            return Type.CODE, 0
        case Choices():
            return Type.CODES, 0
        case Integer() | Money():
            return Type.INTEGER, 0
        case Decimal(scale):
            return Type.DECIMAL, scale
        case Date():
            return Type.DATE, 0
        case Time():
            return Type.TIME, 0
        case Moment():
            return Type.MOMENT, 0
        case RowOf():
            return Type.ROW, 0
        case Boolean():
            return Type.BOOLEAN, 0
        case Record() | File() | RowsOf():
            return Type.OBJECT, 0
