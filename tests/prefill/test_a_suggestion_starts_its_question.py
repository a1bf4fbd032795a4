"""What is held but often stale (`suggests`: phone, e-mail) stands in its question from the start, and is no answer before
it is sent."""

import re

import pytest
from prefill_kit import HOA, TODAY, answering, prefill

from eformc.contract.held import HeldValue, Suggestion
from eformc.emit.form import published
from eformc.portal.submission.decode import Posted, control_name

AT = "/applicant/phone"
PHONE = "0912345678"


@pytest.fixture(scope="module")
def form(procedures):
    return published(next(unit.reasoned for unit in procedures if unit.procedure.id == "ly-lich-tu-phap"))


@pytest.fixture(scope="module")
def given(plans):
    """What the registry gives: a phone number, and a name that is held."""
    source = answering({"phone": PHONE, "full_name": "Nguyễn Thị Hoa"})
    made = prefill(plans["ly-lich-tu-phap"], {"/applicant/personal_id": HOA}, {"population": source})
    return {lang: made.given(lang) for lang in ("vi", "en")}


def box(page):
    """What stands in the text box of the phone number."""
    (control,) = re.findall(rf'<input[^>]*name="{re.escape(control_name(("applicant", "phone")))}"[^>]*>', page)
    return "".join(re.findall(r'value="([^"]*)"', control)), re.findall(r'aria-describedby="([^"]*)"', control)


def test_it_is_given_as_what_it_is(given):
    assert given["vi"][AT] == Suggestion(PHONE, "Cơ sở dữ liệu quốc gia về dân cư", "")
    assert isinstance(given["vi"]["/applicant/full_name"], HeldValue)


@pytest.mark.parametrize(("lang", "said"), [("vi", "Ghi sẵn theo Cơ sở dữ liệu quốc gia về dân cư;"), ("en", "Filled in from National Population Database;")])
def test_it_stands_in_the_question_with_where_it_comes_from(form, given, lang, said):
    page = form.page(lang, held=given[lang])
    value, (described,) = box(page)
    assert value == PHONE
    (words,) = re.findall(r'id="([^"]*)">[^<]*' + re.escape(said), page)
    assert words in described.split()
    assert said not in form.page(lang)


def test_what_the_citizen_sent_is_never_written_over(form, given):
    for texts, shown in (({}, ""), ({control_name(("applicant", "phone")): ["0987654321"]}, "0987654321")):
        made = form.submitted(Posted(texts), TODAY, given["vi"])
        assert box(form.page("vi", made=made, held=given["vi"]))[0] == shown


def test_it_is_no_answer_before_it_is_sent(form, given):
    assert "phone" not in form.submitted(Posted({}), TODAY, given["vi"]).answers.get("applicant", {})
    sent = form.submitted(Posted({control_name(("applicant", "phone")): [PHONE]}), TODAY, given["vi"])
    assert sent.answers["applicant"]["phone"] == PHONE


def test_where_the_registry_has_none_nothing_is_said_of_it(plans):
    made = prefill(plans["ly-lich-tu-phap"], {"/applicant/personal_id": HOA}, {"population": answering({"full_name": "Hoa"})})
    assert AT in made.held
    assert AT not in made.given("vi")
