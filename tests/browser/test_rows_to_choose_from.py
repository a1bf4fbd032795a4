"""Options that are rows: with a script they follow the rows, without one they are there from the beginning."""

import json
from pathlib import Path

import pages
import pytest

from eformc.contract.held import HeldValue
from eformc.emit.form import published
from eformc.emit.html import emit, form_view
from eformc.kernel.dates import parse
from eformc.portal.html.render import sections_of
from eformc.portal.submission.decode import Posted
from eformc.portal.submission.envelope import Envelope

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
browser, folder, opened = pages.browser, pages.folder, pages.opened
SPEC = """
procedure: ve-tau
title: {vi: Vé tàu, en: Train tickets}
subjects:
  applicant: {is: person, known_by: login}
pages:
  - page: one
    title: {vi: Người đi, en: Travellers}
    fields:
      - people:
          title: {vi: Người đi, en: Travellers}
          type: table
          at_most: 9
          columns:
            - name: {title: {vi: Họ tên, en: Name}, type: text}
      - leader: {title: {vi: Ai là trưởng đoàn, en: Who leads}, help: {vi: Chọn một người., en: Choose one.}, type: choice, rows: people.name}
      - bikes: {title: {vi: Ai mang xe đạp, en: Who brings a bicycle}, help: {vi: Chọn mọi người., en: Choose all.}, type: choices, rows: people.name, optional: true}
"""
TODAY = parse("2026-11-23")


def unit_of(project, text=SPEC):
    unit = project.unit_of("ve-tau.eform.yaml", text.encode())
    assert unit.sound, [found.text("en") for found in unit.diagnostics]
    return unit


def offered(page, name):
    return page.locator(f"label:has([name='f.{name}']):visible").all_inner_texts()


def test_options_follow_the_rows(project, opened):
    page = opened(emit(unit_of(project).reasoned, "vi"))
    page.click("#whole")
    assert offered(page, "leader") == [], "nobody is there yet"
    page.locator("[name='f.people.0.name']").fill("An")
    assert offered(page, "leader") == ["An (dòng 1)"]
    page.click("button.add")
    assert offered(page, "leader") == ["An (dòng 1)"]
    page.locator("[name='f.people.1.name']").fill("Ba")
    page.click("button.add")
    page.locator("[name='f.people.2.name']").fill("Cư")
    page.click("button.add")
    page.locator("[name='f.people.3.name']").fill("Du")
    assert offered(page, "bikes") == ["An (dòng 1)", "Ba (dòng 2)", "Cư (dòng 3)", "Du (dòng 4)"]
    page.get_by_label("Du (dòng 4)").first.check()
    page.locator("[name='f.bikes'][value='1']").check()
    page.locator("[name='f.bikes'][value='3']").check()
    page.locator("[name='f.people.3.name']").fill("Đu")
    assert offered(page, "leader")[3] == "Đu (dòng 4)"
    page.locator("[data-row='0'] button.drop").click()
    assert [one.split(" (")[0] for one in offered(page, "leader")] == ["Ba", "Cư", "Đu"]
    ids = page.evaluate("Array.from(document.querySelectorAll('[id]'), (one) => one.id)")
    assert len(ids) == len(set(ids))
    page.click("#send")
    assert page.locator("#errors").is_hidden(), page.locator("#errors").inner_text()
    assert "Đu (dòng" in page.locator("#answers").inner_text()
    page.click("#send")
    with page.expect_download() as download:
        page.click("#save")
    saved = json.loads(Path(download.value.path()).read_text(encoding="utf-8"))
    assert saved == {"people": [{"name": "Ba"}, {"name": "Cư"}, {"name": "Đu"}], "leader": 3, "bikes": [1, 3]}
    assert page.problems == []


def test_a_row_that_was_chosen_and_is_gone_has_to_be_chosen_again(project, opened):
    page = opened(emit(unit_of(project).reasoned, "vi"))
    page.click("#whole")
    page.locator("[name='f.people.0.name']").fill("An")
    page.click("button.add")
    page.locator("[name='f.people.1.name']").fill("Ba")
    page.locator("[name='f.leader'][value='1']").check()
    page.locator("[data-row='1'] button.drop").click()
    page.click("#send")
    assert "Ai là trưởng đoàn" in page.locator("#errors").inner_text()


def post(form, **texts):
    return Posted({name: [text] if isinstance(text, str) else text for name, text in texts.items()})


def test_without_a_script_rows_are_offered_by_their_numbers(project):
    form = published(unit_of(project).reasoned)
    page = form.page("vi")
    assert "Người đi 3</label>" in page
    assert "Chỉ trả lời nếu số dòng của “Người đi” từ 1 trở lên." in page
    # the second row was left empty: the third is the second of the submission
    posted = post(form, **{"f.people.0.name": "An", "f.people.1.name": "", "f.people.2.name": "Ba", "f.leader": "2", "f.bikes": ["0", "2"]})
    made = form.submitted(posted, TODAY)
    assert made.answers == {"people": [{"name": "An"}, {"name": "Ba"}], "leader": 2, "bikes": [1, 2]}
    assert made.faults == ()
    again = form.page("vi", made=made)
    assert 'value="1" checked> Ba (dòng 2)' in again
    empty = form.submitted(post(form, **{"f.people.0.name": "An", "f.leader": "2"}), TODAY)
    assert [one.code for one in empty.faults] == ["no-such-row"]


def test_rows_that_registries_give_are_chosen_though_nothing_is_typed_in_them(project):
    text = SPEC.replace("subjects:", "subjects:\n  kids: {is: person, via: applicant.child, many: true, at_least: 0}").replace("      - leader:", "      - kids.full_name\n      - leader:").replace("rows: people.name", "rows: kids.full_name")
    form = published(unit_of(project, text).reasoned)
    held = {f"/kids/{n}/full_name": HeldValue(name, name, "Dân cư", "", {}) for n, name in enumerate(("Cả", "Hai", "Ba"))}
    page = form.page("vi", held=held)
    assert "Hai (dòng 2)</label>" in page
    rows = [line.split('value="')[1].split('"')[0] for line in page.splitlines() if 'name="e.row"' in line]
    posted = post(form, **{"f.people.0.name": "An", "f.leader": "2", "f.bikes": ["0", "2"], "e.row": rows})
    what = form.belonging(posted, Envelope(rows=dict(one.split(" ") for one in rows)), held)
    made = form.turn(what, TODAY, held).made
    assert [one["full_name"] for one in made.answers["kids"]] == ["Cả", "Hai", "Ba"]
    assert (made.answers["leader"], made.answers["bikes"]) == (3, [1, 3])
    assert made.faults == ()


def test_pages_without_rows_to_choose_from_carry_nothing_of_it(project):
    said = unit_of(project, "\n".join(line for line in SPEC.splitlines() if "rows:" not in line) + "\n")
    assert "choosing" not in sections_of(form_view(said.reasoned, "vi").data)
    assert "choosing" in sections_of(form_view(unit_of(project).reasoned, "vi").data)
