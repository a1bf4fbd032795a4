"""Pages in a real browser: they show, hide, report, and work without script."""

import pytest
from playwright.sync_api import sync_playwright

from eformc.emit.html import form_view
from eformc.runtime.render import render

pytestmark = pytest.mark.browser
ARGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"]


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def page_file(procedures, tmp_path_factory):
    unit = next(unit for unit in procedures if unit.procedure.id == "khai-sinh")
    path = tmp_path_factory.mktemp("pages") / "form.vi.html"
    path.write_text(render(form_view(unit.reasoned, "vi")), encoding="utf-8")
    return path


def open_page(browser, path, **options):
    page = browser.new_context(viewport={"width": 320, "height": 700}, **options).new_page()
    problems = []
    page.on("console", lambda message: problems.append(message.text))
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto(path.as_uri())
    return page, problems


def test_nothing_is_wrong_on_a_small_phone(browser, page_file):
    page, problems = open_page(browser, page_file)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert problems == []


def test_an_empty_form_reports_all_errors_at_once_and_moves_the_focus(browser, page_file):
    page, _ = open_page(browser, page_file)
    page.click("button[type=submit]")
    assert page.title().startswith("Lỗi")
    assert page.evaluate("document.activeElement.id") == "errors"
    assert page.locator("#errors a").count() >= 5


def test_a_condition_shows_and_hides(browser, page_file):
    page, _ = open_page(browser, page_file)
    copies = page.locator("[data-p='/number_of_copies']")
    assert not copies.is_visible()
    page.locator("[name='f.wants_copies'][value=true]").check()
    assert copies.is_visible()


def test_without_script_every_question_is_there(browser, page_file):
    page, _ = open_page(browser, page_file, java_script_enabled=False)
    assert page.locator("[name='f.number_of_copies']").is_visible()
    assert page.locator("button[type=submit]").is_visible()
    assert page.locator("input:checked").count() == 0
