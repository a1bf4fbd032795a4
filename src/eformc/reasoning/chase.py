"""The chase: from what is known at the start, through every lookup of the catalogue, to a fixed point.

Lookups are functional dependencies between facts. A fact is (node, element): the node is a subject's id, or a
relation from it (`applicant.mother`) for what a registry says of somebody while looking up somebody else. Every
fact that is reached keeps the cheapest way to it: fewest asked keys, then fewest hops, then the registry that the
catalogue names first; ties are broken by name, so that the result is the same on every machine. What is found for some
subjects and questions is remembered: most procedures of a country are about the same few.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from msgspec import Struct

from eformc.kernel.identity_cache import memoize_by_identity
from eformc.model.procedure import Known
from eformc.reasoning.lookup_graph import LookupGraph
from eformc.reasoning.reasoned import Step, Via
from eformc.reasoning.subject_graph import Fact, LookupInstance, Subjects, links_of, lookups_for


class Cost(NamedTuple):
    """The cost of a fact; smaller is better."""

    asked: int
    hops: int
    rank: int = 0
    tie: tuple[str, ...] = ()


class Arrival(Struct, frozen=True):
    """The path by which a fact becomes known: `steps` in firing order; no steps means it is known at the start or asked."""

    cost: Cost
    via: Via
    steps: tuple[Step, ...] = ()
    registry: str | None = None


def chase(graph: LookupGraph, subjects: Subjects, asked: Iterable[Fact] = ()) -> Mapping[Fact, Arrival]:
    """Every fact that is known, given what login says and the answers to `asked` (the questions of the form)."""
    return _chased(graph, subjects, tuple(sorted(asked)))


@memoize_by_identity(256)
def _chased(graph: LookupGraph, subjects: Subjects, asked: tuple[Fact, ...]) -> Mapping[Fact, Arrival]:
    arrivals: dict[Fact, Arrival] = {}
    for subject in subjects:
        known = Arrival(Cost(0, 0, 0, (subject.id,)), Via.LOGIN if subject.known is Known.LOGIN else Via.DOCUMENT)
        arrivals.update(dict.fromkeys(((subject.id, name) for name in subject.start), known))
    for fact in asked:
        arrivals.setdefault(fact, Arrival(Cost(1, 0, 0, fact), Via.KEY_FIELD))
    instances = [one for subject in subjects for one in lookups_for(graph, subject)]
    links = links_of(subjects)
    fired: dict[LookupInstance, Cost] = {}
    changed = True
    while changed:
        changed = False
        for instance in instances:
            changed |= _fire(arrivals, fired, instance)
        for source, target in links:
            changed |= _link(arrivals, source, target)
    return arrivals


def _fire(arrivals: dict[Fact, Arrival], fired: dict[LookupInstance, Cost], instance: LookupInstance) -> bool:
    """Make one lookup; True if something became known, or known more cheaply. `fired`: what each lookup cost when it was
    made before; for the same cost it gives nothing new.
    """
    keys, lookup = instance.keys, instance.lookup
    known = [arrivals[key] for key in keys if key in arrivals]
    if len(known) < len(keys):
        return False
    hops = 1 + max((arrival.cost.hops for arrival in known), default=0)
    asked = max((arrival.cost.asked for arrival in known), default=0)
    cost = Cost(asked, hops, instance.rank, (lookup.registry, lookup.id, *(keys[0] if keys else ())))
    if fired.get(instance) == cost:
        return False
    fired[instance] = cost
    via = _farthest(arrival.via for arrival in known)
    step = Step(lookup, instance.node, keys, hops, via)
    steps = _joined([arrival.steps for arrival in known], step)
    straight = Arrival(cost, via, steps, lookup.registry)
    through = Arrival(cost, Via.RELATION, steps, lookup.registry) if via is Via.LOGIN else straight
    changed = False
    for path, fact in instance.gives:
        if fact not in arrivals or cost < arrivals[fact].cost:
            arrivals[fact] = through if len(path) > 1 else straight
            changed = True
    return changed


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
