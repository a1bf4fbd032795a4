"""A parser of expressions by the power of their operators, within limits; each language adds its tokens and its operands."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import ClassVar

from eformc.importers.conditions import CannotSay, Tree

DEEPEST = 120


class PrecedenceParser:
    """One expression of a language. `TOKEN` names the kinds of tokens, `POWERS` gives operators that bind more the more,
    `OPERATOR_KINDS` are the kinds an operator may be of. Raises `CannotSay` for what is no expression of the language, has
    more than `MOST_TOKENS` tokens or is nested deeper than `DEEPEST`.
    """

    TOKEN: ClassVar[re.Pattern[str]]
    POWERS: ClassVar[Mapping[str, int]]
    OPERATOR_KINDS: ClassVar[tuple[str, ...]] = ("op",)
    MOST_TOKENS: ClassVar[int] = 2_000

    def __init__(self, text: str) -> None:
        self.tokens: list[tuple[str, str]] = []
        at, text = 0, text.strip()
        while at < len(text):
            found = self.TOKEN.match(text, at)
            if not found or len(self.tokens) > self.MOST_TOKENS:
                raise CannotSay
            self.tokens.append((found.lastgroup or "", found[found.lastgroup or 0]))
            at = found.end()
        self.at = 0
        self.depth = 0

    def whole(self) -> Tree:
        """The tree of all tokens."""
        tree = self.expression(0)
        if self.at < len(self.tokens):
            raise CannotSay
        return tree

    def peek(self) -> tuple[str, str]:
        """Kind and text of the next token; empty at the end."""
        return self.tokens[self.at] if self.at < len(self.tokens) else ("", "")

    def take(self, expected: str = "") -> tuple[str, str]:
        """The next token, which has to be the expected text, if one is."""
        token = self.peek()
        if not token[0] or (expected and token[1] != expected):
            raise CannotSay
        self.at += 1
        return token

    def expression(self, least: int) -> Tree:
        """Operands joined by operators that bind more than `least`."""
        self.enter()
        left = self.unary()
        while self.peek()[0] in self.OPERATOR_KINDS and (power := self.POWERS.get(self.peek()[1], 0)) > least:
            _, operator = self.take()
            left = self.operation(operator, left, self.expression(power))
        self.depth -= 1
        return left

    def unary(self) -> Tree:
        """One operand, with what stands before it."""
        self.enter()
        tree = self.operand(*self.take())
        self.depth -= 1
        return tree

    def enter(self) -> None:
        """Go one level deeper, as far as that is allowed."""
        self.depth += 1
        if self.depth > DEEPEST:
            raise CannotSay

    def operand(self, kind: str, value: str) -> Tree:
        """The operand that a token begins."""
        raise NotImplementedError

    def operation(self, operator: str, left: Tree, right: Tree) -> Tree:
        """Two operands joined by an operator."""
        raise NotImplementedError
