"""Edges at which two readers once differed, or at which something could be said that means nothing."""

import time

import pytest

from eformc.kernel import patterns
from eformc.kernel.decimals import scaled_decimal

HEAD = """procedure: x
title: {vi: X, en: X}
subjects:
  applicant: {is: person, known_by: login}
  mother: {is: person, optional: true}
pages:
  - page: one
    title: {vi: Một, en: One}
    fields:
      - n: {title: {vi: N, en: N}, type: integer, optional: true}
      - d: {title: {vi: D, en: D}, type: date, optional: true}
      - p: {title: {vi: P, en: P}, type: partial_date, optional: true}
      - home: {title: {vi: Nhà, en: Home}, type: address, optional: true}
      - rows: {title: {vi: Bảng, en: Rows}, type: table, columns: [{q: {title: {vi: Q, en: Q}, type: integer}}, {w: {title: {vi: W, en: W}, type: text, optional: true, when: WITHIN}}]}
"""


def found(project, *lines, within="q > 1"):
    text = HEAD.replace("WITHIN", within) + "".join(f"      - {line}\n" for line in lines)
    return [d.code for d in project.unit_of("x.eform.yaml", text.encode()).diagnostics if d.code < "EF2" or d.code >= "EF6"]


def question(name="z", rest=""):
    return f"{name}: {{title: {{vi: Z, en: Z}}, type: text, optional: true{rest}}}"


def when(project, condition):
    return found(project, question(rest=f", when: '{condition}'"))


@pytest.mark.parametrize("text", [".50", "-.50", "5.", ".", "-", "-.", "", "1.5", "01.50", "+1.50", "１.50"])
def test_a_decimal_is_canonical_or_none(text):
    assert scaled_decimal(text, 2) is None


@pytest.mark.parametrize("condition", ["n > 0.1234567", "n == 1234567890.123456", "age(p) + 1 > 2", "sum(n) > 1", "count(home) > 1", "present(rows.q)", "rows.q > 1", "n in []", "age(d) * 2 == 4", "(n > 1 ? age(p) : 1) + 1 > 1"])
def test_what_would_never_have_a_value_is_refused(project, condition):
    assert when(project, condition)
    assert set(when(project, condition)) <= {"EF111", "EF113"}


@pytest.mark.parametrize("condition", ["n > 0.123456", "age(p) >= 18", "sum(rows.q) > 1", "count(rows) > 1", "present(rows)", "n in [1, 2]", 'd in ["2020-01-01", "2021-05"]', "year(d) + 1 > 2000"])
def test_what_has_one_is_taken(project, condition):
    assert when(project, condition) == []


def test_a_row_cannot_sum_the_column_it_stands_in(project):
    assert found(project, within="sum(q) > 1") == ["EF113"]


@pytest.mark.parametrize("name", ["mother", "attachments"])
def test_no_question_and_no_table_is_called_like_a_subject_or_the_attachments(project, name):
    table = f"{name}: {{title: {{vi: T, en: T}}, type: table, columns: [{{a: {{title: {{vi: A, en: A}}, type: text}}}}]}}"
    assert "EF110" in found(project, question(name))
    assert "EF110" in found(project, table)


def test_settings_are_refused_rather_than_bent(project):
    assert found(project, question(rest=", max_length: 0")) == ["EF603"]
    assert found(project, "z: {title: {vi: Z, en: Z}, type: decimal, scale: 9}") == ["EF014"]


AMBIGUOUS = ["(a(a|))*b", "(a|){24}b", "(a?|b)*", "((a|)(a|))*", "(a|a)*", "(a*)*", "(a|ab)*c", "(|)*", "(a?){30}a{30}"]


@pytest.mark.parametrize("pattern", AMBIGUOUS)
def test_a_pattern_that_could_backtrack_is_refused(pattern):
    with pytest.raises(patterns.PatternError):
        patterns.parse(pattern)


@pytest.mark.parametrize("pattern", ["(a|)b", "[a-z]+(-[a-z]+)*", "(a|b)*c", "[0-9]{10}(\\-[0-9]{3})?", "(ab|cd)?e"])
def test_a_pattern_that_is_settled_by_the_next_character_is_fast(pattern):
    import re

    body = patterns.parse(pattern).body
    start = time.perf_counter()
    for text in ("a" * 5000, "ab" * 2500, "1" * 5000, "a-" * 2500):
        re.fullmatch(body, text)
    assert time.perf_counter() - start < 5
