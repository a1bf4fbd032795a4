"""Notes: what a page tells without asking. On the page, with script and without, on paper, in what is published."""

import json
import sys

import pytest

from conftest import ROOT, TODAY
from eformc.emit.form import published
from eformc.emit.html import emit, form_view
from eformc.kernel.dates import parse
from eformc.model.lowering import form_of
from eformc.portal.forms import form_from_json
from eformc.portal.paper.view import paper_view, render_paper

sys.path.insert(0, str(ROOT / "tests" / "browser"))
import pages

browser, folder, opened = pages.browser, pages.folder, pages.opened
DAY = parse(TODAY)
SPEC = """procedure: example
title: {vi: Thuê nhà, en: Rent}
subjects:
  applicant: {is: person, known_by: login}
pages:
  - page: before
    title: {vi: Trước khi khai, en: Before you begin}
    fields:
      - note: {vi: Hãy để sẵn hợp đồng thuê nhà., en: Have the contract at hand.}
  - page: rent
    title: {vi: Việc thuê, en: The rent}
    fields:
      - rents: {title: {vi: Đang thuê nhà, en: You rent}, help: {vi: Chọn một., en: Choose one.}, type: yes_no}
      - note: {vi: <b>Không</b> dùng mẫu này., en: This is not your form.}
        when: rents == false
        kind: warning
        print: false
      - note: {vi: Ghi tên như trên hợp đồng., en: Write the name as in the contract.}
      - owner: {title: {vi: Chủ nhà, en: Owner}, help: {vi: Họ và tên., en: Full name.}, type: text}
      - note: {vi: Chủ nhà sẽ được hỏi lại., en: The owner will be asked.}
        when: present(owner) && rents
"""


@pytest.fixture(scope="module")
def unit(project):
    made = project.unit_of("example.eform.yaml", SPEC.encode())
    assert made.sound, [one.text("en") for one in made.diagnostics]
    return made


def test_notes_are_told_where_they_stand(unit):
    intro, rent = form_view(unit.reasoned, "vi").pages
    assert intro.blocks == ()
    assert [[note.text for note in some] for some in intro.notes] == [["Hãy để sẵn hợp đồng thuê nhà."]]
    assert [[note.text[:9] for note in some] for some in rent.notes] == [[], ["<b>Không<", "Ghi tên n"], ["Chủ nhà s"]]
    assert [note.tied for some in rent.notes for note in some] == [True, False, True]
    assert rent.notes[1][0].only_if == "Nếu “Đang thuê nhà” là không:"


def test_a_note_is_no_entry(unit):
    assert [entry.pointer for entry in form_of(unit.procedure).entries] == [("rents",), ("owner",)]


def test_a_published_form_tells_the_same(unit):
    made = published(unit.reasoned)
    again = form_from_json(json.loads(json.dumps(made.to_json({}))), {})
    assert [page.notes for page in again.views["en"].pages] == [page.notes for page in form_view(unit.reasoned, "en").pages]


def test_notes_on_paper_are_those_that_apply(unit):
    def on_paper(answers):
        return render_paper(paper_view(form_view(unit.reasoned, "vi"), form_of(unit.procedure), answers=answers, today=DAY))

    blank, filled = on_paper(None), on_paper({"rents": True, "owner": "Hoa"})
    assert "Hãy để sẵn" in blank
    assert "Nếu “Chủ nhà” có câu trả lời" in blank
    assert "dùng mẫu này" not in blank, "on the screen only"
    assert "Chủ nhà sẽ được hỏi lại." in filled
    assert "có câu trả lời" not in filled
    assert "Chủ nhà sẽ" not in on_paper({"rents": False, "owner": "Hoa"})


def test_without_script_every_note_stands_with_its_condition(unit):
    text = emit(unit.reasoned, "vi")
    assert "Nếu “Đang thuê nhà” là không:" in text
    assert "&lt;b&gt;Không&lt;/b&gt;" in text, "no markup"


@pytest.mark.browser
@pytest.mark.xdist_group("browser")
def test_a_note_appears_on_the_step_of_the_answer_it_follows(unit, opened):
    page = opened(emit(unit.reasoned, "vi"))
    page.click("#send")
    assert page.locator(".told:visible").all_inner_texts() == ["Hãy để sẵn hợp đồng thuê nhà."], "a step of its own"
    page.click("#send")
    assert page.locator(".told:visible").count() == 0
    page.check("[name='f.rents'][value=false]")
    assert page.locator(".told:visible").all_inner_texts() == ["Lưu ý: <b>Không</b> dùng mẫu này."]
    page.check("[name='f.rents'][value=true]")
    assert page.locator(".told:visible").count() == 0
    page.click("#send")
    assert page.locator(".told:visible").all_inner_texts() == ["Ghi tên như trên hợp đồng."]
    page.fill("[name='f.owner']", "Hoa")
    page.click("#send")
    assert page.problems == []


@pytest.mark.parametrize(("written", "code"), [
    ("- note: {vi: A, en: A}\n        knd: info", "EF010"),
    ("- note: {vi: A, en: A}\n        kind: loud", "EF014"),
    ("- note: {vi: A, en: A}\n        when: rent == false", "EF112"),
    ("- t: {title: {vi: A, en: A}, type: table, columns: [{note: {vi: A, en: A}}, {x: {title: A, type: text}}]}", "EF115"),
])  # fmt: skip
def test_a_mistake_in_a_note_is_named(project, written, code):
    found = project.unit_of("example.eform.yaml", SPEC.replace("- note: {vi: Hãy để sẵn hợp đồng thuê nhà., en: Have the contract at hand.}", written).encode())
    assert [one.code for one in found.diagnostics if one.code.startswith(("EF0", "EF1"))] == [code]


def test_a_question_may_be_called_note(project):
    spec = SPEC.replace("- owner: {title", "- note: {title").replace("present(owner)", "present(note)")
    made = project.unit_of("example.eform.yaml", spec.encode())
    assert made.sound
    assert [entry.pointer for entry in form_of(made.procedure).entries] == [("rents",), ("note",)]


def test_the_texts_of_notes_are_read_by_the_rules(project):
    spec = SPEC.replace(", en: Have the contract at hand.", "")
    found = [one.code for one in project.unit_of("example.eform.yaml", spec.encode()).diagnostics]
    assert "EF506" in found
