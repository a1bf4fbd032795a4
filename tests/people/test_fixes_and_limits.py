"""The fixes of the rules about people, and where they keep quiet."""

import pytest
from msgspec.structs import replace

from conftest import TODAY
from eformc.model.catalogue import Policy
from eformc.project.fixes import fixed
from eformc.rules import form_on
from eformc.rules.example import spec
from eformc.rules.people.locked_without_way_out import RULE

HELP = "help: {vi: Ghi tên xã., en: Write the commune.}"


def codes(project, text):
    return [d.code for d in project.unit_of("a.eform.yaml", text.encode()).diagnostics if d.code.startswith("EF5")]


@pytest.mark.parametrize(
    ("title", "mended"),
    [
        ("UBND nơi bạn ở", "Ủy ban nhân dân nơi bạn ở"),
        ('"Tên UBND, UBND cũ"', '"Tên ủy ban nhân dân, ủy ban nhân dân cũ"'),
        ('"UBND: xã nào"', '"Ủy ban nhân dân: xã nào"'),
    ],
)
def test_an_abbreviation_is_written_out_where_it_stands(project, title, mended):
    text = spec("# giữ dòng này", f"place: {{title: {{vi: {title}, en: Office}}, type: text, {HELP}}}")
    once, count = fixed(project, "a.eform.yaml", text, unsafe=False)
    assert count == 1
    assert once == text.replace(title, mended)
    assert codes(project, once) == []
    assert fixed(project, "a.eform.yaml", once, unsafe=False) == (once, 0)


@pytest.mark.parametrize("title", ["Ủy ban nhân dân (UBND) nơi bạn ở", "UBND (ủy ban nhân dân) nơi bạn ở", "Cấp III", "TÊN XÃ PHƯỜNG", "Tệp PDF", "VNeID"])
def test_what_is_explained_or_needs_no_explaining_is_let_be(project, title):
    assert codes(project, spec(f"place: {{title: {{vi: {title}, en: Office}}, type: text, {HELP}}}")) == []


def test_photos_are_added_to_what_is_taken_only_when_asked_to(project):
    text = spec(f"place: {{title: {{vi: Xã, en: Commune}}, type: text, {HELP}}}", rest="attachments:\n  - plan: {title: {vi: Bản vẽ, en: Drawing}, accept: [application/pdf]}  # quét\n")
    assert fixed(project, "a.eform.yaml", text, unsafe=False) == (text, 0)
    once, count = fixed(project, "a.eform.yaml", text, unsafe=True)
    assert (count, codes(project, once)) == (1, [])
    assert "accept: [application/pdf, image/jpeg, image/png, image/heic]}  # quét" in once


def test_a_format_is_shown_by_an_example_that_is_taken(project):
    def of(help_text):
        return spec(f"mark: {{title: {{vi: Số, en: Mark}}, type: text, pattern: '[0-9]{{12}}', help: {{vi: '{help_text}', en: '{help_text}'}}}}")

    assert codes(project, of("12 digits")) == ["EF511"]
    assert codes(project, of("Such as 07920000001.")) == ["EF511"]  # eleven
    assert codes(project, of("Such as 079200000001.")) == []
    assert codes(project, of("Such as “079 200 000 001”, as on the card")) == []


def test_a_form_in_one_language_says_so_and_is_let_be(project):
    text = spec("note: {title: Ghi chú, type: text, help: Ghi điều cần nói thêm.}").replace("{vi: Ví dụ, en: Example}", "Ví dụ").replace("{vi: Trang một, en: Page one}", "Trang một")
    assert codes(project, text) == ["EF506"]
    assert codes(project, text.replace("subjects:", "languages: [vi]\nsubjects:", 1)) == []


def test_a_line_recognised_as_held_is_asked_for_no_help(project):
    unit = project.unit_of("a.eform.yaml", spec("ten: {title: {vi: Họ và tên, en: Name}, type: text}").encode())
    assert [d.code for d in unit.diagnostics] == ["EF201"]


def test_a_lock_needs_a_place_where_the_value_is_mended(procedures):
    reasoned = next(unit for unit in procedures if unit.procedure.id == "ho-kinh-doanh").reasoned
    assert list(RULE.check(form_on(reasoned, TODAY))) == []
    nowhere = tuple(
        replace(one, registry=replace(one.registry, correct_at={})) if one.registry and one.policy is Policy.LOCKED else one
        for one in reasoned.fields
    )
    found = list(RULE.check(form_on(replace(reasoned, fields=nowhere), TODAY)))
    assert found
    assert {one.message for one in found} == {"nowhere"}


@pytest.mark.parametrize(
    ("title", "found"),
    [
        ("{vi: Ghi chú, en: }", ["EF013"]),
        ("{vi: Ghi chú, en: [Note]}", ["EF009"]),
        ("{vi: Ghi chú, English: Note}", ["EF014"]),
        ("{vi: Ghi chú, vi: Note}", ["EF006"]),
        ("{vi: Ghi chú}", ["EF506"]),
        ("{vi: Ghi chú, en: ''}", ["EF506"]),
        ("{vi: '', en: ''}", ["EF013"]),
        ("{}", ["EF013"]),
        ("''", ["EF013"]),
    ],
)
def test_what_is_wrong_with_a_translation_is_not_also_called_missing(project, title, found):
    """One mistake, one finding; so of two questions alike, whose empty titles are no words in common."""
    one = f"note: {{title: {title}, type: text, {HELP}}}"
    text = spec(one, one.replace("note", "more").replace("Ghi chú", "Ghi thêm"))
    assert [d.code for d in project.unit_of("a.eform.yaml", text.encode()).diagnostics] == found * 2


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        (["note: {title: {vi: Ghi chú, en: Note}, type: text, HELP}", "note: {title: {vi: Ghi chú, en: Note}, type: text, HELP}"], ["EF110"]),
        (["applicant.full_name", "applicant.full_name"], ["EF110"]),
        (["applicant.full_name", "ten: {title: {vi: Họ và tên, en: Full name}, type: text, HELP}"], ["EF203"]),
        (["ten: {title: {vi: Họ và tên, en: Full name}, type: text, HELP}", "ten_2: {title: {vi: Họ và tên, en: Full name}, type: text, HELP}"], ["EF201", "EF203"]),
        (["a: {type: text, HELP}", "b: {type: text, HELP}"], ["EF011", "EF011"]),
        (["note: {title: {vi: Ghi chú, en: Note}, type: text, HELP}", "more: {title: {vi: Ghi chú, en: Note}, type: text, HELP}"], ["EF513"]),
    ],
)
def test_a_question_that_is_wrong_itself_is_not_also_told_apart_from_another(project, lines, found):
    text = spec(*(line.replace("HELP", HELP) for line in lines))
    assert [d.code for d in project.unit_of("a.eform.yaml", text.encode()).diagnostics] == found


@pytest.mark.parametrize(
    ("one", "other", "found"),
    [
        ("car == true", "car == false", []),
        ("car == true", "car != true", []),
        ("car == true", "car == true", ["EF513"]),
        ("car == true", "present(car)", ["EF513"]),
    ],
)
def test_two_questions_of_which_only_one_is_ever_shown_may_be_called_alike(project, one, other, found):
    lines = ["car: {title: {vi: Có xe không, en: Have you a car}, type: yes_no, HELP}"]
    lines += [f"note_{at}: {{title: {{vi: Ghi chú, en: Note}}, type: text, HELP, when: {when}}}" for at, when in enumerate((one, other))]
    text = spec(*(line.replace("HELP", HELP) for line in lines))
    assert [d.code for d in project.unit_of("a.eform.yaml", text.encode()).diagnostics] == found


@pytest.mark.parametrize("many", ["yes", "có", "True"])
def test_a_group_with_a_misspelt_many_is_a_group_all_the_same(project, many):
    text = spec("applicant.full_name", "children.personal_id", "children.full_name").replace("pages:", f"  children: {{is: person, many: {many}, at_most: 9}}\npages:", 1)
    assert [d.code for d in project.unit_of("a.eform.yaml", text.encode()).diagnostics] == ["EF014"]
