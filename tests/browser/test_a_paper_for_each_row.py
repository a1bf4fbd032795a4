"""A paper for each row in a real browser: shown under the row's condition, looked at, and in what is saved."""

import json

import pages
import pytest
from test_rows_worked_out import unit_of

from eformc.emit.html import emit

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
browser, folder, opened = pages.browser, pages.folder, pages.opened
SPEC = """
procedure: tam-tru
title: {vi: Khai báo tạm trú, en: Guests of the night}
subjects:
  applicant: {is: person, known_by: login}
pages:
  - page: one
    title: {vi: Khách nghỉ lại, en: Guests}
    fields:
      - people:
          title: {vi: Khách, en: Guests}
          type: table
          columns:
            - name: {title: {vi: Họ tên, en: Name}, type: text}
            - abroad: {title: {vi: Có phải người nước ngoài không, en: From abroad}, type: yes_no}
attachments:
  - passport_page: {title: {vi: Ảnh hộ chiếu, en: Picture of the passport}, of: people, when: people.abroad, accept: [application/pdf, image/jpeg], max_size: 1 MB}
"""
PDF = {"mimeType": "application/pdf", "buffer": b"%PDF-1.7\n"}


def test_a_paper_of_a_row_is_asked_looked_at_and_saved(project, opened):
    page = opened(emit(unit_of(project, SPEC).reasoned, "vi"))
    page.click("#whole")
    page.locator("[name='f.people.0.name']").fill("An")
    page.check("[name='f.people.0.abroad'][value=true]")
    first = page.locator("[name='f.people.0.passport_page']")
    first.set_input_files({"name": "an.pdf", **PDF})
    page.locator("p.size", has_text="an.pdf").wait_for()
    page.locator("button.add").click()
    assert page.locator("p.size").count() == 1, "what is shown of a file is not copied"
    page.locator("[name='f.people.1.name']").fill("Ba")
    assert page.locator("[name='f.people.1.passport_page']").is_hidden()
    page.check("[name='f.people.1.abroad'][value=true]")
    second = page.locator("[name='f.people.1.passport_page']")
    assert second.is_visible()
    page.click("#send")
    (link,) = page.locator("#errors a").all()
    assert "Ảnh hộ chiếu" in link.inner_text()
    link.click()
    assert page.evaluate("document.activeElement.name") == "f.people.1.passport_page"
    second.set_input_files({"name": "ba.exe", "mimeType": "application/x-msdownload", "buffer": b"MZ"})
    page.locator("p.size", has_text="ba.exe").wait_for()
    page.click("#send")
    assert page.locator("#errors a").count() == 1
    second.set_input_files({"name": "ba.pdf", **PDF})
    page.locator("p.size", has_text="ba.pdf").wait_for()
    page.click("#send")
    assert page.locator("#errors").is_hidden(), page.locator("#errors").inner_text()
    page.click("#send")
    with page.expect_download() as download:
        page.click("#save")
    answers = json.loads(download.value.path().read_text(encoding="utf-8"))
    assert [row["passport_page"]["name"] for row in answers["people"]] == ["an.pdf", "ba.pdf"]
    assert all(len(row["passport_page"]["sha256"]) == 64 for row in answers["people"])
    assert page.problems == []
