"""XLSForms: small inputs come out as they should, conditions mean the same, and what pyxform refuses is refused."""

import pytest
from importers_shared import HEADING, INPUTS, expected, listed
from pyxform.xls2xform import convert
from test_sheets import workbook

from eformc.importers import sheets
from eformc.importers.importer import ImportProblem


def from_markdown(text):
    """The workbook of an XLSForm written as Markdown tables."""
    out, name = {}, ""
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if cells and cells[0]:
            name = cells[0]
            out[name] = []
        elif name:
            out[name].append([cell or None for cell in cells[1:]])
    return workbook(**out)


def read(text):
    return sheets.IMPORTER.read(from_markdown(text), HEADING)


def survey(*rows, choices=()):
    """A workbook of rows `type, name, label` and columns by name."""
    columns = ["type", "name", "label", *dict.fromkeys(key for row in rows if len(row) > 3 for key in row[3])]
    lines = [columns, *([*row[:3], *((row[3] if len(row) > 3 else {}).get(key) for key in columns[3:])] for row in rows)]
    return workbook(survey=lines, choices=[["list_name", "name", "label"], *choices])


@pytest.mark.parametrize(("path", "wanted"), expected("xlsform"))
def test_the_small_inputs_come_out(path, wanted, project):
    imported = read((INPUTS / path).read_text(encoding="utf-8"))
    assert listed(imported.form) == [[one["label"], one["type"]] for one in wanted["fields"]]
    lost = {loss.construct for loss in imported.lost}
    missing = [one for one in wanted["lost"] if one not in lost]
    if "or_constraint" in wanted and wanted["or_constraint"] in [rule.holds for rule in imported.form.rules]:
        missing = []
    if any(isinstance(one.settings.get("at_least"), str) for one in imported.form.questions()):  # said since
        missing = [one for one in missing if one != "number of rows given by an answer"]
    assert not missing
    by_title = {next(iter(one.title.values())): one for one in imported.form.questions()}
    for label, text in wanted.get("when", {}).items():
        assert by_title[label].when == text
    for label, text in wanted.get("derive", {}).items():
        assert by_title[label].derive == text
    for label, most in wanted.get("at_most", {}).items():
        assert by_title[label].settings["at_most"] == most
    for label, options in wanted.get("option_when", {}).items():
        assert {option.code: option.when for option in by_title[label].options} == options
    assert list(imported.form.languages) == wanted.get("languages", [])
    assert project.unit_of("a.eform.yaml", imported.spec.encode()).sound, imported.spec


YES_NO = [["yn", "y", "Yes"], ["yn", "n", "No"]]
FIELDS = [("integer", "a", "A"), ("select_one yn", "c", "C"), ("select_multiple yn", "m", "M"), ("text", "t", "T"), ("date", "d", "D")]
SAID = [
    ("${a} > 3", "a > 3"),
    ("${a} != 3", "!present(a) || a != 3"),
    ("not(${a} > 3)", "!present(a) || a <= 3"),
    ("3 < ${a}", "a > 3"),
    ("${c} = 'y'", 'c == "y"'),
    ("${c} != 'y'", '!present(c) || c != "y"'),
    ("selected(${m}, 'y')", '"y" in m'),
    ("not(selected(${m}, 'y'))", '!present(m) || !("y" in m)'),
    ("${t} = ''", "!present(t)"),
    ("${t} != ''", "present(t)"),
    ("${a} > 3 and (${c} = 'y' or ${c} = 'n')", 'a > 3 && (c == "y" || c == "n")'),
    ("not(${a} > 3 and ${c} = 'y')", '(!present(a) || a <= 3) || (!present(c) || c != "y")'),
    ("${a} + 1 > 3", "a + 1 > 3"),
    ("${d} < today()", "d < today()"),
    ("int((today() - ${d}) div 365.25) >= 18", "age(d) >= 18"),
]
NOT_SAID = ["pulldata('x', 'y', 'z', ${a}) = 1", "${d} < today() + 3", "${c} = 'zzz'", "count-selected(${m}) > 1", "concat(${t}, 'x') = 'ax'", "${t} > 'a'", "position(..) = 1", "a b", "((", "${a} ="]


@pytest.mark.parametrize(("text", "wanted"), SAID)
def test_a_condition_is_said_with_what_it_means_without_an_answer(text, wanted, project):
    imported = sheets.IMPORTER.read(survey(*FIELDS, ("text", "z", "Z", {"relevant": text}), choices=YES_NO), HEADING)
    *_, last = imported.form.questions()
    assert last.when == wanted
    unit = project.unit_of("a.eform.yaml", imported.spec.encode())
    assert unit.sound, [one.text("en") for one in unit.diagnostics]


@pytest.mark.parametrize("text", NOT_SAID)
def test_a_condition_that_cannot_be_said_is_reported_with_its_text(text):
    imported = sheets.IMPORTER.read(survey(*FIELDS, ("text", "z", "Z", {"relevant": text}), choices=YES_NO), HEADING)
    *_, last = imported.form.questions()
    assert last.when == ""
    assert [loss.field for loss in imported.lost if loss.source == text or "zzz" in text] != []
    assert "# lost:" in imported.spec or "# partly lost:" in imported.spec


COUNTED = [("${a}", "a"), ("${a} + 1", "a + 1"), ("3", 3), ("0", None), ("${t}", None), ("${c}", None), ("1.5", None), ("${inner}", None), ("count-selected(${m})", None)]


@pytest.mark.parametrize(("text", "wanted"), COUNTED)
def test_a_number_of_repeats_is_a_number_of_rows(text, wanted, project):
    repeat = (("begin repeat", "r", "R", {"repeat_count": text}), ("integer", "inner", "In"), ("end repeat", None, None))
    imported = sheets.IMPORTER.read(survey(*FIELDS, *repeat, choices=YES_NO), HEADING)
    (table,) = [one for one in imported.form.questions() if one.type == "table"]
    assert (table.settings.get("at_least"), table.settings.get("at_most")) == (wanted, wanted)
    assert [loss.source for loss in imported.lost if loss.construct == "number of rows given by an answer"] == ([] if wanted else [text])
    unit = project.unit_of("a.eform.yaml", imported.spec.encode())
    assert unit.sound, [one.text("en") for one in unit.diagnostics]


CASES = [
    (survey(("text", "a", "A")), True),
    (survey(("begin group", "g", "G"), ("text", "a", "A"), ("end group", None, None)), True),
    (survey(("begin repeat", "g", "G"), ("text", "a", "A"), ("end repeat", None, None)), True),
    (survey(("select_one yn or_other", "a", "A"), choices=YES_NO), True),
    (survey(("text", "a b", "A")), False),
    (survey(("text", None, "A")), False),
    (survey(("begin group", "g", "G"), ("text", "a", "A")), False),
    (survey(("text", "a", "A"), ("end group", None, None)), False),
    (survey(("begin group", "g", "G"), ("text", "a", "A"), ("end repeat", None, None)), False),
    (survey(("select_one none", "a", "A"), choices=YES_NO), False),
    (survey(("nonsense", "a", "A")), False),
    (survey(("text", "a", "A"), ("text", "a", "B")), False),
    (survey(("text", "a", "A", {"relevant": "${nobody} = 1"})), False),
]


@pytest.mark.parametrize(("data", "good"), CASES)
def test_it_accepts_what_pyxform_accepts(data, good, tmp_path, project):
    path = tmp_path / "a.xlsx"
    path.write_bytes(data)
    try:
        convert(path)
        judged = True
    except Exception:  # noqa: BLE001 - whatever it refuses with
        judged = False
    assert judged == good, "the case itself"
    try:
        imported = sheets.IMPORTER.read(data, HEADING)
    except ImportProblem:
        assert not good
    else:
        assert good
        assert project.unit_of("a.eform.yaml", imported.spec.encode()).sound, imported.spec


