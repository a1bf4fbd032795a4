"""Expressions back to text, in the language they are written in (a subset of CEL)."""

from __future__ import annotations

from eformc.kernel.decimals import decimal_text
from eformc.kernel.expressions import (
    MOVES,
    And,
    Arithmetic,
    Calculate,
    Call,
    Compare,
    Expression,
    If,
    In,
    Literal,
    Not,
    Or,
    Ref,
    Type,
)

_ZERO = Literal(0, Type.INTEGER)


def printed(expression: Expression) -> str:
    """The expression as text; parsing it again gives an equal tree (names as in the submission)."""
    match expression:
        case Literal(value):
            return _literal(value)
        case Ref(pointer):
            return ".".join(pointer)
        case Not(operand):
            return f"!{_inner(operand)}"
        case And(operands):
            return " && ".join(_inner(operand) for operand in operands)
        case Or(operands):
            return " || ".join(_inner(operand) for operand in operands)
        case Compare(op, left, right):
            return f"{_inner(left)} {op.value} {_inner(right)}"
        case In(Ref(_, Type.CODES) as several, (option,)):
            return f"{printed(option)} in {printed(several)}"
        case In(operand, options):
            return f"{_inner(operand)} in [{', '.join(printed(option) for option in options)}]"
        case Calculate(op, left, right):
            return f"{_inner(left)} {op.value} {_inner(right)}"
        case Call(function, (date, count)) if function in MOVES:
            back = count.right if isinstance(count, Calculate) and count.op is Arithmetic.SUB and count.left == _ZERO else None
            return f"{_inner(date)} {'+' if back is None else '-'} {_inner(count if back is None else back)} {MOVES[function]}"
        case Call(function, arguments):
            return f"{function.value}({', '.join(printed(argument) for argument in arguments)})"
        case If(condition, then, otherwise):
            return f"{_inner(condition)} ? {_inner(then)} : {_inner(otherwise)}"


def _literal(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return decimal_text(value[0], value[1])
    if isinstance(value, int):
        return str(value)
    quote = "'" if '"' in str(value) else '"'
    return f"{quote}{value}{quote}"


def _inner(expression: Expression) -> str:
    text = printed(expression)
    bare = isinstance(expression, Literal | Ref | Call | Not) and not (isinstance(expression, Call) and expression.function in MOVES)
    return text if bare else f"({text})"
