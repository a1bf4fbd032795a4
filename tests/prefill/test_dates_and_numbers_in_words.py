"""“Written in words” beside a date or a number is worked out, in the form's language."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prefill_kit import HOA, TODAY, answering, prefill

from eformc.contract.plan_json import plan_from_json, plan_to_json
from eformc.emit.prefill import prefill_of, published_schema
from eformc.kernel import dates
from eformc.language.catalogue import CatalogueCompiler
from eformc.language.procedure import compile_procedure
from eformc.prefill import State
from eformc.prefill.derive import converted
from eformc.reasoning.explain import explain
from eformc.reasoning.planning import plan_of
from eformc.wording.numbers import MOST, date_in_words, number_in_words

VIETNAMESE = {
    0: "không", 5: "năm", 10: "mười", 14: "mười bốn", 15: "mười lăm", 20: "hai mươi", 21: "hai mươi mốt", 24: "hai mươi tư",
    25: "hai mươi lăm", 101: "một trăm linh một", 115: "một trăm mười lăm", 1005: "một nghìn không trăm linh năm",
    1979: "một nghìn chín trăm bảy mươi chín", 2000: "hai nghìn", 2026: "hai nghìn không trăm hai mươi sáu",
    1000005: "một triệu không trăm linh năm", 200000000: "hai trăm triệu", 3000000000: "ba tỷ",
    1234567891: "một tỷ hai trăm ba mươi tư triệu năm trăm sáu mươi bảy nghìn tám trăm chín mươi mốt",
}  # fmt: skip
ENGLISH = {
    0: "zero", 13: "thirteen", 21: "twenty-one", 100: "one hundred", 105: "one hundred and five", 2026: "two thousand and twenty-six",
    1979: "one thousand nine hundred and seventy-nine", 1000000: "one million", 1001000: "one million one thousand",
}  # fmt: skip


@pytest.mark.parametrize(("lang", "cases"), [("vi", VIETNAMESE), ("en", ENGLISH)])
def test_numbers(lang, cases):
    assert {number: number_in_words(number, lang) for number in cases} == cases


@pytest.mark.parametrize(
    ("date", "vietnamese", "english"),
    [
        ("1979-05-17", "Ngày mười bảy, tháng năm, năm một nghìn chín trăm bảy mươi chín", "The seventeenth of May, one thousand nine hundred and seventy-nine"),
        ("2005-04-01", "Ngày một, tháng tư, năm hai nghìn không trăm linh năm", "The first of April, two thousand and five"),
        ("2024-12-20", "Ngày hai mươi, tháng mười hai, năm hai nghìn không trăm hai mươi tư", "The twentieth of December, two thousand and twenty-four"),
        ("1980-02", "Tháng hai, năm một nghìn chín trăm tám mươi", "February, one thousand nine hundred and eighty"),
        ("1950", "Năm một nghìn chín trăm năm mươi", "The year one thousand nine hundred and fifty"),
    ],
)
def test_dates_as_far_as_they_are_known(date, vietnamese, english):
    assert date_in_words(dates.parse(date), "vi") == vietnamese
    assert date_in_words(dates.parse(date), "en") == english


@pytest.mark.parametrize("lang", ["vi", "en"])
@given(st.integers(0, MOST - 1), st.integers(0, MOST - 1))
def test_two_numbers_have_the_same_words_only_if_they_are_the_same(lang, one, other):
    assert (number_in_words(one, lang) == number_in_words(other, lang)) is (one == other)


def test_what_has_no_words_is_left_open():
    assert number_in_words(-1, "vi") is None
    assert number_in_words(MOST, "vi") is None
    assert date_in_words(dates.parse("1950"), "xx") is None


SPEC = """procedure: words
title: {vi: Thử, en: Try}
subjects:
  applicant: {is: person, known_by: login}
  mother: {is: person}
pages:
  - page: mother
    title: {vi: Mẹ, en: Mother}
    fields:
      - mother.birth_date: {ask: true}
      - mother.birth_date_in_words
"""
ELEMENT = """  birth_date_in_words:
    title: {vi: Ngày sinh bằng chữ, en: Date of birth in words}
    type: text
    policy: hidden
    derivable_from: {elements: [birth_date], conversion: in_words, how: {vi: Ghi lại bằng chữ., en: Written out in words.}}
"""


@pytest.fixture(scope="module")
def birth(project):
    """A form whose catalogue says that an element is another one in words."""
    project.catalogue("vn")
    files = dict(project.catalogue_files["vn"])
    person = next(name for name in files if name.endswith("entities/person.yaml"))
    files[person] = files[person].replace(b"elements:\n", b"elements:\n" + ELEMENT.encode(), 1)
    catalogue = CatalogueCompiler(files).compile().value
    procedure = compile_procedure("words.eform.yaml", SPEC.encode(), lambda _: catalogue, lambda *_: None, ("vn",), lambda _: False).value.procedure
    return explain(procedure, catalogue)


def test_an_element_in_words_is_worked_out_of_the_other(birth):
    plan = plan_of(birth)
    (one,) = [one for one in plan.derived if one.conversion == "in_words"]
    result = prefill(plan, {"/applicant/personal_id": HOA}, {"*": answering({})}, _at(one.inputs[0], "2026-03-08"))
    held = result.held[one.pointer]
    assert held.state is State.VALUE
    assert held.value == "Ngày tám, tháng ba, năm hai nghìn không trăm hai mươi sáu"
    assert one.pointer not in prefill(plan, {"/applicant/personal_id": HOA}, {"*": answering({})}).held
    assert converted(one.conversion, ("2026-03-08",), held.of, TODAY, "en") == "The eighth of March, two thousand and twenty-six"


def test_the_published_map_says_in_which_language(birth):
    import jsonschema

    jsonschema.validate(prefill_of(birth), published_schema())
    plan, lists = plan_of(birth), {}
    assert plan_from_json(plan_to_json(plan, lists), lists).derived == plan.derived
    assert {one.lang for one in plan.derived if one.conversion == "in_words"} == {"vi"}


def _at(pointer, value):
    for token in reversed(pointer.split("/")[1:]):
        value = {token: value}
    return value
