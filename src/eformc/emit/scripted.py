"""Conditions as JavaScript over a submission `data`: when one is certainly true, and when it is certainly false.

Only comparisons of answers: what reads rows, dates of part, calculations or facts that are no answer gives None.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from msgspec import Struct

from eformc.kernel.expressions import (
    And,
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
    Ref,
    Type,
)

_OPS = {Op.EQ: "===", Op.NE: "!==", Op.LT: "<", Op.LE: "<=", Op.GT: ">", Op.GE: ">="}
_AGAINST = {Op.EQ: Op.NE, Op.NE: Op.EQ, Op.LT: Op.GE, Op.GE: Op.LT, Op.LE: Op.GT, Op.GT: Op.LE}
_MIRRORED = {Op.LT: Op.GT, Op.GT: Op.LT, Op.LE: Op.GE, Op.GE: Op.LE, Op.EQ: Op.EQ, Op.NE: Op.NE}


class Scripted(Struct, frozen=True):
    """A condition's two scripts."""

    true: str
    false: str


def name_of(ref: Ref) -> str:
    """The way to an answer, which may be absent anywhere on it."""
    return "data." + "?.".join(ref.pointer)


def scripted(expression: Expression) -> Scripted | None:
    """The scripts of a condition; None where JavaScript of one line does not say it exactly."""
    match expression:
        case Literal(value, Type.BOOLEAN):
            return Scripted(*("true", "false")[:: 1 if value else -1])
        case Ref() if expression.type is Type.BOOLEAN and _is_answer(expression):
            return Scripted(f"{name_of(expression)} === true", f"{name_of(expression)} === false")
        case Not(operand):
            inner = scripted(operand)
            return Scripted(inner.false, inner.true) if inner is not None else None
        case And(operands):
            return _several(operands, "&&", "||")
        case Or(operands):
            return _several(operands, "||", "&&")
        case Compare(op, Ref() as ref, Literal() as literal):
            return _compared(op, ref, literal)
        case Compare(op, Literal() as literal, Ref() as ref):
            return _compared(_MIRRORED[op], ref, literal)
        case In(Ref() as ref, options) if _is_answer(ref):
            return _among(ref, options)
        case Call(Function.PRESENT, (Ref() as ref,)) if _is_answer(ref):
            return Scripted(f"{name_of(ref)} !== undefined", f"{name_of(ref)} === undefined")
        case Literal() | Ref() | Compare() | In() | Call() | If() | Calculate():
            return None


def _is_answer(ref: Ref) -> bool:
    return not ref.known and not ref.row


def _several(operands: Sequence[Expression], true: str, false: str) -> Scripted | None:
    made = [one for one in map(scripted, operands) if one is not None]
    if len(made) < len(operands):
        return None
    return Scripted(f" {true} ".join(f"({one.true})" for one in made), f" {false} ".join(f"({one.false})" for one in made))


def _compared(op: Op, ref: Ref, literal: Literal) -> Scripted | None:
    plain = ref.type in (Type.TEXT, Type.CODE, Type.BOOLEAN) and op in (Op.EQ, Op.NE)
    if not _is_answer(ref) or not (plain or ref.type is Type.INTEGER) or not isinstance(literal.value, str | int):
        return None
    return Scripted(_sure(op, ref, literal), _sure(_AGAINST[op], ref, literal))


def _sure(op: Op, ref: Ref, literal: Literal) -> str:
    said = f"{name_of(ref)} {_OPS[op]} {json.dumps(literal.value, ensure_ascii=False)}"
    return f"{name_of(ref)} !== undefined && {said}" if op is Op.NE else said


def _among(ref: Ref, options: Sequence[Literal]) -> Scripted | None:
    if ref.type is Type.CODES:
        return None
    equal = [Compare(Op.EQ, ref, one) for one in options]
    return _several(equal, "||", "&&") if equal else None
