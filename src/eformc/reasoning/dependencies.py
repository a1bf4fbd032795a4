"""Facts that follow from facts: every lookup, link and derivation of one procedure as a functional dependency.

The same dependencies that the chase applies, without the paths: what a set of known facts determines.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from msgspec import Struct

from eformc.kernel.same import remembered
from eformc.model.catalogue import Catalogue
from eformc.model.procedure import Procedure
from eformc.reasoning.reasoned import Fact
from eformc.reasoning.standing import Standings, firings_of, links_of, standings, start_of


class Dependency(Struct, frozen=True):
    """All of `given` determine each of `gives`."""

    given: frozenset[Fact]
    gives: frozenset[Fact]


class Dependencies:
    """Dependencies, ready for asking again and again what follows from some facts."""

    __slots__ = ("_closed", "every", "missing", "unconditional", "waiting")

    def __init__(self, every: Iterable[Dependency]) -> None:
        self._closed = lru_cache(maxsize=64)(self.worked_out)
        """By the facts that something follows from: of the many that are known, few."""
        self.every = tuple(every)
        self.missing = [len(one.given) for one in self.every]
        self.unconditional = frozenset(fact for one in self.every if not one.given for fact in one.gives)
        self.waiting: dict[Fact, list[int]] = {}
        for number, one in enumerate(self.every):
            for fact in one.given:
                self.waiting.setdefault(fact, []).append(number)

    def closure(self, known: Iterable[Fact]) -> frozenset[Fact]:
        """Everything that known facts determine. Linear in the size of the dependencies."""
        facts = frozenset(known)
        return facts | self._closed(frozenset(fact for fact in facts if fact in self.waiting))

    def worked_out(self, known: Iterable[Fact]) -> frozenset[Fact]:
        """The same without looking whether it was asked before."""
        missing = self.missing.copy()
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


def dependencies_of(catalogue: Catalogue, procedure: Procedure) -> Dependencies:
    """Every dependency between facts of a procedure's subjects."""
    return _of(catalogue, standings(catalogue, procedure))


@remembered(256)
def _of(catalogue: Catalogue, subjects: Standings) -> Dependencies:
    return Dependencies(one for one in _dependencies(catalogue, subjects) if not one.gives <= one.given)


def _dependencies(catalogue: Catalogue, subjects: Standings) -> Iterator[Dependency]:
    entities = {subject.id: catalogue.entities[subject.entity] for subject in subjects}
    for subject in subjects:
        for firing in firings_of(catalogue, subject):
            yield Dependency(frozenset(firing.keys), frozenset(fact for _, fact in firing.gives))
        for element in entities[subject.id].elements.values():
            fact = (subject.id, element.name)
            if element.derivable is not None:
                yield Dependency(frozenset((subject.id, name) for name in element.derivable.elements), frozenset({fact}))
            if element.same_as is not None:
                yield Dependency(frozenset({(subject.id, element.same_as.element)}), frozenset({fact}))
    for source, target in links_of(subjects):
        for name in entities[target if target in entities else source].elements:
            yield Dependency(frozenset({(source, name)}), frozenset({(target, name)}))


def known_at_start(catalogue: Catalogue, procedure: Procedure) -> frozenset[Fact]:
    """The facts known of every subject before anything is asked."""
    return start_of(standings(catalogue, procedure))
