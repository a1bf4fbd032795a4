"""The language: fragments, conditions on options and rows, comments that set findings aside, and the editor's schema."""

import json

import jsonschema
from ruamel.yaml import YAML

from conftest import ROOT
from eformc.emit.json_schema import schema_of
from eformc.kernel import dates
from eformc.kernel.evaluate import evaluate
from eformc.language.spec_schema import spec_schema
from eformc.model.lowering import form_of
from eformc.project import Project, load_settings
from eformc.project.fixes import fixed

TODAY = dates.parse("2026-11-23")
SPEC = """procedure: a
title: {vi: A, en: A}
subjects:
  applicant: {is: person, known_by: login}
  children: {is: person, many: true, known_by: key}
pages:
  - page: one
    title: {vi: Một, en: One}
    fields:
      - who: {title: {vi: Ai, en: Who}, type: choice, help: {vi: Chọn một., en: Choose one.}, options: [{me: {vi: Tôi, en: I}}, {us: {vi: Chúng tôi, en: We}}]}
      - way:
          title: {vi: Cách, en: Way}
          help: {vi: Chọn một., en: Choose one.}
          type: choice
          options:
            - alone: {vi: Một mình, en: Alone}
            - together: {title: {vi: Cùng nhau, en: Together}, when: who == "us"}
      - school: {of: children, title: {vi: Đang đi học, en: At school}, help: {vi: Chọn một., en: Choose one.}, type: yes_no}
      - grade: {of: children, title: {vi: Đang học mấy, en: Grade}, help: {vi: "Ví dụ: 3.", en: "Such as 3."}, type: integer, min: 1, max: 12, when: children.school == true}
"""


def codes(project, text, answers):
    unit = project.unit_of("a.eform.yaml", text.encode())
    assert unit.sound, [d.text("en") for d in unit.diagnostics]
    verdict = evaluate(form_of(unit.procedure), answers, TODAY)
    schema = jsonschema.Draft202012Validator(schema_of(unit.procedure))
    assert schema.is_valid(answers) == verdict.valid, (answers, verdict.findings)
    return {(".".join(finding.pointer), finding.code) for finding in verdict.findings}


def test_an_option_is_offered_only_under_its_condition(project):
    rows = [{"school": False}]
    assert codes(project, SPEC, {"who": "us", "way": "together", "children": rows}) == set()
    found = codes(project, SPEC, {"who": "me", "way": "together", "children": rows})
    assert found == {("way", "option-not-applicable")}


def test_a_condition_in_a_row_reads_that_row(project):
    base = {"who": "me", "way": "alone"}
    assert codes(project, SPEC, {**base, "children": [{"school": True, "grade": 3}, {"school": False}]}) == set()
    assert codes(project, SPEC, {**base, "children": [{"school": True}]}) == {("children.0.grade", "required")}
    assert codes(project, SPEC, {**base, "children": [{"school": False, "grade": 3}]}) == {("children.0.grade", "not-applicable")}
    assert codes(project, SPEC, {**base, "children": []}) == {("children", "too-few-rows")}


def test_a_fragment_is_put_in_with_its_subject_named(tmp_path):
    (tmp_path / "fragments").mkdir()
    (tmp_path / "fragments" / "contact.yaml").write_text(
        "fragment: contact\nsubjects:\n  who: {is: person}\nfields:\n  - who.phone\n  - who.email: {optional: true}\n"
    )
    spec = tmp_path / "b.eform.yaml"
    spec.write_text(SPEC.replace("procedure: a", "procedure: b").replace("      - who:", "      - {use: contact, with: {who: applicant}}\n      - who:"))
    project = Project(load_settings(tmp_path), "2026-11-23")
    unit = project.unit(spec)
    assert [d.text("en") for d in unit.diagnostics] == []
    assert {"applicant.phone", "applicant.email"} <= {field.id for _, field in unit.procedure.fields()}
    assert any(path.endswith("contact.yaml") for path, _ in unit.inputs)


def test_a_mistake_in_a_fragment_is_shown_in_the_fragment(tmp_path):
    (tmp_path / "fragments").mkdir()
    (tmp_path / "fragments" / "contact.yaml").write_text("fragment: contact\nfields:\n  - applicant.fone\n")
    spec = tmp_path / "b.eform.yaml"
    spec.write_text(SPEC.replace("      - who:", "      - {use: contact}\n      - who:"))
    found = Project(load_settings(tmp_path), "2026-11-23").unit(spec).diagnostics
    assert [(d.code, d.span.path.endswith("contact.yaml"), d.span.places()[0]) for d in found] == [("EF102", True, 3)]


def test_a_comment_sets_a_finding_aside_and_is_kept_on_record(project):
    text = SPEC.replace("      - who:", "      - applicant.full_name: {ask: true} # eformc: ignore[EF201] đối chiếu tại quầy, because \"Luật Thử nghiệm 2024, Điều 15\" until 2027-12-31\n      - who:")
    unit = project.unit_of("a.eform.yaml", text.encode())
    assert unit.diagnostics == ()
    (found, comment), = unit.suppressed
    assert (found.code, comment.reason, comment.because, comment.until) == ("EF201", "đối chiếu tại quầy", "Luật Thử nghiệm 2024, Điều 15", "2027-12-31")


def test_fixing_twice_is_fixing_once_and_comments_stay(project):
    text = SPEC.replace("      - who:", "      # giữ lại dòng này\n      - applicant.full_name: {ask: true}\n      - ten: {title: {vi: Số CCCD}, type: text}\n      - who:", 1)
    once, count = fixed(project, "a.eform.yaml", text, unsafe=False)
    twice, again = fixed(project, "a.eform.yaml", once, unsafe=False)
    assert count == 2  # `ask: true` goes; the number of whoever logs in is certain by its words
    assert (twice, again) == (once, 0)
    assert "# giữ lại dòng này" in once
    assert "      - applicant.full_name\n      - applicant.personal_id\n" in once
    assert "error" not in [d.severity.value for d in project.unit_of("a.eform.yaml", once.encode()).diagnostics]


def test_the_editors_schema_takes_every_spec_the_compiler_takes():
    schema = spec_schema()
    jsonschema.Draft7Validator.check_schema(schema)
    validator = jsonschema.Draft7Validator(json.loads(json.dumps(schema)))
    every = [*(ROOT / "specs").rglob("*.yaml"), *(ROOT / "examples").rglob("*.yaml")]
    files = [path for path in every if path.parent.name != "demo"]  # a population is no part of the language
    assert len(files) > 40
    for path in files:
        # YAML 1.2, as editors read it: `on` is a word
        data = json.loads(json.dumps(YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8")), default=str))
        errors = [error.message[:200] for error in validator.iter_errors(data)]
        assert errors == [], path


def test_spelling_a_spec_otherwise_means_the_same(project):
    block = SPEC.replace("{vi: A, en: A}", "\n  vi: A   # nhận xét\n  en: 'A'").replace("{is: person, known_by: login}", "\n    known_by: login\n    is: person")
    one = project.unit_of("a.eform.yaml", SPEC.encode()).procedure
    other = project.unit_of("a.eform.yaml", block.encode()).procedure
    assert one == other
