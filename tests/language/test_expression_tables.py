"""The parser that is loaded from its tables is the parser of the grammar: same trees, same places, same complaints."""

from hypothesis import example, given, settings
from hypothesis import strategies as st
from lark.exceptions import UnexpectedInput

from eformc.language import expression_tables
from eformc.language.grammar import made_of, made_parser, parser

WORDS = st.sampled_from(
    ["a", "b.c", "count", "true", "false", "in", "0", "12", "3.5", '"x"', "'y'", "==", "!=", "<=", "<", "&&", "||", "!",
     "+", "-", "*", "/", "days", "day", "months", "?", ":", "(", ")", "[", "]", ",", ".", " ", "\t", "=", "&", "ữ", '"']
)  # fmt: skip
NAMES = st.sampled_from(["a", "b.c", "12", "3.5", '"x"', "true", "count(t)", "today()", "days(a, b)", "any(t, a)"])
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
WHOLE = made_parser()


def read(reader, text):
    """The tree with every place, or what is complained of where."""
    try:
        return tree(reader.parse(text))
    except UnexpectedInput as error:
        expected = getattr(error, "accepts", None) or getattr(error, "expected", None) or getattr(error, "allowed", None)
        return type(error).__name__, error.pos_in_stream, sorted(expected or ())


def tree(node):
    if not hasattr(node, "children"):
        return node.type, str(node), node.start_pos, node.end_pos
    return node.data, getattr(node.meta, "start_pos", None), getattr(node.meta, "end_pos", None), [tree(one) for one in node.children]


def test_the_tables_are_those_of_the_grammar():
    assert made_of() == expression_tables.MADE_OF, "python tools/expression_tables.py"
    assert parser() is not None
    assert not hasattr(parser(), "grammar"), "loaded, not worked out"


@settings(max_examples=300, deadline=None)
@given(st.one_of(SOUND, st.lists(WORDS, max_size=12).map("".join)))
@example("a == 'x' && count(t) >= 2 ? b : !c")
@example("")
def test_both_read_the_same(text):
    assert read(parser(), text) == read(WHOLE, text)
