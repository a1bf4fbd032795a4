"""Facts that a catalogue finds in the digits of a number are read off it, in any country."""

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from prefill_kit import HOA, TODAY, answering, prefill

from conftest import ROOT
from eformc.contract.plan_json import plan_from_json, plan_to_json
from eformc.emit.code_lists import shared_lists
from eformc.emit.prefill import prefill_of, published_schema
from eformc.kernel.digits import read_off
from eformc.kernel.values import Date, Integer, Precision
from eformc.language.catalogue import CatalogueCompiler
from eformc.model.catalogue import Conversion
from eformc.prefill.derive import converted
from eformc.project import Project, load_settings
from eformc.reasoning.planning import plan_of

HEAD = "catalogue: xx\ntitle: {en: X}\nlanguages: [en]\n"
ENTITY = """entity: person
title: {en: Person}
elements:
  number: {title: {en: Number}, type: text}
  year: {title: {en: Year}, type: year, derivable_from: {elements: [number], conversion: digits, digits: DIGITS, how: {en: So.}}}
"""
SEX_ENTITY = ENTITY.replace("year:", "sex:").replace("type: year", "type: choice, codes: sex")
CODES = "code_list: sex\ntitle: {en: Sex}\nscheme: x\nsource: x\ncodes: {f: {en: F}, m: {en: M}}\n"

PESEL = "{length: 11, take: 1-2, cases: [{where: {3-4: 1-12}, add: 1900}, {where: {3-4: 21-32}, add: 2000}, {where: {3-4: 41-52}, add: 2100}, {where: {3-4: 61-72}, add: 2200}, {where: {3-4: 81-92}, add: 1800}]}"
CPR = "{length: 10, take: 5-6, cases: [{where: {7: 0-3}, add: 1900}, {where: {7: 4 9, 5-6: 0-36}, add: 2000}, {where: {7: 4 9}, add: 1900}, {where: {7: 5-8, 5-6: 0-57}, add: 2000}, {where: {7: 5-8}, add: 1800}]}"
NORWAY = "{length: 11, take: 5-6, cases: [{where: {7-9: 0-499}, add: 1900}, {where: {7-9: 500-749, 5-6: 54-99}, add: 1800}, {where: {7-9: 500-999, 5-6: 0-39}, add: 2000}, {where: {7-9: 900-999, 5-6: 40-99}, add: 1900}]}"
VIETNAM = "{length: 12, take: 5-6, cases: [{where: {4: 0-1}, add: 1900}, {where: {4: 2-3}, add: 2000}, {where: {4: 4-5}, add: 2100}]}"


def compiled(entity, digits):
    return CatalogueCompiler({"c.yaml": HEAD.encode(), "e.yaml": entity.replace("DIGITS", digits).encode(), "s.yaml": CODES.encode()}).compile()


def digits_of(digits, entity=ENTITY, name="year"):
    outcome = compiled(entity, digits)
    assert [one.text("en") for one in outcome.diagnostics] == []
    return outcome.value.element("person", name).derivable.digits


@pytest.mark.parametrize(
    ("country", "number", "year"),
    [
        (PESEL, "44051401359", 1944), (PESEL, "02270803628", 2002), (PESEL, "99813100000", 1899), (PESEL, "00810100000", 1800), (PESEL, "4405140135", None),
        (CPR, "070761-4285", 1961), (CPR, "0707614285", 1961), (CPR, "010136-4000", 2036), (CPR, "010137-4000", 1937), (CPR, "010157-5000", 2057),
        (CPR, "010158-5000", 1858), (CPR, "010199-3999", 1999), (CPR, "070761--4285", None), (CPR, "07076142a5", None),
        (NORWAY, "01010049900", 1900), (NORWAY, "010154 74900", 1854), (NORWAY, "01010075000", 2000), (NORWAY, "01013999900", 2039), (NORWAY, "01014090000", 1940),
        (NORWAY, "01014075000", None),
        (VIETNAM, "001190000001", 1990), (VIETNAM, "001303000001", 2003), (VIETNAM, "00119000000", None), (VIETNAM, "٠٠١١٩٠٠٠٠٠٠١", None),
    ],
)  # fmt: skip
def test_the_year_of_birth(country, number, year):
    assert read_off(number, digits_of(country)) == year


@pytest.mark.parametrize(("number", "sex"), [("44051401359", "m"), ("02270803628", "f"), ("0227080362", None)])
def test_the_sex(number, sex):
    digits = '{length: 11, cases: [{where: {10: "1 3 5 7 9"}, gives: m}, {where: {10: "0, 2, 4, 6, 8"}, gives: f}]}'
    assert read_off(number, digits_of(digits, SEX_ENTITY, "sex")) == sex


@given(st.text(max_size=14))
def test_whatever_is_no_such_number_says_nothing(text):
    plain = [char for char in text if char not in " ./-"]
    if len(plain) != 12 or not all(char in "0123456789" for char in plain):
        assert read_off(text, _VIETNAM) is None


_VIETNAM = digits_of(VIETNAM)


def test_a_year_is_written_as_its_kind_wants_it():
    digits = digits_of(VIETNAM)
    year = Date(Precision.YEAR)
    assert converted(Conversion.DIGITS, ("001190000001",), year, TODAY, digits=digits) == "1990"
    assert converted(Conversion.DIGITS, ("001190000001",), Integer(), TODAY, digits=digits) == 1990
    assert converted(Conversion.DIGITS, ("x",), year, TODAY, digits=digits) is None
    assert converted(Conversion.DIGITS, ("001190000001",), year, TODAY) is None


@pytest.mark.parametrize(
    ("entity", "digits", "code", "message"),
    [
        (ENTITY, "{length: 12, take: 11-13, cases: []}", "EF014", "no-such-digits"),
        (ENTITY, "{length: 12, take: five, cases: []}", "EF014", "no-such-digits"),
        (ENTITY, "{length: 12, cases: [{where: {0: 1}, add: 1}]}", "EF014", "no-such-digits"),
        (ENTITY, "{length: 12, cases: [{where: {4: odd}, add: 1}]}", "EF014", "not-digits"),
        (ENTITY, "{length: 12, cases: [{where: {4: [1]}, add: 1}]}", "EF009", "wrong-shape"),
        (ENTITY, "{length: 12, cases: [{where: {4: 1}, add: 1, gives: x}]}", "EF115", "both"),
        (ENTITY, "{length: twelve, cases: []}", "EF014", "not-a-number"),
        (ENTITY, "{cases: []}", "EF011", "missing-key"),
        (ENTITY.replace("digits: DIGITS, ", ""), "", "EF011", "missing-key"),
        (ENTITY.replace("conversion: digits", "conversion: year_of_date"), "{length: 12, cases: []}", "EF115", "both"),
        (SEX_ENTITY, "{length: 12, cases: [{where: {4: 1}, gives: woman}]}", "EF014", "not-one-of"),
    ],
)
def test_a_mistake_in_the_description_is_said(entity, digits, code, message):
    found = compiled(entity, digits).diagnostics
    assert [(one.code, one.message) for one in found] == [(code, message)]
    assert all("{" not in one.text(lang) + one.help(lang) for one in found for lang in ("vi", "en"))


SPEC = """procedure: example
title: {TITLE}
subjects:
  applicant: {is: person, known_by: login}
pages:
  - page: one
    title: {TITLE}
    fields:
      - applicant.sex
"""


@pytest.fixture(scope="module")
def norland():
    project = Project(load_settings(ROOT / "examples" / "norland"), "2026-11-23")
    return project.unit_of("a.eform.yaml", SPEC.replace("TITLE", "en: Example, fr: Exemple").encode()).reasoned


@pytest.mark.parametrize(("number", "sex"), [("123456789", "m"), ("123456780", "f")])
def test_a_second_country_reads_its_own_number_from_its_published_map(norland, number, sex):
    made, shared = plan_of(norland), shared_lists(norland.catalogue)
    jsonschema.validate(prefill_of(norland), published_schema())
    plan = plan_from_json(plan_to_json(made, shared), shared)
    assert plan == made
    held = prefill(plan, {"/applicant/citizen_number": number}, {"*": answering({})}).held["/applicant/sex"]
    assert (held.state, held.value) == ("value", sex)


def test_vietnam_reads_the_sex_off_its_number_only_where_no_registry_says_it(project):
    reasoned = project.unit_of("a.eform.yaml", SPEC.replace("TITLE", "vi: Ví dụ, en: Example").encode()).reasoned
    digits = reasoned.catalogue.element("person", "sex").derivable
    assert (read_off(HOA, digits.digits), read_off("001090000001", digits.digits)) == ("2", "1")
    assert not digits.law.verified  # since July 2024 no law says so


def test_the_source_knows_no_countrys_number():
    for path in (ROOT / "src" / "eformc").rglob("*.py"):
        assert "of_personal_id" not in path.read_text(encoding="utf-8"), path
