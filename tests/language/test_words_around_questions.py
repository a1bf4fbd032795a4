"""Help to fold out, help on an option, own words for a missing or wrong answer, and notes that end the form."""

import json
import re
import sys

import pytest

from conftest import ROOT, TODAY
from eformc.emit.form import published
from eformc.emit.html import emit, form_view
from eformc.emit.json_schema import schema_of
from eformc.kernel.dates import parse
from eformc.kernel.evaluate import evaluate
from eformc.model.lowering import form_of
from eformc.portal.forms import form_from_json
from eformc.portal.paper.view import paper_view, render_paper
from eformc.portal.submission.decode import Posted

sys.path.insert(0, str(ROOT / "tests" / "browser"))
import pages

browser, folder, opened = pages.browser, pages.folder, pages.opened
DAY = parse(TODAY)
SPEC = """procedure: example
title: {vi: Vay vốn, en: Loan}
subjects:
  applicant: {is: person, known_by: login}
pages:
  - page: loan
    title: {vi: Khoản vay, en: The loan}
    more: {vi: Ngân hàng xét trong 5 ngày., en: The bank decides within 5 days.}
    fields:
      - age_group:
          title: {vi: Bạn thuộc nhóm nào, en: Your group}
          help: {vi: Chọn một., en: Choose one.}
          more: {vi: Tuổi tính đến hôm nay., en: Age is counted until today.}
          type: choice
          options:
            - young: {title: {vi: Dưới 18 tuổi, en: Under 18}}
            - grown: {title: {vi: Từ 18 tuổi, en: 18 or more}, help: {vi: Kể cả đúng 18., en: 18 itself too.}}
      - note: {vi: Bạn chưa được vay. Hãy nhờ cha mẹ đứng tên., en: You cannot borrow yet. Ask your parents to apply.}
        when: age_group == "young"
        kind: stop
      - purpose:
          title: {vi: Vay để làm gì, en: Purpose}
          help: {vi: Viết ngắn gọn., en: In a few words.}
          type: text
          max_length: 20
          if_empty: {vi: Hãy cho biết bạn vay để làm gì., en: Say what the loan is for.}
          if_wrong: {vi: Hãy viết trong 20 chữ., en: Use 20 letters at most.}
      - rows:
          title: {vi: Tài sản, en: Property}
          type: table
          if_empty: {vi: Hãy ghi một tài sản., en: Name one property.}
          columns:
            - what: {title: {vi: Là gì, en: What}, help: {vi: Nhà hay đất., en: A house.}, type: text, if_empty: {vi: Hãy ghi tên tài sản., en: Name the property.}}
attachments:
  - plan: {title: {vi: Kế hoạch, en: Plan}, help: {vi: Chụp ảnh., en: A photo.}, more: {vi: Một trang là đủ., en: One page will do.}, if_empty: {vi: Hãy chụp bản kế hoạch., en: Photograph the plan.}}
"""


@pytest.fixture(scope="module")
def unit(project):
    made = project.unit_of("example.eform.yaml", SPEC.encode())
    assert made.sound, [one.text("en") for one in made.diagnostics]
    return made


@pytest.fixture(scope="module")
def form(unit):
    return form_from_json(json.loads(json.dumps(published(unit.reasoned).to_json({}))), {})


def said(form, posted, lang="en"):
    return [text for _, text in form.errors(form.submitted(Posted(posted), DAY), lang)]


def test_own_words_are_said_where_an_answer_is_missing_or_wrong(form):
    posted = {"f.age_group": ["grown"], "f.rows.0.what": [""]}
    assert said(form, posted) == ["Say what the loan is for.", "Name one property.", "Photograph the plan."]
    assert "Use 20 letters at most." in said(form, {**posted, "f.purpose": ["x" * 21]})
    assert "Hãy viết trong 20 chữ." in said(form, {**posted, "f.purpose": ["x" * 21]}, "vi")


def test_where_the_form_ends_nothing_else_is_wrong(form):
    assert said(form, {"f.age_group": ["young"]}) == ["You cannot borrow yet. Ask your parents to apply."]


def test_a_stop_is_a_rule_of_the_form_for_every_reader(unit):
    answers = {"age_group": "young", "purpose": "Nhà", "rows": [{"what": "Nhà"}], "attachments": {"plan": {"name": "a.jpg", "media_type": "image/jpeg", "size": 1, "sha256": "0" * 64}}}
    found = evaluate(form_of(unit.procedure), answers, DAY).findings
    assert [(one.pointer, one.code, dict(one.args)) for one in found] == [(("age_group",), "constraint", {"constraint": "stop1"})]
    import jsonschema

    reader = jsonschema.Draft202012Validator(schema_of(unit.procedure))
    assert not reader.is_valid(answers)
    assert reader.is_valid({**answers, "age_group": "grown"})


def test_everything_is_on_the_page_without_script_and_on_paper(unit):
    page = emit(unit.reasoned, "en")
    for text in ("The bank decides within 5 days.", "Age is counted until today.", "One page will do."):
        assert re.search(rf'<details class="?more"?>\s*<summary>.*?</summary>\s*<p>{re.escape(text)}', page)
    assert re.search(r'aria-describedby="?f-age_group-1-help', page)
    blank = render_paper(paper_view(form_view(unit.reasoned, "en"), form_of(unit.procedure)))
    for text in ("The bank decides", "Age is counted", "18 itself too.", "One page will do.", "<strong>You need not go on.</strong> You cannot borrow yet."):
        assert text in blank


def test_a_page_holds_nothing_of_what_its_form_does_not_say(project):
    spec = SPEC[: SPEC.index("    more:")] + "    fields:\n      - purpose: {title: {vi: Vay để làm gì, en: Purpose}, type: text}\n"
    page = emit(project.unit_of("example.eform.yaml", spec.encode()).reasoned, "vi")
    assert not re.search(r"more|within\b|\^stop|\.own\b", page[page.index("<style") :].replace("more_help", ""))


@pytest.mark.browser
@pytest.mark.xdist_group("browser")
def test_the_script_says_the_same(unit, opened):
    page = opened(emit(unit.reasoned, "en"))

    def errors():
        return page.locator("#errors a").all_inner_texts()

    page.click("#send")
    page.check("[name='f.age_group'][value=young]")
    assert page.locator(".told:visible").all_inner_texts() == ["You need not go on. You cannot borrow yet. Ask your parents to apply."]
    page.click("#send")
    assert errors() == ["You cannot borrow yet. Ask your parents to apply."]
    page.check("[name='f.age_group'][value=grown]")
    page.click("#send")
    page.click("#send")
    assert errors() == ["Say what the loan is for."]
    page.fill("[name='f.purpose']", "x" * 21)
    page.click("#send")
    assert errors() == ["Use 20 letters at most."]
    page.fill("[name='f.purpose']", "A house")
    page.click("#send")
    page.click("#send")
    assert errors() == ["Name one property."]
    page.fill("[name='f.rows.0.what']", "House")
    page.click("#whole")
    page.click("#send")
    assert errors() == ["Photograph the plan."]
    assert page.problems == []


@pytest.mark.browser
@pytest.mark.xdist_group("browser")
def test_an_option_with_help_is_read_out_by_its_title(unit, opened):
    page = opened(emit(unit.reasoned, "en"))
    page.click("#whole")
    page.check("[name='f.age_group'][value=grown]")
    page.fill("[name='f.purpose']", "A house")
    page.fill("[name='f.rows.0.what']", "House")
    page.set_input_files("[type=file][name='f.attachments.plan']", {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": b"\xff\xd8\xff\xe0"})
    page.click("#send")
    assert "18 or more" in page.locator("#answers dd").all_inner_texts()
    assert page.problems == []


@pytest.mark.parametrize(("old", "new", "code"), [
    ('        when: age_group == "young"\n', "", "EF115"),
    ("if_empty: {vi: Hãy cho", "if_emty: {vi: Hãy cho", "EF010"),
    ("    more: {vi: Ngân", "    moer: {vi: Ngân", "EF010"),
    ("help: {vi: Kể cả", "hlep: {vi: Kể cả", "EF010"),
    ("kind: stop", "kind: stopp", "EF014"),
])  # fmt: skip
def test_a_mistake_is_one_message(project, old, new, code):
    assert old in SPEC
    found = project.unit_of("example.eform.yaml", SPEC.replace(old, new).encode()).diagnostics
    assert [one.code for one in found if one.code.startswith(("EF0", "EF1"))] == [code], [one.text("en") for one in found]


@pytest.mark.parametrize("text", ["Use 20 letters at most.", "One page will do.", "18 itself too.", "Age is counted until today.", "The bank decides within 5 days."])
def test_the_new_texts_are_read_by_the_rules(project, text):
    found = [one.code for one in project.unit_of("example.eform.yaml", SPEC.replace(f", en: {text}", "").encode()).diagnostics]
    assert "EF506" in found
