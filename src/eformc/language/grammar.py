r"""The parser of expressions, by recursive descent. Its grammar, with `?` for rules that stand only where they join something:

    ternary: or ["?" ternary ":" ternary]
    or: and ("||" and)*                      and: compared ("&&" compared)*
    compared: sum [OP sum | "in" list] | STRING "in" name
    sum: product (SIGN product [UNIT])*      product: unary ("*" or "/" unary)*
    unary: ("!" or "-")* atom                atom: literal | name | call | "(" ternary ")"
    call: NAME "(" [ternary ("," ternary)*] ")"
    list: "[" literal ("," literal)* "]"     name: NAME ("." NAME)*
    literal: STRING | DECIMAL | INTEGER | "true" | "false"

`tests/language/expressions.lark` is the same for Lark; a test compares trees, places and complaints.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TypeAlias

from msgspec import Struct

MOST_NESTED = 64
"""Brackets and choices within one another: twice as many as an expression may have."""


class Token(str):
    """A piece of the text, from `start` to before `end`."""

    __slots__ = ("end", "start")
    start: int
    end: int


class Tree(Struct):
    """A part of an expression: the name of its rule, and what it is made of, from `start` to before `end` of the text."""

    data: str
    children: list[Tree | Token]
    start: int
    end: int


Node: TypeAlias = Tree | Token


class Unexpected(Exception):
    """The place at which a text is no expression, and the kinds of token that could stand there."""

    def __init__(self, at: int, wanted: frozenset[str]) -> None:
        super().__init__(at, wanted)
        self.at, self.wanted = at, wanted


class TooDeep(Exception):
    """The place at which an expression has more than `MOST_NESTED` levels."""

    def __init__(self, at: int) -> None:
        super().__init__(at)
        self.at = at


_BLANK = re.compile(r"[ \t\n]*")
_OPERAND = re.compile(
    r"""(?P<name>[a-zA-Z_][a-zA-Z0-9_]*)|(?P<string>"[^"\\\n]*"|'[^'\\\n]*')|(?P<decimal>[0-9]+\.[0-9]+)|(?P<integer>[0-9]+)"""
)
_NAME = re.compile(r"[a-zA-Z_][a-zA-Z0-9_]*")
_STRING = re.compile(r"""(?:"[^"\\\n]*"|'[^'\\\n]*')(?=[ \t\n]*in)""")
_OP, _SIGN, _TIMES = re.compile(r"==|!=|<=|>=|<|>"), re.compile(r"[+-]"), re.compile(r"[*/]")
_UNIT = re.compile(r"(?:day|month|year)s?(?![a-zA-Z0-9_])")
_ANY = re.compile(rf"""{_OPERAND.pattern}|==|[!<>]=?|\|\||&&|[-+*/?:,.()\[\]]""")
_KNOWN = ("true", "false")
_OPERANDS = frozenset({"NAME", "STRING", "INTEGER"})
_LITERALS = frozenset({"STRING", "INTEGER"})
_JOINING = frozenset({"||", "&&"})


class _Parser:
    """`closing`: what closes each open bracket. `compared`: there is no room for a comparison any more. `last`: where the last token
    begins, since a text that ends too early is complained of there.
    """

    def __init__(self, text: str) -> None:
        self.text, self.at, self.last = text, 0, 0
        self.closing, self.compared, self.nested = ["END"], False, 0
        self._skip()

    # --- tokens -----------------------------------------------------------------------------------------------

    def _skip(self) -> None:
        found = _BLANK.match(self.text, self.at)
        self.at = found.end() if found is not None else self.at

    def _take(self, end: int) -> Token:
        token = Token(self.text[self.at : end])
        token.start, token.end = self.at, end
        self.last, self.at = self.at, end
        self._skip()
        return token

    def _match(self, pattern: re.Pattern[str]) -> Token | None:
        found = pattern.match(self.text, self.at)
        return self._take(found.end()) if found is not None else None

    def _sign(self, text: str) -> Token | None:
        return self._take(self.at + len(text)) if self.text.startswith(text, self.at) else None

    def _unexpected(self, wanted: frozenset[str]) -> Unexpected:
        return Unexpected(self.at if self.at < len(self.text) else self.last, wanted)

    def _behind(self) -> Unexpected:
        """The complaint about what follows on a whole operand."""
        closing = self.closing[-1]
        if self.at >= len(self.text) or self.text[self.at] in ":),":  # what can only close something, and not this
            return self._unexpected(frozenset({closing}))
        if _ANY.match(self.text, self.at) is None:  # no token at all: it may be meant as anything
            return self._unexpected(_JOINING | ({"RPAR"} if self.text[self.last] == "]" else {"RPAR", "OP"}))
        return self._unexpected(_JOINING | ({closing} if self.compared else {closing, "OP"}))

    # --- rules ------------------------------------------------------------------------------------------------

    def whole(self) -> Node:
        tree = self._ternary()
        if self.at < len(self.text):
            raise self._behind()
        return tree

    def _ternary(self) -> Node:
        self.nested += 1
        if self.nested > MOST_NESTED:
            raise TooDeep(self.at)
        tree = self._or()
        if self._sign("?"):
            then = self._within("COLON", ":")
            otherwise = self._ternary()
            tree = Tree("if_", [tree, then, otherwise], tree.start, otherwise.end)
        self.nested -= 1
        return tree

    def _within(self, closing: str, sign: str) -> Node:
        """An expression that ends with a sign, which is taken."""
        self.closing.append(closing)
        tree = self._ternary()
        if self._sign(sign) is None:
            raise self._behind()
        self.closing.pop()
        return tree

    def _or(self) -> Node:
        parts = [self._and()]
        while self._sign("||"):
            parts.append(self._and())
        return parts[0] if len(parts) == 1 else Tree("or_all", parts, parts[0].start, parts[-1].end)

    def _and(self) -> Node:
        parts = [self._compared()]
        while self._sign("&&"):
            parts.append(self._compared())
        return parts[0] if len(parts) == 1 else Tree("and_all", parts, parts[0].start, parts[-1].end)

    def _compared(self) -> Node:
        self.compared = False
        text = _STRING.match(self.text, self.at)
        left = self._sum()
        if (op := self._match(_OP)) is not None:
            self.compared = True
            right = self._sum()
            return Tree("compare", [left, op, right], left.start, right.end)
        if self._sign("in") is None:
            return left
        self.compared = True
        if text is not None and isinstance(left, Tree) and left.end == text.end():
            name = self._name(self._named())
            if len(name.children) == 1 and self.at < len(self.text) and _ANY.match(self.text, self.at) is None:
                raise self._unexpected(_JOINING | {"RPAR"})
            return Tree("in_several", [left.children[0], name], left.start, name.end)
        options = self._list()
        return Tree("in_list", [left, options], left.start, options.end)

    def _list(self) -> Tree:
        begin = self._sign("[")
        if begin is None:
            raise self._unexpected(frozenset())
        items = [self._literal()]
        while self._sign(","):
            items.append(self._literal())
        end = self._sign("]")
        if end is None:
            known = self.at >= len(self.text) or _ANY.match(self.text, self.at) is not None
            raise self._unexpected(frozenset() if known else _JOINING | {"OP", "RPAR"})
        return Tree("list", items, begin.start, end.end)

    def _literal(self) -> Node:
        found = _OPERAND.match(self.text, self.at)
        if found is None or (found.lastgroup == "name" and found[0] not in _KNOWN):
            raise self._unexpected(_LITERALS)
        return self._leaf(found)

    def _leaf(self, found: re.Match[str]) -> Tree:
        token = self._take(found.end())
        if found.lastgroup == "name":
            return Tree(str(token), [], token.start, token.end)
        return Tree(str(found.lastgroup), [token], token.start, token.end)

    def _sum(self) -> Node:
        left = self._product()
        while (sign := self._match(_SIGN)) is not None:
            right = self._product()
            unit = self._match(_UNIT)
            if unit is None:
                left = Tree("add", [left, sign, right], left.start, right.end)
            else:
                left = Tree("move", [left, sign, right, unit], left.start, unit.end)
        return left

    def _product(self) -> Node:
        left = self._unary()
        while (sign := self._match(_TIMES)) is not None:
            right = self._unary()
            left = Tree("multiply", [left, sign, right], left.start, right.end)
        return left

    def _unary(self) -> Node:
        signs = []
        while (sign := self._sign("!") or self._sign("-")) is not None:
            signs.append(sign)
        tree = self._atom()
        for sign in reversed(signs):
            tree = Tree("not_" if sign == "!" else "negative", [tree], sign.start, tree.end)
        return tree

    def _atom(self) -> Node:
        begin = self._sign("(")
        if begin is not None:
            before = self.compared
            inner = self._within("RPAR", ")")
            self.compared = before
            return Tree("group", [inner], begin.start, self.last + 1)
        found = _OPERAND.match(self.text, self.at)
        if found is None:
            raise self._unexpected(_OPERANDS)
        if found.lastgroup != "name" or found[0] in _KNOWN:
            return self._leaf(found)
        name = self._take(found.end())
        return self._call(name) if self._sign("(") else self._name(name)

    def _named(self) -> Token:
        name = self._match(_NAME)
        if name is None:
            raise self._unexpected(frozenset({"NAME"}))
        return name

    def _name(self, first: Token) -> Tree:
        tokens: list[Node] = [first]
        while self._sign("."):
            tokens.append(self._named())
        return Tree("name", tokens, first.start, tokens[-1].end)

    def _call(self, name: Token) -> Tree:
        children: list[Node] = [name]
        if self._sign(")") is None:
            before, begin = self.compared, self.at
            self.closing.append("RPAR")
            try:
                children.append(self._ternary())
            except Unexpected as error:
                if self.at == begin:  # nothing at all: there need not be anything
                    raise Unexpected(error.at, error.wanted | {"RPAR"}) from None
                raise
            while self._sign(","):
                children.append(self._ternary())
            if self._sign(")") is None:
                raise self._behind()
            self.closing.pop()
            self.compared = before
        return Tree("call", children, name.start, self.last + 1)


@lru_cache(maxsize=1024)
def parsed(text: str) -> Node:
    """The tree of an expression of at most 4,096 characters: the same conditions stand at many fields. It must not be changed. Raises
    `Unexpected` and `TooDeep`.
    """
    return _Parser(text).whole()
