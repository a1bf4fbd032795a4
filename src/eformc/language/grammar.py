"""The grammar of expressions, and its parser: LALR(1) by Lark."""

from __future__ import annotations

import hashlib
import io
import pickle
from functools import lru_cache
from typing import Any

GRAMMAR = r"""
?start: ternary
?ternary: or_ | or_ "?" ternary ":" ternary -> if_
?or_: and_ | and_ ("||" and_)+ -> or_all
?and_: compared | compared ("&&" compared)+ -> and_all
?compared: sum_ | sum_ OP sum_ -> compare | sum_ "in" list -> in_list | STRING "in" name -> in_several
?sum_: product | sum_ SIGN product -> add | sum_ SIGN product UNIT -> move
?product: unary | product TIMES unary -> multiply
?unary: atom | "!" unary -> not_ | "-" unary -> negative
?atom: literal | name | call | "(" ternary ")" -> group
call: NAME "(" [ternary ("," ternary)*] ")"
list: "[" literal ("," literal)* "]"
?literal: STRING -> string | DECIMAL -> decimal | INTEGER -> integer | "true" -> true | "false" -> false
name: NAME ("." NAME)*
OP: "==" | "!=" | "<=" | ">=" | "<" | ">"
SIGN: "+" | "-"
TIMES: "*" | "/"
UNIT: /(?:day|month|year)s?(?![a-zA-Z0-9_])/
NAME: /[a-zA-Z_][a-zA-Z0-9_]*/
STRING: /"[^"\\\n]*"/ | /'[^'\\\n]*'/
DECIMAL: /[0-9]+\.[0-9]+/
INTEGER: /[0-9]+/
%ignore /[ \t\n]+/
"""


def made_parser() -> Any:
    """The parser, worked out of the grammar: it takes longer than to compile a form."""
    from lark import Lark

    return Lark(GRAMMAR, parser="lalr", propagate_positions=True, maybe_placeholders=False)


def made_of() -> str:
    """A digest of all that the parser's tables follow from."""
    from lark import __version__

    return f"lark {__version__}, grammar {hashlib.sha256(GRAMMAR.encode()).hexdigest()}"


@lru_cache(maxsize=1)
def parser() -> Any:
    """The parser, of the tables that `tools/expression_tables.py` wrote; of the grammar where another Lark is there."""
    from lark import Lark

    from eformc.language import expression_tables as kept

    if made_of() != kept.MADE_OF:
        return made_parser()
    return Lark.load(io.BytesIO(pickle.dumps({"data": kept.DATA, "memo": kept.MEMO})))


@lru_cache(maxsize=1024)
def parsed(text: str) -> Any:
    """The tree of an expression of at most 4,096 characters: the same conditions stand at many fields. It is only read."""
    return parser().parse(text)
