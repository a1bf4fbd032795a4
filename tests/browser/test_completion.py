"""Every form can be completed and sent: by keyboard alone, one step at a time; and without script, the whole way."""

import pages
import pytest
from pages import ONE, watched
from portal import Portal, good

from conftest import sent, until
from eformc.emit.form import published

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("standards")]
browser = pages.browser
PAPER = {"name": "giấy.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 "}


@pytest.fixture(scope="module")
def forms(procedures):
    return {unit.procedure.id: published(unit.reasoned) for unit in procedures}


def put(page, texts, files):
    """Types into what is there, as it is; what a table has no row for is left out."""
    for name, list_ in texts.items():
        for text in list_:
            box = page.locator(f"[name='{name}']")
            if not box.count():
                continue
            kind = box.first.get_attribute("type") or box.first.evaluate("(e) => e.tagName")
            if kind in ("radio", "checkbox"):
                page.locator(f"[name='{name}'][value='{text}']").check()
            elif kind == "SELECT":
                box.select_option(text)
            else:
                box.fill(text)
    for name in files:
        page.locator(f"[name='{name}']").set_input_files(PAPER)


@pytest.mark.parametrize("name", ONE)
def test_without_script_each_form_is_filled_checked_and_sent(browser, forms, name):
    form = forms[name]
    portal = Portal(form)
    texts, files = good(form, 1)
    page = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740}).new_page()
    page.set_default_timeout(5000)
    page.goto(portal.url)
    page.check("[name='e.typed_by'][value=officer]")
    page.fill("[name='e.typed_name']", "Lê Văn Sáu")
    put(page, texts, files)
    sent(page)
    assert page.locator("#errors").count() == 0 or page.locator("#errors").is_hidden(), page.locator("#errors").inner_text()
    assert page.title().startswith("Xem lại")
    sent(page, "button.link")
    assert page.url.rpartition("#")[2].startswith("f-")
    kept = {one: page.locator(f"[name='{one}']").first.input_value() for one in texts if page.locator(f"[name='{one}']:not([type])").count()}
    assert {one: [text] for one, text in kept.items() if text != texts[one][0]} == {one: [text] for one, text in kept.items() if "commune" in one and text != texts[one][0]}
    sent(page)
    page.check("[name='e.confirmed_by'][value=heard]")
    sent(page)
    assert page.title() == "Đã nhận hồ sơ: HS-1"
    ((answers, around),) = portal.taken.values()
    assert around.to_json() == {"typed_by": "officer", "typed_name": "Lê Văn Sáu", "confirmed_by": "heard"}
    assert "typed_by" not in str(answers)
    portal.close()
    page.context.close()


TABBED = """
(texts) => {
  const e = document.activeElement, name = e.name || "", list = Object.hasOwn(texts, name) ? texts[name] : null;
  const style = getComputedStyle(e), box = e.getBoundingClientRect();
  const shown = e.matches("input,select,textarea,button,a,summary") ? { outline: parseFloat(style.outlineWidth), top: box.top, bottom: box.bottom, order: box.top + scrollY } : null;
  if (e.id === "send") return { send: true, shown };
  if (!list || e.disabled) return { shown };
  if (e.type === "checkbox" || e.type === "radio") return { press: list.includes(e.value) && !e.checked, radio: e.type === "radio" ? list[0] : null, value: e.value, shown };
  if (e.matches("select")) return { steps: Array.from(e.options).findIndex((one) => one.value === list[0]), shown };
  return { text: list[0], have: e.value, shown };
}
"""


def tab_to_the_end(page, texts, *, looked_at=True):
    """One step by keyboard: Tab through it, answer what is focused, and Enter on the button. Focus is seen, unobscured
    (2.4.11) and goes down the page, as far as that is looked at.
    """
    last = -1
    for _ in range(80):
        page.keyboard.press("Tab")
        at = page.evaluate(TABBED, texts)
        if at["shown"] and looked_at:
            assert at["shown"]["outline"] >= 3
            assert at["shown"]["bottom"] <= 741, at
            assert at["shown"]["top"] >= -1, at
            assert at["shown"]["order"] >= last - 200, "the focus goes up"
            last = at["shown"]["order"]
        if at.get("send"):
            page.keyboard.press("Enter")
            return
        if at.get("press"):
            page.keyboard.press("Space")
        if at.get("radio"):
            for _ in range(30):
                if page.evaluate("document.activeElement.value") == at["radio"]:
                    break
                page.keyboard.press("ArrowDown")
            page.keyboard.press("Space")
        for _ in range(at.get("steps") or 0):
            page.keyboard.press("ArrowDown")
        if at.get("text") and at["have"] != at["text"]:
            page.keyboard.insert_text(at["text"])
    raise AssertionError("no button to go on is reached")


@pytest.mark.parametrize("name", ONE)
def test_each_form_is_completed_by_keyboard_alone_one_step_at_a_time(browser, forms, name):
    form = forms[name]
    portal = Portal(form)
    texts, files = good(form, 1)
    page = watched(browser.new_context(viewport={"width": 360, "height": 740}).new_page())
    page.set_default_timeout(5000)
    page.goto(portal.url)
    titles = []
    for _ in range(60):
        titles.append(page.title())
        if page.locator("#check").is_visible():
            break
        for one in files:  # the file dialog is the system's
            box = page.locator(f"[name='{one}']")
            if box.is_visible():
                box.set_input_files(PAPER)
        if page.locator(".step:not(.off) button.add").is_visible():
            rows = {one.split(".")[2] for one in texts if one.startswith(page.locator(".step:not(.off) fieldset.table").get_attribute("id").replace("f-", "f.") + ".")}
            while page.locator(".step:not(.off) [data-row]:visible").count() < len(rows):
                page.locator(".step:not(.off) button.add").press("Enter")
            page.locator(".step:not(.off) legend").first.evaluate("(e) => { e.tabIndex = -1; e.focus() }")
        tab_to_the_end(page, texts)
        assert page.locator("#errors").is_hidden(), page.locator("#errors").inner_text()
    assert len(set(titles)) == len(titles)
    page.locator("#send").press("Enter")
    until(page, "document.title.startsWith('Đã nhận')")
    assert len(portal.taken) == portal.posts == 1
    portal.close()
    page.context.close()
