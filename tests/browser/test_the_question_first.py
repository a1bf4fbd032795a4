"""The question is the heading of its step and of the window; optional ones stand together; few steps; the place is kept."""

import pages
import pytest
from pages import watched
from portal import Portal

from eformc.emit.form import published
from eformc.emit.html import emit
from eformc.portal.view.gathering import MOST_STEPS

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
browser, folder, everything, opened = pages.browser, pages.folder, pages.everything, pages.opened
stepped, form = pages.stepped, pages.form
LONGEST = 18
"""Steps of the one form that has more than twelve: three procedures in one."""


def to_step(page, name):
    """Goes to the step that asks for something, without answering what comes before it."""
    page.evaluate(
        """(name) => {
          const steps = [...document.querySelectorAll("#form .step")], n = steps.indexOf(document.querySelector(`[name^="${name}"]`).closest(".step"));
          history.replaceState({ eform: JSON.parse(document.getElementById("data").content.textContent).id, step: String(n) }, "");
          dispatchEvent(new PopStateEvent("popstate"));
        }""",
        name,
    )


def test_the_question_is_the_heading_and_names_the_window(stepped):
    assert stepped.locator("h1").inner_text() == "Thử mọi loại câu hỏi"
    assert stepped.title() == "Thử mọi loại câu hỏi"
    to_step(stepped, "f.relation")
    assert stepped.locator("h1").all_inner_texts() == ["Quan hệ với người mẹ"]
    assert stepped.title() == "Quan hệ với người mẹ – Bước 2 trên 11 – Thử mọi loại câu hỏi"
    assert stepped.locator("#where span").inner_text() == "Bước 2 trên 11 · Bạn · Thử mọi loại câu hỏi"
    assert stepped.evaluate("document.activeElement.tagName") == "H1"
    assert stepped.get_by_role("group", name="Quan hệ với người mẹ").count() == 1
    assert stepped.locator("h2:visible").count() == 0
    stepped.click("#whole")
    assert stepped.locator("h1").inner_text() == "Thử mọi loại câu hỏi"
    assert stepped.locator("legend:visible", has_text="Quan hệ với người mẹ").count() == 1
    assert stepped.problems == []


def test_what_several_people_are_asked_says_of_whom(stepped):
    stepped.click("#whole")
    stepped.check("[name='f.relation'][value=father]")
    stepped.click("#whole")
    to_step(stepped, "f.mother.personal_id")
    assert stepped.locator("h1").inner_text() == "Số định danh cá nhân (Người mẹ)"


def test_optional_questions_stand_together_under_one_question(stepped):
    to_step(stepped, "f.birth.day")
    assert stepped.locator("h1").inner_text() == "Có gì muốn ghi thêm không? (không bắt buộc)"
    assert stepped.locator(".q:visible > label, .q:visible > fieldset > legend").count() == 3
    assert stepped.locator("#form .note:visible").count() == 0
    stepped.click("#send")
    assert stepped.locator("#errors").is_hidden()


def test_no_form_has_more_than_twelve_steps_that_everybody_takes(procedures):
    for unit in procedures:
        view = published(unit.reasoned).views["vi"]
        blocks = [block for page in view.pages if page.rule is None for block in page.blocks]
        sure = sum(not block.tied and block.rule is None for block in blocks)
        assert sure <= (LONGEST if unit.procedure.id == "lien-thong-khai-sinh" else MOST_STEPS), unit.procedure.id


def test_nothing_that_has_bounds_in_front_of_it_joins_a_step(procedures):
    for unit in procedures:
        for page in published(unit.reasoned).views["vi"].pages:
            opening = [n for n, frame in enumerate(page.frames[: len(page.blocks)]) if frame.opens]
            assert not any(page.blocks[n].tied for n in opening), unit.procedure.id


def test_a_new_tab_and_another_language_begin_where_one_was(browser, everything):
    portal = Portal(published(everything))
    context = browser.new_context(viewport={"width": 360, "height": 740})
    page = watched(context.new_page())
    page.set_default_timeout(5000)
    page.goto(portal.url)
    page.click("#send")
    page.click("#send")
    page.check("[name='f.relation'][value=mother]")
    page.click("#send")
    assert page.locator("[name='f.phone']").is_visible()
    portal.form = Foreign(portal.form)
    again = watched(context.new_page())
    again.goto(portal.url)
    assert again.locator("html").get_attribute("lang") == "en"
    assert again.locator("[name='f.phone']").is_visible()
    assert again.locator("[name='f.relation'][value=mother]").is_checked()
    context.close()
    portal.close()


class Foreign:
    """A form whose pages are in English."""

    def __init__(self, form):
        self.form = form

    def page(self, _, **more):
        return self.form.page("en", **more)


@pytest.mark.parametrize(("height", "screens", "scale"), [(640, 1, "200%"), (256, 2, "100%")], ids=["200 % text", "400 % zoom"])
def test_the_first_control_is_near_on_a_small_screen(opened, everything, height, screens, scale):
    page = opened(emit(everything, "vi"), width=320)
    page.set_viewport_size({"width": 320, "height": height})
    page.evaluate("(scale) => { document.documentElement.style.fontSize = scale }", scale)
    for name in ("f.relation", "f.phone", "f.amount", "f.since", "f.promise"):
        to_step(page, name)
        control = page.locator(f"[name^='{name}']").first
        at = control.evaluate("(one) => one.getBoundingClientRect().bottom")
        assert 0 < at <= screens * height, (name, at)
        assert page.evaluate("document.documentElement.scrollWidth") == 320
