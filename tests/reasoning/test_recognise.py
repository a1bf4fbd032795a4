"""Recognition: what a form's own words say, and what they do not."""

import pytest

from eformc.importers.csv import IMPORTER
from eformc.importers.importer import Heading


def origins(project, *lines):
    """label -> (origin, element) of an imported table of (section, label, type)."""
    text = "section,label,type\n" + "\n".join(",".join(f'"{cell}"' for cell in line) for line in lines) + "\n"
    unit = project.unit_of("a.eform.yaml", IMPORTER.read(text.encode(), Heading("a", "A", "person")).spec.encode())
    assert unit.sound
    return [(r.origin.value, f"{r.subject}.{r.element.name}" if r.element else None) for r in unit.reasoned.fields]


NAME, NUMBER = ("held", "applicant.full_name"), ("held", "applicant.personal_id")


@pytest.mark.parametrize("label", ["Họ và tên", "1. HỌ VÀ TÊN", "a) Họ, chữ đệm, tên: ………", "Ho va ten", "Họ và tên (viết chữ in hoa)", "Ho\u0323 va\u0300 te\u0302n"])
def test_a_name_is_a_name_however_it_is_written(project, label):
    assert origins(project, ("Người khai", label, "text")) == [NAME]


@pytest.mark.parametrize("label", ["Số CCCD", "Số định danh cá nhân", "Số thẻ căn cước", "CCCD số: …………", "So dinh danh ca nhan"])
def test_a_personal_number_under_its_many_names(project, label):
    assert origins(project, ("Người khai", label, "text")) == [NUMBER]


def test_an_issue_date_belongs_to_the_paper_just_named(project):
    lines = [("A", "Số CCCD", "text"), ("A", "Ngày cấp", "date"), ("A", "Giấy xác nhận khuyết tật số", "text"), ("A", "Ngày cấp", "date")]
    found = [element for _, element in origins(project, *lines)]
    assert found[1:] == ["applicant.id_issue_date", "applicant.disability_certificate_number", "applicant.disability_certificate_date"]


def test_another_persons_block_is_another_person_and_its_number_the_key(project):
    lines = [("Người khai", "Họ và tên", "text"), ("Người được xác nhận", "Họ và tên", "text"), ("Người được xác nhận", "Số định danh cá nhân", "text")]
    found = origins(project, *lines)
    assert found[0] == NAME
    assert found[1][0] == "held"
    assert found[1][1] != NAME[1]
    assert found[2][0] == "asked"


def test_a_relatives_birth_date_is_reached_through_the_relation(project):
    assert origins(project, ("Cha", "Họ và tên", "text"), ("Cha", "Ngày, tháng, năm sinh", "date")) == [
        ("held", "father.full_name"),
        ("held", "father.birth_date"),
    ]


def test_the_same_fact_twice_is_a_repeat_and_in_words_is_derived(project):
    lines = [("A", "Ngày, tháng, năm sinh", "date"), ("A", "Ghi bằng chữ", "text"), ("B", "Ngày, tháng, năm sinh", "date")]
    assert [origin for origin, _ in origins(project, *lines)] == ["held", "derived", "repeated"]


FOREIGN = ["Name of the dog", "Breed", "Chip number", "Lake or river", "From date", "To date", "Account number", "Amount", "Title of the event", "Place of the event", "Expected number of visitors", "Sound level"]  # fmt: skip


def test_a_form_whose_facts_nobody_holds_is_not_flooded(project):
    found = origins(project, *(("Event", label, "text") for label in FOREIGN))
    assert {origin for origin, _ in found} == {"asked"}
