"""The smallest form: the cheapest set of questions from which every needed fact follows, exactly.

Choosing questions so that the closure of the dependencies holds every needed fact is NP-hard (minimum keys of
functional dependencies), and forms are small, so it is solved exactly: as an implicit hitting set. If some questions
do not suffice, at least one fact outside their closure has to be asked; each such cut goes to an integer programming
solver (HiGHS), until the cheapest choice that meets all cuts suffices. Of equally cheap choices the one with fewer
questions is taken, then the one whose questions come earlier in the form.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from msgspec import Struct

from eformc.kernel.identity_cache import IdentityKey, identity_key, memoize_by_identity
from eformc.kernel.values import (
    Boolean,
    Choice,
    Choices,
    Date,
    Decimal,
    File,
    Integer,
    Moment,
    Money,
    Precision,
    Record,
    RowOf,
    RowsOf,
    Text,
    Time,
    Value,
)
from eformc.model.catalogue import Element
from eformc.model.procedure import Waiver
from eformc.reasoning.dependencies import Dependencies, Dependency, dependencies, dependencies_of
from eformc.reasoning.lookup_graph import LookupGraph
from eformc.reasoning.reasoned import FieldReason, Origin, Reasoned
from eformc.reasoning.subject_graph import Fact, SubjectNode, lookups_for, start_of


class Question(Struct, frozen=True):
    """One question of the smallest form. `field`: the id of the form's field that asks it, None where the author has to
    add it; `fact`: what it asks for, None for a question of the form's own. `unlocks`: the fields that come with it.
    `waiver`: the law under which it is asked although it need not be. `cost`: in taps and keystrokes, roughly.
    """

    fact: Fact | None
    field: str | None
    cost: int
    unlocks: tuple[str, ...] = ()
    waiver: Waiver | None = None


class Smallest(Struct, frozen=True):
    """`questions` in the form's order, those to be added last. `dropped`: fields that are asked now and would not be.
    `cost` and `cost_now`: of the smallest form, and of the form as it stands.
    """

    questions: tuple[Question, ...]
    dropped: tuple[str, ...]
    cost: int
    cost_now: int

    @property
    def added(self) -> tuple[Question, ...]:
        """The questions the author should ask, and the form does not."""
        return tuple(question for question in self.questions if question.field is None)


def effort(value: Value) -> int:
    """The cost of an answer to the person who gives it: about one unit for a tap or for three keystrokes."""
    return _effort(identity_key(value))


@lru_cache(maxsize=2048)
def _effort(given: IdentityKey[Value]) -> int:
    """Values of a catalogue's elements are asked about in every form."""
    value = given()
    match value:
        case Boolean():
            return 1
        case Choice() | Choices():
            return 2 if len(value.codes.codes) <= 7 else 3
        case Time():
            return 2
        case Moment():
            return 6
        case RowOf() | RowsOf():
            return 2
        case Date():
            return {Precision.YEAR: 2, Precision.MONTH: 3}.get(value.precision, 4)
        case Integer() | Money() | Decimal():
            return 3
        case Text():
            return 12 if value.multiline else 6
        case Record():
            return sum(effort(part.value) for part in value.parts)
        case File():
            return 10


def smallest(reasoned: Reasoned) -> Smallest:
    """The smallest form of a procedure. What the author insists on asking (`ask`, `waive`) stays."""
    return _smallest(_choice(reasoned))


def adding(reasoned: Reasoned) -> Smallest | None:
    """The smallest form where it asks what the form does not; None for most forms."""
    choice = _choice(reasoned)
    return _smallest(choice) if choice.chosen - choice.first.keys() else None


class _Choice(Struct, frozen=True):
    """The facts to ask (`chosen`), and what they were chosen by. `first`: by fact the field that asks it first;
    `elements`: what can be asked; `insisted`: fields whose author wants them asked.
    """

    fields: tuple[FieldReason, ...]
    first: Mapping[Fact, FieldReason]
    insisted: Mapping[Fact, FieldReason]
    elements: Mapping[Fact, Element]
    cost: Mapping[Fact, int]
    following: Dependencies
    start: frozenset[Fact]
    chosen: frozenset[Fact]


def _choice(reasoned: Reasoned) -> _Choice:
    graph, catalogue = reasoned.index.lookups, reasoned.catalogue
    fields = tuple(one for one in reasoned.fields if one.system is None and not _worked_out(one))
    about = [(fact, one) for one in fields if (fact := _fact(one)) is not None]
    insisted = {fact: one for fact, one in about if one.field.asks and one.bound}
    needed = list(dict.fromkeys(fact for fact, _ in about))
    following = _without(dependencies_of(graph, reasoned.subjects), _relative(fields))
    elements = {fact: element for fact in needed if (element := _element(reasoned, fact)) is not None}
    for subject in reasoned.subjects:
        for key in _keys(graph, subject):
            found = catalogue.element(subject.entity, key[1])
            if found is not None and found.retired is None:
                elements.setdefault(key, found)
    cost = {fact: effort(element.value) for fact, element in elements.items()}
    start = start_of(reasoned.subjects)
    forced = [fact for fact in needed if fact in insisted]
    chosen = least(following, [*start, *forced], needed, cost).union(forced)
    return _Choice(fields, dict(reversed(about)), insisted, elements, cost, following, start, chosen)


def _smallest(choice: _Choice) -> Smallest:
    fields, first, insisted, chosen = choice.fields, choice.first, choice.insisted, choice.chosen
    determined = choice.following.closure([*choice.start, *chosen])
    asked_now = {one.id for one in fields if one.origin is Origin.ASKED}
    questions = [
        *(_own(one) for one in fields if _fact(one) is None and one.origin is Origin.ASKED),
        *(
            Question(
                fact, first[fact].id if fact in first else None, choice.cost[fact],
                _comes_with(choice.following, determined, [*choice.start, *(chosen - {fact})], fact, first),
                insisted[fact].field.waiver if fact in insisted else None,
            )
            for fact in choice.elements if fact in chosen
        ),
    ]  # fmt: skip
    order = {one.id: at for at, one in enumerate(fields)}
    questions.sort(key=lambda question: (order.get(question.field or "", len(order)), question.fact or ("", "")))
    kept = {question.field for question in questions}
    return Smallest(
        tuple(questions),
        tuple(one.id for one in fields if one.id in asked_now and one.id not in kept),
        sum(question.cost for question in questions),
        sum(effort(one.field.value) for one in fields if one.id in asked_now),
    )


@memoize_by_identity(256)
def _keys(graph: LookupGraph, subject: SubjectNode) -> tuple[Fact, ...]:
    """The keys of its own that lookups for a subject are given: what an author could ask."""
    return tuple(dict.fromkeys(key for one in lookups_for(graph, subject) for key in one.keys if key[0] == subject.id))


def _without(following: Dependencies, always_asked: frozenset[Fact]) -> Dependencies:
    """The dependencies without those facts that no registry can give this form."""
    if not always_asked:
        return following
    return dependencies(Dependency(one.given, gives) for one in following.every if (gives := one.gives - always_asked))


def least(
    following: Dependencies, known: Iterable[Fact], needed: Iterable[Fact], cost: Mapping[Fact, int]
) -> frozenset[Fact]:
    """The cheapest facts to ask so that, with what is known, every needed fact follows. Only facts with a cost can be
    asked; a needed fact without one is left out of account. Deterministic: see the module.
    """
    wanted = frozenset(fact for fact in needed if fact in cost)
    base = following.closure(known)
    open_ = wanted - base
    if not open_:
        return frozenset()
    chosen = set(open_.difference(*(one.gives for one in following.every)))
    base = following.closure([*base, *chosen])
    if wanted <= base:
        return frozenset(chosen)
    for part in _parts(following.every, base):
        inside = frozenset(fact for one in part for fact in (*one.given, *one.gives))
        if inside & wanted:
            candidates = [fact for fact in cost if fact in inside]
            chosen |= _Solver(part, candidates, [cost[fact] for fact in candidates], inside & wanted).solve()
    return frozenset(chosen)


def _parts(every: Sequence[Dependency], base: frozenset[Fact]) -> list[list[Dependency]]:
    """The dependencies less what is known already, in parts that share no fact: each is a problem of its own."""
    left = [Dependency(one.given - base, gives) for one in every if (gives := one.gives - base)]
    of: dict[Fact, list[Dependency]] = {}
    for one in left:
        joined = [one]
        for part in {id(found): found for fact in (*one.given, *one.gives) if (found := of.get(fact)) is not None}.values():
            joined += part
        for member in joined:
            of.update(dict.fromkeys((*member.given, *member.gives), joined))
    return list({id(part): part for part in of.values()}.values())


class _Solver:
    """The implicit hitting set of one part: questions `candidates` with their costs, facts that are `wanted`."""

    def __init__(
        self, part: Sequence[Dependency], candidates: Sequence[Fact], costs: Sequence[int], wanted: frozenset[Fact]
    ) -> None:
        from highspy import Highs, HighsModelStatus

        self.part, self.candidates, self.wanted = dependencies(part), candidates, wanted
        self.optimal = HighsModelStatus.kOptimal
        self.weights = [price * (len(candidates) + 1) + 1 for price in costs]
        self.model = Highs()  # type: ignore[no-untyped-call]
        self.model.setOptionValue("output_flag", False)
        self.model.setOptionValue("threads", 1)
        self.model.setOptionValue("mip_rel_gap", 0.0)
        self.variables = [self.model.addBinary(obj=float(weight)) for weight in self.weights]

    def solve(self) -> set[Fact]:
        """The cheapest questions that suffice; of equally good ones those that come first."""
        best = self._sufficient() or []
        total = self._weight(best)
        every = range(len(self.candidates))
        self.model.addConstr(self._sum(every, self.weights) <= total)
        others = self.model.addConstr(self._sum(best) <= len(best) - 1)
        if best and (other := self._sufficient()) is not None:
            self.model.changeRowBounds(others.index, float("-inf"), float("inf"))
            best = self._first(min(best, other))
        return {self.candidates[number] for number in best}

    def _first(self, best: list[int]) -> list[int]:
        """The one of all choices that cost the same whose questions come first."""
        total = self._weight(best)
        for number in range(len(self.candidates)):
            self.model.changeColBounds(number, 1.0, 1.0)
            if number not in best:
                better = self._sufficient()
                if better is None:
                    self.model.changeColBounds(number, 0.0, 0.0)
                    continue
                best = better
            if self._weight([one for one in best if one <= number]) >= total:
                break
        return best

    def _sufficient(self) -> list[int] | None:
        """The best choice within the model's bounds that suffices; None if there is none."""
        while True:
            self.model.run()
            if self.model.getModelStatus() != self.optimal:
                return None
            values = self.model.getSolution().col_value
            picked = [number for number in range(len(self.candidates)) if values[number] > 0.5]
            if self.wanted <= self._reached(picked):
                return picked
            self.model.addConstr(self._sum(self._cut(picked)) >= 1)

    def _cut(self, picked: list[int]) -> list[int]:
        """Questions of which one has to be asked: those that are left when as many others as possible are asked without
        sufficing.
        """
        asked, left = list(picked), []
        for number in range(len(self.candidates)):
            if number in picked:
                continue
            if self.wanted <= self._reached([*asked, number]):
                left.append(number)
            else:
                asked.append(number)
        return left

    def _reached(self, numbers: Iterable[int]) -> frozenset[Fact]:
        return self.part.worked_out(self.candidates[number] for number in numbers)

    def _weight(self, numbers: Iterable[int]) -> int:
        return sum(self.weights[number] for number in numbers)

    def _sum(self, numbers: Iterable[int], weights: Sequence[int] | None = None) -> Any:
        return self.model.qsum(self.variables[number] * (weights[number] if weights else 1) for number in numbers)


# --- the form's fields ---------------------------------------------------------------------------------------------


def _fact(one: FieldReason) -> Fact | None:
    return one.fact


def _element(reasoned: Reasoned, fact: Fact) -> Element | None:
    subject = reasoned.procedure.subjects.get(fact[0])
    return reasoned.catalogue.element(subject.entity if subject else fact[0], fact[1])


def _worked_out(one: FieldReason) -> bool:
    """Lines that the form itself works out: a formula, or another line in words."""
    return one.field.derive is not None or (one.element is None and one.origin is Origin.DERIVED)


def _relative(fields: Iterable[FieldReason]) -> frozenset[Fact]:
    """Facts about a relation that the form itself says anew: no registry knows them (see `Element.relative_to`)."""
    return frozenset(
        fact for one in fields
        if one.element is not None and one.element.relative_to is not None and one.origin is Origin.ASKED
        if (fact := _fact(one)) is not None
    )  # fmt: skip


def _own(one: FieldReason) -> Question:
    return Question(None, one.id, effort(one.field.value), (), one.field.waiver)


def _comes_with(
    following: Dependencies, determined: frozenset[Fact], others: Iterable[Fact], fact: Fact, first: Mapping[Fact, FieldReason]
) -> tuple[str, ...]:
    """The fields that would have to be asked if this one were not: of what is `determined`, what `others` do not give."""
    if fact not in following.waiting:
        return ()
    lost = determined - following.closure(others) - {fact}
    return tuple(one.id for other, one in first.items() if other in lost)[::-1]
