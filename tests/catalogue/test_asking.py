"""`eformc catalogue`: what the catalogue says when it is asked, by words and by ids."""

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eformc.cli import run
from eformc.kernel.text import unaccented
from eformc.model.search import HitKind, element_meant, search


@pytest.fixture
def vn(project):
    return project.catalogue("vn")


@pytest.fixture
def ask(monkeypatch, capsys):
    """Runs the verb in the checkout: exit code, what it printed, what it said."""
    monkeypatch.chdir(Path(__file__).parents[2])

    def asked(*arguments):
        code = run(["catalogue", *arguments])
        return code, *capsys.readouterr()

    return asked


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("ngay sinh", {"newborn.birth_date", "person.birth_date"}),
        ("Ngày sinh", {"newborn.birth_date", "person.birth_date"}),
        ("date of birth", {"person.birth_date"}),
        ("driving licence", {"licence_document"}),
        ("giay phep lai xe", {"licence_document"}),
        ("population", {"population"}),
    ],
)
def test_words_find_what_is_called_so(vn, words: str, first: set[str]):
    assert search(vn, words)[0].id in first


@pytest.mark.parametrize(
    ("name", "element"),
    [
        ("ho_ten", "full_name"),
        ("ngay_sinh", "birth_date"),
        ("so_dien_thoai", "phone"),
        ("nghe_nghiep", "occupation"),
        ("dob", "birth_date"),
        ("birthDate", "birth_date"),
        ("ngày_sinh", "birth_date"),
        ("dan-toc", "ethnicity"),
        ("xyz", None),
        ("", None),
    ],
)
def test_a_name_means_an_element_by_its_wordings(vn, name: str, element: str | None):
    assert element_meant(vn.entities["person"], name) == element


def test_every_title_finds_its_own_thing(vn):
    every = [element for entity in vn.entities.values() for element in entity.elements.values()]
    for element in every[::9]:
        for title in element.title.values():
            likest = [hit for hit in search(vn, title) if hit.likeness == 1]
            assert element.id in {hit.id for hit in likest}, title


@given(words=st.text(max_size=30))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None)
def test_any_words_are_taken(vn, words):
    found = search(vn, words)
    assert all(0 < hit.likeness <= 1 for hit in found)
    assert list(found) == sorted(found, key=lambda hit: -hit.likeness)
    assert unaccented(words).strip() or not found


def test_an_element_says_who_holds_it_by_which_key_and_law(ask):
    code, out, _ = ask("show", "applicant.birth_date", "--lang", "en")
    assert code == 0
    assert "National Population Database, found with person.personal_id" in out
    assert "Law on Identification 2023" in out
    code, out, _ = ask("show", "ngay_sinh", "--lang", "vi")
    assert code == 0
    assert "Cơ sở dữ liệu quốc gia về dân cư, tra theo person.personal_id" in out


def test_every_id_can_be_shown_in_both_languages_and_as_json(vn):
    from eformc.cli.catalogue import _known
    from eformc.reports.catalogue import show_json, show_text

    for thing, kind in _known(vn).items():
        texts = {show_text(vn, kind, thing, lang) for lang in ("vi", "en")}
        assert all(text.startswith(f"{thing}: ") for text in texts)
        assert json.loads(show_json(vn, kind, thing))["id"] == thing


def test_what_is_not_there_gets_a_way_out(ask):
    code, _, err = ask("show", "person.birthdate")
    assert code == 2
    assert "Did you mean `person.birth_date`?" in err
    code, _, err = ask("search", "ngay sinh", "--catalogue", "nowhere")
    assert code == 2
    assert "there is no catalogue `nowhere`" in err
    code, out, _ = ask("search", "qqqqqq")
    assert code == 1
    assert "Nothing in the catalogue" in out


def test_check_counts_what_is_missing(vn, ask):
    code, out, _ = ask("check", "--format", "json")
    assert code == 0
    said = json.loads(out)
    assert said["size"]["registries"] == len(vn.registries)
    assert said["mistakes"] == 0
    for thing in said["gaps"]["not_held"]:
        entity, _, name = thing.partition(".")
        assert not any((entity, (name,)) in one.holds.values() for one in vn.registries.values())


def test_hits_have_a_kind_each(vn):
    kinds = {hit.kind for words in ("cha", "ngày sinh", "giấy khai sinh", "dân cư", "marital_status") for hit in search(vn, words)}
    assert kinds == set(HitKind)
