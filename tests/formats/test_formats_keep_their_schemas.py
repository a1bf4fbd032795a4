"""Every machine's format against its official schema, on drawn findings and on those of the printed forms."""

import json
from functools import lru_cache
from pathlib import Path
from xml.etree import ElementTree

import jsonschema_rs
import pytest
import xmlschema
from findings import reports
from hypothesis import given, settings

from conftest import ROOT
from eformc.formats import Report, formats
from eformc.formats.json import published_schema

SCHEMAS = Path(__file__).parent / "schemas"


@lru_cache
def validator(name):
    if name == "json":
        return jsonschema_rs.validator_for(published_schema())
    file = {"sarif": "sarif-2.1.0.json", "gitlab": "gitlab-code-quality.json"}[name]
    text = (SCHEMAS / file).read_text().replace("{2}]?$", "{2}?$")  # OASIS' own pattern of `language` has a stray bracket
    return jsonschema_rs.validator_for(json.loads(text))


@lru_cache
def junit():
    return xmlschema.XMLSchema(SCHEMAS / "junit-10.xsd")


def check(report):
    for name in ("json", "sarif"):
        problems = [error.message for error in validator(name).iter_errors(json.loads(formats()[name].print(report)))]
        assert not problems, (name, problems)
    junit().validate(ElementTree.fromstring(formats()["junit"].print(report)))


@pytest.fixture(scope="module")
def printed(project):
    units = project.units([str(ROOT / "examples" / "as-printed")])
    found = tuple(one for unit in units for one in unit.diagnostics)
    return Report(found, "0.1", "vi", len(units), tuple(unit.path for unit in units), paths={unit.path: project.relative(unit.path) for unit in units})


@settings(max_examples=60, deadline=None)
@given(report=reports())
def test_drawn_findings_are_valid_in_every_format(report):
    check(report)


def test_the_findings_of_the_printed_forms_are_valid_in_every_format(printed):
    assert len(printed.diagnostics) > 50
    check(printed)


def test_gitlab_has_all_it_needs_and_no_fingerprint_twice(printed, monkeypatch):
    relative = Report(printed.diagnostics, "0.1", "en", 1, printed.files, paths=printed.paths)
    issues = json.loads(formats()["gitlab"].print(relative))
    assert {issue["location"]["path"].split("/")[0] for issue in issues} == {"examples"}, "paths were given as absolute ones"
    assert validator("gitlab").is_valid(issues)
    assert len({issue["fingerprint"] for issue in issues}) == len(issues)


def test_sarif_brings_rules_with_pages_and_fixes_and_marks_what_was_set_aside(project, printed):
    value = json.loads(formats()["sarif"].print(printed))
    run = value["runs"][0]
    rules = run["tool"]["driver"]["rules"]
    assert {result["ruleId"] for result in run["results"]} == {rule["id"] for rule in rules}
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert set(result["partialFingerprints"]) == {"eformc/v1", "primaryLocationLineHash"}
    for rule in rules:
        assert rule["helpUri"] and rule["help"]["markdown"].startswith(f"# {rule['id']} ")
    assert any("fixes" in result for result in run["results"])
    prints = [result["partialFingerprints"]["eformc/v1"] for result in run["results"]]
    assert len(set(prints)) == len(prints)
    fix = next(result["fixes"][0] for result in run["results"] if "fixes" in result)
    assert fix["artifactChanges"][0]["replacements"][0]["insertedContent"]["text"]


def test_fingerprints_do_not_change_when_lines_move_or_are_formatted(project):
    path = ROOT / "examples" / "as-printed" / "ct01.eform.yaml"
    text = path.read_text(encoding="utf-8")

    def prints(text):
        unit = project.unit_of("ct01.eform.yaml", text.encode())
        report = Report(unit.diagnostics, "0.1", "vi", 1, (unit.path,))
        return sorted(one["fingerprint"] for one in json.loads(formats()["gitlab"].print(report)))

    assert prints(text) == prints("# one\n# two\n\n" + text.replace("\npages:", "\n\n# pages\npages:"))
    assert len(prints(text)) > 5


def test_rdjson_counts_bytes(project):
    text = "procedure: x\ntitle: {vi: Đổi, lạ: x}\n"
    unit = project.unit_of("x.eform.yaml", text.encode())
    report = Report(unit.diagnostics, "0.1", "en", 1, (unit.path,))
    value = json.loads(formats()["rdjson"].print(report))
    strange = next(one for one in value["diagnostics"] if "lạ" in one["message"])
    start, end = (strange["location"]["range"][side] for side in ("start", "end"))
    assert text.encode().splitlines()[start["line"] - 1][start["column"] - 1 : end["column"] - 1] == "lạ".encode()


def test_the_document_lists_every_format():
    text = (ROOT / "docs" / "lint.md").read_text(encoding="utf-8")
    assert {line.split("`")[1] for line in text.splitlines() if line.startswith("| `")} == set(formats())
