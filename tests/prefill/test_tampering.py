"""The tampering matrix: each part of each seal changed, exchanged, taken away or used elsewhere, and none of it accepted."""

import hashlib
import hmac
import json
import os
from collections import Counter
from types import SimpleNamespace

import pytest
from msgspec.structs import replace
from prefill_kit import HOA, answering, prefill

from eformc.contract.held import HeldState, HeldValue, Unheld
from eformc.model.catalogue import Policy
from eformc.portal.submission.marks import keys_mark, mark_of
from eformc.portal.submission.rows import held_rows, row_id
from eformc.prefill import Authenticated, Sensitive
from eformc.prefill.seal import (
    LEAST_KEY,
    LIST,
    MOST_SEALS,
    SealProblem,
    Seals,
    Verified,
    canonical_json,
    seals_from_json,
    seals_to_json,
)

GIVEN, OTHERS = {"/applicant/personal_id": HOA}, {"/applicant/personal_id": "001180000002"}
ME, OTHER = Authenticated(GIVEN), Authenticated(OTHERS)
KEY = Sensitive(bytes(range(32)))
NOW, UNTIL = 1_800_000_000, 1_800_003_600
ADDRESS = {"province": "01", "commune": "00004", "detail": "12 phố Huế"}
PERSON = {"full_name": "Nguyễn Thị Hoa", "birth_date": "1980-05-17", "ethnicity": "01", "nationality": "VN", "marital_status": "1", "residence_address": ADDRESS}
TYPED = {
    "khai-sinh": {"relation_to_child": "mother", "father": {"personal_id": "001180000002"}},
    "ct01": {"members": [{"personal_id": "001180000002"}, {"personal_id": "001180000003"}]},
}


@pytest.fixture(scope="module", params=sorted(TYPED))
def sealed(request, plans):
    """(answers, seals, form) of a run whose keys are the login, a typed number, numbers in rows."""
    plan, typed = plans[request.param], TYPED[request.param]
    return typed, Seals(KEY).sealed(prefill(plan, GIVEN, {"*": answering(PERSON)}, typed), ME, UNTIL, kept=True), (request.param, plan.version)


def seals_changed(seals):
    """(what was done, seals) of every tampering with the seals alone."""
    for number, one in enumerate(seals):
        def put(*parts, at=number):
            return [*seals[:at], *parts, *seals[at + 1 :]]

        yield "taken away", put()
        values = ["", "Lê", 0, 1, None, True, False, [], {}, [one.value], {"a": one.value}, f"{one.value} ", f"{one.value}\u0301", "\ud800", 10**15, 1.5, -0.5]
        yield from (("value", put(replace(one, value=value))) for value in values if value != one.value or type(value) is not type(one.value))
        yield from (("policy", put(replace(one, policy=policy))) for policy in Policy if policy is not one.policy)
        yield from (("expiry", put(replace(one, expires=one.expires + by))) for by in (-1, 1, 3600, 10**9))
        places = [f"{one.pointer}/x", "/nobody/name", one.pointer.replace("/0/", "/1/"), one.pointer[:-1], *(other.pointer for other in seals)]
        yield from (("place", put(replace(one, pointer=place))) for place in dict.fromkeys(places) if place != one.pointer)
        yield from (("seal", put(replace(one, seal=seal))) for seal in ("", "0" * 64, one.seal[:-1], one.seal + "0", one.seal.upper(), "é" * 64, *(other.seal for other in seals if other is not one)))
        yield from (("seal", put(replace(one, seal=one.seal[:at] + "0123456789abcdef"[int(one.seal[at], 16) ^ 1] + one.seal[at + 1 :]))) for at in range(64))
        yield from (("keys", put(replace(one, of=of))) for of in ((), ("/purpose",), (*one.of, "/purpose")) if of != one.of)
        yield from (("keys", put(replace(one, keys=keys))) for keys in ("x", one.keys[1:] + "0") if keys != one.keys)
        yield from (("value of another", put(replace(one, value=other.value))) for other in seals if other.value != one.value)


def whole_changed(typed, seals, form):
    """(what was done, answers, seals, subject, form, now) of every tampering with what stands around the seals."""
    yield "person", typed, seals, OTHER, form, NOW
    yield "person", typed, seals, Authenticated({}), form, NOW
    yield "person", typed, seals, Authenticated({**GIVEN, "/applicant/x": "1"}), form, NOW
    yield from (("form", typed, seals, ME, other, NOW) for other in (("other", form[1]), (form[0], "2025.1"), (form[1], form[0]), (form[0] + form[1], ""), (form[0], f"{form[1]} ")))
    yield from (("time", typed, seals, ME, form, now) for now in (UNTIL, UNTIL + 1, UNTIL + 10**9))
    yield "none", typed, [], ME, form, NOW
    yield "of another key", typed, [replace(one, seal=one.seal[::-1]) for one in seals], ME, form, NOW


def accepted(typed, made, subject, form, now, true):
    verified = Seals(KEY).verified(typed, made, subject, form, now)
    return verified.untouched or any(at not in true or value != true[at] for at, value in verified.values.items())


def test_no_tampering_is_accepted(sealed):
    typed, seals, form = sealed
    true = {one.pointer: one.value for one in seals}
    assert Seals(KEY).verified(typed, seals, ME, form, NOW).untouched
    tried, passed = Counter(), []
    every = [(what, typed, made, ME, form, NOW) for what, made in seals_changed(seals)] + list(whole_changed(typed, seals, form))
    step = 1 if os.environ.get("EFORMC_ATTACK_INPUTS") else 7  # a seventh of them in every run; each kind among them
    for what, answers, made, subject, of, now in every[::step] + every[-10:]:
        tried[what] += 1
        if accepted(answers, made, subject, of, now, true):
            passed.append(what)
    print(f"{sum(tried.values())} tamperings {dict(tried)}, {len(passed)} accepted")
    assert passed == []


def test_keys_that_were_posted_are_those_of_the_lookups(sealed):
    """Each key changed to that of another, taken away, of another kind."""
    typed, seals, form = sealed
    for one in [one for one in seals if any(key.endswith("/personal_id") and key not in GIVEN for key in one.of)]:
        for number in ("001180000004", "", 5, None, ["001180000002"], {"a": 1}, "001180000002 ", 1.5, "\ud800"):
            answers = changed(typed, number)
            verified = Seals(KEY).verified(answers, seals, ME, form, NOW)
            assert ("other-key", one.pointer) in [(event.kind, event.lookup) for event in verified.events], number
            assert one.pointer not in verified.values


def changed(value, number):
    """Answers with another number wherever one is typed."""
    if isinstance(value, dict):
        return {name: number if name == "personal_id" else changed(one, number) for name, one in value.items()}
    return [changed(one, number) for one in value] if isinstance(value, list) else value


# --- the parts, one by one ---------------------------------------------------------------------------------------------


def test_rows_that_are_taken_out_leave_the_seals_of_the_others(plans):
    """The number of a row is no part of what a value came by: the second row's number holds in the first's place."""
    typed = TYPED["ct01"]
    plan = plans["ct01"]
    seals = Seals(KEY).sealed(prefill(plan, GIVEN, {"*": answering(PERSON)}, typed), ME, UNTIL, kept=True)
    of_rows = {one.of: one.keys for one in seals if one.pointer == "/members/0/full_name"}
    alone = Seals(KEY).sealed(prefill(plan, GIVEN, {"*": answering(PERSON)}, {"members": typed["members"][1:]}), ME, UNTIL, kept=True)
    of_second = next(one for one in seals if one.pointer == "/members/1/full_name")
    of_alone = next(one for one in alone if one.pointer == "/members/0/full_name")
    assert of_second.keys == of_alone.keys
    assert of_second.keys not in of_rows.values()


def test_each_refusal_has_its_name(sealed):
    typed, seals, form = sealed
    kinds = {event.kind for event in Seals(KEY).verified(typed, seals, OTHER, form, NOW).events}
    assert kinds == {"forged"}
    assert {event.kind for event in Seals(KEY).verified(typed, seals, ME, form, UNTIL).events} == {"expired"}
    assert Seals(KEY).verified(typed, seals, ME, form, UNTIL - 1).untouched
    locked = next(one for one in seals if one.policy is Policy.LOCKED and isinstance(one.value, str) and one.pointer.count("/") == 2)
    tokens = locked.pointer.split("/")[1:]
    posted = {**typed, tokens[0]: {**(typed.get(tokens[0]) or {}), tokens[1]: "Lê"}}
    verified = Seals(KEY).verified(posted, seals, ME, form, NOW)
    assert [(event.kind, event.lookup) for event in verified.events] == [("changed", locked.pointer)]
    assert verified.answers[tokens[0]][tokens[1]] == locked.value
    assert posted[tokens[0]][tokens[1]] == "Lê"  # what was posted stays as it was


def test_a_seal_that_is_not_ascii_is_forged_and_no_exception(sealed):
    typed, seals, form = sealed
    made = [replace(one, seal="é") for one in seals]
    assert {event.kind for event in Seals(KEY).verified(typed, made, ME, form, NOW).events} == {"forged"}


def test_a_key_is_long_enough_each_of_them():
    short = Sensitive(b"k" * (LEAST_KEY - 1))
    for keys in ((short,), (KEY, [short]), (short, [KEY])):
        with pytest.raises(SealProblem, match=f"^a key for seals has at least {LEAST_KEY} bytes$"):
            Seals(*keys)
    Seals(Sensitive(b"k" * LEAST_KEY))


def test_so_many_seals_and_no_more(sealed):
    typed, seals, form = sealed
    forged = replace(seals[0], seal="0")
    assert len(Seals(KEY).verified(typed, [forged] * MOST_SEALS, ME, form, NOW).events) == MOST_SEALS + 1
    with pytest.raises(SealProblem, match=f"^more than {MOST_SEALS} seals$"):
        Seals(KEY).verified(typed, iter([forged] * (MOST_SEALS + 1)), ME, form, NOW)
    endless = iter(lambda: forged, None)
    with pytest.raises(SealProblem):
        Seals(KEY).verified(typed, endless, ME, form, NOW)
    assert len(seals_from_json(seals_to_json([forged]) * (MOST_SEALS + 50))) == MOST_SEALS + 1


def test_a_seal_is_what_was_published():
    """The very digest: whoever keeps seals over an update of eformc finds them good."""
    def digest(kind, value):
        return hmac.new(KEY.reveal(), kind + json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode(), hashlib.sha256).hexdigest()

    (one,) = Seals(KEY).sealed(SimpleNamespace(procedure="p", version="1", held={}), ME, 5)
    assert one.seal == digest(b"value", [digest(b"subject", GIVEN), "p", "1", LIST, [], "hidden", 5, [], ""])


@pytest.mark.parametrize("value", [10**15, -(10**15), 1.5, float("nan"), float("inf"), {1: 2}, {"a": {None: 1}}, b"x", {"a"}, "\ud800", ["\udfff"], object()])
def test_what_is_no_value_of_a_submission_is_said(value):
    with pytest.raises(SealProblem, match=r"^this is no value of a submission$"):
        canonical_json(value)


def test_values_that_are_alike_are_sealed_alike():
    assert canonical_json(2.0) == canonical_json(2) == b"2"
    assert canonical_json(10**15 - 1) == b"999999999999999"
    assert canonical_json((1, None, True, False)) == canonical_json([1, None, True, False]) == b"[1,null,true,false]"
    assert canonical_json({"b": "é", "a": {}}) == '{"a":{},"b":"é"}'.encode()
    deep = []
    for _ in range(100_000):
        deep = [deep]
    with pytest.raises(SealProblem):
        canonical_json(deep)


def test_seals_are_read_as_they_were_written(sealed):
    _, seals, _ = sealed
    made = seals_to_json(seals)
    assert seals_from_json(made) == seals
    assert all(("of" in one) == ("keys" in one) for one in made)
    assert {tuple(sorted(one)) for one in made} <= {("at", "expires", "policy", "seal", "value"), ("at", "expires", "keys", "of", "policy", "seal", "value")}
    one = seals[0]
    assert repr(one) == f"Sealed(pointer={one.pointer!r}, policy={one.policy!r}, expires={one.expires!r}, of={one.of!r})"
    assert repr(Verified({"a": "Nguyễn"}, {"/a": "Nguyễn"})) == "Verified(events=(), differing=())"
    with pytest.raises(AttributeError):
        one.value = "Lê"
    with pytest.raises(AttributeError):
        Verified({}, {}).events = ()
    good = made[0]
    for wrong in ({"policy": "x"}, {"seal": 5}, {"at": "x"}, {"at": 5}, {"of": [5]}, {"of": {}}, {"expires": "5"}, {"expires": False}, {"value": "\ud800"}, {"keys": None}):
        with pytest.raises(SealProblem, match=r"^this is no (list of seals|value of a submission)$"):
            seals_from_json([{**good, **wrong}])


# --- what nobody sees by accident ------------------------------------------------------------------------------------------


def test_what_is_sensitive_shows_nothing_and_compares():
    one = Sensitive("Nguyễn")
    assert f"{one}" == str(one) == repr(one) == f"{one:>5}" == "Sensitive(…)"
    assert one == Sensitive("Nguyễn")
    assert one != Sensitive("Lê")
    assert (one == "Nguyễn") is False
    assert Sensitive("\ud800") == Sensitive("\ud800")
    assert Sensitive(5) == Sensitive(5) != Sensitive(6)
    assert Sensitive("5") != Sensitive(5)
    assert hash(one) == hash(Sensitive("Nguyễn"))
    with pytest.raises(TypeError, match=r"^a sensitive value is not pickled$"):
        one.__reduce__()


# --- marks ------------------------------------------------------------------------------------------------------------------


def test_a_mark_changes_with_what_was_shown_and_with_whose_it_is():
    base = HeldValue("x", "x", keys={"/a/0/id": "1"}, who="me")
    others = [
        replace(base, value="y"), replace(base, value=None), replace(base, value=["none", None]), replace(base, value=0), replace(base, keys={"/a/0/id": "2"}), replace(base, keys={}),
        replace(base, keys={"/b/0/id": "1"}), replace(base, who="you"),
    ]  # fmt: skip
    marks = [mark_of(one) for one in (base, *others)]
    assert len(set(marks)) == len(marks)
    assert mark_of(replace(base, keys={"/a/7/id": "1"})) == mark_of(base)
    assert mark_of(base).partition(".")[0] == keys_mark(base.keys, "me")
    assert mark_of(None) == mark_of("text") == ""


def test_a_mark_of_nothing_held_says_why_and_for_whom():
    for state in HeldState:
        assert mark_of(Unheld(state, {"/a/id": "1"}, "me")) == f"{keys_mark({'/a/id': '1'}, 'me')}.{state.value}"
        assert mark_of(state) == f"{keys_mark({}, '')}.{state.value}"


def test_rows_that_registries_know_are_counted_and_known_again():
    held = {
        "/members/0/name": HeldValue("A", "A"), "/members/0/day": HeldValue("1", "1", keys={"/members/0/id": "5"}), "/members/2/name": HeldValue("C", "C"),
        "/members/11/name": HeldValue("L", "L", keys={"/members/11/id": "7"}), "/membership/5/name": HeldValue("M", "M"), "/members/3/name": HeldState.NO_RECORD,
    }  # fmt: skip
    assert held_rows("/members", held) == 3  # the last is there because its number was typed
    assert held_rows("/membership", held) == 6
    assert held_rows("/nobody", held) == held_rows("/members", {}) == 0
    assert row_id(11, "/members", held) == row_id(1, "/members", held) == ""
    known = row_id(0, "/members", held)
    assert known == row_id(0, "/members", {**held, "/members/0/day": HeldValue("2", "2", keys={"/members/0/id": "5"})})
    assert known != row_id(0, "/members", {**held, "/members/0/name": HeldValue("B", "B")})
    assert known == row_id(2, "/members", {"/members/2/name": HeldValue("A", "A")})
    deep = {"/members/1/home/street": HeldValue("x", "x")}
    assert held_rows("/members", deep) == 2


@pytest.mark.parametrize("masked", ["", "A…"])
def test_two_rows_that_look_alike_are_two_rows(masked):
    """Two children of one name, of whom nothing else is shown: what is typed for the second one is not the first one's."""
    held = {f"/members/{n}/name": HeldValue("An", "An", masked=masked) for n in range(3)} | {"/members/3/name": HeldValue("Ba", "Ba")}
    marks = [row_id(n, "/members", held) for n in range(4)]
    assert len({*marks, ""}) == 5
    assert marks[0] == row_id(0, "/members", {"/members/0/name": held["/members/0/name"]})
    assert marks[3] == row_id(0, "/members", {"/members/0/name": held["/members/3/name"]})
