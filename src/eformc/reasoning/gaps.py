"""Answers that may be missing where a calculation or a rule needs them: proofs that an expression is known, and the operands
where there is no such proof.

What is taken to be so (`Facts`): conditions that are true or false, and values that are there. A required answer is there where
its condition is true, and that has to follow from the facts. Nothing is proved about the limits of calendar and numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial

from msgspec import Struct
from msgspec.structs import replace

from eformc.kernel import dates
from eformc.kernel.expressions import (
    MOVES,
    ROUNDINGS,
    SPANS,
    And,
    Arithmetic,
    Calculate,
    Call,
    Compare,
    Expression,
    Function,
    If,
    In,
    Literal,
    Not,
    Op,
    Or,
    Pointer,
    Ref,
    Type,
    refs,
    scale_of,
    type_of,
)
from eformc.kernel.form import Constraint
from eformc.kernel.values import Choice, Date, Decimal, Precision, Record, Strength, Value
from eformc.language.contradictions import never_true
from eformc.model.procedure import Field, Group, Procedure
from eformc.reasoning.intervals import bounds_of

MOST_STEPS = 4000
"""Steps of one proof. Beyond it, nothing is found: an expression that winds so is no reason to accuse it."""
MOST_CODES = 40
FINENESS = {Precision.DAY: 2, Precision.MONTH: 1, Precision.YEAR: 0, Precision.PARTIAL: 0}
_ZERO = Literal(0, Type.INTEGER)


class Gap(Struct, frozen=True):
    """An operand that may be missing: its name as authors write it, and the reason: `optional`, `conditional`, `column` (blank in
    a row), `inexact` (a date not known to the day), `divisor` (0), `decimals` (more than the field takes).
    """

    name: str
    reason: str


class Facts(Struct, frozen=True):
    """Conditions with their truth, and the values (pointer, in the row) that are there."""

    truths: tuple[tuple[Expression, bool], ...] = ()
    there: frozenset[tuple[Pointer, bool]] = frozenset()


class _Spent(Exception):
    """Ends a proof that takes too long."""


class Proofs:
    """Proofs about the calculations and rules of one procedure: the answers that may be missing for them."""

    def __init__(self, procedure: Procedure) -> None:
        self.fields: dict[Pointer, Field] = {}
        """By pointer; of a column, with its table's name in front."""
        self.groups: dict[str, Group] = {}
        self.optional = {one.id for one in procedure.subjects.values() if one.optional}
        for page in procedure.pages:
            for item in page.items:
                if isinstance(item, Group):
                    self.groups[item.id] = item
                    self.fields |= {(item.id, *one.pointer): one for one in item.columns}
                else:
                    self.fields[item.pointer] = item
        self.steps = 0
        self.table: str | None = None
        """The table whose row what is looked at is read in."""
        self.open: set[str] = set()
        """Derived fields that are being looked at."""
        self.looking: set[str] = set()
        """Values that are being looked at."""

    def of_derived(self, found: Field) -> tuple[Gap, ...]:
        """The operands of a required calculation that may leave it unknown."""
        if found.derive is None or found.strength is not Strength.REQUIRED:
            return ()
        self.table = found.table
        return self._proved(lambda: self._of_derived(found, self._where(found)))

    def of_rule(self, rule: Constraint) -> tuple[Gap, ...]:
        """The operands of a rule that, left blank, keep it from being asked though others are there."""
        self.table = rule.table
        return self._proved(lambda: self._silenced(rule.holds, self._around(rule), rule))

    def never_broken(self, rule: Constraint) -> bool:
        """True if a rule is certainly never false: whatever it reads, or since what it reads never applies where it is asked. A
        condition that can never be true is a mistake of its own (EF601), and no fault of the rule.
        """
        self.table = rule.table
        facts = self._around(rule)
        for ref in _needed(rule.holds):
            found, _ = self._found(self._pointer(ref))
            if found is not None and found.when is not None and never_true(found.when):
                return False
            facts = self._given(facts, ref)
        return never_true(_conjunction(facts, Not(rule.holds)))

    def _proved(self, gaps: Callable[[], Iterator[Gap]]) -> tuple[Gap, ...]:
        self.steps = 0
        self.open.clear()
        self.looking.clear()
        try:
            return tuple(dict.fromkeys(gaps()))
        except _Spent:
            return ()

    def _of_derived(self, found: Field, facts: Facts) -> Iterator[Gap]:
        if found.derive is None or found.id in self.open:
            return
        before, self.table = self.table, found.table
        self.open.add(found.id)
        gaps = [*self.unknown(found.derive, facts), *self._unlike(found.derive, found.value)]
        self.open.discard(found.id)
        self.table = before
        yield from gaps

    def _where(self, found: Field) -> Facts:
        """The facts where a field applies."""
        facts = Facts()
        if found.table is not None:
            group = self.groups[found.table]
            facts = self._assumed(facts, group.when, True)
            facts = replace(facts, there=facts.there | {((found.table,), False)})
        elif len(found.pointer) > 1:
            facts = replace(facts, there=facts.there | {(found.pointer[:1], False)})
        return self._assumed(facts, found.when, True)

    def _around(self, rule: Constraint) -> Facts:
        facts = Facts()
        if rule.table is not None:
            facts = Facts(there=frozenset({((rule.table,), False)}))
            facts = self._assumed(facts, self.groups[rule.table].when if rule.table in self.groups else None, True)
        return self._assumed(facts, rule.when, True)

    # --- what is taken to be so -----------------------------------------------------------------------------------------

    def _assumed(self, facts: Facts, condition: Expression | None, truth: bool) -> Facts:
        """The facts, where a condition is true or false."""
        if condition is None:
            return facts
        for part, value in _parts(condition, truth):
            facts = replace(facts, truths=(*facts.truths, (part, value)))
            for ref in _sure(part, value):
                facts = self._given(facts, ref)
        return facts

    def _given(self, facts: Facts, ref: Ref) -> Facts:
        """The facts, where a value is there: then its condition is true."""
        key = (ref.pointer, ref.row)
        if key in facts.there:
            return facts
        there = facts.there | {(ref.pointer[:length], ref.row) for length in range(1, len(ref.pointer) + 1)}
        facts = replace(facts, there=there)
        found, _ = self._found(self._pointer(ref))
        if found is None or found.when is None:
            return facts
        when = found.when if found.table is None or ref.row else _of_rows(found.when, found.table)
        return replace(facts, truths=(*facts.truths, *_parts(when, True)))

    def _pointer(self, ref: Ref) -> Pointer:
        """The pointer of a value with its table's name in front."""
        return (self.table, *ref.pointer) if ref.row and self.table is not None else ref.pointer

    def _follows(self, condition: Expression | None, facts: Facts) -> bool:
        """True if a condition is certainly true."""
        if condition is None:
            return True
        self._step()
        if (condition, True) in facts.truths:
            return True
        match condition:
            case And(operands):
                return all(self._follows(one, facts) for one in operands)
            case Or(operands) if any(self._follows(one, facts) for one in operands):
                return True
            case Literal(value, _):
                return value is True
            case Call(Function.PRESENT, (Ref() as ref,)):
                return not ref.known and next(self.missing(ref, facts), None) is None
            case _:
                known = next(self.unknown(condition, facts), None) is None
                return known and never_true(_conjunction(facts, *self._domains(condition), Not(condition)))

    def _domains(self, condition: Expression) -> Iterator[Expression]:
        """The truth of choices that a condition reads: each is one of its codes."""
        for ref in dict.fromkeys(refs(condition)):
            value = self._value(ref) if ref.type is Type.CODE else None
            if isinstance(value, Choice) and len(value.codes.codes) <= MOST_CODES:
                yield In(ref, tuple([Literal(code.code, Type.CODE) for code in value.codes.codes]))

    def _impossible(self, facts: Facts) -> bool:
        """True if the facts certainly never hold together: one is said to be missing that is there, or they contradict each other."""
        self._step()
        absent = [part.arguments[0] for part, truth in facts.truths if not truth and isinstance(part, Call) and part.function is Function.PRESENT]
        there = any(isinstance(ref, Ref) and not ref.known and next(self.missing(ref, facts), None) is None for ref in absent)
        return there or never_true(_conjunction(facts))

    def _step(self) -> None:
        self.steps += 1
        if self.steps > MOST_STEPS:
            raise _Spent

    # --- values that may be missing --------------------------------------------------------------------------------------

    def unknown(self, expression: Expression, facts: Facts) -> Iterator[Gap]:
        """The operands that may leave an expression unknown."""
        self._step()
        match expression:
            case Literal():
                return
            case Ref():
                yield from self.missing(expression, facts)
            case And(operands) | Or(operands):
                yield from self._joined(operands, facts, truth=isinstance(expression, And))
            case Not(operand) | In(operand, _):
                yield from self.unknown(operand, facts)
            case Compare(_, left, right):
                yield from self.unknown(left, facts)
                yield from self.unknown(right, facts)
                yield from self._uncertain(expression)
            case Calculate(op, left, right):
                yield from self.unknown(left, facts)
                yield from self.unknown(right, facts)
                if op is Arithmetic.DIV:
                    yield from self._zero(right, facts)
            case If(condition, then, otherwise):
                yield from self.unknown(condition, facts)
                for branch, truth in ((then, True), (otherwise, False)):
                    there = self._assumed(facts, condition, truth)
                    if not self._impossible(there):
                        yield from self.unknown(branch, there)
            case Call():
                yield from self._of_call(expression, facts)

    def _joined(self, operands: tuple[Expression, ...], facts: Facts, *, truth: bool) -> Iterator[Gap]:
        """Parts of `&&` (truth) or `||`: one that is unknown matters only where none of the others settles it."""
        rest = []
        for one in operands:
            if next(self.unknown(one, facts), None) is None:
                facts = self._assumed(facts, one, truth)
            else:
                rest.append(one)
        for one in rest if not self._impossible(facts) else ():
            yield from self.unknown(one, facts)

    def _of_call(self, call: Call, facts: Facts) -> Iterator[Gap]:
        function, arguments = call.function, call.arguments
        if function in (Function.PRESENT, Function.OR_ZERO, Function.TODAY):
            return
        if function in (Function.ANY, Function.ALL, Function.COUNT) and isinstance(arguments[0], Ref):
            yield from self._no_table(arguments[0].pointer[0], facts)
            for inner in arguments[1:]:
                yield from self.unknown(inner, self._within(facts, arguments[0]))
        elif function in (Function.SUM, Function.DISTINCT):
            yield from self._of_columns(call, facts)
        elif function in ROUNDINGS:
            yield from self.unknown(arguments[0], facts)
        else:
            for one in arguments:
                yield from self.unknown(one, facts)
            wanted = {Function.PLUS_MONTHS: 1, Function.PLUS_YEARS: 0, Function.YEAR: 0}.get(function, 2)
            if function is Function.AGE or function in SPANS or function in MOVES:
                for one in arguments:
                    yield from self._coarse(one, wanted)

    def _of_columns(self, call: Call, facts: Facts) -> Iterator[Gap]:
        """The cells that a sum, or a comparison of rows, needs in each row."""
        for one in call.arguments:
            zero = isinstance(one, Call)
            ref = one.arguments[0] if isinstance(one, Call) else one
            if not isinstance(ref, Ref) or zero:
                continue
            yield from self._no_table(ref.pointer[0], facts)
            yield from self.missing(ref, self._within(facts, ref))
            if call.function is Function.DISTINCT:
                yield from self._coarse(ref, 2)

    def _within(self, facts: Facts, ref: Ref) -> Facts:
        """The facts in a row of a table that is looked at: it is there, and so is no cell that was read elsewhere."""
        name = ref.pointer[0]
        return replace(facts, there=frozenset(one for one in facts.there if one[0][0] != name or one[1]) | {((name,), False)})

    def missing(self, ref: Ref, facts: Facts) -> Iterator[Gap]:
        """The reason why a value may be missing; nothing where it is certainly there."""
        if ref.known or (ref.pointer, ref.row) in facts.there:
            return
        name = ".".join(self._pointer(ref))
        if name in self.looking:  # its own condition is asked: nothing is proved by itself
            yield Gap(name, "conditional")
            return
        self.looking.add(name)
        try:
            yield from tuple(self._missing(ref, name, facts))
        finally:
            self.looking.discard(name)

    def _missing(self, ref: Ref, name: str, facts: Facts) -> Iterator[Gap]:
        found, parts = self._found(self._pointer(ref))
        if found is None:
            if ref.pointer[0] in self.groups:
                yield from self._no_table(ref.pointer[0], facts)
            return
        in_row = found.table is not None
        if (found.pointer if ref.row else ref.pointer[: len(ref.pointer) - len(parts)], ref.row) not in facts.there:
            yield from self._not_given(found, name, facts, looked=in_row and not ref.row)
        if any(strength is not Strength.REQUIRED for strength in parts):
            yield Gap(name, "optional")

    def _not_given(self, found: Field, name: str, facts: Facts, *, looked: bool) -> Iterator[Gap]:
        reason = "column" if found.table is not None else ""
        if found.element is not None and found.element.system is not None:
            return
        if found.table is None and found.pointer[0] in self.optional and (found.pointer[:1], False) not in facts.there:
            yield Gap(name, reason or "optional")
        when = _of_rows(found.when, found.table) if looked and found.when is not None and found.table else found.when
        if not self._follows(when, facts):
            yield Gap(name, reason or "conditional")
        elif found.strength is not Strength.REQUIRED and (found.derive is None or looked or any(self._of_derived(found, facts))):
            yield Gap(name, reason or "optional")

    def _no_table(self, name: str, facts: Facts) -> Iterator[Gap]:
        group = self.groups.get(name)
        if group is None or ((name,), False) in facts.there:
            return
        if group.at_least == 0 or group.strength is not Strength.REQUIRED or name in self.optional:
            yield Gap(name, "optional")
        elif not self._follows(group.when, facts):
            yield Gap(name, "conditional")

    def _found(self, pointer: Pointer) -> tuple[Field | None, tuple[Strength, ...]]:
        """The field of a pointer, and the strengths of the parts of it that the pointer goes on to."""
        for length in range(len(pointer), 0, -1):
            found = self.fields.get(pointer[:length])
            if found is not None:
                return found, tuple(_strengths(found.value, pointer[length:]))
        return None, ()

    # --- values that are there, and yet say nothing ----------------------------------------------------------------------

    def _fineness(self, expression: Expression) -> tuple[int, str]:
        """The exactness to which a date is certainly known (2: to the day, 1: to the month), and the operand that is known least."""
        match expression:
            case Ref():
                value = self._value(expression)
                return (FINENESS[value.precision] if isinstance(value, Date) else 2), ".".join(self._pointer(expression))
            case Literal(value, _):
                day = dates.parse(str(value))
                return (2 if day is None else {"day": 2, "month": 1}.get(day.precision, 0)), str(value)
            case If(_, then, otherwise):
                return min(self._fineness(then), self._fineness(otherwise))
            case Call(function, arguments) if function in MOVES:
                return self._fineness(arguments[0])
            case _:
                return 2, ""

    def _coarse(self, expression: Expression, wanted: int) -> Iterator[Gap]:
        if type_of(expression) is Type.DATE:
            fineness, name = self._fineness(expression)
            if fineness < wanted:
                yield Gap(name, "inexact")

    def _uncertain(self, compared: Compare) -> Iterator[Gap]:
        """Dates whose comparison may be unknown since one of them is not known to the day."""
        left, right = compared.left, compared.right
        if type_of(left) is not Type.DATE or type_of(right) is not Type.DATE:
            return
        for one, other, op in ((left, right, compared.op), (right, left, _MIRRORED[compared.op])):
            fineness, name = self._fineness(one)
            if fineness < 2 and not (isinstance(other, Literal) and isinstance(one, Ref) and _at_edge(dates.parse(str(other.value)), op, fineness)):
                yield Gap(name, "inexact")

    def _zero(self, divisor: Expression, facts: Facts) -> Iterator[Gap]:
        low, high = bounds_of(divisor, self._value, self.groups)
        if low > 0 or high < 0 or self._follows(Compare(Op.NE, divisor, _ZERO), facts):
            return
        above, below = Compare(Op.GT, divisor, _ZERO), Compare(Op.LT, divisor, _ZERO)
        if any((one, True) in facts.truths for one in (above, below)):
            return
        yield Gap(next((".".join(self._pointer(ref)) for ref in refs(divisor)), "0"), "divisor")

    def _value(self, ref: Ref) -> Value | None:
        pointer = self._pointer(ref)
        found, _ = self._found(pointer)
        return _part(found.value, pointer[len(found.pointer) + (found.table is not None) :]) if found is not None else None

    def _unlike(self, derive: Expression, value: Value) -> Iterator[Gap]:
        """Results that the field cannot hold as exactly as it wants them."""
        if isinstance(derive, Ref):
            return
        if isinstance(value, Decimal) and scale_of(derive) > value.scale:
            yield Gap(str(scale_of(derive)), "decimals")
        if isinstance(value, Date) and value.precision is not Precision.PARTIAL:
            yield from self._coarse(derive, FINENESS[value.precision])

    # --- rules that a blank silences -------------------------------------------------------------------------------------

    def _silenced(self, holds: Expression, facts: Facts, rule: Constraint) -> Iterator[Gap]:
        """The operands whose blank keeps a rule from being broken, though the others break it. A value that is compared by
        itself is no such operand: a rule on it is one for where it is given.
        """
        self._step()
        match holds:
            case And(operands):
                for one in operands:
                    yield from self._silenced(one, self._beside(operands, one, facts, truth=True), rule)
            case Or(operands):
                for one in operands:
                    others = self._beside(operands, one, facts, truth=False)
                    if (wanted := _wanted(one)) is not None:
                        yield from self.missing(wanted, others)
                    yield from self._silenced(one, others, rule)
            case Not(And(operands)):
                yield from self._silenced(Or(tuple(map(Not, operands))), facts, rule)
            case Not(Or(operands)):
                yield from self._silenced(And(tuple(map(Not, operands))), facts, rule)
            case Not(operand) if isinstance(operand, Not | Compare | If):
                yield from self._silenced(operand.operand if isinstance(operand, Not) else operand, facts, rule)
            case If(condition, then, otherwise):
                yield from _blanks(self.unknown(condition, facts))
                yield from self._silenced(then, self._assumed(facts, condition, True), rule)
                yield from self._silenced(otherwise, self._assumed(facts, condition, False), rule)
            case Compare(op, left, right):
                yield from self._in_number(left, right, op, facts, rule)
                yield from self._in_number(right, left, _MIRRORED[op], facts, rule)
            case Call(Function.ANY, (Ref() as table, inner)):
                if rule.when is not None or rule.at != table.pointer:
                    yield from self._no_table(table.pointer[0], facts)
                yield from _blanks(self.unknown(inner, self._within(facts, table)))
            case Call(Function.ALL, (Ref() as table, inner)):
                yield from self._silenced(inner, self._within(facts, table), rule)
            case _:
                return

    def _beside(self, operands: tuple[Expression, ...], one: Expression, facts: Facts, *, truth: bool) -> Facts:
        """The facts where the parts beside one do not settle whether a rule is broken."""
        for other in operands:
            facts = self._assumed(facts, other, truth) if other is not one else facts
        return facts

    def _in_number(self, one: Expression, other: Expression, op: Op, facts: Facts, rule: Constraint) -> Iterator[Gap]:
        """Blanks within what is compared: in a sum, a count, a column."""
        self._step()
        match one:
            case Calculate(Arithmetic.ADD | Arithmetic.SUB, left, right) if any(refs(left)) and any(refs(right)):
                yield from self._in_sum(left, right, facts, rule)
                yield from self._in_sum(right, left, facts, rule)
            case Calculate(_, left, right):
                yield from self._in_number(left, other, op, facts, rule)
                yield from self._in_number(right, other, op, facts, rule)
            case Call(function, (inner, *_)) if function in ROUNDINGS:
                yield from self._in_number(inner, other, op, facts, rule)
            case Call(Function.COUNT, (Ref() as table, *inner)):
                apart = rule.when is not None or rule.table is not None or rule.at != table.pointer or not isinstance(other, Literal)
                if apart and op not in (Op.LT, Op.LE) and not (isinstance(other, Literal) and other.value == 0 and op is not Op.GT):
                    yield from self._no_table(table.pointer[0], facts)
                for condition in inner:
                    yield from _blanks(self.unknown(condition, self._within(facts, table)))
            case Call(Function.SUM, (Ref() as column,)):
                yield from self.missing(column, self._within(facts, column))
            case _:
                return

    def _in_sum(self, part: Expression, beside: Expression, facts: Facts, rule: Constraint) -> Iterator[Gap]:
        """Blanks of a part of a sum, where what stands beside it is there."""
        for ref in refs(beside):
            facts = self._given(facts, ref)
        yield from _blanks(self.unknown(part, facts))


_MIRRORED = {Op.EQ: Op.EQ, Op.NE: Op.NE, Op.LT: Op.GT, Op.LE: Op.GE, Op.GT: Op.LT, Op.GE: Op.LE}


def _blanks(gaps: Iterator[Gap]) -> Iterator[Gap]:
    """The gaps that are blanks: what is there and says nothing breaks no rule."""
    return (one for one in gaps if one.reason in ("optional", "conditional", "column"))


def _wanted(part: Expression) -> Ref | None:
    """The answer that one part of `||` wants to be something: a blank is not that."""
    match part:
        case Ref():
            return part
        case Compare(Op.EQ, Ref() as ref, Literal()) if ref.type in (Type.BOOLEAN, Type.CODE):
            return ref
        case In(Ref() as ref, _):
            return ref
        case _:
            return None


def _conjunction(facts: Facts, *conditions: Expression) -> And:
    return And((*(part if truth else Not(part) for part, truth in facts.truths), *conditions))


def _parts(condition: Expression, truth: bool) -> Iterator[tuple[Expression, bool]]:
    """The parts of a condition that are all true (or false) where the whole is."""
    match condition:
        case Not(operand):
            yield from _parts(operand, not truth)
        case And(operands) if truth:
            for one in operands:
                yield from _parts(one, truth)
        case Or(operands) if not truth:
            for one in operands:
                yield from _parts(one, truth)
        case _:
            yield condition, truth


def _sure(part: Expression, truth: bool) -> Iterable[Ref]:
    """The values that are certainly there where a condition is true, or false."""
    match part:
        case Call(Function.PRESENT, (Ref() as ref,)):
            return (ref,) if truth else ()
        case Not(operand):
            return _sure(operand, not truth)
        case And(operands) | Or(operands):
            each = [dict.fromkeys(_sure(one, truth)) for one in operands]
            if truth is isinstance(part, And):
                return [ref for some in each for ref in some]
            return [ref for ref in each[0] if all(ref in some for some in each)]
        case _:
            return _needed(part)


def _needed(expression: Expression) -> Iterator[Ref]:
    """The values that are certainly there where an expression is not unknown."""
    match expression:
        case Ref():
            yield expression
        case Not(operand) | In(operand, _):
            yield from _needed(operand)
        case Compare(_, left, right) | Calculate(_, left, right):
            yield from _needed(left)
            yield from _needed(right)
        case Call(function, arguments):
            yield from _needed_by(function, arguments)
        case _:
            return


def _needed_by(function: Function, arguments: tuple[Expression, ...]) -> Iterator[Ref]:
    if function in (Function.COUNT, Function.ANY, Function.ALL):
        yield from _needed(arguments[0])
    elif function not in (Function.PRESENT, Function.OR_ZERO, Function.SUM, Function.DISTINCT):
        for one in arguments:
            yield from _needed(one)


def _of_rows(condition: Expression, table: str) -> Expression:
    """A column's condition as it is read where the rows of its table are looked at."""
    inner = partial(_of_rows, table=table)
    match condition:
        case Ref():
            return replace(condition, pointer=(table, *condition.pointer), row=False) if condition.row else condition
        case Not(operand):
            return Not(inner(operand))
        case And(operands):
            return And(tuple(map(inner, operands)))
        case Or(operands):
            return Or(tuple(map(inner, operands)))
        case Compare(op, left, right):
            return Compare(op, inner(left), inner(right))
        case In(operand, options):
            return In(inner(operand), options)
        case Calculate(op, left, right, kind, scale):
            return Calculate(op, inner(left), inner(right), kind, scale)
        case Call():
            return replace(condition, arguments=tuple(map(inner, condition.arguments)))
        case If(when, then, otherwise):
            return If(inner(when), inner(then), inner(otherwise))
        case Literal():
            return condition


def _part(value: Value, rest: Pointer) -> Value | None:
    """The kind of a part of a record."""
    for name in rest:
        parts: Mapping[str, Value] = {part.name: part.value for part in value.parts} if isinstance(value, Record) else {}
        if name not in parts:
            return None
        value = parts[name]
    return value


def _strengths(value: Value, rest: Pointer) -> Iterator[Strength]:
    for name in rest:
        part = next((one for one in value.parts if one.name == name), None) if isinstance(value, Record) else None
        if part is None:
            return
        yield part.strength
        value = part.value


def _at_edge(day: dates.Day | None, op: Op, fineness: int) -> bool:
    """True if every month (fineness 1) or year certainly lies on one side of a day."""
    if day is None or day.month is None or day.day is None:
        return False
    first = day.day == 1 and (fineness == 1 or day.month == 1)
    last = day.day == dates.days_in(day.year, day.month) and (fineness == 1 or day.month == 12)
    return first if op in (Op.LT, Op.GE) else last if op in (Op.GT, Op.LE) else False
