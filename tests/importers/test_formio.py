"""Form.io forms: small inputs come out as they should; conditions are read, never run."""

import json

import pytest
from importers_shared import HEADING, INPUTS, expected, listed
from msgspec.structs import replace

from eformc.importers import json_
from eformc.importers.importer import ImportProblem

RADIO = {"type": "radio", "key": "c", "label": "Colour", "values": [{"value": "red", "label": "Red"}, {"value": "blue", "label": "Blue"}]}
BOXES = {"type": "selectboxes", "key": "m", "label": "Many", "values": [{"value": "x", "label": "X"}, {"value": "y", "label": "Y"}]}
NUMBER = {"type": "number", "key": "n", "label": "Number", "decimalLimit": 0}
CHECK = {"type": "checkbox", "key": "k", "label": "Check"}
DEEP = {"type": "container", "key": "box", "label": "Box", "components": [{"type": "textfield", "key": "t", "label": "Text"}]}


def form(*components, **more):
    return json.dumps({"title": "Form", "components": [{"type": "panel", "key": "p", "title": "Page", "components": list(components)}], **more}).encode()


@pytest.mark.parametrize(("path", "wanted"), list(expected("formio")))
def test_the_small_inputs_come_out(path, wanted, project):
    beside = INPUTS / path.parent / f"{path.stem}.fr.json"
    heading = replace(HEADING, texts={"fr": json.loads(beside.read_text(encoding="utf-8"))} if beside.is_file() else {})
    imported = json_.IMPORTER.read((INPUTS / path).read_bytes(), heading)
    assert listed(imported.form) == [[one["label"], one["type"]] for one in wanted["fields"]]
    said = {"condition over any row"} if any("any(" in one.when for one in imported.form.questions()) else set()  # said since
    said |= {"heading within a page"} if any(one.block is not None for one in imported.form.questions()) else set()
    assert not [one for one in wanted["lost"] if one not in {loss.construct for loss in imported.lost} | said]
    by_title = {next(iter(one.title.values())): one for one in imported.form.questions()}
    for label, text in wanted.get("when", {}).items():
        assert by_title[label].when == text
    assert [next(iter(paper.title.values())) for paper in imported.form.papers] == wanted.get("papers", [])
    assert list(imported.form.languages) == wanted.get("languages", [])
    if not wanted["lost"] and path.stem == "long-condition":
        assert by_title["Why?"].when.startswith('colour in ["c0", "c1"')
    assert project.unit_of("a.eform.yaml", imported.spec.encode()).sound, imported.spec


SAID = [
    ({"customConditional": "show = data.c === 'red';"}, 'colour == "red"'),
    ({"customConditional": "show = data.c == \"red\" && data.n > 3"}, 'colour == "red" && number > 3'),
    ({"customConditional": "show = data.c !== 'red'"}, '!present(colour) || colour != "red"'),
    ({"customConditional": "show = !(data.c === 'red')"}, '!present(colour) || colour != "red"'),
    ({"customConditional": "show = data.m.x === true"}, '"x" in many'),
    ({"customConditional": "show = data.m.x !== true"}, '!present(many) || !("x" in many)'),
    ({"customConditional": "// why\nshow = ['red', 'blue'].includes(data.c)"}, 'colour == "red" || colour == "blue"'),
    ({"customConditional": "show = data.box.t === 'a'"}, 'text == "a"'),
    ({"customConditional": "show = data.k"}, "check"),
    ({"conditional": {"show": True, "when": "c", "eq": "red"}}, 'colour == "red"'),
    ({"conditional": {"show": "false", "when": "c", "eq": "red"}}, '!present(colour) || colour != "red"'),
    ({"conditional": {"show": True, "when": "box.t", "eq": "a"}}, 'text == "a"'),
    ({"conditional": {"show": True, "when": "m", "eq": "x"}}, '"x" in many'),
    ({"conditional": {"show": True, "when": "k", "eq": "true"}}, "check"),
    ({"conditional": {"show": True, "conjunction": "any", "conditions": [{"component": "c", "operator": "isEqual", "value": "red"}, {"component": "n", "operator": "isNotEmpty"}]}}, 'colour == "red" || present(number)'),
]
NOT_SAID = [
    "show = data.list.some(x => x.a)", "if (data.c === 'red') { show = true; }", "show = fetch('https://example.org')", "show = data.c === 'reed'", "show = data.nobody === 'x'",
    "show = moment().year() > 2020", "show = data.c =", "show = " + "(" * 500, "show = data.c === 'red'; alert(1)", "show = eval('1')",
]  # fmt: skip


@pytest.mark.parametrize(("given", "wanted"), SAID)
def test_a_condition_is_said(given, wanted, project):
    imported = json_.IMPORTER.read(form(RADIO, BOXES, NUMBER, CHECK, DEEP, {"type": "textfield", "key": "z", "label": "Z", **given}), HEADING)
    *_, last = imported.form.questions()
    assert last.when == wanted
    unit = project.unit_of("a.eform.yaml", imported.spec.encode())
    assert unit.sound, [one.text("en") for one in unit.diagnostics]


@pytest.mark.parametrize("code", NOT_SAID)
def test_code_that_cannot_be_said_is_reported_and_never_run(code):
    imported = json_.IMPORTER.read(form(RADIO, {"type": "textfield", "key": "z", "label": "Z", "customConditional": code}), HEADING)
    *_, last = imported.form.questions()
    assert last.when == ""
    assert any(loss.place.where == "/components/0/components/1" for loss in imported.lost)


def test_conditions_in_rows_read_their_own_row(project):
    inner = [RADIO, {"type": "textfield", "key": "z", "label": "Z", "customConditional": "show = row.c === 'red'"}]
    imported = json_.IMPORTER.read(form({"type": "datagrid", "key": "g", "label": "Rows", "components": inner}), HEADING)
    assert imported.form.pages[0].questions[0].columns[1].when == 'rows.colour == "red"'
    assert project.unit_of("a.eform.yaml", imported.spec.encode()).sound


HOSTILE = [
    (b"", "not JSON"), (b"{", "not JSON"), (b"\xff", "not JSON"), (b"[]", "components"), (b"{}", "components"), (b'{"components": []}', "asks anything"),
    (b"[" * 300 + b"]" * 300, "deep"), (b"[" * 100_000, "JSON"), (json.dumps({"components": [0] * 1_000_001}).encode(), "values"),
]  # fmt: skip


@pytest.mark.parametrize(("data", "says"), HOSTILE)
def test_a_hostile_or_empty_file_gets_one_message(data, says):
    with pytest.raises(ImportProblem) as caught:
        json_.IMPORTER.form(data, HEADING)
    assert says in str(caught.value)


@pytest.mark.parametrize("odd", [None, 5, "x", [], {}, [[]], {"a": 1}, True])
@pytest.mark.parametrize("key", ["label", "values", "validate", "conditional", "customConditional", "description", "components", "data", "prefill", "datePicker", "defaultValue", "attachmentValues"])
def test_components_of_any_shape_are_read_or_refused(key, odd, project):
    data = json.dumps({"components": [{"type": kind, "key": "k", key: odd} for kind in ("radio", "datagrid", "datetime", "panel", "attachment", "textfield", "number")]}).encode()
    try:
        imported = json_.IMPORTER.read(data, HEADING)
    except ImportProblem:
        return
    assert project.unit_of("a.eform.yaml", imported.spec.encode()).sound, imported.spec
