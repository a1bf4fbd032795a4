"""Codes that were called otherwise (`was:`): drafts, migrations, comparisons and what registries send follow them."""

from copy import deepcopy

import pytest
from edits import OPTIONS, VI, load, planted, q, settings, to_bytes

from eformc.contract.code_lists import code_list, list_name
from eformc.contract.migration import migrate_draft
from eformc.diff.compare import compare
from eformc.diff.side import side_of
from eformc.emit.code_lists import list_bytes
from eformc.kernel.evaluate import evaluate
from eformc.kernel.values import Choice, Choices, Code, CodeList, Part, Record
from eformc.prefill.validation import WrongType, validated
from eformc.verify.answers import day

TODAY = day("2026-11-23")
EMPTY = {"migration": 1, "procedure": "x", "from": "1", "to": "2", "moves": [], "drops": [], "again": []}
WAYS = CodeList("way", (Code("post", {}, was=("mail", "letter")), Code("desk", {}), Code("both", {}, was=("mixed",))))


@pytest.fixture(scope="module")
def spec(project):
    return planted(load(project.settings.root / "specs" / "procedures" / "ket-hon.eform.yaml"))


def side(project, spec):
    unit = project.unit_of("planted.eform.yaml", to_bytes(spec))
    return side_of(unit.reasoned, unit.path), [(one.code, one.text("en")) for one in unit.diagnostics if one.severity == "error"]


def test_conditions_that_read_a_renamed_code_are_the_same_rules(project, spec):
    old, new = deepcopy(spec), deepcopy(spec)
    for one, code in ((old, "c"), (new, "d")):
        settings(one, "p_free")["when"] = f'p_choice == "{code}" || p_choice in ["a", "{code}"]'
        one["constraints"].append({"holds": f'p_choice != "{code}" || p_yes == true', "message": VI, "at": "p_choice"})
    settings(new, "p_choice")["options"] = [*OPTIONS[:2], {"d": {"title": VI, "was": "c"}}]
    (before, _), (after, wrong) = side(project, old), side(project, new)
    found = compare(before, after, TODAY, [])
    assert [code for code, _ in wrong if code == "EF110"] == []
    assert {(one.kind, one.place) for one in found.changes if one.kind not in ("heading", "refused")} == {("codes-renamed", ("p_choice",))}
    assert found.migration["codes"] == [{"at": "/p_choice", "codes": {"c": "d"}}]
    done = migrate_draft(found.migration, {"p_choice": "c", "p_yes": True, "p_free": "x"})
    assert (done.answers, done.lost) == ({"p_choice": "d", "p_yes": True, "p_free": "x"}, ())


def test_a_code_in_rows_and_under_a_new_name_moves_with_its_place(project, spec):
    old, new = deepcopy(spec), deepcopy(spec)
    columns = settings(old, "p_table")["columns"]
    columns.append({"way": q("choice", options=OPTIONS)})
    settings(new, "p_table")["columns"].append({"how": q("choice", was="way", options=[{"x": {"title": VI, "was": "b"}}, {"a": VI}, {"c": VI}])})
    (before, _), (after, _) = side(project, old), side(project, new)
    migration = compare(before, after, TODAY, []).migration
    draft = {"p_table": [{"count": 1, "way": "b"}, {"count": 2, "way": "a"}]}
    assert migrate_draft(migration, draft).answers == {"p_table": [{"count": 1, "how": "x"}, {"count": 2, "how": "a"}]}


def test_several_chosen_ones_that_became_one_stand_once_in_todays_order():
    migration = {**EMPTY, "codes": [{"at": "/ways", "codes": {"mail": "post", "letter": "post"}, "order": ["post", "desk"]}]}
    assert migrate_draft(migration, {"ways": ["desk", "letter", "mail"]}).answers == {"ways": ["post", "desk"]}
    for odd in ({}, {"ways": None}, {"ways": {"mail": 1}}, {"ways": ["desk", 3]}, [], "x"):
        migrate_draft(migration, odd)


def test_a_former_code_that_is_still_there_or_stands_twice_is_a_mistake(project, spec):
    for named, said in (("a", "the code `a` is still there"), (["x", "x"], "stands twice")):
        wrong = deepcopy(spec)
        settings(wrong, "p_choice")["options"] = [*OPTIONS[:2], {"d": {"title": VI, "was": named}}]
        assert [text for code, text in side(project, wrong)[1] if code == "EF110" and said in text]


@pytest.mark.parametrize(
    ("value", "found", "taken"),
    [
        (Choice(WAYS), "mail", "post"),
        (Choice(WAYS), "desk", "desk"),
        (Choices(WAYS), ["desk", "letter", "mail"], ["post", "desk"]),
        (Record("x", (Part("way", {}, Choice(WAYS)),)), {"way": "mixed"}, {"way": "both"}),
    ],
)
def test_what_a_registry_sends_under_a_former_code_is_taken_as_todays(value, found, taken):
    assert validated(value, found, TODAY) == taken


@pytest.mark.parametrize("found", ["Mail", 3, ["mail"], {"a": 1}])
def test_what_no_code_ever_was_is_not_taken(found):
    with pytest.raises(WrongType):
        validated(Choice(WAYS), found, TODAY)


def test_a_list_without_former_codes_keeps_what_is_wrong_wrong():
    plain = CodeList("plain", (Code("a", {}), Code("b", {})))
    for found in (["b", "a"], ["a", "a"]):
        with pytest.raises(WrongType):
            validated(Choices(plain), found, TODAY)


def test_former_codes_are_published_with_a_shared_list(tmp_path):
    data = list_bytes(WAYS)
    name = list_name(WAYS.id, data)
    folder = tmp_path / "assets" / "codes"
    folder.mkdir(parents=True)
    (folder / f"{name}.json").write_bytes(data)
    assert dict(code_list(tmp_path, name).renamed()) == {"mail": "post", "letter": "post", "mixed": "both"}


def test_a_submission_has_todays_codes_only(project, spec):
    new = deepcopy(spec)
    settings(new, "p_choice")["options"] = [*OPTIONS[:2], {"d": {"title": VI, "was": "c"}}]
    form = side(project, new)[0].form
    codes = {one.code for one in evaluate(form, {"p_choice": "c"}, TODAY).findings if one.pointer == ("p_choice",)}
    assert codes == {"not-in-list"}
