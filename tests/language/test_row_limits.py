"""The number of rows worked out of answers: what it means is in docs/semantics.md; here its misuse, its readers, its pages."""

import pytest

from conftest import ROOT, TODAY
from eformc.diff.change import Who
from eformc.diff.compare import compare
from eformc.diff.side import side_of
from eformc.emit.form import published
from eformc.kernel import dates
from eformc.kernel.evaluate import evaluate
from eformc.language.spec_schema import spec_schema
from eformc.lsp.names import names_of
from eformc.portal.submission.decode import Posted
from eformc.source import read
from eformc.verify.readers import Schema, readers

SPEC = """
procedure: tam-tru
title: {vi: Khai báo tạm trú, en: Guests of the night}
subjects:
  applicant: {is: person, known_by: login}
  children: {is: person, known_by: key, many: true, optional: true, at_most: guests}
pages:
  - page: one
    title: {vi: Khách nghỉ lại, en: Guests}
    fields:
      - guests: {title: {vi: Số khách, en: Number of guests}, help: {vi: "Ví dụ: 2.", en: "Such as 2."}, type: integer, min: 0, max: 30}
      - price: {title: {vi: Giá, en: Price}, type: decimal, optional: true}
      - people:
          title: {vi: Khách, en: Guests}
          type: table
          at_least: LEAST
          at_most: MOST
          columns:
            - name: {title: {vi: Họ tên, en: Name}, type: text}
            - age: {title: {vi: Tuổi, en: Age}, type: integer, optional: true}
      - children.personal_id
"""
DAY = dates.parse(TODAY)
VALIDATORS = [one for one in readers()[0] if isinstance(one, Schema)]


def spec(least="guests", most="guests"):
    return SPEC.replace("LEAST", least).replace("MOST", most).encode()


def unit_of(project, least="guests", most="guests"):
    unit = project.unit_of("tam-tru.eform.yaml", spec(least, most))
    assert unit.sound, [found.text("en") for found in unit.diagnostics]
    return unit


@pytest.mark.parametrize(
    ("least", "most", "code", "says", "noi"),
    [
        ("price", "50", "EF113", "whole number; this gives a decimal number", "phải là số nguyên"),
        ("guests > 2", "50", "EF113", "whole number; this gives yes or no", "phải là số nguyên"),
        ("count(people)", "50", "EF113", "worked out of its own rows", "chính các dòng của nó"),
        ("1", "'any(people, people.age > 3) ? 3 : 4'", "EF113", "worked out of its own rows", "chính các dòng của nó"),
        ("people.age", "50", "EF113", "is a column", "là một cột"),
        ("gusts", "50", "EF112", "did you mean `guests`", "có phải là `guests`"),
        ("guests / 2", "50", "EF113", "within a rounding", "trong hàm làm tròn"),
        ("-1", "50", "EF603", "less than no rows", "không thể nhỏ hơn 0"),
        ("1", "0", "EF603", "takes none", "không khai được dòng nào"),
        ("9", "3", "EF603", "greater than the most (3)", "lớn hơn mức lớn nhất (3)"),
        ("51", "'x'", "EF112", "`x`", "`x`"),
        ("[1]", "50", "EF009", "a whole number, or what works it out", "một số nguyên, hoặc biểu thức tính ra nó"),
    ],
)
def test_misuse_has_one_message_with_a_way_out(project, least, most, code, says, noi):
    found = [one for one in project.unit_of("tam-tru.eform.yaml", spec(least, most)).diagnostics if one.severity == "error"]
    assert [one.code for one in found] == [code]
    assert says in found[0].text("en")
    assert noi in found[0].text("vi")


def test_a_number_under_a_name_and_a_rounded_one_are_numbers(project):
    text = spec("half", "most").decode().replace("pages:", "define:\n  half: round_up(guests / 2, 0)\n  most: 4\npages:", 1)
    unit = project.unit_of("tam-tru.eform.yaml", text.encode())
    assert unit.sound, [found.text("en") for found in unit.diagnostics]
    form = published(unit.reasoned).form
    assert evaluate(form, {"guests": 5, "people": [{"name": "An"}] * 3}, DAY).valid
    assert [one.code for one in evaluate(form, {"guests": 5, "people": [{"name": "An"}] * 5}, DAY).findings] == ["too-many-rows"]


def test_a_fact_that_it_reads_is_looked_up(project):
    text = spec("year(applicant.birth_date) - 1980").decode()
    form = published(project.unit_of("tam-tru.eform.yaml", text.encode()).reasoned)
    assert ("applicant", "birth_date") in form.outline.read


def test_a_page_without_script_has_the_rows_that_are_wanted_and_says_how_many(project):
    form = published(unit_of(project).reasoned)
    made = form.submitted(Posted({"f.guests": ["7"], "f.people.0.name": ["An"]}), DAY)
    assert [(one.code, dict(one.args)) for one in made.faults] == [("too-few-rows", {"least": 7})]
    page = form.page("vi", made=made)
    assert 'name="f.people.6.name"' in page
    assert 'name="f.people.7.name"' not in page
    assert "Số lượng: bằng “Số khách”." in page
    assert "Nhiều nhất: “Số khách”." in page
    assert "Rows: as many as “Number of guests”." in form.page("en")


def test_versions_are_compared_by_answers(project):
    def side(*limits):
        unit = unit_of(project, *limits)
        return side_of(unit.reasoned, unit.path)

    for old, new in ((side("1", "30"), side("guests", "30")), (side("1", "30"), side("1", "guests")), (side("guests", "30"), side("guests + 1", "30"))):
        (rows,) = [one for one in compare(old, new, DAY, VALIDATORS).changes if one.place == ("people",)]
        assert rows.kind == "facet"
        assert rows.args["old"] != rows.args["new"]
        harms = {one.who: one for one in rows.harms}
        assert harms[Who.CONSUMERS].witness is not None, rows
        assert harms[Who.DRAFTS].witness is not None, rows


def test_an_editor_finds_the_names_in_it(project):
    _, root, _ = read("tam-tru.eform.yaml", spec("guests", "guests + 1"))
    assert len([one for one in names_of(root) if one.name == "guests"]) == 4


def test_the_schema_for_editors_takes_numbers_and_expressions():
    made = spec_schema()["definitions"]
    assert made["subject"]["properties"]["at_most"]["type"] == ["integer", "string"]
    assert made["question"]["properties"]["at_least"]["type"] == ["integer", "string"]


def test_the_real_example_of_the_guide_is_of_this_kind():
    assert "at_least: so_tiet_muc" in (ROOT / "docs" / "huong-dan.vi.md").read_text(encoding="utf-8")
