"""Sections about somebody become subjects: surely where the title says so, as a comment where it only mentions somebody."""

import json

import pytest
from importers_shared import HEADING, WORDS
from msgspec.structs import replace
from test_sheets import workbook
from word_documents import document

from eformc.importers import importers
from eformc.importers.sections import people_of, subject_of
from eformc.importers.words import ENGLISH

SURE = {
    "II. Thông tin về cha": ("father", "person"),
    "Thông tin về người mẹ:": ("mother", "person"),
    "MẸ": ("mother", "person"),
    "Người đại diện theo pháp luật": ("legal_representative", "person"),
    "Phần I. Thông tin người yêu cầu": ("applicant", "person"),
    "Thông tin về người chết (nếu có)": ("nguoi_chet", "person"),
    "Thông tin về doanh nghiệp, hộ kinh doanh": ("business", "business"),
    "3. Thông tin của bên bán": ("ben_ban", "person"),
    "Spouse": ("spouse", "person"),
    "Your spouse's details": ("spouse", "person"),
    "Witness information": ("witness", "person"),
}
PERHAPS = ["Thông tin về cha, mẹ", "Công ty", "Xác nhận của chủ hộ", "Spouse address", "Thông tin về người mua và người bán nhà"]
NOBODYS = ["Thông tin chung", "Nơi cư trú", "Nội dung đề nghị", "Bạn có con không?", "Property", "Mục đích sử dụng đất"]


@pytest.fixture
def people(project):
    return people_of(project.catalogue("vn"), WORDS)


@pytest.mark.parametrize("title", SURE)
def test_a_title_that_says_whom_it_is_about(people, title):
    found = subject_of(title, people)
    assert ((found.id, found.entity), found.sure) == (SURE[title], True)


@pytest.mark.parametrize("title", PERHAPS)
def test_a_title_that_only_mentions_somebody(people, title):
    found = subject_of(title, people)
    assert found.entity
    assert not found.sure


@pytest.mark.parametrize("title", NOBODYS)
def test_a_title_about_nobody(people, title):
    assert not subject_of(title, people).entity


def test_without_a_catalogue_english_words_are_known():
    people = people_of(None, ENGLISH)
    assert subject_of("About the mother", people).id == "mother"
    assert not subject_of("Cha", people).entity


def formio(*panels):
    return json.dumps({"components": [{"type": "panel", "title": title, "key": f"p{at}", "components": inner} for at, (title, inner) in enumerate(panels)]}).encode()


def text(key, label):
    return {"type": "textfield", "key": key, "label": label, "input": True}


FORMS = {
    "a.docx": document("TỜ KHAI", "Họ tên: ........", "II. Thông tin về cha", "Họ tên: ........", "Sinh ngày: …/…/……"),
    "b.txt": "TỜ KHAI MẪU\nHọ tên: ........\nII. Thông tin về cha\nHọ tên: ........\nSinh ngày: …/…/……\n".encode(),
    "c.csv": "section,label,type\nTờ khai,Họ tên,text\nThông tin về cha,Họ tên,text\nThông tin về cha,Sinh ngày,date\n".encode(),
    "d.xlsx": workbook(survey=[["type", "name", "label"], ["text", "a", "Họ tên"], ["begin group", "g", "Thông tin về cha"], ["text", "b", "Họ tên"], ["begin group", "h", "Giấy tờ"], ["date", "c", "Sinh ngày"], ["end group"], ["end group"]]),
    "e.json": formio(("Tờ khai", [text("a", "Họ tên")]), ("Gia đình", [{"type": "container", "key": "father", "components": [text("b", "Họ tên"), {**text("c", "Sinh ngày"), "type": "datetime", "enableTime": False}]}])),
    "f.json": json.dumps({"type": "object", "properties": {"x": {"type": "string", "title": "Họ tên"}, "family": {"type": "object", "properties": {"father": {"type": "object", "properties": {"y": {"type": "string", "title": "Họ tên"}, "born": {"type": "string", "format": "date", "title": "Sinh ngày"}}}}}}}).encode(),
    "g.json": json.dumps({"resourceType": "Questionnaire", "status": "active", "item": [{"linkId": "1", "text": "Họ tên", "type": "string"}, {"linkId": "2", "text": "Gia đình", "type": "group", "item": [{"linkId": "3", "text": "Cha", "type": "group", "item": [{"linkId": "4", "text": "Họ tên", "type": "string"}, {"linkId": "5", "text": "Sinh ngày", "type": "date"}]}]}]}).encode(),
}


def read(name, people):
    return importers()[f".{name.rpartition('.')[2]}"].read(FORMS[name], replace(HEADING, people=people))


@pytest.mark.parametrize("name", FORMS)
def test_every_importer_carries_sections_into_subjects(name, people, project):
    imported = read(name, people)
    assert [one.of for one in imported.form.questions()] == ["", "father", "father"]
    assert imported.form.subjects == {"father": "person"}
    unit = project.unit_of("a.eform.yaml", imported.spec.encode())
    assert unit.sound, [one.text("en") for one in unit.diagnostics]
    assert [one.about for _, one in unit.procedure.fields()][1:] == ["father", "father"]


@pytest.mark.parametrize("name", FORMS)
def test_without_people_nothing_is_said_of_anybody(name, project):
    imported = read(name, None)
    assert not imported.form.subjects
    assert not any(one.of for one in imported.form.questions())


def lines(*rows):
    return "\n".join(["section,label,type", *rows]).encode()


def given(people, *rows):
    imported = importers()[".csv"].read(lines(*rows), replace(HEADING, people=people))
    return imported, [one.of for one in imported.form.questions()]


def test_what_is_not_sure_is_a_comment_at_the_first_question(people):
    imported, of = given(people, "Xác nhận của chủ hộ,Họ tên,text", "Xác nhận của chủ hộ,Ngày,date")
    assert of == ["", ""]
    assert [(loss.field, loss.kept, loss.source) for loss in imported.lost] == [("ho_ten", "partly", "Xác nhận của chủ hộ")]
    assert "# partly lost: this section may be about somebody" in imported.spec


def test_a_question_that_names_somebody_else_and_what_follows_are_left_open(people):
    _, of = given(people, "Thông tin về người chết,Họ tên,text", "Thông tin về người chết,Họ tên mẹ,text", "Thông tin về người chết,Năm sinh,year", "Thông tin về cha,Họ tên,text")
    assert of == ["nguoi_chet", "", "", "father"]


def test_tables_and_declarations_are_about_nobody_of_the_section(people):
    rows = ["id,section,label,type,part_of", "t,Thông tin về cha,Giấy tờ,table,", ",Thông tin về cha,Số,text,t", ",Thông tin về cha,Họ tên,text,"]
    imported = importers()[".csv"].read("\n".join(rows).encode(), replace(HEADING, people=people))
    assert [(one.id, one.of) for one in imported.form.questions()] == [("giay_to", ""), ("so", ""), ("ho_ten", "father")]


def test_a_table_that_says_itself_whose_each_question_is_stays_as_it_is(people):
    imported = importers()[".csv"].read("section,label,type,subject\nThông tin về cha,Họ tên,text,child\n".encode(), replace(HEADING, people=people))
    assert [one.of for one in imported.form.questions()] == ["child"]
    assert list(imported.form.subjects) == ["child"]


def test_a_question_called_as_a_subject_leaves_the_name_to_it(people, project):
    imported, of = given(people, "Tờ khai,Father,text", "Thông tin về cha,Họ tên,text")
    assert of == ["", "father_2"]
    assert project.unit_of("a.eform.yaml", imported.spec.encode()).sound


def test_the_name_of_a_group_does_not_outweigh_a_printed_title(people):
    form = formio(("Thông tin về người bán", [{"type": "container", "key": "mother", "components": [text("b", "Họ tên")]}]))
    imported = importers()[".json"].read(form, replace(HEADING, people=people))
    assert [one.of for one in imported.form.questions()] == [""]
    assert [loss.construct for loss in imported.lost] == ["section about somebody"]
