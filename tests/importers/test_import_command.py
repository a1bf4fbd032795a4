"""`eformc import`: one file, a folder, a report, and a second import that overwrites nothing."""

import json
import subprocess
import sys

import pytest
from word_documents import document

from eformc.source.layout import laid_out
from eformc.source.reader import read

FORM = ("ĐƠN TRỒNG CÂY", "Tên cây: ..........", "Ngày trồng: …/…/……", "Lý do cây được trồng ở vườn này là do ........... của xã.")


def eformc(*arguments, cwd, lang="en"):
    command = [sys.executable, "-m", "eformc", "--lang", lang, *map(str, arguments)]
    return subprocess.run(command, check=False, capture_output=True, text=True, cwd=cwd)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "in" / "xa").mkdir(parents=True)
    (tmp_path / "in" / "trong-cay.docx").write_bytes(document(*FORM))
    (tmp_path / "in" / "xa" / "don.txt").write_text("ĐƠN XIN NƯỚC\nHọ và tên: ........\n", encoding="utf-8")
    (tmp_path / "in" / "xa" / "don.csv").write_text("label;type\nTên;text\n", encoding="utf-8")
    (tmp_path / "in" / "cu.doc").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
    (tmp_path / "in" / "~$cu.docx").write_bytes(b"lock")
    return tmp_path


def test_a_document_becomes_a_spec_with_its_losses_as_comments(folder):
    done = eformc("import", "in/trong-cay.docx", "-o", "a.eform.yaml", "--report", "lost.json", cwd=folder)
    assert done.returncode == 0, done.stderr
    text = (folder / "a.eform.yaml").read_text(encoding="utf-8")
    assert "title: \"ĐƠN TRỒNG CÂY\"" in text
    assert "# partly lost: a blank within a sentence" in text
    source, root, flaws = read("a", text.encode())
    assert not flaws
    assert laid_out(source, root) == text, "in the layout of fmt"
    (report,) = json.loads((folder / "lost.json").read_text(encoding="utf-8"))["files"]
    assert [one["place"] for one in report["made"]] == ["paragraph 2", "paragraph 3", "paragraph 4"]
    assert report["losses"][0]["construct"] == "label out of a sentence"
    assert report["losses"][0]["kept"] == "partly"
    lint = eformc("lint", "a.eform.yaml", "--fail-on", "never", cwd=folder)
    assert lint.returncode == 0, lint.stdout + lint.stderr


def test_losses_are_told_in_vietnamese(folder):
    done = eformc("import", "in/trong-cay.docx", cwd=folder, lang="vi")
    assert "chỗ trống nằm giữa câu" in done.stdout
    assert "đoạn 4: chỗ trống nằm giữa câu" in done.stderr


def test_a_second_import_is_silent(folder):
    eformc("import", "in/trong-cay.docx", "-o", "a.eform.yaml", cwd=folder)
    before = (folder / "a.eform.yaml").read_bytes()
    done = eformc("import", "in/trong-cay.docx", "-o", "a.eform.yaml", cwd=folder)
    assert (done.returncode, done.stdout) == (0, "")
    assert "says the same already" in done.stderr
    assert (folder / "a.eform.yaml").read_bytes() == before
    assert not (folder / "a.eform.yaml.new").exists()


def test_a_second_import_keeps_ids_and_what_an_author_changed(folder):
    eformc("import", "in/trong-cay.docx", "-o", "a.eform.yaml", cwd=folder)
    spec = folder / "a.eform.yaml"
    mine = spec.read_text(encoding="utf-8").replace("ten_cay:", "cay:")
    spec.write_text(mine, encoding="utf-8")
    (folder / "in" / "trong-cay.docx").write_bytes(document(*FORM, "Nguồn nước: ........"))
    done = eformc("import", "in/trong-cay.docx", "-o", "a.eform.yaml", cwd=folder)
    assert done.returncode == 1
    assert "+      - nguon_nuoc:" in done.stdout
    assert "ten_cay" not in done.stdout
    assert spec.read_text(encoding="utf-8") == mine
    beside = (folder / "a.eform.yaml.new").read_text(encoding="utf-8")
    assert "- cay:" in beside
    assert eformc("import", "in/trong-cay.docx", "-o", "a.eform.yaml", "--force", cwd=folder).returncode == 0


def test_a_folder_is_imported_and_one_bad_file_stops_one_file(folder):
    done = eformc("import", "in", "-o", "specs", "--report", "lost.json", cwd=folder)
    assert done.returncode == 2
    assert "cu.doc: the blanks of this format cannot be read" in done.stderr
    made = sorted(path.relative_to(folder / "specs").as_posix() for path in (folder / "specs").rglob("*.yaml"))
    assert made == ["trong-cay.eform.yaml", "xa/don-csv.eform.yaml", "xa/don-txt.eform.yaml"]
    report = json.loads((folder / "lost.json").read_text(encoding="utf-8"))
    assert [bool(one.get("refused")) for one in report["files"]] == [True, False, False, False]
    assert eformc("import", "in", "-o", "specs", cwd=folder).stdout == "", "a second time nothing changes"
    checked = json.loads(eformc("lint", "specs", "--format", "json", "--fail-on", "never", cwd=folder).stdout)
    assert checked["summary"]["procedures"] == 3


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("in",), "-o FOLDER"),
        (("in/none.docx",), "No such file"),
        (("in/trong-cay.zip",), "no importer for `.zip`"),
        (("in", "-o", "out", "--title", "x"), "go with one file"),
    ],
)
def test_wrong_usage_is_said_in_one_message(folder, arguments, says):
    done = eformc("import", *arguments, cwd=folder)
    assert done.returncode == 2
    assert says in done.stderr
    assert "Traceback" not in done.stderr
