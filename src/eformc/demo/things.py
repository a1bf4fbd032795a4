"""People and what they have, as a catalogue's entities: which things there are, and whom a relation leads to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, TypeAlias

from msgspec import Struct, field

from eformc.demo.description import Kind, Only
from eformc.demo.life import FEMALE, Block, Person, Union

Json: TypeAlias = Any
Address: TypeAlias = Mapping[str, str]


class Thing(Struct, eq=False):
    """One of an entity. `number` counts the entity's things from 0 in the whole population; `person` is the one it is,
    or whose it is. `facts` are its values so far: a value is the same in every registry.
    """

    entity: str
    number: int
    person: Person
    union: Union | None = None
    facts: dict[str, Json] = field(default_factory=dict)


Maker: TypeAlias = Callable[["Thing", "Scene"], Json]
"""Makes an element's value of a thing; None where there is none."""


class Scene(Struct):
    """A block with all that is known of it: what recipes read. `has`: things of an entity by the id of the person."""

    block: Block
    today: int
    people: dict[int, Thing]
    has: dict[str, dict[int, list[Thing]]] = field(default_factory=dict)
    addresses: dict[int, Address] = field(default_factory=dict)
    traits: dict[tuple[str, int], bool] = field(default_factory=dict)

    def fact(self, thing: Thing, name: str, makers: Mapping[str, Mapping[str, Maker]]) -> Json:
        """A value of a thing, made when it is first asked for. `makers`: by entity and name of the element."""
        facts = thing.facts
        try:
            return facts[name]
        except KeyError:
            facts[name] = None  # an element that is made of itself has no value
            made = facts[name] = makers[thing.entity][name](thing, self)
            return made

    def related(self, thing: Thing, whom: str) -> list[Thing]:
        """The people a relation leads to, who stand in the registries."""
        return [self.people[id(one)] for one in _RELATED[whom](thing, self) if id(one) in self.people]

    def held(self, thing: Thing, entity: str) -> list[Thing]:
        """Somebody's things of an entity."""
        return self.has.get(entity, {}).get(id(thing.person), [])


def _spouse(thing: Thing, at: Scene) -> list[Person]:
    union = thing.person.union(at.today)
    return [union.other(thing.person)] if union is not None and thing.person.lives(at.today) else []


def _guardian(thing: Thing, at: Scene) -> list[Person]:
    person = thing.person
    if not person.lives(at.today) or person.age(at.today) >= 18:
        return []
    return [one for one in (person.mother, person.father) if one is not None and one.lives(at.today)][:1]


def _members(thing: Thing, at: Scene) -> list[Person]:
    head = thing.person.head
    return at.block.households.get(id(head), []) if head is not None else []


_RELATED: Mapping[str, Callable[[Thing, Scene], list[Person]]] = {
    "mother": lambda thing, at: [thing.person.mother] if thing.person.mother is not None else [],
    "father": lambda thing, at: [thing.person.father] if thing.person.father is not None else [],
    "spouse": _spouse,
    "children": lambda thing, at: thing.person.children,
    "guardian": _guardian,
    "head": lambda thing, at: [thing.person.head] if thing.person.head is not None else [],
    "members": _members,
    "owner": lambda thing, at: [thing.person],
}


def marital(person: Person, today: int) -> str:
    """single, married, divorced or widowed on a day."""
    if not person.unions or person.unions[0].day > today:
        return "single"
    last = person.unions[-1]
    if last.ended is None or last.ended > today:
        return "married"
    return "divorced" if last.parted else "married" if last.ended == person.died else "widowed"


def to_head(person: Person, today: int) -> str:
    """Somebody's relation to the head of household."""
    head = person.head
    if head is None or head is person:
        return "head"
    union = person.union(today)
    if union is not None and union.other(person) is head:
        return "wife" if person.sex == FEMALE else "husband"
    if head in (person.mother, person.father):
        return "child"
    if person in (head.mother, head.father):
        return "mother" if person.sex == FEMALE else "father"
    spouse = head.union(today)
    other = spouse.other(head) if spouse is not None else None
    return "child" if other is not None and other in (person.mother, person.father) else "other"


def applies(only: Only, thing: Thing, at: Scene, has_trait: Callable[[str, Person, Scene], bool]) -> bool:
    """True if what is said of some is said of this one (its `share` apart)."""
    person = thing.person
    if only.from_age or only.until_age < 200:
        age = person.age(at.today)
        if not only.from_age <= age <= only.until_age:
            return False
    if only.sex is not None and (person.sex == FEMALE) != (only.sex == "female"):
        return False
    if only.marital is not None:
        state = marital(person, at.today)
        if state == "single" if only.marital == "ever" else state != only.marital:
            return False
    if only.trait is not None:
        return has_trait(only.trait.removeprefix("!"), person, at) != only.trait.startswith("!")
    return True


def owners(kind: Kind, block: Block, today: int) -> list[tuple[Person, Union | None]]:
    """The possible owners of a kind of thing: (person, marriage it comes of)."""
    match kind.of:
        case "marriage":
            return [(union.husband, union) for union in block.unions]
        case "death":
            return [(person, None) for person in block.people if person.died is not None]
        case "birth":
            return [(person, None) for person in block.newborns]
        case "household":
            return [(members[0], None) for members in block.households.values()]
        case _:
            return [(person, None) for person in block.people]


def day_text(ordinal: int) -> str:
    return date.fromordinal(ordinal).isoformat()
