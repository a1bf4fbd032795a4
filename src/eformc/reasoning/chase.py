"""The chase: from what is known at the start, through every lookup of the catalogue, to a fixed point.

Lookups are functional dependencies between facts. A fact is (node, element): the node is a subject's id, or a
relation from it (`applicant.mother`) for what a registry says of somebody while looking up somebody else. Every
fact that is reached keeps the cheapest way to it: fewest asked keys, then fewest hops, then the registry that the
catalogue names first; ties are broken by name, so that the result is the same on every machine.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from eformc.model.catalogue import Catalogue, Lookup, Path
from eformc.model.procedure import Known, Procedure, Subject
from eformc.reasoning.reasoned import Fact, Step, Via


@dataclass(frozen=True, slots=True, order=True)
class Cost:
    """How dear a fact is; smaller is better."""

    asked: int
    hops: int
    rank: int = 0
    tie: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Arrival:
    """How a fact becomes known: `steps` in firing order; no steps means it is known at the start or asked."""

    cost: Cost
    via: Via
    steps: tuple[Step, ...] = ()
    registry: str | None = None


def chase(catalogue: Catalogue, procedure: Procedure, asked: Iterable[Fact] = ()) -> Mapping[Fact, Arrival]:
    """Every fact that is known, given what login says and the answers to `asked` (the questions of the form)."""
    arrivals: dict[Fact, Arrival] = {}
    for subject in procedure.subjects.values():
        arrivals.update(start_of(catalogue, subject))
    for fact in sorted(asked):
        arrivals.setdefault(fact, Arrival(Cost(1, 0, 0, fact), Via.KEY_FIELD))
    ranks = {registry: rank for rank, registry in enumerate(catalogue.registries)}
    lookups: dict[str, list[Lookup]] = {}
    for lookup in catalogue.lookups():
        lookups.setdefault(lookup.entity, []).append(lookup)
    links = links_of(procedure)
    fired: dict[tuple[str, str, str], Cost] = {}
    changed = True
    while changed:
        changed = False
        for subject in procedure.subjects.values():
            for lookup in lookups.get(subject.entity, ()) if subject.known is not Known.NOBODY else ():
                changed |= _fire(arrivals, fired, subject.id, lookup, ranks[lookup.registry])
        for source, target in links:
            changed |= _link(arrivals, source, target)
    return arrivals


def start_of(catalogue: Catalogue, subject: Subject) -> dict[Fact, Arrival]:
    """What is known of a subject before anything is asked."""
    start = Cost(0, 0, 0, (subject.id,))
    if subject.known is Known.LOGIN:
        return {(subject.id, name): Arrival(start, Via.LOGIN) for name in catalogue.login_gives}
    if subject.known is Known.DOCUMENT and subject.document:
        key = catalogue.documents[subject.document].key
        names = (key,) if key else catalogue.entities[subject.entity].key
        return {(subject.id, name): Arrival(start, Via.DOCUMENT) for name in names}
    return {}


def links_of(procedure: Procedure) -> list[tuple[str, str]]:
    """Pairs of nodes (source, target) that are the same thing: `via` (both ways) and an unconditional `same_as`."""
    out: list[tuple[str, str]] = []
    for subject in procedure.subjects.values():
        if subject.via is not None:
            node = ".".join(subject.via)
            out += [(node, subject.id), (subject.id, node)]
        out += [(same.subject, subject.id) for same in subject.same_as if same.when is None and not same.when_text]
    return out


def _fire(
    arrivals: dict[Fact, Arrival], fired: dict[tuple[str, str, str], Cost], node: str, lookup: Lookup, rank: int
) -> bool:
    """Apply one lookup to one node; True if something became known, or known more cheaply. `fired`: what each lookup
    cost when it was applied before; for the same cost it gives nothing new.
    """
    keys = [fact_at(node, path) for path in lookup.given]
    known = [arrivals[key] for key in keys if key in arrivals]
    if len(known) < len(keys):
        return False
    hops = 1 + max((arrival.cost.hops for arrival in known), default=0)
    asked = max((arrival.cost.asked for arrival in known), default=0)
    cost = Cost(asked, hops, rank, (lookup.registry, lookup.id, *(keys[0] if keys else ())))
    name = (node, lookup.registry, lookup.id)
    if fired.get(name) == cost:
        return False
    fired[name] = cost
    via = _farthest(arrival.via for arrival in known)
    step = Step(lookup, node, tuple(keys), hops, via)
    steps = _joined([arrival.steps for arrival in known], step)
    changed = False
    for path in lookup.gives:
        fact = fact_at(node, path)
        through = Via.RELATION if len(path) > 1 and via is Via.LOGIN else via
        if fact not in arrivals or cost < arrivals[fact].cost:
            arrivals[fact] = Arrival(cost, through, steps, lookup.registry)
            changed = True
    return changed


def fact_at(node: str, path: Path) -> Fact:
    """The fact that a path leads to: relations become part of the node."""
    return ".".join((node, *path[:-1])), path[-1]


_ORDER = (Via.LOGIN, Via.RELATION, Via.DOCUMENT, Via.KEY_FIELD)


def _farthest(vias: Iterable[Via]) -> Via:
    return max(vias, key=_ORDER.index, default=Via.LOGIN)


def _joined(before: list[tuple[Step, ...]], step: Step) -> tuple[Step, ...]:
    out: list[Step] = []
    for steps in before:
        out += [one for one in steps if one not in out]
    return (*out, step)


def _link(arrivals: dict[Fact, Arrival], source: str, target: str) -> bool:
    changed = False
    for (node, name), arrival in list(arrivals.items()):
        fact = (target, name)
        if node == source and (fact not in arrivals or arrival.cost < arrivals[fact].cost):
            arrivals[fact] = arrival
            changed = True
    return changed
