"""The part of a catalogue that decides what can be known with what: its lookups, and what follows within an entity.

It is worked out once for a catalogue. No element, registry or document can be asked of it by name, so what is memoised for
it hides no dependency from the incremental build (`project.dependencies`).
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from eformc.kernel.identity_cache import Structural
from eformc.model.catalogue import Catalogue, Entity, Lookup


class RankedLookup(Struct, frozen=True):
    """A lookup. `rank`: of its registry; the catalogue names the more authoritative one first."""

    lookup: Lookup
    rank: int


class Inference(Struct, frozen=True):
    """The elements of an entity (`given`) from which another one of it follows."""

    given: tuple[str, ...]
    gives: str


class EntityGraph(Struct, frozen=True):
    """What can be known of a thing: the names of its elements, the lookups for it and the inferences within it."""

    elements: tuple[str, ...]
    lookups: tuple[RankedLookup, ...]
    inferences: tuple[Inference, ...]


class LookupGraph(Structural, frozen=True):
    """`entities`: by id. `keys`: elements of the thing itself that a lookup is given, as (entity, element). `holders`: the
    registry that the catalogue names first for what it holds of an entity.
    """

    entities: Mapping[str, EntityGraph]
    keys: frozenset[tuple[str, str]]
    holders: Mapping[tuple[str, str], str]


def lookup_graph_of(catalogue: Catalogue) -> LookupGraph:
    """The lookups of a catalogue as a graph."""
    registries = tuple(catalogue.registries.values())
    ranked = [RankedLookup(lookup, rank) for rank, registry in enumerate(registries) for lookup in registry.lookups]
    held = [(place, registry.id) for registry in registries for place in registry.holds.values()]
    return LookupGraph(
        {entity.id: _entity_graph(entity, ranked) for entity in catalogue.entities.values()},
        frozenset((one.lookup.entity, path[-1]) for one in ranked for path in one.lookup.given if len(path) == 1),
        {(entity, path[0]): registry for (entity, path), registry in reversed(held) if len(path) == 1},
    )


def _entity_graph(entity: Entity, ranked: list[RankedLookup]) -> EntityGraph:
    inferences: list[Inference] = []
    for element in entity.elements.values():
        if element.derivable is not None:
            inferences.append(Inference(element.derivable.elements, element.name))
        if element.same_as is not None:
            inferences.append(Inference((element.same_as.element,), element.name))
    lookups = tuple(one for one in ranked if one.lookup.entity == entity.id)
    return EntityGraph(tuple(entity.elements), lookups, tuple(inferences))
