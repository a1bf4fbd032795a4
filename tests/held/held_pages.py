"""A browser for the tests of what is held."""

import pytest
from playwright.sync_api import sync_playwright

ARGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-sync"]


@pytest.fixture(scope="module")
def chromium():
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGS)
        yield found
        found.close()


@pytest.fixture
def open_page(chromium):
    """Opens a form of a server on the long page, as somebody who is logged in."""
    contexts = []

    def opened(served, path, who="079180000001", long=True):
        contexts.append(chromium.new_context(viewport={"width": 360, "height": 740}))
        contexts[-1].add_cookies([{"name": "eformc", "value": served.log_in(who), "url": served.url}])
        page = contexts[-1].new_page()
        page.set_default_timeout(8000)
        page.goto(served.url + path)
        if long:
            page.click("#whole")
        page.check("[name='e.typed_by'][value=self]")
        return page

    yield opened
    for one in contexts:
        one.close()
