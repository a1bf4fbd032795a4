"""The JavaScript of conditions in Form.io, as far as it is a comparison of answers, read as trees. Nothing of it is run."""

from __future__ import annotations

import re

from eformc.importers.conditions import CannotSay, Compare, Logic, Number, Ref, Sum, Text, Tree, Truth

MOST_TOKENS = 4_000
DEEPEST = 60
_TOKEN = re.compile(
    r"""\s*(?:(?P<number>\d+(?:\.\d+)?)|(?P<text>"[^"\\\n]*"|'[^'\\\n]*')|(?P<dot>\.includes)|(?P<name>[A-Za-z_$][\w$]*(?:\??\.[A-Za-z_$][\w$]*|\[(?:"[\w$-]+"|'[\w$-]+')\])*)"""
    r"""|(?P<op>===|!==|==|!=|<=|>=|&&|\|\||[<>!+*/()\[\],-]))"""
)
_POWER = {"||": 1, "&&": 2, "===": 3, "!==": 3, "==": 3, "!=": 3, "<": 4, "<=": 4, ">": 4, ">=": 4, "+": 5, "-": 5, "*": 6, "/": 6}
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


class _Parser:
    def __init__(self, text: str) -> None:
        self.tokens: list[tuple[str, str]] = []
        at = 0
        while at < len(text.rstrip()):
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
        while self.peek()[0] == "op" and (power := _POWER.get(self.peek()[1], 0)) > least:
            _, op = self.take()
            right = self.expression(power)
            if op in ("&&", "||"):
                left = Logic("and" if op == "&&" else "or", (left, right))
            elif op in ("+", "-", "*", "/"):
                left = Sum(op, left, right)
            else:
                left = Compare({"===": "==", "!==": "!="}.get(op, op), left, right)
        self.depth -= 1
        return left

    def unary(self) -> Tree:
        self.depth += 1
        if self.depth > DEEPEST:
            raise CannotSay
        tree = self.atom(*self.take())
        self.depth -= 1
        return tree

    def atom(self, kind: str, value: str) -> Tree:
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
