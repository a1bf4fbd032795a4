"""Pages in a real browser: they show, hide, report, give the answers as JSON, and work without script."""

import json

import pages
import pytest
from forms import HOSTILE, compiled
from pages import PROCEDURES

from eformc.contract.held import HeldState, HeldValue
from eformc.emit.html import emit, form_view
from eformc.kernel import dates
from eformc.kernel.evaluate import evaluate
from eformc.model.lowering import form_of
from eformc.portal.html.render import render
from eformc.portal.view.populate import errors_of

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
browser, folder, everything, opened = pages.browser, pages.folder, pages.everything, pages.opened
stepped, form = pages.stepped, pages.form


def visible(page, pointer):
    name = "f" + pointer.replace("/", ".")
    return page.locator(f".q:has([name='{name}'], [name^='{name}.'])").last.is_visible()


def fill(page, **texts):
    for name, text in texts.items():
        page.locator(f"[name='f.{name.replace('__', '.')}']").fill(text)


def complete(page):
    """Answers everything that is required, as people write it."""
    page.check("[name='f.relation'][value=mother]")
    fill(page, phone="091 234 56 78", amount="2", since__day="5", since__month="3", since__year="2020")
    page.check("[name='f.promise']")


# --- every procedure -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PROCEDURES)
def test_nothing_is_wrong_on_a_small_phone(opened, procedures, name):
    unit = next(unit for unit in procedures if unit.procedure.id == name)
    page = opened(emit(unit.reasoned, "vi"), width=320)
    page.click("#whole")
    page.click("#send")
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert page.problems == []
    small = page.evaluate(
        "Array.from(document.querySelectorAll('input,select,textarea,button,summary,label.option'))"
        ".filter((e) => e.offsetParent && !e.matches('label input') && e.getBoundingClientRect().height < 44).map((e) => e.outerHTML)"
    )
    assert small == []


# --- errors ----------------------------------------------------------------------------------------------------------


def test_an_empty_form_reports_all_errors_at_once_and_moves_the_focus(form):
    form.click("#send")
    assert form.title().startswith("Lỗi: ")
    assert form.evaluate("document.activeElement.id") == "errors"
    links = form.locator("#errors a")
    assert links.count() == form.locator("p.error:visible").count() >= 5
    for number in range(links.count()):
        links.nth(number).click()
        assert form.evaluate("document.activeElement.getAttribute('aria-invalid')") == "true"


def test_the_summary_and_the_field_say_the_same_and_are_tied_to_the_control(form):
    fill(form, phone="123")
    form.click("#send")
    box = form.locator("[name='f.phone']")
    (line,) = [one for one in box.get_attribute("aria-describedby").split() if one.endswith("-error")]
    said = form.locator(f"#{line}").inner_text()
    assert said.removeprefix("Lỗi: ") in form.locator("#errors").inner_text()


def test_a_mended_answer_takes_its_error_with_it(form):
    form.click("#send")
    complete(form)
    form.click("#send")
    assert form.locator("#errors").is_hidden()
    assert not form.title().startswith("Lỗi")
    assert form.locator("[aria-invalid],[aria-describedby*='-error']").count() == 0


# --- conditions ------------------------------------------------------------------------------------------------------


def test_a_condition_shows_and_hides_and_what_is_hidden_is_not_sent(form):
    assert not visible(form, "/which")
    form.check("[name='f.relation'][value=other]")
    assert visible(form, "/which")
    fill(form, which="Ông")
    form.check("[name='f.relation'][value=father]")
    assert not visible(form, "/which")
    assert form.locator("[name='f.which']").is_disabled()


def test_a_page_under_a_condition_comes_and_goes_and_the_parts_are_counted_anew(form):
    assert form.locator("section[id^=p-]:visible").count() == 5
    fill(form, amount="3")
    assert form.locator("section[id^=p-]:visible").count() == 6
    assert form.locator("#p-attachments .part").inner_text() == "Phần 6 trên 6"


def test_what_is_known_of_the_applicant_is_not_asked_of_the_mother_who_is_the_applicant(form):
    assert visible(form, "/mother/personal_id")
    form.check("[name='f.relation'][value=mother]")
    assert not visible(form, "/mother/personal_id")


def test_a_row_is_added_with_names_of_its_own_and_its_condition_reads_its_own_row(form):
    add = form.locator("button.add")
    for _ in range(3):
        add.click()
    assert add.is_hidden()
    form.check("[name='f.members.3.kin'][value=kin]")
    assert form.locator("[name='f.members.3.kin_which']").is_visible()
    assert not form.locator("[name='f.members.0.kin_which']").is_visible()
    ids = form.evaluate("Array.from(document.querySelectorAll('[id]'), (one) => one.id)")
    assert len(ids) == len(set(ids))


# --- answers ---------------------------------------------------------------------------------------------------------


def test_a_page_that_stands_alone_gives_the_answers_as_a_submission(form):
    complete(form)
    fill(form, amount="1.200", area="12,5", birth__year="1912")
    form.locator("button.add").click()
    form.locator("[name='f.members.1.personal_id']").fill("079 200 000 001")
    form.check("[name='f.members.1.kin'][value=child]")
    form.check("[name='f.uses'][value=home]")
    form.check("[name='f.uses'][value=farm]")
    fill(form, owner__personal_id="079200000002")
    form.select_option("[name='f.owner_place.province']", index=1)
    fill(form, owner_place__commune="Phường Ba Đình", owner_place__detail="số 1")
    form.set_input_files("[type=file]", {"name": "a.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7"})
    form.click("#send")
    assert form.locator("#errors").is_hidden(), form.locator("#errors").inner_text()
    assert form.locator("#check").is_visible()
    form.click("#send")
    with form.expect_download() as download:
        form.click("#save")
    answers = json.loads(download.value.path().read_text(encoding="utf-8"))
    assert answers["amount"] == 1200
    assert answers["area"] == "12.50"
    assert answers["phone"] == "0912345678"
    assert answers["since"] == "2020-03-05"
    assert answers["birth"] == "1912"
    assert answers["uses"] == ["farm", "home"]
    assert answers["members"] == [{"personal_id": "079200000001", "kin": "child"}]
    assert answers["promise"] is True
    assert "note" not in answers
    assert "mother" not in answers
    assert answers["attachments"]["photo"]["size"] == 8
    assert len(answers["attachments"]["photo"]["sha256"]) == 64
    assert form.problems == []


@pytest.mark.parametrize(
    ("typed", "said"),
    [(("31", "2", "2020"), "lịch"), (("5", "", "2020"), "lịch"), (("1", "1", "2100"), "không được sau"), (("", "", ""), "Hãy trả lời")],
)
def test_a_date_that_cannot_be_is_said_in_words(form, typed, said):
    complete(form)
    fill(form, **dict(zip(("since__day", "since__month", "since__year"), typed, strict=True)))
    form.click("#send")
    assert said in form.locator("#f-since-error").inner_text()


def test_a_number_with_decimals_is_not_read_as_another_number(form):
    complete(form)
    fill(form, amount="12.5")
    form.click("#send")
    assert form.locator("#f-amount-error").is_visible()


# --- the server's page -----------------------------------------------------------------------------------------------


def test_without_script_every_question_is_there_with_its_condition_in_words(opened, everything):
    page = opened(emit(everything, "vi"), java_script_enabled=False)
    assert visible(page, "/which")
    assert "Chỉ trả lời nếu “Quan hệ với người mẹ” là “Khác”." in page.locator(".q:has([name='f.which'])").inner_text()
    assert page.locator("#send").is_visible()
    assert page.locator("input:checked").count() == 0


def test_the_page_comes_back_with_answers_kept_and_errors_at_their_places(opened, everything):
    answers = {
        "relation": "other", "amount": "nhiều", "since": "2020--05", "uses": ["home"],
        "members": [{"kin": "child"}, {"kin": "kin"}, {}, {"kin_which": "Chú"}],
    }  # fmt: skip
    errors = [("/amount", "Ở “Số người” chỉ ghi chữ số."), ("/members/3/personal_id", "Hãy ghi số.")]
    text = render(form_view(everything, "vi"), answers=answers, errors=errors)
    page = opened(text, java_script_enabled=False)
    assert page.title().startswith("Lỗi: ")
    assert page.locator("[name='f.amount']").input_value() == "nhiều"
    assert page.locator("[name='f.since.day']").input_value() == "5"
    assert page.locator("[name='f.relation'][value=other]").is_checked()
    assert page.locator("[name='f.members.3.kin_which']").input_value() == "Chú"
    assert [one.get_attribute("href") for one in page.locator("#errors a").all()] == ["#f-amount", "#f-members-3-personal_id"]
    assert page.locator("[name='f.amount']").get_attribute("aria-describedby") == "f-amount-error"


def test_the_server_says_what_the_script_says(form, everything):
    complete(form)
    fill(form, phone="12", amount="20001", since__year="2100")
    form.check("[name='f.relation'][value=other]")
    form.select_option("[name='f.owner_place.province']", index=1)
    form.click("#send")
    said = form.locator("#errors a").all_inner_texts()
    answers = {
        "relation": "other", "phone": "12", "amount": 20001, "since": "2100-03-05", "promise": True,
        "owner_place": {"province": "01"},
    }  # fmt: skip
    kernel = form_of(everything.procedure)
    view = form_view(everything, "vi")
    today = dates.parse(form.evaluate("new Intl.DateTimeFormat('sv', {timeZone: JSON.parse(document.getElementById('data').content.textContent).zone}).format()"))
    found = dict(reversed(errors_of(view, kernel, evaluate(kernel, answers, today).findings, answers)))
    assert len(said) == 7
    assert set(said) <= set(found.values())
    assert "“Số người” không được quá 20.000." in said


def test_held_values_are_shown_and_their_absence_opens_the_question(opened, everything):
    held = {
        "/applicant/full_name": HeldValue("Nguyễn Thị Hoa", "Nguyễn Thị Hoa"),
        "/applicant/birth_date": HeldValue("", None),
        "/mother/full_name": HeldState.UNAVAILABLE,
    }
    page = opened(render(form_view(everything, "vi"), held=held))
    page.click("#whole")
    assert "Nguyễn Thị Hoa" in page.locator("[data-held='/applicant/full_name']").inner_text()
    assert not page.locator("[name='f.applicant.birth_date.day']").is_visible()
    assert page.locator("[name='f.mother.full_name']").is_visible()
    page.click("#send")  # what is known to be none is not asked for, what did not come is
    places = [one.get_attribute("href") for one in page.locator("#errors a").all()]
    assert "#f-mother-full_name" in places
    assert not [one for one in places if one.startswith("#f-applicant-birth_date")]


# --- hostile texts ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("script", [True, False])
@pytest.mark.parametrize("text", HOSTILE)
def test_texts_are_text_wherever_they_stand(opened, folder, text, script):
    quoted = json.dumps(text)
    plain = text.replace("{", "(").replace("}", ")")  # braces read answers there
    about = json.dumps(plain)
    spec = f"""
procedure: hostile
title: {{vi: {quoted}, en: {quoted}}}
about: {{vi: {about}, en: {about}}}
legal_basis: [{quoted}]
subjects: {{applicant: {{is: person, known_by: login}}}}
pages:
  - page: one
    title: {{vi: {quoted}, en: {quoted}}}
    fields:
      - a: {{title: {{vi: {about}, en: {about}}}, help: {{vi: {quoted}, en: {quoted}}}, type: choice, options: [{{x: {{vi: {quoted}, en: {quoted}}}}}, {{y: {{vi: Y, en: Y}}}}]}}
      - b: {{title: {{vi: {about}, en: B}}, type: text, when: a == "x"}}
"""
    page = opened(emit(compiled(spec, folder, "hostile"), "vi"), java_script_enabled=script)
    if script:
        page.click("#whole")
        page.check("[name='f.a'][value=x]")
        page.click("#send")
        assert plain in page.locator("#errors").inner_text()
        assert page.evaluate("window.hit") is None
    assert page.locator("h1").inner_text() == text
    assert page.locator("#p-one label.option").first.inner_text() == text
    assert page.locator("svg,img").count() == 0
    assert page.problems == []


def test_a_part_in_which_nothing_applies_is_not_shown(browser, procedures, tmp_path):
    unit = next(unit for unit in procedures if unit.procedure.id == "xac-nhan-hon-nhan")
    path = tmp_path / "form.html"
    path.write_text(render(form_view(unit.reasoned, "vi")), encoding="utf-8")
    page = browser.new_page()
    page.goto(path.as_uri())
    page.click("#whole")
    assert not page.locator("#p-attachments").is_visible()
    page.locator("[name='f.relation'][value=proxy]").check()
    assert page.locator("#p-attachments").is_visible()


HALF = """procedure: half
title: {vi: Nửa, en: Half}
legal_basis: [Luật Thử nghiệm 2024]
subjects: {applicant: {is: person, known_by: login}}
pages:
  - page: one
    title: {vi: Một, en: One}
    fields:
      - name: {title: {vi: Tên & họ}, help: {vi: Ghi đủ., en: In full.}, type: text}
      - colour: {title: {vi: Màu, en: Colour}, help: {vi: Chọn., en: Choose.}, type: choice, options: [{a: {vi: Đỏ}}, {b: {vi: Xanh, en: Blue}}]}
"""


def test_what_the_script_says_marks_the_words_that_are_in_another_language(opened, folder):
    form = compiled(HALF, folder)
    page = opened(emit(form, "en"))
    page.click("#whole")
    page.click("#send")
    name = '<span lang="vi">Tên &amp; họ</span>'
    assert page.inner_html("#f-name-error") == f"Error: Answer “{name}”."
    assert page.inner_html("#errors li a") == f"Answer “{name}”."
    page.fill("#f-name", "x")
    page.check("#f-colour-0")
    page.check("[name='e.typed_by'][value=self]")
    page.click("#send")
    assert page.inner_html("#answers dt") == name
    assert page.locator("#answers dd span[lang=vi]", has_text="Đỏ").count() == 1
    assert page.problems == []
    assert "tongues" not in emit(form, "vi")
    third = opened(emit(form, "tyz"))
    third.click("#whole")
    third.click("#send")
    assert third.inner_html("#f-name-error").count('lang="en"') >= 2
