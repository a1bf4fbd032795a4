"""Blocks that are about no person: firms that apply or are being founded, a second one, things nobody speaks of."""

import pytest

from eformc.importers.csv import IMPORTER
from eformc.importers.importer import Heading
from eformc.language.procedure import compile_procedure
from eformc.model.procedure import Known
from eformc.reasoning.recognition import recognise, wordings_of
from eformc.reasoning.recognition.labels import after_comma, opens_with_a_blank, own
from eformc.reasoning.recognition.lines import in_own_language

FIRM = [("Thông tin chung", "Tên doanh nghiệp", "text"), ("Thông tin chung", "Mã số thuế", "text"), ("Thông tin chung", "Địa chỉ trụ sở", "address")]
PERSON = [("Người yêu cầu", "Họ và tên", "text"), ("Người yêu cầu", "Số định danh cá nhân", "text")]


@pytest.fixture
def wordings(project):
    return wordings_of(project.catalogue("vn"))


@pytest.fixture
def recognised(project, wordings):
    """(section, label, type)… -> what was recognised, and "subject.element" of each line."""

    def read(*lines):
        rows = [",".join(f'"{cell}"' for cell in (f"r{number}", *line)) for number, line in enumerate(lines)]
        spec = IMPORTER.read("\n".join(["id,section,label,type", *rows]).encode(), Heading("a", "A", "person")).spec
        form = compile_procedure("a", spec.encode(), project.catalogue, project.fragment).value.procedure
        found = recognise(form, wordings)
        return found, [f"{found.fields[one.id].subject}.{found.fields[one.id].element}" if one.id in found.fields else "" for _, one in form.fields()]

    return read


def test_a_firm_whose_block_comes_first_is_known_by_who_logs_in(recognised):
    found, lines = recognised(*FIRM)
    assert lines[0] == "business.name"
    assert found.subjects["business"].known is Known.RELATION


def test_a_firm_after_a_person_is_known_by_its_number(recognised):
    found, lines = recognised(*PERSON, *[("Doanh nghiệp", label, kind) for _, label, kind in FIRM])
    assert lines[3] == "business.business_code"  # its tax code is the same number
    assert found.subjects["business"].known is Known.KEY


def test_a_firm_that_is_being_founded_is_in_no_register(recognised):
    lines = [*PERSON, ("Công ty", "Tên công ty", "text"), ("Công ty", "Vốn điều lệ", "money"), ("Công ty", "Ngày bắt đầu hoạt động", "date")]
    found, _ = recognised(*lines)
    assert found.subjects["business"].known is Known.NOBODY


def test_a_name_asked_again_begins_the_next_person(recognised):
    lines = [("Người làm chứng", label, "text") for label in ("1. Họ và tên", "Số CCCD", "2. Họ và tên", "Số CCCD")]
    _, found = recognised(*PERSON, *lines)
    assert found[2].split(".")[0] == found[3].split(".")[0] != found[4].split(".")[0] == found[5].split(".")[0]


@pytest.mark.parametrize("label", ["Hình thức làm việc", "Vị trí công việc", "Khối lượng"])
def test_a_fact_of_a_thing_nobody_speaks_of(recognised, label):
    _, found = recognised(*PERSON, ("Nội dung", label, "text"))
    assert found[2] == ""


def test_the_name_of_a_work_is_nobodys(recognised):
    _, found = recognised(("Thông tin về tác phẩm", "Tên tác phẩm", "text"), *PERSON)
    assert found[0] == ""


def test_a_syllable_of_another_word_is_no_relative(recognised):
    _, found = recognised(*PERSON, ("Tác phẩm", "Ngày công bố", "date"))
    assert not found[2].startswith("father")


def test_a_remark_that_says_planned(recognised):
    _, found = recognised(*FIRM, ("Thông tin chung", "Tổng số lao động (dự kiến)", "integer"))
    assert found[3] == ""


def test_how_somebody_else_is_reached_is_not_the_applicants(recognised):
    _, found = recognised(*PERSON, *[("Doanh nghiệp", label, kind) for _, label, kind in FIRM], ("Doanh nghiệp", "Email", "email"))
    assert found[5] != "applicant.email"


@pytest.mark.parametrize("label", ["Hà Nội, ngày … tháng … năm …", "…, ngày ... tháng ... năm ...", "………, ngày …… tháng …… năm 20……"])
def test_the_day_and_place_of_filing(recognised, label):
    _, found = recognised(("Đầu đơn", "Số", "text"), ("Đầu đơn", label, "date"), *PERSON)
    assert found[1] == "application.filing_date"


def test_an_addressee_under_its_own_title(recognised):
    _, found = recognised(("Kính gửi", "Kính gửi: Chủ tịch Ủy ban nhân dân xã", "text"), *PERSON)
    assert found[0] == "application.addressee"


@pytest.mark.parametrize(
    ("label", "said"),
    [("7- Hộ chiếu số Passport Number", "7- Hộ chiếu số"), ("Địa chỉ email", "Địa chỉ email"), ("Passport number", "Passport number"), ("Tên kho", "Tên kho")],
)
def test_a_label_without_its_translation(wordings, label, said):
    assert in_own_language(wordings, label) == said


def test_parts_of_dates():
    assert after_comma("Hà Nội, ngày … tháng …").strip() == "ngày … tháng …"
    assert after_comma("…, ngày … tháng …") == ""
    assert opens_with_a_blank("......, ngày... tháng...")
    assert not opens_with_a_blank("ngày… tháng…")
    assert "20" not in own("ngày …… tháng …… năm 20……")
