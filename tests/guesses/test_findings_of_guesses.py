"""A guess says no more than its evidence: as strong as that, with a way out, and with fixes that change nothing else."""

import pytest

from conftest import TODAY
from eformc.diagnostics import Severity
from eformc.project.fixes import applied, fixed, readings, spoils
from eformc.reasoning.explain import explain
from eformc.reasoning.reasoned import Match, Recognised
from eformc.rules import form_on, rules
from eformc.rules.day import Day
from eformc.rules.guess import Sureness

HEAD = """procedure: x
title: {vi: Thử, en: Try}
languages: [vi, en]
subjects:
  applicant: {is: person, known_by: login}
"""
PAGE = HEAD + """pages:
  - page: a
    title: {vi: Nội dung, en: Content}
    fields:
"""
OWN = "      - %s: {title: {vi: \"%s\", en: Own}, help: {vi: Viết., en: Write.}, type: %s}\n"


def spec(*questions, head=PAGE):
    return head + "".join(OWN % (f"q{number}", title, kind) for number, (title, kind) in enumerate(questions))


def unit_of(project, text):
    return project.unit_of("x.eform.yaml", text.encode())


def guessed(project, text, matches, subjects=None):
    """The findings of the rules where exactly these guesses are made: question id -> match."""
    unit = unit_of(project, text)
    recognised = Recognised(matches, {}, subjects or {}, {})
    reasoned = explain(unit.procedure, unit.reasoned.catalogue, recognised)
    found = [one for rule in rules() for one in rule.check(form_on(reasoned, Day(TODAY)))]
    return unit, [one for one in found if one.code in ("EF201", "EF202", "EF203")]


def match(element, confidence=0.95, *, certain=False, subject="applicant"):
    return Match(subject, "person", element, confidence, {"en": "words", "vi": "câu chữ"}, certain=certain)


@pytest.mark.parametrize(
    ("law", "confidence", "certain", "severity"),
    [
        (Severity.ERROR, 0.97, True, Severity.ERROR),
        (Severity.WARNING, 0.97, True, Severity.WARNING),
        (Severity.ERROR, 0.97, False, Severity.WARNING),
        (Severity.ERROR, 0.90, False, Severity.WARNING),
        (Severity.ERROR, 0.89, False, Severity.INFO),
        (Severity.WARNING, 0.5, False, Severity.INFO),
        (Severity.INFO, 0.97, False, Severity.INFO),
    ],
)
def test_the_law_sets_the_highest_severity_and_evidence_lowers_it(law, confidence, certain, severity):
    assert Sureness(confidence, certain).limited(law) is severity


def test_a_certain_guess_is_an_error_with_a_safe_fix_and_a_likely_one_a_warning_without(project):
    text = spec(("Họ và tên", "text"))
    for certain, severity in ((True, "error"), (False, "warning")):
        _, (one,) = guessed(project, text, {"q0": match("full_name", certain=certain)})
        assert (one.code, one.severity.value, one.fixes[0].safe) == ("EF201", severity, certain)


def test_what_rests_on_two_guesses_is_as_sure_as_both_together(project):
    text = spec(("Họ và tên", "text"), ("Tên tôi là", "text"))
    matches = {"q0": match("full_name", 0.9, certain=True), "q1": match("full_name", 0.9)}
    _, found = guessed(project, text, matches)
    (repeated,) = [one for one in found if one.code == "EF203"]
    assert round(repeated.confidence, 2) == 0.81
    assert repeated.severity is Severity.INFO


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_finding_of_a_guess_names_the_way_out(project, lang):
    text = spec(("Họ và tên", "text"), ("Họ tên", "text"), ("Tuổi", "integer"), ("Kính gửi", "text"))
    matches = {
        "q0": match("full_name"), "q1": match("full_name"), "q2": match("age"),
        "q3": Match("application", "application", "addressee", 0.95, {"en": "words", "vi": "câu chữ"}),
    }  # fmt: skip
    _, found = guessed(project, text, matches)
    assert {one.code for one in found} == {"EF201", "EF202", "EF203"}
    for one in found:
        assert "`ask: true`" in one.help(lang), one.code
        assert {"en": "no law is needed", "vi": "không cần căn cứ luật"}[lang] in one.help(lang), one.code


def test_the_way_out_silences_every_finding_and_its_reason_is_kept(project):
    line = "      - q0: {title: {vi: Họ và tên, en: Own}, help: {vi: Viết., en: Write.}, type: text, ask: true, because: {vi: Tên con vật., en: An animal.}}\n"
    unit = unit_of(project, PAGE + line)
    assert not [one for one in unit.diagnostics if one.code.startswith("EF2")]
    (reason,) = unit.reasoned.fields
    assert reason.reason == {"vi": "Tên con vật.", "en": "An animal."}
    assert unit.reasoned.recognised == {}


def test_a_paper_that_is_another_one_is_let_be(project):
    head = PAGE + "      - applicant.full_name\nattachments:\n"
    (found,) = [one for one in unit_of(project, head + "  - p: {title: {vi: Giấy khai sinh, en: Own}}\n").diagnostics if one.code == "EF204"]
    assert "`ask: true`" in found.help("vi")
    assert "()" not in found.help("en")
    unit = unit_of(project, head + "  - p: {title: {vi: Giấy khai sinh, en: Own}, ask: true}\n")
    assert not [one for one in unit.diagnostics if one.code == "EF204"]


def test_a_column_about_a_person_is_told_of_the_rows_subject(project):
    text = PAGE + "      - people:\n          title: {vi: Người phụ thuộc, en: Dependants}\n          type: table\n          columns:\n" + "".join(
        "      " + line + "\n" for line in ((OWN % ("name", "Họ và tên", "text")) + (OWN % ("number", "Số định danh cá nhân", "text"))).splitlines()
    )
    unit = unit_of(project, text)
    subjects = {"people": _rows("people")}
    matches = {"people.name": match("full_name", subject="people"), "people.number": match("personal_id", subject="people")}
    reasoned = explain(unit.procedure, unit.reasoned.catalogue, Recognised(matches, {}, subjects, {}))
    (found,) = [one for rule in rules() for one in rule.check(form_on(reasoned, Day(TODAY))) if one.code == "EF201"]
    for lang in ("vi", "en"):
        assert "`people: {is: person, known_by: key, many: true}`" in found.help(lang)
        assert "`people.full_name`" in found.help(lang)
        assert "`of: people`" in found.help(lang)
        assert "applicant" not in found.help(lang)
    assert found.fixes == ()


def _rows(name):
    from eformc.model.procedure import Known, Subject

    return Subject(name, "person", Known.KEY, {"vi": "Người phụ thuộc", "en": "Dependants"}, many=True)


def test_a_column_of_declared_rows_is_bound_to_the_rows_subject(project):
    text = HEAD + "  child: {is: person, known_by: key, many: true}\npages:\n  - page: a\n    title: {vi: Con, en: Children}\n    fields:\n      - child.personal_id\n"
    text += "      - dob: {title: {vi: Ngày sinh, en: Born}, help: {vi: Viết., en: Write.}, type: date, of: child}\n"
    _, (one,) = guessed(project, text, {"child.dob": match("birth_date", certain=True, subject="child")})
    after = applied(text, one.span.source, one.fixes)
    assert "      - child.birth_date\n" in after
    assert unit_of(project, after).sound


def test_a_fix_declares_the_subject_it_needs_and_binds_the_key_with_it(project):
    from eformc.model.procedure import Known, Subject

    text = spec(("Số định danh của mẹ", "text"), ("Họ và tên mẹ", "text"))
    subjects = {"mother": Subject("mother", "person", Known.KEY, {"vi": "Mẹ", "en": "Mother"})}
    matches = {"q0": match("personal_id", certain=True, subject="mother"), "q1": match("full_name", certain=True, subject="mother")}
    _, (one,) = guessed(project, text, matches, subjects)
    assert "`mother: {is: person, known_by: key}`" in one.help("en")
    assert one.fixes[0].safe
    after = applied(text, one.span.source, one.fixes)
    assert '  mother: {is: person, known_by: key, title: {vi: "Mẹ", en: "Mother"}}\npages:' in after
    unit = unit_of(project, after)
    assert unit.sound
    assert [one.id for one in unit.reasoned.fields] == ["mother.personal_id", "mother.full_name"]
    assert [one.origin.value for one in unit.reasoned.fields] == ["asked", "held"]


def test_a_fix_that_would_change_how_another_question_is_read_is_not_made(project):
    text = spec(("Họ và tên", "text"), ("Lý do", "text"))
    unit = unit_of(project, text)
    (name, _), (other, nothing) = readings(unit.reasoned)
    assert (name, other, nothing) == ("q0", "q1", None)
    changed = unit_of(project, text.replace("Lý do", "Số định danh cá nhân"))
    assert spoils(unit, changed, ())
    assert not spoils(unit, unit_of(project, text), ())


@pytest.mark.parametrize("code", ["EF201", "EF202", "EF203", "EF204", "EF209"])
def test_the_rules_page_names_the_way_out_in_both_languages(code):
    from conftest import ROOT

    page = (ROOT / "docs" / "rules" / f"{code}.md").read_text(encoding="utf-8")
    assert "ask: true" in page
    if code != "EF204":
        assert "no law is needed" in page or code == "EF209"


def test_62_a_power_cut_is_nobodys_death(project):
    text = spec(("Ngày mất điện", "date"))
    assert not [one for one in unit_of(project, text).diagnostics if one.code in ("EF201", "EF202", "EF203", "EF209")]
    assert fixed(project, "x.eform.yaml", text, unsafe=True)[0] == text


def test_who_has_logged_in_is_alive(project):
    text = spec(("Ngày mất", "date"), ("Ngày chết", "date"))
    found = [one for one in unit_of(project, text).diagnostics if one.args.get("replacement") == "applicant.death_date"]
    assert not found


@pytest.mark.parametrize("title", ["Tên lá", "Tên chả", "Tên me", "Mã số thuê", "Tên chó", "Nghỉ từ ngày"])
def test_42_another_word_when_accents_are_dropped_is_another_word(project, title):
    text = spec((title, "text"))
    found = [one for one in unit_of(project, text).diagnostics if one.code in ("EF201", "EF202", "EF203")]
    assert all(one.severity is Severity.INFO for one in found), [(one.text("en"), one.confidence) for one in found]
    assert fixed(project, "x.eform.yaml", text, unsafe=False)[0] == text
