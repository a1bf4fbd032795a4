"""Whole forms: whose block it is, which paper a line belongs to, what is taken apart, and what is nobody's fact."""

from collections.abc import Callable

import pytest

from eformc.importers.csv import IMPORTER
from eformc.importers.importer import Heading
from eformc.language.procedure import compile_procedure
from eformc.model.procedure import Known
from eformc.reasoning.recognition import recognise, wordings_of

WHO = "Người yêu cầu"


@pytest.fixture
def wordings(project):
    return wordings_of(project.catalogue("vn"))


@pytest.fixture
def procedure(project) -> Callable:
    """(section, label, type[, table])… -> a procedure; a table's columns name the label of their table."""

    def make(*lines):
        ids = {label: f"r{number}" for number, (_, label, *_) in enumerate(lines)}
        rows = [
            ",".join(f'"{cell}"' for cell in (ids[label], section, label, kind, ids[rest[0]] if rest else ""))
            for section, label, kind, *rest in lines
        ]
        spec = IMPORTER.read("\n".join(["id,section,label,type,part_of", *rows]).encode(), Heading("a", "A", "person")).spec
        return compile_procedure("a", spec.encode(), project.catalogue, project.fragment).value.procedure

    return make


@pytest.fixture
def matches(procedure, wordings) -> Callable:
    """The same lines -> "subject.element" of each, empty where nothing was recognised."""

    def read(*lines):
        form = procedure(*lines)
        found = recognise(form, wordings).fields
        return [f"{found[one.id].subject}.{found[one.id].element}" if one.id in found else "" for _, one in form.fields()]

    return read


def test_a_prefix_is_a_block_of_its_own(matches):
    lines = [("Hai bên", f"{side} - {label}", kind) for side in ("Bên A", "Bên B") for label, kind in (("Họ và tên", "text"), ("Số định danh cá nhân", "text"), ("Dân tộc", "text"))]
    found = matches((WHO, "Họ và tên", "text"), (WHO, "Số định danh cá nhân", "text"), *lines)
    assert found[0] == "applicant.full_name"
    assert [one.split(".")[1] for one in found[2:]] == ["full_name", "personal_id", "ethnicity"] * 2
    assert len({one.split(".")[0] for one in found}) == 3


@pytest.mark.parametrize("title", ["Người làm chứng", "Bên bán", "Ông bà trọng tài", "Người được ủy quyền nhận kết quả"])
def test_a_section_about_somebody_no_list_foresees(matches, title):
    found = matches((WHO, "Họ và tên", "text"), (WHO, "Số định danh cá nhân", "text"), (title, "Họ và tên", "text"), (title, "Số định danh cá nhân", "text"), (title, "Nơi thường trú", "address"))
    subject = found[2].split(".")[0]
    assert subject not in ("applicant", "")
    assert found[3:] == [f"{subject}.personal_id", f"{subject}.permanent_address"]


@pytest.mark.parametrize("title", ["Người khiếu nại", "Thông tin học viên", "Thông tin cá nhân"])
def test_the_first_who_is_identified_applies(matches, title):
    assert matches((title, "Họ và tên", "text"), (title, "Ngày sinh", "date"))[0] == "applicant.full_name"


def test_known_roles_in_titles_and_labels(matches):
    found = matches((WHO, "Họ và tên", "text"), ("Thông tin người cha", "Họ và tên", "text"), ("Khác", "Họ tên mẹ", "text"), ("Khác", "Năm sinh của mẹ", "year"))
    assert found[1:] == ["father.full_name", "mother.full_name", "mother.birth_year"]


def test_lines_of_whichever_paper_was_named(matches):
    papers = [("Số hộ chiếu", "passport_number"), ("Số giấy phép lái xe", "licence_number"), ("Số căn cước công dân", "personal_id")]
    for label, number in papers:
        found = matches((WHO, label, "text"), (WHO, "Ngày cấp", "date"))
        assert found[0] == f"applicant.{number}"
        assert found[1].split("_")[0] == ("applicant.id" if number == "personal_id" else f"applicant.{number.split('_')[0]}")


def test_a_paper_nobody_holds_keeps_its_lines(matches):
    assert matches((WHO, "Họ và tên", "text"), (WHO, "Số hợp đồng thuê nhà", "text"), (WHO, "Ngày cấp", "date"), (WHO, "Nơi cấp", "text"))[2:] == ["", ""]


def test_a_name_and_an_address_taken_apart(matches):
    found = matches((WHO, "Họ", "text"), (WHO, "Chữ đệm", "text"), (WHO, "Tên", "text"), (WHO, "Nơi thường trú", "address"), (WHO, "Số nhà, đường", "text"), (WHO, "Phường/Xã", "text"), (WHO, "Tỉnh/Thành phố", "text"))
    assert found[:3] == ["applicant.full_name"] * 3
    assert found[4:] == ["applicant.permanent_address"] * 3


def test_rows_of_people_are_other_people(procedure, wordings):
    form = procedure(
        (WHO, "Họ và tên", "text"), (WHO, "Số định danh cá nhân", "text"), ("Khác", "Những người cùng đi", "table"),
        ("Khác", "Họ và tên người đi cùng", "text", "Những người cùng đi"), ("Khác", "Số CCCD", "text", "Những người cùng đi"),
    )  # fmt: skip
    found = recognise(form, wordings)
    rows = [match for name, match in found.fields.items() if match.subject != "applicant"]
    assert {match.element for match in rows} == {"full_name", "personal_id"}
    subjects = {match.subject for match in rows}
    assert all(found.subjects[name].known is Known.KEY for name in subjects)
    assert any(found.subjects[name].many for name in subjects)


@pytest.mark.parametrize(
    ("label", "kind"),
    [("Ngày mất điện", "date"), ("Ngày mất giấy tờ", "date"), ("Tên lá", "text"), ("Tên chả", "text"), ("Tên me", "text"),
     ("Địa chỉ nơi thuê", "address"), ("Nơi tạm trú mới", "address"), ("Ngày hết hạn hợp đồng thuê", "date"),
     ("Tên trường muốn chuyển đến", "text")],
)  # fmt: skip
def test_what_asks_nothing_held_is_not_taken_for_it(matches, label, kind):
    assert matches(("Nội dung", label, kind)) == [""]


def test_the_sex_of_a_cow_is_not_held(matches):
    assert matches((WHO, "Họ và tên", "text"), ("Vật nuôi", "Giới tính của con bò", "choice"))[1].split(".")[0] != "applicant"


def test_the_key_of_somebody_else_is_not_the_applicants(matches):
    found = matches((WHO, "Số định danh cá nhân", "text"), (WHO, "Số định danh cá nhân của chủ sở hữu", "text"))
    assert found[0] == "applicant.personal_id"
    assert not found[1].startswith("applicant.")


def test_whoever_logs_in_has_no_date_of_death(matches):
    assert matches((WHO, "Ngày, tháng, năm chết", "date")) == [""]
    assert matches((WHO, "Họ và tên", "text"), ("Người chết", "Họ và tên", "text"), ("Người chết", "Ngày, tháng, năm chết", "date"))[2].endswith(".death_date")


def test_lines_that_are_bound_count_as_read(project, wordings):
    """Binding the applicant's own lines changes nothing for the rest."""
    def spec(own):
        return f"""
procedure: a
catalogue: vn
title: {{vi: A, en: A}}
subjects:
  applicant: {{is: person, known_by: login}}
pages:
  - page: me
    title: {{vi: Người yêu cầu, en: Me}}
    fields:
      - {own}
  - page: they
    title: {{vi: Cho người có tên dưới đây, en: They}}
    fields:
      - b: {{title: {{vi: Họ và tên, en: Name}}, type: text}}
      - c: {{title: {{vi: Giới tính, en: Sex}}, type: text}}
"""

    read = [
        recognise(compile_procedure("a", spec(own).encode(), project.catalogue, project.fragment).value.procedure, wordings).fields
        for own in ("applicant.full_name", "a: {title: {vi: Họ và tên, en: Name}, type: text}")
    ]
    assert {name: (one.subject, one.element) for name, one in read[0].items()} == {name: (one.subject, one.element) for name, one in read[1].items() if name != "a"}
    assert read[0]["c"].subject != "applicant"


def test_the_same_answer_every_time(procedure, project):
    form = procedure((WHO, "Họ và tên", "text"), (WHO, "Ngày cấp", "date"), ("Người cha", "Họ tên", "text"), ("Khác", "Địa chỉ", "address"))
    wordings = wordings_of(project.catalogue("vn"))
    first = recognise(form, wordings)
    assert recognise(form, wordings) == first
    assert recognise(form, wordings_of(project.catalogue("vn"))) == first


def test_what_its_author_asks_on_purpose_is_left_alone(project, wordings):
    spec = """
procedure: a
catalogue: vn
title: {vi: A, en: A}
subjects:
  applicant: {is: person, known_by: login}
pages:
  - page: me
    title: {vi: Người yêu cầu, en: Me}
    fields:
      - a: {title: {vi: Họ và tên, en: Name}, type: text, ask: true}
      - b: {title: {vi: Giới tính, en: Sex}, type: text}
"""
    found = recognise(compile_procedure("a", spec.encode(), project.catalogue, project.fragment).value.procedure, wordings)
    assert set(found.fields) == {"b"}
    assert not found.unsure


def test_a_contact_address_is_no_registered_one(matches):
    assert matches((WHO, "Họ và tên", "text"), (WHO, "Địa chỉ nhận hàng", "address"), (WHO, "Nơi nhận kết quả", "address"))[1:] in (["", ""], ["", "applicant.result_address"])


def test_rows_of_things_are_not_the_applicant(matches):
    rows = [("Khác", "Tên địa điểm", "text", "Các địa điểm"), ("Khác", "Địa chỉ", "address", "Các địa điểm")]
    found = matches((WHO, "Họ và tên", "text"), (WHO, "Nơi cư trú", "address"), ("Khác", "Các địa điểm", "table"), *rows)
    assert not any(one.startswith("applicant.") for one in found[2:])


def test_the_relationship_to_somebody_else_is_not_that_to_the_head_of_household(matches):
    assert matches((WHO, "Quan hệ với người được ủy quyền", "text")) == [""]
    assert matches((WHO, "Quan hệ với chủ hộ", "text"))[0].endswith(".relationship_to_household_head")
