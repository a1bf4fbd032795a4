"""The XPath of XLSForms, as far as conditions and calculations of forms use it, read as trees."""

from __future__ import annotations

import re

from eformc.importers.conditions import Call, CannotSay, Compare, Either, Logic, Number, Ref, Sum, Text, Tree, Truth

MOST_TOKENS = 2_000
DEEPEST = 60
_TOKEN = re.compile(
    r"""\s*(?:(?P<ref>\$\{\s*[^{}]{1,200}\s*\})|(?P<number>\d+\.\d+|\d+|\.\d+)|(?P<text>"[^"]*"|'[^']*')|(?P<op><=|>=|!=|=|<|>|\+|\*|,|\(|\)|\|)"""
    r"""|(?P<dots>\.\.?)(?![\w.])|(?P<name>[A-Za-z_][\w.:-]*)|(?P<minus>-))"""
)
_OPERATORS = {"or": 1, "and": 2, "=": 3, "!=": 3, "<": 4, "<=": 4, ">": 4, ">=": 4, "+": 5, "-": 5, "*": 6, "div": 6, "mod": 6}


def parse(text: str) -> Tree:
    """The tree of an expression. Raises `CannotSay` for what is no expression, or none of these."""
    return _Parser(text).whole()


class _Parser:
    def __init__(self, text: str) -> None:
        self.tokens: list[tuple[str, str]] = []
        at = 0
        text = text.strip()
        while at < len(text):
            found = _TOKEN.match(text, at)
            if not found or len(self.tokens) > MOST_TOKENS:
                raise CannotSay
            self.tokens.append((found.lastgroup or "", found[found.lastgroup or 0]))
            at = found.end()
        self.at = 0
        self.depth = 0

    def whole(self) -> Tree:
        tree = self.expression(0)
        if self.at < len(self.tokens):
            raise CannotSay
        return tree

    def peek(self) -> tuple[str, str]:
        return self.tokens[self.at] if self.at < len(self.tokens) else ("", "")

    def take(self, expected: str = "") -> tuple[str, str]:
        token = self.peek()
        if not token[0] or (expected and token[1] != expected):
            raise CannotSay
        self.at += 1
        return token

    def expression(self, least: int) -> Tree:
        self.depth += 1
        if self.depth > DEEPEST:
            raise CannotSay
        left = self.unary()
        while (power := _OPERATORS.get(self.peek()[1], 0)) > least and self.peek()[0] in ("op", "name", "minus"):
            _, op = self.take()
            left = _operation(op, left, self.expression(power))
        self.depth -= 1
        return left

    def unary(self) -> Tree:
        kind, value = self.take()
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

    def call(self, name: str) -> Tree:
        self.take("(")
        arguments: list[Tree] = []
        while self.peek()[1] != ")":
            if arguments:
                self.take(",")
            arguments.append(self.expression(0))
        self.take(")")
        return _called(name, arguments)


def _operation(op: str, left: Tree, right: Tree) -> Tree:
    if op in ("and", "or"):
        return Logic(op, (left, right))
    if op in ("+", "-", "*", "div", "mod"):
        return Sum({"div": "/", "mod": "%"}.get(op, op), left, right)
    return Compare("==" if op == "=" else op, left, right)


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
