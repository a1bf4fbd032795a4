"""What is worked out keeps nobody from sending: nobody could mend it."""

import pytest

from eformc.contract.held import HeldValue
from eformc.emit.form import published
from eformc.kernel.dates import parse
from eformc.portal.submission.decode import Posted

TODAY = parse("2026-11-23")
SPEC = """
procedure: tro-cap
title: {vi: Trợ cấp, en: Benefit}
subjects:
  applicant: {is: person, known_by: login}
pages:
  - page: one
    title: {vi: Trợ cấp, en: Benefit}
    fields:
      - applicant.birth_date: {policy: locked}
      - months: {title: {vi: Số tháng, en: Months}, help: {vi: Viết bằng số., en: In digits.}, type: integer, min: 1, max: 99}
      - total: {title: {vi: Tổng số tiền, en: Total}, type: money, derive: months * 1000000, policy: locked, max: 12000000}
      - application.filing_date
constraints:
  - holds: months <= age(applicant.birth_date)
    message: {vi: Số tháng nhiều hơn số tuổi. Hãy sửa số tháng., en: More months than years. Mend the months.}
    at: months
"""


@pytest.fixture
def form(project):
    unit = project.unit_of("tro-cap.eform.yaml", SPEC.encode())
    assert unit.sound, [one.text("en") for one in unit.diagnostics]
    return published(unit.reasoned)


def held(born, total):
    return {"/applicant/birth_date": HeldValue(born, born, "Dân cư", "", {}), "/total": HeldValue(str(total), total, "", "", {"/months": 12})}


def judged(form, born, months, total):
    return form.submitted(Posted({"f.months": [str(months)]}), TODAY, held(born, total))


def test_a_value_that_is_worked_out_and_is_too_large_blocks_nobody(form):
    made = judged(form, "1950-01-01", 20, 20_000_000)
    assert made.answers["total"] == 20_000_000
    assert made.faults == ()
    assert made.complete
    assert form.unmendable(made, "vi") == [("/total", "“Tổng số tiền” do cơ quan ghi hoặc máy tính ra, và chưa hợp lệ. Bạn không phải sửa; cán bộ sẽ xem lại.")]


def test_what_an_answer_can_mend_is_still_to_be_mended(form):
    made = judged(form, "1950-01-01", 90, 0)
    assert [(one.pointer, one.code) for one in made.faults] == [(("months",), "constraint")]
    assert [one.pointer for one in judged(form, "1950-01-01", 100, 0).faults] == [("months",), ("months",)]
    asked = form.submitted(Posted({"f.months": ["5"], "f.applicant.birth_date.day": ["1"], "f.applicant.birth_date.month": ["1"], "f.applicant.birth_date.year": ["2030"]}), TODAY)
    assert [one.code for one in asked.faults if one.pointer == ("applicant", "birth_date")][:1] == ["too-late"], "nobody held it: it was asked"
