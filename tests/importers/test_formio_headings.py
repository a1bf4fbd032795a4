"""Headings within a page of a Form.io form are kept as groups; what has no place for one says so."""

import json

from eformc.importers.formio import read_formio
from eformc.importers.importer import Heading
from eformc.importers.writing import spec_text
from eformc.project import Project, load_settings


def text_field(key, label):
    return {"type": "textfield", "key": key, "label": label, "input": True}


def form(*components):
    return {"title": "A", "language": "en", "components": [{"type": "panel", "key": "p", "title": "Page", "components": list(components)}]}


def read(value):
    heading = Heading("a", "A", "person")
    found = read_formio(json.loads(json.dumps(value)), heading)
    return found, spec_text(found, heading)


def test_a_heading_becomes_a_group_and_what_follows_it_does_not_belong_to_it(tmp_path):
    value = form(
        text_field("a", "First"),
        {"type": "navSkjemagruppe", "key": "g", "legend": "About the doctor", "components": [text_field("b", "Name"), text_field("c", "Town")]},
        text_field("d", "Last"),
    )
    found, spec = read(value)
    assert [(one.id, one.block.title[""] if one.block else "") for one in found.pages[0].questions] == [
        ("first", ""), ("name", "About the doctor"), ("town", "About the doctor"), ("last", ""),
    ]  # fmt: skip
    assert not found.losses
    (tmp_path / "eformc.toml").write_text("specs = ['.']\n")
    unit = Project(load_settings(tmp_path), "2026-11-28").reasoned_of("a.eform.yaml", spec.encode())
    assert [(one.first, one.count, dict(one.title)) for one in unit.procedure.pages[0].sections] == [(1, 2, {"vi": "About the doctor"})]


def test_two_headings_of_the_same_words_stay_two_groups():
    group = {"type": "fieldset", "key": "g", "legend": "The child", "components": [text_field("b", "Name")]}
    found, spec = read(form(group, {**group, "key": "h"}))
    assert spec.count("- group:") == 2
    assert not found.losses


def test_a_heading_within_a_heading_takes_its_place_and_is_told():
    inner = {"type": "fieldset", "key": "i", "legend": "Inner", "components": [text_field("b", "Name")]}
    found, spec = read(form({"type": "fieldset", "key": "o", "legend": "Outer", "components": [text_field("a", "Town"), inner, text_field("c", "Age")]}))
    assert [one.block.title[""] for one in found.pages[0].questions] == ["Outer", "Inner", "Outer"]
    assert [(one.construct, one.kept) for one in found.losses] == [("heading within a page", "partly")]
    assert spec.count("- group:") == 3


def test_rows_have_no_headings():
    rows = {"type": "datagrid", "key": "r", "label": "Children", "components": [{"type": "fieldset", "key": "o", "legend": "Guardian", "components": [text_field("a", "Name")]}]}
    found, _ = read(form(rows))
    assert [(one.construct, one.kept) for one in found.losses] == [("heading within a page", "lost")]
