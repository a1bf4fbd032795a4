"""Conditions that no answer can make true: two codes wanted of one choice, an interval that holds nothing, a part that would
have to be true and false.
"""

from __future__ import annotations

from itertools import product

from eformc.kernel.expressions import And, Compare, Expression, In, Literal, Not, Op, Or, Pointer, Ref, Type

MAX_CASES = 4096
MAX_ATOMS = 65_536
"""Comparisons in all cases together: what looking at them may cost."""


def never_true(expression: Expression) -> bool:
    """Certainly never true. Looks at every combination of alternatives of `==`, `!=`, `in` and number comparisons with
    constants; anything else is taken as possible.
    """
    cases = _cases(expression, positive=True)
    return cases is not None and all(_impossible(case) for case in cases)


def _cases(expression: Expression, *, positive: bool) -> list[tuple[tuple[Expression, bool], ...]] | None:
    """Disjunctive normal form as (atom, wanted truth) tuples; None where there are too many."""
    match expression:
        case Not(operand):
            return _cases(operand, positive=not positive)
        case And(operands) if positive:
            return _together(operands, positive=True)
        case Or(operands) if not positive:
            return _together(operands, positive=False)
        case And(operands) | Or(operands):
            out: list[tuple[tuple[Expression, bool], ...]] = []
            for operand in operands:
                found = _cases(operand, positive=positive)
                if found is None:
                    return None
                out += found
            return out if len(out) <= MAX_CASES else None
        case _:
            return [((expression, positive),)]


def _together(operands: tuple[Expression, ...], *, positive: bool) -> list[tuple[tuple[Expression, bool], ...]] | None:
    parts = []
    count = 1
    for operand in operands:
        found = _cases(operand, positive=positive)
        if found is None:
            return None
        parts.append(found)
        count *= len(found)
        if count > MAX_CASES or count * sum(max(map(len, part), default=0) for part in parts) > MAX_ATOMS:
            return None
    return [tuple(atom for case in combination for atom in case) for combination in product(*parts)]


def _impossible(case: tuple[tuple[Expression, bool], ...]) -> bool:
    allowed: dict[tuple[Pointer, bool], set[object]] = {}
    refused: dict[tuple[Pointer, bool], set[object]] = {}
    bounds: dict[tuple[Pointer, bool], tuple[float, float]] = {}
    truths: dict[Expression, bool] = {}
    for atom, truth in case:
        if truths.setdefault(atom, truth) is not truth:
            return True
        match atom:
            case Literal(value, _):
                if (value is True) is not truth:
                    return True
            case Ref(pointer, _, row):
                allowed.setdefault((pointer, row), {True, False}).intersection_update({truth})
            case In(Ref(pointer, kind, row), options) if kind.value != "codes":
                _restrict(allowed, refused, (pointer, row), {option.value for option in options}, truth)
            case Compare(Op.EQ | Op.NE as op, Ref(pointer, _, row), Literal(value, _)):
                _restrict(allowed, refused, (pointer, row), {value}, truth is (op is Op.EQ))
            case Compare(op, Ref(pointer, kind, row), Literal(int() as value, _)):
                step = 1 if kind is Type.INTEGER else 0
                bounds[(pointer, row)] = _narrowed(bounds.get((pointer, row)), op, value, step, truth)
            case _:
                pass
    if any(low > high for low, high in bounds.values()):
        return True
    return any(
        all(value in refused.get(key, ()) or _beyond(value, bounds.get(key)) for value in values) for key, values in allowed.items()
    )


def _beyond(value: object, bound: tuple[float, float] | None) -> bool:
    """True if a whole number lies outside of bounds."""
    return bound is not None and isinstance(value, int) and not bound[0] <= value <= bound[1]


def _restrict(
    allowed: dict[tuple[Pointer, bool], set[object]],
    refused: dict[tuple[Pointer, bool], set[object]],
    key: tuple[Pointer, bool],
    values: set[object],
    among: bool,
) -> None:
    if not among:
        refused.setdefault(key, set()).update(values)
    elif key in allowed:
        allowed[key] &= values
    else:
        allowed[key] = set(values)


def _narrowed(
    bound: tuple[float, float] | None, op: Op, value: int, step: int, truth: bool
) -> tuple[float, float]:
    """`step` is the distance to the next value (0 where there is none: decimals)."""
    low, high = bound or (float("-inf"), float("inf"))
    opposite = {Op.LT: Op.GE, Op.LE: Op.GT, Op.GT: Op.LE, Op.GE: Op.LT, Op.EQ: Op.NE, Op.NE: Op.EQ}
    match op if truth else opposite[op]:
        case Op.LT:
            high = min(high, value - step)
        case Op.LE:
            high = min(high, value)
        case Op.GT:
            low = max(low, value + step)
        case Op.GE:
            low = max(low, value)
        case _:
            pass
    return low, high
