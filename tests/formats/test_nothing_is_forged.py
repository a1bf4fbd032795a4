"""Whatever a label, path, comment or fix says: no format lets it speak to a terminal, a log's reader or a parser."""

import json
import re
from xml.etree import ElementTree

import pytest
from findings import hostile, reports
from hypothesis import given, settings
from hypothesis import strategies as st

from eformc.diagnostics.visible import visible, visible_json
from eformc.formats import formats

UNSEEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u200b-\u200f\u2028\u2029\ufffe\uffff\ud800-\udfff\ufeff]")
ANYWHERE = re.compile(r"##(\[|vso\[|teamcity\[)")


def commands(text):
    """What GitHub's runner takes for commands: the line, trimmed, begins with `::` (ActionCommand.TryParseV2)."""
    return [line for line in text.splitlines() if line.strip().startswith("::")]


@pytest.mark.parametrize("name", sorted(formats()))
@settings(max_examples=60, deadline=None)
@given(report=reports())
def test_no_format_says_what_it_was_not_asked_to_say(name, report):
    out = formats()[name].print(report)
    assert not UNSEEN.search(out), repr(UNSEEN.search(out))
    assert not ANYWHERE.search(out)
    assert len(commands(out)) == (len(report.diagnostics) if name == "github" else 0)


@settings(max_examples=100, deadline=None)
@given(report=reports())
def test_annotations_have_their_own_properties_and_no_others(report):
    for line, diagnostic in zip(commands(formats()["github"].print(report)), sorted(report.diagnostics, key=lambda d: -d.severity.rank), strict=True):
        head, _, message = line[2:].partition("::")
        level, _, rest = head.partition(" ")
        assert level in ("error", "warning", "notice")
        properties = dict(part.split("=", 1) for part in rest.split(","))
        assert set(properties) == {"title", "file", "line", "endLine", "col", "endColumn"}
        file = properties["file"].replace("%2C", ",").replace("%3A", ":").replace("%0A", "\n").replace("%0D", "\r").replace("%25", "%")
        assert file == visible(diagnostic.span.path)
        assert message


@settings(max_examples=100, deadline=None)
@given(report=reports())
def test_one_finding_is_one_line_of_concise_and_one_case_of_junit(report):
    assert len(formats()["concise"].print(report).splitlines()) == len(report.diagnostics)
    root = ElementTree.fromstring(formats()["junit"].print(report))
    cases = list(root.iter("testcase"))
    assert len(cases) == len(report.diagnostics)
    assert {child.tag for case in cases for child in case} <= {"failure", "system-out"}


@settings(max_examples=100, deadline=None)
@given(report=reports())
def test_json_says_the_very_text(report):
    value = json.loads(formats()["json"].print(report))
    assert [one["message"] for one in value["diagnostics"]] == [one.text(report.lang) for one in report.diagnostics]
    assert [one["file"] for one in value["diagnostics"]] == [one.span.path for one in report.diagnostics]


@settings(max_examples=50, deadline=None)
@given(st.recursive(hostile, lambda inner: st.lists(inner) | st.dictionaries(hostile, inner)))
def test_json_made_visible_is_the_same_value(value):
    assert json.loads(visible_json(json.dumps(value, ensure_ascii=False, indent=2))) == value


SPEC = """procedure: x
title: {{vi: {label}}}
languages: [vi]
subjects:
  applicant: {{is: person, known_by: login, title: {{vi: {label}}}}}
pages:
  - page: one
    title: {{vi: {label}}}
    fields:
      - applicant.full_name: {{ask: true}}
      - ho_ten: {{title: {{vi: {label}}}, type: tex}}
      - {label}
"""


@settings(max_examples=40, deadline=None)
@given(label=hostile)
def test_a_spec_with_hostile_labels_forges_nothing_either(project, label):
    from eformc.formats import Report

    text = SPEC.format(label=json.dumps(label))
    unit = project.unit_of("x.eform.yaml", text.encode("utf-8", "surrogatepass"))
    assert unit.diagnostics
    report = Report(unit.diagnostics, "0", "vi", 1, (unit.path,))
    for name, one in formats().items():
        out = one.print(report)
        assert not UNSEEN.search(out), name
        assert not ANYWHERE.search(out), name
        assert len(commands(out)) == (len(unit.diagnostics) if name == "github" else 0), name
