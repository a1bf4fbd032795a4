"""Nothing is destroyed by one press: forgetting asks and can be undone, answers can be emptied, rows and files taken out."""

import pages
import pytest
from pages import watched
from portal import Portal

from conftest import until
from eformc.emit.form import published
from eformc.emit.html import emit
from eformc.kernel.evaluate import Finding
from eformc.portal.view.populate import errors_of, with_submission

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
browser, folder, everything, opened = pages.browser, pages.folder, pages.everything, pages.opened
stepped, form = pages.stepped, pages.form
KEY = "eformc:every-kind"


def kept(page):
    return page.evaluate(f"localStorage.getItem('{KEY}')")


def test_where_nothing_was_typed_nothing_is_kept_or_said(form):
    assert kept(form) is None
    form.reload()
    assert form.locator("#notice").inner_text() == ""
    form.fill("[name='f.phone']", "0912345678")
    assert kept(form)
    form.fill("[name='f.phone']", "")
    assert kept(form) is None


def test_the_notice_stands_below_the_question_and_forgetting_asks_once(form):
    form.fill("[name='f.phone']", "0912345678")
    form.reload()
    notice, send = form.locator("#notice"), form.locator("#send")
    assert notice.bounding_box()["y"] > send.bounding_box()["y"]
    form.get_by_role("button", name="Xóa khỏi máy này").first.click()
    assert form.input_value("[name='f.phone']") == "0912345678"
    assert form.evaluate("document.activeElement.textContent") == "Không xóa"
    form.get_by_role("button", name="Không xóa").click()
    assert kept(form)
    assert notice.inner_text() == ""


def test_what_was_forgotten_comes_back_in_the_same_window_only(form, opened, everything):
    form.fill("[name='f.phone']", "0912345678")
    form.click("summary:has-text('Giữ lại')")
    form.click("#forget")
    with form.expect_navigation():
        form.get_by_role("button", name="Xóa hết").click()
    assert form.input_value("[name='f.phone']") == ""
    assert kept(form) is None
    assert "Đã xóa" in form.locator("#notice").inner_text()
    form.get_by_role("button", name="Lấy lại").click()
    assert form.input_value("[name='f.phone']") == "0912345678"
    assert kept(form)
    form.reload()
    assert form.input_value("[name='f.phone']") == "0912345678"
    other = opened(emit(everything, "vi"))
    assert other.locator("#notice").inner_text() == ""


def test_forgetting_in_one_window_leaves_the_other_as_it_is(browser, everything):
    portal = Portal(published(everything))
    context = browser.new_context(viewport={"width": 360, "height": 740})
    one, two = watched(context.new_page()), watched(context.new_page())
    for page in (one, two):
        page.goto(portal.url)
        page.set_default_timeout(5000)
    one.click("#whole")
    one.fill("[name='f.phone']", "0912345678")
    until(two, "document.querySelector(\"[name='f.phone']\").value === '0912345678'")
    one.click("summary:has-text('Giữ lại')")
    one.click("#forget")
    with one.expect_navigation():
        one.get_by_role("button", name="Xóa hết").click()
    until(two, "document.getElementById('notice').textContent.includes('cửa sổ khác')")
    one.fill("[name='f.amount']", "3")
    two.wait_for_timeout(200)
    assert two.input_value("[name='f.phone']") == "0912345678"
    assert two.input_value("[name='f.amount']") == ""
    context.close()
    portal.close()


SPEC = """
procedure: may-be-emptied
title: {vi: Thử bỏ trống, en: May be emptied}
legal_basis: ["Luật Thử nghiệm 2024"]
pages:
  - page: one
    title: {vi: Một, en: One}
    fields:
      - colour: {title: {vi: Màu, en: Colour}, type: choice, optional: true, options: [{red: {vi: Đỏ, en: Red}}, {blue: {vi: Xanh, en: Blue}}]}
      - agree: {title: {vi: Có đồng ý, en: Agree}, type: yes_no, optional: true}
      - why: {title: {vi: Vì sao, en: Why}, type: text, when: agree == true}
      - must: {title: {vi: Phải chọn, en: Must}, type: yes_no}
"""


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_radio_that_need_not_be_answered_can_be_emptied(browser, project, script):
    form = published(project.unit_of("may-be-emptied.eform.yaml", SPEC.encode()).reasoned)
    portal = Portal(form)
    context = browser.new_context(java_script_enabled=script, viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.set_default_timeout(5000)
    page.goto(portal.url)
    if script:
        page.click("#whole")
    assert page.locator("[name='f.must'][value='']").count() == 0
    page.check("[name='f.colour'][value=red]")
    page.check("[name='f.colour'][value='']")
    page.check("[name='f.agree'][value=true]")
    assert page.locator("[name='f.why']").is_visible()
    page.check("[name='f.agree'][value='']")
    if script:
        assert page.locator("[name='f.why']").is_hidden()
    page.check("[name='f.must'][value=true]")
    page.click("#send")
    lines = dict(zip(page.locator("#answers dt").all_inner_texts(), page.locator("#answers dd:first-of-type").all_inner_texts(), strict=True))
    assert lines == {"Màu": "Chưa khai", "Có đồng ý": "Chưa khai", "Phải chọn": "Có"}
    page.click("#send")
    until(page, "document.title.startsWith('Đã nhận')") if script else None
    ((answers, _),) = portal.taken.values()
    assert answers == {"must": True}
    context.close()
    portal.close()


def test_rows_count_on_after_one_is_taken_out_and_the_focus_stays_near(form):
    for n, number in enumerate(("079200000001", "079200000002", "079200000003")):
        if n:
            form.locator("button.add").click()
        form.fill(f"[name='f.members.{n}.personal_id']", number)
    assert form.locator("[data-row] > legend").all_inner_texts() == ["Thành viên 1", "Thành viên 2", "Thành viên 3"]
    form.locator(".drop").nth(1).click()
    assert form.locator("[data-row] > legend").all_inner_texts() == ["Thành viên 1", "Thành viên 2"]
    assert form.locator(".drop .unseen").all_text_contents() == [" Thành viên 1", " Thành viên 2"]
    assert form.input_value("[data-row] >> nth=1 >> [name$='.personal_id']") == "079200000003"
    assert form.evaluate("document.activeElement.matches('.add')")
    form.locator("button.add").click()
    assert form.locator("[data-row] > legend").all_inner_texts()[-1] == "Thành viên 3"


def test_a_file_is_taken_out_with_its_error_and_the_focus_stays(form):
    box = form.locator("[type=file][name]")
    box.set_input_files({"name": "a.exe", "mimeType": "application/x-msdownload", "buffer": b"MZ"})
    form.wait_for_selector("#f-attachments-photo-error")
    form.get_by_role("button", name="Bỏ tệp này a.exe").click()
    assert form.locator("#f-attachments-photo-error").count() == 0
    assert box.evaluate("(one) => one.files.length") == 0
    assert form.evaluate("document.activeElement.type") == "file"
    assert form.get_by_role("button", name="Bỏ tệp này").count() == 0


def test_errors_stand_in_the_order_of_the_page(form, everything):
    form.click("#send")
    ids = form.locator("#errors a").evaluate_all("(links) => links.map((one) => one.hash.slice(1))")
    places = form.evaluate("(ids) => ids.map((id) => [...document.querySelectorAll('*')].indexOf(document.getElementById(id)))", ids)
    assert len(ids) > 4
    assert places == sorted(places)


def test_the_servers_errors_stand_in_the_order_of_the_page(everything):
    whole = published(everything)
    view = whole.views["vi"]
    wrong = [Finding(at, "required") for at in (("promise",), ("phone",), ("relation",), ("amount",))]
    shown = with_submission(view, {}, errors_of(view, whole.form, wrong), {})
    assert [line.href for line in shown.errors] == ["#f-relation-0", "#f-phone", "#f-amount", "#f-promise-0"]
