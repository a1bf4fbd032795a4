"""A bundle holds all that a server needs: the form read from it is the form that was compiled, and judges alike."""

import json
import re
from pathlib import Path

import pytest

from conftest import ROOT
from eformc.build.assets import assets
from eformc.build.bundle import bundle_of, write_bundles
from eformc.contract.bundles import BundleError
from eformc.contract.held import HeldState, HeldValue, Unheld
from eformc.emit.form import published
from eformc.kernel import dates
from eformc.kernel.expressions import pointer_text
from eformc.kernel.form import Item
from eformc.portal.forms import load_form
from eformc.portal.html.receipt import Receipt
from eformc.portal.submission.decode import Posted, code_of, control_name
from eformc.prefill.results import Held, Prefilled, State
from eformc.wording.values import read_out

DAY = dates.parse("2026-11-23")


@pytest.fixture(scope="module")
def built(procedures, project, tmp_path_factory):
    out = tmp_path_factory.mktemp("out")
    write_bundles([bundle_of(unit.reasoned, ()) for unit in procedures], out, assets([project.catalogue("vn")]))
    return out


def test_the_form_of_a_bundle_is_the_form_that_was_compiled(procedures, built):
    for unit in procedures:
        loaded, compiled = load_form(built / unit.procedure.id), published(unit.reasoned)
        assert loaded.to_json({}) == compiled.to_json({})  # code lists written out
        assert loaded.supplies == compiled.supplies


def test_pages_of_a_bundle_are_the_pages_that_were_built(procedures, built):
    for unit in procedures:
        folder = built / unit.procedure.id
        form = load_form(folder)
        for lang in unit.procedure.languages:
            assert form.page(lang) + "\n" == (folder / f"form.{lang}.html").read_text(encoding="utf-8")
            assert form.views[lang] == published(unit.reasoned).views[lang]  # what was remembered of one is true of the other


def test_a_form_has_views_in_its_own_languages_only(procedures):
    views = published(procedures[0].reasoned).views
    assert tuple(views) == procedures[0].procedure.languages
    assert "tlh" not in views
    with pytest.raises(KeyError):
        views["tlh"]


@pytest.mark.parametrize("damage", ["", "[]", "{}", '{"form": 1}', '{"form": 2, "entries": {}, "lists": ["nowhere"]}'])
def test_a_bundle_that_is_none_says_so(tmp_path, damage):
    folder = tmp_path / "p"
    folder.mkdir()
    if damage:
        (folder / "form.json").write_text(damage)
    with pytest.raises(BundleError, match=r"form\.json|codes"):
        load_form(folder)


@pytest.fixture(scope="module")
def birth(procedures):
    return published(next(unit.reasoned for unit in procedures if unit.procedure.id == "khai-sinh"))


def test_a_locked_value_comes_from_the_registry_and_never_from_the_post(birth):
    at = next(p for p, supply in birth.supplies.items() if supply.locked)
    held = {"/" + "/".join(at): HeldValue("Nguyễn Thị Lan", "Nguyễn Thị Lan")}
    made = birth.submitted(Posted({control_name(at): ["Kẻ Gian"]}), DAY, held)
    assert made.answers[at[0]][at[1]] == "Nguyễn Thị Lan"


def test_a_held_value_that_is_not_there_is_asked_and_one_that_was_not_fetched_is_the_servers(birth):
    at = ("applicant", "full_name")
    pointer = "/" + "/".join(at)
    assert pointer in birth.submitted(Posted({}), DAY).missing
    silent = birth.submitted(Posted({}), DAY, {pointer: HeldState.UNAVAILABLE})
    assert pointer not in silent.missing
    assert pointer in dict(birth.errors(silent, "vi"))


def test_what_is_known_to_be_none_is_an_answer_and_neither_asked_nor_locked(birth):
    pointer = "/applicant/full_name"
    known = {pointer: HeldValue("", None)}
    made = birth.submitted(Posted({}), DAY, known)
    assert pointer in made.none
    assert pointer not in made.missing
    assert pointer not in dict(birth.errors(made, "vi"))
    said = re.search(rf'<dd data-held="{pointer}" data-lock="0" data-state="none">([^<]*)', birth.page("vi", held=known))
    assert said[1] == "không có"
    assert 'data-state="no-record"' not in birth.page("vi", held=known)
    typed = birth.submitted(Posted({"f.applicant.full_name": ["Nguyễn Văn A"]}), DAY, {"/applicant/residence_address": HeldValue("", None)})
    assert typed.answers["applicant"] == {"full_name": "Nguyễn Văn A"}


@pytest.mark.parametrize("state", [State.NONE, State.NO_RECORD])
def test_none_and_no_record_stay_apart_from_the_registry_to_the_page(birth, state):
    (shown,) = Prefilled("p", "1", {"/applicant/full_name": Held(state)}).given("vi").values()
    assert shown == (HeldValue("", None) if state is State.NONE else Unheld(HeldState.NO_RECORD))


def test_what_does_not_apply_is_no_part_of_the_submission_but_is_shown_again(project):
    spec = {
        "procedure": "p", "title": "P", "subjects": {"applicant": {"is": "person", "known_by": "login"}},
        "pages": [{"page": "one", "title": "One", "fields": [
            {"a": {"title": "A", "type": "yes_no"}},
            {"b": {"title": "B", "type": "yes_no", "when": "a"}},
            {"c": {"title": "C", "type": "text", "when": "b"}},
        ]}],
    }  # fmt: skip
    form = published(project.unit_of("p.eform.yaml", json.dumps(spec).encode()).reasoned)
    made = form.submitted(Posted({"f.a": ["false"], "f.b": ["true"], "f.c": ["kept"]}), DAY)
    assert made.answers == {"a": False}
    assert made.complete
    assert 'value="kept"' in form.page("en", made=made)


def test_a_code_of_a_long_list_is_said_by_name(project):
    communes = project.catalogue("vn").code_lists["commune"]
    one = communes.by_code()["05443"]
    name = one.title["vi"]
    assert code_of(communes, name, one.parent) == "05443"
    assert code_of(communes, name.upper(), one.parent) == "05443"
    assert code_of(communes, name.split(maxsplit=1)[1], one.parent) == "05443"
    assert code_of(communes, "không có xã này", one.parent) == "không có xã này"


def test_the_documented_server_works(built, monkeypatch):
    code, *_ = re.findall(r"^```python\n(.*?)^```", Path(ROOT, "docs", "portals.md").read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    monkeypatch.chdir(built.parent)
    (built.parent / "build").symlink_to(built)
    names = {}
    exec(compile(code, "portals.md", "exec"), names)
    assert names["made"].typed["child"] == {"full_name": "Nguyễn Văn An"}
    assert "Có chỗ cần sửa" in names["page"]


def test_addresses_and_identity_numbers_are_said_on_the_check_and_the_receipt_as_people_write_them(birth):
    typed = Posted({
        "f.applicant.residence_address.province": ["19"], "f.applicant.residence_address.commune": ["05443"],
        "f.applicant.residence_address.detail": ["số 12"],
        "f.applicant.identity_document.kind": ["cc"], "f.applicant.identity_document.number": ["079200000001"],
    })  # fmt: skip
    made = birth.submitted(typed, DAY)
    entries = {entry.pointer: entry.value for entry in birth.form.entries if isinstance(entry, Item)}
    held = {
        pointer_text(at): HeldValue(read_out(value, made.answers["applicant"][at[1]], "vi"), {})
        for at, value in entries.items()
        if at[0] == "applicant" and at[1] in ("residence_address", "identity_document")
    }
    for page in (
        birth.check_page("vi", made=made, posted=typed),
        birth.check_page("vi", made=birth.submitted(Posted({}), DAY), posted=Posted({}), held=held),
        birth.receipt_page("vi", Receipt("H01"), made=made),
    ):
        assert re.search("<dd>số 12, [^,<]*, Thái Nguyên</dd>", page)
        assert "<dd>Thẻ căn cước, 079 200 000 001</dd>" in page
