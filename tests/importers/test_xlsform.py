"""XLSForms: small inputs come out as they should, conditions mean the same, and what pyxform refuses is refused."""

import pytest
from importers_shared import HEADING, INPUTS, expected, listed
from test_sheets import workbook

from eformc.importers import sheets
from eformc.importers.importer import ImportProblem
from eformc.kernel.dates import parse
from eformc.kernel.evaluate import evaluate
from eformc.model.lowering import form_of

TODAY = parse("2026-11-23")


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
    ("${d} < today() + 3", "d < today() + 3 days"),
    ("not(${d} < today() - ${a})", "!present(a) || !present(d) || d >= today() - a days"),
    ("today() - ${d} > 30", "days(d, today()) > 30"),
    ("${d} >= date('2026-01-31')", 'd >= "2026-01-31"'),
    ("${d} != '2026-01-31'", '!present(d) || d != "2026-01-31"'),
]
NOT_SAID = ["pulldata('x', 'y', 'z', ${a}) = 1", "${d} < today() + 1.5", "${d} > '31/1/2026'", "${c} = 'zzz'", "count-selected(${m}) > 1", "concat(${t}, 'x') = 'ax'", "${t} > 'a'", "position(..) = 1", "a b", "((", "${a} ="]


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


def test_a_rule_within_a_row_is_judged_row_by_row(project):
    inside = (("begin repeat", "r", "R"), ("date", "came", "Came"), ("date", "left", "Left", {"constraint": ". >= ${came}", "required": "${came} > date('2026-01-01')"}), ("end repeat", None, None))
    imported = sheets.IMPORTER.read(survey(*inside), HEADING)
    assert not imported.lost
    unit = project.unit_of("a.eform.yaml", imported.spec.encode())
    assert unit.sound, [one.text("en") for one in unit.diagnostics]
    form = form_of(unit.procedure)
    for left, good in (("2026-03-02", True), ("2026-02-28", False), (None, False)):
        row = {"came": "2026-03-01"} | ({"left": left} if left else {})
        assert (not evaluate(form, {"r": [row]}, TODAY).findings) is good


@pytest.mark.parametrize(("kind", "more", "wanted"), [
    ("percentage", {}, ("integer", {"min": 0, "max": 100})),
    ("range", {}, ("integer", {"min": 1, "max": 10})),
    ("range", {"parameters": "start=0.5, end=2;step=0.5"}, ("decimal", {"min": 0.5, "max": 2.0})),
    ("range", {"parameters": "start=10 end=0 step=-1"}, ("integer", {"min": 0, "max": 10})),
    ("add integer prompt", {}, ("integer", {})),
])  # fmt: skip
def test_limits_that_a_type_brings_with_it(kind, more, wanted, project):
    imported = sheets.IMPORTER.read(survey((kind, "a", "A", more)), HEADING)
    (one,) = imported.form.questions()
    assert (one.type, one.settings) == wanted
    assert project.unit_of("a.eform.yaml", imported.spec.encode()).sound


def test_a_loop_is_written_out_for_each_option(project):
    rows = (("begin loop over yn", "l", "Loop"), ("integer", "n", "How many %(label)s"), ("text", "t", "Which %(name)s", {"relevant": "${n} > 1"}), ("end loop", None, None))
    imported = sheets.IMPORTER.read(survey(*rows, choices=YES_NO), HEADING)
    found = [(next(iter(one.title.values())), one.when) for one in imported.form.questions()]
    assert found == [("How many Yes", ""), ("Which y", "how_many_yes > 1"), ("How many No", ""), ("Which n", "how_many_no > 1")]
    assert project.unit_of("a.eform.yaml", imported.spec.encode()).sound


def test_loops_in_loops_are_written_out_within_limits():
    many = [["yn", f"o{number}", f"O{number}"] for number in range(200)]
    rows = (("begin loop over yn", "l", "L"), ("begin loop over yn", "m", "M"), ("text", "t", "T %(label)s"), ("end loop", None, None), ("end loop", None, None))
    with pytest.raises(ImportProblem, match="make more than"):
        sheets.IMPORTER.read(survey(*rows, choices=many), HEADING)
