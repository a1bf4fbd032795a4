"""Times of day, and days with a time: boxes, what is read of them, limits and conditions, with and without a script."""

import json
from pathlib import Path

import pages
import pytest

from eformc.emit.form import published
from eformc.emit.html import emit, form_view
from eformc.kernel.dates import parse
from eformc.portal.html.render import sections_of
from eformc.portal.submission.decode import Posted

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
browser, folder, opened = pages.browser, pages.folder, pages.opened
SPEC = """
procedure: hen-kham
title: {vi: Hẹn khám, en: Appointment}
subjects:
  applicant: {is: person, known_by: login}
pages:
  - page: one
    title: {vi: Giờ hẹn, en: Time}
    fields:
      - at: {title: {vi: Mấy giờ đến, en: At what time}, help: {vi: Trong giờ làm việc., en: During office hours.}, type: time, min: "07:30", max: "16:45"}
      - early: {title: {vi: Có ăn sáng chưa, en: Had breakfast}, help: {vi: Chọn một., en: Choose one.}, type: yes_no, when: at < "09:00"}
      - fell: {title: {vi: Ngã lúc nào, en: When did you fall}, help: {vi: Nhớ gần đúng cũng được., en: About will do.}, type: datetime, min: today - 30 days, max: today}
      - since: {title: {vi: Đau từ tháng nào, en: In pain since}, help: {vi: Tháng và năm., en: Month and year.}, type: month, max: today, optional: true}
      - year: {title: {vi: Năm khám gần nhất, en: Last seen}, help: {vi: Bốn chữ số., en: Four digits.}, type: year, min: "1990", max: today, optional: true}
"""
TODAY = parse("2026-11-23")


@pytest.fixture
def unit(project):
    made = project.unit_of("hen-kham.eform.yaml", SPEC.encode())
    assert made.sound, [found.text("en") for found in made.diagnostics]
    return made


def filled(page, **boxes):
    for name, text in boxes.items():
        page.locator(f"[name='f.{name.replace('__', '.')}']").fill(text)


def test_a_time_has_two_boxes_and_a_moment_five(unit, opened):
    page = opened(emit(unit.reasoned, "vi"))
    page.click("#whole")
    assert page.locator("[name='f.early']").first.is_hidden()
    filled(page, at__hour="8", at__minute="15")
    assert page.locator("[name='f.early']").first.is_visible(), "before nine"
    filled(page, at__hour="17", at__minute="0")
    assert page.locator("[name='f.early']").first.is_hidden()
    filled(page, fell__day="24", fell__month="11", fell__year="2100", fell__hour="5", fell__minute="30")
    filled(page, since__month="12", since__year="2100")
    page.locator("[name='f.year.year']").fill("1989")
    page.click("#send")
    told = page.locator("#errors").inner_text()
    assert "“Mấy giờ đến” không được sau 16:45." in told
    assert "“Ngã lúc nào” không được sau " in told
    assert "“Đau từ tháng nào” không được sau " in told
    assert "“Năm khám gần nhất” phải từ 1990 trở đi." in told
    assert "/1990" not in told


def test_what_is_said_in_one_box_is_read(unit, opened):
    page = opened(emit(unit.reasoned, "vi"))
    page.click("#whole")
    filled(page, at__hour="9h05")
    today = page.evaluate("new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Ho_Chi_Minh' }).format()")
    year, month, day = today.split("-")
    filled(page, fell__day=day, fell__month=month, fell__year=year, fell__hour="0", fell__minute="5")
    page.click("#send")
    assert page.locator("#errors").is_hidden(), page.locator("#errors").inner_text()
    assert f"{day}/{month}/{year} 00:05" in page.locator("#answers").inner_text()
    page.click("#send")
    with page.expect_download() as download:
        page.click("#save")
    saved = json.loads(Path(download.value.path()).read_text(encoding="utf-8"))
    assert saved == {"at": "09:05", "fell": f"{today}T00:05"}
    assert page.problems == []


def test_without_a_script_the_server_reads_and_says_the_same(unit):
    form = published(unit.reasoned)
    assert form.page("vi").count('inputmode="numeric"') >= 7
    texts = {"f.at.hour": "17", "f.at.minute": "5", "f.fell.day": "24", "f.fell.month": "11", "f.fell.year": "2026", "f.fell.hour": "0", "f.fell.minute": "0", "f.since.month": "12", "f.since.year": "2026", "f.year.year": "1989"}
    made = form.submitted(Posted({name: [text] for name, text in texts.items()}), TODAY)
    assert made.answers == {"at": "17:05", "fell": "2026-11-24T00:00", "since": "2026-12", "year": "1989"}
    page = form.page("vi", made=made)
    for said in ("“Mấy giờ đến” không được sau 16:45.", "“Ngã lúc nào” không được sau 23/11/2026.", "“Đau từ tháng nào” không được sau 11/2026.", "“Năm khám gần nhất” phải từ 1990 trở đi."):
        assert said in page, said
    assert 'name="f.at.minute" inputmode="numeric" value="05"' in page
    vague = form.submitted(Posted({"f.at.hour": ["17"], "f.fell.day": ["1"]}), TODAY)
    assert [one.code for one in vague.faults] == ["not-a-time", "not-a-moment"]
    assert "hãy ghi giờ và phút bằng chữ số, ví dụ 17 30." in form.page("vi", made=vague)


def test_pages_without_times_carry_nothing_of_them(project):
    text = "\n".join(line for line in SPEC.splitlines() if "type: time" not in line and "type: datetime" not in line and "early:" not in line) + "\n"
    said = project.unit_of("hen-kham.eform.yaml", text.encode())
    assert said.sound
    assert "times" not in sections_of(form_view(said.reasoned, "vi").data)
