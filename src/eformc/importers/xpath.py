"""The XPath of XLSForms, as far as conditions and calculations of forms use it, read as trees."""

from __future__ import annotations

import re

from eformc.importers.conditions import Call, CannotSay, Compare, Either, Logic, Number, Ref, Sum, Text, Tree, Truth
from eformc.importers.precedence import PrecedenceParser

MOST_TOKENS = 2_000
_TOKEN = re.compile(
    r"""\s*(?:(?P<ref>\$\{\s*[^{}]{1,200}\s*\})|(?P<number>\d+\.\d+|\d+|\.\d+)|(?P<text>"[^"]*"|'[^']*')|(?P<op><=|>=|!=|=|<|>|\+|\*|,|\(|\)|\|)"""
    r"""|(?P<dots>\.\.?)(?![\w.])|(?P<name>[A-Za-z_][\w.:-]*)|(?P<minus>-))"""
)
_OPERATORS = {"or": 1, "and": 2, "=": 3, "!=": 3, "<": 4, "<=": 4, ">": 4, ">=": 4, "+": 5, "-": 5, "*": 6, "div": 6, "mod": 6}


def parse(text: str) -> Tree:
    """The tree of an expression. Raises `CannotSay` for what is no expression, or none of these."""
    return _Parser(text).whole()


class _Parser(PrecedenceParser):
    TOKEN, POWERS, MOST_TOKENS = _TOKEN, _OPERATORS, MOST_TOKENS
    OPERATOR_KINDS = ("op", "name", "minus")

    def operand(self, kind: str, value: str) -> Tree:
        if kind == "minus":
            inner = self.unary()
            return Number(f"-{inner.value}") if isinstance(inner, Number) else Sum("-", Number("0"), inner)
        if kind == "ref":
            return Ref(value[2:-1].strip())
        if kind == "number":
            return Number(f"0{value}" if value.startswith(".") else value)
        if kind == "text":
            return Text(value[1:-1])
        if value == "(":
            tree = self.expression(0)
            self.take(")")
            return tree
        if value == ".":
            return Ref(".")
        if kind == "name":
            return self.call(value) if self.peek()[1] == "(" else Ref(f"@{value}")
        raise CannotSay

    def operation(self, operator: str, left: Tree, right: Tree) -> Tree:
        if operator in ("and", "or"):
            return Logic(operator, (left, right))
        if operator in ("+", "-", "*", "div", "mod"):
            return Sum({"div": "/", "mod": "%"}.get(operator, operator), left, right)
        return Compare("==" if operator == "=" else operator, left, right)

    def call(self, name: str) -> Tree:
        self.take("(")
        arguments: list[Tree] = []
        while self.peek()[1] != ")":
            if arguments:
                self.take(",")
            arguments.append(self.expression(0))
        self.take(")")
        return _called(name, arguments)


def _called(name: str, arguments: list[Tree]) -> Tree:
    match name, arguments:
        case "true" | "false", []:
            return Truth(name == "true")
        case "not", [one]:
            return Logic("not", (one,))
        case "if", [test, then, other]:
            return Either(test, then, other)
        case ("number" | "string" | "boolean" | "date" | "once"), [one]:
            return one
        case ("int" | "floor"), [Sum(op="/", left=Sum(op="-", left=Call(name="today"), right=Ref() as born), right=Number(value=days))] if days.startswith("365"):
            return Call("age", (born,))
        case ("int" | "floor" | "round"), [Call(name="age") as one, *_]:
            return one
        case _:
            return Call(name, tuple(arguments))
