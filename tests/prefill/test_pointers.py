"""Pointers into answers: what is put at a place is found there, and nothing else changes."""

from copy import deepcopy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eformc.contract.pointers import (
    copied,
    group_of,
    in_row,
    places,
    put_at,
    put_in,
    tokens_of,
    value_at,
    value_of,
    without,
)

NAMES = st.sampled_from(["a", "b", "name"])
LEAVES = st.none() | st.booleans() | st.integers(0, 9) | st.text("xy", max_size=2)
ANSWERS = st.dictionaries(NAMES, st.recursive(LEAVES, lambda inner: st.dictionaries(NAMES, inner, max_size=3) | st.lists(st.dictionaries(NAMES, inner, max_size=2), max_size=3), max_leaves=8), max_size=3)
PLACES = st.lists(NAMES, min_size=1, max_size=3) | st.tuples(NAMES, st.sampled_from("0123"), NAMES, NAMES)


@settings(deadline=None)
@given(ANSWERS, PLACES, LEAVES.filter(lambda one: one is not None))
def test_what_is_put_over_is_there(answers, tokens, value):
    before = deepcopy(answers)
    put_in(answers, tuple(tokens), value, over=True)
    assert value_of(answers, tuple(tokens)) == value
    for name in before:
        assert name == tokens[0] or answers[name] == before[name]


@settings(deadline=None)
@given(ANSWERS, PLACES, LEAVES)
def test_what_is_put_beside_changes_no_answer(answers, tokens, value):
    pointer = "/" + "/".join(tokens)
    before = deepcopy(answers)
    put_at(answers, pointer, value, over=False)
    for at in every_place(before):
        kept = value_at(before, at)
        if not isinstance(kept, dict | list):
            assert value_at(answers, at) == kept
    if value_at(answers, pointer) != value:
        assert in_the_way(before, tokens)


def every_place(value, at=""):
    for name, inner in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield f"{at}/{name}"
        yield from every_place(inner, f"{at}/{name}")


def in_the_way(answers, tokens):
    """True if an answer stands at a place, or where the way to it leads."""
    for token, following in zip(tokens, [*tokens[1:], None], strict=True):
        if isinstance(answers, list):
            if int(token) >= len(answers):
                return False
            answers = answers[int(token)]
        elif token not in answers:
            return False
        else:
            answers = answers[token]
        if following is None or not isinstance(answers, list if following.isdigit() else dict):
            return True
    return False


@pytest.mark.parametrize(
    ("answers", "at", "over", "after"),
    [
        ({}, "/a/b", False, {"a": {"b": 1}}),
        ({"a": 5}, "/a/b", False, {"a": 5}),
        ({"a": 5}, "/a/b", True, {"a": {"b": 1}}),
        ({"a": {"b": 2}}, "/a/b", False, {"a": {"b": 2}}),
        ({"a": {"b": 2}}, "/a/b", True, {"a": {"b": 1}}),
        ({}, "/a/2/b", False, {"a": [{}, {}, {"b": 1}]}),
        ({"a": [{"b": 1}, "x"]}, "/a/1/b", False, {"a": [{"b": 1}, "x"]}),
        ({"a": [{"b": 2}, "x"]}, "/a/1/b", True, {"a": [{"b": 2}, {"b": 1}]}),
        ({"a": {"0": 5}}, "/a/0/b", True, {"a": [{"b": 1}]}),
        ({"a": {"0": 5}}, "/a/0/b", False, {"a": {"0": 5}}),
    ],
)
def test_a_value_is_put(answers, at, over, after):
    put_at(answers, at, 1, over=over)
    assert answers == after


def test_what_was_put_is_nobody_elses():
    value, answers = {"a": [{"b": 1}]}, {}
    put_at(answers, "/x", value, over=True)
    answers["x"]["a"][0]["b"] = 2
    assert value == {"a": [{"b": 1}]}
    assert copied(value) == value
    assert copied(value)["a"] is not value["a"]


def test_places_of_a_pattern():
    answers = {"a": [{"b": 1, "c": {"d": 2}}, "x", {"b": None}], "e": {"f": 1}}
    assert places(answers, "/a/*/b") == ["/a/0/b", "/a/2/b"]
    assert places(answers, "/a/2/b") == ["/a/2/b"]
    assert places(answers, "/a/*/c/d") == ["/a/0/c/d"]
    assert places(answers, "/e/f") == ["/e/f"]
    assert places(answers, "/e/*") == places(answers, "/e/f/g") == places(answers, "/nobody") == []
    assert places(5, "/a") == []
    without(answers, "/a/*/b")
    assert answers == {"a": [{"c": {"d": 2}}, "x", {}], "e": {"f": 1}}
    without(answers, "/e/f")
    assert answers["e"] == {}


def test_values_at_places():
    answers = {"a": [{"b": 1}], "c": {"d": None}}
    assert value_at(answers, "/a/0/b") == 1
    for nothing in ("/a/1/b", "/a/x/b", "/a/-1/b", "/a/b", "/c/d", "/c/d/e", "/c/x", "/x"):
        assert value_at(answers, nothing) is None
    assert value_at(answers, "/a") == [{"b": 1}]
    assert tokens_of("/a/0/b") == ("a", "0", "b")
    assert tokens_of("") == ()


def test_the_group_and_the_row_of_a_pattern():
    assert group_of(["/a/b", "/members/*/name"]) == "members"
    assert group_of(["/a/b"]) is None
    assert group_of(["/members/*/homes/*/name"]) == "members"
    assert in_row("/members/*/homes/*", 3) == "/members/3/homes/*"
    assert in_row("/members/*", None) == "/members/*"
