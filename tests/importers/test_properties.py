"""Laws of every importer: what it makes compiles, or it says why not; a second import changes nothing."""

import json
from functools import cache

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from importers_shared import HEADING
from word_documents import checkbox, document, paragraph, table

from conftest import ROOT, TODAY
from eformc.importers import importers
from eformc.importers.importer import ImportProblem
from eformc.importers.keeping import keep_ids
from eformc.importers.writing import spec_text
from eformc.project import Project, load_settings
from eformc.source.layout import laid_out
from eformc.source.reader import read

FEW = settings(max_examples=30, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate], suppress_health_check=list(HealthCheck))
PIECES = st.sampled_from(
    ["Họ và tên", "Ngày", "tháng", "năm", ":", " ........ ", "…/…/……", "□ ", "[ ] ", "(1)", "1.", "II.", "- ", "(Nam/Nữ)", "Kính gửi", "Có", "Không", "Chú thích:",
     "kèm theo:", "cam đoan", "KÝ TÊN", "\t", "của", "số", "20....", "PHẦN DÀNH CHO CƠ QUAN", '"', "\\", "# ", "{x}", "\u202e", "\u0000", "%", "m2", "Địa chỉ", "…", "/2020/"]
)  # fmt: skip
LINES = st.lists(PIECES | st.text(max_size=12), max_size=7).map("".join)
NAMES = st.sampled_from(["a", "b", "c", "box.a", "data.a", "", "1", "true"])
VALUES = st.none() | st.booleans() | st.integers() | st.text(max_size=6) | st.lists(st.text(max_size=3), max_size=2)
OPTIONS = st.lists(st.fixed_dictionaries({"value": st.text(max_size=3), "label": st.text(max_size=5)}), max_size=3)
CODE = st.lists(st.sampled_from(["show = ", "data.a", "row.b", " === ", " !== ", "'x'", "true", "!", "(", ")", " && ", " || ", "3", ";"]), max_size=8).map("".join)
KINDS = st.sampled_from(["textfield", "number", "radio", "selectboxes", "checkbox", "datetime", "attachment", "select", "currency", "htmlelement", "nonsense"])
FIELDS = st.fixed_dictionaries(
    {"type": KINDS, "key": NAMES, "label": st.text(max_size=8)},
    optional={"values": OPTIONS, "customConditional": CODE, "conditional": st.fixed_dictionaries({"when": NAMES, "eq": VALUES, "show": VALUES}), "validate": st.dictionaries(st.sampled_from(["required", "min", "pattern", "custom"]), VALUES), "defaultValue": VALUES},
)  # fmt: skip
COMPONENTS = st.recursive(FIELDS, lambda inner: st.fixed_dictionaries({"type": st.sampled_from(["panel", "container", "datagrid", "fieldset"]), "key": NAMES, "label": st.text(max_size=5), "components": st.lists(inner, max_size=3)}), max_leaves=8)


@cache
def the_project():
    """The checkout's own project; no fixture, for it would be printed with every counterexample."""
    return Project(load_settings(ROOT), TODAY)


def holds(ending, data):
    """Import, compile, import again."""
    importer = importers()[ending]
    project = the_project()
    try:
        form = importer.form(data, HEADING)
    except ImportProblem as problem:
        assert str(problem)
        assert "\n" not in str(problem)
        return
    text = spec_text(form, HEADING)
    unit = project.unit_of("a.eform.yaml", text.encode("utf-8", "surrogatepass"))
    assert unit.sound, (text, [one.text("en") for one in unit.diagnostics])
    source, root, flaws = read("a", text.encode())
    assert not flaws, text
    assert laid_out(source, root) == text, text
    again = importer.form(data, HEADING)
    keep_ids(again, text.encode())
    assert spec_text(again, HEADING) == text, text


@FEW
@given(st.lists(LINES, max_size=14))
def test_any_text_is_imported_or_refused_in_words(lines):
    holds(".txt", "\n".join(lines).encode("utf-8", "replace"))


@FEW
@given(st.lists(LINES, max_size=8), st.lists(st.lists(LINES, min_size=1, max_size=4), max_size=4), st.integers(0, 3))
def test_any_document_is_imported_or_refused_in_words(lines, rows, boxes):
    seen = ["".join(char for char in line if char >= " ") for line in lines]
    cells = [["".join(char for char in cell if char >= " ") for cell in row] for row in rows]
    data = document(*(paragraph(line, *([checkbox()] * boxes), stops=[(9000, "dot")]) for line in seen), *([table(*cells)] if cells else []))
    holds(".docx", data)


@FEW
@given(st.lists(COMPONENTS, max_size=5))
def test_any_form_of_components_is_imported_or_refused_in_words(components):
    holds(".json", json.dumps({"components": components}).encode())


@FEW
@given(st.binary(max_size=300), st.sampled_from([".docx", ".txt", ".csv", ".xlsx", ".xls", ".ods", ".json", ".doc"]))
def test_any_bytes_are_refused_in_words(data, ending):
    holds(ending, data)
