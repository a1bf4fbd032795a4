"""A draft that the page keeps follows `was:`: questions, tables, columns and options that have another name now."""

import json

import pages
import pytest

from eformc.emit.html import emit, form_view
from eformc.portal.html.render import sections_of

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
browser, folder = pages.browser, pages.folder
NEW = """
procedure: nhan-giay
title: {vi: Nhận giấy tờ, en: Delivery}
version: "2"
subjects:
  applicant: {is: person, known_by: login}
pages:
  - page: one
    title: {vi: Cách nhận, en: Delivery}
    fields:
      - note: {was: memo, title: {vi: Ghi chú, en: Note}, type: long_text, optional: true}
      - way: {title: {vi: Cách nhận, en: Way}, type: choice, options: [{post: {title: {vi: Bưu chính, en: Post}, was: [mail, letter]}}, {desk: {vi: Quầy, en: Desk}}]}
      - days: {was: times, title: {vi: Các buổi, en: Days}, type: choices, options: [{early: {title: {vi: Sáng, en: Early}, was: am}}, {late: {vi: Chiều, en: Late}}]}
      - sent_on: {was: posted_on, title: {vi: Ngày gửi, en: Sent on}, type: date, optional: true}
      - parcels: {was: packets, title: {vi: Gói, en: Parcels}, type: table, optional: true, at_most: 4, columns: [{weight: {was: grams, title: {vi: Cân nặng, en: Weight}, type: integer}}, {size: {title: {vi: Cỡ, en: Size}, type: choice, options: [{small: {title: {vi: Nhỏ, en: Small}, was: s}}, {big: {vi: To, en: Big}}]}}]}
"""
KEPT = {
    "f.memo": ["mười dòng chữ"], "f.way": ["letter"], "f.times": ["am", "late"], "f.posted_on.day": ["5"], "f.posted_on.month": ["3"], "f.posted_on.year": ["2026"],
    "f.packets.0.grams": ["200"], "f.packets.1.grams": ["300"], "f.packets.1.size": ["s"],
}  # fmt: skip


def reasoned(project, text=NEW):
    unit = project.unit_of("nhan-giay.eform.yaml", text.encode())
    assert unit.sound, [found.text("en") for found in unit.diagnostics]
    return unit.reasoned


@pytest.fixture
def page(browser, folder, project):
    """The page of the new version on a device that keeps a draft of the one before."""
    path = folder / "former.html"
    path.write_text(emit(reasoned(project), "vi"), encoding="utf-8")
    page = pages.watched(browser.new_page())
    page.goto(path.as_uri())
    yield page
    page.close()


def with_draft(page, values):
    draft = {"eformc": 1, "form": "nhan-giay", "version": "1", "values": values}
    page.evaluate("(draft) => localStorage.setItem('eformc:nhan-giay', JSON.stringify({ ...draft, at: Date.now() }))", draft)
    page.reload()
    page.click("#whole")


def test_a_kept_draft_stands_under_todays_names_and_codes(page):
    with_draft(page, KEPT)
    def value(name):
        return page.locator(f"[name='{name}']").input_value()
    assert value("f.note") == "mười dòng chữ"
    assert page.locator("[name='f.way']:checked").get_attribute("value") == "post"
    assert page.locator("[name='f.days']:checked").evaluate_all("all => all.map((one) => one.value)") == ["early", "late"]
    assert [value(f"f.sent_on.{part}") for part in ("day", "month", "year")] == ["5", "3", "2026"]
    assert [value(f"f.parcels.{row}.weight") for row in (0, 1)] == ["200", "300"]
    assert page.locator("[name='f.parcels.1.size']:checked").get_attribute("value") == "small"
    page.locator("[name='f.note']").fill("mới")
    kept = json.loads(page.evaluate("localStorage.getItem('eformc:nhan-giay')"))["values"]
    assert kept["f.note"] == ["mới"]
    assert not [name for name in kept if "memo" in name or "packets" in name]


def test_what_stands_under_todays_name_stays(page):
    with_draft(page, {"f.memo": ["cũ"], "f.note": ["nay"], "f.way": ["desk"]})
    assert page.locator("[name='f.note']").input_value() == "nay"
    assert page.locator("[name='f.way']:checked").get_attribute("value") == "desk"


def test_a_page_that_renamed_nothing_carries_nothing_for_it(project):
    plain = NEW.replace("was: memo, ", "").replace("was: times, ", "").replace("was: posted_on, ", "").replace("was: packets, ", "").replace("was: grams, ", "")
    plain = plain.replace(", was: [mail, letter]", "").replace(", was: am", "").replace(", was: s}", "}")
    assert "was" in sections_of(form_view(reasoned(project), "vi").data)
    assert "was" not in sections_of(form_view(reasoned(project, plain), "vi").data)


def test_a_name_that_the_form_still_uses_moves_nowhere(project):
    both = NEW.replace("      - way:", "      - memo: {title: {vi: Lời nhắn, en: Memo}, type: text, optional: true}\n      - way:")
    data = form_view(reasoned(project, both), "vi").data
    assert ("/memo", "/note") not in [(old, new) for old, new, _ in data.was]
