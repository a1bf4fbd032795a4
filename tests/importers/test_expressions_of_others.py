"""Expressions of other form systems end in a tree or in `CannotSay`, whatever they hold and however deep they are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eformc.importers import script, xpath
from eformc.importers.conditions import CannotSay

PIECES = ["-", "!", "(", ")", "[", "]", "not(", "if(", ",", "1", "'a'", "a", "${a}", " = ", " === ", " and ", " && ", " div ", ".", ".includes(", "+", "*"]


@pytest.mark.parametrize("read", [script.condition, xpath.parse])
@pytest.mark.parametrize("piece", ["-", "!", "(", "[", "not(", "if(", "- ", "1+", "['a'].includes("])
def test_a_deep_expression_is_refused(read, piece):
    with pytest.raises(CannotSay):
        read(piece * 1900)


@given(pieces=st.lists(st.sampled_from(PIECES), max_size=60), text=st.text(max_size=20))
def test_any_expression_is_read_or_refused(pieces, text):
    for read in (script.condition, xpath.parse):
        for one in ("".join(pieces), text):
            try:
                read(one)
            except CannotSay:
                continue


def test_operators_bind_as_their_languages_say():
    assert xpath.parse("1 + 2 * 3 = 7 and true() or false()") == xpath.parse("(((1 + (2 * 3)) = 7) and true()) or false()")
    assert script.condition("a === 1 && b || !c") == script.condition("((a === 1) && b) || (!c)")
    assert script.condition("a - b - c > 0") == script.condition("((a - b) - c) > 0")
