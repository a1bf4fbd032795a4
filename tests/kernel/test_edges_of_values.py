"""Edges of single values that a fault in the kernel would move by one."""

import pytest

from eformc.kernel import dates, patterns
from eformc.kernel.decimals import scaled_decimal
from eformc.kernel.evaluate import COMMON, Scope, amount
from eformc.kernel.expressions import Arithmetic, Calculate, Ref, Type
from eformc.kernel.judge import Fault, faults_of
from eformc.kernel.values import Choice, Code, CodeList, Date, File, Part, Record

TODAY = dates.parse("2026-11-24")
CODES = CodeList("c", (Code("a", {}, "p"), Code("b", {}, "q")))


def faults(value, answer):
    return list(faults_of(value, answer, TODAY))


def a_file(**changed):
    return {"name": "a.pdf", "media_type": "application/pdf", "size": 1, "sha256": "0" * 64, **changed}


@pytest.mark.parametrize("changed", [{"name": "a"}, {"name": "x" * 255}, {"size": 1.0}, {"size": 100}])
def test_a_file_at_the_edge_is_taken(changed):
    assert faults(File(("application/pdf",), 100), a_file(**changed)) == []


@pytest.mark.parametrize(
    ("changed", "code", "at"),
    [
        ({"name": ""}, "file-name", "name"), ({"name": "x" * 256}, "file-name", "name"),
        *(({"name": name}, "file-name", "name") for name in ("a/b.pdf", "..\\b.pdf", ".pdf", "a.", " a.pdf", "a\u00a0", "a\u202e.pdf", "a\u200b.pdf", "a\x7f", "a\x85.pdf", "a\u2028")),
        ({"size": 0}, "file-empty", "size"), ({"size": -1}, "type", "size"), ({"size": 1.5}, "type", "size"),
        ({"size": True}, "type", "size"), ({"size": 101}, "file-size", "size"), ({"sha256": "0" * 63}, "type", "sha256"), ({"sha256": "A" * 64}, "type", "sha256"),
    ],
)  # fmt: skip
def test_a_file_one_beyond_is_refused(changed, code, at):
    found = faults(File(("application/pdf",), 100), a_file(**changed))
    assert [(one.code, one.at) for one in found] == [(code, (at,))]


def test_a_long_code_is_told_with_its_first_forty_characters():
    assert faults(Choice(CODES), "x" * 60) == [Fault("not-in-list", (("value", "x" * 40),))]


@pytest.mark.parametrize("answer", [["a"], {"a": 1}, None, 1, True])
def test_a_part_that_is_no_code_is_refused_and_raises_nothing(answer):
    value = Record("r", (Part("parent", {}, Choice(CODES)), Part("x", {}, Choice(CODES, "parent"))))
    assert ("type", ("x",)) in [(one.code, one.at) for one in faults(value, {"x": answer})]


def test_limits_may_be_today():
    assert faults(Date(minimum="today"), "2026-11-24") == []
    assert [one.code for one in faults(Date(minimum="today"), "2026-11-23")] == ["too-early"]
    assert [one.code for one in faults(Date(maximum="today"), "2026-11-25")] == ["too-late"]


@pytest.mark.parametrize(("text", "least", "most"), [("1980", (1980, 1, 1), (1980, 12, 31)), ("1980-02", (1980, 2, 1), (1980, 2, 29)), ("1981-02-05", (1981, 2, 5), (1981, 2, 5))])
def test_a_date_lies_between_its_first_and_its_last_day(text, least, most):
    assert (dates.parse(text).first(), dates.parse(text).last()) == (least, most)


@pytest.mark.parametrize("text", ["1.2.50", "1..50", "--1.50", "1.50-"])
def test_what_has_two_points_is_no_decimal(text):
    assert scaled_decimal(text, 2) is None


def test_numbers_stay_whole_however_large():
    product = amount(Calculate(Arithmetic.MUL, Ref(("n",), Type.INTEGER), Ref(("n",), Type.INTEGER), Type.INTEGER), Scope({"n": 10**15 - 1}, TODAY))
    assert product == (10**15 - 1) ** 2 * 10**COMMON
    assert isinstance(product, int)


def test_a_pattern_keeps_what_its_author_wrote_and_its_tree():
    made = patterns.parse("[a-c]{2}")
    assert made.source == "[a-c]{2}"
    assert made.tree == patterns.Repeat(patterns.Chars(((97, 99),)), 2, 2)
    assert made.anchored() == "^(?:[a-c]{2})$"
