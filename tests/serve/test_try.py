"""`eformc try`: what somebody would still have to type, and what a silent registry changes."""

import json

import pytest

from conftest import ROOT
from eformc.cli import run


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    return tmp_path_factory.mktemp("population")


def tried(capsys, data, *arguments, procedure="xac-nhan-hon-nhan", expected=0):
    spec = ROOT / "specs" / "procedures" / f"{procedure}.eform.yaml"
    code = run(["try", str(spec), "--people", "800", "--data", str(data), "--today", "2026-11-24", *arguments])
    said = capsys.readouterr()
    assert code == expected, said.err
    return said.out if expected == 0 else said.err


def pointers(made, name="to_type"):
    return [one["pointer"] for one in made[name]]


def test_only_what_nobody_holds_is_typed(capsys, data):
    made = json.loads(tried(capsys, data, "--citizen", "married", "--format", "json"))
    assert pointers(made) == ["/relation", "/certified_person/personal_id", "/purpose"]
    fired = {one["id"]: one for one in made["lookups"]}
    assert fired["applicant.population.by_personal_id"]["outcome"] == "value"
    assert fired["applicant.population.by_personal_id"]["stage"] == 1
    assert fired["certified_person.population.by_personal_id"]["outcome"] == "not_asked"
    assert fired["certified_person.population.by_personal_id"]["given"] == {"personal_id": "/certified_person/personal_id"}
    assert fired["certified_person.population.by_personal_id"]["legal_basis"]["vi"] == "Luật Căn cước 2023, Điều 9"
    assert made["held"]["/applicant/full_name"]["state"] == "value"


def test_answers_set_later_lookups_going(capsys, data, tmp_path):
    who = json.loads(tried(capsys, data, "--citizen", "married", "--format", "json"))["citizen"]
    (tmp_path / "answers.json").write_text(json.dumps({"relation": "self"}), encoding="utf-8")
    made = json.loads(tried(capsys, data, "--citizen", who, "--format", "json", "--answers", str(tmp_path / "answers.json")))
    assert pointers(made) == ["/purpose"]
    assert made["held"]["/certified_person/full_name"]["state"] == "value"


def test_a_silent_registry_brings_its_questions_back(capsys, data):
    who = json.loads(tried(capsys, data, "--citizen", "married", "--format", "json"))["citizen"]
    made = json.loads(tried(capsys, data, "--citizen", who, "--format", "json", "--silent", "population"))
    back = {one["pointer"]: one for one in made["to_type"] if one["origin"] == "held"}
    assert {"/applicant/full_name", "/applicant/birth_date", "/applicant/residence_address"} <= set(back)
    assert back["/applicant/full_name"]["because"] == "unavailable"
    unknown = json.loads(tried(capsys, data, "--citizen", who, "--format", "json", "--no-record", "population"))
    assert {one["because"] for one in unknown["to_type"] if one["origin"] == "held"} == {"no_record"}


def test_the_text_says_it_in_both_languages(capsys, data):
    for lang, marks in (("vi", ("Tra cứu", "Còn phải khai (3 trên 14)", "không trả lời")), ("en", ("Lookups", "Still to type (3 of 14)", "did not answer"))):
        told = tried(capsys, data, "--citizen", "married", "--lang", lang, "--silent", "identity")
        assert marks[0] in told
        assert marks[2] in told
        told = tried(capsys, data, "--citizen", "married", "--lang", lang)
        assert marks[1] in told


def test_who_or_what_is_not_there_is_said_with_what_is(capsys, data):
    told = tried(capsys, data, "--citizen", "nobody at all", expected=2)
    assert "Some who are there: 09" in told
    assert "Did you mean `population`?" in tried(capsys, data, "--citizen", "married", "--silent", "populaton", expected=2)
