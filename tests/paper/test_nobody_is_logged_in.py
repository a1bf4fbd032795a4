"""A blank sheet asks who hands it in; what the office writes is said once; large print has larger lines to write on."""

import re

import pytest

from conftest import EACH, ROOT, TODAY
from eformc.emit.html import published
from eformc.kernel.dates import parse
from eformc.portal.paper.view import paper_view, render_paper
from eformc.portal.view.types import numbers_in
from eformc.project import Project, load_settings

WITHOUT = """
procedure: without
title: {vi: Không có người, en: Nobody in it}
legal_basis: ["Luật Thử nghiệm 2024"]
agency: {vi: Ủy ban nhân dân cấp xã, en: Commune committee}
subjects:
  applicant: {is: person, known_by: login}
pages:
  - page: one
    title: {vi: Một, en: One}
    fields:
      - wish: {title: {vi: Bạn muốn gì, en: Your wish}, type: text}
      - applicant.birth_date
"""


def compiled(path):
    (unit,) = Project(load_settings(ROOT), TODAY).units([str(path)])
    return published(unit.reasoned)


def lines_of(paper):
    """(number, title, whether the office writes it) of every line outside rows."""
    return [(line.number, line.title, block.held) for part in paper.parts for block in part.blocks for line in block.lines]


@pytest.mark.parametrize("name", EACH)
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_blank_sheet_asks_name_and_number(name, lang):
    form = compiled(ROOT / "specs" / "procedures" / f"{name}.eform.yaml")
    view = form.views[lang]
    paper = paper_view(view, form.form)
    office = {number for number, _, is_office in lines_of(paper) if is_office and number}
    asked = {number for number, _, is_office in lines_of(paper) if not is_office and number}
    numbers = {pointer: number for n, page in enumerate(view.pages, 1) for pointer, number in numbers_in(page, n).items()}
    for places, title in ((view.data.whom, "Họ tên"), (view.numbered, "Số giấy tờ")):
        there = [numbers[at] for at in places if at in numbers]
        assert all(one in asked and one not in office for one in there)
        assert there or any(title in line.title or "declares" in line.title or "person's" in line.title for line in paper.who)
    text = render_paper(paper)
    assert text.count({"vi": "Không phải ghi: cơ quan đã có", "en": "Not to be written: the office has it"}[lang]) == (1 if office else 0)
    for source in paper.sources:
        assert text.count(re.sub("<[^>]*>", "", str(source))[:40].replace("&", "&amp;")) <= 1


def test_a_form_without_them_has_lines_for_both_at_its_head(tmp_path):
    path = tmp_path / "without.yaml"
    path.write_text(WITHOUT, encoding="utf-8")
    form = compiled(path)
    assert [line.title for line in paper_view(form.views["vi"], form.form).who] == ["Họ tên người khai (chữ in hoa)", "Số giấy tờ tùy thân của người khai"]
    assert [line.title for line in paper_view(form.views["en"], form.form).who] == ["Full name of the person who declares (capitals)", "Number of that person's identity document"]
    text = render_paper(paper_view(form.views["vi"], form.form))
    assert text.index("Họ tên người khai") < text.index("Bạn muốn gì")
    filled = paper_view(form.views["vi"], form.form, answers={"wish": "cây", "applicant": {"birth_date": "1950-03-27"}}, today=parse("2026-11-23"))
    assert filled.who == ()


def test_name_and_number_of_the_form_are_written_in_their_places_and_asked_once():
    form = compiled(ROOT / "specs" / "procedures" / "tro-giup-xa-hoi.eform.yaml")
    paper = paper_view(form.views["vi"], form.form)
    assert paper.who == ()
    first = lines_of(paper)[:5]
    assert [(number, office) for number, _, office in first] == [("1.1", False), ("1.2", True), ("1.3", True), ("1.4", True), ("1.5", False)]
    assert first[4][1] == "Số định danh cá nhân"
