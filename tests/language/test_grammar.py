"""The parser of expressions reads what Lark reads by the grammar: same trees, same places, same complaints."""

from functools import lru_cache
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lark import Lark
from lark.exceptions import UnexpectedInput

from eformc.language.grammar import MOST_NESTED, Token, TooDeep, Unexpected, parsed

GRAMMAR = Path(__file__).with_name("expressions.lark").read_text(encoding="utf-8")
SAID = {"NAME": "NAME", "STRING": "STRING", "INTEGER": "INTEGER", "OP": "OP", "RPAR": "RPAR", "$END": "END", "__ANON_0": "||", "__ANON_1": "&&"}
"""Tokens that are named to people, and what they are called here."""
WORDS = st.sampled_from(
    ["a", "b.c", "count", "true", "false", "in", "0", "12", "3.5", '"x"', "'y'", "==", "!=", "<=", "<", "&&", "||", "!",
     "+", "-", "*", "/", "days", "day", "months", "?", ":", "(", ")", "[", "]", ",", ".", " ", "\t", "=", "&", "ữ", '"']
)  # fmt: skip
NAMES = st.sampled_from(["a", "b.c", "12", "3.5", '"x"', "true", "count(t)", "today()", "days(a, b)", "any(t, a)", "f(a ? b : c)", "'x' in b.c"])
SOUND = st.recursive(
    NAMES,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["==", "<", "&&", "||", "+", "*"]), inner).map(lambda one: f"({' '.join(one)})"),
        inner.map("!({})".format),
        st.tuples(inner, st.sampled_from(["+ 3 days", "- n month", "+ 1 years"])).map(lambda one: f"({' '.join(one)})"),
        st.tuples(inner, inner, inner).map(lambda one: f"({one[0]} ? {one[1]} : {one[2]})"),
        NAMES.map(lambda one: f"{one} in [1, 'y']"),
    ),
    max_leaves=8,
)


@lru_cache(maxsize=1)
def lark():
    return Lark(GRAMMAR, parser="lalr", propagate_positions=True, maybe_placeholders=False)


def by_lark(text):
    """The tree with every place, or the place and the words of the complaint."""
    try:
        return tree_of_lark(lark().parse(text))
    except UnexpectedInput as error:
        wanted = getattr(error, "accepts", None) or getattr(error, "expected", None) or getattr(error, "allowed", None) or ()
        return error.pos_in_stream, sorted(SAID[one] for one in wanted if one in SAID)


def tree_of_lark(node):
    if not hasattr(node, "children"):
        return str(node), node.start_pos, node.end_pos
    return node.data, node.meta.start_pos, node.meta.end_pos, [tree_of_lark(one) for one in node.children]


def here(text):
    try:
        return tree(parsed(text))
    except Unexpected as error:
        return error.at, sorted(error.wanted & set(SAID.values()))


def tree(node):
    if isinstance(node, Token):
        return str(node), node.start, node.end
    return node.data, node.start, node.end, [tree(one) for one in node.children]


def damaged(texts):
    """Sound expressions with a piece put in or cut out somewhere."""
    return st.tuples(texts, st.integers(0, 60), st.integers(0, 3), st.just("") | WORDS).map(lambda one: one[0][: one[1]] + one[3] + one[0][one[1] + one[2] :])


@settings(max_examples=400, deadline=None, derandomize=True)
@given(SOUND | st.lists(WORDS, max_size=12).map("".join) | damaged(SOUND))
@example("a == 'x' && count(t) >= 2 ? b : !c")
@example("")
@example("f(")
@example('"x" in ["x"]')
@example("a inx")
@example("a in [1] ữ")
@example("a == b ữ")
@example("(1 day")
def test_lark_reads_the_same(text):
    assert here(text) == by_lark(text)


def test_a_word_in_a_list_is_complained_of_whole():
    """Lark takes `true` off its front, and complains of the rest."""
    assert here("a in [trueish]") == (6, ["INTEGER", "STRING"])


@pytest.mark.parametrize("text", ["(" * 4096, "a ? b : " * 500 + "c", "f(" * 2000, "(" * MOST_NESTED + "a" + ")" * MOST_NESTED])
def test_what_is_nested_without_end_is_refused(text):
    with pytest.raises(TooDeep):
        parsed(text)


@pytest.mark.parametrize("text", ["!" * 4095 + "a", "-" * 4095 + "a", "a" + " + a" * 1000, "a" + " * a" * 1000, "a" + " && a" * 800, "a" + ".a" * 2000])
def test_a_long_chain_is_read(text):
    assert parsed(text)
