"""Facts that follow from facts: every lookup, link and derivation of one procedure as a functional dependency.

The same dependencies that the chase applies, without the paths: what a set of known facts determines.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from eformc.model.catalogue import Catalogue
from eformc.model.procedure import Known, Procedure
from eformc.reasoning.chase import fact_at, links_of, start_of
from eformc.reasoning.reasoned import Fact


@dataclass(frozen=True, slots=True)
class Dependency:
    """All of `given` determine each of `gives`."""

    given: frozenset[Fact]
    gives: frozenset[Fact]


def dependencies_of(catalogue: Catalogue, procedure: Procedure) -> tuple[Dependency, ...]:
    """Every dependency between facts of a procedure's subjects."""
    return tuple(one for one in _dependencies(catalogue, procedure) if not one.gives <= one.given)


def _dependencies(catalogue: Catalogue, procedure: Procedure) -> Iterator[Dependency]:
    for subject in procedure.subjects.values():
        for lookup in catalogue.lookups():
            if lookup.entity == subject.entity and subject.known is not Known.NOBODY:
                given = frozenset(fact_at(subject.id, path) for path in lookup.given)
                yield Dependency(given, frozenset(fact_at(subject.id, path) for path in lookup.gives))
        entity = catalogue.entities[subject.entity]
        for element in entity.elements.values():
            fact = (subject.id, element.name)
            if element.derivable is not None:
                yield Dependency(frozenset((subject.id, name) for name in element.derivable.elements), frozenset({fact}))
            if element.same_as is not None:
                yield Dependency(frozenset({(subject.id, element.same_as.element)}), frozenset({fact}))
    for source, target in links_of(procedure):
        owner = target if target in procedure.subjects else source
        for name in catalogue.entities[procedure.subjects[owner].entity].elements:
            yield Dependency(frozenset({(source, name)}), frozenset({(target, name)}))


def known_at_start(catalogue: Catalogue, procedure: Procedure) -> frozenset[Fact]:
    """What is known of every subject before anything is asked."""
    return frozenset(fact for subject in procedure.subjects.values() for fact in start_of(catalogue, subject))


def closure(dependencies: Iterable[Dependency], known: Iterable[Fact]) -> frozenset[Fact]:
    """Everything that known facts determine. Linear in the size of the dependencies."""
    waiting: dict[Fact, list[int]] = {}
    every = list(dependencies)
    missing = [len(one.given) for one in every]
    for number, one in enumerate(every):
        for fact in one.given:
            waiting.setdefault(fact, []).append(number)
    reached: set[Fact] = set()
    todo = [*known, *(fact for number, one in enumerate(every) if not missing[number] for fact in one.gives)]
    while todo:
        fact = todo.pop()
        if fact in reached:
            continue
        reached.add(fact)
        for number in waiting.get(fact, ()):
            missing[number] -= 1
            if not missing[number]:
                todo += every[number].gives
    return frozenset(reached)
