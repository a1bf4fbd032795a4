"""Files of every format that are odd, or lie where the spec is to go: one message with a way out, and nothing half written."""

import json
import os

import pytest
from importers_shared import HEADING
from pdf_documents import form as pdf_form
from test_sheets import workbook
from word_documents import document

from eformc.cli import run
from eformc.importers import importers
from eformc.importers.importer import ImportProblem

ENDINGS = sorted(importers())
GOOD = {
    ".csv": b"label,type\nName,text\nBorn,date\n",
    ".tsv": b"label\ttype\nName\ttext\nBorn\tdate\n",
    ".txt": "Họ và tên: ..........\nNgày sinh: …/…/……\n".encode(),
    ".docx": document("ĐƠN", "Họ và tên: ..........", "Ngày sinh: …/…/……"),
    ".xlsx": workbook(Form=[["label", "type"], ["Name", "text"], ["Born", "date"]]),
    "survey.xlsx": workbook(survey=[["type", "name", "label"], ["text", "name", "Name"], ["date", "born", "Born"]]),
    "formio.json": json.dumps({"components": [{"type": "textfield", "key": "name", "label": "Name", "input": True}, {"type": "datetime", "key": "born", "label": "Born", "input": True, "enableTime": False}]}).encode(),
    "fhir.json": json.dumps({"resourceType": "Questionnaire", "status": "active", "item": [{"linkId": "1", "text": "Name", "type": "string"}, {"linkId": "2", "text": "Born", "type": "date"}]}).encode(),
    ".pdf": pdf_form("/FT /Tx /T (n) /TU (Name)", "/FT /Tx /T (b) /TU (Born)"),
    "schema.json": json.dumps({"type": "object", "properties": {"name": {"type": "string"}, "born": {"type": "string", "format": "date"}}}).encode(),
}
"""A form of each format, by the end of its file's name, with a name and a day of birth."""
RENAMED = {kind: data.replace(b"Name", b"Full name").replace("Họ và tên".encode(), "Họ tên đầy đủ".encode()) for kind, data in GOOD.items()} | {
    ".docx": document("ĐƠN", "Họ tên đầy đủ: ..........", "Ngày sinh: …/…/……"),
    ".xlsx": workbook(Form=[["label", "type"], ["Full name", "text"], ["Born", "date"]]),
    "survey.xlsx": workbook(survey=[["type", "name", "label"], ["text", "name", "Full name"], ["date", "born", "Born"]]),
    ".pdf": pdf_form("/FT /Tx /T (n) /TU (Full name)", "/FT /Tx /T (b) /TU (Born)"),
    "schema.json": GOOD["schema.json"].replace(b'{"type": "string"}', b'{"type": "string", "title": "Full name"}'),
}
ODD = {
    "nothing": b"",
    "a mark alone": b"\xef\xbb\xbf",
    "blanks": b" \n\t\n",
    "bytes of no text": b"\xff\xfe\x00\xd8junk\x80\x81",
    "zeros": b"\0" * 4_000,
    "another program": b"MZ\x90\x00" + bytes(range(256)) * 4,
    "an old document": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
    "half an archive": document("A: .....")[:200],
    "brackets": b"[" * 50_000,
    "elements": b"<a>" * 50_000,
    "huge numbers": b'{"components":[{"type":"number","key":"a","validate":{"max":' + b"9" * 5_000 + b"}}]}",
}


@pytest.fixture
def eformc(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def call(*words):
        code = run([str(word) for word in words] + ["--lang", "en"])
        told = capsys.readouterr()
        return code, told.out, told.err

    return call


def left(folder):
    """Every file below a folder with what it holds."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("ending", ENDINGS)
def test_an_odd_file_is_a_form_or_refused(ending, project):
    for odd, data in ODD.items():
        try:
            imported = importers()[ending].read(data, HEADING)
        except ImportProblem as problem:
            assert 10 < len(str(problem)) < 400, odd
        else:  # a text of blanks or zeros may hold a question
            assert project.unit_of("a.eform.yaml", imported.spec.encode()).sound, odd


@pytest.mark.parametrize("ending", [".docx", ".json"])
@pytest.mark.parametrize("odd", ODD)
def test_an_odd_file_is_refused_in_one_message(eformc, tmp_path, ending, odd):
    path = tmp_path / f"a{ending}"
    path.write_bytes(ODD[odd])
    before = left(tmp_path)
    code, out, err = eformc("import", path, "-o", "a.eform.yaml")
    assert code == 2
    assert out == ""
    (said,) = [line for line in err.splitlines() if line.startswith("Error: ")]
    assert f"a{ending}: " in said
    assert len(said) < 400
    assert "Traceback" not in err
    assert left(tmp_path) == before


@pytest.mark.parametrize("ending", [".docx", ".json"])
def test_what_is_no_file_is_refused(eformc, tmp_path, ending):
    os.mkfifo(tmp_path / f"pipe{ending}")
    (tmp_path / f"link{ending}").symlink_to("nowhere")
    (tmp_path / f"folder{ending}").mkdir()
    for name, says in (("pipe", "standard input"), ("link", "No such file"), ("folder", "no file that can be imported")):
        code, out, err = eformc("import", f"{name}{ending}", "-o", "out")
        assert (code, out) == (2, "")
        assert says in err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("kind", [".csv", ".docx", "formio.json"])
@pytest.mark.parametrize("options", [("-o", "{file}"), ("-o", "{file}", "--force"), ("-o", "a.eform.yaml", "--report", "{file}"), ("-o", "linked", "--force"), ("-o", "a.eform.yaml", "--write-baseline", "a.eform.yaml")])
def test_nothing_is_written_onto_the_form_or_twice_into_one_file(eformc, tmp_path, kind, options):
    path = tmp_path / f"form{kind if kind.startswith('.') else f'-{kind}'}"
    path.write_bytes(GOOD[kind])
    (tmp_path / "linked").symlink_to(path.name)
    before = left(tmp_path)
    code, out, err = eformc("import", path, *(word.format(file=path) for word in options))
    assert (code, out) == (2, "")
    assert "give another name, such as form" in err
    assert left(tmp_path) == before


@pytest.mark.parametrize("kind", GOOD)
def test_a_second_import_overwrites_nothing_and_shows_what_changed(eformc, tmp_path, kind):
    path = tmp_path / f"form{kind if kind.startswith('.') else f'-{kind}'}"
    path.write_bytes(GOOD[kind])
    code, _, err = eformc("import", path, "-o", "a.eform.yaml")
    assert code == 0, err
    assert eformc("lint", "a.eform.yaml", "--fail-on", "never")[0] == 0
    spec = tmp_path / "a.eform.yaml"
    mine = spec.read_text(encoding="utf-8") + "# mine\n"
    spec.write_text(mine, encoding="utf-8")
    path.write_bytes(RENAMED[kind])
    code, out, err = eformc("import", path, "-o", "a.eform.yaml")
    assert code == 1, err
    assert spec.read_text(encoding="utf-8") == mine
    assert any(line.startswith("+") and ("Full name" in line or "Họ tên đầy đủ" in line) for line in out.splitlines())
    assert any(line.startswith("-# mine") for line in out.splitlines())
    assert "stays as it is" in err
    assert "Full name" in (tmp_path / "a.eform.yaml.new").read_text(encoding="utf-8").replace("Họ tên đầy đủ", "Full name")
