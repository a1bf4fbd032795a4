"""Seals: what was tampered with is refused, whatever was tampered with."""

import json
import random
from copy import deepcopy

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from prefill_kit import HOA, answering, prefill

from eformc.model.catalogue import Policy
from eformc.prefill import Authenticated, Sensitive
from eformc.prefill.seal import SealProblem, Seals, canonical_json, seals_from_json, seals_to_json

GIVEN = {"/applicant/personal_id": HOA}
ME, OTHER = Authenticated(GIVEN), Authenticated({"/applicant/personal_id": "001180000002"})
KEY = Sensitive(bytes(range(32)))
FORM, NOW, UNTIL = ("khai-sinh", "2024.1"), 1_800_000_000, 1_800_003_600
PERSON = {
    "full_name": "Nguyễn Thị Hoa", "birth_date": "1980-05-17", "ethnicity": "01", "nationality": "VN", "marital_status": "1",
    "residence_address": {"province": "01", "commune": "00004", "detail": "12 phố Huế"},
}  # fmt: skip


@pytest.fixture(scope="module")
def held(plans):
    result = prefill(plans["khai-sinh"], GIVEN, {"*": answering(PERSON)}, {"relation_to_child": "mother"})
    return result, Seals(KEY).sealed(result, ME, UNTIL)


def test_an_honest_submission_gets_the_sealed_values(held):
    result, seals = held
    back = seals_from_json(json.loads(json.dumps(seals_to_json(seals))))
    verified = Seals(KEY).verified({"relation_to_child": "mother"}, back, ME, FORM, NOW)
    assert verified.untouched
    assert verified.answers == result.instance({"relation_to_child": "mother"})
    assert verified.values == result.values()


def test_no_hidden_fact_is_sealed(held):
    assert not [one for one in held[1] if one.pointer == "/mother/marital_status"]


def test_what_may_be_corrected_is_corrected_and_shown_beside(held):
    home = {"province": "01", "commune": "00008", "detail": "5"}
    verified = Seals(KEY).verified({"relation_to_child": "mother", "applicant": {"residence_address": home}}, held[1], ME, FORM, NOW)
    assert verified.untouched
    assert verified.differing == ("/applicant/residence_address",)
    assert verified.answers["applicant"]["residence_address"] == home
    assert verified.values["/applicant/residence_address"] == PERSON["residence_address"]


def test_a_value_without_its_seal_counts_for_nothing(held):
    seals = [one for one in held[1] if one.pointer != "/applicant/full_name"]
    verified = Seals(KEY).verified({"relation_to_child": "mother", "applicant": {"full_name": "Lê"}}, seals, ME, FORM, NOW, locked=["/applicant/full_name"])
    assert [one.kind for one in verified.events] == ["left-out", "unsealed"]
    assert "full_name" not in verified.answers["applicant"]


def test_a_row_without_its_seal_counts_for_nothing_and_the_others_stay(plans):
    members = [{"personal_id": "001180000002"}, {"personal_id": "001180000003"}]
    result = prefill(plans["ct01"], GIVEN, {"*": answering(PERSON)}, {"members": members})
    form, locked = ("ct01", plans["ct01"].version), ["/members/*/full_name"]
    seals = [one for one in Seals(KEY).sealed(result, ME, UNTIL, kept=True) if not one.pointer.startswith("/members/1/")]
    posted = {"members": [{**members[0], "full_name": PERSON["full_name"]}, {**members[1], "full_name": "Lê"}]}
    verified = Seals(KEY).verified(posted, seals, ME, form, NOW, locked)
    assert ("unsealed", "/members/1/full_name") in [(one.kind, one.lookup) for one in verified.events]
    assert {one.kind for one in verified.events} == {"unsealed", "left-out"}
    assert all(one.lookup.startswith("/members/1/") for one in verified.events)
    assert verified.answers["members"][0]["full_name"] == PERSON["full_name"]
    assert "full_name" not in verified.answers["members"][1]


def test_an_older_key_still_opens_and_an_unknown_one_does_not(held):
    new = Sensitive(bytes(range(1, 33)))
    assert Seals(new, [KEY]).verified({"relation_to_child": "mother"}, held[1], ME, FORM, NOW).untouched
    assert len(Seals(new).verified({}, held[1], ME, FORM, NOW).events) == len(held[1])


def tampered(rng, seals):
    """(what was done, answers, seals, subject, form, now) of one attack, none of which may pass."""
    made = seals_to_json(seals)
    one = rng.choice(made)
    subject, form, now, answers = ME, FORM, NOW, {}
    kind = rng.choice(["value", "swap", "move", "policy", "expiry", "seal", "subject", "form", "version", "replay", "post"])
    if kind == "value":
        one["value"] = rng.choice(["", "Lê Văn A", 5, None, True, {"x": "y"}, ["a"], f"{one['value']} ", "\u0301"])
    elif kind == "swap":
        other = rng.choice([two for two in made if two["value"] != one["value"]])
        one["value"], other["value"] = other["value"], one["value"]
    elif kind == "move":
        one["at"] = rng.choice([one["at"] + "/x", "/father/full_name", "/applicant/religion"])
    elif kind == "policy":
        one["policy"] = rng.choice([policy.value for policy in Policy if policy != one["policy"]])
    elif kind == "expiry":
        one["expires"] += rng.choice([-1, 1, 10**6])
    elif kind == "seal":
        at = rng.randrange(64)
        one["seal"] = rng.choice([one["seal"][:at] + rng.choice("ghé 0") + one["seal"][at + 1 :] + "0", "", "é" * 64, one["seal"].upper() + " ", one["seal"][:-1]])
    elif kind == "subject":
        subject = OTHER
    elif kind == "form":
        form = ("ct01", FORM[1])
    elif kind == "version":
        form = (FORM[0], "2025.1")
    elif kind == "replay":
        now = UNTIL + rng.randrange(10**6)
    elif kind == "post":
        answers = deepcopy({"applicant": {"full_name": rng.choice(["Lê", "Nguyễn Thị Hòa", "nguyễn thị hoa"])}})
    return kind, answers, made, subject, form, now


@pytest.mark.long
def test_two_thousand_tampered_submissions_are_refused(held):
    rng, passed = random.Random(2), []
    for _ in range(2000):
        kind, answers, made, subject, form, now = tampered(rng, held[1])
        verified = Seals(KEY).verified(answers, seals_from_json(made), subject, form, now)
        whole = {one.pointer: one.value for one in held[1]}
        wrong = [at for at, value in verified.values.items() if whole.get(at) != value]
        if verified.untouched or wrong or (kind == "post" and verified.answers["applicant"]["full_name"] != PERSON["full_name"]):
            passed.append(kind)
    assert passed == []


@pytest.mark.parametrize("made", [None, 5, "x", [5], [{}], [{"at": "/x"}], [{"at": 5, "value": "", "policy": "locked", "expires": 1, "seal": ""}], [{"at": "/x", "value": 0.5, "policy": "locked", "expires": 1, "seal": ""}]])
def test_what_was_never_a_seal_is_a_problem_not_a_crash(made):
    with pytest.raises(SealProblem):
        seals_from_json(made)


def test_a_short_key_is_refused():
    with pytest.raises(SealProblem):
        Seals(Sensitive(b"secret"))


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**14), 10**14) | st.text(st.characters(codec="utf-8")),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(st.characters(codec="utf-8")), inner, max_size=4),
    max_leaves=12,
)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)  # the machine may be busy
@given(VALUES)
def test_canonical_json_is_json_and_one_for_equal_values(value):
    made = canonical_json(value)
    assert json.loads(made) == value
    assert canonical_json(json.loads(json.dumps(value))) == made


def test_canonical_json_follows_rfc_8785():
    """The sorting example of RFC 8785, 3.2.3."""
    value = {"\u20ac": "Euro Sign", "\r": "Carriage Return", "\ufb33": "Hebrew Letter Dalet With Dagesh", "1": "One", "\U0001f600": "Emoji: Grinning Face", "\u0080": "Control", "\u00f6": "Latin Small Letter O With Diaeresis"}
    assert list(json.loads(canonical_json(value)).values()) == [
        "Carriage Return", "One", "Control", "Latin Small Letter O With Diaeresis", "Euro Sign", "Emoji: Grinning Face",
        "Hebrew Letter Dalet With Dagesh",
    ]  # fmt: skip
    assert canonical_json({"a": "\x0f\n</script>\u2028€"}) == '{"a":"\\u000f\\n</script>\u2028€"}'.encode()


def test_a_name_does_not_hold_beside_another_number(plans):
    """Type A's number, keep the seal of the name, send B's number."""
    typed = {"relation_to_child": "mother", "father": {"personal_id": "001180000002"}}
    seals = Seals(KEY).sealed(prefill(plans["khai-sinh"], GIVEN, {"*": answering(PERSON)}, typed), ME, UNTIL, kept=True)
    assert Seals(KEY).verified(typed, seals, ME, FORM, NOW).untouched
    other = {**typed, "father": {"personal_id": "001180000003"}}
    verified = Seals(KEY).verified(other, seals, ME, FORM, NOW)
    assert {one.kind for one in verified.events} == {"other-key", "left-out"}
    assert "full_name" not in verified.answers["father"]


def test_a_seal_that_was_left_out_shows_and_so_does_the_list(held):
    answers = {"relation_to_child": "mother"}
    left = [one for one in held[1] if one.pointer != "/applicant/residence_address"]
    assert [(one.kind, one.lookup) for one in Seals(KEY).verified(answers, left, ME, FORM, NOW).events] == [("left-out", "/applicant/residence_address")]
    unlisted = [one for one in left if one.pointer]
    assert [(one.kind, one.lookup) for one in Seals(KEY).verified(answers, unlisted, ME, FORM, NOW).events] == [("left-out", "")]


@pytest.mark.parametrize("wrong", [{"at": "/\ud800"}, {"expires": 1e20}, {"expires": True}, {"expires": 10**16}, {"of": "x"}, {"keys": 5}, {"at": "x"}])
def test_what_is_no_seal_is_told_by_one_exception(held, wrong):
    made = seals_to_json(held[1])
    with pytest.raises(SealProblem):
        seals_from_json([{**made[0], **wrong}])


def test_answers_that_are_none_and_seals_without_number_raise_nothing_else(held):
    odd = {"relation_to_child": "mother", "applicant": {"residence_address": 1.5, "full_name": "\ud800"}}
    assert not Seals(KEY).verified(odd, held[1], ME, FORM, NOW).untouched
    with pytest.raises(SealProblem):
        Seals(KEY).verified({}, [held[1][0]] * 5_001, ME, FORM, NOW)
