"""The fewest lookups that bring every fact a form needs, exactly; of equally few the more authoritative, the nearer.

Reasoning takes each fact from the registry that the catalogue names first. Together that may be more lookups than needed:
a registry that has to be asked anyway may hold what another one was asked for. Choosing lookups is a set cover with
precedence (a lookup needs its key). Facts that only one lookup gives force it; what they leave open goes to HiGHS.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from eformc.kernel.expressions import refs
from eformc.model.procedure import Known, expressions_of
from eformc.reasoning.chase import fact_at
from eformc.reasoning.dependencies import known_at_start
from eformc.reasoning.reasoned import Fact, Origin, Reasoned, Step, Via


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A lookup that could be made. `gives`: facts by the names the form shares; `needs`: keys that a lookup must bring;
    `hops`: lookups in a row up to this one.
    """

    step: Step
    gives: frozenset[Fact]
    needs: frozenset[Fact]
    rank: int
    hops: int


def fewest(reasoned: Reasoned) -> Mapping[Fact, Step]:
    """For every fact that has to be looked up, the one lookup that gives it."""
    now = _as_reasoned(reasoned)
    wanted = frozenset(now) - _keys_alone(reasoned)
    chosen = _chosen(_candidates(reasoned, now), wanted)
    if chosen is None or len(chosen) >= len(set(now.values())):
        return now
    return _givers(chosen, wanted | {fact for one in chosen for fact in one.needs})


def _keys_alone(reasoned: Reasoned) -> frozenset[Fact]:
    """Facts beside the form that are needed for nothing but as keys of the lookups that reasoning chose."""
    keys = {shared(reasoned, key) for step in reasoned.steps for key in step.keys}
    read = {shared(reasoned, fact) for one in reasoned.fields for fact in one.derived_from}
    for expression in expressions_of(reasoned.procedure):
        read |= {shared(reasoned, (ref.pointer[0], ref.pointer[1])) for ref in refs(expression) if ref.known}
    return frozenset({shared(reasoned, fact) for fact in reasoned.behind} & keys - read)


def shared(reasoned: Reasoned, fact: Fact) -> Fact:
    """A fact of `applicant.spouse` is the fact of the subject that is known `via` it."""
    for subject in reasoned.procedure.subjects.values():
        if subject.via is not None and ".".join(subject.via) == fact[0]:
            return subject.id, fact[1]
    return fact


def _as_reasoned(reasoned: Reasoned) -> dict[Fact, Step]:
    """Every fact with the lookup that reasoning found for it."""
    now = {shared(reasoned, fact): step for fact, step in reasoned.behind.items()}
    for one in reasoned.fields:
        if one.origin is Origin.HELD and one.steps and one.conversion is None and one.element is not None and one.subject is not None:
            fact = (one.subject, one.element.name)
            if fact in {shared(reasoned, fact_at(one.steps[-1].subject, path)) for path in one.steps[-1].lookup.gives}:
                now.setdefault(fact, one.steps[-1])
    return now


def _candidates(reasoned: Reasoned, now: Mapping[Fact, Step]) -> list[_Candidate]:
    """Every lookup that can be made: its keys are known, asked, or brought by a lookup that comes before it."""
    procedure, catalogue = reasoned.procedure, reasoned.catalogue
    ranks = {registry: rank for rank, registry in enumerate(catalogue.registries)}
    steps = {step.id: step for step in reasoned.steps}
    free = set(known_at_start(catalogue, procedure))
    free |= {(one.subject, one.element.name) for one in reasoned.fields if one.origin is Origin.ASKED and one.element and one.subject}
    waiting = [
        (subject, lookup, tuple(fact_at(subject.id, path) for path in lookup.given))
        for subject in procedure.subjects.values()
        for lookup in catalogue.lookups()
        if lookup.entity == subject.entity and subject.known is not Known.NOBODY
    ]
    reached: dict[Fact, int] = dict.fromkeys(free, 0)
    out: list[_Candidate] = []
    while ready := [one for one in waiting if all(shared(reasoned, key) in reached for key in one[2])]:
        waiting = [one for one in waiting if one not in ready]
        for subject, lookup, keys in ready:
            needs = frozenset(shared(reasoned, key) for key in keys)
            hops = 1 + max((reached[key] for key in needs), default=0)
            step = Step(lookup, subject.id, keys, hops, Via.LOGIN)
            gives = frozenset(shared(reasoned, fact_at(subject.id, path)) for path in lookup.gives) - needs
            out.append(_Candidate(steps.get(step.id, step), gives, needs - free, ranks[lookup.registry], hops))
        for one in out:
            for fact in one.gives:
                reached[fact] = min(one.hops, reached.get(fact, one.hops))
    wanted = frozenset(now) | {fact for one in out for fact in one.needs}
    return [replace(one, gives=one.gives & wanted) for one in out if one.gives & wanted]


def _brings(one: _Candidate, fact: Fact, to: _Candidate | None) -> bool:
    return fact in one.gives and (to is None or one.hops < to.hops)


def _chosen(candidates: list[_Candidate], wanted: frozenset[Fact]) -> list[_Candidate] | None:
    """The cheapest lookups that give every wanted fact; None where something cannot be had."""
    chosen: list[_Candidate] = []
    open_: set[tuple[Fact, _Candidate | None]] = {(fact, None) for fact in wanted if _reachable(fact, candidates)}
    while True:
        forced = [able[0] for fact, to in open_ if len(able := [one for one in candidates if _brings(one, fact, to)]) == 1]
        new = [one for one in dict.fromkeys(forced) if one not in chosen]
        if not new:
            break
        chosen += new
        open_ |= {(fact, one) for one in new for fact in one.needs}
    left = [(fact, to) for fact, to in open_ if not any(_brings(one, fact, to) for one in chosen)]
    return _solved(candidates, chosen, left) if left else chosen


def _reachable(fact: Fact, candidates: Iterable[_Candidate]) -> bool:
    return any(fact in one.gives for one in candidates)


def _solved(
    candidates: list[_Candidate], forced: list[_Candidate], left: list[tuple[Fact, _Candidate | None]]
) -> list[_Candidate] | None:
    """What is left as an integer programme: few lookups first, then few hops, then authority."""
    from highspy import Highs, HighsModelStatus

    model = Highs()  # type: ignore[no-untyped-call]
    for option, value in (("output_flag", False), ("threads", 1), ("mip_rel_gap", 0.0)):
        model.setOptionValue(option, value)
    ranks = 1 + sum(one.rank for one in candidates)
    hops = 1 + sum(one.hops for one in candidates)
    made = [model.addBinary(obj=float(ranks * hops + one.hops * ranks + one.rank)) for one in candidates]

    def bringing(fact: Fact, to: _Candidate | None) -> Any:
        return model.qsum([made[n] for n, one in enumerate(candidates) if _brings(one, fact, to)])

    for fact, to in left:
        model.addConstr(bringing(fact, to) >= 1)
    for number, one in enumerate(candidates):
        model.addConstr(made[number] >= int(one in forced))
        for fact in sorted(one.needs):
            model.addConstr(bringing(fact, one) - made[number] >= 0)
    model.run()
    if model.getModelStatus() != HighsModelStatus.kOptimal:
        return None
    found = model.getSolution().col_value
    return [one for n, one in enumerate(candidates) if found[n] > 0.5]


def _givers(chosen: list[_Candidate], wanted: frozenset[Fact]) -> Mapping[Fact, Step]:
    """Each fact from the nearest, then most authoritative of the chosen lookups."""
    ordered = sorted(chosen, key=lambda one: (one.hops, one.rank, one.step.id))
    return {fact: next(one.step for one in ordered if fact in one.gives) for fact in sorted(wanted)}
