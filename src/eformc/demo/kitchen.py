"""All that recipes are cooked with: a world to ask, dice to throw."""

from __future__ import annotations

from random import Random
from typing import Any, Protocol, TypeAlias

from msgspec import Struct, field

from eformc.demo.description import Description, Only
from eformc.demo.dice import Dice
from eformc.demo.life import Person
from eformc.demo.reading import Entries
from eformc.demo.things import Address, Maker, Scene, Thing
from eformc.model.catalogue import Catalogue

Json: TypeAlias = Any


class Peopled(Protocol):
    """A world as recipes ask it (`world.World`)."""

    catalogue: Catalogue
    description: Description
    groups: list[str]
    sampler: Random

    def only_of(self, keys: Entries) -> Only | None: ...
    def holds(self, only: Only, thing: Thing, at: Scene) -> bool: ...
    def has_trait(self, name: str, person: Person, at: Scene) -> bool: ...
    def name(self, person: Person) -> str: ...
    def number(self, person: Person, at: Scene) -> Json: ...
    def time_of_death(self, person: Person) -> str | None: ...
    def address(self, place: int, at: Scene) -> Address: ...
    def origin(self, person: Person, at: Scene) -> Address: ...
    def level_title(self, address: Address, level: str) -> str: ...
    def address_text(self, address: Address) -> str: ...


class Kitchen(Struct, frozen=True):
    """All that recipes are cooked with."""

    world: Peopled
    dice: Dice
    salt: int
    makers: dict[str, dict[str, Maker]] = field(default_factory=dict)

    def fact(self, thing: Thing, at: Scene, name: str) -> Json:
        return at.fact(thing, name, self.makers)
