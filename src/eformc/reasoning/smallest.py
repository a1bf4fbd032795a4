"""The smallest form: the cheapest set of questions from which every needed fact follows, exactly.

Choosing questions so that the closure of the dependencies holds every needed fact is NP-hard (minimum keys of
functional dependencies), and forms are small, so it is solved exactly: as an implicit hitting set. If some questions
do not suffice, at least one fact outside their closure has to be asked; each such cut goes to an integer programming
solver (HiGHS), until the cheapest choice that meets all cuts suffices. Of equally cheap choices the one with fewer
questions is taken, then the one whose questions come earlier in the form.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from eformc.kernel.values import (
    Boolean,
    Choice,
    Choices,
    Date,
    Decimal,
    File,
    Integer,
    Money,
    Precision,
    Record,
    Text,
    Value,
)
from eformc.model.catalogue import Element
from eformc.model.procedure import Known, Waiver
from eformc.reasoning.dependencies import Dependency, closure, dependencies_of, known_at_start
from eformc.reasoning.reasoned import Fact, FieldReason, Origin, Reasoned


@dataclass(frozen=True, slots=True)
class Question:
    """One question of the smallest form. `field`: the id of the form's field that asks it, None where the author has to
    add it; `fact`: what it asks for, None for a question of the form's own. `unlocks`: the fields that come with it.
    `waiver`: the law under which it is asked although it need not be. `cost`: in taps and keystrokes, roughly.
    """

    fact: Fact | None
    field: str | None
    cost: int
    unlocks: tuple[str, ...] = ()
    waiver: Waiver | None = None


@dataclass(frozen=True, slots=True)
class Smallest:
    """`questions` in the form's order, those to be added last. `dropped`: fields that are asked now and would not be.
    `cost` and `cost_now`: of the smallest form, and of the form as it stands.
    """

    questions: tuple[Question, ...]
    dropped: tuple[str, ...]
    cost: int
    cost_now: int

    @property
    def added(self) -> tuple[Question, ...]:
        """What the author should ask, and the form does not."""
        return tuple(question for question in self.questions if question.field is None)


def effort(value: Value) -> int:
    """What an answer costs the person who gives it: about one unit for a tap or for three keystrokes."""
    match value:
        case Boolean():
            return 1
        case Choice() | Choices():
            return 2 if len(value.codes.codes) <= 7 else 3
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
    procedure, catalogue = reasoned.procedure, reasoned.catalogue
    fields = [one for one in reasoned.fields if one.system is None and not _worked_out(one)]
    insisted = {_fact(one): one for one in fields if one.field.asks and one.bound and one.element is not None}
    always_asked = _relative(fields)
    needed = list(dict.fromkeys(fact for one in fields if (fact := _fact(one)) is not None))
    dependencies = [
        Dependency(one.given, gives) for one in dependencies_of(catalogue, procedure) if (gives := one.gives - always_asked)
    ]
    elements = {fact: element for fact in needed if (element := _element(reasoned, fact)) is not None}
    for name, subject in procedure.subjects.items():
        if subject.known is Known.NOBODY:
            continue
        for lookup in catalogue.lookups():
            for path in lookup.given:
                found = catalogue.element(subject.entity, path[0]) if lookup.entity == subject.entity and len(path) == 1 else None
                if found is not None and found.retired is None:
                    elements.setdefault((name, path[0]), found)
    cost = {fact: effort(element.value) for fact, element in elements.items()}
    start = known_at_start(catalogue, procedure)
    forced = [fact for fact in needed if fact in insisted]
    chosen = {*forced, *least(dependencies, [*start, *forced], needed, cost)}
    first = {fact: one for one in reversed(fields) if (fact := _fact(one)) is not None}
    asked_now = {one.id for one in fields if one.origin is Origin.ASKED}
    questions = [
        *(_own(one) for one in fields if _fact(one) is None and one.origin is Origin.ASKED),
        *(
            Question(
                fact, first[fact].id if fact in first else None, cost[fact],
                _comes_with(dependencies, start, chosen, fact, first), insisted[fact].field.waiver if fact in insisted else None,
            )
            for fact in elements if fact in chosen
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


def least(
    dependencies: Sequence[Dependency], known: Iterable[Fact], needed: Iterable[Fact], cost: Mapping[Fact, int]
) -> frozenset[Fact]:
    """The cheapest facts to ask so that, with what is known, every needed fact follows. Only facts with a cost can be
    asked; a needed fact without one is left out of account. Deterministic: see the module.
    """
    wanted = frozenset(fact for fact in needed if fact in cost)
    given_by = frozenset(fact for one in dependencies for fact in one.gives)
    base = closure(dependencies, known)
    forced = {fact for fact in wanted - base if fact not in given_by}
    base = closure(dependencies, [*base, *forced])
    if wanted <= base:
        return frozenset(forced)
    candidates = [fact for fact in cost if fact not in base]
    chosen = _solve(candidates, [cost[fact] for fact in candidates], lambda some: closure(dependencies, [*base, *some]), wanted)
    return frozenset({*forced, *chosen})


def _solve(
    candidates: list[Fact], costs: list[int], reach: Callable[[Iterable[Fact]], frozenset[Fact]], wanted: frozenset[Fact]
) -> list[Fact]:
    """The implicit hitting set."""
    from highspy import Highs, HighsModelStatus

    solver = Highs()  # type: ignore[no-untyped-call]
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", 1)
    solver.setOptionValue("mip_rel_gap", 0.0)
    weights = [price * (len(candidates) + 1) + 1 for price in costs]
    variables = [solver.addBinary(obj=float(weight)) for weight in weights]

    def sufficient() -> list[int] | None:
        """The best choice that suffices; None if there is none."""
        while True:
            solver.run()
            if solver.getModelStatus() != HighsModelStatus.kOptimal:
                return None
            values = solver.getSolution().col_value
            picked = [number for number in range(len(candidates)) if values[number] > 0.5]
            reached = reach(candidates[number] for number in picked)
            if wanted <= reached:
                return picked
            outside = [variable for number, variable in enumerate(variables) if candidates[number] not in reached]
            solver.addConstr(sum(outside[1:], start=1 * outside[0]) >= 1)

    best = sufficient() or []
    total = sum(weights[number] for number in best)
    every = range(len(candidates))
    solver.addConstr(sum((weights[n] * variables[n] for n in every[1:]), start=weights[0] * variables[0]) <= total)
    for number in every:  # of equally good choices, the one whose questions come first
        if number not in best:
            solver.changeColBounds(number, 1.0, 1.0)
            better = sufficient()
            if better is None:
                solver.changeColBounds(number, 0.0, 0.0)
                continue
            best = better
        solver.changeColBounds(number, 1.0, 1.0)
        if sum(weights[n] for n in best if n <= number) >= total:
            break
    return [candidates[number] for number in best]


# --- the form's fields ---------------------------------------------------------------------------------------------


def _fact(one: FieldReason) -> Fact | None:
    return (one.subject, one.element.name) if one.element is not None and one.subject is not None else None


def _element(reasoned: Reasoned, fact: Fact) -> Element | None:
    subject = reasoned.procedure.subjects.get(fact[0])
    return reasoned.catalogue.element(subject.entity if subject else fact[0], fact[1])


def _worked_out(one: FieldReason) -> bool:
    """Lines that the form itself works out: a formula, or another line in words."""
    return one.field.derive is not None or (one.element is None and one.origin is Origin.DERIVED)


def _relative(fields: list[FieldReason]) -> frozenset[Fact]:
    """Facts about a relation that the form itself says anew: no registry knows them (see `Element.relative_to`)."""
    return frozenset(
        fact for one in fields
        if one.element is not None and one.element.relative_to is not None and one.origin is Origin.ASKED
        if (fact := _fact(one)) is not None
    )  # fmt: skip


def _own(one: FieldReason) -> Question:
    return Question(None, one.id, effort(one.field.value), (), one.field.waiver)


def _comes_with(
    dependencies: Sequence[Dependency], start: frozenset[Fact], chosen: set[Fact], fact: Fact, first: Mapping[Fact, FieldReason]
) -> tuple[str, ...]:
    """The fields that would have to be asked if this one were not."""
    with_it = closure(dependencies, [*start, *chosen])
    without = closure(dependencies, [*start, *(chosen - {fact})])
    return tuple(one.id for other, one in first.items() if other in with_it - without - {fact})[::-1]
