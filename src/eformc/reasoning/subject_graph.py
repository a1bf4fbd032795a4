"""The part of a procedure that decides what can be known in it: who its subjects are and what leads to them.

Titles, pages and fields are left out, so that what follows from the lookups of a catalogue alone is worked out once for
all procedures about the same subjects.
"""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

from msgspec import Struct

from eformc.kernel.identity_cache import memoize_by_identity
from eformc.model.catalogue import Catalogue, Lookup, Path, Shows
from eformc.model.procedure import Known, Procedure, Subject, same_subjects
from eformc.reasoning.lookup_graph import LookupGraph

Fact: TypeAlias = tuple[str, str]
"""(subject, element name): one fact in a procedure."""


class SubjectNode(NamedTuple):
    """One subject. `start`: elements known before anything is asked; `via` (subject, relation) leads to it; it is the same
    as each of `same`, whatever is answered; `apart`: there are several of it, and an earlier subject is known `via` the same.
    """

    id: str
    entity: str
    known: Known
    start: tuple[str, ...]
    via: tuple[str, str] | None
    same: tuple[str, ...]
    apart: bool = False


Subjects: TypeAlias = tuple[SubjectNode, ...]
"""The subjects of a procedure, in its order; without those that always are another one."""


class LookupInstance(Struct, frozen=True, eq=False):
    """A lookup made for a node: the facts it is given and, by path, those it gives. `rank`: of its registry."""

    lookup: Lookup
    node: str
    keys: tuple[Fact, ...]
    gives: tuple[tuple[Path, Fact], ...]
    rank: int

    @property
    def id(self) -> str:
        return f"{self.node}.{self.lookup.registry}.{self.lookup.id}"


def subjects_of(catalogue: Catalogue, procedure: Procedure) -> Subjects:
    """The subjects of a procedure, in its order; without those that always are another one."""
    same = same_subjects(procedure.subjects)
    made: list[SubjectNode] = []
    ways: set[tuple[str, str]] = set()
    for subject in procedure.subjects.values():
        if subject.id not in same:
            others = tuple([same.get(one.subject, one.subject) for one in subject.same_as if one.when is None and not one.when_text])
            via = (same.get(subject.via[0], subject.via[0]), subject.via[1]) if subject.via is not None else None
            made.append(SubjectNode(subject.id, subject.entity, subject.known, _start(catalogue, subject), via, others, via in ways))
            ways |= {via} if via is not None else set()
    return tuple(made)


def _start(catalogue: Catalogue, subject: Subject) -> tuple[str, ...]:
    """The facts that login, the portal or the number of a document says. Of several documents nobody knows the numbers before they are typed."""
    if subject.known is Known.LOGIN:
        return catalogue.login_gives
    if subject.known is Known.CASE:
        return tuple(catalogue.entities[subject.entity].elements)
    if subject.known is Known.DOCUMENT and subject.document and not subject.many:
        key = catalogue.documents[subject.document].key
        return (key,) if key else catalogue.entities[subject.entity].key
    return ()


def lookups_for(graph: LookupGraph, subject: SubjectNode) -> tuple[LookupInstance, ...]:
    """Every lookup that could be made for a subject, in the catalogue's order. Nobody knows what is not yet there, and some are
    made for nobody but whoever logs in. What a portal hands in is not looked up.
    """
    if subject.known in (Known.NOBODY, Known.CASE):
        return ()
    return _lookups_for(graph, subject.id, subject.entity, subject.known is Known.LOGIN)


@memoize_by_identity(512)
def _lookups_for(graph: LookupGraph, node: str, entity: str, logged_in: bool) -> tuple[LookupInstance, ...]:
    return tuple([
        LookupInstance(
            one.lookup, node, tuple([fact_at(node, path) for path in one.lookup.given]),
            tuple([(path, fact_at(node, path)) for path in one.lookup.gives]), one.rank,
        )
        for one in graph.entities[entity].lookups
        if logged_in or one.lookup.shows is not Shows.OWN
    ])  # fmt: skip


def start_of(subjects: Subjects) -> frozenset[Fact]:
    """The facts known of subjects before anything is asked."""
    return frozenset((subject.id, name) for subject in subjects for name in subject.start)


def links_of(subjects: Subjects) -> list[tuple[str, str]]:
    """Pairs of nodes (source, target) that are the same thing: `via` (both ways, unless several have rows of their own there) and an
    unconditional `same_as`.
    """
    out: list[tuple[str, str]] = []
    several = {subject.via for subject in subjects if subject.apart}
    for subject in subjects:
        if subject.via is not None:
            node = ".".join(subject.via)
            out += [(node, subject.id)] if subject.via in several else [(node, subject.id), (subject.id, node)]
        out += [(one, subject.id) for one in subject.same]
    return out


def fact_at(node: str, path: Path) -> Fact:
    """The fact that a path leads to: relations become part of the node."""
    return ".".join((node, *path[:-1])), path[-1]
