"""What a portal hands in at the start (`known_by: case`), and answers in the titles of questions."""

import asyncio

import pytest

from eformc.contract.held import HeldValue
from eformc.emit.form import published
from eformc.emit.html import emit
from eformc.emit.json_schema import schema_of
from eformc.kernel import dates
from eformc.kernel.evaluate import evaluate
from eformc.model.lowering import form_of
from eformc.portal.submission.decode import Posted
from eformc.prefill import Authenticated, run
from eformc.reasoning.planning import plan_of

TODAY = dates.parse("2026-11-23")
SPEC = """
procedure: gia-han
title: {vi: Gia hạn, en: Renewal}
subjects:
  applicant: {is: person, known_by: login}
  child: {is: newborn, known_by: nobody}
  employer: {is: business, known_by: case, title: {vi: Nơi làm việc, en: Employer}}
pages:
  - page: one
    title: {vi: Gia hạn, en: Renewal}
    fields:
      - note: {vi: "Gửi tới {employer.name|nơi bạn làm việc}.", en: "For {employer.name|where you work}."}
      - child.full_name: {title: {vi: Tên của trẻ, en: Name of the child}}
      - weight: {title: {vi: "Cân nặng của {child.full_name|trẻ} (gam)", en: "Weight of {child.full_name|the child} (grams)"}, help: {vi: Viết bằng số., en: In digits.}, type: integer, min: 300, max: 9000}
      - branch: {title: {vi: "Chi nhánh của {employer.name|nơi làm việc}", en: "Branch of {employer.name|the employer}"}, help: {vi: Viết ngắn gọn., en: In a few words.}, type: text, when: present(employer.name)}
"""


def unit_of(project, text=SPEC):
    return project.unit_of("gia-han.eform.yaml", text.encode())


def found(unit):
    return [(one.code, one.message) for one in unit.diagnostics if one.code.startswith(("EF0", "EF1", "EF6"))]


@pytest.fixture
def unit(project):
    made = unit_of(project)
    assert made.sound, [one.text("en") for one in made.diagnostics]
    return made


def prefilled(unit, **given):
    plan = plan_of(unit.reasoned)
    return asyncio.run(run(plan, Authenticated({f"/employer/{name}": value for name, value in given.items()}), {}, {}, today=TODAY))


def test_case_data_are_typed_read_and_never_asked(unit):
    plan = plan_of(unit.reasoned)
    assert [(one.pointer, one.source) for one in plan.given if one.subject == "employer"] == [("/employer/name", "case")]
    form = form_of(unit.procedure)
    assert not [one for one in form.entries if one.pointer[0] == "employer"]
    held = prefilled(unit, name="Hợp tác xã Sen").given("vi")
    assert held["/employer/name"] == HeldValue("Hợp tác xã Sen", "Hợp tác xã Sen", "", "", {}, held["/employer/name"].who, False, "")
    page = published(unit.reasoned).page("vi", held=held)
    assert ">Hợp tác xã Sen</span>." in page
    assert "Chi nhánh của <span" in page and ">Hợp tác xã Sen</span></label>" in page
    assert prefilled(unit, name=5).given("vi") == {}, "of another kind: as if it were not there"


def test_without_case_data_the_words_that_stand_for_them_are_said(unit):
    page = published(unit.reasoned).page("vi", held=prefilled(unit).given("vi"))
    assert ">nơi bạn làm việc</span>." in page
    known = {("employer", "name"): "Sen"}
    answers = {"child": {"full_name": "An"}, "weight": 3000}
    form = form_of(unit.procedure)
    assert evaluate(form, answers, TODAY).applies[("branch",)] is False
    assert evaluate(form, answers, TODAY, known).applies[("branch",)] is True
    sent = evaluate(form, {**answers, "employer": {"name": "Khác"}}, TODAY)
    assert "unknown-field" in [one.code for one in sent.findings], "nobody can post case data"


def test_a_title_says_the_answer_and_messages_say_the_words_that_stand_for_it(unit):
    form = published(unit.reasoned)
    assert 'Cân nặng của <span data-say="' in emit(unit.reasoned, "vi")
    posted = Posted({"f.child.full_name": ["An"], "f.weight": ["5"]})
    made = form.submitted(posted, TODAY)
    page = form.page("vi", made=made)
    assert 'data-else="trẻ">An</span> (gam)' in page
    assert "“Cân nặng của trẻ (gam)” phải từ 300 trở lên." in page
    assert schema_of(unit.procedure)["properties"]["weight"]["title"] == "Cân nặng của trẻ (gam)"


@pytest.mark.parametrize(
    ("written", "wrong", "expected"),
    [
        ("{child.full_name|trẻ} (gam)", "{child.nickname|trẻ} (gam)", [("EF112", "unknown-name")]),
        ("      - weight:", "      - employer.name\n      - weight:", [("EF115", "case-asked")]),
        ("known_by: case,", "known_by: case, many: true,", [("EF115", "both")]),
        ("known_by: case,", "known_by: cases,", [("EF106", "did-you-mean")]),
    ],
)
def test_misuse_is_told(project, written, wrong, expected):
    assert written in SPEC
    assert found(unit_of(project, SPEC.replace(written, wrong)))[:1] == expected
