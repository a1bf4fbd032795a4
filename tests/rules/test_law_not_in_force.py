"""EF303: what rests on a law that has ended, has not begun, or ends before the exception does; on the day, and on no other."""

from pathlib import Path

import pytest

from eformc.project import Project, load_settings

ROOT = Path(__file__).resolve().parents[2]
SPEC = """procedure: example
title: {vi: Ví dụ, en: Example}
legal_basis: [BASIS]
subjects:
  applicant: {is: person, known_by: login}
pages:
  - page: one
    title: {vi: Trang một, en: Page one}
    fields:
      - applicant.religion: {legal_basis: FIELD}
      - applicant.residence_address: {waive: verify, because: BECAUSE, until: UNTIL}
"""
SETTINGS = load_settings(ROOT)
FINE = '"Luật Cư trú 2020"'


def found(day, basis=FINE, field=FINE, because=FINE, until="2099-12-31"):
    text = SPEC.replace("BASIS", basis).replace("FIELD", field).replace("BECAUSE", because).replace("UNTIL", until)
    unit = Project(SETTINGS, day).unit_of("a.eform.yaml", text.encode())
    return [one for one in unit.diagnostics if one.code == "EF303"]


@pytest.mark.parametrize(
    ("day", "message"),
    [("2015-12-31", "not-yet"), ("2016-01-01", None), ("2026-11-28", None), ("2027-02-28", None), ("2027-03-01", "replaced"), ("2040-01-01", "replaced")],
)
@pytest.mark.parametrize("place", ["basis", "field", "because"])
def test_a_law_counts_from_its_first_to_its_last_day(day, message, place):
    other = dict.fromkeys({"basis", "field", "because"} - {place}, '"Luật Thử nghiệm 2024"')
    messages = [one.message for one in found(day, **{place: '"Luật Hộ tịch 60/2014/QH13, Điều 15"'}, **other, until="2027-01-01")]
    assert messages == ([message] if message else [])


def test_it_points_at_the_very_text_and_names_the_successor_in_both_languages():
    one, = found("2026-11-28", basis='"Luật Cư trú 2020", "Thông tư 66/2023/TT-BCA"')
    assert one.span.text == '"Thông tư 66/2023/TT-BCA"'
    assert one.text("vi") == "TT 66/2023/TT-BCA đã hết hiệu lực; ngày cuối cùng còn hiệu lực là 2026-06-30. Văn bản thay thế: TT 116/2026/TT-BCA."
    assert "Circular 116/2026/TT-BCA took its place" in one.text("en")


def test_an_exception_must_not_outlive_its_law():
    one, = found("2026-11-28", because='"Luật Hộ tịch 2014, Điều 9"', until="2027-12-31")
    assert (one.message, one.span.text, one.args["ended"]) == ("outlives", "2027-12-31", "2027-02-28")
    assert found("2026-11-28", because='"Luật Hộ tịch 2014, Điều 9"', until="2027-02-28") == []
    assert [one.message for one in found("2027-03-01", because='"Luật Hộ tịch 2014, Điều 9"', until="2027-12-31")] == ["replaced"]


def test_a_comment_that_sets_something_aside_must_not_outlive_its_law_either():
    spec = SPEC.replace("BASIS", FINE).replace("FIELD", FINE).replace("BECAUSE", FINE).replace("UNTIL", "2099-12-31")
    for law, message in (("Luật Hộ tịch 2014, Điều 9", "outlives"), ("NĐ 43/2021/NĐ-CP", "replaced"), ("Luật Thử nghiệm 2024", None)):
        text = f'{spec}      # eformc: ignore[EF201] compared at the counter, because "{law}" until 2027-12-31\n      - applicant.full_name: {{ask: true}}\n'
        unit = Project(SETTINGS, "2026-11-28").unit_of("a.eform.yaml", text.encode())
        assert [one.message for one in unit.diagnostics if one.code == "EF303"] == ([message] if message else [])
        assert [one.code for one, _ in unit.suppressed] == ["EF201"]


def test_a_law_that_nobody_read_is_said_to_be_so():
    one, = found("2026-11-28", basis='"Nghị định 42/2022/NĐ-CP"')
    assert (one.verified, one.message) == (False, "replaced")
    assert one.text("vi").startswith("NĐ 42/2022/NĐ-CP (chưa kiểm chứng) đã hết hiệu lực")
    assert "Decree 224/2026/NĐ-CP (not verified) took its place" in one.text("en")


def test_the_days_on_which_a_result_holds_end_with_its_laws():
    project = Project(SETTINGS, "2026-11-28")
    from eformc.project.analysis import DependencyRecorder

    asked = DependencyRecorder(SETTINGS.root, "2026-11-28")
    text = SPEC.replace("BASIS", '"Luật Hộ tịch 2014"').replace("FIELD", FINE).replace("BECAUSE", FINE).replace("UNTIL", "2099-12-31")
    project.unit_of("a.eform.yaml", text.encode(), asked)
    least, _, _, most = asked.day.span()
    assert least >= "2025-07-01"
    assert most == "2027-02-28"


def test_a_catalogue_that_rests_on_a_dead_law_is_told_so_on_the_day(tmp_path):
    import shutil

    shutil.copytree(ROOT / "examples" / "norland", tmp_path / "n")
    path = tmp_path / "n" / "catalogue" / "catalogue.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace('law: "Registers Act 1997"', 'law: "Parishes Act 1931"'), encoding="utf-8")
    for day, messages in (("1997-12-31", {"not-yet"}), ("1998-06-01", {"replaced", "not-yet"}), ("2026-11-28", {"replaced"})):
        project = Project(load_settings(tmp_path / "n"), day)
        project.catalogue(None)
        assert {one.message for one in project.catalogue_diagnostics} == messages, day
        assert {one.severity.value for one in project.catalogue_diagnostics} == {"warning"}
    dead, = project.catalogue_diagnostics
    assert (dead.span.path.rpartition("/")[2], dead.span.text) == ("catalogue.yaml", '"Parishes Act 1931"')
    settings = tmp_path / "n" / "eformc.toml"
    settings.write_text(f'ignore = ["EF303"]\n{settings.read_text(encoding="utf-8")}', encoding="utf-8")
    silent = Project(load_settings(tmp_path / "n"), "2026-11-28")
    silent.catalogue(None)
    assert silent.catalogue_diagnostics == []


def test_the_vietnamese_catalogue_and_the_real_procedures_rest_on_laws_in_force(project, procedures):
    assert [one.text("en") for one in project.catalogue_diagnostics] == []
    assert [(unit.path, one.text("en")) for unit in procedures for one in unit.diagnostics if one.code == "EF303"] == []
