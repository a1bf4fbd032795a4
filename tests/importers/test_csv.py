"""Forms as tables: nothing is lost silently, and the ids come out again in the report."""

import json
import subprocess
import sys

import pytest

from conftest import ROOT
from eformc.importers.csv import IMPORTER
from eformc.importers.importer import Heading, ImportProblem

HEADING = Heading("a", "A", "person", ("person", "land_parcel"))
TABLE = """id,section,label,type,options,required,condition,subject,part_of
f1,Người khai,Họ và tên,text,,true,,applicant,
f2,Cha,Họ và tên,text,,true,,father,
f3,Thửa đất,"Thửa đất số, nếu có",text,,true,,land_parcel,
f4,Bảng,Đồ vật,table,,,,,
f5,Bảng,Tên,text,,true,,,f4
f6,Bảng,Loại,choice,Một|Hai,false,nếu có,,f4
a1,,Giấy khai sinh,file,,true,,,
"""


def test_a_table_becomes_a_spec_that_compiles(project):
    imported = IMPORTER.read(TABLE.encode(), HEADING)
    unit = project.unit_of("a.eform.yaml", imported.spec.encode())
    assert unit.sound, [d.text("en") for d in unit.diagnostics]
    assert [ref for _, field in unit.procedure.fields() for ref in field.ref] == ["f1", "f2", "f3", "f5", "f6"]
    assert unit.procedure.subjects["land_parcel"].entity == "land_parcel"
    assert unit.procedure.attachments[0].ref == ("a1",)
    assert [str(loss) for loss in imported.lost] == ["line 7: a condition in words is kept as help; write it as `when:`: “nếu có”"]
    assert imported.lost[0].field == "do_vat.loai"


@pytest.mark.parametrize("text", ["label\nHọ và tên\n", "\ufefflabel,type\nHọ và tên,text\n", "Label , TYPE\r\nHọ và tên,text\r\n"])
def test_every_column_but_label_may_be_missing(project, text):
    unit = project.unit_of("a.eform.yaml", IMPORTER.read(text.encode(), HEADING).spec.encode())
    assert unit.sound


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "label"),
        (b"id,type\n1,text\n", "label"),
        (b"label,colour\na,b\n", "colour"),
        (b"label,type\n,text\n", "line 2"),
        (b"label\n", "no rows"),
        (b"label,type\nx,file\n", "only attachments"),
        (b"\xff\xfe\x00\xd8", "UTF-16"),
        ("label\nHọ và tên".encode("cp1258", "replace") + b"\xd0\xff", "UTF-8"),
    ],
)
def test_a_table_that_cannot_be_used_says_where_and_why(data, says):
    with pytest.raises(ImportProblem) as caught:
        IMPORTER.read(data, HEADING)
    assert says in str(caught.value)


HOSTILE = ["a: b", "# x", "- y", '"q"', "'s'", "{a}", "[b]", "&c", "*d", "!e", "| f", "> g", "%h", "@i", "`j", "no", "012", "null", "a\\b", "\u202ex", "x\u200b"]


@pytest.mark.parametrize("label", HOSTILE)
def test_a_label_can_hold_anything_yaml_knows(project, label):
    text = 'label,section\n"' + label.replace('"', '""') + '","' + label.replace('"', '""') + '"\n'
    unit = project.unit_of("a.eform.yaml", IMPORTER.read(text.encode(), HEADING).spec.encode())
    assert unit.sound, [d.text("en") for d in unit.diagnostics]
    page = unit.procedure.pages[0]
    said = label.strip("\u202e\u200b")  # what is not seen is left out, as of other documents
    assert page.title["vi"] == said
    assert page.items[0].title["vi"] == said.replace("{", "(").replace("}", ")")  # braces would read an answer there


def test_what_lies_in_examples_is_what_the_importer_makes():
    for table in sorted((ROOT / "examples" / "as-printed").glob("*.csv")):
        spec = table.with_suffix(".eform.yaml")
        name = f"{table.stem}-as-printed"
        title = spec.read_text(encoding="utf-8").split('title: "', 1)[1].split('"', 1)[0]
        command = [sys.executable, "-m", "eformc", "--lang", "en", "import", str(table), "--procedure", name, "--title", title, "-q"]
        done = subprocess.run(command, check=True, capture_output=True, cwd=ROOT)
        assert done.stdout.decode() == spec.read_text(encoding="utf-8"), table.name


def test_the_ids_come_out_again_in_the_report():
    command = [sys.executable, "-m", "eformc", "report", "examples/as-printed/khai-sinh.eform.yaml", "--format", "json"]
    value = json.loads(subprocess.run(command, check=True, capture_output=True, cwd=ROOT).stdout)
    assert [field["id"] for field in value["procedures"][0]["fields"]] == [f"f{n:02d}" for n in range(1, 35)]
    assert [paper["id"] for paper in value["procedures"][0]["attachments"]] == [f"a{n:02d}" for n in range(1, 9)]
