"""The fewest lookups that bring every fact a form needs, exactly; of equally few the more authoritative, the nearer.

Reasoning takes each fact from the registry that the catalogue names first. Together that may be more lookups than needed:
a registry that has to be asked anyway may hold what another one was asked for. Choosing lookups is a set cover with
precedence (a lookup needs its key). Facts that only one lookup gives force it. Where one lookup more brings all that they leave
open, the nearest and most authoritative of these is the answer; any other choice goes to HiGHS.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeAlias

from msgspec import Struct

from eformc.kernel.identity_cache import memoize_by_identity
from eformc.model.catalogue import Path
from eformc.reasoning.lookup_graph import LookupGraph
from eformc.reasoning.reasoned import Origin, Reasoned, Step, Via
from eformc.reasoning.subject_graph import Fact, LookupInstance, Subjects, lookups_for, start_of

Sharing: TypeAlias = Callable[[Fact], Fact]


class Call(Struct, frozen=True, eq=False):
    """A lookup and its facts by the names the form shares; `paths`: what it gives, in the catalogue's order."""

    instance: LookupInstance
    keys: tuple[Fact, ...]
    gives: frozenset[Fact]
    paths: tuple[tuple[Path, Fact], ...]


class _Candidate(Struct, frozen=True, eq=False):
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
    graph, subjects = reasoned.index.lookups, reasoned.subjects
    shared, calls = sharing(subjects), calls_of(graph, subjects)
    now = _as_reasoned(reasoned, shared, calls)
    wanted = frozenset(now) - _keys_alone(reasoned, shared)
    asked = {fact for one in reasoned.fields if one.origin is Origin.ASKED and (fact := one.fact) is not None}
    keys = frozenset(key for call in calls.values() for key in call.keys)
    able = _able(graph, subjects, keys & asked)
    candidates = _giving(able, frozenset(now), reasoned.steps)
    kept = _kept(now, wanted, frozenset(fact for one in candidates for fact in one.gives), shared)
    wanted = wanted.union(shared(key) for step in kept.values() for key in step.keys if shared(key) in now) - kept.keys()
    chosen = _chosen(candidates, wanted)
    if chosen is None or len({one.step for one in chosen}.union(kept.values())) >= len(set(now.values())):
        return now
    return {**_givers(chosen, wanted | {fact for one in chosen for fact in one.needs}), **kept}


def _kept(now: Mapping[Fact, Step], wanted: Iterable[Fact], given: frozenset[Fact], shared: Sharing) -> Mapping[Fact, Step]:
    """The facts that no lookup is seen to give, with the lookup that reasoning found for each: of two subjects of one
    relation the second is known by what is known of the first. Their keys are looked at, too.
    """
    kept: dict[Fact, Step] = {}
    todo = [fact for fact in sorted(wanted) if fact not in given]
    while todo:
        fact = todo.pop()
        if fact not in kept:
            kept[fact] = now[fact]
            keys = map(shared, now[fact].keys)
            todo += [key for key in keys if key in now and key not in given]
    return kept


def sharing(subjects: Subjects) -> Sharing:
    """The names of facts in a form: a fact of `applicant.spouse` is the fact of the subject that is known `via` it."""
    nodes = {".".join(subject.via): subject.id for subject in reversed(subjects) if subject.via is not None}

    def shared(fact: Fact) -> Fact:
        subject = nodes.get(fact[0])
        return fact if subject is None else (subject, fact[1])

    return shared


def _named(subjects: Subjects) -> Callable[[Fact], tuple[Fact, ...]]:
    """The names of a fact in a form: more than one where several tables hold what one relation leads to."""
    shared = sharing(subjects)
    apart: dict[str, list[str]] = {}
    for one in subjects:
        if one.apart and one.via is not None:
            apart.setdefault(".".join(one.via), []).append(one.id)
    return lambda fact: (shared(fact), *((other, fact[1]) for other in apart.get(fact[0], ())))


def _keys_alone(reasoned: Reasoned, shared: Sharing) -> frozenset[Fact]:
    """Facts beside the form that are needed for nothing but as keys of the lookups that reasoning chose."""
    if not reasoned.behind:
        return frozenset()
    keys = {shared(key) for step in reasoned.steps for key in step.keys}
    read = {shared(fact) for one in reasoned.fields for fact in one.derived_from}.union(map(shared, reasoned.read))
    return frozenset(set(map(shared, reasoned.behind)) & keys - read)


def _as_reasoned(reasoned: Reasoned, shared: Sharing, calls: Mapping[str, Call]) -> dict[Fact, Step]:
    """Every fact with the lookup that reasoning found for it."""
    now = {shared(fact): step for fact, step in reasoned.behind.items()}
    for one in reasoned.fields:
        fact = one.fact
        if fact is not None and one.origin is Origin.HELD and one.steps and one.conversion is None and fact in calls[one.steps[-1].id].gives:
            now.setdefault(fact, one.steps[-1])
    return now


@memoize_by_identity(256)
def calls_of(graph: LookupGraph, subjects: Subjects) -> Mapping[str, Call]:
    """Every lookup for some subjects by its step's id, in the catalogue's order."""
    shared, named = sharing(subjects), _named(subjects)
    out: dict[str, Call] = {}
    for one in (one for subject in subjects for one in lookups_for(graph, subject)):
        paths = tuple((path, name) for path, fact in one.gives for name in named(fact))
        out[one.id] = Call(one, tuple(map(shared, one.keys)), frozenset(fact for _, fact in paths), paths)
    return out


@memoize_by_identity(256)
def _able(graph: LookupGraph, subjects: Subjects, asked: frozenset[Fact]) -> tuple[_Candidate, ...]:
    """Every lookup that can be made: its keys are known, asked, or brought by a lookup that comes before it."""
    free = asked | start_of(subjects)
    waiting = list(calls_of(graph, subjects).values())
    reached: dict[Fact, int] = dict.fromkeys(free, 0)
    out: list[_Candidate] = []
    while ready := [call for call in waiting if all(key in reached for key in call.keys)]:
        waiting = [call for call in waiting if call not in ready]
        for call in ready:
            instance, needs = call.instance, frozenset(call.keys)
            hops = 1 + max((reached[key] for key in needs), default=0)
            step = Step(instance.lookup, instance.node, instance.keys, hops, Via.LOGIN)
            out.append(_Candidate(step, call.gives - needs, needs - free, instance.rank, hops))
        for one in out:
            for fact in one.gives:
                reached[fact] = min(one.hops, reached.get(fact, one.hops))
    return tuple(out)


def _giving(able: Sequence[_Candidate], now: frozenset[Fact], steps: Iterable[Step]) -> list[_Candidate]:
    """The candidates that give what is looked up now, or a key of a candidate; with the steps that reasoning took."""
    taken = {step.id: step for step in steps}
    wanted = now.union(*(one.needs for one in able))
    return [
        _Candidate(taken.get(one.step.id, one.step), gives, one.needs, one.rank, one.hops)
        for one in able
        if (gives := one.gives & wanted)
    ]


def _brings(one: _Candidate, fact: Fact, to: _Candidate | None) -> bool:
    return fact in one.gives and (to is None or one.hops < to.hops)


def _chosen(candidates: list[_Candidate], wanted: frozenset[Fact]) -> list[_Candidate] | None:
    """The cheapest lookups that give every wanted fact; None where something cannot be had."""
    giving: dict[Fact, list[_Candidate]] = {}
    for one in candidates:
        for fact in one.gives:
            giving.setdefault(fact, []).append(one)

    def able(fact: Fact, to: _Candidate | None) -> list[_Candidate]:
        return giving.get(fact, []) if to is None else [one for one in giving.get(fact, []) if one.hops < to.hops]

    chosen: list[_Candidate] = []
    open_: dict[tuple[Fact, _Candidate | None], None] = {(fact, None): None for fact in sorted(wanted) if fact in giving}
    while True:
        forced = [some[0] for fact, to in open_ if len(some := able(fact, to)) == 1]
        new = [one for one in dict.fromkeys(forced) if one not in chosen]
        if not new:
            break
        chosen += new
        open_.update(dict.fromkeys((fact, one) for one in new for fact in sorted(one.needs)))
    left = [(fact, to) for fact, to in open_ if not any(one in chosen for one in able(fact, to))]
    if not left:
        return chosen
    last = _last(candidates, chosen, left)
    return [*chosen, last] if last else _solved(candidates, chosen, left)


def _last(
    candidates: list[_Candidate], chosen: list[_Candidate], left: list[tuple[Fact, _Candidate | None]]
) -> _Candidate | None:
    """The best single lookup that brings all that is left, with keys that the chosen ones bring."""
    able = [
        one
        for one in candidates
        if all(_brings(one, fact, to) for fact, to in left) and all(any(_brings(other, key, one) for other in chosen) for key in one.needs)
    ]
    return min(able, key=lambda one: (one.hops, one.rank), default=None)


def _solved(
    candidates: list[_Candidate], forced: list[_Candidate], left: list[tuple[Fact, _Candidate | None]]
) -> list[_Candidate] | None:
    """The remaining choice as an integer programme: few lookups first, then few hops, then authority."""
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
