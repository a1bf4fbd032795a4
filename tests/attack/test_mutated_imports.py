"""Documents an edit or a few away from sound ones, of every format that can be imported: each becomes a spec that can be
read, or is refused in words.
"""

import io
import json
import os
import random
import re
import zipfile

import pytest
from mutations import bent, mutated

from conftest import ROOT
from eformc.importers import importers
from eformc.importers.importer import Heading, ImportProblem
from eformc.importers.words import words_of
from eformc.source import read

FEW, MANY = 40, int(os.environ.get("EFORMC_ATTACK_INPUTS", "300"))
WORDS = words_of((ROOT / "specs" / "catalogue" / "vn" / "import-words.toml").read_text(encoding="utf-8"))
HEADING = Heading("form", "Form", "person", ("person",), WORDS, "en", titled=False)
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def _paragraph(text, properties=""):
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:rPr><w:b/></w:rPr><w:t>{text}</w:t><w:tab/><w:t>....</w:t></w:r></w:p>"


def _word():
    cells = "".join(f'<w:tc><w:tcPr><w:gridSpan w:val="{span}"/><w:vMerge w:val="{merge}"/></w:tcPr>{_paragraph(text)}</w:tc>' for text, span, merge in (("Ngày sinh", 2, "restart"), ("Số", 1, "continue")))
    tabs = '<w:tabs><w:tab w:val="left" w:pos="9000" w:leader="dot"/></w:tabs>'
    number = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
    body = _paragraph("TỜ KHAI") + _paragraph("Họ và tên:", tabs) + _paragraph("Nơi sinh (1): ………", number) + f"<w:tbl><w:tr>{cells}</w:tr></w:tbl>" + _paragraph("☐ Nam ☐ Nữ")
    numbering = f'<w:numbering xmlns:w="{W}"><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
    return {"word/document.xml": f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>', "word/numbering.xml": numbering}


def _sheets(*rows, called="survey"):
    """The parts of a workbook with one sheet, texts in its cells."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    cells = "".join(
        f'<row r="{at}">' + "".join(f'<c r="{"ABCDEFGHIJ"[place]}{at}" t="inlineStr"><is><t>{text.replace("&", "&amp;").replace("<", "&lt;")}</t></is></c>' for place, text in enumerate(row)) + "</row>"
        for at, row in enumerate(rows, 1)
    )
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    relations = "http://schemas.openxmlformats.org/package/2006/relationships"
    return {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{relations}"><Relationship Id="r1" Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets><sheet name="{called}" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{relations}"><Relationship Id="r1" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{cells}</sheetData></worksheet>',
    }


SURVEY = [
    ["type", "name", "label", "constraint", "relevant", "required", "hint", "appearance", "calculation", "default"],
    ["text", "name", "Name", "string-length(.) <= 20 and regex(., '^[A-Z]+$')", "", "yes", "As printed", "", "", ""],
    ["integer", "age", "Age", ". >= 0 and . < 120", "${name} != ''", "", "", "", "", "3"],
    ["begin_repeat", "rows", "Rows", "", "", "", "", "", "", ""],
    ["date", "day", "Day", ". <= today()", "selected(../x, 'a') or ${age} > 5", "", "", "", "", ""],
    ["end_repeat", "", "", "", "", "", "", "", "", ""],
    ["calculate", "sum", "", "", "", "", "", "", "${age} * 2 + 1", ""],
]
TABLE = [["Câu hỏi", "Kiểu", "Bắt buộc"], ["Họ và tên", "text", "x"], ["Ngày sinh", "date", ""]]
FORMIO = {
    "display": "wizard", "title": "F",
    "components": [
        {"type": "panel", "key": "p", "title": "P", "components": [
            {"type": "textfield", "key": "a", "label": "A", "validate": {"required": True, "maxLength": 20, "pattern": "[a-z]+"}, "conditional": {"show": True, "when": "b", "eq": "1"}},
            {"type": "select", "key": "b", "label": "B", "data": {"values": [{"value": "1", "label": "One"}, {"value": "2", "label": "Two"}]}, "customConditional": "show = data.a === 'x' && data.n > 3"},
            {"type": "number", "key": "n", "label": "N", "validate": {"min": 0, "max": 10}, "calculateValue": "value = data.n * 2"},
            {"type": "datetime", "key": "d", "label": "D", "datePicker": {"minDate": "moment().add(0, 'days')", "maxDate": "2026-12-31"}},
            {"type": "datagrid", "key": "g", "label": "G", "components": [{"type": "checkbox", "key": "c", "label": "C"}]},
            {"type": "file", "key": "f", "label": "F", "filePattern": ".pdf", "fileMaxSize": "5MB"},
        ]},
    ],
}  # fmt: skip
CALC = '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet><table:table table:name="Sheet1">{rows}</table:table></office:spreadsheet></office:body></office:document-content>'


def _calc():
    rows = "".join("<table:table-row>" + "".join(f'<table:table-cell office:value-type="string" table:number-columns-repeated="1"><text:p>{text}</text:p></table:table-cell>' for text in row) + "</table:table-row>" for row in TABLE)
    return {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "META-INF/manifest.xml": '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>', "content.xml": CALC.format(rows=rows)}


SOUND = {
    "docx": (".docx", _word()), "xlsform": (".xlsx", _sheets(*SURVEY)), "xlsx": (".xlsx", _sheets(*TABLE, called="Sheet1")), "ods": (".ods", _calc()),
    "formio": (".json", FORMIO), "csv": (".csv", "\n".join(",".join(row) for row in TABLE)),
}  # fmt: skip


def packed(parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name, text in parts.items():
            file.writestr(name, text)
    return out.getvalue()


def document(dice, sound):
    """The bytes of a document with an edit or a few: of a part of an archive, of the archive itself, of the values of JSON."""
    if isinstance(sound, str):
        return mutated(dice, sound.encode())
    if not next(iter(sound)).startswith(("word/", "[", "mimetype")):
        return json.dumps(bent(dice, sound)).encode() if dice.random() < 0.7 else mutated(dice, json.dumps(sound).encode())
    if dice.random() < 0.1:
        return mutated(dice, packed(sound))
    name = dice.choice([one for one in sound if len(sound[one]) > 200])
    changed = mutated(dice, sound[name].encode()) if dice.random() < 0.3 else edited(dice, sound[name]).encode()
    return packed({**sound, name: changed})


_WITHIN = re.compile('(?<==")[^"]*(?=")|(?<=>)[^<>]+(?=<)')
_ELEMENT = re.compile("<([^/ >]+)[^<>]*>[^<>]*</\\1>|<[^<>]*/>")
TEXTS = ["", " ", "0", "1", "-1", "9" * 40, "9" * 5000, "²", "٣", "1.5", "1e400", "x", "&#x202e;", "&#x0;", "e" + "\u0301" * 40, "${name}", "${", "selected(", "(" * 300, "true()", "../..", "A" * 9000, "&lt;script&gt;", "none", "restart", "bullet", "!!str", "a: b", "- x", "#", "'", "&quot;", "\\"]


def edited(dice, text):
    """XML that stays well-formed in most cases: other texts and values, elements doubled, exchanged or taken away."""
    for _ in range(dice.choice([1, 1, 2, 4])):
        kind = dice.randrange(4)
        found = list((_WITHIN if kind < 2 else _ELEMENT).finditer(text))
        if not found:
            return text
        one, other = dice.choice(found), dice.choice(found)
        new = dice.choice([dice.choice(TEXTS), other[0]]) if kind < 2 else dice.choice(["", one[0] * dice.choice([2, 50]), other[0]])
        text = text[: one.start()] + new + text[one.end() :]
    return text


@pytest.mark.parametrize("kind", SOUND)
def test_sound_documents_become_specs(kind):
    ending, sound = SOUND[kind]
    data = sound.encode() if isinstance(sound, str) else packed(sound) if "display" not in sound else json.dumps(sound).encode()
    made = importers()[ending].read(data, HEADING)
    _, _, flaws = read("form.eform.yaml", made.spec.encode())
    assert not list(flaws)
    assert "fields:" in made.spec


@pytest.mark.parametrize("count", [pytest.param(FEW, id="few"), pytest.param(MANY, id="many", marks=[pytest.mark.long, pytest.mark.timeout(1800)])])
@pytest.mark.parametrize("kind", SOUND)
def test_documents(kind, count):
    ending, sound = SOUND[kind]
    importer, refused = importers()[ending], 0
    for number in range(count):
        dice = random.Random(f"{kind} {number}")
        try:
            made = importer.read(document(dice, sound), HEADING)
        except ImportProblem as problem:
            refused += 1
            assert str(problem)
            continue
        _, _, flaws = read("form.eform.yaml", made.spec.encode())
        assert not list(flaws), (number, list(flaws)[:2])
        for loss in made.lost:
            assert loss.text("vi")
            assert loss.text("en")
    print(f"{count} documents of {kind}, {refused} refused")


@pytest.mark.parametrize("odd", ["²", "٣", "9" * 5000, "-1", "", "0", "1.5", "x"])
def test_numbers_that_are_none_are_read_past(odd):
    for place in ('w:gridSpan w:val="2"', 'w:start w:val="1"', 'w:ilvl w:val="0"', 'w:pos="9000"', 'w:numId w:val="1"', 'w:abstractNumId w:val="0"'):
        before, value = place.split('"')[:2]
        parts = {name: text.replace(place, f'{before}"{odd}"') for name, text in SOUND["docx"][1].items()}
        assert importers()[".docx"].read(packed(parts), HEADING).spec, value
    limits = [*SURVEY[:1], ["text", "a", "A", f"string-length(.) <= {odd}", "", "", "", "", "", odd], ["select_multiple x", "b", "B", f"count-selected(.) <= {odd}", "", "", "", "", "", ""]]
    try:
        importers()[".xlsx"].read(packed(_sheets(*limits)), HEADING)
    except ImportProblem as problem:
        assert str(problem)
    form = {"components": [{"type": "datetime", "key": "d", "label": "D", "datePicker": {"minDate": f"moment().add({odd}, 'days')"}, "validate": {"minLength": odd, "maxWords": odd, "min": odd}, "fileMaxSize": f"{odd}MB"}]}
    importers()[".json"].read(json.dumps(form).encode(), HEADING)
