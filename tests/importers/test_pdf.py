"""PDF forms: fields with their tooltips become questions; scripts are never run; hostile files are refused within limits."""

import time
import zlib

import pytest
import weasyprint
from importers_shared import HEADING, listed
from pdf_documents import form, stream, text, written

from eformc.importers import pdf
from eformc.importers.importer import ImportProblem
from eformc.importers.losses import Place


def read(data):
    return pdf.IMPORTER.read(data, HEADING)


def only(data, project):
    """The one question of a form, which compiles."""
    imported = read(data)
    unit = project.unit_of("a.eform.yaml", imported.spec.encode())
    assert unit.sound, [one.text("en") for one in unit.diagnostics]
    (one,) = imported.form.questions()
    return one, imported


def field(kind="/Tx", name="a", tip="Câu hỏi", more=""):
    return f"/FT {kind} /T {text(name)} {f'/TU {text(tip)}' if tip else ''} {more}"


def js(event, script):
    return f"/AA << /{event} << /S /JavaScript /JS {text(script)} >> >>"


PAGE = """<html lang="vi"><title>Đơn xin cấp nước sạch</title><form>
<p><label>Họ và tên <input name="ten" maxlength="60"></label>
<p><label>Lý do <textarea name="ly_do" title="Lý do"></textarea></label>
<p><label>Loại <select name="loai" title="Loại"><option value="nha">Nhà ở</option><option value="kd">Kinh doanh</option></select></label>
<p><label>Đã có đồng hồ <input type="checkbox" name="co"></label>
<p><input type="radio" name="tra" value="thang"><input type="radio" name="tra" value="quy">
</form>"""


def test_a_form_of_another_program_comes_out(project):
    imported = read(weasyprint.HTML(string=PAGE).write_pdf(pdf_forms=True))
    assert listed(imported.form) == [["Họ và tên", "text"], ["Lý do", "long_text"], ["Loại", "choice"], ["Đã có đồng hồ", "yes_no"], ["Tra", "choice"]]
    name, _, kind, _, radio = imported.form.questions()
    assert (name.settings, name.optional, name.ref) == ({"max_length": 60}, True, ("ten",))
    assert [(option.code, option.title[""]) for option in kind.options] == [("nha", "Nhà ở"), ("kd", "Kinh doanh")]
    assert [option.code for option in radio.options] == ["thang", "quy"]
    assert imported.form.title == {"": "Đơn xin cấp nước sạch"}
    unit = project.unit_of("a.eform.yaml", imported.spec.encode())
    assert unit.sound, [one.text("en") for one in unit.diagnostics]


KINDS = {
    "plain": (field(), ("text", {}, True)),
    "required": (field(more="/Ff 2"), ("text", {}, False)),
    "several lines": (field(more=f"/Ff {1 << 12} /MaxLen 500"), ("long_text", {"max_length": 500}, True)),
    "a file": (field(more=f"/Ff {1 << 20}"), ("file", {}, True)),
    "cells for digits": (field(more=f"/Ff {1 << 24} /MaxLen 12"), ("text", {"max_length": 12}, True)),
    "no limit": (field(more="/MaxLen 0"), ("text", {}, True)),
    "a date": (field(more=js("F", 'AFDate_FormatEx("dd/mm/yyyy");')), ("date", {}, True)),
    "a time": (field(more=js("K", "AFTime_Keystroke(0);")), ("time", {}, True)),
    "a whole number": (field(more=js("F", 'AFNumber_Format(0, 1, 0, 0, "", true);')), ("integer", {}, True)),
    "a number": (field(more=js("F", 'AFNumber_Format(2, 1, 0, 0, "", true);')), ("decimal", {}, True)),
    "by its words": (field(tip="Ngày sinh"), ("date", {}, True)),
    "a box": (field("/Btn"), ("yes_no", {}, True)),
    "a declaration": (field("/Btn", tip="Tôi cam đoan lời khai là đúng sự thật", more="/Ff 2"), ("yes_no", {"declaration": True}, False)),
    "several": (field("/Ch", more=f"/Ff {1 << 21} /Opt [{text('Một')} {text('Hai')}]"), ("choices", {}, True)),
    "one option": (field("/Ch", more=f"/Opt [{text('Một')}]"), ("text", {}, True)),
}


@pytest.mark.parametrize("name", KINDS)
def test_kinds_and_limits_are_those_of_the_field(name, project):
    body, wanted = KINDS[name]
    one, _ = only(form(body), project)
    assert (one.type, one.settings, one.optional) == wanted


def test_a_range_is_a_limit(project):
    scripts = f'/AA << /F << /S /JavaScript /JS {text("AFNumber_Format(0,0,0,0,0,0)")} >> /V << /S /JavaScript /JS {text("AFRange_Validate(true, 1, true, 12);")} >> >>'
    one, imported = only(form(field(more=scripts)), project)
    assert (one.type, one.settings) == ("integer", {"min": 1, "max": 12})
    assert not imported.lost


LOST = {
    "no tooltip": (field(tip=""), "no entry for a label"),
    "a tooltip that is the name": (field(name="ten_1", tip="ten_1"), "no entry for a label"),
    "a preset value": (field(more=f"/V {text('An')}"), "default value"),
    "a calculation": (field(more=js("C", 'AFSimple_Calculate("SUM", new Array("b"));')), "calculation"),
    "a script of its own": (field(more=js("K", "event.rc = /^x/.test(event.value);")), "script of a field"),
    "a check of its own": (field(more=js("V", "if (event.value > 3) app.alert('no');")), "limit"),
    "written in": (field("/Ch", more=f"/Ff {(1 << 17) | (1 << 18)} /Opt [{text('Một')} {text('Hai')}]"), "option to be written in"),
}


@pytest.mark.parametrize("name", LOST)
def test_what_is_lost_is_told_at_its_field(name, project):
    body, construct = LOST[name]
    one, imported = only(form(body), project)
    assert [(loss.construct, loss.field, loss.place) for loss in imported.lost] == [(construct, one.id, Place("page", "1"))]
    assert "lost: " in imported.spec
    assert "An" not in imported.spec, "an answer that stands in the file goes nowhere"


def test_scripts_of_the_document_are_told_and_not_run(project):
    root = f"/OpenAction << /S /JavaScript /JS {text('app.launchURL(0)')} >> /Names << /JavaScript << /Names [{text('x')} << /S /JavaScript /JS {text('while(true);')} >>] >> >>"
    _, imported = only(form(field(), root=root), project)
    assert [loss.construct for loss in imported.lost] == ["script of the document"]


def test_buttons_signatures_and_what_nobody_sees_are_no_questions():
    imported = read(form(field(), field("/Btn", "b", "Gửi", f"/Ff {1 << 16}"), field("/Sig", "c", "Ký tên"), field(name="d", tip="Chữ ký"), field(name="e", more="/F 2"), field(name="f", more="/Ff 1")))
    assert [one.kind for one in imported.form.skipped] == ["button", "signature", "signature"]
    assert [(loss.construct, loss.source) for loss in imported.lost] == [("hidden value", "e"), ("hidden value", "f")]
    assert len(list(imported.form.questions())) == 1


def test_fields_stand_in_the_order_of_print_on_pages(project):
    imported = read(form(field(name="z", tip="Sau", more="@2"), field(name="a", tip="Trước"), pages=2))
    assert [(page.title[""], [one.title[""] for one in page.questions]) for page in imported.form.pages] == [("Form", ["Trước"]), ("Form (2)", ["Sau"])]
    assert [one.place.text("vi") for one in imported.form.questions()] == ["trang 1", "trang 2"]
    assert project.unit_of("a.eform.yaml", imported.spec.encode()).sound


def test_radio_buttons_are_options_called_as_their_tooltips(project):
    def kid(state, tip):
        return f"/Parent %0 /TU {text(tip)} /AP << /N << /{state} null /Off null >> >>"

    group = field("/Btn", "tra", "Trả tiền", f"/Ff {1 << 15} /Kids [%1 %2]")
    one, _ = only(form(group, kid("thang", "Hằng tháng"), kid("quy", "Hằng quý")), project)
    assert (one.type, one.title[""]) == ("choice", "Trả tiền")
    assert [(option.code, option.title[""]) for option in one.options] == [("thang", "Hằng tháng"), ("quy", "Hằng quý")]


def test_names_within_names_are_kept_and_say_where_a_field_stands(project):
    top = f"/T {text('Father[0]')} /Kids [%1]"
    one, _ = only(form(top, f"/Parent %0 {field(name='Born[0]', tip='')}"), project)
    assert (one.ref, one.title[""], one.within) == (("Father[0].Born[0]",), "Born", ("Father",))


REFUSED = {
    "a print": (written(["<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [] /Count 0 >>"]), "Import the Word file it was made of"),
    "no PDF": (b"PK\x03\x04" + b"x" * 500, "not a PDF"),
    "half a PDF": (form(field())[:300], "save it anew"),
    "only buttons": (form(field("/Btn", more=f"/Ff {1 << 16}")), "ask nothing that can be imported"),
    "XFA alone": (written(["<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [] /XFA [] >> >>", "<< /Type /Pages /Kids [] /Count 0 >>"]), "only Adobe's own program shows"),
    "a password": (form(field(), trailer=f"/ID [<{'00' * 16}> <{'00' * 16}>] /Encrypt << /Filter /Standard /V 2 /R 3 /Length 128 /P -44 /O <{'11' * 32}> /U <{'22' * 32}> >>"), "password"),
    "an unknown lock": (form(field(), trailer="/Encrypt << /Filter /Other /V 9 >>"), "save it"),
    "a field within itself": (form(f"/T {text('a')} /Kids [%0]"), "no form fields"),
    "pages within themselves": (written(["<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [] >> >>", "<< /Type /Pages /Kids [2 0 R] /Count 1 >>"]), "PDF"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_read_says_what_to_do(name):
    data, says = REFUSED[name]
    with pytest.raises(ImportProblem, match=says):
        read(data)


def deep(levels):
    return form(*(f"/T {text(f'n{at}')} {'/Parent %0' if at else ''} /Kids [%{at + 1}]" for at in range(levels)), f"/Parent %0 {field()}")


def bomb():
    """Fields in a stream of objects that unpacks to far more than it may."""
    packed = zlib.compress(zlib.compress(b"0" * 400_000_000, 9), 9)
    return written(["<< /Type /Catalog /Pages 2 0 R /AcroForm 4 0 R >>", "<< /Type /Pages /Kids [] /Count 0 >>", "null", stream(packed, "/Type /ObjStm /N 1 /First 4 /Filter [/FlateDecode /FlateDecode]")])


HOSTILE = {
    "deep names": lambda: deep(60),
    "many fields": lambda: form(*(field(name=f"f{at}") for at in range(5_100))),
    "a page tree of many": lambda: written(["<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [3 0 R] >> >>", f"<< /Type /Pages /Kids [{'3 0 R ' * 2_100}] /Count 2100 >>", "<< /Type /Page /Parent 2 0 R >>"]),
    "brackets": lambda: b"%PDF-1.7\n1 0 obj\n" + b"[" * 200_000,
    "dictionaries": lambda: b"%PDF-1.7\n1 0 obj\n" + b"<<" * 200_000,
    "a stream that unpacks to very much": bomb,
    "a script that unpacks to very much": lambda: written([
        "<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [3 0 R] >> >>", "<< /Type /Pages /Kids [] /Count 0 >>",
        f"<< {field(more='/AA << /F << /S /JavaScript /JS 4 0 R >> >>')} >>", stream(zlib.compress(b" " * 200_000_000, 9), "/Filter /FlateDecode"),
    ]),
    "no cross references": lambda: b"%PDF-1.7\n" + b"".join(f"{at} 0 obj\n<<>>\nendobj\n".encode() for at in range(20_000)),
    "huge numbers": lambda: form(field(more=f"/MaxLen {'9' * 4_000} /Ff {'9' * 400}")),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_end_within_limits(name):
    data = HOSTILE[name]()
    start = time.process_time()
    try:
        imported = read(data)
    except ImportProblem as problem:
        assert len(str(problem)) < 400
    else:
        assert len(imported.spec) < 2_000_000
    assert time.process_time() - start < 10


def test_without_pypdf_it_is_said_what_to_install(monkeypatch):
    import sys

    monkeypatch.setitem(sys.modules, "pypdf", None)
    with pytest.raises(ImportProblem, match=r"eformc\[import\]"):
        read(form(field()))
