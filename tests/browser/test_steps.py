"""One thing at a time: steps, the check with its links, held values confirmed, a key that brings more, who helps."""

import json

import pages
import pytest
from pages import watched
from portal import DAY, Portal, good

from conftest import until
from eformc.contract.held import HeldState, HeldValue
from eformc.emit.form import published
from eformc.emit.html import form_view
from eformc.portal.html.render import Presentation, render, render_fragment
from eformc.portal.submission.decode import Posted
from eformc.portal.view.check_answers import overview
from eformc.portal.view.populate import with_submission

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
browser, folder, everything, opened = pages.browser, pages.folder, pages.everything, pages.opened
stepped, form = pages.stepped, pages.form
NAME = HeldValue("Nguyễn Thị Hoa", "Nguyễn Thị Hoa", "Sổ gốc", "2026-01-02")


def test_a_question_that_follows_from_an_answer_stands_on_the_same_step(stepped):
    stepped.click("#send")
    stepped.click("#send")
    assert stepped.locator(".q:visible").count() == 1
    stepped.check("[name='f.relation'][value=other]")
    assert stepped.locator(".q:visible").count() == 2
    stepped.click("#send")
    assert stepped.locator("#errors a").all_inner_texts() == ["Hãy trả lời mục “Là ai”."]


def test_the_check_says_what_was_typed_and_its_links_come_back(form):
    form.check("[name='f.relation'][value=mother]")
    for name, text in {"phone": "0912345678", "amount": "12500", "since.day": "5/3/2020", "uses": None}.items():
        form.check("[name='f.uses'][value=home]") if text is None else form.fill(f"[name='f.{name}']", text)
    form.check("[name='f.promise']")
    for name, text in {"owner.personal_id": "079200000002", "owner_place.commune": "Ba Đình", "owner_place.detail": "số 1"}.items():
        form.fill(f"[name='f.{name}']", text)
    form.select_option("[name='f.owner_place.province']", index=1)
    form.click("#whole")
    for _ in range(30):
        if form.locator("#check").is_visible():
            break
        form.click("#send")
    lines = dict(zip(form.locator("#answers dt").all_inner_texts(), form.locator("#answers dd:first-of-type").all_inner_texts(), strict=True))
    assert lines["Số điện thoại"] == "0912 345 678"
    assert lines["Số người"] == "12.500"
    assert lines["Ở từ ngày"] == "5/3/2020"
    assert lines["Ghi chú"] == "Chưa khai"
    assert lines["Nơi ở của chủ nhà"] == "số 1, Ba Đình, Thành phố Hà Nội"
    form.locator("#answers a:has-text('Số điện thoại')").click()
    assert form.locator("[name='f.phone']").is_visible()
    assert form.evaluate("document.activeElement.name") == "f.phone"
    form.fill("[name='f.phone']", "0987654321")
    form.click("#send")
    assert form.locator("#check").is_visible()
    assert "0987 654 321" in form.locator("#answers").inner_text()


def test_the_server_checks_the_same_lines_as_the_script(opened, everything):
    whole = published(everything)
    texts, _ = good(whole, 5)
    made = whole.submitted(Posted(texts), DAY)
    view = whole.views["vi"]
    ours = [(part.title, line.title, line.text) for part in overview(with_submission(view, made.typed, (), {}), whole.hidden(made)) for line in part.lines]
    page = opened(whole.page("vi", made=made))
    page.click("#whole")
    page.click("#send")
    assert page.locator("#check").is_visible(), page.locator("#errors").inner_text()
    said = page.evaluate(
        "() => Array.from(document.querySelectorAll('#answers h2'), (h) => Array.from(h.nextElementSibling.children, (d) => [h.textContent, d.children[0].textContent, d.children[1].textContent])).flat()"
    )
    assert [tuple(line) for line in said] == ours


def test_the_declaration_and_who_types_are_never_chosen_beforehand(form):
    assert form.locator("input:checked").count() == 0


# --- held values -----------------------------------------------------------------------------------------------------


def held_page(everything, **more):
    given = {"/applicant/full_name": NAME, "/applicant/birth_date": HeldValue("17/5/1980", "1980-05-17")}
    return render(form_view(everything, "vi"), held=given, **more)


def test_a_held_value_says_its_source_its_day_its_law_and_where_it_is_corrected(opened, everything):
    page = opened(held_page(everything))
    page.click("#whole")
    block = page.locator(".held").first
    for words in ("Nguyễn Thị Hoa", "Sổ gốc", "Tính đến 2/1/2026.", "Ai nói vậy: Bộ Công an."):
        assert words in block.inner_text()
    for words in ("Cơ sở dữ liệu quốc gia về dân cư", "Căn cứ: Luật Căn cước", "Muốn sửa tận gốc"):
        assert words not in block.inner_text()
        assert page.locator("#sources").text_content().count(words) >= 1, "at the end of the page, once"


@pytest.mark.parametrize("state", list(HeldState))
def test_each_state_of_a_registry_has_its_words_and_none_blocks(opened, everything, state):
    page = opened(render(form_view(everything, "vi"), held={"/mother/full_name": state}))
    page.click("#whole")
    page.check("[name='f.relation'][value=father]")
    said = page.locator("[data-held='/mother/full_name']").inner_text()
    assert said not in ("", "sẽ được điền sẵn")
    asked = state is not HeldState.NOT_ASKED
    assert page.locator("[name='f.mother.full_name']").is_visible() is asked
    page.click("#send")
    assert ("Họ, chữ đệm và tên" in page.locator("#errors").inner_text()) is asked


def test_a_value_of_a_registry_that_nobody_here_can_mend_blocks_nobody(opened, everything):
    page = opened(render(form_view(everything, "vi"), held={"/applicant/birth_date": HeldValue("1/1/1500", "1500-01-01"), "/applicant/full_name": NAME}))
    page.click("#whole")
    page.click("#send")
    assert "Ngày, tháng, năm sinh" not in page.locator("#errors").inner_text()
    assert "Số điện thoại" in page.locator("#errors").inner_text()


@pytest.fixture
def birth(procedures):
    unit = next(unit for unit in procedures if unit.procedure.id == "tro-giup-xa-hoi")
    whole = published(unit.reasoned)
    portal = Portal(whole, {q.pointer: HeldValue("Có", "x") for page in whole.views["vi"].pages for block in page.blocks if block.control == "held" for q in block.questions})
    yield portal
    portal.close()


def test_what_needs_confirming_is_asked_and_not_right_opens_the_question(browser, birth):
    page = watched(browser.new_context(viewport={"width": 360, "height": 740}).new_page())
    page.goto(birth.url)
    for _ in range(20):
        if page.locator(".ok:visible").count():
            break
        page.click("#send")
    ok = page.locator(".ok:visible").first
    step = page.title()
    page.click("#send")
    assert "Hãy chọn “Đúng” hoặc “Không đúng”" in page.locator("#errors").inner_text()
    ok.locator("input[value=right]").check()
    block = page.locator(".held:visible", has=ok)
    assert block.locator("details").is_hidden()
    ok.locator("input[value=wrong]").check()
    assert block.locator("details").is_visible()
    for one in page.locator(".ok:visible input[value=wrong]").all():
        one.check()
    page.click("#send")
    assert page.title() != step
    page.context.close()


# --- a key that brings more ------------------------------------------------------------------------------------------


@pytest.fixture
def asking(browser, procedures):
    unit = next(unit for unit in procedures if unit.procedure.id == "khai-sinh")
    portal = Portal(published(unit.reasoned), lookup=True)
    context = browser.new_context(viewport={"width": 360, "height": 740})
    page = watched(context.new_page())
    page.set_default_timeout(5000)
    page.goto(portal.url)
    page.click("#whole")
    page.check("[name='f.relation_to_child'][value=grandmother]")
    yield page, portal
    context.close()
    portal.close()


def test_a_key_brings_the_held_values_at_once(asking):
    page, portal = asking
    portal.found = {
        "/mother/full_name": {"state": "value", "value": "Lê Thị Mơ", "text": "Lê Thị Mơ <b>", "source": "", "as_of": ""},
        "/mother/nationality": {"state": "unavailable"},
        "/mother/residence_address": {"state": "none", "value": None, "text": "", "source": "Theo sổ.", "as_of": ""},
    }
    page.fill("[name='f.mother.personal_id']", "07")
    page.locator("[name='f.mother.personal_id']").press("Tab")
    assert portal.asked == []
    page.fill("[name='f.mother.personal_id']", "079 180 000 001")
    page.locator("[name='f.mother.personal_id']").press("Tab")
    until(page, "document.querySelector(\"[data-held='/mother/full_name']\").textContent.includes('Lê Thị Mơ <b>')")
    ((answers, header, origin),) = portal.asked
    assert answers["mother"]["personal_id"] == "079180000001"
    assert header == "1"
    assert origin == portal.url.rstrip("/")
    assert "chưa kết nối" in page.locator("[data-held='/mother/nationality']").inner_text()
    assert page.locator("[name='f.mother.nationality']").is_visible()
    assert page.locator("[data-held='/mother/residence_address']").inner_text().split() == ["không", "có", "Theo", "sổ."]
    assert page.locator("#status").inner_text()


def test_a_silent_or_slow_registry_leaves_the_questions(asking):
    page, portal = asking
    portal.wait = 7
    page.fill("[name='f.mother.personal_id']", "079180000001")
    page.locator("[name='f.mother.personal_id']").press("Tab")
    page.fill("[name='f.child.full_name']", "vẫn gõ được")
    page.locator("#status", has_text="Chưa lấy được").wait_for(timeout=9000)
    assert page.locator("[name='f.child.full_name']").input_value() == "vẫn gõ được"


# --- who helps -------------------------------------------------------------------------------------------------------


def test_where_somebody_helps_the_browser_offers_nothing_of_theirs_and_it_is_recorded(form):
    before = form.locator("[autocomplete]:not([autocomplete=off])").count()
    form.check("[name='e.typed_by'][value=relative]")
    form.fill("[name='e.typed_name']", "Cháu An")
    assert form.locator("[autocomplete]:not([autocomplete=off])").count() == 0
    form.check("[name='e.typed_by'][value=self]")
    assert form.locator("[autocomplete]:not([autocomplete=off])").count() == before
    form.check("[name='e.typed_by'][value=relative]")
    form.check("[name='f.relation'][value=mother]")
    for name, text in {"phone": "0912345678", "amount": "2", "since.day": "5/3/2020"}.items():
        form.fill(f"[name='f.{name}']", text)
    form.check("[name='f.promise']")
    form.click("#send")
    form.check("[name='e.confirmed_by'][value=heard]")
    form.click("#send")
    downloads = []
    form.on("download", lambda one: downloads.append(one))  # noqa: PLW0108 (Playwright wants a function)
    form.click("#save")
    form.wait_for_timeout(800)
    saved = {one.suggested_filename: json.loads(one.path().read_text(encoding="utf-8")) for one in downloads}
    assert saved["every-kind.envelope.json"] == {"procedure": "every-kind", "version": "1", "typed_by": "relative", "typed_name": "Cháu An", "confirmed_by": "heard"}
    assert "typed_by" not in json.dumps(saved["every-kind.json"])


def test_an_officers_page_has_no_autocomplete_tokens(everything):
    assert "autocomplete" not in render(form_view(everything, "vi"), presentation=Presentation(officer=True)).split("<script>")[0]


# --- files, dates, a page within a page -----------------------------------------------------------------------------


def test_a_photo_is_shown_and_a_wrong_file_is_said_at_once(form):
    form.evaluate(
        """async () => {
          const canvas = Object.assign(document.createElement("canvas"), { width: 40, height: 30 });
          const blob = await new Promise((done) => canvas.toBlob(done, "image/png"));
          const bag = new DataTransfer(); bag.items.add(new File([blob], "ảnh.png", { type: "image/png" }));
          const input = document.querySelector("[type=file][name]"); input.files = bag.files; input.dispatchEvent(new Event("change", { bubbles: true }));
        }"""
    )
    form.wait_for_selector(".preview")
    assert "ảnh.png, 0,0 MB" in form.locator("#p-attachments").inner_text()
    form.set_input_files("[type=file][name]", {"name": "a.exe", "mimeType": "application/x-msdownload", "buffer": b"MZ"})
    form.wait_for_selector("#f-attachments-photo-error")
    assert "Không nhận tệp EXE" in form.locator("#f-attachments-photo-error").inner_text()
    assert form.locator(".preview").count() == 0


def test_a_date_said_in_one_line_is_spread_over_the_boxes(form):
    form.fill("[name='f.since.day']", "ngày 17 tháng 5 năm 1980")
    form.locator("[name='f.since.day']").press("Tab")
    assert [form.locator(f"[name='f.since.{one}']").input_value() for one in ("day", "month", "year")] == ["17", "5", "1980"]


def test_a_fragment_works_within_a_page_of_somebody_else_and_leaves_its_style_alone(opened, everything):
    host = f"<!doctype html><html lang=vi><head><meta charset=utf-8><title>Cổng</title></head><body><p id=p>Cổng</p>{render_fragment(form_view(everything, 'vi'))}</body></html>"
    page = opened(host)
    assert page.evaluate("getComputedStyle(document.getElementById('p')).fontSize") == "16px"
    page.click("#send")
    assert page.title().split(" – ")[-2].startswith("Bước 1")
    assert page.problems == []
