"""The JavaScript of conditions in Form.io, as far as it is a comparison of answers, read as trees. Nothing of it is run."""

from __future__ import annotations

import re

from eformc.importers.conditions import CannotSay, Compare, Logic, Number, Ref, Sum, Text, Tree, Truth
from eformc.importers.precedence import PrecedenceParser

MOST_TOKENS = 4_000
_TOKEN = re.compile(
    r"""\s*(?:(?P<number>\d+(?:\.\d+)?)|(?P<text>"[^"\\\n]*"|'[^'\\\n]*')|(?P<dot>\.includes)|(?P<name>[A-Za-z_$][\w$]*(?:\??\.[A-Za-z_$][\w$]*|\[(?:"[\w$-]+"|'[\w$-]+')\])*)"""
    r"""|(?P<op>===|!==|==|!=|<=|>=|&&|\|\||[<>!+*/()\[\],-]))"""
)
_POWERS = {"||": 1, "&&": 2, "===": 3, "!==": 3, "==": 3, "!=": 3, "<": 4, "<=": 4, ">": 4, ">=": 4, "+": 5, "-": 5, "*": 6, "/": 6}
_ROWS = re.compile(r"_\.(some|every|find|filter)\(|\.(some|every|find|filter)\(|\.length\b")
_COMMENT = re.compile(r"//[^\n]*|/\*.*?\*/", re.DOTALL)


def condition(text: str) -> Tree:
    """The tree of `show = …;`. Raises `CannotSay` for any other code."""
    code = _COMMENT.sub(" ", text).strip()
    if _ROWS.search(code):
        raise CannotSay("condition over any row")
    found = re.fullmatch(r"(?:show\s*=(?!=)\s*|return\s+)?(.+?)\s*;*\s*", code, re.DOTALL)
    if not found or ";" in found[1]:
        raise CannotSay
    return _Parser(found[1]).whole()


class _Parser(PrecedenceParser):
    TOKEN, POWERS, MOST_TOKENS = _TOKEN, _POWERS, MOST_TOKENS

    def operation(self, operator: str, left: Tree, right: Tree) -> Tree:
        if operator in ("&&", "||"):
            return Logic("and" if operator == "&&" else "or", (left, right))
        if operator in ("+", "-", "*", "/"):
            return Sum(operator, left, right)
        return Compare({"===": "==", "!==": "!="}.get(operator, operator), left, right)

    def operand(self, kind: str, value: str) -> Tree:
        if kind == "number":
            return Number(value)
        if kind == "text":
            return Text(value[1:-1])
        if kind == "name":
            return self.named(value)
        if value == "!":
            return Logic("not", (self.unary(),))
        if value == "-":
            inner = self.unary()
            if isinstance(inner, Number):
                return Number(f"-{inner.value}")
        if value == "(":
            tree = self.expression(0)
            self.take(")")
            return tree
        if value == "[":
            return self.listed()
        raise CannotSay

    def named(self, value: str) -> Tree:
        if value in ("true", "false"):
            return Truth(value == "true")
        if value in ("null", "undefined"):
            return Text("")
        if self.peek()[1] == "(":
            raise CannotSay
        return Ref(re.sub(r"\[[\"']([\w$-]+)[\"']\]", r".\1", value.replace("?.", ".")))

    def listed(self) -> Tree:
        """`["a", "b"].includes(name)`."""
        values: list[Tree] = []
        while self.peek()[1] != "]":
            if values:
                self.take(",")
            values.append(self.unary())
        self.take("]")
        found = re.match(r"\.includes$", self.peek()[1])
        if found is None or not values:
            raise CannotSay
        self.take()
        self.take("(")
        name = self.expression(0)
        self.take(")")
        return Logic("or", tuple(Compare("==", name, value) for value in values))
