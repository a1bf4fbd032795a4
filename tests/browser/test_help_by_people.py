"""Somebody helps: nothing is chosen beforehand, who helps is asked, pages say for whom, and what both sign carries it all."""

import re

import pages
import pytest
from forms import compiled
from portal import DAY, Portal, good

from eformc.emit.html import form_view, published
from eformc.portal.html.render import Presentation, render
from eformc.portal.paper.view import paper_view
from eformc.portal.submission.decode import Posted
from eformc.portal.submission.envelope import Envelope, Typist, envelope

browser, folder, everything, opened, stepped, form = pages.browser, pages.folder, pages.everything, pages.opened, pages.stepped, pages.form

HELPED = {"e.typed_by": ["relative"], "e.typed_name": ["Cháu An"]}


@pytest.fixture
def served(everything):
    portal = Portal(published(everything))
    yield portal
    portal.close()


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_nobody_is_chosen_beforehand(everything, lang):
    for around in (Envelope(), Envelope(once="1")):
        page = render(form_view(everything, lang), envelope=around, presentation=Presentation(action="/"))
        assert "checked" not in page.split('id="e-typed"')[1].split("</fieldset>")[0]
    assert Envelope().to_json() == {}


def test_a_helper_says_who_it_is_before_going_on(stepped):
    stepped.check("[name='e.typed_by'][value=relative]")
    stepped.click("#send")
    assert stepped.locator("#errors li").all_inner_texts() == ["Hãy trả lời mục “Họ tên người bấm giúp”."]
    assert stepped.locator("#start").is_visible()
    stepped.locator("#errors a").click()
    assert stepped.evaluate("document.activeElement.id") == "e-name"
    stepped.fill("#e-name", "Cháu An")
    stepped.click("#send")
    assert not stepped.locator("#start").is_visible()
    assert stepped.locator("#whom").inner_text() == "Bạn đang khai cho người được giúp: ghi điều của người ấy, không phải của bạn."
    assert not stepped.problems


def test_who_helps_nobody_is_asked_nothing_more(stepped):
    assert not stepped.locator("#whom").is_visible()
    assert not stepped.locator("#e-name").is_visible()
    stepped.click("#send")
    assert not stepped.locator("#start").is_visible()


def filled_in(form):
    form.check("[name='f.relation'][value=mother]")
    for name, text in {"phone": "0912345678", "amount": "2", "since.day": "5/3/2020"}.items():
        form.fill(f"[name='f.{name}']", text)
    form.check("[name='f.promise']")


def test_the_check_is_read_out_and_how_it_was_seen_is_asked(form):
    form.check("[name='e.typed_by'][value=officer]")
    form.fill("#e-name", "Lê Văn Sáu")
    filled_in(form)
    form.click("#send")
    assert "Xin đọc to từng mục cho người được giúp nghe." in form.locator("#aloud").inner_text()
    form.click("#send")
    assert form.locator("#errors li").all_inner_texts() == ["Hãy chọn một câu trả lời ở mục “Người khai đã xem lại bằng cách nào?”."]
    form.check("[name='e.confirmed_by'][value=sheet]")
    form.click("#send")
    assert "Bản khai đã đủ" in form.locator("#complete").inner_text()


def test_the_sheet_to_sign_has_the_helper_the_day_and_the_numbers_of_the_paper(form, everything):
    form.check("[name='e.typed_by'][value=officer]")
    form.fill("#e-name", "Lê Văn Sáu")
    filled_in(form)
    form.click("#send")
    form.emulate_media(media="print")
    signed = form.locator(".sign p").all_inner_texts()
    assert "Lê Văn Sáu" in signed[1]
    assert re.fullmatch(r"Ngày: [0-9]+/[0-9]+/20[0-9]{2}", signed[2])
    made = published(everything)
    numbers = {(line.title, line.number) for part in paper_view(made.views["vi"], made.form).parts for block in part.blocks for line in block.lines}
    shown = form.evaluate("Array.from(document.querySelectorAll('#answers dt[data-n]'), (one) => [one.textContent, one.dataset.n])")
    assert len(shown) > 8
    titles = {title for title, _ in numbers}
    assert {(title, number) for title, number in shown if title in titles} <= numbers
    assert form.evaluate("getComputedStyle(document.querySelector('#answers dt'), '::before').content").replace('"', "").strip() == "1.1"
    assert not form.locator("#aloud").is_visible()


SMALL = """
procedure: small
title: {vi: Đơn nhỏ, en: A small form}
legal_basis: ["Luật Thử nghiệm 2024"]
agency: {vi: Ủy ban nhân dân cấp xã, en: Commune committee}
subjects:
  applicant: {is: person, known_by: login}
pages:
  - page: you
    title: {vi: Bạn, en: You}
    fields:
      - wish: {title: {vi: Bạn muốn gì, en: Your wish}, type: text}
"""


@pytest.fixture(scope="module")
def small(folder):
    return published(compiled(SMALL, folder, "small"))


def turned(form, **more):
    posted = Posted({"f.wish": ["một cái cây"], **more})
    what = form.belonging(posted, envelope(posted.texts), {})
    return form.turn(what, DAY, {})


def test_a_server_asks_the_same(small):
    form, texts = small, {"f.wish": ["một cái cây"]}
    alone = turned(form, **{"e.confirmed": ["1"]})
    assert alone.answer == "take"
    unnamed = turned(form, **{"e.typed_by": ["officer"], "e.confirmed": ["1"], "e.confirmed_by": ["read"]})
    assert unnamed.answer == "form"
    page = form.page("vi", made=unnamed.made, envelope=unnamed.told, turn=unnamed)
    assert '<a href="#e-name">Hãy trả lời mục “Họ tên người bấm giúp”.</a>' in page
    assert 'aria-describedby="e-name-error"' in page
    assert "Bạn đang khai cho" in page
    unseen = turned(form, **HELPED, **{"e.confirmed": ["1"]})
    assert (unseen.answer, unseen.news) == ("check", False)
    page = form.check_page("vi", made=unseen.made, posted=Posted(texts), envelope=unseen.told, presentation=Presentation(action="/", today="2026-11-23"))
    assert '<a href="#e-read">' in page
    assert "Xin đọc to từng mục cho" in page
    assert "<b>Cháu An</b>" in page
    assert "<b>23/11/2026</b>" in page
    assert 'data-n="1.1"' in page
    taken = turned(form, **HELPED, **{"e.confirmed": ["1"], "e.confirmed_by": ["heard"]})
    assert taken.answer == "take"


@pytest.mark.parametrize(("number", "fine"), [("0912 345 678", True), ("+84912345678", True), ("0912", False), ("gọi tôi", False), ("", True)])
def test_a_number_to_be_called_at_is_taken_or_asked_again(small, number, fine):
    form, texts = small, {"f.wish": ["một cái cây"]}
    turn = turned(form, **{"e.confirmed": ["1"], "e.call_back": [number]})
    assert turn.answer == ("take" if fine else "check")
    if fine:
        assert turn.told.to_json() == ({"call_back": number} if number else {})
    else:
        page = form.check_page("en", made=turn.made, posted=Posted(texts), envelope=turn.told, presentation=Presentation(action="/"))
        assert '<a href="#e-call">The answer to “Shall an officer call you back? Write your telephone number” cannot be read; write it again.</a>' in page
        assert f'value="{number}"' in page


def test_a_number_to_be_called_at_goes_along(browser, served):
    texts, _ = good(served.form, 3)
    page = pages.watched(browser.new_context(viewport={"width": 320, "height": 640}).new_page())
    page.goto(served.url)
    page.click("#whole")
    page.evaluate("""(texts) => {
      for (const [name, list] of Object.entries(texts)) for (const one of document.getElementsByName(name)) {
        if (one.type === "radio" || one.type === "checkbox") one.checked = list.includes(one.value); else one.value = list[0];
        one.dispatchEvent(new Event("change", { bubbles: true }));
      }
    }""", texts)
    page.click("#send")
    page.fill("#e-call", "0912")
    page.click("#send")
    assert page.locator("#errors li").count() == 1
    page.fill("#e-call", "0912 345 678")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.click("#send")
    page.locator(".reference").wait_for()
    ((_, told),) = served.taken.values()
    assert told.to_json() == {"call_back": "0912 345 678"}
    page.context.close()


def test_the_name_is_said_where_it_is_known(everything):
    form = published(everything)
    view = form.views["vi"]
    assert view.data.whom == ("/applicant/full_name",)
    page = render(view, answers={"applicant": {"full_name": "Nguyễn Thị Hoa"}}, envelope=Envelope(typed_by=Typist.RELATIVE, typed_name="An"), presentation=Presentation(action="/"))
    assert "Bạn đang khai cho Nguyễn Thị Hoa: " in page
