"""What was typed is not lost, and not sent twice: reload, a closed tab, no network, back and forward, two tabs, a second
click, a draft too old, a new version of the form, a file to take along. And it can be forgotten.
"""

import json
import re

import pages
import pytest
from pages import watched
from portal import Portal

from conftest import until
from eformc.emit.form import published
from eformc.emit.html import emit

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
browser, folder, everything, opened = pages.browser, pages.folder, pages.everything, pages.opened
stepped, form = pages.stepped, pages.form
KEY = "eformc:every-kind"


@pytest.fixture
def portal(everything):
    portal = Portal(published(everything))
    yield portal
    portal.close()


@pytest.fixture
def tab(browser, portal):
    """A tab at the portal; `tab.another()` opens one more on the same device."""
    context = browser.new_context(viewport={"width": 360, "height": 740})

    def another():
        page = watched(context.new_page())
        page.set_default_timeout(5000)
        page.goto(portal.url)
        page.another = another
        return page

    yield another()
    context.close()


def answer(page):
    """Everything that is required, on the long page."""
    page.click("#whole")
    page.check("[name='f.relation'][value=mother]")
    for name, text in {"phone": "091 234 56 78", "amount": "2", "since.day": "5", "since.month": "3", "since.year": "2020"}.items():
        page.fill(f"[name='f.{name}']", text)
    page.check("[name='f.promise']")


def draft(page):
    return json.loads(page.evaluate(f"localStorage.getItem('{KEY}')"))


def test_a_reload_keeps_the_answers_and_the_step(stepped):
    stepped.click("#send")
    stepped.click("#send")
    stepped.check("[name='f.relation'][value=other]")
    stepped.fill("[name='f.which']", "Bà")
    title = stepped.title()
    stepped.reload()
    assert stepped.title() == title
    assert stepped.locator("[name='f.which']").input_value() == "Bà"
    assert stepped.locator("[name='f.which']").is_visible()


def test_a_closed_tab_keeps_the_answers_and_says_so_with_a_way_to_forget_them(tab):
    answer(tab)
    tab.locator("button.add").click()
    tab.fill("[name='f.members.1.personal_id']", "079200000001")
    again = tab.another()
    tab.close()
    assert "bản khai dở" in again.locator("#notice").inner_text()
    assert again.locator("[name='f.members.1.personal_id']").input_value() == "079200000001"
    assert again.locator("[name='f.phone']").input_value() == "091 234 56 78"
    again.locator("#notice button").click()
    with again.expect_navigation():
        again.get_by_role("button", name="Xóa hết").click()
    assert again.locator("[name='f.phone']").input_value() == ""
    assert again.evaluate(f"localStorage.getItem('{KEY}')") is None


def test_without_network_nothing_is_sent_and_nothing_is_lost(tab, portal):
    answer(tab)
    tab.click("#send")
    tab.context.set_offline(True)
    tab.click("#send")
    until(tab, "document.getElementById('complete').textContent.includes('mất mạng')")
    assert portal.posts == 0
    tab.context.set_offline(False)
    tab.click("#send")
    until(tab, "document.title.startsWith('Đã nhận')")
    assert portal.posts == 1


def test_a_second_click_and_going_back_send_nothing_twice(tab, portal):
    answer(tab)
    tab.click("#send")
    tab.evaluate("() => { const b = document.getElementById('send'); b.click(); b.click(); b.click() }")
    until(tab, "document.title.startsWith('Đã nhận')")
    assert portal.posts == 1
    assert tab.evaluate(f"localStorage.getItem('{KEY}')") is None
    once = next(iter(portal.taken))
    assert len(once) > 20
    tab.go_back()
    until(tab, "!document.title.startsWith('Đã nhận')")
    if tab.locator("#check").is_visible() and tab.locator("#answers dl").count():
        tab.click("#send")
        tab.wait_for_timeout(300)
    assert len(portal.taken) == 1


def test_back_and_forward_go_through_the_steps(stepped):
    titles = []
    for _ in range(2):
        stepped.click("#send")
        titles.append(stepped.title())
    stepped.check("[name='f.relation'][value=father]")
    stepped.go_back()
    assert stepped.title() == titles[0]
    stepped.go_forward()
    assert stepped.title() == titles[1]
    assert stepped.locator("[name='f.relation'][value=father]").is_checked()
    stepped.click("#back")
    assert stepped.title() == titles[0]
    stepped.click("#back")
    assert stepped.locator("#start").is_visible()


def test_two_tabs_hold_the_same_answers_and_the_second_is_told_what_the_first_sent(tab, portal):
    second = tab.another()
    answer(tab)
    until(second, "document.querySelector(\"[name='f.promise']\").checked")
    second.click("#whole") if second.locator("#whole").inner_text().startswith("Xem") else None
    second.fill("[name='f.note']", "ghi ở thẻ hai")
    until(tab, "document.querySelector(\"[name='f.note']\").value === 'ghi ở thẻ hai'")
    assert tab.locator("[name='f.phone']").input_value() == "091 234 56 78"
    tab.click("#send")
    tab.click("#send")
    until(tab, "document.title.startsWith('Đã nhận')")
    until(second, "document.getElementById('notice').textContent.includes('đã nộp')")
    assert portal.posts == 1


def test_a_draft_too_old_is_gone_and_said_to_be(stepped):
    stepped.evaluate(f"""() => localStorage.setItem('{KEY}', JSON.stringify({{ form: 'every-kind', version: '1', at: Date.now() - 31 * 86400000, values: {{ 'f.phone': ['0912345678'] }} }}))""")
    stepped.reload()
    assert "quá 30 ngày" in stepped.locator("#notice").inner_text()
    assert stepped.locator("[name='f.phone']").input_value() == ""
    assert stepped.evaluate(f"localStorage.getItem('{KEY}')") is None


def test_of_an_older_version_what_still_fits_is_kept(stepped):
    values = {"f.phone": ["0912345678"], "f.gone": ["x"], "f.relation": ["not offered"], "__proto__": ["x"], "f.uses": ["home"]}
    text = json.dumps({"form": "every-kind", "version": "0", "at": 4102444800000, "values": values})
    stepped.evaluate("([key, text]) => localStorage.setItem(key, text)", [KEY, text])
    stepped.reload()
    assert stepped.locator("[name='f.phone']").input_value() == "0912345678"
    assert stepped.locator("[name='f.uses'][value=home]").is_checked()
    assert stepped.locator("[name='f.relation']:checked").count() == 0
    assert "đã đổi" in stepped.locator("#notice").inner_text()
    assert stepped.problems == []


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"form":"every-kind","values":[]}', '{"form":"every-kind","values":{"f.phone":5}}', '{"form":"another","values":{}}'])
def test_a_draft_that_is_none_harms_nothing(stepped, text):
    stepped.evaluate("([key, text]) => localStorage.setItem(key, text)", [KEY, text])
    stepped.reload()
    stepped.click("#send")
    assert stepped.title().split(" – ")[-2].startswith("Bước 1")
    assert stepped.problems == []


def test_answers_are_taken_along_as_a_file_into_another_browser_and_language(form, opened, everything):
    form.fill("[name='f.phone']", "091 234 56 78")
    form.check("[name='f.relation'][value=other]")
    form.click("summary:has-text('Giữ lại')")
    with form.expect_download() as download:
        form.click("#take")
    assert download.value.suggested_filename == "every-kind.eform.json"
    other = opened(emit(everything, "en"))
    other.set_input_files("#bring", download.value.path())
    until(other, "document.getElementById('notice').textContent.includes('are open')")
    assert other.locator("[name='f.phone']").input_value() == "091 234 56 78"
    assert other.locator("[name='f.relation'][value=other]").is_checked()


def test_where_nothing_may_be_kept_the_page_works_all_the_same(opened, everything):
    text = emit(everything, "vi")
    page = opened(re.sub(r"<meta http-equiv[^>]*>", "", text).replace("<head>", "<head><script>Object.defineProperty(window,'localStorage',{get(){throw new Error('no')}})</script>", 1))
    page.click("#send")
    assert page.title().split(" – ")[-2].startswith("Bước 1")
    assert page.problems == []
