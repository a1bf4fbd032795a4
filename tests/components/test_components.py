"""Every control's examples, in both languages: they parse, everything that is asked has a label, nothing is chosen."""

import sys
from html.parser import HTMLParser

import pytest

from conftest import ROOT
from eformc.emit.form import published
from eformc.emit.html import emit, form_view
from eformc.emit.paper import paper_of
from eformc.kernel.dates import parse
from eformc.portal.html.receipt import Receipt
from eformc.portal.paper.view import render_paper
from eformc.portal.submission.decode import Posted
from eformc.portal.view.populate import errors_of
from eformc.portal.view.types import HeldBlock

sys.path.insert(0, str(ROOT / "tools"))
import fixtures

NAMES, examples = fixtures.NAMES, fixtures.examples
VOID = {"meta", "input", "br", "link", "img", "option"}


class Page(HTMLParser):
    """The elements of a page, with what is open around each; a page that closes what is not open is refused."""

    def __init__(self, text):
        super().__init__()
        self.open, self.elements = [], []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs), [one[0] for one in self.open]))
        if tag not in VOID:
            self.open.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop()[0] == tag

    def of(self, *tags):
        return [(tag, attrs, above) for tag, attrs, above in self.elements if tag in tags]


@pytest.fixture(scope="module")
def pages(project):
    return {(control, lang): page for control, lang, page in fixtures.pages(project)}


SHOWN = [name for name in NAMES if name != "group"]
both = pytest.mark.parametrize("lang", ["vi", "en"])


@pytest.mark.parametrize("control", NAMES)
def test_every_control_has_examples_beside_its_template(control):
    assert examples(control) or control == "group"


@both
@pytest.mark.parametrize("control", SHOWN)
def test_everything_asked_has_a_label_that_points_at_it(pages, control, lang):
    page = Page(pages[control, lang])
    ids = [attrs["id"] for _, attrs, _ in page.elements if "id" in attrs]
    assert len(ids) == len(set(ids))
    labels = {attrs["for"] for _, attrs, _ in page.of("label")}
    asked = {attrs["id"] for _, attrs, _ in page.of("input", "select", "textarea") if attrs.get("type") != "hidden"}
    assert asked
    assert asked == labels
    for _, attrs, _ in page.elements:
        assert set(attrs.get("aria-describedby", "").split()) <= set(ids)


@both
@pytest.mark.parametrize("control", SHOWN)
def test_nothing_is_chosen_ticked_or_left_to_the_browser_to_judge(pages, control, lang):
    page = Page(pages[control, lang])
    for tag, attrs, _ in page.of("input", "option", "select", "textarea"):
        assert not set(attrs) & {"checked", "selected", "required", "placeholder", "pattern", "maxlength", "style", "min", "max"}
        assert attrs.get("type", "text") in {"text", "radio", "checkbox", "file", "hidden"}, tag
    assert all("name" not in attrs or attrs["name"].startswith(("f.", "e.")) for _, attrs, _ in page.of("input", "select", "textarea"))


@both
@pytest.mark.parametrize("control", ["radios", "checkboxes", "yes_no", "date", "address", "identity_document", "table"])
def test_what_belongs_together_stands_in_a_fieldset_with_a_legend(pages, control, lang):
    page = Page(pages[control, lang])
    assert all("fieldset" in above for _, attrs, above in page.of("input", "select") if attrs.get("name", "").startswith("f."))
    assert len(page.of("legend")) == len(page.of("fieldset"))


LISTS = """procedure: lists
title: {vi: Danh mục, en: Lists}
legal_basis: [Luật Thử nghiệm 2024]
subjects: {applicant: {is: person, known_by: login}}
pages:
  - page: one
    title: {vi: Một, en: One}
    fields:
      - born_in: {title: {vi: Nước sinh, en: Country of birth}, type: choice, codes: nationality}
      - lives_in: {title: {vi: Nước đang ở, en: Country of residence}, type: choice, codes: nationality}
      - went_to: {title: {vi: Nước đã đến, en: Country visited}, type: choice, codes: nationality}
      - since: {title: {vi: Từ năm, en: Since}, type: integer, when: went_to != "VN"}
"""


@both
def test_a_long_list_is_asked_by_name_and_offered_once_unless_a_condition_needs_its_codes(project, tmp_path, lang):
    path = tmp_path / "lists.yaml"
    path.write_text(LISTS, encoding="utf-8")
    (unit,) = project.units([str(path)])
    page = Page(emit(unit.reasoned, lang))
    by_name = [attrs["name"] for _, attrs, _ in page.of("input") if attrs.get("list") == "l-nationality"]
    assert by_name == ["f.born_in", "f.lives_in"]
    assert [attrs["name"] for _, attrs, _ in page.of("select")] == ["f.went_to"]
    assert [attrs["id"] for _, attrs, _ in page.of("datalist")] == ["l-nationality"]
    made = published(unit.reasoned).submitted(Posted({"f.born_in": ["VIET NAM"], "f.lives_in": ["France"]}), parse("2026-11-24"))
    assert made.answers == {"born_in": "VN", "lives_in": "FR"}


HALF = """\
procedure: half
title: {vi: Nửa, en: Half}
legal_basis: [Luật Thử nghiệm 2024]
subjects: {applicant: {is: person, known_by: login}}
pages:
  - page: one
    title: {vi: Một, en: One}
    fields:
      - name: {title: {vi: Tên & họ}, help: {vi: Ghi đủ., en: In full.}, type: text}
      - colour: {title: {vi: Màu, en: Colour}, type: choice, options: [{a: {vi: Đỏ}}, {b: {vi: Xanh, en: Blue}}]}
"""
ROWS = """      - pets:
          title: {vi: Thú nuôi}
          type: table
          at_most: 6
          columns: [{kind: {title: {vi: Loài, en: Kind}, type: text, optional: true}}]
      - why: {title: {vi: Vì sao, en: Why}, type: text, when: present(name), optional: true}
"""


def test_a_text_that_fell_back_says_in_which_language_it_is(project, tmp_path):
    path = tmp_path / "half.yaml"
    path.write_text(HALF, encoding="utf-8")
    (unit,) = project.units([str(path)])
    text = emit(unit.reasoned, "en")
    assert '<label for="f-name"><span lang="vi">Tên &amp; họ</span></label>' in text
    assert '<span lang="vi">Đỏ</span></label>' in text
    assert "> Blue</label>" in text
    assert "In full." in text
    assert "<span lang" not in emit(unit.reasoned, "vi")
    made = published(unit.reasoned)
    assert made.page("en") + "\n" == text
    typed = Posted({"f.name": ["x"], "f.colour": ["a"]})
    check = made.check_page("en", made=made.submitted(typed, parse("2026-11-24")), posted=typed)
    assert '<dt data-n="1.1"><span lang="vi">Tên &amp; họ</span></dt>' in check


def test_a_page_in_a_language_the_program_does_not_speak_marks_what_it_says_in_another(project, tmp_path):
    path = tmp_path / "half.yaml"
    path.write_text(HALF.replace("title: {vi: Màu", "title: {tyz: Sắc, vi: Màu"), encoding="utf-8")
    (unit,) = project.units([str(path)])
    text = emit(unit.reasoned, "tyz")
    assert "<legend>Sắc</legend>" in text
    assert '<legend><span lang="en">Who is typing?</span></legend>' in text
    assert '<h1><span lang="vi">Nửa</span></h1>' in text


def page_of(project, tmp_path, text):
    path = tmp_path / "spoken.yaml"
    path.write_text(text, encoding="utf-8")
    (unit,) = project.units([str(path)])
    return unit.reasoned, published(unit.reasoned)


def test_errors_the_check_the_receipt_and_the_paper_mark_the_words_that_fell_back_and_only_these(project, tmp_path):
    reasoned, form = page_of(project, tmp_path, HALF + ROWS)
    name, colour = '<span lang="vi">Tên &amp; họ</span>', '<span lang="vi">Đỏ</span>'
    empty = form.submitted(Posted({}), parse("2026-11-24"))
    page = form.page("en", made=empty)
    assert f'<li><a href="#f-name">Answer “{name}”.</a></li>' in page
    assert f'<p class="error" id="f-name-error">Error: Answer “{name}”.</p>' in page
    assert "<title>Error: Half</title>" in page
    typed = Posted({"f.name": ["x"], "f.colour": ["a"], **{f"f.pets.{n}.kind": ["mèo"] for n in range(4)}})
    made = form.submitted(typed, parse("2026-11-24"))
    for shown in (form.check_page("en", made=made, posted=typed), form.receipt_page("en", Receipt("H-1"), made=made)):
        assert f"<dd>{colour}</dd>" in shown
        assert '<span lang="vi">Thú nuôi</span> 4: Kind</dt>' in shown
    asked = form.page("en", made=made)
    assert f"Only if “{name}” is answered" in asked
    assert '<span lang="vi">Thú nuôi</span> 4' in asked
    paper = render_paper(paper_of(reasoned, "en", answers=made.answers, today=parse("2026-11-24")))
    assert f"{name}</span>" in paper
    assert f"</i> {colour}</span>" in paper
    for shown in (form.page("vi", made=empty), form.page("vi", made=made), form.receipt_page("vi", Receipt("H-1"), made=made), render_paper(paper_of(reasoned, "vi"))):
        assert "<span lang" not in shown


def test_lines_made_of_several_languages_mark_each_in_its_own(project, tmp_path):
    held = HALF.replace("fields:", "fields:\n      - applicant.full_name", 1).replace("title: {vi: Tên & họ}", "title: {tyz: Nộc, vi: Tên}")
    reasoned, _ = page_of(project, tmp_path, held)
    view = form_view(reasoned, "tyz")
    text = emit(reasoned, "tyz")
    (block,) = [one for page in view.pages for one in page.blocks if isinstance(one, HeldBlock)]
    words = {lang: runs for runs in [view.foreign[block.source]] for _, lang in runs}
    assert set(words) == {"en", "vi"}
    assert '<p><span lang="en">Taken from </span><span lang="vi">Cơ sở dữ liệu' in text
    form = published(reasoned)
    errors = errors_of(view, form.form, form.submitted(Posted({}), parse("2026-11-24")).faults)
    said = {pointer: text.__html__() for pointer, text in errors}
    assert said["/name"] == '<span lang="en">Answer “</span>Nộc<span lang="en">”.</span>'
    paper = render_paper(paper_of(reasoned, "tyz"))
    assert '<p class="help"><span lang="en">Write clearly' in paper
    assert '<h1><span lang="vi">Nửa</span></h1>' in paper
    assert "<title>Nửa</title>" in paper


def test_the_fixture_pages_are_published_each_control_in_both_languages_with_its_examples_beside(project, pages, tmp_path):
    fixtures.write(project, tmp_path)
    for (control, lang), page in pages.items():
        assert (tmp_path / f"{control}.{lang}.html").read_text(encoding="utf-8") == page
    index = Page((tmp_path / "index.html").read_text(encoding="utf-8"))
    links = {attrs["href"] for _, attrs, _ in index.of("a")}
    assert links == {path.name for path in tmp_path.glob("*.html")} - {"index.html"}
