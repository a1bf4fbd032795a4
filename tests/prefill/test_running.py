"""Running a plan: states, later lookups, conditions, whose record it is."""

import asyncio

import pytest
from prefill_kit import HOA, Made, answering, keys, prefill

from eformc.prefill import Answer, Refused, SourceError, State

GIVEN = {"/applicant/personal_id": HOA}
PERSON = {
    "full_name": "Nguyễn Thị Hoa", "birth_date": "1980-05-17", "ethnicity": "01", "nationality": "VN", "marital_status": "1",
    "residence_address": {"province": "01", "commune": "00004", "detail": "12 phố Huế"},
}  # fmt: skip


def test_a_typed_key_brings_the_record_of_a_relative(plans):
    source = answering(PERSON)
    before = prefill(plans["khai-sinh"], GIVEN, {"*": source})
    assert before.held["/mother/full_name"].state is State.NOT_ASKED
    after = prefill(plans["khai-sinh"], GIVEN, {"*": source}, {"mother": {"personal_id": "001180000002"}})
    assert after.held["/mother/full_name"].value == "Nguyễn Thị Hoa"
    assert after.held["/mother/birth_year"].value == "1980"


def test_who_is_the_applicant_is_not_asked_for_a_number_again(plans):
    after = prefill(plans["khai-sinh"], GIVEN, {"*": answering(PERSON)}, {"relation_to_child": "mother"})
    assert after.held["/mother/personal_id"].value == HOA
    assert after.held["/mother/full_name"].state is State.VALUE
    assert after.held["/father/full_name"].state is State.NOT_ASKED


def test_only_elements_of_the_form_are_requested(plans):
    source = answering(PERSON)
    prefill(plans["khai-sinh"], GIVEN, {"*": source})
    asked = {name for request in source.asked if request.registry == "population" for name in request.wanted}
    assert asked == {"full_name", "birth_date", "residence_address"}


def test_the_subject_is_never_taken_from_the_answers(plans):
    source = answering(PERSON)
    result = prefill(plans["khai-sinh"], {}, {"*": source}, {"applicant": {"personal_id": "001180000002"}})
    assert source.asked == []
    assert result.held["/applicant/full_name"].state is State.NOT_ASKED
    prefill(plans["khai-sinh"], GIVEN, {"*": source}, {"applicant": {"personal_id": "001180000002"}})
    assert {keys(request)["personal_id"] for request in source.asked} == {HOA}


def test_a_lookup_runs_only_when_its_condition_is_certainly_true(plans):
    for status, made in (("2", True), ("1", False)):
        source = answering({**PERSON, "marital_status": status})
        prefill(plans["khai-sinh"], GIVEN, {"*": source}, {"relation_to_child": "mother"})
        assert any(request.registry == "civil_status" for request in source.asked) is made


def test_a_hidden_fact_in_the_answers_decides_nothing(plans):
    source = answering({**PERSON, "marital_status": "1"})
    prefill(plans["khai-sinh"], GIVEN, {"*": source}, {"relation_to_child": "mother", "mother": {"marital_status": "2"}})
    assert not any(request.registry == "civil_status" for request in source.asked)


def raising(error):
    def answer(request):
        raise error

    return Made(answer)


@pytest.mark.parametrize(
    ("source", "state", "kind"),
    [
        (Made(lambda request: None), State.NO_RECORD, "nobody"),
        (raising(Refused()), State.REFUSED, ""),
        (raising(SourceError("status")), State.UNAVAILABLE, "status"),
        (raising(ConnectionResetError()), State.UNAVAILABLE, "connection"),
        (raising(KeyError("personal_id")), State.UNAVAILABLE, "internal"),
        (Made(lambda request: asyncio.sleep(60)), State.UNAVAILABLE, "timeout"),
        (Made(lambda request: Answer(keys(request), {}, frozenset({"full_name"}))), State.WITHHELD, ""),
        (Made(lambda request: Answer(keys(request), {}, lacking=frozenset({"full_name"}))), State.UNAVAILABLE, "layout"),
        (Made(lambda request: Answer(keys(request), {"full_name": None})), State.NONE, ""),
        (Made(lambda request: Answer(keys(request), {})), State.NO_RECORD, ""),
        (Made(lambda request: Answer(keys(request), {"full_name": " \t"})), State.NO_RECORD, ""),
        (Made(lambda request: Answer(keys(request), {"full_name": 5})), State.UNAVAILABLE, "type"),
        (Made(lambda request: Answer(keys(request), {"full_name": "x" * 5000})), State.UNAVAILABLE, "type"),
        (Made(lambda request: Answer({"personal_id": "001180000002"}, {"full_name": "Lê"})), State.UNAVAILABLE, "mismatch"),
        (Made(lambda request: Answer({}, {"full_name": "Lê"})), State.UNAVAILABLE, "mismatch"),
        (Made(lambda request: Answer({"personal_id": int(HOA)}, {"full_name": "Lê"})), State.UNAVAILABLE, "mismatch"),
        (Made(lambda request: Answer(keys(request), {"full_name": " e\u0302\u0301 "})), State.VALUE, ""),
    ],
)
def test_every_end_of_a_lookup_is_a_state(plans, source, state, kind):
    result = prefill(plans["khai-sinh"], GIVEN, {"population": source}, deadline=0.2)
    held = result.held["/applicant/full_name"]
    assert (held.state, held.kind) == (state, kind)
    assert held.value == ("ế" if state is State.VALUE else None)
    assert len(result.events) == (1 if kind == "mismatch" else 0)
    assert result.held["/applicant/identity_document"].kind == "no-source"


def test_rows_of_a_table_are_looked_up_one_by_one(plans):
    source = Made(lambda request: Answer(keys(request), {"full_name": "Người " + keys(request)["personal_id"][-1]}))
    members = [{"personal_id": "001180000002"}, {}, {"personal_id": "001180000003"}, {"personal_id": "not one"}]
    result = prefill(plans["ct01"], GIVEN, {"*": source}, {"members": members})
    assert result.held["/members/0/full_name"].value == "Người 2"
    assert result.held["/members/2/full_name"].value == "Người 3"
    assert result.held["/members/1/full_name"].state is State.NOT_ASKED
    assert result.held["/members/3/full_name"].state is State.NOT_ASKED
    assert result.instance({"members": members})["members"][2]["full_name"] == "Người 3"


def test_two_subjects_that_are_one_person_are_looked_up_once(plans):
    source = answering(PERSON)
    number = {"personal_id": "001180000002"}
    prefill(plans["khai-sinh"], GIVEN, {"population": source}, {"mother": number, "father": number})
    assert len(source.asked) == 2  # the applicant, and the one person both numbers name


def test_a_post_of_a_million_rows_makes_no_million_lookups(plans):
    source = answering(PERSON)
    members = [{"personal_id": f"{number:012d}"} for number in range(100_000)]
    prefill(plans["ct01"], GIVEN, {"*": source}, {"members": members}, deadline=10)
    assert len(source.asked) <= 201


@pytest.mark.parametrize("answers", [{"members": 5}, {"members": {"0": 1}}, {"members": [5, None, [[]]]}, {"applicant": []}, {"mother": "x"}, {"mother": {"personal_id": ["001180000002"]}}, {"mother": {"personal_id": "001180000002' OR 1=1"}}, {"relation_to_child": {}}])
def test_answers_of_any_shape_break_nothing_and_are_no_keys(plans, answers):
    for name in ("khai-sinh", "ct01"):
        source = answering(PERSON)
        result = prefill(plans[name], GIVEN, {"*": source}, answers)
        assert result.held["/applicant/full_name"].value == "Nguyễn Thị Hoa"
        assert {keys(request)["personal_id"] for request in source.asked} == {HOA}
