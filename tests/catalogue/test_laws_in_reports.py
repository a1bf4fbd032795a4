"""Plan, data-flow statement and report say “not verified” beside a citation that nobody verified, in both languages."""

import csv
import io
import json

import pytest

from conftest import ROOT
from eformc.formats import formats
from eformc.formats.format import Report
from eformc.formats.json import published_schema
from eformc.reports import csv as as_csv
from eformc.reports import html as as_html
from eformc.reports import json as as_json
from eformc.reports.data_flow import data_flow, data_flow_html, data_flow_text
from eformc.reports.figures import figures_of, row_of
from eformc.reports.plan import plan_json, plan_text

BESIDE = {"vi": "chưa kiểm chứng", "en": "not verified"}
PATH = ROOT / "specs" / "procedures" / "tro-giup-xa-hoi.eform.yaml"
DOUBTED = "health_insurance", "identity", "social_insurance", "social_protection"


@pytest.fixture(scope="module")
def figures(project):
    return figures_of([row_of(project, PATH.as_posix(), PATH.read_bytes(), detailed=True)])


@pytest.fixture(scope="module")
def reasoned(project):
    return project.unit(PATH).reasoned


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_report_says_it_as_a_page_as_json_and_as_csv(figures, lang):
    page = as_html.printed(figures, lang)
    assert f"QĐ 708/QĐ-TTg ({BESIDE['vi']})" in page if lang == "vi" else f"Decision 708/QĐ-TTg ({BESIDE['en']})" in page
    fields = json.loads(as_json.printed(figures, lang))["procedures"][0]["fields"]
    by_registry = {one["registry"]: one for one in fields}
    assert (by_registry["social_protection"]["verified"], by_registry["population"]["verified"]) == (False, True)
    assert BESIDE[lang] in by_registry["social_protection"]["law"]
    assert BESIDE[lang] not in by_registry["population"]["law"]
    rows = list(csv.DictReader(io.StringIO(as_csv.printed(figures, lang))))
    assert {row["verified"] for row in rows if row["registry"] == "social_protection"} == {"0"}
    assert all((BESIDE[lang] in row["law"]) == (row["verified"] == "0") for row in rows)


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_plan_says_it(reasoned, lang):
    text = plan_text(reasoned, lang)
    assert BESIDE[lang] in text
    assert BESIDE["en" if lang == "vi" else "vi"] not in text
    fields = json.loads(plan_json(reasoned, lang))["fields"]
    assert {one["registry"] for one in fields if not one["verified"]} <= set(DOUBTED)
    assert {one["verified"] for one in fields if one["registry"] == "population"} == {True}


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_statement_for_the_data_protection_officer_says_it(reasoned, lang):
    made = data_flow(reasoned, lang)
    read = {one["registry"]: one for one in made["reads"]}
    assert (read["social_protection"]["verified"], read["population"]["verified"]) == (False, True)
    assert BESIDE[lang] in read["social_protection"]["legal_basis"]
    for printed in (data_flow_text(reasoned, lang), data_flow_html(reasoned, lang)):
        assert BESIDE[lang] in printed


def test_a_laws_that_a_spec_itself_names_are_said_to_be_unverified_too(project):
    text = PATH.read_text(encoding="utf-8").replace("Nghị định 176/2025/NĐ-CP", "Nghị định 217/2026/NĐ-CP, Điều 54")
    row = row_of(project, "a.eform.yaml", text.encode(), detailed=True)
    asked = next(one for one in row.lines if one.origin == "asked")
    assert not asked.verified
    assert asked.law["vi"].endswith("Nghị định 217/2026/NĐ-CP, Điều 54 (chưa kiểm chứng)")
    assert asked.law["en"].endswith("(not verified)")


def test_lint_says_it_in_every_format_and_json_for_programs(project):
    import jsonschema

    spec = """procedure: example
title: {vi: Ví dụ, en: Example}
subjects:
  applicant: {is: person, known_by: login}
pages:
  - page: one
    title: {vi: Trang một, en: Page one}
    fields:
      - applicant.occupation: {ask: true}
      - applicant.full_name: {ask: true}
"""
    unit = project.unit_of("a.eform.yaml", spec.encode())
    for lang, words in BESIDE.items():
        report = Report(unit.diagnostics, "0", lang, 1, ("a.eform.yaml",), False, (), {}, {}, "")
        assert words in formats()["text"].print(report)
        made = json.loads(formats()["json"].print(report))
        jsonschema.validate(made, published_schema())
        found = {one["field"]: one for one in made["diagnostics"] if one["code"] == "EF201"}
        assert (found["applicant.occupation"]["verified"], words in found["applicant.occupation"]["help"]) == (False, True)
        assert "verified" not in found["applicant.full_name"]


def test_settings_make_no_error_of_what_rests_on_an_unverified_citation(tmp_path):
    from eformc.project import Project, load_settings

    (tmp_path / "eformc.toml").write_text('[severity]\nEF301 = "error"\nEF401 = "error"\n', encoding="utf-8")
    spec = """procedure: example
title: {vi: Ví dụ, en: Example}
subjects:
  applicant: {is: person, known_by: login}
pages:
  - page: one
    title: {vi: Trang một, en: Page one}
    fields:
      - applicant.blood_type
      - applicant.religion
"""
    unit = Project(load_settings(tmp_path), "2026-11-28").unit_of("a.eform.yaml", spec.encode())
    assert {one.field_id: one.severity.value for one in unit.diagnostics if one.code == "EF401"} == {
        "applicant.blood_type": "warning", "applicant.religion": "error",
    }  # fmt: skip
