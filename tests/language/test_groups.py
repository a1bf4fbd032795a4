"""Groups: questions below a heading of a page, and under one condition. On the page, with script and without, on the check and paper."""

import json
import sys

import pytest

from conftest import ROOT, TODAY
from eformc.emit.form import published
from eformc.emit.html import emit, form_view
from eformc.kernel.dates import parse
from eformc.kernel.evaluate import evaluate
from eformc.model.lowering import form_of
from eformc.portal.forms import form_from_json
from eformc.portal.paper.view import paper_view, render_paper
from eformc.portal.view.check_answers import overview
from eformc.portal.view.populate import with_submission

sys.path.insert(0, str(ROOT / "tests" / "browser"))
import pages

browser, folder, opened = pages.browser, pages.folder, pages.opened
DAY = parse(TODAY)
SPEC = """procedure: example
title: {vi: Thuê nhà, en: Rent}
subjects:
  applicant: {is: person, known_by: login}
pages:
  - page: rent
    title: {vi: Việc thuê, en: The rent}
    fields:
      - rents: {title: {vi: Đang thuê nhà, en: You rent}, help: {vi: Chọn một., en: Choose one.}, type: yes_no}
      - note: {vi: Hãy để sẵn hợp đồng., en: Have the contract at hand.}
      - group: {vi: Chủ nhà, en: The owner}
        help: {vi: Ghi như trên hợp đồng., en: As in the contract.}
        when: rents
        fields:
          - note: {vi: Một người cũng được., en: One of them will do.}
          - owner: {title: {vi: Họ và tên, en: Name}, help: {vi: Của chủ nhà., en: Of the owner.}, type: text}
          - phone: {title: {vi: Điện thoại, en: Telephone}, help: {vi: Nếu có., en: If any.}, type: phone, optional: true}
          - note: {vi: Chúng tôi không gọi buổi tối., en: We do not call in the evening.}
      - note: {vi: Sắp xong., en: Nearly there.}
      - people: {title: {vi: Số người ở, en: People living there}, help: {vi: Cả trẻ em., en: Children too.}, type: integer, min: 1, max: 20}
      - group: {vi: Thêm, en: More}
        fields:
          - wishes: {title: {vi: Mong muốn, en: Wishes}, help: {vi: Nếu có., en: If any.}, type: text, optional: true}
"""


@pytest.fixture(scope="module")
def unit(project):
    made = project.unit_of("example.eform.yaml", SPEC.encode())
    assert made.sound, [one.text("en") for one in made.diagnostics]
    return made


def verdict(unit, answers):
    return [(".".join(one.pointer), one.code) for one in evaluate(form_of(unit.procedure), answers, DAY).findings]


def test_what_stands_below_a_heading_stands_under_its_condition(unit):
    assert verdict(unit, {"rents": False, "people": 2}) == []
    assert verdict(unit, {"rents": True, "people": 2}) == [("owner", "required")]
    assert verdict(unit, {"rents": False, "people": 2, "owner": "Hoa"}) == [("owner", "not-applicable")]


def test_headings_stand_where_their_questions_begin(unit):
    (page,) = form_view(unit.reasoned, "vi").pages
    assert [frame.opens and frame.opens.title for frame in page.frames] == [None, "Chủ nhà", None, None, "Thêm", None]
    assert [frame.closes for frame in page.frames] == [False, False, False, True, False, True]
    assert page.frames[1].opens.only_if == "Chỉ trả lời nếu “Đang thuê nhà”."
    assert [block.only_if for block in page.blocks] == [""] * 5, "the heading says it once"
    assert [block.tied for block in page.blocks] == [False] * 5, "no step goes over the bounds of a group"


def test_notes_stay_within_their_group(unit):
    (page,) = form_view(unit.reasoned, "en").pages
    assert [[(note.text[:6], note.tied, note.alone) for note in some] for some in page.notes] == [
        [], [("Have t", False, True), ("One of", False, False)], [], [("We do ", True, False), ("Nearly", False, False)], [], [],
    ]  # fmt: skip


def test_a_published_form_has_the_same_groups(unit):
    again = form_from_json(json.loads(json.dumps(published(unit.reasoned).to_json({}))), {})
    assert again.views["en"].pages == form_view(unit.reasoned, "en").pages


def test_groups_on_paper(unit):
    def on_paper(answers):
        return render_paper(paper_view(form_view(unit.reasoned, "en"), form_of(unit.procedure), answers=answers, today=DAY))

    blank, filled = on_paper(None), on_paper({"rents": True, "owner": "Hoa", "people": 2})
    order = ["Have the contract", "<h3>The owner</h3>", "As in the contract", "One of them", "We do not call", "Nearly there", "People living", "<h3>More</h3>"]
    for text in (blank, filled):
        assert sorted(order, key=text.index) == order
    assert "The owner</h3>" not in on_paper({"rents": False, "people": 2})


def test_the_check_names_the_group(unit):
    view = with_submission(form_view(unit.reasoned, "en"), {"rents": True, "owner": "Hoa", "people": 2}, (), {})
    assert [part.title for part in overview(view)] == ["The rent", "The rent – The owner", "The rent", "The rent – More"]


def test_a_page_without_groups_has_nothing_of_them(project):
    spec = SPEC[: SPEC.index("      - note: {vi: Hãy")] + "      - people: {title: {vi: Số người, en: People}, type: integer}\n"
    text = emit(project.unit_of("example.eform.yaml", spec.encode()).reasoned, "vi")
    assert '".group"' not in text
    assert "role=group" not in text


@pytest.mark.browser
@pytest.mark.xdist_group("browser")
def test_a_heading_is_shown_with_each_step_below_it(unit, opened):
    page = opened(emit(unit.reasoned, "vi"))

    def seen():
        above = page.locator("#where span").inner_text().split(" · ")
        return [one for one in ("Chủ nhà", "Thêm") if one in above or page.locator("h1, h3:visible", has_text=one).count()]

    page.click("#send")
    page.check("[name='f.rents'][value=true]")
    assert seen() == []
    page.click("#send")
    assert page.locator(".told:visible").all_inner_texts() == ["Hãy để sẵn hợp đồng."], "outside of the group, so a step of its own"
    assert seen() == []
    page.click("#send")
    assert seen() == ["Chủ nhà"]
    page.fill("[name='f.owner']", "Hoa")
    page.click("#send")
    assert seen() == ["Chủ nhà"], "with the second question too"
    assert page.locator(".told:visible").all_inner_texts() == ["Chúng tôi không gọi buổi tối."]
    page.click("#send")
    assert seen() == []
    page.fill("[name='f.people']", "2")
    page.click("#send")
    page.click("#send")
    assert page.locator("#answers h2").all_inner_texts() == ["Việc thuê", "Việc thuê – Chủ nhà", "Việc thuê", "Việc thuê – Thêm"]
    page.click("#back")
    page.click("#whole")
    page.check("[name='f.rents'][value=false]")
    assert seen() == ["Thêm"]
    assert page.problems == []


OWN = "      - group: {vi: Thêm, en: More}\n        fields:\n          - wishes"


@pytest.mark.parametrize(("old", "new", "codes"), [
    ("group: {vi: Thêm", "gruop: {vi: Thêm", ["EF010"]),
    ("        fields:\n          - wishes", "        feilds:\n          - wishes", ["EF010"]),
    ("when: rents", "when: rent", ["EF112"]),
    ("          - wishes", "          - group: {vi: Nữa, en: Still more}\n            fields: [{x: {title: {vi: X, en: X}, help: {vi: X., en: X.}, type: text}}]\n          - wishes", ["EF115"]),
    ("{vi: Mong muốn, en: Wishes}, help: {vi: Nếu có., en: If any.}, type: text, optional: true}",
     "{vi: Mong muốn, en: Wishes}, type: table, columns: [{group: {vi: A, en: A}, fields: [{x: {title: {vi: X, en: X}, help: {vi: X., en: X.}, type: text}}]}]}", ["EF115"]),
    ("note: {vi: Sắp xong.", "noet: {vi: Sắp xong.", ["EF010"]),
    ("note: {vi: Sắp xong., en: Nearly there.}", "qqzz_wx: {vi: Sắp xong., en: Nearly there.}\n        kind: warning", ["EF010"]),
])  # fmt: skip
def test_a_mistake_in_a_group_is_one_message(project, old, new, codes):
    assert old in SPEC
    found = project.unit_of("example.eform.yaml", SPEC.replace(old, new).encode())
    assert [one.code for one in found.diagnostics if one.code.startswith(("EF0", "EF1"))] == codes, [one.text("en") for one in found.diagnostics]


def test_a_question_may_be_called_group(project):
    made = project.unit_of("example.eform.yaml", SPEC.replace("- people: {title", "- group: {title").encode())
    assert made.sound
    assert [entry.pointer for entry in form_of(made.procedure).entries][3] == ("group",)


def test_a_table_of_a_group_stands_under_its_condition(project):
    table = "          - rooms: {title: {vi: Phòng, en: Rooms}, type: table, columns: [{area: {title: {vi: Diện tích, en: Area}, help: {vi: m2., en: m2.}, type: integer}}]}\n"
    made = project.unit_of("example.eform.yaml", SPEC.replace("          - phone", table + "          - phone").encode())
    assert made.sound, [one.text("en") for one in made.diagnostics]
    assert verdict(made, {"rents": False, "people": 2}) == []


def test_a_subjects_table_in_a_group_is_not_wanted_where_the_group_is_not(project):
    spec = SPEC.replace("subjects:\n", "subjects:\n  heirs: {is: person, known_by: key, many: true}\n").replace("          - phone", "          - heirs.personal_id\n          - phone")
    made = project.unit_of("example.eform.yaml", spec.encode())
    assert made.sound, [one.text("en") for one in made.diagnostics]
    assert verdict(made, {"rents": False, "people": 2}) == []
    assert ("heirs", "required") in verdict(made, {"rents": True, "people": 2, "owner": "Hoa"})
