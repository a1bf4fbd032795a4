"""The submission that is made of a post, by small forms: conditions, locked and derived values, rows, and who has to mend what."""

import pytest

from eformc.contract.held import HeldState, HeldValue, Suggestion
from eformc.contract.supplies import Supply
from eformc.kernel import dates
from eformc.kernel.evaluate import Finding
from eformc.kernel.expressions import Compare, Literal, Op, Ref, Type
from eformc.kernel.form import Constraint, Form, Item, Table
from eformc.kernel.values import Boolean, Choice, Choices, Code, CodeList, Integer, Strength, Text
from eformc.portal.submission.judge import Submitted, applying, hidden_of, submitted

DAY = dates.parse("2026-11-23")
OPTIONAL = Strength.OPTIONAL


def yes(*pointer, row=False):
    return Compare(Op.EQ, Ref(pointer, Type.BOOLEAN, row=row), Literal(True, Type.BOOLEAN))


def item(*pointer, value=None, when=None, strength=OPTIONAL):
    return Item(pointer, value or Text(), {}, strength, when)


def judged(form, typed, held=None, *supplies):
    return submitted(form, {one.pointer: one for one in supplies}, typed, DAY, held)


def codes(made):
    return [("/" + "/".join(one.pointer), one.code) for one in made.faults]


CHAIN = Form((item("a", value=Boolean()), item("b", value=Boolean(), when=yes("a")), item("c", "d", when=yes("b")), item("e")))


def test_what_does_not_apply_is_left_out_also_what_hangs_on_it():
    made = judged(CHAIN, {"a": False, "b": True, "c": {"d": "x"}, "e": "y"})
    assert made.answers == {"a": False, "e": "y"}
    assert made.typed == {"a": False, "b": True, "c": {"d": "x"}, "e": "y"}
    assert made.whole == made.typed
    assert made.hidden == {"/b", "/c/d"}
    assert made.left_out == ("/b", "/c/d")
    assert (made.complete, made.faults, made.warnings, made.missing, made.none) == (True, (), (), (), ())
    whole = judged(CHAIN, {"a": True, "b": True, "c": {"d": "x"}})
    assert whole.answers == {"a": True, "b": True, "c": {"d": "x"}}
    assert (whole.hidden, whole.left_out) == (frozenset(), ())
    assert (made.today, judged(CHAIN, {}).answers) == (DAY, {})


@pytest.mark.parametrize("odd", [None, 5, "x", [], [1], True])
def test_what_is_no_object_is_nothing(odd):
    made = judged(CHAIN, odd)
    assert (made.typed, made.answers, made.whole) == ({}, {}, {})


def test_what_applies_of_a_place():
    made = Submitted({}, {}, (), (), (), DAY, hidden=frozenset({"/c", "/r/0/x"}))
    assert not made.applies(("c",))
    assert not made.applies(("c", "d"))
    assert not made.applies(("r", "0", "x"))
    assert made.applies(("r", "1", "x"))
    assert made.applies(("cc",))
    assert made.complete
    assert not Submitted({}, {}, (Finding(("a",), "required"),), (), (), DAY).complete
    assert not Submitted({}, {}, (), (), ("/a",), DAY).complete


def test_what_was_typed_is_nobody_elses():
    typed = {"c": {"d": "x"}, "r": [{"n": 1}]}
    form = Form((item("c", "d"), Table(("r",), (item("n", value=Integer()), item("m")), {}, 0, 9)))
    held = {"/r/0/m": HeldValue("", "M"), "/c/e": HeldValue("", {"deep": []})}
    made = judged(form, typed, held)
    assert typed == {"c": {"d": "x"}, "r": [{"n": 1}]}
    assert made.whole["c"]["e"] == {"deep": []}
    assert made.whole["c"]["e"] is not held["/c/e"].value


# --- registries' values --------------------------------------------------------------------------------------------------------

PERSON = Form((item("p", "name", strength=Strength.REQUIRED), item("p", "home", strength=Strength.REQUIRED), item("own", strength=Strength.REQUIRED), item("soft", strength=Strength.RECOMMENDED)))
LOCKED, OPEN = Supply(("p", "name"), asked=False, locked=True), Supply(("p", "home"))


def test_a_locked_value_is_the_registrys_and_an_open_one_the_citizens():
    held = {"/p/name": HeldValue("", "Hoa"), "/p/home": HeldValue("", "Huế"), "/own": Suggestion("s")}
    made = judged(PERSON, {"p": {"name": "Lê", "home": "Hà Nội"}}, held, LOCKED, OPEN)
    assert made.answers == {"p": {"name": "Hoa", "home": "Hà Nội"}}
    assert made.whole == {"p": {"name": "Hoa", "home": "Hà Nội"}}
    assert made.left_out == ("/p/name",)
    assert codes(made) == [("/own", "required")]
    assert [one.code for one in made.warnings] == ["required"]
    untouched = judged(PERSON, {"own": "x", "soft": "y", "p": {"name": "Hoa"}}, held, LOCKED, OPEN)
    assert untouched.answers == {"p": {"name": "Hoa", "home": "Huế"}, "own": "x", "soft": "y"}
    assert (untouched.complete, untouched.left_out, untouched.warnings) == (True, (), ())


def test_who_has_to_mend_what_is_missing():
    made = judged(PERSON, {"own": "x"}, {}, LOCKED, OPEN)
    assert made.missing == ("/p/name",)  # the server's: its registry is still to be asked
    assert codes(made) == [("/p/home", "required")]
    silent = judged(PERSON, {"own": "x"}, {"/p/name": HeldState.UNAVAILABLE}, LOCKED, OPEN)
    assert silent.missing == ()
    assert codes(silent) == [("/p/name", "required"), ("/p/home", "required")]
    none = judged(PERSON, {"own": "x"}, {"/p/name": HeldValue("", None), "/p/home": HeldValue("", None)}, LOCKED, OPEN)
    assert none.none == ("/p/name", "/p/home")
    assert (none.faults, none.missing, none.complete) == ((), (), True)
    derived = judged(PERSON, {"own": "x", "p": {"name": "forged", "home": "Huế"}}, {}, Supply(("p", "name"), asked=False, derived=True), OPEN)
    assert derived.none == ("/p/name",)
    assert derived.typed == {"own": "x", "p": {"home": "Huế"}}


def test_a_question_whose_answer_is_known_is_not_put():
    form = Form((item("same", value=Boolean()), item("home", strength=Strength.REQUIRED)))
    supply = Supply(("home",), known_when=yes("same"))
    made = judged(form, {"same": True, "home": "x"}, {}, supply)
    assert (made.answers, made.missing, made.hidden, made.left_out) == ({"same": True}, ("/home",), {"/home"}, ("/home",))
    other = judged(form, {"same": False, "home": "x"}, {}, supply)
    assert (other.answers, other.missing, other.hidden) == ({"same": False, "home": "x"}, (), frozenset())
    asked = judged(form, {"same": False}, {}, supply)
    assert (codes(asked), asked.missing) == ([("/home", "required")], ())
    silent = judged(form, {"same": True, "home": "x"}, {"/home": HeldState.NO_RECORD}, supply)
    assert (silent.answers, silent.hidden, silent.left_out) == ({"same": True, "home": "x"}, frozenset(), ())
    assert applying(form, {supply.pointer: supply}, {"same": True, "home": "x"}, {}, DAY) == {"same": True}
    assert applying(form, {supply.pointer: supply}, {"same": True, "home": "x"}, {}, DAY, frozenset({"/home"})) == {"same": True, "home": "x"}
    assert applying(form, {supply.pointer: supply}, {"same": True}, {"/home": "given"}, DAY) == {"same": True, "home": "given"}


def test_derived_values_are_taken_out_wherever_they_are_posted():
    form = Form((item("d"), item("a", "d"), Table(("r",), (item("d"), item("in", "d"), item("x")), {}, 0, 9)))
    supplies = [Supply(at, asked=False, derived=True) for at in (("d",), ("a", "d"), ("r", "*", "d"), ("r", "*", "in", "d"), ("no", "where"), ("no", "*", "d"))]
    typed = {"d": "1", "a": {"d": "1"}, "r": [{"d": "1", "in": {"d": "1"}, "x": "x"}, "odd", {"in": 5, "x": "y"}]}
    made = judged(form, typed, {}, *supplies)
    assert made.typed == {"a": {}, "r": [{"in": {}, "x": "x"}, "odd", {"in": 5, "x": "y"}]}
    assert typed["d"] == "1"
    assert judged(form, {"r": {"0": {"d": "1"}}, "a": 5}, {}, *supplies).typed == {"r": {"0": {"d": "1"}}, "a": 5}


# --- rows ------------------------------------------------------------------------------------------------------------------------

ROWS = Form((
    item("ask", value=Boolean()),
    Table(("r",), (item("n", value=Integer(), strength=Strength.REQUIRED), item("y", value=Boolean()), item("t", when=yes("y", row=True))), {}, 0, 3, OPTIONAL),
    Table(("q",), (item("n"),), {}, 0, 9, OPTIONAL, yes("ask")),
))  # fmt: skip


def test_rows_that_hold_nothing_are_closed_up_and_faults_stand_at_the_pages_rows():
    made = judged(ROWS, {"r": [{}, {"n": "x"}, {"t": "hidden"}, {"n": 1, "y": True, "t": "t"}]})
    assert made.answers == {"r": [{"n": "x"}, {"n": 1, "y": True, "t": "t"}]}
    assert codes(made) == [("/r/1/n", "type")]
    assert made.hidden == {"/q", "/r/0/t", "/r/1/t", "/r/2/t"}
    assert made.left_out == ("/r/2/t",)
    empty = judged(ROWS, {"r": [{}, {"t": "x"}]})
    assert (empty.answers, empty.faults) == ({}, ())


def test_a_group_that_does_not_apply():
    made = judged(ROWS, {"ask": False, "q": [{"n": "x"}]})
    assert (made.answers, made.left_out) == ({"ask": False}, ("/q",))
    shown = judged(ROWS, {"ask": True, "q": [{"n": "x"}]})
    assert (shown.answers, shown.left_out) == ({"ask": True, "q": [{"n": "x"}]}, ())
    odd = judged(ROWS, {"ask": True, "q": "x", "r": "y"})
    assert odd.answers == {"ask": True, "q": "x", "r": "y"}
    assert {("/q", "type"), ("/r", "type")} <= set(codes(odd))


def test_rows_of_registries_stand_in_their_places():
    held = {"/r/0/n": HeldValue("", 5), "/r/2/n": HeldValue("", 7), "/r/2/t": HeldValue("", "T"), "/r/1/n": HeldState.NO_RECORD}
    supplies = [Supply(("r", "*", "n"), asked=False, locked=True), Supply(("r", "*", "t"))]
    made = judged(ROWS, {"r": [{"n": 1, "y": True, "t": "a"}, {}, {"y": True, "t": "b"}]}, held, *supplies)
    assert made.whole == {"r": [{"n": 5, "y": True, "t": "a"}, {}, {"n": 7, "y": True, "t": "b"}]}
    assert made.answers == {"r": [{"n": 5, "y": True, "t": "a"}, {"n": 7, "y": True, "t": "b"}]}
    odd = judged(ROWS, {"r": "x"}, held, *supplies)
    assert odd.whole == {"r": "x"}
    beside = judged(ROWS, {"r": ["x"]}, {"/r/0/n": HeldValue("", 5)}, *supplies)
    assert beside.whole == {"r": ["x"]}


def test_more_rows_than_may_be_are_nobodys_fault_where_registries_have_them():
    held = {f"/r/{number}/n": HeldValue("", number) for number in range(4)}
    supplies = [Supply(("r", "*", "n"), asked=False, locked=True)]
    made = judged(ROWS, {}, held, *supplies)
    assert (made.none, made.faults) == (("/r",), ())
    typed = judged(ROWS, {"r": [{}, {}, {}, {"n": 9}]}, {f"/r/{number}/n": HeldValue("", number) for number in range(3)}, *supplies)
    assert codes(typed) == [("/r", "too-many-rows")]


def test_a_missing_value_of_a_row_is_told_with_the_pages_number():
    made = judged(ROWS, {"r": [{}, {"y": True}]}, {}, Supply(("r", "*", "n"), asked=False, locked=True))
    assert (made.missing, made.faults) == (("/r/1/n",), ())
    asked = judged(ROWS, {"r": [{}, {"y": True}]}, {"/r/1/n": HeldState.NO_RECORD}, Supply(("r", "*", "n"), asked=False, locked=True))
    assert (codes(asked), asked.missing) == ([("/r/1/n", "required")], ())


def test_constraints_are_judged_of_what_is_sent():
    form = Form((item("a", value=Boolean()), item("b", value=Integer(), when=yes("a"))), (Constraint("k", Compare(Op.LT, Ref(("b",), Type.INTEGER), Literal(5, Type.INTEGER)), {}, ("b",)),))
    assert codes(judged(form, {"a": True, "b": 9})) == [("/b", "constraint")]
    assert codes(judged(form, {"a": False, "b": 9})) == []


# --- options that are not offered ---------------------------------------------------------------------------------------------------

LIST = CodeList("l", (Code("x", {}), Code("y", {}, when=yes("a")), Code("z", {})))
OFFERED = Form((item("a", value=Boolean()), item("one", value=Choice(LIST)), item("many", value=Choices(LIST)), item("hangs", when=Compare(Op.EQ, Ref(("one",), Type.CODE), Literal("y", Type.CODE)))))


def test_an_option_that_is_not_offered_is_no_answer():
    typed = {"a": False, "one": "y", "many": ["x", "y", 5], "hangs": "t"}
    made = judged(OFFERED, typed)
    assert made.answers == {"a": False, "many": ["x", 5]}
    assert made.left_out == ("/one", "/hangs")
    assert judged(OFFERED, {"a": False, "many": ["y"]}).answers == {"a": False}
    shown = {"a": True, "one": "y", "many": ["x", "y"], "hangs": "t"}
    assert judged(OFFERED, shown).answers == shown
    assert judged(OFFERED, {"a": False, "one": 5}).answers == {"a": False, "one": 5}


def test_what_is_hidden_of_a_whole():
    whole = {"r": [{"y": True}, {}, "x"]}
    found = hidden_of(ROWS, {}, whole, whole, DAY, frozenset())
    assert found == {"/q", "/r/1/t", "/r/2/t"}
    supply = Supply(("ask",), known_when=yes("k"))
    assert hidden_of(ROWS, {supply.pointer: supply}, {}, {"k": True, "ask": True}, DAY, frozenset()) == {"/ask"}
    assert hidden_of(ROWS, {supply.pointer: supply}, {}, {"k": True, "ask": True}, DAY, frozenset({"/ask"})) == frozenset()
