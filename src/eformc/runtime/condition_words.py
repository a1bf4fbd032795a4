"""Conditions as people read them: titles for names, texts for codes. "“Quan hệ với trẻ” là “Mẹ”"."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from eformc.kernel.dates import parse
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
from eformc.kernel.values import CodeList
from eformc.kernel.words import Words, say
from eformc.runtime.messages import date_text, ui

_OPS = {Op.EQ: "is", Op.NE: "is_not", Op.LT: "less", Op.LE: "at_most", Op.GT: "more", Op.GE: "at_least"}


@dataclass(frozen=True, slots=True)
class Named:
    """What a pointer is called, and the codes its value may be."""

    title: Words
    codes: CodeList | None = None


def in_words(when: Expression, names: Mapping[Pointer, Named], lang: str) -> str:
    """A condition, or any expression, in one language."""
    return _Words(names, lang).of(when)


class _Words:
    def __init__(self, names: Mapping[Pointer, Named], lang: str) -> None:
        self.names = names
        self.lang = lang

    def of(self, node: Expression) -> str:
        match node:
            case And(operands):
                return self.word("and").join(map(self.inner, operands))
            case Or(operands):
                return self.word("or").join(map(self.inner, operands))
            case Not(operand):
                return ui("not", self.lang, what=self.of(operand))
            case Compare(op, left, right):
                return ui(_OPS[op], self.lang, a=self.of(left), b=self.other(left, right))
            case In(operand, options):
                codes = self.word("or").join(self.other(operand, option) for option in options)
                return ui("is", self.lang, a=self.of(operand), b=codes)
            case Ref():
                return self.title(node)
            case Literal():
                return self.literal(node, None)
            case Calculate(op, left, right):
                return f"{self.of(left)} {op.value} {self.of(right)}"
            case Call():
                return self.call(node)
            case If(condition, then, otherwise):
                parts = (self.of(condition), self.of(then), self.of(otherwise))
                return ui("if", self.lang, when=parts[0], a=parts[1], b=parts[2])

    def inner(self, node: Expression) -> str:
        return f"({self.of(node)})" if isinstance(node, And | Or | If) else self.of(node)

    def other(self, left: Expression, right: Expression) -> str:
        """The right side: a literal is read with the codes of what it is compared to."""
        named = self.names.get(left.pointer) if isinstance(left, Ref) else None
        return self.literal(right, named) if isinstance(right, Literal) else self.of(right)

    def title(self, ref: Ref) -> str:
        named = self.names.get(ref.pointer)
        return f"“{say(named.title, self.lang)}”" if named else f"“{'.'.join(ref.pointer)}”"

    def literal(self, literal: Literal, named: Named | None) -> str:
        value = literal.value
        if isinstance(value, bool):
            return ui("yes" if value else "no", self.lang).lower()
        if isinstance(value, tuple):
            return decimal_text(*value)
        if literal.type is Type.DATE:
            day = parse(str(value))
            return date_text(day) if day else str(value)
        code = named.codes.by_code().get(str(value)) if named and named.codes else None
        return f"“{say(code.title, self.lang)}”" if code else str(value)

    def call(self, call: Call) -> str:
        what = ", ".join(map(self.of, call.arguments))
        match call.function:
            case Function.PRESENT:
                return ui("answered", self.lang, what=what)
            case Function.AGE:
                return ui("age", self.lang, what=what)
            case Function.YEAR:
                return ui("year_of", self.lang, what=what)
            case Function.TODAY:
                return ui("today", self.lang)
            case Function.COUNT:
                return ui("number_of", self.lang, what=what)
            case Function.SUM:
                return ui("sum_of", self.lang, what=what)
            case Function.ROUND_HALF_UP | Function.ROUND_HALF_EVEN | Function.ROUND_UP | Function.ROUND_DOWN:
                return ui("rounded", self.lang, what=self.of(call.arguments[0]))

    def word(self, name: str) -> str:
        return f" {ui(name, self.lang)} "
