"""A fragment that is typed shows what is wrong in it, as the specs that put it in find it, and can be mended there."""

import random

import pytest

pytest.importorskip("pygls")
from lsprotocol import types as lsp
from test_between_specs import types
from test_over_pipes import with_editor

from conftest import TODAY
from eformc.lsp.actions import actions
from eformc.lsp.files import Files
from eformc.lsp.fragments import MOST
from eformc.project import Project, load_settings
from eformc.project.analysis import DependencyRecorder
from eformc.rules.example import spec

FRAGMENT = """fragment: contact
subjects:
  who: {is: person}
fields:
  - who.full_nam
  - note: {title: {vi: Ghi chú, en: Note}, type: text, help: {vi: Ghi điều cần nói thêm., en: Say what else we should know.}, nonsense: 1}
"""
OUTER = "fragment: outer\nsubjects:\n  who: {is: person}\nfields:\n  - use: contact\n    with: {who: who}\n"
SPEC = spec("{use: FRAGMENT, with: {who: applicant}}").replace("procedure: example", "procedure: NAME")


@pytest.fixture
def specs(tmp_path):
    folder = tmp_path / "specs"
    (folder / "fragments").mkdir(parents=True)
    (tmp_path / "eformc.toml").write_text('catalogue = "vn"\n', encoding="utf-8")
    (folder / "fragments" / "contact.yaml").write_text(FRAGMENT, encoding="utf-8")
    (folder / "fragments" / "outer.yaml").write_text(OUTER, encoding="utf-8")
    return folder


def put(specs, name, fragment):
    path = specs / f"{name}.eform.yaml"
    path.write_text(using(name, fragment), encoding="utf-8")
    return path


def using(name, fragment):
    return SPEC.replace("NAME", name).replace("FRAGMENT", fragment)


def told(found):
    return [(one.code, one.span.text, one.text("vi")) for one in found]


@pytest.mark.parametrize("fragment", ["contact", "outer"])
def test_what_specs_find_in_a_fragment_stands_in_it_once(specs, fragment):
    for name in ("first", "second"):
        put(specs, name, fragment)
    put(specs, "third", "contact_of_another_name")
    file = types(Files(TODAY), specs / "fragments" / "contact.yaml")
    unit = Project(load_settings(specs.parent), TODAY).unit(specs / "first.eform.yaml")
    expected = [one for one in unit.diagnostics if one.span.path.endswith("contact.yaml")]
    assert {one.code for one in expected} >= {"EF010", "EF102"}
    assert sorted(told(file.diagnostics)) == sorted(told(expected))
    assert all(one.span.path == file.path and one.span.source is file.source for one in file.diagnostics)


def test_a_fragment_is_mended_where_it_is_typed(specs):
    put(specs, "first", "contact")
    path, files = specs / "fragments" / "contact.yaml", Files(TODAY)
    file = types(files, path)
    (wrong,) = [one for one in file.diagnostics if one.code == "EF102"]
    made = [one for one in actions(file, wrong.span.start, wrong.span.start, "vi") if one.diagnostic is wrong]
    assert [one.edits[0].text for one in made] == ["full_name"]  # and no comment: those count in specs
    (edit,) = made[0].edits
    file = types(files, path, 2, file.source.text[: edit.start] + edit.text + file.source.text[edit.end :])
    assert "EF102" not in {one.code for one in file.diagnostics}


def test_open_specs_count_as_they_are_typed_and_what_nobody_puts_in_is_only_read(specs):
    path, files = specs / "fragments" / "contact.yaml", Files(TODAY)
    assert types(files, path).diagnostics == ()  # nobody says who `who` is
    spec = put(specs, "first", "outer")
    files.forget()
    assert types(files, path, 2).diagnostics
    types(files, spec, 1, using("first", "nothing"))
    assert types(files, path, 3).diagnostics == ()
    types(files, spec, 2, using("first", "contact"))
    assert types(files, path, 4).diagnostics
    types(files, spec, 3, using("first", "nothing"))
    files.close(spec.as_uri())  # without saving: on disk it puts the fragment in
    assert types(files, path, 5).diagnostics
    spec.unlink()
    assert types(files, path, 6).diagnostics == ()


def test_whatever_is_typed_in_a_fragment_is_found_as_afresh_and_few_specs_are_looked_at(specs, monkeypatch):
    for number in range(40):
        put(specs, f"p{number:02d}", "outer" if number % 2 else "contact")
    path, files, dice, looked, seen = specs / "fragments" / "contact.yaml", Files(TODAY), random.Random("fragment"), [], set()
    project = Project(load_settings(specs.parent), TODAY)
    look = Project.unit_of
    monkeypatch.setattr(Project, "unit_of", lambda self, spec, *more: (looked.append(spec), look(self, spec, *more))[1])
    for version in range(60):
        at = dice.randrange(len(FRAGMENT))
        text = FRAGMENT[:at] + dice.choice(["", "x", " ", ": ", "\n", "ễ"]) + FRAGMENT[at + dice.choice([0, 1, 4]) :] if version else FRAGMENT
        looked.clear()
        file = types(files, path, version, text)
        assert len(looked) <= MOST
        if file.unit is not None:  # not to be read
            continue
        asked = DependencyRecorder(specs.parent, TODAY, {path.resolve(): text.encode()})
        spec = specs / "p00.eform.yaml"
        unit = project.unit_of(spec.as_posix(), spec.read_bytes(), asked)
        expected = {(one.code, one.span.start) for one in unit.diagnostics if one.span.path.endswith("contact.yaml")}
        found = {(one.code, one.span.start) for one in file.diagnostics}
        assert expected <= found
        seen |= {one[0] for one in found}
    assert len(seen) > 3


def test_an_editor_is_told_and_given_the_edit(specs):
    put(specs, "first", "contact")
    uri = (specs / "fragments" / "contact.yaml").as_uri()

    async def story(editor, _):
        editor.opens(FRAGMENT, uri)
        found = await editor.until(uri, 1)
        assert {"EF010", "EF102"} <= {one.code for one in found}
        (wrong,) = [one for one in found if one.code == "EF102"]
        asked = lsp.CodeActionParams(lsp.TextDocumentIdentifier(uri), wrong.range, lsp.CodeActionContext([wrong]))
        (act,) = await editor.text_document_code_action_async(asked)
        assert act.title == "Write full_name"
        (change,) = act.edit.document_changes
        assert (change.text_document.uri, change.edits[0].new_text) == (uri, "full_name")

    with_editor(story)
