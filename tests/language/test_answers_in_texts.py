"""Answers in texts: read out as people say them, with words where there is none, never markup; on the page with script and without, on paper."""

import json
import sys

import pytest

from conftest import ROOT, TODAY
from eformc.contract.held import HeldValue
from eformc.emit.form import published
from eformc.emit.html import emit, form_view
from eformc.kernel.dates import parse
from eformc.model.lowering import form_of
from eformc.portal.forms import form_from_json
from eformc.portal.html.render import render
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
  - page: rent
    title: {vi: Việc thuê, en: The rent}
    help: {vi: "Chào **{applicant.full_name|bạn}**.", en: "Hello **{applicant.full_name|you}**."}
    fields:
      - applicant.full_name
      - landlord: {title: {vi: Bên cho thuê, en: Landlord}, help: {vi: Ghi tên., en: A name.}, type: text}
      - from_day: {title: {vi: Thuê từ ngày, en: From}, help: {vi: Ngày đầu., en: First day.}, type: date}
      - price: {title: {vi: Giá thuê, en: Price}, help: {vi: Mỗi tháng., en: A month.}, type: money}
      - kind: {title: {vi: Loại nhà, en: Kind}, help: {vi: Chọn một., en: Choose one.}, type: choice, options: [{flat: {vi: Căn hộ, en: Flat}}, {house: {vi: Nhà riêng, en: House}}]}
      - pets: {title: {vi: Vật nuôi, en: Pets}, type: table, optional: true, columns: [{name: {title: {vi: Tên, en: Name}, help: {vi: Tên gọi., en: Its name.}, type: text}}]}
      - note: {vi: "Thuê của {landlord|chủ nhà} từ {from_day}, giá {price}, {kind|nhà}, {count(pets)|0} con vật.", en: "From {landlord|the landlord} since {from_day}, {price}, {kind|home}, pets: {count(pets)|0}."}
  - page: last
    title: {vi: Cuối, en: End}
    fields:
      - wishes: {title: {vi: Mong muốn, en: Wishes}, help: {vi: Nếu có., en: If any.}, more: {vi: "Sẽ gửi {landlord}.", en: "Sent to {landlord}."}, type: text, optional: true}
"""
ANSWERS = {"landlord": "<b>Hoa</b> **x** [y](https://z.vn) {price}", "from_day": "2026-01-05", "price": 5000000, "kind": "flat", "pets": [{"name": "Mực"}, {"name": "Vện"}]}
SAID = "From &lt;b&gt;Hoa&lt;/b&gt; **x** [y](https://z.vn) {price} since 5/1/2026, 5,000,000 VND, Flat, pets: 2."


@pytest.fixture(scope="module")
def unit(project):
    made = project.unit_of("example.eform.yaml", SPEC.encode())
    assert made.sound, [one.text("en") for one in made.diagnostics]
    return made


def text_of(page):
    import re

    return re.sub(r"</?span[^>]*>", "", page)


def test_without_answers_the_words_for_them_stand_there(unit):
    page = text_of(emit(unit.reasoned, "en"))
    assert "Hello <strong>you</strong>." in page
    assert "From the landlord since (not given yet), (not given yet), home, pets: 0." in page
    assert "Sent to (not given yet)." in page


def test_answers_are_read_out_and_never_markup(unit):
    page = text_of(render(form_view(unit.reasoned, "en"), answers=ANSWERS))
    assert SAID in page
    assert "<b>Hoa" not in page
    assert 'href="https://z.vn"' not in page


def test_held_facts_are_read_out_too(unit):
    page = text_of(render(form_view(unit.reasoned, "vi"), held={"/applicant/full_name": HeldValue("Nguyễn Thị Hoa", "Nguyễn Thị Hoa")}))
    assert "Chào <strong>Nguyễn Thị Hoa</strong>." in page


def test_a_published_form_says_the_same(unit):
    again = form_from_json(json.loads(json.dumps(published(unit.reasoned).to_json({}))), {})
    assert text_of(render(again.views["en"], answers=ANSWERS)) == text_of(render(form_view(unit.reasoned, "en"), answers=ANSWERS))


def test_on_paper(unit):
    def on_paper(answers):
        return render_paper(paper_view(form_view(unit.reasoned, "en"), form_of(unit.procedure), answers=answers, today=DAY))

    assert SAID in on_paper(ANSWERS)
    assert "From the landlord since (not given yet)" in on_paper(None)


def test_a_page_that_says_no_answer_has_nothing_of_it(project):
    spec = "".join(line for line in SPEC.splitlines(keepends=True) if "{landlord" not in line and "full_name|" not in line)
    page = emit(project.unit_of("example.eform.yaml", spec.replace("    fields:\n", "    fields:\n      - w: {title: {vi: W, en: W}, type: text}\n", 2).replace("- w:", "- w2:", 1).encode()).reasoned, "en")
    assert "data-say" not in page


@pytest.mark.browser
@pytest.mark.xdist_group("browser")
def test_the_script_says_them_while_they_are_typed(unit, opened):
    page = opened(emit(unit.reasoned, "en"))
    page.click("#whole")
    page.fill("[name='f.landlord']", "<b>Hoa</b>")
    for name, value in (("day", "5"), ("month", "1"), ("year", "2026")):
        page.fill(f"[name='f.from_day.{name}']", value)
    page.fill("[name='f.price']", "5000000")
    page.check("[name='f.kind'][value=flat]")
    page.fill("[name='f.pets.0.name']", "Mực")
    assert page.locator(".told").inner_text() == "From <b>Hoa</b> since 5/1/2026, 5,000,000 VND, Flat, pets: 1."
    page.fill("[name='f.landlord']", "")
    assert page.locator(".told").inner_text().startswith("From the landlord since")
    assert page.problems == []


@pytest.mark.parametrize(("old", "new", "code"), [
    ("{landlord|the", "{lanlord|the", "EF112"), ("{landlord|the", "{|the", "EF119"), ("{landlord|the", "{1 + 2|the", "EF119"), ("{landlord|the", "{pets|the", "EF119"),
    ("{landlord|the", "{pets.name|the", "EF119"), ("{landlord|the", "{count(landlord)|the", "EF119"), ("{applicant.full_name|you", "{applicant.fullname|you", "EF112"),
])  # fmt: skip
def test_a_mistake_is_one_message(project, old, new, code):
    assert old in SPEC
    found = project.unit_of("example.eform.yaml", SPEC.replace(old, new).encode()).diagnostics
    assert [one.code for one in found if one.code.startswith(("EF0", "EF1"))] == [code], [one.text("en") for one in found]


def test_another_persons_sensitive_fact_is_told_nobody(project):
    catalogue = project.catalogue("vn")
    name = next(one.id for one in catalogue.entities["person"].elements.values() if one.sensitive).rpartition(".")[2]
    own = SPEC.replace("{landlord|the", f"{{applicant.{name}|the")
    other = SPEC.replace("subjects:\n", "subjects:\n  father: {is: person, via: applicant.father}\n").replace("{landlord|the", f"{{father.{name}|the")
    codes = [[one.code for one in project.unit_of("example.eform.yaml", spec.encode()).diagnostics if one.code == "EF119"] for spec in (own, other)]
    assert codes == [[], ["EF119"]]


def test_braces_elsewhere_are_found(project):
    spec = SPEC.replace("help: {vi: Ghi tên., en: A name.}", 'help: {vi: "Ghi tên {kind}.", en: "A name of {kind}."}')
    assert spec != SPEC
    assert [one.args["mark"] for one in project.unit_of("example.eform.yaml", spec.encode()).diagnostics if one.code == "EF514"] == ["{kind}"]
