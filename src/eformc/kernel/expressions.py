"""Expressions as typed trees: conditions, calculations, constraints. What they mean is in `evaluate.py`.

Names are resolved: a `Ref` is a JSON Pointer into the submission (`row` true: into the row the expression stands in).
There is no host code, no loop and no text building; evaluation always ends and never raises.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import StrEnum
from functools import lru_cache
from typing import TypeAlias

from eformc.kernel.struct import Tagged

Pointer: TypeAlias = tuple[str, ...]
"""A JSON Pointer as its unescaped tokens."""


def pointer_text(pointer: Iterable[str]) -> str:
    """A JSON Pointer as RFC 6901 writes it."""
    return _pointer_text(tuple(pointer))


@lru_cache(maxsize=2048)
def _pointer_text(tokens: Pointer) -> str:
    text = "/".join(("", *tokens))
    if "~" not in text and text.count("/") == len(tokens):
        return text
    return "".join("/" + token.replace("~", "~0").replace("/", "~1") for token in tokens)


class Type(StrEnum):
    """Types of expressions. `DATE` covers dates of any precision; `CODE` is a choice's code, `ROW` the number of a chosen row."""

    TEXT = "text"
    CODE = "code"
    CODES = "codes"
    INTEGER = "integer"
    DECIMAL = "decimal"
    DATE = "date"
    TIME = "time"
    MOMENT = "moment"
    ROW = "row"
    BOOLEAN = "boolean"
    OBJECT = "object"


class Op(StrEnum):
    EQ = "=="
    NE = "!="
    LT = "<"
    LE = "<="
    GT = ">"
    GE = ">="


class Arithmetic(StrEnum):
    """`/` stands only within a rounding: what it gives need not end."""

    ADD = "+"
    SUB = "-"
    MUL = "*"
    DIV = "/"


class Function(StrEnum):
    """`present(x)`; `age(date)` in completed years today; `year(date)`; `today()`; `count(group)`; `sum(group.field)`;
    roundings to a number of decimals, such as `round_half_up(x, 2)`; `days`, `months` and `years` from a date to another;
    `any`, `all` and `count` of rows under a condition; `distinct` columns; `or_zero(x)`, 0 for an answer that is not there.
    `plus_…` is written `date + 3 months`.
    """

    PRESENT = "present"
    AGE = "age"
    YEAR = "year"
    TODAY = "today"
    COUNT = "count"
    SUM = "sum"
    ROUND_HALF_UP = "round_half_up"
    ROUND_HALF_EVEN = "round_half_even"
    ROUND_UP = "round_up"
    ROUND_DOWN = "round_down"
    DAYS = "days"
    MONTHS = "months"
    YEARS = "years"
    ANY = "any"
    ALL = "all"
    DISTINCT = "distinct"
    OR_ZERO = "or_zero"
    PLUS_DAYS = "plus_days"
    PLUS_MONTHS = "plus_months"
    PLUS_YEARS = "plus_years"


ROUNDINGS = frozenset({Function.ROUND_HALF_UP, Function.ROUND_HALF_EVEN, Function.ROUND_UP, Function.ROUND_DOWN})
SPANS = {Function.DAYS: "days", Function.MONTHS: "months", Function.YEARS: "years"}
"""Functions that count from a date to another, with their unit."""
MOVES = {Function.PLUS_DAYS: "days", Function.PLUS_MONTHS: "months", Function.PLUS_YEARS: "years"}
"""Functions that move a date, with their unit: written as a sum, not called."""
CALLED = tuple([function for function in Function if function not in MOVES])
"""Functions that authors call by name."""


class Literal(Tagged, frozen=True):
    """A constant: text or code as str, integer as int, decimal as (scaled int, scale), date as text, boolean."""

    value: str | int | bool | tuple[int, int]
    type: Type


class Ref(Tagged, frozen=True):
    """A value of the submission. `known` marks a fact that is no field of the form but known from a registry."""

    pointer: Pointer
    type: Type
    row: bool = False
    scale: int = 0
    known: bool = False


class Not(Tagged, frozen=True):
    operand: Expression


class And(Tagged, frozen=True):
    operands: tuple[Expression, ...]


class Or(Tagged, frozen=True):
    operands: tuple[Expression, ...]


class Compare(Tagged, frozen=True):
    op: Op
    left: Expression
    right: Expression


class In(Tagged, frozen=True):
    """`x in ["a", "b"]`, or `"a" in x` where x is a multiple choice (then `options` holds one literal)."""

    operand: Expression
    options: tuple[Literal, ...]


class Calculate(Tagged, frozen=True):
    op: Arithmetic
    left: Expression
    right: Expression
    type: Type
    scale: int = 0


class Call(Tagged, frozen=True):
    function: Function
    arguments: tuple[Expression, ...]
    type: Type
    scale: int = 0


class If(Tagged, frozen=True):
    """`condition ? then : otherwise`."""

    condition: Expression
    then: Expression
    otherwise: Expression


Expression: TypeAlias = Literal | Ref | Not | And | Or | Compare | In | Calculate | Call | If


def children(expression: Expression) -> tuple[Expression, ...]:
    """The expressions directly inside one."""
    match expression:
        case Literal() | Ref():
            return ()
        case Not(operand):
            return (operand,)
        case And(operands) | Or(operands):
            return operands
        case Compare(_, left, right) | Calculate(_, left, right):
            return (left, right)
        case In(operand, _):
            return (operand,)
        case Call(_, arguments):
            return arguments
        case If(condition, then, otherwise):
            return (condition, then, otherwise)


def refs(expression: Expression) -> Iterator[Ref]:
    """Every value the expression reads."""
    stack = [expression]
    while stack:
        node = stack.pop()
        if isinstance(node, Ref):
            yield node
        stack.extend(reversed(children(node)))


def type_of(expression: Expression) -> Type:
    """The type an expression's value has."""
    match expression:
        case Literal(_, kind):
            return kind
        case Ref():
            return expression.type
        case Not() | And() | Or() | Compare() | In():
            return Type.BOOLEAN
        case Calculate() | Call():
            return expression.type
        case If(_, then, _):
            return type_of(then)


def scale_of(expression: Expression) -> int:
    """Decimals of a numeric expression (0 for integers)."""
    match expression:
        case Literal((_, scale), Type.DECIMAL):
            return int(scale)
        case Ref() | Calculate() | Call():
            return expression.scale
        case If(_, then, otherwise):
            return max(scale_of(then), scale_of(otherwise))
        case Literal() | Not() | And() | Or() | Compare() | In():
            return 0


def both(a: Expression | None, b: Expression | None) -> Expression | None:
    """Conjunction of two conditions, either of which may be missing."""
    if a is None or b is None:
        return a if b is None else b
    left = a.operands if isinstance(a, And) else (a,)
    right = b.operands if isinstance(b, And) else (b,)
    return And(left + tuple(part for part in right if part not in left))
