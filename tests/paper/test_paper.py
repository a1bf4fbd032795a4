"""Forms on paper: every question of the page stands on them, nothing runs off the sheet, what is known is printed, and the
same form gives the same bytes.
"""

import json
import os
import re
import subprocess
import sys
import unicodedata
from random import Random

import pytest

from conftest import PROCEDURES, ROOT, TODAY
from eformc.cli import run as command
from eformc.emit.html import form_view
from eformc.kernel.dates import parse
from eformc.kernel.evaluate import evaluate
from eformc.kernel.expressions import pointer_text
from eformc.model.lowering import form_of
from eformc.portal.paper.pdf import pdf_of
from eformc.portal.paper.view import paper_view, render_paper
from eformc.portal.view.check_answers import grouped
from eformc.portal.view.types import questions_of
from eformc.verify.answers import Answers

DAY = parse(TODAY)
A4 = (595.28, 841.89)
MARGIN = 14
"""No word stands nearer to an edge, in points (5 mm: what a printer cannot reach)."""
BIRTH = {
    "applicant": {
        "full_name": "Nguyễn Thị Hoa", "birth_date": "1950-03-27",
        "residence_address": {"province": "19", "commune": "05443", "detail": "số 12, xóm Đồng Tâm"},
    },
    "relation_to_child": "grandmother",
    "child": {"full_name": "Nguyễn Văn An", "sex": "1"},
    "mother": {"personal_id": "079200000001", "full_name": "Trần Thị Ỷ", "birth_year": "1999"},
    "wants_copies": False,
}  # fmt: skip


def unit_of(procedures, name):
    return next(unit for unit in procedures if unit.procedure.id == name)


def html_of(unit, lang="vi", answers=None, **options):
    view = form_view(unit.reasoned, lang)
    return render_paper(paper_view(view, form_of(unit.procedure), answers=answers, today=DAY), **options)


def read(pdf, *options):
    return subprocess.run(["pdftotext", *options, "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()


def squeezed(text):
    return re.sub(r"\s+", "", text)


def labels(view, hidden=frozenset()):
    """The titles of all that the page asks or shows."""
    for page in view.pages:
        for block in page.blocks:
            for question in questions_of(block):
                if question.pointer in hidden:
                    continue
                yield question.title
                if question.held is None and question.control != "select":
                    yield from (option.title for option in question.options)
                for inner in (one for row in question.rows[:1] for each in row.blocks for one in questions_of(each)):
                    yield inner.title


def off_the_sheet(pdf):
    boxes = re.findall(r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*?)</word>', read(pdf, "-bbox"))
    assert boxes
    for left, top, right, bottom, word in boxes:
        if min(float(left), float(top)) < MARGIN or float(right) > A4[0] - MARGIN or float(bottom) > A4[1] - MARGIN:
            yield word


def pages_of(pdf):
    return int(re.search(r"Pages:\s+(\d+)", subprocess.run(["pdfinfo", "-"], input=pdf, capture_output=True, check=True).stdout.decode())[1])


@pytest.mark.long
@pytest.mark.parametrize("state", ["blank", "filled"])
@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("name", PROCEDURES)
def test_every_question_is_printed_on_a4_and_nothing_runs_off(procedures, name, lang, state):
    unit = unit_of(procedures, name)
    form, view = form_of(unit.procedure), form_view(unit.reasoned, lang)
    answers = Answers(form, DAY, Random(f"{name} on paper")).right() if state == "filled" else None
    applies = evaluate(form, answers, DAY).applies if answers is not None else {}
    hidden = {pointer_text(pointer) for pointer, does in applies.items() if not does}
    pdf = pdf_of(html_of(unit, lang, answers))
    text = read(pdf)
    assert unicodedata.normalize("NFC", text) == text
    assert [label for label in labels(view, hidden) if squeezed(label) not in squeezed(text)] == []
    assert list(off_the_sheet(pdf)) == []
    assert 1 <= pages_of(pdf) <= (9 if state == "blank" else 7)


def test_the_check_of_the_sheet_sees_what_runs_off(procedures):
    html = html_of(unit_of(procedures, "xac-nhan-hon-nhan"))
    broken = html.replace("</h1>", "</h1><p style='white-space: nowrap'>" + "tờ khai " * 60 + "</p>", 1)
    assert list(off_the_sheet(pdf_of(broken)))


def test_what_is_known_is_printed_and_what_does_not_apply_is_left_out(procedures):
    unit = unit_of(procedures, "khai-sinh")
    text = read(pdf_of(html_of(unit, "vi", BIRTH)), "-layout")
    said = " ".join(text.split())
    for known in ("Nguyễn Thị Hoa", "27/3/1950", "079 200 000 001", "số 12, xóm Đồng Tâm"):
        assert known in said
    assert "× Bà" in said
    assert "× Cha" not in said
    assert "Cơ sở dữ liệu quốc gia về dân cư (Bộ Công an)" in said
    assert "Số bản sao" not in said  # asked only of who wants copies
    assert "Chỉ trả lời nếu" not in said
    assert "6.1 Đề nghị cấp bản sao" in said  # part 5 does not apply; its number is not given to another
    assert "Phần 5 trên 7" not in said
    blank = " ".join(read(pdf_of(html_of(unit, "vi")), "-layout").split())
    assert "Số bản sao" in blank
    assert "Chỉ trả lời nếu “Đề nghị cấp bản sao” là có." in blank


def test_parts_are_numbered_as_on_the_page(procedures):
    for unit in procedures:
        view = form_view(unit.reasoned, "vi")
        paper = paper_view(view, form_of(unit.procedure))
        assert [(part.number, part.title) for part in paper.parts] == [(page.number, page.title) for page in view.pages]
        for at, part in enumerate(paper.parts, 1):
            assert [line.number for block in part.blocks for line in block.lines] == [
                f"{at}.{n}" for n in range(1, sum(len(block.lines) for block in part.blocks) + 1)
            ]


@pytest.mark.parametrize("answers", [{}, {"applicant": 5}, {"child": []}, {"relation_to_child": ["x"], "wants_copies": "yes"}, {"mother": {"personal_id": {"a": 1}, "residence_address": "x"}}])
def test_odd_answers_are_printed_as_they_stand(procedures, answers):
    assert "</html>" in html_of(unit_of(procedures, "khai-sinh"), "vi", answers)


def test_texts_and_answers_cannot_write_the_page(procedures):
    html = html_of(unit_of(procedures, "khai-sinh"), "vi", {"child": {"full_name": "<script>alert(1)</script>"}})
    assert "<script" not in html
    assert "&lt;script&gt;" in html


def test_large_print_is_larger(procedures):
    unit = unit_of(procedures, "xac-nhan-hon-nhan")
    small, large = pdf_of(html_of(unit)), pdf_of(html_of(unit, large=True))
    assert pages_of(large) > pages_of(small)
    assert list(off_the_sheet(large)) == []
    assert squeezed("Dùng giấy xác nhận để làm gì") in squeezed(read(large))


@pytest.mark.parametrize(
    ("text", "expected"),
    [("079200000001", "079 200 000 001"), ("0912345678", "0912 345 678"), ("1234567", "1234567"), ("AB12345678", "AB12345678"), ("", "")],
)
def test_digits_are_grouped_as_people_read_them(text, expected):
    assert grouped(text) == expected


def test_the_same_form_gives_the_same_bytes(tmp_path, monkeypatch):
    (tmp_path / "answers.json").write_text(json.dumps(BIRTH), encoding="utf-8")
    asked = ["paper", "khai-sinh", "--answers", str(tmp_path / "answers.json"), "--today", TODAY, "-q", "-o"]
    elsewhere = {"PYTHONPATH": str(ROOT / "src"), "PYTHONHASHSEED": "7", "TZ": "Asia/Ho_Chi_Minh", "LC_ALL": "C"}
    done = subprocess.run(
        [sys.executable, "-m", "eformc", *asked, str(tmp_path / "a.pdf")], cwd=ROOT, capture_output=True, check=False,
        env={**os.environ, **elsewhere},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    monkeypatch.chdir(ROOT)
    assert command([*asked, str(tmp_path / "b.pdf")]) == 0
    made = [(tmp_path / name).read_bytes() for name in ("a.pdf", "b.pdf")]
    assert made[0] == made[1]
    assert made[0].startswith(b"%PDF-")
    assert b"CreationDate" not in made[0]


def test_wrong_use_is_told_in_one_line_and_writes_nothing(tmp_path, monkeypatch, capfd):
    monkeypatch.chdir(ROOT)
    for args, said in [
        (("khai-sinh", "-o", str(tmp_path / "a.docx")), "written as .pdf or .html"),
        (("khai-sinh", "-o", str(tmp_path / "a.html"), "--lang", "fr"), "speaks vi, en"),
        (("khai-sin", "-o", str(tmp_path / "a.html")), "Did you mean"),
        (("khai-sinh", "-o", str(tmp_path / "a.html"), "--answers", str(tmp_path / "none.json")), "none.json"),
    ]:
        assert command(["paper", *args]) == 2
        told = capfd.readouterr().err
        assert said in told
        assert "Traceback" not in told
    assert list(tmp_path.iterdir()) == []


def test_letters_that_no_font_of_ours_has_are_told(tmp_path, monkeypatch, capfd):
    monkeypatch.chdir(ROOT)
    for name, told in [("Lò Văn 𠀀", "𠀀"), ("H'Hen Niê Ỷ", "")]:
        (tmp_path / "answers.json").write_text(json.dumps({"child": {"full_name": name}}), encoding="utf-8")
        assert command(["paper", "khai-sinh", "--answers", str(tmp_path / "answers.json"), "-o", str(tmp_path / "a.pdf")]) == 0
        said = capfd.readouterr().err
        assert ("has them: 𠀀\n" in said) is bool(told)
    assert squeezed(name) in squeezed(read((tmp_path / "a.pdf").read_bytes()))


def test_without_the_extra_the_way_to_get_it_is_told(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    monkeypatch.setattr("eformc.portal.paper.pdf.find_spec", lambda name: None)
    monkeypatch.chdir(ROOT)
    assert command(["paper", "khai-sinh", "-o", str(tmp_path / "a.pdf")]) == 2
    assert command(["paper", "khai-sinh", "-q", "-o", str(tmp_path / "a.html")]) == 0
    assert [path.name for path in tmp_path.iterdir()] == ["a.html"]
