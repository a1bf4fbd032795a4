"""Facts that follow from facts: every lookup, link and derivation of one procedure as a functional dependency.

The same dependencies that the chase applies, without the paths: what a set of known facts determines.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct

from eformc.kernel.identity_cache import Structural, memoize_by_identity
from eformc.reasoning.lookup_graph import LookupGraph
from eformc.reasoning.subject_graph import Fact, Subjects, links_of, lookups_for


class Dependency(Struct, frozen=True):
    """All of `given` determine each of `gives`."""

    given: frozenset[Fact]
    gives: frozenset[Fact]


class Dependencies(Structural, frozen=True):
    """Dependencies, ready for asking again and again what follows from some facts. `missing`: by number, how many facts each
    of them needs; `unconditional`: facts that need none; `waiting`: by fact, the numbers of those that need it.
    """

    every: tuple[Dependency, ...]
    missing: tuple[int, ...]
    unconditional: frozenset[Fact]
    waiting: Mapping[Fact, tuple[int, ...]]

    def closure(self, known: Iterable[Fact]) -> frozenset[Fact]:
        """Everything that known facts determine. Linear in the size of the dependencies."""
        facts = frozenset(known)
        return facts | _closed(self, facts.intersection(self.waiting))

    def worked_out(self, known: Iterable[Fact]) -> frozenset[Fact]:
        """The same without looking whether it was asked before."""
        missing = list(self.missing)
        reached = {*known, *self.unconditional}
        todo = list(reached)
        while todo:
            for number in self.waiting.get(todo.pop(), ()):
                missing[number] -= 1
                if not missing[number]:
                    new = self.every[number].gives - reached
                    reached |= new
                    todo += new
        return frozenset(reached)


@memoize_by_identity(64, owners=256)
def _closed(dependencies: Dependencies, known: frozenset[Fact]) -> frozenset[Fact]:
    """By the facts that something follows from: of the many that are known, few."""
    return dependencies.worked_out(known)


def dependencies(every: Iterable[Dependency]) -> Dependencies:
    """Some dependencies, made ready for asking."""
    found = tuple(every)
    waiting: dict[Fact, list[int]] = {}
    for number, one in enumerate(found):
        for fact in one.given:
            waiting.setdefault(fact, []).append(number)
    return Dependencies(
        found,
        tuple([len(one.given) for one in found]),
        frozenset(fact for one in found if not one.given for fact in one.gives),
        {fact: tuple(numbers) for fact, numbers in waiting.items()},
    )


@memoize_by_identity(256)
def dependencies_of(graph: LookupGraph, subjects: Subjects) -> Dependencies:
    """Every dependency between facts of a procedure's subjects."""
    return dependencies(one for one in _dependencies(graph, subjects) if not one.gives <= one.given)


def _dependencies(graph: LookupGraph, subjects: Subjects) -> Iterator[Dependency]:
    entities = {subject.id: graph.entities[subject.entity] for subject in subjects}
    for subject in subjects:
        for one in lookups_for(graph, subject):
            yield Dependency(frozenset(one.keys), frozenset(fact for _, fact in one.gives))
        for inference in entities[subject.id].inferences:
            yield Dependency(frozenset((subject.id, name) for name in inference.given), frozenset({(subject.id, inference.gives)}))
    for source, target in links_of(subjects):
        for name in entities[target if target in entities else source].elements:
            yield Dependency(frozenset({(source, name)}), frozenset({(target, name)}))
