"""The receipt: a button that prints it, what happens next and when, whom to ask, what was hers and what was on record."""

import pages
import pytest
from portal import DAY

from eformc.contract.errors import PortalError
from eformc.contract.held import HeldValue
from eformc.emit.html import published
from eformc.portal.html.receipt import Receipt
from eformc.portal.submission.decode import Posted

browser, folder, everything, opened = pages.browser, pages.folder, pages.everything, pages.opened

TYPED = {"f.relation": ["mother"], "f.phone": ["0912345678"], "f.amount": ["2"]}


@pytest.fixture
def receipt(everything):
    form = published(everything)
    held = {"/applicant/full_name": HeldValue("Nguyễn Thị Hoa", "Nguyễn Thị Hoa"), "/applicant/birth_date": HeldValue("17/5/1980", "1980-05-17")}
    made = form.submitted(Posted(TYPED), DAY, held)

    def page(lang, **more):
        return form.receipt_page(lang, Receipt("HS-1", "23/11/2026 8:15", **more), made=made, held=held)

    return page


@pytest.mark.parametrize("width", [320, 360, 1280])
def test_it_is_printed_by_its_button(receipt, opened, width):
    page = opened(receipt("vi"), width)
    page.evaluate("() => { window.print = () => { window.printed = (window.printed || 0) + 1; }; }")
    page.click("#print")
    assert page.evaluate("window.printed") == 1
    box = page.locator("#print").bounding_box()
    assert min(box["width"], box["height"]) >= 44
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.emulate_media(media="print")
    assert not page.locator("#print").is_visible()
    assert not page.problems


def test_without_script_there_is_no_button_that_does_nothing(receipt, opened):
    page = opened(receipt("vi"), java_script_enabled=False)
    assert not page.locator("#print").is_visible()
    assert page.locator(".reference").inner_text() == "HS-1"


@pytest.mark.parametrize(
    ("lang", "due", "status", "counts", "on_record"),
    [
        ("vi", "Có kết quả chậm nhất ngày 7/12/2026.", "Xem hồ sơ đã làm đến đâu", "Bạn trả lời 3 mục; 2 mục cơ quan đã có.", "Cơ quan đã có"),
        ("en", "There is an answer by 7/12/2026 at the latest.", "See how far your case has come", "You answered 3; 2 were on record.", "On record"),
    ],
)
def test_it_says_what_happens_whom_to_ask_and_whose_each_answer_was(receipt, opened, lang, due, status, counts, on_record):
    page = opened(receipt(lang, due="7/12/2026", status="https://portal.example/HS-1", next_steps=("A.",), ask=("0204 3 123 456", "8–11, 14–17")))
    assert page.locator("ol li").all_inner_texts() == [due, "A."]
    link = page.get_by_role("link", name=status)
    assert link.get_attribute("href") == "https://portal.example/HS-1"
    assert link.bounding_box()["height"] >= 44
    text = page.locator("main").inner_text()
    assert "0204 3 123 456\n" in text
    assert counts in text
    marked = page.evaluate("Array.from(document.querySelectorAll('#answers dd.source'), (one) => [one.parentElement.querySelector('dt').textContent, one.textContent])")
    assert [said for _, said in marked] == [on_record, on_record]
    assert len({title for title, _ in marked}) == 2


def test_without_anything_given_it_names_the_office(receipt, opened):
    page = opened(receipt("vi"))
    assert page.locator("h2").all_inner_texts() == ["Hỏi ai", "Bạn đã nộp"]
    assert "Cần giúp: hỏi Ủy ban nhân dân cấp xã." in page.locator("main").inner_text()


@pytest.mark.parametrize("status", ["javascript:alert(1)", "data:text/html,x", "portal"])
def test_a_status_that_is_no_address_of_a_page_is_refused(receipt, status):
    with pytest.raises(PortalError, match="not an address of a page"):
        receipt("vi", status=status)
