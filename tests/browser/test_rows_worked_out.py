"""A table whose number of rows is worked out: rows come and go with the answer, and nothing that was typed goes."""

import gzip

import pages
import pytest

from eformc.emit.html import emit, form_view
from eformc.portal.html.render import sections_of

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
      - guests: {title: {vi: Số khách, en: Number of guests}, type: integer, min: 0, max: 30}
      - people:
          title: {vi: Khách, en: Guests}
          type: table
          at_least: guests
          at_most: guests
          columns:
            - name: {title: {vi: Họ tên, en: Name}, type: text}
            - minor: {title: {vi: Dưới 18 tuổi, en: Under 18}, type: yes_no, optional: true}
"""


def unit_of(project, text=SPEC):
    unit = project.unit_of("tam-tru.eform.yaml", text.encode())
    assert unit.sound, [found.text("en") for found in unit.diagnostics]
    return unit


def names(page):
    return page.locator("[name^='f.people.'][name$='.name']:visible").count()


def test_rows_come_and_go_with_the_answer(project, opened):
    page = opened(emit(unit_of(project).reasoned, "vi"))
    page.click("#whole")
    number, add = page.locator("[name='f.guests']"), page.locator("button.add")
    assert names(page) == 1
    for typed, rows in (("5", 5), ("12", 12), ("3", 3), ("", 1), ("0", 1), ("4", 4)):
        number.fill(typed)
        assert names(page) == rows, typed
    assert add.is_hidden(), "no more than are wanted"
    page.locator("[name='f.people.3.name']").fill("An")
    number.fill("2")
    assert names(page) == 3, "what was typed stays, to be looked at"
    assert page.locator("[name='f.people.3.name']").input_value() == "An"
    ids = page.evaluate("Array.from(document.querySelectorAll('[id]'), (one) => one.id)")
    assert len(ids) == len(set(ids))
    page.locator("[name='f.people.0.name']").fill("Ba")
    page.locator("[name='f.people.1.name']").fill("Cư")
    page.click("#send")
    assert "“Khách” chỉ nhận nhiều nhất 2." in page.locator("#errors").inner_text()
    page.locator("button.drop:visible").last.click()
    page.click("#send")
    assert page.locator("#errors").is_hidden(), page.locator("#errors").inner_text()
    assert page.problems == []


def test_no_row_is_wanted_where_the_number_is_0(project, opened):
    page = opened(emit(unit_of(project).reasoned, "vi"))
    page.click("#whole")
    page.locator("[name='f.guests']").fill("0")
    page.click("#send")
    assert page.locator("#errors").is_hidden(), page.locator("#errors").inner_text()


def test_a_page_that_does_not_work_rows_out_carries_nothing_of_it(project):
    said = unit_of(project, SPEC.replace("at_least: guests", "at_least: 1").replace("at_most: guests", "at_most: 30"))
    worked = unit_of(project)
    assert "limits" not in sections_of(form_view(said.reasoned, "vi").data)
    assert "limits" in sections_of(form_view(worked.reasoned, "vi").data)
    less, more = (len(gzip.compress(emit(one.reasoned, "vi").encode(), 9)) for one in (said, worked))
    assert less < more < less + 500
