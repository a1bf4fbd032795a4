"""Each piece of evidence by itself: a form that shows it, and one that does not."""

import pytest

from eformc.importers.csv import IMPORTER
from eformc.importers.importer import Heading
from eformc.language.procedure import compile_procedure
from eformc.reasoning.recognition import wordings_of
from eformc.reasoning.recognition.beam import read, steps_of
from eformc.reasoning.recognition.candidates import options_of
from eformc.reasoning.recognition.certainty import confidence, is_certain
from eformc.reasoning.recognition.evidence import AROUND, LINE, WORDS
from eformc.reasoning.recognition.fitted import CERTAIN, TABLE, WEIGHTS
from eformc.reasoning.recognition.lines import form_of
from eformc.reasoning.recognition.places import PLACES

ME = "Người yêu cầu"


@pytest.fixture
def laid_out(project):
    """(section, label, type[, table])… -> the form as the reader sees it."""
    wordings = wordings_of(project.catalogue("vn"))

    def make(*lines):
        ids = {label: f"r{number}" for number, (_, label, *_) in enumerate(lines)}
        rows = [",".join(f'"{cell}"' for cell in (f"r{n}", section, label, kind, ids[rest[0]] if rest else "")) for n, (section, label, kind, *rest) in enumerate(lines)]
        spec = IMPORTER.read("\n".join(["id,section,label,type,part_of", *rows]).encode(), Heading("a", "A", "person")).spec
        return form_of(compile_procedure("a", spec.encode(), project.catalogue, project.fragment).value.procedure, wordings, "applicant")

    return make


def of_words(form, element):
    """The evidence of the last line's words for an element; the best reading of them."""
    found = [one for one in options_of(form, form.lines[-1]).candidates if one.element is not None and one.element.id == element]
    return found[0].evidence if found else {}


@pytest.mark.parametrize(
    ("evidence", "element", "shown", "not_shown"),
    [
        ("same_words", "person.full_name", (ME, "Họ và tên", "text"), (ME, "Họ và tên cũ", "text")),
        ("all_words", "person.training_field", (ME, "Ngành đào tạo", "text"), (ME, "Ngành đào tạo bơi lội", "text")),
        ("unexplained_words", "person.personal_id", (ME, "Số định danh cá nhân tạm", "text"), (ME, "Số định danh cá nhân", "text")),
        ("unexplained_share", "person.personal_id", (ME, "Số định danh cá nhân tạm", "text"), (ME, "Số định danh cá nhân", "text")),
        ("unexplained_by_the_title", "person.personal_id", ("Tạm nộp", "Số định danh cá nhân tạm", "text"), (ME, "Số định danh cá nhân tạm", "text")),
        ("words_of_its_kin", "person.id_issue_date", (ME, "Ngày cấp thẻ", "date"), (ME, "Ngày cấp", "date")),
        ("unsaid_words", "person.passport_issue_date", (ME, "Ngày cấp", "date"), (ME, "Ngày cấp hộ chiếu", "date")),
        ("other_head", "person.contract_end_date", (ME, "Lý do chấm dứt hợp đồng lao động", "date"), (ME, "Ngày chấm dứt hợp đồng lao động", "date")),
        ("in_one_piece", "person.personal_id", (ME, "Số định danh cá nhân", "text"), (ME, "Cá nhân số định danh", "text")),
        ("one_word", "person.faculty", (ME, "Khoa", "text"), (ME, "Khoa đang học", "text")),
        ("without_marks", "person.full_name", (ME, "Ho va ten", "text"), (ME, "Họ và tên", "text")),
        ("wish", "person.temporary_address", (ME, "Nơi tạm trú mới", "address"), (ME, "Nơi tạm trú", "address")),
        ("only_a_remark", "person.full_name", (ME, "Nhãn (họ và tên)", "text"), (ME, "Họ và tên", "text")),
        ("one_of_several", "person.passport_number", (ME, "Số máy/Số hộ chiếu", "text"), (ME, "Số hộ chiếu", "text")),
        ("same_kind", "person.birth_date", (ME, "Ngày sinh", "date"), (ME, "Ngày sinh", "text")),
        ("other_kind", "person.birth_date", (ME, "Ngày sinh", "money"), (ME, "Ngày sinh", "date")),
        ("free_text", "person.full_name", (ME, "Họ và tên", "longtext"), (ME, "Họ và tên", "text")),
    ],
)
def test_what_words_say(laid_out, evidence, element, shown, not_shown):
    assert of_words(laid_out(shown), element).get(evidence), of_words(laid_out(shown), element)
    assert not of_words(laid_out(not_shown), element).get(evidence)


def around(form, element):
    """The evidence for an element in the last line of the best reading, whoever's it is."""
    step = steps_of(read(form))[-1]
    found = {}
    for one in step.others:
        if one.element is not None and one.element.name == element:
            found = {**one.evidence, **found}
    return found


NAME, NUMBER = (ME, "Họ và tên", "text"), (ME, "Số định danh cá nhân", "text")


@pytest.mark.parametrize(
    ("evidence", "element", "shown", "not_shown"),
    [
        ("said_around", "passport_issue_date", [(ME, "Số hộ chiếu", "text"), (ME, "Ngày cấp", "date")], [NAME, (ME, "Ngày cấp hộ chiếu", "date")]),
        ("said_nowhere", "passport_issue_date", [NAME, (ME, "Ngày cấp", "date")], [NAME, (ME, "Ngày cấp hộ chiếu", "date")]),
        ("half_said", "passport_issue_date", [NAME, (ME, "Ngày cấp", "date")], [NAME, (ME, "Ngày cấp hộ chiếu", "date")]),
        ("same_paper", "id_issue_date", [NUMBER, (ME, "Ngày cấp", "date")], [NAME, (ME, "Ngày cấp", "date")]),
        ("other_paper", "id_issue_date", [NAME, (ME, "Ngày cấp", "date")], [NUMBER, (ME, "Ngày cấp", "date")]),
        ("after_the_unread", "id_issue_date", [(ME, "Màu mắt", "text"), (ME, "Ngày cấp", "date")], [NUMBER, (ME, "Ngày cấp", "date")]),
        ("after_an_unread_paper", "id_issue_date", [(ME, "Số hợp đồng thuê", "text"), (ME, "Ngày cấp", "date")], [(ME, "Màu mắt", "text"), (ME, "Ngày cấp", "date")]),
        ("said_of_many", "id_issue_date", [(ME, "Ngày cấp", "date")], [(ME, "Ngày cấp thẻ căn cước", "date")]),
        ("named_by_the_label", "full_name", [(ME, "Họ tên cha", "text")], [NAME]),
        ("named_once", "full_name", [NAME, (ME, "Họ tên người bán", "text")], [NAME]),
        ("named_often", "full_name", [NAME, (ME, "Số CCCD người bán", "text"), (ME, "Họ tên người bán", "text")], [NAME, (ME, "Họ tên người bán", "text")]),
        ("of_the_place", "full_name", [NAME], [(ME, "Họ tên cha", "text")]),
        ("of_the_line_before", "birth_date", [NAME, (ME, "Họ tên cha", "text"), (ME, "Ngày sinh", "date")], [NAME, (ME, "Ngày sinh", "date")]),
        ("of_another_thing", "plate", [NAME, (ME, "Biển số xe", "text")], [("Xe", "Biển số xe", "text")]),
        ("asked_before", "sex", [(ME, "Giới tính", "text"), ("Khác", "Giới tính", "text")], [(ME, "Giới tính", "text")]),
        ("asked_just_now", "sex", [(ME, "Giới tính", "text"), (ME, "Giới tính", "text")], [(ME, "Giới tính", "text")]),
        ("part_of_it", "full_name", [(ME, "Chữ đệm", "text")], [(ME, "Ngày sinh", "date")]),
        ("the_offices_line", "addressee", [("Kính gửi", "Kính gửi", "text")], [NAME]),
        ("outside_the_row", "sex", [NAME, ("Khác", "Bảng", "table"), ("Khác", "Giới tính", "text", "Bảng")], [(ME, "Giới tính", "text")]),
    ],
)
def test_what_stands_around_says(laid_out, evidence, element, shown, not_shown):
    assert around(laid_out(*shown), element).get(evidence), around(laid_out(*shown), element)
    assert not around(laid_out(*not_shown), element).get(evidence)


@pytest.mark.parametrize(
    ("evidence", "label", "kind"),
    [("a_line", "Màu mắt", "text"), ("a_story", "Màu mắt", "longtext"), ("a_choice", "Màu mắt", "bool"), ("a_wish", "Màu mắt mong muốn", "text"), ("many_words", "Màu mắt của những người trong nhà từ trước tới nay", "text")],
)
def test_a_line_that_may_be_no_fact(laid_out, evidence, label, kind):
    assert options_of(laid_out((ME, label, kind)), laid_out((ME, label, kind)).lines[0]).nothing_evidence[evidence]


def taken_as(form, place):
    """How the last place was read, by kind."""
    entered = read(form).entered
    while entered is not None and entered.place != place:
        entered = entered.before
    return entered.taken.kind if entered else ""


@pytest.mark.parametrize(
    ("title", "kind"),
    [("Người làm chứng", "other"), ("Người cha", "role"), ("Người yêu cầu", "self"), ("Thông tin thửa đất", "thing")],
)
def test_whose_a_place_is(laid_out, title, kind):
    lines = [("Thửa đất số", "text"), ("Tờ bản đồ số", "text")] if kind == "thing" else [("Họ và tên", "text"), ("Số định danh cá nhân", "text")]
    before = [] if kind == "self" else [NAME, NUMBER]
    form = laid_out(*before, *((title, label, type_) for label, type_ in lines))
    assert taken_as(form, len(form.places) - 1) == kind


def test_every_evidence_has_a_weight_and_every_weight_an_evidence():
    own = {"address_line", "address_line_alone", "address_named", "line_of_a_paper", "named_alone", "lists_its_lines", "part_with_others", "whole_among_parts"}
    assert set(WEIGHTS) == {*WORDS, *AROUND, *LINE, *(name for some in PLACES.values() for name in some), *own}


def test_what_a_wording_leaves_unexplained_counts_against_it():
    assert all(WEIGHTS[name] < 0 for name in ("unexplained_words", "unexplained_share", "wish", "other_kind", "after_an_unread_paper", "half_said", "outside_the_row"))


def test_certainty_rises_with_the_score_and_is_never_certain_unmeasured():
    for evidence in TABLE:
        said = [confidence(evidence, score / 20) for score in range(21)]
        assert said == sorted(said)
        assert 0 < said[0] <= said[-1] < 1
    assert confidence("letters without marks", 1.0) <= 0.5
    assert not is_certain("letters without marks")
    assert set(TABLE) >= CERTAIN
