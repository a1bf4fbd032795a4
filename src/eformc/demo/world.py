"""A population of a catalogue: its people and things with their values, block by block."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from random import Random

from eformc.demo.description import ONLY_KEYS, Description, Kind, Only, only_from
from eformc.demo.dice import Dice, Weighted, weighted
from eformc.demo.kitchen import Kitchen
from eformc.demo.life import FEMALE, Block, Course, Person, blocks
from eformc.demo.reading import DescriptionProblem, Entries
from eformc.demo.recipes import Words, maker_of, template
from eformc.demo.things import Address, Json, Scene, Thing, applies, day_text, owners
from eformc.kernel.values import Choice, Code
from eformc.kernel.words import say
from eformc.model.catalogue import Catalogue, Path, Relation
from eformc.source import Scalar, SourceText, Span

BIRTH_KIND = "birth"


class World:
    """A catalogue with its description, ready to be peopled. Raises `DescriptionProblem` where a recipe does not fit."""

    def __init__(self, catalogue: Catalogue, description: Description, seed: int) -> None:
        self.catalogue, self.description, self.seed = catalogue, description, seed
        self.groups: list[str] = list(description.groups)
        self.sampler = Random(seed)
        salt = int.from_bytes(sha256(str(seed).encode()).digest()[:8], "big")
        self.kitchen = Kitchen(self, Dice(f"{catalogue.id}/{seed}"), salt)
        self.dice = self.kitchen.dice
        self.titles: dict[str, dict[str, str]] = {}
        self.levels = self._levels()
        self.details = [self._template(text) for text in description.details]
        self.names = _Names(description)
        self.counts: dict[str, int] = {}
        for entity in catalogue.entities.values():
            self.kitchen.makers[entity.id] = {
                name: maker_of(self.kitchen, element, description.elements.get(element.id)) for name, element in entity.elements.items()
            }

    def _template(self, text: str) -> Words:
        return template(self.kitchen, Scalar(text, SourceText("details", text), 0, len(text)))

    # --- people ---------------------------------------------------------------------------------------------------

    def scenes(self, people: int) -> Iterator[Scene]:
        """The population, block by block; only one block is held at a time."""
        newborn = next((kind for kind in self.description.things if kind.of == BIRTH_KIND), None)
        course = Course(self.description.as_of, tuple(self.description.groups.values()))
        for block in blocks(course, self.seed, people):
            yield self.scene(block, newborn)

    def scene(self, block: Block, newborn: Kind | None) -> Scene:
        entity = self.catalogue.login_entity
        people = {id(person): Thing(entity, person.number, person) for person in block.people}
        at = Scene(block, self.description.as_of, people)
        for kind in self.description.things:
            for person, union in owners(kind, block, at.today):
                number = self.counts.get(kind.entity, 0)
                thing = Thing(kind.entity, number, person, union)
                if self.holds(kind.only, thing, at):
                    self.counts[kind.entity] = number + 1
                    who = (union.husband, union.wife) if union else (person,) if kind is not newborn else ()
                    for one in who:
                        at.has.setdefault(kind.entity, {}).setdefault(id(one), []).append(thing)
                    at.has.setdefault(kind.entity, {}).setdefault(0, []).append(thing)
        return at

    def things(self, at: Scene, entity: str) -> list[Thing]:
        """Every thing of an entity in a block."""
        if entity == self.catalogue.login_entity:
            return list(at.people.values())
        return at.has.get(entity, {}).get(0, [])

    def value(self, thing: Thing, path: Path, at: Scene) -> Json:
        """The value at the end of a path; through a relation to many, a list."""
        if len(path) == 1:
            return at.fact(thing, path[0], self.kitchen.makers)
        relation = self.catalogue.entities[thing.entity].relations[path[0]]
        found = [self.value(one, path[1:], at) for one in self.related(thing, relation, at)]
        return found if relation.many else found[0] if found else None

    def related(self, thing: Thing, relation: Relation, at: Scene) -> list[Thing]:
        whom = self.description.relations.get((thing.entity, relation.name))
        if whom is not None:
            return at.related(thing, whom)
        if relation.target == self.catalogue.login_entity:
            return []
        held = at.held(thing, relation.target)
        return held if relation.many else held[-1:]

    # --- of whom something holds --------------------------------------------------------------------------------------

    def only_of(self, keys: Entries) -> Only | None:
        return only_from(keys, self.description.traits) if any(key in keys for key in ONLY_KEYS) else None

    def holds(self, only: Only, thing: Thing, at: Scene) -> bool:
        return applies(only, thing, at, self.has_trait) and (only.share >= 1 or self.dice.chance(only.share))

    def has_trait(self, name: str, person: Person, at: Scene) -> bool:
        trait = self.description.traits[name]
        who = person.head if trait.household and person.head is not None else person
        key = (name, id(who))
        if key not in at.traits:
            thing = at.people.get(id(who)) or Thing(self.catalogue.login_entity, 0, who)
            at.traits[key] = self.holds(trait.only, thing, at)
        return at.traits[key]

    # --- names and places -------------------------------------------------------------------------------------------

    def name(self, person: Person) -> str:
        if not person.name:
            person.name = self.names.of(person, self.groups[person.group], self.description.written)
        return person.name

    def number(self, person: Person, at: Scene) -> Json:
        """A person's own number: what a login gives."""
        thing = at.people.get(id(person))
        return self.value(thing, (self.catalogue.login_gives[0],), at) if thing is not None else None

    def time_of_death(self, person: Person) -> str | None:
        minute = int(person.seed * 1440)
        return None if person.died is None else f"{day_text(person.died)}T{minute // 60:02d}:{minute % 60:02d}"

    def _levels(self) -> list[tuple[str, tuple[Code, ...], dict[str, list[Code]]]]:
        """The levels of the address, largest first: part, codes, codes by the code above."""
        out = []
        for part in self.catalogue.address.parts if self.catalogue.address else ():
            if isinstance(part.value, Choice):
                within: dict[str, list[Code]] = {}
                for code in part.value.codes.codes:
                    within.setdefault(code.parent or "", []).append(code)
                out.append((part.name, tuple(part.value.codes.codes), within))
                self.titles[part.name] = {code.code: say(code.title, self.catalogue.languages[0]) for code in part.value.codes.codes}
        homes = self.description.homes
        if homes and out:
            known = {code.code for code in out[0][1]}
            strange = next((code for code in homes if code not in known), None)
            if strange is not None:
                span = Span(SourceText("homes", strange), 0, 0)
                raise DescriptionProblem(span, f"`homes`: there is no code `{strange}` in the list of {out[0][0]}")
        return out

    def _weights(self) -> Weighted[str]:
        codes = [code.code for code in self.levels[0][1]]
        return weighted(dict(self.description.homes) or dict.fromkeys(codes, 1.0))

    def address(self, place: int, at: Scene) -> Address:
        """A place's address. The first place of a block says where its people come from: most stay there."""
        if place not in at.addresses:
            codes = self._codes() if not at.addresses or self.dice.chance(0.25) else self._codes_of(next(iter(at.addresses.values())))
            owner = Thing(self.catalogue.login_entity, place, at.block.people[0])
            detail = self.dice.pick(self.details)(owner, at)
            at.addresses[place] = {**codes, "detail": detail}
        return at.addresses[place]

    def _codes(self) -> dict[str, str]:
        made: dict[str, str] = {}
        above = ""
        for number, (part, codes, within) in enumerate(self.levels):
            above = self.dice.pick(within.get(above) or codes).code if number else self.dice.draw(self._weights())
            made[part] = above
        return made

    def _codes_of(self, address: Address) -> dict[str, str]:
        return {part: address[part] for part, *_ in self.levels}

    def origin(self, person: Person, at: Scene) -> Address:
        """The place the father's line comes from."""
        first = person
        while first.father is not None:
            first = first.father
        return self.address(first.homes[0][1], at)

    def level_title(self, address: Address, level: str) -> str:
        """The title of a level of an address, in the catalogue's first language."""
        return self.titles[level][address[level]] if level in self.titles else address.get("detail", "")

    def address_text(self, address: Address) -> str:
        """An address in one line, the smallest first."""
        parts = [address["detail"], *(self.level_title(address, part) for part, *_ in reversed(self.levels))]
        return ", ".join(part for part in parts if part)


class _Names:
    """Names by part, group, sex and year of birth."""

    def __init__(self, description: Description) -> None:
        self.names = description.names
        self.tables: dict[tuple[str, str, str, int], Weighted[str] | None] = {}

    def of(self, person: Person, group: str, written: str) -> str:
        sex = "female" if person.sex == FEMALE else "male"
        born = (person.born - 719163) // 365 + 1970
        dice = Dice(f"{person.seed}")
        line = Dice(f"{person.line}/{group}")
        parts = {
            "family": self._draw("family", group, sex, 1950, line),
            "middle": self._draw("middle", group, sex, born, dice),
            "given": self._draw("given", group, sex, born, dice),
        }
        for part, name in parts.items():
            written = written.replace(f"{{{part}}}", name)
        return " ".join(written.split())

    def _draw(self, part: str, group: str, sex: str, born: int, dice: Dice) -> str:
        key = (part, group, sex, born // 5)
        if key not in self.tables:
            self.tables[key] = self._table(part, group, sex, born // 5 * 5)
        table = self.tables[key]
        if table is None:
            return "" if part == "middle" else f"{part.title()}{dice.between(1, 999)}"
        return dice.draw(table)

    def _table(self, part: str, group: str, sex: str, born: int) -> Weighted[str] | None:
        for groups in ((group,), ("",)):
            weights = {
                one.name: one.weight for one in self.names
                if one.part == part and one.group in groups and one.sex in (sex, "") and one.since <= born + 4 and born <= one.until
            }  # fmt: skip
            if weights:
                return weighted(weights)
        return None
