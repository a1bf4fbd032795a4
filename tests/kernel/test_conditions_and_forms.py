"""Conditions over every type and truth, known facts, and what the form asks around its values."""

import pytest

from eformc.kernel import dates
from eformc.kernel.evaluate import Finding, Scope, amount, evaluate, holds
from eformc.kernel.expressions import (
    Calculate,
    Call,
    Compare,
    Function,
    If,
    Literal,
    Not,
    Op,
    Ref,
    Type,
    refs,
    scale_of,
)
from eformc.kernel.form import Constraint, Form, Item, Table
from eformc.kernel.values import Integer, Strength, Text

TODAY = dates.parse("2026-11-24")
N, D, T, YES = Ref(("n",), Type.INTEGER), Ref(("d",), Type.DECIMAL, scale=2), Ref(("t",), Type.TEXT), Ref(("yes",), Type.BOOLEAN)
DAY, CS = Ref(("day",), Type.DATE), Ref(("cs",), Type.CODES)


def truth(expression, **answers):
    return holds(expression, Scope(answers, TODAY))


@pytest.mark.parametrize(("op", "below", "same", "above"), [(Op.EQ, False, True, False), (Op.NE, True, False, True), (Op.LT, True, False, False), (Op.LE, True, True, False), (Op.GT, False, False, True), (Op.GE, False, True, True)])
def test_numbers_are_compared(op, below, same, above):
    for ref, values, limit in ((N, [1, 2, 3], Literal(2, Type.INTEGER)), (D, ["1.99", "2.00", "2.01"], Literal((20, 1), Type.DECIMAL))):
        assert [truth(Compare(op, ref, limit), **{ref.pointer[0]: one}) for one in values] == [below, same, above]
        assert truth(Compare(op, ref, limit)) is None


@pytest.mark.parametrize(("ref", "wrong"), [(N, "1"), (N, True), (N, 1.5), (D, 2), (D, "2"), (T, 1), (YES, "true"), (DAY, 1980), (CS, "a"), (T, ["a"])])
def test_a_value_of_another_kind_is_unknown(ref, wrong):
    name = ref.pointer[0]
    assert amount(ref, Scope({name: wrong}, TODAY)) is None
    assert truth(Compare(Op.EQ, ref, ref), **{name: wrong}) is None


def test_kinds_that_do_not_meet_compare_to_unknown():
    assert truth(Compare(Op.EQ, DAY, N), day="1980", n=1980) is None
    assert truth(Compare(Op.EQ, T, YES), t="x", yes=True) is None
    assert truth(Compare(Op.EQ, YES, N), yes=True, n=1) is None
    assert truth(Compare(Op.EQ, YES, Compare(Op.GT, N, Literal(1, Type.INTEGER))), yes=False, n=1) is True


def test_constants_and_choices_between_conditions():
    assert [truth(Literal(one, Type.BOOLEAN)) for one in (True, False)] == [True, False]
    assert truth(Calculate("+", N, N, Type.INTEGER), n=1) is None
    chosen = If(YES, Compare(Op.GT, N, Literal(1, Type.INTEGER)), Not(YES))
    assert [truth(chosen, n=2, **answers) for answers in ({"yes": True}, {"yes": False}, {})] == [True, True, None]
    number = If(YES, N, D)
    assert [amount(number, Scope({"n": 2, "d": "0.50", **answers}, TODAY)) for answers in ({"yes": True}, {"yes": False}, {})] == [2_000_000, 500_000, None]


def test_decimals_of_expressions():
    assert [scale_of(one) for one in (Literal((125, 2), Type.DECIMAL), Literal(1, Type.INTEGER), D, If(YES, N, D), If(YES, D, N), YES, Not(YES))] == [2, 0, 2, 2, 2, 0, 0]
    assert [ref.pointer for ref in refs(If(YES, N, Call(Function.YEAR, (DAY,), Type.INTEGER)))] == [("yes",), ("n",), ("day",)]


def test_a_known_fact_is_read_where_it_is_no_field_in_rows_too():
    fact = Ref(("applicant", "sex"), Type.CODE, known=True)
    when = Compare(Op.EQ, fact, Literal("2", Type.CODE))
    column = Item(("q",), Text(), {}, when=when)
    form = Form((Item(("a",), Text(), {}, when=when), Table(("rows",), (column,), {})), (Constraint("c", Not(when), {}, ("a",)),))
    answers = {"a": "x", "rows": [{"q": "y"}]}
    known = {("applicant", "sex"): "2"}
    assert [one.code for one in evaluate(form, answers, TODAY, known).findings] == ["constraint"]
    assert [(one.pointer, one.code) for one in evaluate(form, answers, TODAY).findings] == [(("a",), "not-applicable"), (("rows", "0", "q"), "not-applicable")]


def test_a_table_that_is_only_recommended_warns():
    form = Form((Table(("rows",), (Item(("q",), Integer(), {}),), {}, strength=Strength.RECOMMENDED),))
    assert evaluate(form, {}, TODAY).findings == (Finding(("rows",), "required", warning=True),)
    assert evaluate(form, {}, TODAY).valid


def test_one_constraint_that_does_not_apply_does_not_end_the_others():
    rules = (Constraint("one", YES, {}, ("n",), when=YES), Constraint("two", Compare(Op.GT, N, Literal(1, Type.INTEGER)), {}, ("n",)))
    form = Form((Item(("n",), Integer(), {}), Item(("yes",), Text(), {}, Strength.OPTIONAL)), rules)
    assert [dict(one.args) for one in evaluate(form, {"n": 1}, TODAY).findings] == [{"constraint": "two"}]


def test_a_column_called_like_an_optional_subject_is_missed_all_the_same():
    form = Form((Table(("rows",), (Item(("owner", "name"), Text(), {}), Item(("q",), Integer(), {})), {}),), optional=frozenset({"owner"}))
    assert [one.pointer for one in evaluate(form, {"rows": [{"q": 1}]}, TODAY).findings] == [("rows", "0", "owner", "name")]


@pytest.mark.parametrize("text", ["1980-1", "198-01", "19800", "abcd", "1980-ab", "1980-01-1", "1980-01-01-01", "²²²²"])
def test_what_is_written_otherwise_is_no_date(text):
    assert dates.parse(text) is None
