"""The HTML of a paper form prints from a browser as the PDF does: every question, nothing off the sheet, no script."""

import pytest
from playwright.sync_api import sync_playwright
from test_paper import BIRTH, html_of, labels, off_the_sheet, pages_of, read, squeezed, unit_of

from eformc.emit.html import form_view

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
ARGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic"]


def test_a_browser_prints_every_question_on_a4(procedures):
    unit = unit_of(procedures, "khai-sinh")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGS)
        page = browser.new_context(java_script_enabled=False, viewport={"width": 320, "height": 740}).new_page()
        page.set_content(html_of(unit, "vi"))
        blank = page.pdf(prefer_css_page_size=True)
        page.set_content(html_of(unit, "vi", BIRTH))
        filled = page.pdf(prefer_css_page_size=True)
        browser.close()
    text = squeezed(read(blank))
    assert [label for label in labels(form_view(unit.reasoned, "vi")) if squeezed(label) not in text] == []
    assert list(off_the_sheet(blank)) == list(off_the_sheet(filled)) == []
    assert pages_of(filled) <= pages_of(blank) <= 6
    assert "079 200 000 001" in " ".join(read(filled).split())
