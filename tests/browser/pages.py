"""A real browser for the pages, on a small phone; what it complains of is gathered in `problems`.

A module of tests takes the fixtures it needs by name: `browser, opened = pages.browser, pages.opened`.
"""

import pytest
from forms import EVERYTHING, compiled
from playwright.sync_api import sync_playwright

from conftest import EACH as PROCEDURES  # noqa: F401 - the modules of tests take it from here
from conftest import ONE  # noqa: F401
from eformc.emit.html import emit

ARGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("pages")


@pytest.fixture(scope="module")
def everything(folder):
    return compiled(EVERYTHING, folder)


def watched(page):
    """The page, with what the browser complains of (scripts, policy, requests elsewhere) in `problems`."""
    page.problems = []
    page.on("console", lambda message: page.problems.append(message.text))
    page.on("pageerror", lambda error: page.problems.append(str(error)))
    page.on("request", lambda request: request.url.startswith(("file:", "blob:")) or page.problems.append(request.url))
    return page


@pytest.fixture
def opened(browser, folder):
    """Opens a page's text in a browser of its own."""
    contexts = []

    def open_page(text, width=360, **options):
        path = folder / f"{len(contexts)}.html"
        path.write_text(text, encoding="utf-8")
        contexts.append(browser.new_context(viewport={"width": width, "height": 740}, **options))
        page = watched(contexts[-1].new_page())
        page.goto(path.as_uri())
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def stepped(opened, everything):
    """Every kind of question, one thing at a time."""
    return opened(emit(everything, "vi"))


@pytest.fixture
def form(stepped):
    """Every kind of question, on one long page."""
    stepped.click("#whole")
    return stepped
