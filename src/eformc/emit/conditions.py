"""Conditions as JSON Schema: for each the schema of the submissions where it is certainly true, and certainly false.

Only what every validator reads alike is translated; anything else gives None and stays a runtime rule. Each test of a
value comes with `required`, since `properties` alone passes where the value is absent.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from msgspec import Struct

from eformc.kernel.decimals import decimal_text
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
    Pointer,
    Ref,
    Type,
)

Schema: TypeAlias = "dict[str, Any] | bool"


class Branch(Struct, frozen=True):
    """The schemas of the submissions where a condition is certainly true, and certainly false."""

    true: Any
    false: Any


def at(pointer: Pointer, schema: Schema, *, present: bool = True) -> dict[str, Any]:
    """A schema on the value at a pointer through objects; `present` demands that it is there."""
    out: Any = schema
    for depth, token in reversed([*enumerate(pointer)]):
        kind = {"type": "object"} if depth else {}  # said of the outermost object by what it is a part of
        out = {**kind, "properties": {token: out}, **({"required": [token]} if present else {})}
    return dict(out)


def conjunction(schemas: list[Any]) -> Any:
    """All of the schemas, merged where they only speak of different or nested properties."""
    merged: dict[str, Any] = {}
    for schema in schemas:
        if not _merge(merged, schema):
            return {"allOf": schemas}
    return merged


def _merge(into: dict[str, Any], schema: Any) -> bool:
    for key, value in schema.items():
        if key == "required":
            into["required"] = [*into.get("required", []), *(one for one in value if one not in into.get("required", []))]
        elif key in ("properties", "items"):
            inner = into.setdefault(key, {})
            if key == "items":
                if not _merge(inner, value):
                    return False
                continue
            for name, sub in value.items():
                if name not in inner:
                    inner[name] = _copy(sub)
                elif inner[name] == sub:
                    continue
                elif not isinstance(inner[name], dict) or not isinstance(sub, dict) or not _merge(inner[name], sub):
                    return False
        elif key in into and into[key] != value:
            return False
        else:
            into[key] = value
    return True


def _copy(schema: Any) -> Any:
    if isinstance(schema, dict):
        return {key: _copy(value) for key, value in schema.items()}
    return list(schema) if isinstance(schema, list) else schema


def only_if(condition: Any, then: Any, otherwise: Any) -> dict[str, Any]:
    """`if` with what it brings; an empty branch is left out."""
    return {"if": condition, **({"then": then} if then else {}), **({"else": otherwise} if otherwise else {})}


def never(schema: Any) -> dict[str, Any]:
    return {"not": schema}


def truth(expression: Expression) -> Branch | None:
    """The two schemas of a condition; None where JSON Schema cannot say it exactly."""
    match expression:
        case Literal(value, _):
            return Branch(value is True, value is not True)
        case Ref():
            return _test(expression, {"enum": [True]}, {"enum": [False]}) if expression.type is Type.BOOLEAN else None
        case Not(operand):
            inner = truth(operand)
            return Branch(inner.false, inner.true) if inner else None
        case And(operands):
            return _several(operands, lambda branches: Branch(_all(branches, "true"), _any(branches, "false")))
        case Or(operands):
            return _several(operands, lambda branches: Branch(_any(branches, "true"), _all(branches, "false")))
        case Compare(op, Ref() as ref, Literal() as literal):
            return _compare(op, ref, literal)
        case Compare(op, Literal() as literal, Ref() as ref):
            return _compare(_MIRRORED[op], ref, literal)
        case In(Ref() as ref, options):
            return _among(ref, options)
        case Call(Function.PRESENT, (Ref() as ref,)):
            return None if ref.known else Branch(at(ref.pointer, True), never(at(ref.pointer, True)))
        case If(condition, then, otherwise):
            return _several((condition, then, otherwise), _if)
        case Compare() | In() | Calculate() | Call():
            return None


_MIRRORED = {Op.LT: Op.GT, Op.GT: Op.LT, Op.LE: Op.GE, Op.GE: Op.LE, Op.EQ: Op.EQ, Op.NE: Op.NE}


def _several(operands: tuple[Expression, ...], join: Callable[[list[Branch]], Branch]) -> Branch | None:
    branches = [truth(operand) for operand in operands]
    known = [branch for branch in branches if branch is not None]
    return join(known) if len(known) == len(branches) else None


def _all(branches: list[Branch], side: str) -> Any:
    return {"allOf": [getattr(branch, side) for branch in branches]}


def _any(branches: list[Branch], side: str) -> Any:
    return {"anyOf": [getattr(branch, side) for branch in branches]}


def _if(branches: list[Branch]) -> Branch:
    condition, then, otherwise = branches
    return Branch(
        {"anyOf": [{"allOf": [condition.true, then.true]}, {"allOf": [condition.false, otherwise.true]}]},
        {"anyOf": [{"allOf": [condition.true, then.false]}, {"allOf": [condition.false, otherwise.false]}]},
    )


def _test(ref: Ref, true: Any, false: Any) -> Branch | None:
    return None if ref.known else Branch(at(ref.pointer, true), at(ref.pointer, false))


def _compare(op: Op, ref: Ref, literal: Literal) -> Branch | None:
    if op in (Op.EQ, Op.NE):
        branch = _equals(ref, literal)
        return branch if branch is None or op is Op.EQ else Branch(branch.false, branch.true)
    if ref.type is not Type.INTEGER or not isinstance(literal.value, int):
        return None
    value = literal.value
    match op:
        case Op.LT:
            return _test(ref, {"type": "integer", "exclusiveMaximum": value}, {"type": "integer", "minimum": value})
        case Op.LE:
            return _test(ref, {"type": "integer", "maximum": value}, {"type": "integer", "exclusiveMinimum": value})
        case Op.GT:
            return _test(ref, {"type": "integer", "exclusiveMinimum": value}, {"type": "integer", "maximum": value})
        case Op.GE:
            return _test(ref, {"type": "integer", "minimum": value}, {"type": "integer", "exclusiveMaximum": value})


def _equals(ref: Ref, literal: Literal) -> Branch | None:
    value: Any = literal.value
    match ref.type:
        case Type.TEXT | Type.CODE | Type.BOOLEAN:
            return _test(ref, {"enum": [value]}, {"not": {"enum": [value]}})
        case Type.INTEGER if isinstance(value, int):
            return _test(ref, {"enum": [value]}, {"not": {"enum": [value]}})
        case Type.DECIMAL:
            text = _decimal_constant(value, ref.scale)
            if text is None:
                return None
            return _test(ref, {"enum": [text]}, {"not": {"enum": [text]}})
        case Type.DATE | Type.TIME | Type.MOMENT | Type.ROW | Type.CODES | Type.OBJECT | Type.INTEGER:
            return None


def _decimal_constant(value: Any, scale: int) -> str | None:
    """A constant as the canonical text of a field with `scale` decimals; None where it has more of them."""
    digits, decimals = value if isinstance(value, tuple) else (value, 0)
    return None if decimals > scale else decimal_text(digits * 10 ** (scale - decimals), scale)


def _among(ref: Ref, options: tuple[Literal, ...]) -> Branch | None:
    values = [option.value for option in options]
    if ref.type is Type.CODES:
        test = {"type": "array", "contains": {"enum": values}}
        return _test(ref, test, {"not": test})
    if ref.type in (Type.CODE, Type.TEXT, Type.BOOLEAN):
        return _test(ref, {"enum": values}, {"not": {"enum": values}})
    return None
