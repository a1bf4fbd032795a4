"""The definition: for any values, which fields apply, which are required, what is valid.

Rules, once and for every reader:

* A condition is true, false or unknown; what it reads may be absent. Only a true one counts: a field whose condition
  is false or unknown is not shown, not sent, refused if it is sent, and not prefilled.
* Absent means: the key is not there. `""`, `null`, `{}` and `[]` are no values and are refused.
* A constraint is broken only when it is certainly false.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any, TypeAlias

from msgspec import Struct

from eformc.kernel import dates
from eformc.kernel.dates import Day
from eformc.kernel.decimals import scaled_decimal
from eformc.kernel.expressions import (
    MOVES,
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
    scale_of,
)
from eformc.kernel.form import Constraint, Form, Item, Table
from eformc.kernel.judge import Fault, faults_of, whole_number
from eformc.kernel.values import RowOf, RowsOf, Strength

Json: TypeAlias = Any
"""JSON as `json.loads` gives it."""


class Finding(Struct, frozen=True):
    """One thing wrong with a submission, at a JSON Pointer."""

    pointer: Pointer
    code: str
    args: tuple[tuple[str, str | int], ...] = ()
    warning: bool = False


class Verdict(Struct, frozen=True):
    """`applies`: per entry of the form (columns with their row number) whether it is asked for at all."""

    applies: Mapping[Pointer, bool]
    findings: tuple[Finding, ...]

    @property
    def valid(self) -> bool:
        return all(finding.warning for finding in self.findings)


class Scope(Struct, frozen=True):
    """The scope in which names are looked up: the submission, the row an expression stands in, known facts, the day, and the row that
    `any`, `all` or `count` looks at, with its table.
    """

    answers: Json
    today: Day
    row: Json = None
    known: Mapping[Pointer, Json] | None = None
    looked_at: tuple[str, Json] | None = None

    def value(self, ref: Ref) -> Json:
        """The value, or None where it is absent."""
        if ref.known and self.known is not None and ref.pointer in self.known:
            return self.known[ref.pointer]
        if self.looked_at is not None and not ref.row and ref.pointer[0] == self.looked_at[0]:
            return at(self.looked_at[1], ref.pointer[1:])
        return at(self.row if ref.row else self.answers, ref.pointer)


def at(value: Json, pointer: Pointer) -> Json:
    """The value at a pointer through objects; None where there is none."""
    for token in pointer:
        if not isinstance(value, dict) or token not in value:
            return None
        value = value[token]
    return value


# --- expressions -------------------------------------------------------------------------------------------------


def holds(expression: Expression, scope: Scope) -> bool | None:
    """The truth of a condition: True, False or None for unknown."""
    match expression:
        case Literal(value, _):
            return value is True
        case Ref():
            value = scope.value(expression)
            return value if isinstance(value, bool) else None
        case Not(operand):
            truth = holds(operand, scope)
            return None if truth is None else not truth
        case And(operands):
            return _all(holds(operand, scope) for operand in operands)
        case Or(operands):
            truth = _all(_negated(holds(operand, scope)) for operand in operands)
            return _negated(truth)
        case Compare(op, left, right):
            return _compare(op, left, right, scope)
        case In(operand, options):
            return _among(operand, options, scope)
        case Call(Function.PRESENT, (Ref() as ref,)):
            return scope.value(ref) is not None
        case Call(Function.ANY | Function.ALL as function, (Ref() as table, inner)):
            return _of_rows(function, table, inner, scope)
        case Call(Function.DISTINCT, columns):
            return _distinct(columns, scope)
        case If(condition, then, otherwise):
            truth = holds(condition, scope)
            return None if truth is None else holds(then if truth else otherwise, scope)
        case Calculate() | Call():
            return None


def _of_rows(function: Function, table: Ref, inner: Expression, scope: Scope) -> bool | None:
    truths = _truths(table, inner, scope)
    if truths is None:
        return None
    return _all(iter(truths)) if function is Function.ALL else _negated(_all(map(_negated, truths)))


def _truths(table: Ref, inner: Expression, scope: Scope) -> list[bool | None] | None:
    """A condition's truth in each row of a table; None where the table is not there."""
    rows = amount_rows(table, scope)
    if rows is None:
        return None
    return [holds(inner, Scope(scope.answers, scope.today, scope.row, scope.known, (table.pointer[0], row))) for row in rows]


def _distinct(columns: tuple[Expression, ...], scope: Scope) -> bool | None:
    """False where two rows are certainly alike in all columns; unknown where a row lacks one, or a date is not known to
    the day.
    """
    first = columns[0]
    rows = at(scope.answers, first.pointer[:-1]) if isinstance(first, Ref) else None
    if not isinstance(rows, list):
        return None
    seen: set[tuple[Json, ...]] = set()
    sure = True
    for row in rows:
        values = tuple(_comparable(at(row, one.pointer[1:]), one.type, one.scale) for one in columns if isinstance(one, Ref))
        if any(value is None or (isinstance(value, Day) and value.day is None) for value in values):
            sure = False
        elif values in seen:
            return False
        seen.add(values)
    return True if sure else None


def _negated(truth: bool | None) -> bool | None:
    return None if truth is None else not truth


def _all(truths: Iterator[bool | None]) -> bool | None:
    result: bool | None = True
    for truth in truths:
        if truth is False:
            return False
        if truth is None:
            result = None
    return result


def _among(operand: Expression, options: tuple[Literal, ...], scope: Scope) -> bool | None:
    value = amount(operand, scope)
    if value is None:
        return None
    wanted = [option.value for option in options]
    if isinstance(value, list):
        return any(one in wanted for one in value)
    return value in wanted


def _compare(op: Op, left: Expression, right: Expression, scope: Scope) -> bool | None:
    a, b = amount(left, scope), amount(right, scope)
    if a is None or b is None:
        return None
    if isinstance(a, Day) and isinstance(b, Day):
        return _compare_days(op, a, b)
    if isinstance(a, Between) or isinstance(b, Between):
        return _compare_between(op, a if isinstance(a, Between) else Between(a, a), b if isinstance(b, Between) else Between(b, b))
    if any(isinstance(a, kind) is not isinstance(b, kind) for kind in (bool, str, Day)):
        return None
    match op:
        case Op.EQ:
            return bool(a == b)
        case Op.NE:
            return bool(a != b)
        case Op.LT:
            return bool(a < b)
        case Op.LE:
            return bool(a <= b)
        case Op.GT:
            return bool(a > b)
        case Op.GE:
            return bool(a >= b)


def _compare_days(op: Op, a: Day, b: Day) -> bool | None:
    match op:
        case Op.EQ:
            return dates.same(a, b)
        case Op.NE:
            return _negated(dates.same(a, b))
        case Op.LT:
            return dates.before(a, b)
        case Op.GT:
            return dates.before(b, a)
        case Op.LE:
            return _negated(dates.before(b, a))
        case Op.GE:
            return _negated(dates.before(a, b))


class Between(Struct, frozen=True):
    """A number known only within bounds (an age worked out from a year alone)."""

    least: int
    most: int


def _compare_between(op: Op, a: Between, b: Between) -> bool | None:
    match op:
        case Op.EQ:
            return True if a.least == a.most == b.least == b.most else False if a.most < b.least or b.most < a.least else None
        case Op.NE:
            return _negated(_compare_between(Op.EQ, a, b))
        case Op.LT:
            return True if a.most < b.least else False if a.least >= b.most else None
        case Op.LE:
            return True if a.most <= b.least else False if a.least > b.most else None
        case Op.GT:
            return _compare_between(Op.LT, b, a)
        case Op.GE:
            return _compare_between(Op.LE, b, a)


def amount(expression: Expression, scope: Scope) -> Json:
    """The value of an expression for comparing: numbers scaled to a common scale of 6 decimals, dates as `Day`,
    ages as `Between`, text and codes as str; None for unknown.
    """
    match expression:
        case Literal(value, kind):
            return _comparable(value, kind, scale_of(expression))
        case Ref():
            return _comparable(scope.value(expression), expression.type, expression.scale)
        case Calculate(op, left, right):
            return _calculate(op, amount(left, scope), amount(right, scope))
        case Call():
            return _call(expression, scope)
        case If(condition, then, otherwise):
            truth = holds(condition, scope)
            return None if truth is None else amount(then if truth else otherwise, scope)
        case Not() | And() | Or() | Compare() | In():
            return holds(expression, scope)


COMMON = 6
"""Decimals that numbers are compared and calculated with."""


def _comparable(value: Json, kind: Type, scale: int) -> Json:
    if value is None:
        return None
    match kind:
        case Type.INTEGER | Type.ROW:
            whole = whole_number(value)
            return None if whole is None else whole * 10**COMMON
        case Type.DECIMAL:
            if isinstance(value, tuple):
                return value[0] * 10 ** (COMMON - value[1])
            scaled = scaled_decimal(value, scale) if isinstance(value, str) else None
            return None if scaled is None else scaled * 10 ** (COMMON - scale)
        case Type.DATE:
            return dates.parse(value) if isinstance(value, str) else None
        case Type.TIME:
            return value if isinstance(value, str) and dates.is_time(value) else None
        case Type.MOMENT:
            return value if isinstance(value, str) and dates.is_moment(value) else None
        case Type.TEXT | Type.CODE:
            return value if isinstance(value, str) else None
        case Type.CODES:
            return value if isinstance(value, list) else None
        case Type.BOOLEAN:
            return value if isinstance(value, bool) else None
        case Type.OBJECT:
            return None


def _calculate(op: Arithmetic, a: Json, b: Json) -> Json:
    if not isinstance(a, int) or not isinstance(b, int):
        return None
    match op:
        case Arithmetic.ADD:
            return a + b
        case Arithmetic.SUB:
            return a - b
        case Arithmetic.MUL:
            # the type checker lets factors have few enough decimals: the division is exact
            return a * b // 10**COMMON
        case Arithmetic.DIV:  # only within a rounding, see `_exact`
            return None


def _call(call: Call, scope: Scope) -> Json:
    match call.function:
        case Function.TODAY:
            return scope.today
        case Function.PRESENT | Function.ANY | Function.ALL | Function.DISTINCT:
            return holds(call, scope)
        case Function.DAYS | Function.MONTHS | Function.YEARS | Function.PLUS_DAYS | Function.PLUS_MONTHS | Function.PLUS_YEARS:
            return _of_dates(call, scope)
        case Function.OR_ZERO:
            one = call.arguments[0]
            return 0 if _blank(one, scope) else amount(one, scope)
        case Function.AGE:
            day = amount(call.arguments[0], scope)
            if not isinstance(day, Day):
                return None
            least, most = dates.age(day, scope.today)
            return Between(least * 10**COMMON, most * 10**COMMON)
        case Function.YEAR:
            day = amount(call.arguments[0], scope)
            return day.year * 10**COMMON if isinstance(day, Day) else None
        case Function.COUNT:
            return _counted(call.arguments, scope)
        case Function.SUM:
            return _summed(call.arguments[0], scope)
        case Function.ROUND_HALF_UP | Function.ROUND_HALF_EVEN | Function.ROUND_UP | Function.ROUND_DOWN:
            exact = _exact(call.arguments[0], scope)
            return None if exact is None else rounded(exact, call.scale, call.function) * 10 ** (COMMON - call.scale)


def _of_dates(call: Call, scope: Scope) -> Json:
    """A date moved, or the time from a date to another: within bounds where they are not known to the day."""
    day, other = (amount(argument, scope) for argument in call.arguments)
    if not isinstance(day, Day):
        return None
    if call.function in MOVES:
        return dates.moved(day, other // 10**COMMON, MOVES[call.function]) if isinstance(other, int) else None
    if not isinstance(other, Day):
        return None
    least, most = dates.span(day, other, SPANS[call.function])
    return least * 10**COMMON if least == most else Between(least * 10**COMMON, most * 10**COMMON)


def _blank(expression: Expression, scope: Scope) -> bool:
    """True if what `or_zero` reads is not there: an answer, or the table whose rows are counted."""
    if isinstance(expression, Call):
        expression = expression.arguments[0]
    return isinstance(expression, Ref) and scope.value(expression) is None


def _counted(arguments: tuple[Expression, ...], scope: Scope) -> int | None:
    """The rows of a table, or those in which a condition is true: unknown where it may be true in more."""
    table = arguments[0]
    if len(arguments) == 1 or not isinstance(table, Ref):
        rows = amount_rows(table, scope)
        return None if rows is None else len(rows) * 10**COMMON
    truths = _truths(table, arguments[1], scope)
    return None if truths is None or None in truths else truths.count(True) * 10**COMMON


def _summed(given: Expression, scope: Scope) -> int | None:
    """The sum of a column; blanks count as 0 in `sum(or_zero(column))`, and so does a table that is not there."""
    zero = isinstance(given, Call) and given.function is Function.OR_ZERO
    ref = given.arguments[0] if isinstance(given, Call) else given
    if not isinstance(ref, Ref):
        return None
    rows = at(scope.answers, ref.pointer[:-1])
    if zero and rows is None:
        return 0
    if not isinstance(rows, list):
        return None
    cells = [at(row, ref.pointer[-1:]) for row in rows]
    values = [0 if zero and cell is None else _comparable(cell, ref.type, ref.scale) for cell in cells]
    return None if any(value is None for value in values) else sum(values)


def _exact(expression: Expression, scope: Scope) -> Fraction | None:
    """A calculation without loss, as the number before it is rounded; None for unknown, and for a division by zero."""
    match expression:
        case Calculate(op, left, right):
            a, b = _exact(left, scope), _exact(right, scope)
            if a is None or b is None or (op is Arithmetic.DIV and b == 0):
                return None
            return a / b if op is Arithmetic.DIV else {Arithmetic.ADD: a + b, Arithmetic.SUB: a - b, Arithmetic.MUL: a * b}[op]
        case If(condition, then, otherwise):
            truth = holds(condition, scope)
            return None if truth is None else _exact(then if truth else otherwise, scope)
        case Literal() | Ref() | Call() | Not() | And() | Or() | Compare() | In():
            number = amount(expression, scope)
            return Fraction(number, 10**COMMON) if isinstance(number, int) else None


def rounded(number: Fraction, places: int, how: Function) -> int:
    """A number rounded to so many decimals, scaled by them. Halves go away from zero (`round_half_up`) or to the even
    neighbour (`round_half_even`); `round_up` goes away from zero, `round_down` towards it.
    """
    scaled = abs(number) * 10**places
    whole, rest = divmod(scaled.numerator, scaled.denominator)
    half = 2 * rest - scaled.denominator
    up = {
        Function.ROUND_HALF_UP: half >= 0,
        Function.ROUND_HALF_EVEN: half > 0 or (half == 0 and whole % 2 == 1),
        Function.ROUND_UP: rest > 0,
    }
    return int(whole + up.get(how, False)) * (-1 if number < 0 else 1)


def amount_rows(expression: Expression, scope: Scope) -> list[Json] | None:
    if not isinstance(expression, Ref):
        return None
    rows = at(scope.answers, expression.pointer)
    return rows if isinstance(rows, list) else None


def row_limits(table: Table, scope: Scope) -> tuple[int, int]:
    """The least and the greatest number of rows of a table: 0 at the least where none are wanted. What is worked out
    counts where it is known; the least is never more than the most.
    """
    most = table.most if table.most_by is None else _whole(table.most_by, scope, table.most)
    least = table.least if table.least_by is None else _whole(table.least_by, scope, 0)
    return max(0, min(least, most, table.most)), max(0, min(most, table.most))


def _whole(expression: Expression, scope: Scope, otherwise: int) -> int:
    """A whole number that is worked out; the other one where it is unknown."""
    found = amount(expression, scope)
    if isinstance(found, Between) and found.least == found.most:
        found = found.least
    return found // 10**COMMON if isinstance(found, int) else otherwise


# --- forms -------------------------------------------------------------------------------------------------------


def evaluate(form: Form, answers: Json, today: Day, known: Mapping[Pointer, Json] | None = None) -> Verdict:
    """Judge a submission: every finding, and for every entry whether it applies. Never raises on any JSON."""
    applies: dict[Pointer, bool] = {}
    findings: list[Finding] = []
    if not isinstance(answers, dict):
        return Verdict({}, (Finding((), "type"),))
    scope = Scope(answers, today, None, known)
    for entry in form.entries:
        if isinstance(entry, Table):
            _table(form, entry, scope, applies, findings)
        else:
            _item(entry, (), answers, scope, form, applies, findings)
    findings += _shape(form, answers)
    for constraint in form.constraints:
        for at_row, within in _places(constraint, scope):
            if constraint.when is not None and holds(constraint.when, within) is not True:
                continue
            if holds(constraint.holds, within) is False:
                findings.append(Finding((*at_row, *constraint.at), "constraint", (("constraint", constraint.id),)))
    return Verdict(applies, tuple(findings))


def _places(constraint: Constraint, scope: Scope) -> Iterator[tuple[Pointer, Scope]]:
    """The places where a constraint is asked: once, or in each row of its table."""
    if constraint.table is None:
        yield (), scope
        return
    rows = at(scope.answers, (constraint.table,))
    for number, row in enumerate(rows if isinstance(rows, list) else ()):
        if isinstance(row, dict):
            yield (constraint.table, str(number)), Scope(scope.answers, scope.today, row, scope.known)


def _wanted(form: Form, item: Item | Table, answers: Json, *, row: bool) -> bool:
    """True if a missing value is missed: not where its whole optional subject was left out."""
    if row or len(item.pointer) < 2 or item.pointer[0] not in form.optional:
        return True
    return item.pointer[0] in answers


def _item(
    item: Item,
    base: Pointer,
    values: Json,
    scope: Scope,
    form: Form,
    applies: dict[Pointer, bool],
    findings: list[Finding],
) -> None:
    pointer = base + item.pointer
    value = at(values, item.pointer)
    present = _has(values, item.pointer)
    applies[pointer] = applied = item.when is None or holds(item.when, scope) is True
    if not applied:
        if present:
            findings.append(Finding(pointer, "not-applicable"))
        return
    if not present:
        if item.strength is not Strength.OPTIONAL and _wanted(form, item, values, row=bool(base)):
            findings.append(Finding(pointer, "required", warning=item.strength is Strength.RECOMMENDED))
        return
    findings += [_placed(pointer, fault) for fault in faults_of(item.value, value, scope.today)]
    findings += _hidden_options(item, pointer, value, scope)
    findings += _rows_not_there(item, pointer, value, scope)


def _hidden_options(item: Item, pointer: Pointer, value: Json, scope: Scope) -> Iterator[Finding]:
    codes = getattr(item.value, "codes", None)
    if codes is None:
        return
    for one in value if isinstance(value, list) else [value]:
        code = codes.by_code().get(one) if isinstance(one, str) else None
        if code is not None and code.when is not None and holds(code.when, scope) is not True:
            yield Finding(pointer, "option-not-applicable", (("option", one),))


def _rows_not_there(item: Item, pointer: Pointer, value: Json, scope: Scope) -> Iterator[Finding]:
    """Numbers of rows that the table does not have."""
    if not isinstance(item.value, RowOf | RowsOf):
        return
    rows = at(scope.answers, (item.value.table,))
    most = len(rows) if isinstance(rows, list) else 0
    chosen = value if isinstance(value, list) and isinstance(item.value, RowsOf) else [value]
    for one in chosen:
        number = whole_number(one)
        if number is not None and not 1 <= number <= most:
            yield Finding(pointer, "no-such-row", (("most", most),))


def _placed(pointer: Pointer, fault: Fault) -> Finding:
    return Finding(pointer + fault.at, fault.code, fault.args)


def _has(values: Json, pointer: Pointer) -> bool:
    parent = at(values, pointer[:-1])
    return isinstance(parent, dict) and pointer[-1] in parent


def _table(form: Form, table: Table, scope: Scope, applies: dict[Pointer, bool], findings: list[Finding]) -> None:
    present = _has(scope.answers, table.pointer)
    rows = at(scope.answers, table.pointer)
    applies[table.pointer] = applied = table.when is None or holds(table.when, scope) is True
    if not applied:
        if present:
            findings.append(Finding(table.pointer, "not-applicable"))
        return
    least, most = row_limits(table, scope)
    if not present:
        if table.strength is not Strength.OPTIONAL and least:
            findings.append(Finding(table.pointer, "required", warning=table.strength is Strength.RECOMMENDED))
        return
    if not isinstance(rows, list):
        findings.append(Finding(table.pointer, "type"))
        return
    least = max(least, 1)
    if len(rows) < least:
        findings.append(Finding(table.pointer, "too-few-rows", (("least", least),)))
    if len(rows) > most:
        findings.append(Finding(table.pointer, "too-many-rows", (("most", most),)))
    names = {column.pointer[0] for column in table.columns}
    for number, row in enumerate(rows):
        base = (*table.pointer, str(number))
        if not isinstance(row, dict) or not row:
            findings.append(Finding(base, "type" if not isinstance(row, dict) else "empty"))
            continue
        within = Scope(scope.answers, scope.today, row, scope.known)
        for column in table.columns:
            _item(column, base, row, within, form, applies, findings)
        findings += [Finding((*base, key), "unknown-field") for key in row if key not in names]


def _shape(form: Form, answers: Json) -> Iterator[Finding]:
    """Keys nobody asked for, and objects that are empty or are no objects."""
    groups: dict[str, set[str]] = {}
    single: set[str] = set()
    for entry in form.entries:
        if len(entry.pointer) == 1:
            single.add(entry.pointer[0])
        else:
            groups.setdefault(entry.pointer[0], set()).add(entry.pointer[1])
    for key, value in answers.items():
        if key in single:
            continue
        if key not in groups:
            yield Finding((key,), "unknown-field")
        elif not isinstance(value, dict):
            yield Finding((key,), "type")
        elif not value:
            yield Finding((key,), "empty")
        else:
            yield from (Finding((key, inner), "unknown-field") for inner in value if inner not in groups[key])
