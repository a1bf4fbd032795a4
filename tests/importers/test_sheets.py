"""Workbooks and tables as people write them: columns by other names, other separators, forms drawn in cells."""

import io

import openpyxl
import pytest
from importers_shared import HEADING, listed
from word_documents import archive

from eformc.importers import csv, sheets
from eformc.importers.importer import ImportProblem


def workbook(**rows):
    """An .xlsx of sheets by name."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, lines in rows.items():
        sheet = book.create_sheet(name)
        for line in lines:
            sheet.append(line)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


VIETNAMESE = [
    ["DANH MỤC TRƯỜNG THÔNG TIN"],
    [],
    ["STT", "Phần", "Tên trường", "Kiểu dữ liệu", "Lựa chọn", "Bắt buộc", "Ghi chép"],
    [1, "Cây", "Tên cây", "Chữ", None, "Có", "abc"],
    [2, "Cây", "Loại cây", "Chọn một", "Ăn quả|Lấy gỗ", "Có", None],
    [3, "Vườn", "Trồng ngày", "Ngày", None, "Không", None],
    [4, None, "Sơ đồ vườn", "Tệp", None, "Có", None],
]


def test_columns_under_the_names_people_use(project):
    imported = sheets.IMPORTER.read(workbook(Mục=VIETNAMESE), HEADING)
    assert listed(imported.form) == [["Tên cây", "text"], ["Loại cây", "choice"], ["Trồng ngày", "date"]]
    assert [(one.ref, one.optional) for one in imported.form.questions()] == [(("1",), False), (("2",), False), (("3",), True)]
    assert [paper.id for paper in imported.form.papers] == ["so_do_vuon"]
    assert [str(loss) for loss in imported.lost] == ["sheet Mục, row 3: left out: “Ghi chép”"]
    assert next(imported.form.questions()).place.text("vi") == "trang tính Mục, dòng 4"
    assert project.unit_of("a.eform.yaml", imported.spec.encode()).sound


@pytest.mark.parametrize(
    "data",
    [
        "label;type\nTên cây;text\n",
        "sep=;\r\nlabel;type\r\nTên cây;text\r\n",
        "label\ttype\nTên cây\ttext\n",
        "\ufefflabel,type\r\n\"Tên cây\",text\r\n",
        "Câu hỏi;Kiểu\nTên cây;Chữ\n",
    ],
)
def test_tables_as_excel_saves_them(data):
    for encoding in ("utf-8", "utf-16"):
        assert listed(csv.IMPORTER.form(data.encode(encoding), HEADING)) == [["Tên cây", "text"]]


def test_a_form_drawn_in_cells_goes_the_way_of_documents(project):
    drawn = [
        ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"], ["ĐƠN TRỒNG CÂY"], ["Kính gửi: ............"],
        ["Tên cây:", None, None, "Ngày trồng:", None], ["Loại cây: □ Ăn quả □ Lấy gỗ"], ["Cây trong vườn:"],
        ["STT", "Tên cây", "Số cây"], [1, None, None], [2, None, None],
        [None, "....., ngày .... tháng .... năm ....."], [None, "Người làm đơn"],
    ]  # fmt: skip
    imported = sheets.IMPORTER.read(workbook(Đơn=drawn), HEADING)
    assert listed(imported.form) == [["Tên cây", "text"], ["Ngày trồng", "date"], ["Loại cây", "choice"], ["Cây trong vườn", "table"]]
    table = imported.form.pages[0].questions[-1]
    assert [(one.id, one.type) for one in table.columns] == [("ten_cay", "text"), ("so_cay", "integer")]
    assert table.place.text() == "sheet Đơn, row 7"
    assert project.unit_of("a.eform.yaml", imported.spec.encode()).sound


FAR = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'
ODS = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"><office:body>'
    '<office:spreadsheet><table:table table:name="a"><table:table-row table:number-rows-repeated="1048576"><table:table-cell table:number-columns-repeated="16384" '
    'office:value-type="float" office:value="1"/></table:table-row></table:table></office:spreadsheet></office:body></office:document-content>'
)
HOSTILE = [
    (b"", "archive"),
    (b"PK\x03\x04", "archive"),
    (archive({"a": "b"}), "workbook"),
    (archive({"xl/worksheets/sheet1.xml": FAR}), "cells"),
    (archive({"content.xml": ODS}), "cells"),
    (archive({"xl/workbook.xml": " " * 41_000_000}), "larger than"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 3_000, "workbook"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 8_000_001, "save it as .xlsx"),
    (workbook(a=[["nothing"]]), "nothing to fill in"),
]


@pytest.mark.parametrize(("data", "says"), HOSTILE)
def test_a_hostile_or_empty_workbook_gets_one_message(data, says):
    with pytest.raises(ImportProblem) as caught:
        sheets.IMPORTER.form(data, HEADING)
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)
