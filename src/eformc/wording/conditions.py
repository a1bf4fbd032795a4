"""Conditions as people read them: titles for names, texts for codes. "“Quan hệ với trẻ” là “Mẹ”"."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct

from eformc.kernel.dates import parse
from eformc.kernel.decimals import decimal_text
from eformc.kernel.expressions import (
    MOVES,
    SPANS,
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
from eformc.kernel.values import CodeList
from eformc.kernel.words import Words
from eformc.wording.localization import Speech
from eformc.wording.messages import date_text

_OPS = {Op.EQ: "is", Op.NE: "is_not", Op.LT: "less", Op.LE: "at_most", Op.GT: "more", Op.GE: "at_least"}


_ROWS = {Function.ANY: "any_row", Function.ALL: "all_rows", Function.COUNT: "number_where"}
_ZERO = Literal(0, Type.INTEGER)


class Named(Struct, frozen=True):
    """The name of a pointer, and the codes its value may be."""

    title: Words
    codes: CodeList | None = None


def in_words(when: Expression, names: Mapping[Pointer, Named], speech: Speech) -> str:
    """A condition, or any expression, in one language."""
    return _Words(names, speech).of(when)


class _Words:
    def __init__(self, names: Mapping[Pointer, Named], speech: Speech) -> None:
        self.names = names
        self.speech = speech
        self.ui = speech.ui

    def of(self, node: Expression) -> str:
        match node:
            case And(operands):
                return self.list("and", map(self.inner, operands))
            case Or(operands):
                return self.list("or", map(self.inner, operands))
            case Not(operand):
                return self.ui("not", what=self.of(operand))
            case Compare(op, left, right):
                return self.ui(_OPS[op], a=self.of(left), b=self.other(left, right))
            case In(operand, options):
                codes = self.list("or", (self.other(operand, option) for option in options))
                return self.ui("is", a=self.of(operand), b=codes)
            case Ref():
                return self.title(node)
            case Literal():
                return self.literal(node, None)
            case Calculate(op, left, right):
                return self.speech.joined(f" {op.value} ", (self.of(left), self.of(right)))
            case Call():
                return self.call(node)
            case If(condition, then, otherwise):
                parts = (self.of(condition), self.of(then), self.of(otherwise))
                return self.ui("if", when=parts[0], a=parts[1], b=parts[2])

    def inner(self, node: Expression) -> str:
        return self.within("({it})", self.of(node)) if isinstance(node, And | Or | If) else self.of(node)

    def other(self, left: Expression, right: Expression) -> str:
        """The right side: a literal is read with the codes of what it is compared to."""
        named = self.names.get(left.pointer) if isinstance(left, Ref) else None
        return self.literal(right, named) if isinstance(right, Literal) else self.of(right)

    def title(self, ref: Ref) -> str:
        named = self.names.get(ref.pointer)
        return self.within("“{it}”", self.speech.say(named.title)) if named else f"“{'.'.join(ref.pointer)}”"

    def literal(self, literal: Literal, named: Named | None) -> str:
        value = literal.value
        if isinstance(value, bool):
            return self.small("yes" if value else "no")
        if isinstance(value, tuple):
            return decimal_text(*value)
        if literal.type is Type.DATE:
            day = parse(str(value))
            return date_text(day) if day else str(value)
        code = named.codes.by_code().get(str(value)) if named and named.codes else None
        return self.within("“{it}”", self.speech.say(code.title)) if code else str(value)

    def call(self, call: Call) -> str:
        if call.function in SPANS or call.function in MOVES:
            return self.of_dates(call)
        if len(call.arguments) == 2 and call.function in _ROWS:
            return self.ui(_ROWS[call.function], what=self.of(call.arguments[0]), when=self.of(call.arguments[1]))
        what = self.speech.joined(", ", map(self.of, call.arguments))
        match call.function:
            case Function.PRESENT:
                return self.ui("answered", what=what)
            case Function.AGE:
                return self.ui("age", what=what)
            case Function.YEAR:
                return self.ui("year_of", what=what)
            case Function.TODAY:
                return self.ui("today")
            case Function.COUNT:
                return self.ui("number_of", what=what)
            case Function.DISTINCT:
                return self.ui("distinct", what=what)
            case Function.OR_ZERO:
                return self.ui("or_zero", what=what)
            case Function.SUM:
                return self.ui("sum_of", what=what)
            case Function.ROUND_HALF_UP | Function.ROUND_HALF_EVEN | Function.ROUND_UP | Function.ROUND_DOWN:
                return self.ui("rounded", what=self.of(call.arguments[0]))
            case _:  # told above
                return what

    def of_dates(self, call: Call) -> str:
        """A date that is moved, or the time from one to another."""
        date, other = call.arguments
        if call.function in SPANS:
            return self.ui(f"{SPANS[call.function]}_from", a=self.of(date), b=self.of(other))
        back = other.right if isinstance(other, Calculate) and other.left == _ZERO else None
        way = "later" if back is None else "before"
        return self.ui(f"{MOVES[call.function]}_{way}", a=self.of(date), b=self.of(other if back is None else back))

    def list(self, name: str, texts: Iterable[str]) -> str:
        """Texts with a word between them, as it is said in its language."""
        word = self.ui(name)
        first, *more = texts
        for text in more:
            first = self.speech.joined(" ", (first, word, text))
        return first

    def within(self, signs: str, text: str) -> str:
        return self.speech.composed(signs, "", {"it": text})

    def small(self, name: str) -> str:
        return self.speech.noted((text.lower(), lang) for text, lang in self.speech.runs(self.ui(name)))
