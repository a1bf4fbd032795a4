"""Bounds between which a number of a form certainly lies, by the limits of its fields."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from math import ceil, floor, inf

from eformc.kernel.expressions import ROUNDINGS, Arithmetic, Calculate, Call, Expression, Function, If, Literal, Ref
from eformc.kernel.values import Decimal, Integer, Money, Value
from eformc.model.procedure import Group

Bounds = tuple[Fraction | float, Fraction | float]
EVERY: Bounds = (-inf, inf)


def bounds_of(expression: Expression, value_of: Callable[[Ref], Value | None], groups: Mapping[str, Group]) -> Bounds:
    """The least and the greatest number an expression may be, where it is known."""
    match expression:
        case Literal(bool() | str(), _):
            return EVERY
        case Literal(value, _):
            number = Fraction(value[0], 10 ** value[1]) if isinstance(value, tuple) else Fraction(value)
            return number, number
        case Ref():
            return _limits(value_of(expression))
        case Calculate(op, left, right):
            return _reckoned(op, bounds_of(left, value_of, groups), bounds_of(right, value_of, groups))
        case If(_, then, otherwise):
            (a, b), (c, d) = (bounds_of(one, value_of, groups) for one in (then, otherwise))
            return min(a, c), max(b, d)
        case Call(function, arguments) if function in ROUNDINGS:
            low, high = bounds_of(arguments[0], value_of, groups)
            step = 10**expression.scale
            return (low if low == -inf else Fraction(floor(low * step), step)), (high if high == inf else Fraction(ceil(high * step), step))
        case Call(Function.OR_ZERO, (inner,)):
            low, high = bounds_of(inner, value_of, groups)
            return min(low, Fraction(0)), max(high, Fraction(0))
        case Call(Function.COUNT, (Ref() as table, *inner)) if table.pointer[0] in groups:
            group = groups[table.pointer[0]]
            return Fraction(0 if inner else max(group.at_least, 1)), Fraction(group.at_most)
        case Call(Function.SUM, (Ref() as column,)) if column.pointer[0] in groups:
            low, _ = _limits(value_of(column))
            return (low * max(groups[column.pointer[0]].at_least, 1) if low >= 0 else -inf), inf
        case Call(Function.YEAR, _):
            return Fraction(1800), Fraction(2200)
        case _:
            return EVERY


def _limits(value: Value | None) -> Bounds:
    match value:
        case Integer(least, most) | Money(_, _, least, most):
            scale = 0
        case Decimal(scale, least, most):
            pass
        case _:
            return EVERY
    return (-inf if least is None else Fraction(least, 10**scale)), (inf if most is None else Fraction(most, 10**scale))


def _reckoned(op: Arithmetic, one: Bounds, other: Bounds) -> Bounds:
    match op:
        case Arithmetic.ADD:
            return one[0] + other[0], one[1] + other[1]
        case Arithmetic.SUB:
            return one[0] - other[1], one[1] - other[0]
        case Arithmetic.MUL:
            if any(abs(end) == inf for end in (*one, *other)):
                positive = one[0] > 0 and other[0] > 0
                return (one[0] * other[0] if positive else -inf), inf
            products = [a * b for a in one for b in other]
            return min(products), max(products)
        case Arithmetic.DIV:
            return EVERY
