"""docs/language.md is what the tables say; every example in it compiles, and there is one for every key."""

import json
import shutil
import sys

import pytest
from ruamel.yaml import YAML

from conftest import ROOT, TODAY
from eformc.kernel import dates
from eformc.kernel.evaluate import evaluate
from eformc.language.fieldtypes import field_types
from eformc.language.tables import TABLES
from eformc.model.lowering import form_of
from eformc.project import Project, load_settings

sys.path.insert(0, str(ROOT / "tools"))
import language_reference as reference

SPECS = sorted(path.name for path in reference.EXAMPLES.glob("*.eform.yaml"))
TYPES = reference.data("types.yaml")
FUNCTIONS = reference.data("functions.yaml")

ISLE = """procedure: a
catalogue: isle
title: {en: A, fr: A}
subjects:
  applicant: {is: person, known_by: login}
pages:
  - page: one
    title: {en: You, fr: Vous}
    fields:
      - applicant.name
"""


@pytest.fixture(scope="module")
def workplace(tmp_path_factory):
    """A project with the printed forms, the shared fragment and the example's catalogue."""
    folder = tmp_path_factory.mktemp("language")
    shutil.copytree(ROOT / "examples", folder / "examples")
    shutil.copytree(reference.EXAMPLES / "fragments", folder / "fragments")
    shutil.copytree(reference.EXAMPLES / "catalogue", folder / "isle")
    (folder / "eformc.toml").write_text('catalogue = "vn"\n[catalogues]\nisle = "isle"\n')
    return folder


def unit_of(workplace, name, text):
    """The compiled spec; nothing may be found in it."""
    project = Project(load_settings(workplace), TODAY)
    unit = project.unit_of(str(workplace / name), text.encode())
    assert [d.text("en") for d in unit.diagnostics] == []
    return unit


def test_the_page_is_what_the_tables_say():
    assert reference.PAGE.read_text(encoding="utf-8") == reference.reference(), "python tools/language_reference.py"


@pytest.mark.parametrize("name", SPECS)
def test_the_example_of_a_table_compiles_without_a_finding(name, workplace):
    assert unit_of(workplace, name, reference.framed(reference.example(name))).sound


@pytest.mark.parametrize("name", TYPES)
def test_the_example_of_a_type_compiles_and_takes_its_answer(name, workplace):
    form = form_of(unit_of(workplace, "a.eform.yaml", reference.with_fields(TYPES[name]["field"])).procedure)
    first = next(entry.pointer[0] for entry in form.entries if len(entry.pointer) == 1)
    findings = evaluate(form, {first: TYPES[name]["answer"]}, dates.parse(TODAY)).findings
    assert [finding for finding in findings if finding.pointer[0] == first] == []


@pytest.mark.parametrize("name", FUNCTIONS["functions"])
def test_the_example_of_a_function_is_a_condition(name, workplace):
    example = FUNCTIONS["functions"][name]["example"]
    last = f"- seen: {{title: {{vi: Đã xem, en: Seen}}, help: {{vi: Chọn một., en: Choose one.}}, type: yes_no, when: {json.dumps(example)}}}\n"
    unit_of(workplace, "a.eform.yaml", reference.with_fields(FUNCTIONS["fields"] + last))


def test_the_examples_catalogue_compiles(workplace):
    project = Project(load_settings(workplace), TODAY)
    unit = project.unit_of(str(workplace / "a.eform.yaml"), ISLE.encode())
    assert unit.reasoned.fields[0].origin == "held"
    assert [d.text("en") for d in (*project.catalogue_diagnostics, *unit.diagnostics)] == []


# --- every key is shown ------------------------------------------------------------------------------------------------


def shown(table, node):
    """(table, key) of everything that stands in a node read by a table, and below it."""
    for key, value in node.items():
        kind = TABLES[table].get(key)
        if kind is None:
            continue  # a setting of a type
        yield table, key
        yield from below(kind.shape, value)


def below(shape, value):
    if shape == "[=field+]":
        for entry in value:
            yield from in_fields(entry)
    elif shape.startswith("[") and isinstance(value, list):
        for entry in value:
            yield from below(shape[1:-1], entry)
    elif shape.startswith("{") and isinstance(value, dict):
        for entry in value.values():
            yield from below(shape[1:-1], entry)
    elif shape.startswith("=") and isinstance(value, dict):
        name = shape[1:].rstrip("+")
        if shape.endswith("+"):
            for settings in value.values():
                yield from shown(name, settings or {})
        else:
            yield from shown(name, value)


def in_fields(entry):
    if isinstance(entry, dict) and "use" in entry:
        yield from shown("use", entry)
    elif isinstance(entry, dict) and "note" in entry and "type" not in (entry["note"] if isinstance(entry["note"], dict) else {}):
        yield from shown("note", entry)
    elif isinstance(entry, dict) and "group" in entry:
        yield from shown("group", entry)
    elif isinstance(entry, dict):
        for name, settings in entry.items():
            yield from shown("use_field" if "." in name else "question", settings or {})


def test_every_key_of_the_language_stands_in_an_example():
    read = YAML(typ="safe", pure=True).load
    kinds = {"procedure": "procedure", "fragment": "fragment", "catalogue": "catalogue", "entity": "entity", "registry": "registry",
             "documents": "documents", "code_list": "codes_file", "laws": "laws"}  # fmt: skip
    found = set()
    for path in reference.EXAMPLES.rglob("*.yaml"):
        node = read(path.read_text(encoding="utf-8"))
        first = next(iter(node))
        table = kinds.get(first, "procedure" if path.name.endswith(".eform.yaml") else None)
        found |= set(shown(table, node)) if table else set()
    assert {(table, key) for table, keys in TABLES.items() for key in keys} - found == set()


def test_every_setting_of_a_type_stands_in_its_example():
    read = YAML(typ="safe", pure=True).load
    missing = {}
    for name, kind in field_types().items():
        used = {key for entry in read(TYPES[name]["field"]) for settings in entry.values() for key in settings}
        missing[name] = {key.name for key in kind.keys} - used
    assert {name: keys for name, keys in missing.items() if keys} == {}
