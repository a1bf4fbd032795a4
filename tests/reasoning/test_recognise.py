"""Recognition: what a form's own words say, and what they do not."""

import pytest

from eformc.importers.csv import IMPORTER
from eformc.importers.importer import Heading


def origins(project, *lines):
    """label -> (origin, element) of an imported table of (section, label, type)."""
    text = "section,label,type\n" + "\n".join(",".join(f'"{cell}"' for cell in line) for line in lines) + "\n"
    unit = project.unit_of("a.eform.yaml", IMPORTER.read(text.encode(), Heading("a", "A", "person")).spec.encode())
    assert unit.sound
    return [(r.origin.value, f"{r.subject}.{r.element.name}" if r.element else None) for r in unit.reasoned.if_bound.fields]


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


def test_words_that_differ_in_their_marks_only_are_told_apart(project):
    lines = [("Học sinh, sinh viên", "Khóa", "text"), ("Học sinh, sinh viên", "Khoa", "text")]
    assert [element for _, element in origins(project, *lines)] == ["applicant.course", "applicant.faculty"]


@pytest.mark.parametrize(
    ("section", "label", "kind", "element"),
    [
        ("Chủ xe", "Tên chủ xe", "text", "applicant.full_name"),
        ("Người khai", "Giấy CMND hoặc căn cước công dân số", "text", "applicant.personal_id"),
        ("Người khai", "Số GPLX", "text", "applicant.licence_number"),
        ("Người khai", "Có thẻ BHYT không?", "yes_no", "applicant.has_health_card"),
        ("Người khai", "Kính gửi: Trung tâm Dịch vụ việc làm …", "text", "application.addressee"),
        ("Khác", "Họ và tên cha/mẹ", "text", "father.full_name"),
        ("Người khai", "CMND/CCCD/Hộ chiếu", "text", "applicant.personal_id"),
        ("Người khai", "Giấy tờ tùy thân: loại, số, ngày cấp, nơi cấp", "text", "applicant.identity_document"),
    ],
)
def test_alternatives_abbreviations_and_roles_are_read_by_general_means(project, section, label, kind, element):
    assert origins(project, (section, label, kind))[0][1] == element


def test_a_reason_is_no_date_though_it_shares_its_words(project):
    assert origins(project, ("Việc làm", "Lý do chấm dứt hợp đồng lao động", "text")) == [("asked", None)]


def test_members_of_the_household_without_a_key_are_found_through_it(project):
    text = "id,section,label,type,part_of\n1,Thành viên hộ gia đình,Thành viên hộ gia đình,table,\n2,Thành viên hộ gia đình,Họ tên,text,1\n3,Thành viên hộ gia đình,Giới tính,text,1\n"
    unit = project.unit_of("a.eform.yaml", IMPORTER.read(text.encode(), Heading("a", "A", "person")).spec.encode())
    assert [r.origin.value for r in unit.reasoned.if_bound.fields] == ["held", "held"]


def test_what_is_half_sure_is_asked_of_the_author(project):
    text = "section,label,type\nKhác,Quê của chủ nhà,text\n"
    unit = project.unit_of("a.eform.yaml", IMPORTER.read(text.encode(), Heading("a", "A", "person")).spec.encode())
    assert [d.code for d in unit.diagnostics if d.code < "EF5"] == ["EF209"]
    assert unit.reasoned.fields[0].origin.value == "asked"
