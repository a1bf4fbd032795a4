"""A catalogue's description of its demonstration population: `demo/population.yaml` and its names, beside the catalogue.

A country's people, names and places are facts of its catalogue, so they are written there; `docs/demonstration.md` has
the keys. A catalogue without a description gets people all the same, with plain values of the right kind.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from datetime import date

from msgspec import Struct, field

from eformc.demo import reading
from eformc.demo.reading import DescriptionProblem, Entries
from eformc.model.catalogue import Catalogue
from eformc.source import Node, Scalar, SourceText, Span

FILE = "population.yaml"
AS_OF = "2026-01-01"
_KEYS = (
    "population", "as_of", "names", "written", "groups", "homes", "details", "words", "traits", "relations", "things",
    "elements", "records", "flaws",
)  # fmt: skip
RELATED = ("mother", "father", "spouse", "children", "guardian", "head", "members", "owner")
"""The people a relation of a catalogue may mean; besides them a thing's entity means the things somebody has."""
FLAWS = ("no_record", "no_value", "year_only", "stale", "wrong", "invalid")


class Only(Struct, frozen=True):
    """The people of whom something is said. `trait` may be negated with `!`; ages are in completed years."""

    trait: str | None = None
    share: float = 1.0
    from_age: int = 0
    until_age: int = 200
    sex: str | None = None
    marital: str | None = None


ONLY_KEYS = ("only", "share", "from_age", "until_age", "sex", "marital")


class Trait(Struct, frozen=True):
    """A property some people have; everybody of a household alike where it is the household's."""

    only: Only
    household: bool = False


class Kind(Struct, frozen=True):
    """Things of an entity: one per person, marriage, death or unregistered birth to which `only` applies."""

    entity: str
    of: str
    only: Only


class FlawRule(Struct, frozen=True):
    """A flaw put in on purpose in a share of a lookup's records; `element` is a path as the catalogue writes it."""

    flaw: str
    lookup: str
    element: str | None
    share: float
    span: Span


class Name(Struct, frozen=True):
    """A name in use from one year of birth to another. `part` is family, middle or given."""

    part: str
    group: str
    sex: str
    since: int
    until: int
    name: str
    weight: float


class Description(Struct, frozen=True):
    """Nodes of recipes are kept as they stand: `recipes` reads them against the elements they are for."""

    as_of: int
    names: tuple[Name, ...] = ()
    written: str = "{given} {family}"
    groups: Mapping[str, float] = field(default_factory=lambda: {"": 1.0})
    homes: Mapping[str, float] = field(default_factory=dict)
    details: tuple[str, ...] = ("{n:1-200}",)
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    traits: Mapping[str, Trait] = field(default_factory=dict)
    relations: Mapping[tuple[str, str], str] = field(default_factory=dict)
    things: tuple[Kind, ...] = ()
    elements: Mapping[str, Node] = field(default_factory=dict)
    records: Mapping[str, Only] = field(default_factory=dict)
    flaws: tuple[FlawRule, ...] = ()


def description_of(catalogue: Catalogue, files: Mapping[str, bytes], as_of: str | None = None) -> Description:
    """The description among a catalogue's demo files (by name). Raises `DescriptionProblem`."""
    path = next((name for name in files if name.rsplit("/", 1)[-1] == FILE), None)
    if path is None:
        return Description(_ordinal(as_of or AS_OF))
    found = reading.entries(reading.root_of(path, files[path]), _KEYS)
    reader = _Reader(catalogue, path, files, found)
    day = as_of or (reading.text(found["as_of"]) if "as_of" in found else AS_OF)
    try:
        return reader.description(_ordinal(day))
    except ValueError:
        raise DescriptionProblem(found["as_of"].span, f"`{day}` is no day") from None


def only_from(found: Entries, traits: Iterable[str]) -> Only:
    """The people of whom something is said, from the keys that say so."""
    trait = reading.text(found["only"]) if "only" in found else None
    if trait is not None:
        reading.one_of(Scalar.at(found["only"].span, trait.removeprefix("!")), traits, "trait")
    states = ("single", "married", "divorced", "widowed", "ever")
    return Only(
        trait,
        reading.number(found["share"]) if "share" in found else 1.0,
        reading.whole(found["from_age"]) if "from_age" in found else 0,
        reading.whole(found["until_age"]) if "until_age" in found else 200,
        reading.one_of(found["sex"], ("male", "female"), "sex") if "sex" in found else None,
        reading.one_of(found["marital"], states, "state") if "marital" in found else None,
    )


def _ordinal(day: str) -> int:
    return date.fromisoformat(day).toordinal()


class _Reader:
    def __init__(self, catalogue: Catalogue, path: str, files: Mapping[str, bytes], found: Entries) -> None:
        self.catalogue, self.path, self.files, self.found = catalogue, path, files, found

    def description(self, as_of: int) -> Description:
        found = self.found
        groups = reading.weights(found["groups"]) if "groups" in found else {"": 1.0}
        return Description(
            as_of,
            tuple(self.names(found["names"])) if "names" in found else (),
            self.written(found["written"]) if "written" in found else "{given} {family}",
            groups,
            reading.weights(found["homes"]) if "homes" in found else {},
            reading.texts(found["details"]) if "details" in found else ("{n:1-200}",),
            {key: reading.texts(node) for key, node in self.mapping("words")},
            {key: self.trait(node) for key, node in self.mapping("traits")},
            dict(self.relations()),
            tuple(self.kind(entity, node) for entity, node in self.mapping("things")),
            dict(self.elements()),
            {lookup: self.record(lookup, node) for lookup, node in self.mapping("records")},
            tuple(self.flaw(node) for node in reading.items(found["flaws"])) if "flaws" in found else (),
        )

    def mapping(self, key: str) -> list[tuple[str, Node]]:
        return list(reading.entries(self.found[key]).items()) if key in self.found else []

    def written(self, node: Node) -> str:
        """The pattern of a written name: text with the three names in it, and nothing else in braces."""
        made = reading.text(node)
        rest = made
        for part in ("{family}", "{middle}", "{given}"):
            rest = rest.replace(part, "")
        if "{" in rest or "}" in rest or len(made) > 100:
            raise DescriptionProblem(node.span, "a short text with {family}, {middle} and {given} is wanted here, and no other braces")
        return made

    def names(self, node: Node) -> list[Name]:
        wanted = self.path.rsplit("/", 1)[0] + "/" + reading.text(node)
        if wanted not in self.files:
            raise DescriptionProblem(node.span, f"there is no file `{reading.text(node)}` beside it")
        rows = csv.DictReader(io.StringIO(self.files[wanted].decode("utf-8")))
        out = []
        for at, row in enumerate(rows, 2):
            try:
                out.append(Name(row["part"], row["group"], row["sex"], int(row["since"]), int(row["until"]), row["name"], float(row["weight"])))
            except (KeyError, TypeError, ValueError) as error:
                line = Span(SourceText(wanted, ""), 0, 0)
                message = f"line {at}: part,group,sex,since,until,name,weight are wanted ({error})"
                raise DescriptionProblem(line, message) from None
        return out

    def only(self, found: Entries) -> Only:
        return only_from(found, [key for key, _ in self.mapping("traits")])

    def trait(self, node: Node) -> Trait:
        found = reading.entries(node, (*ONLY_KEYS, "of"))
        household = "of" in found and reading.one_of(found["of"], ("household", "person"), "owner") == "household"
        return Trait(self.only(found), household)

    def relations(self) -> list[tuple[tuple[str, str], str]]:
        out = []
        for entity, node in self.mapping("relations"):
            if entity not in self.catalogue.entities:
                reading.one_of(Scalar.at(node.span, entity), self.catalogue.entities, "entity")
            for name, value in reading.entries(node, self.catalogue.entities[entity].relations).items():
                out.append(((entity, name), reading.one_of(value, RELATED, "relation")))
        return out

    def kind(self, entity: str, node: Node) -> Kind:
        reading.one_of(Scalar.at(node.span, entity), self.catalogue.entities, "entity")
        found = reading.entries(node, (*ONLY_KEYS, "of"))
        of = reading.one_of(found["of"], ("person", "household", "marriage", "death", "birth"), "event") if "of" in found else "person"
        return Kind(entity, of, self.only(found))

    def elements(self) -> list[tuple[str, Node]]:
        known = [element.id for entity in self.catalogue.entities.values() for element in entity.elements.values()]
        for name, node in self.mapping("elements"):
            reading.one_of(Scalar.at(node.span, name), known, "element")
        return self.mapping("elements")

    def record(self, lookup: str, node: Node) -> Only:
        reading.one_of(Scalar.at(node.span, lookup), self.lookups(), "lookup")
        return self.only(reading.entries(node, ONLY_KEYS))

    def lookups(self) -> list[str]:
        return [f"{lookup.registry}.{lookup.id}" for lookup in self.catalogue.lookups()]

    def flaw(self, node: Node) -> FlawRule:
        found = reading.entries(node, ("flaw", "of", "element", "share"))
        for wanted in ("flaw", "of", "share"):
            if wanted not in found:
                raise DescriptionProblem(node.span, f"`{wanted}` is missing")
        flaw = reading.one_of(found["flaw"], FLAWS, "flaw")
        lookup = reading.one_of(found["of"], self.lookups(), "lookup")
        gives = {".".join(path) for one in self.catalogue.lookups() if f"{one.registry}.{one.id}" == lookup for path in (*one.gives, *one.suggests)}
        element = reading.one_of(found["element"], sorted(gives), "element of that lookup") if "element" in found else None
        if element is None and flaw != "no_record":
            raise DescriptionProblem(node.span, "`element` is missing: which value is flawed?")
        return FlawRule(flaw, lookup, element, reading.number(found["share"]), node.span)
