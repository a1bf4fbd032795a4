"""The records each registry writes of a block, flaws on purpose included, and what is noted of every citizen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from msgspec import Struct, field

from eformc.demo.description import FlawRule, Only
from eformc.demo.life import Person
from eformc.demo.things import Json, Scene, Thing, marital
from eformc.demo.world import World
from eformc.kernel.text import unaccented
from eformc.kernel.values import Choice, Date, Integer, Money, Record, Text, Value
from eformc.model.catalogue import Lookup, Path

EVERYBODY = Only()


class Entry(Struct, frozen=True):
    """One record of a lookup: path of elements (`mother.full_name`) -> value; what has no value is left out. `as_of` dates
    the record.
    """

    values: Mapping[str, Json]


class Flawed(Struct, frozen=True):
    """A record or value that is flawed on purpose. `truth` is what should stand there; None for a whole record."""

    citizen: str
    lookup: str
    element: str
    flaw: str
    truth: Json = None


class Citizen(Struct, frozen=True):
    """Somebody who may log in. `labels`: what is worth trying with this person; `papers`: document -> its number; `kin`:
    (relation, number, name) of parents, spouse and children, for keys that a form asks.
    """

    key: str
    name: str
    plain: str
    born: str
    alive: bool
    labels: tuple[str, ...] = ()
    papers: Mapping[str, str] = field(default_factory=dict)
    kin: tuple[tuple[str, str, str], ...] = ()


class Written(Struct):
    """Everything of one block. `entries`: by `registry.lookup`."""

    entries: dict[str, list[Entry]]
    flaws: list[Flawed]
    citizens: list[Citizen]


def written(world: World, people: int) -> Iterator[Written]:
    """The registries' records of a population, block by block."""
    scribe = _Scribe(world)
    for at in world.scenes(people):
        yield scribe.block(at)


def path_name(path: Path) -> str:
    return ".".join(path)


class _Scribe:
    def __init__(self, world: World) -> None:
        self.world = world
        self.lookups = world.catalogue.lookups()
        self.rules: dict[str, list[FlawRule]] = {}
        for rule in world.description.flaws:
            self.rules.setdefault(rule.lookup, []).append(rule)
        self.values: dict[tuple[str, Path], Value] = {}
        entity, near = world.catalogue.login_entity, ("mother", "father", "spouse", "children")
        self.near = [(name, whom) for (of, name), whom in world.description.relations.items() if of == entity and whom in near]
        self.as_of = date.fromordinal(world.description.as_of).isoformat()

    def block(self, at: Scene) -> Written:
        flaws: list[Flawed] = []
        entries = {f"{lookup.registry}.{lookup.id}": list(self.entries(lookup, at, flaws)) for lookup in self.lookups}
        return Written(entries, flaws, list(self.citizens(at, flaws)))

    def entries(self, lookup: Lookup, at: Scene, flaws: list[Flawed]) -> Iterator[Entry]:
        world, name = self.world, f"{lookup.registry}.{lookup.id}"
        only = world.description.records.get(name, EVERYBODY)
        rules = self.rules.get(name, ())
        paths = [(path, path_name(path)) for path in (*lookup.given, *lookup.gives, *lookup.suggests)]
        keys = [path_name(path) for path in lookup.given]
        for thing in world.things(at, lookup.entity):
            if only is not EVERYBODY and not world.holds(only, thing, at):
                continue
            values = {spoken: value for path, spoken in paths if (value := world.value(thing, path, at)) not in (None, [])}
            if any(key not in values for key in keys):
                continue
            flawed = self.flawed(values, lookup, thing, at, rules, flaws) if rules else values
            if flawed is not None:
                yield Entry({**flawed, "as_of": self.as_of})

    # --- flaws --------------------------------------------------------------------------------------------------------

    def flawed(
        self, values: dict[str, Json], lookup: Lookup, thing: Thing, at: Scene, rules: list[FlawRule] | tuple[()], flaws: list[Flawed]
    ) -> dict[str, Json] | None:
        """The values with flaws put in as the description has it; None where the record is left out."""
        citizen = self.citizen_of(thing, at)
        for rule in rules:
            if not self.world.dice.chance(rule.share):
                continue
            if rule.flaw == "no_record":
                flaws.append(Flawed(citizen, rule.lookup, "", rule.flaw))
                return None
            element = rule.element or ""
            truth = values.get(element)
            made = self.spoilt(rule.flaw, lookup, element, truth, thing, at) if truth is not None else None
            if truth is None or made == truth:
                continue
            if made is None:
                del values[element]
            else:
                values[element] = made
            flaws.append(Flawed(citizen, rule.lookup, element, rule.flaw, truth))
        return values

    def citizen_of(self, thing: Thing, at: Scene) -> str:
        person = at.people.get(id(thing.person)) or at.people.get(id(thing.person.mother))
        return str(self.world.number(person.person, at)) if person is not None else ""

    def spoilt(self, flaw: str, lookup: Lookup, element: str, truth: Json, thing: Thing, at: Scene) -> Json:
        """Another value in place of a true one; None for no value."""
        value = self.value_of(lookup.entity, tuple(element.split(".")))
        match flaw:
            case "no_value":
                return None
            case "year_only":
                return truth[:4]
            case "stale":
                return self.stale(element, value, truth, thing, at)
            case "wrong":
                return self.wrong(value, truth)
            case _:
                return _invalid(value)

    def value_of(self, entity: str, path: Path) -> Value:
        if (entity, path) not in self.values:
            element = self.world.catalogue.resolve(entity, path)
            self.values[entity, path] = element.value if element is not None else Text()
        return self.values[entity, path]

    def stale(self, element: str, value: Value, truth: Json, thing: Thing, at: Scene) -> Json:
        """The value that was true before: the last home but one; of what has no history, another value of its own making."""
        if isinstance(value, Record):
            homes = thing.person.homes
            place = homes[-2][1] if len(homes) > 1 else -1 - thing.number
            return {key: one for key, one in self.world.address(place, at).items() if key in truth}
        maker = self.world.kitchen.makers[thing.entity].get(element)
        return maker(thing, at) if maker is not None else truth

    def wrong(self, value: Value, truth: Json) -> Json:
        """A slip of the pen: two letters the wrong way round, another year, another code."""
        dice = self.world.dice
        match value:
            case Date():
                return f"{int(truth[:4]) - dice.between(1, 9):04d}{truth[4:]}" if not truth.endswith("02-29") else truth[:8] + "28"
            case Choice(codes):
                return dice.pick([code.code for code in codes.codes if code.code != truth] or [truth])
            case Integer() | Money():
                return truth + 1
            case Text():
                return _swapped(truth)
            case _:
                return truth

    # --- citizens -----------------------------------------------------------------------------------------------------

    def citizens(self, at: Scene, flaws: list[Flawed]) -> Iterator[Citizen]:
        labels: dict[str, list[str]] = {}
        for flaw in flaws:
            labels.setdefault(flaw.citizen, []).append(flaw.flaw)
        papers = self.papers(at)
        for thing in at.people.values():
            person, key = thing.person, str(self.world.number(thing.person, at))
            name = self.world.name(person)
            of_life = self.labels(person, at) if person.lives(at.today) else ()
            own = papers.get(id(person), {})
            of_others = (document for document, (_, whose) in own.items() if whose is not person)
            named = tuple(dict.fromkeys((*of_life, *of_others, *labels.get(key, ()))))
            born = date.fromordinal(person.born).isoformat()
            numbers = {document: number for document, (number, _) in own.items()}
            yield Citizen(key, name, unaccented(name), born, person.lives(at.today), named, numbers, tuple(self.kin(thing, at)))

    def kin(self, thing: Thing, at: Scene) -> Iterator[tuple[str, str, str]]:
        for relation, whom in self.near:
            for one in at.related(thing, whom):
                yield relation, str(self.world.number(one.person, at)), self.world.name(one.person)

    def labels(self, person: Person, at: Scene) -> Iterator[str]:
        """Labels of what somebody's forms can show: state of life, small children, things."""
        age = person.age(at.today)
        yield "minor" if age < 18 else marital(person, at.today)
        if age >= 75:
            yield "old"
        if any(one.age(at.today) < 18 and one.lives(at.today) for one in person.children):
            yield "children"
        yield from (entity for entity, has in at.has.items() if id(person) in has and entity not in ("marriage", "civil_record"))

    def papers(self, at: Scene) -> dict[int, dict[str, tuple[str, Person]]]:
        """Numbers of papers, and whom they are about, by person: those of the things that are about this person, or whose relation leads here."""
        out: dict[int, dict[str, tuple[str, Person]]] = {}
        for document in self.world.catalogue.documents.values():
            entity = self.world.catalogue.entities.get(document.entity or "")
            if entity is None or entity.id == self.world.catalogue.login_entity or not (document.key or len(entity.key) == 1):
                continue
            for thing in self.world.things(at, entity.id):
                number = self.world.value(thing, (document.key or entity.key[0],), at)
                for person in self.concerned(thing, at):
                    out.setdefault(id(person), {})[document.id] = (str(number), thing.person)
        return out

    def concerned(self, thing: Thing, at: Scene) -> Iterator[Person]:
        """The person a paper concerns: the parents of a newborn, else the next of kin of the dead, else the owner."""
        person = thing.person
        if person.number < 0:
            yield from (one for one in (person.mother, person.father) if one is not None)
        elif person.died is not None:
            yield from (union.other(person) for union in person.unions[-1:])
            yield from person.children
        else:
            yield person


def _swapped(text: str) -> str:
    """Two letters in the middle the wrong way round; where they are the same, the last one twice."""
    at = len(text) // 2
    return text[: at - 1] + text[at] + text[at - 1] + text[at + 1 :] if len(text) > 2 and text[at] != text[at - 1] and " " not in text[at - 1 : at + 1] else text + text[-1]


def _invalid(value: Value) -> Json:
    """A value that its kind does not take."""
    match value:
        case Record(_, parts):
            return {parts[0].name: "?"}
        case Integer() | Money():
            return -1
        case _:
            return "?"
