"""Word documents: what carries a blank, what is no question, and what a hostile file gets."""

import pytest
from importers_shared import HEADING, INPUTS, expected, listed
from word_documents import archive, cell, checkbox, document, dropdown, paragraph, run, table

from eformc.importers.docx import IMPORTER
from eformc.importers.importer import ImportProblem

LEADER = [(9071, "dot")]
TWO = [(4535, "dot"), (9071, "dot")]


def form(*blocks, parts=None):
    return IMPORTER.form(document(*blocks, parts=parts), HEADING)


@pytest.mark.parametrize(("path", "wanted"), expected("docx"))
def test_the_small_inputs_come_out(path, wanted, project):
    imported = IMPORTER.read((INPUTS / path).read_bytes(), HEADING)
    found = listed(imported.form)
    if "cham-trong-cau" in path.name:  # labels out of a sentence are compared loosely, and said to be unsure
        assert [kind for _, kind in found] == [one["type"] for one in wanted["fields"]]
        assert all(one["label"].split()[-1] in label for one, (label, _) in zip(wanted["fields"], found, strict=True))
        assert sum(loss.construct == "label out of a sentence" for loss in imported.lost) == len(found)
    else:
        assert found == [[one["label"], one["type"]] for one in wanted["fields"]]
    titles = [next(iter(page.title.values())) for page in imported.form.pages]
    assert titles == wanted.get("sections", titles)
    for one in imported.form.questions():
        title = next(iter(one.title.values()))
        if title in wanted.get("columns", {}):
            assert [[next(iter(part.title.values())), part.type] for part in one.columns] == wanted["columns"][title]
        if title in wanted.get("help", {}):
            assert one.help == {"": wanted["help"][title]}
    if "boxes" in wanted:
        assert wanted["boxes"] in [one.settings.get("max_length") for one in imported.form.questions()]
    assert project.unit_of("a.eform.yaml", imported.spec.encode()).sound


@pytest.mark.parametrize(
    ("blocks", "fields"),
    [
        ([paragraph("Tên cây:\t", stops=LEADER)], [["Tên cây", "text"]]),
        ([paragraph("Tên cây:\tĐiện thoại:\t", stops=TWO)], [["Tên cây", "text"], ["Điện thoại", "phone"]]),
        ([paragraph("Tên cây:\t", style="Dotted")], [["Tên cây", "text"]]),
        (["Tên cây: .......... Trồng ngày: …/…/……"], [["Tên cây", "text"], ["Trồng ngày", "date"]]),
        (["Trồng ngày ..... tháng ..... năm 20....."], [["Trồng ngày", "date"]]),
        ([paragraph("Tên cây: ", run("          ", underlined=True))], [["Tên cây", "text"]]),
        ([paragraph("Tên cây: ", run("\t", underlined=True))], [["Tên cây", "text"]]),
        ([paragraph("Cây lâu năm: ", checkbox("symbol"))], [["Cây lâu năm", "yes_no"]]),
        ([paragraph("Cây lâu năm: Có ", checkbox("old"), " Không ", checkbox("old"))], [["Cây lâu năm", "yes_no"]]),
        ([paragraph("Loại cây: ", checkbox(), " Ăn quả ", checkbox(), " Lấy gỗ")], [["Loại cây", "choice"]]),
        ([paragraph("Loại cây: ", dropdown("Ăn quả", "Lấy gỗ"))], [["Loại cây", "choice"]]),
        (["Loại cây:", "[ ] Ăn quả", "[ ] Lấy gỗ", "[ ] Khác: ........"], [["Loại cây", "choice"], ["Loại cây: Khác", "text"]]),
        ([table(["Tên cây", ""], ["Ngày trồng", ""])], [["Tên cây", "text"], ["Ngày trồng", "date"]]),
        ([table(["Mã vườn:", *[""] * 9])], [["Mã vườn", "text"]]),
        (["Cây trong vườn:", table(["STT", "Tên cây", "Năm trồng"], ["1", "", ""], ["2", "", ""])], [["Cây trong vườn", "table"]]),
        (["Chiều cao cây: ........ m"], [["Chiều cao cây", "decimal"]]),
        (["Giá bán: ........ đồng"], [["Giá bán", "money"]]),
        (["Người trồng (nếu có): ........", "................"], [["Người trồng (nếu có)", "long_text"]]),
        (["Theo Quyết định số …./QĐ-UBND ngày …/…/2020.", "Tên cây: ......"], [["Tên cây", "text"]]),
        (["Cây cần nhiều nước, nắng...", "Tên cây: ......"], [["Tên cây", "text"]]),
    ],
)
def test_what_is_filled_in_is_found(blocks, fields):
    style = (
        '<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:style w:styleId="Base"><w:pPr><w:tabs>'
        '<w:tab w:val="left" w:pos="9000" w:leader="dot"/></w:tabs></w:pPr></w:style><w:style w:styleId="Dotted"><w:basedOn w:val="Base"/></w:style></w:styles>'
    )
    assert listed(form("ĐƠN TRỒNG CÂY", *blocks, parts={"word/styles.xml": style})) == fields


def test_what_is_no_question_is_listed_with_its_place():
    made = form("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "ĐƠN TRỒNG CÂY", "Kính gửi: ...............",
        "Tên cây: ..........", "......., ngày ..... tháng ..... năm .....", "Người làm đơn", "(Ký, ghi rõ họ tên)",
        "PHẦN DÀNH CHO CƠ QUAN", "Người nhận: .........",
    )  # fmt: skip
    assert listed(made) == [["Tên cây", "text"]]
    assert made.title == {"": "ĐƠN TRỒNG CÂY"}
    kinds = [(line.kind, line.place.text()) for line in made.skipped]
    assert kinds == [
        ("letterhead", "paragraph 1"), ("letterhead", "paragraph 2"), ("addressee", "paragraph 4"), ("place and date", "paragraph 6"),
        ("signature", "paragraph 7"), ("signature", "paragraph 8"), ("office", "paragraph 9"), ("office", "paragraph 10"),
    ]  # fmt: skip


def test_papers_notes_and_numbers():
    numbering = (
        '<w:numbering xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="4"/>'
        '<w:numFmt w:val="decimal"/><w:lvlText w:val="[%1]"/></w:lvl></w:abstractNum><w:num w:numId="7"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
    )
    made = form("ĐƠN TRỒNG CÂY", paragraph("Tên cây (1): ..........", number=(7, 0)), paragraph("Nơi trồng: ..........", number=(7, 0)),
        "Giấy tờ kèm theo:", "- Sơ đồ vườn", "- Ảnh chụp (nếu có)", "Chú thích:", "(1) Ghi tên thường gọi.", "[5]. Nơi trồng: ghi tên thôn.",
        parts={"word/numbering.xml": numbering},
    )  # fmt: skip
    first, second = made.pages[0].questions
    assert (first.ref, first.help, second.ref, second.help) == (("4",), {"": "Ghi tên thường gọi."}, ("5",), {"": "Ghi tên thôn"})
    assert [(next(iter(paper.title.values())), paper.optional) for paper in made.papers] == [("Sơ đồ vườn", False), ("Ảnh chụp (nếu có)", True)]


def test_a_footnote_is_help():
    notes = '<w:footnotes xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:footnote w:id="2"><w:p><w:r><w:t>Tên thường gọi.</w:t></w:r></w:p></w:footnote></w:footnotes>'
    line = paragraph("Tên cây", '<w:r><w:footnoteReference w:id="2"/></w:r>', ": ..........")
    (one,) = form("ĐƠN TRỒNG CÂY", line, parts={"word/footnotes.xml": notes}).pages[0].questions
    assert (one.title, one.help) == ({"": "Tên cây"}, {"": "Tên thường gọi."})


def test_a_header_of_two_rows_names_its_columns():
    rows = table([cell("TT", merge="restart"), cell("Thời gian", span=2), cell("Cây", merge="restart")], [cell(merge="continue"), "Từ ngày", "Đến ngày", cell(merge="continue")], ["", "", "", ""])
    (one,) = form("ĐƠN TRỒNG CÂY", "Đã trồng:", rows).pages[0].questions
    assert [(next(iter(part.title.values())), part.type) for part in one.columns] == [("Thời gian: Từ ngày", "date"), ("Thời gian: Đến ngày", "date"), ("Cây", "text")]


def test_sections_are_pages_and_a_signature_is_none():
    made = form("ĐƠN TRỒNG CÂY", "I. NGƯỜI TRỒNG", "Họ và tên: .......", "II. KHU VƯỜN", "Địa chỉ: .......", "NGƯỜI LÀM ĐƠN", "(Ký tên)")
    assert [next(iter(page.title.values())) for page in made.pages] == ["NGƯỜI TRỒNG", "KHU VƯỜN"]


NESTED = "<w:tbl><w:tr><w:tc>" * 120 + "</w:tc></w:tr></w:tbl>" * 120
HOSTILE = [
    (b"", "archive"),
    (b"PK\x03\x04nonsense", "archive"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 100, "save it as .docx"),
    (archive({"a.txt": "x"}), "word/document.xml"),
    (archive({"word/document.xml": "<a"}), "not XML"),
    (archive({"word/document.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}), "document type"),
    (archive({"word/document.xml": "<a>" * 300 + "</a>" * 300}), "deep"),
    (document(NESTED), "deep"),
    (archive({"word/document.xml": "<a/>" + " " * 41_000_000}), "larger than"),
    (archive({f"{number}": "" for number in range(4_001)}), "parts"),
    (document("Nothing here"), "nothing to fill in"),
]


@pytest.mark.parametrize(("data", "says"), HOSTILE)
def test_a_hostile_or_empty_file_gets_one_message(data, says):
    with pytest.raises(ImportProblem) as caught:
        IMPORTER.form(data, HEADING)
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)
