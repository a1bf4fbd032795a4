"""Inputs of importers that ask for what the language can say: a spec that says each, compiled and put to answers."""

import pytest

from eformc.kernel.dates import parse
from eformc.kernel.evaluate import evaluate
from eformc.model.lowering import form_of

TODAY = parse("2026-11-23")
HEAD = """procedure: a
title: {{vi: Biểu mẫu, en: Form}}
subjects:
  applicant: {{is: person, known_by: login}}
  caller: {{is: organisation, known_by: case}}
pages:
  - page: one
    title: {{vi: Trang, en: Page}}
    fields:
{fields}{rest}"""
ASK = "title: {vi: Câu hỏi, en: Question}, help: {vi: Trả lời., en: Answer.}"


def q(name, settings):
    return f"      - {name}: {{{ASK.replace('Câu hỏi', f'Câu {name}').replace('Question', f'Question {name}')}, {settings}}}\n"


TABLE = f"      - crew:\n          title: {{vi: Đội, en: Crew}}\n          type: table\n          optional: true\n          columns:\n    {q('name', 'type: text')}".replace("    \n", "\n").replace("          columns:\n          - name", "          columns:\n            - name")
SAID = {
    # input -> (fields, what stands beside them, answers taken, answers refused)
    "formio/date-from-today.json": (q("d", "type: date, min: today + 14 days"), "", {"d": "2026-12-07"}, {"d": "2026-12-06"}),
    "formio/note-static.json": ("      - note: {vi: Xin chào., en: Hello.}\n" + q("a", "type: text"), "", {"a": "x"}, {}),
    "formio/note-under-condition.json": (q("a", "type: integer") + "      - note: {vi: Nhiều quá., en: Too many.}\n        when: a > 5\n", "", {"a": 6}, {"a": "6"}),
    "formio/group-heading.json": ("      - group: {vi: Nhóm, en: Group}\n        fields:\n    " + q("a", "type: text"), "", {"a": "x"}, {}),
    "formio/any-row.json": (
        TABLE + "            - minor: {title: {vi: Dưới 18, en: Minor}, help: {vi: Chọn., en: Choose.}, type: yes_no}\n" + q("consent", "type: text, when: 'any(crew, crew.minor)'"), "",
        {"crew": [{"name": "An", "minor": True}], "consent": "x"}, {"crew": [{"name": "An", "minor": True}]},
    ),
    "formio/rule-in-a-row.json": (
        TABLE + "".join(f"            - {n}: {{title: {{vi: Ngày {n}, en: Day {n}}}, help: {{vi: Ghi., en: Write.}}, type: date}}\n" for n in ("came", "left")),
        "constraints:\n  - {holds: came <= left, at: crew.left, message: {vi: Sai. Hãy sửa., en: Wrong. Mend it.}}\n",
        {"crew": [{"name": "An", "came": "2026-01-01", "left": "2026-01-02"}]}, {"crew": [{"name": "An", "came": "2026-01-03", "left": "2026-01-02"}]},
    ),
    "formio/option-description.json": (q("a", "type: choice, options: [{x: {title: {vi: Một, en: One}, help: {vi: Nghĩa là., en: It means.}}}, {y: {vi: Hai, en: Two}}]"), "", {"a": "x"}, {"a": "z"}),
    "xlsform/date-arithmetic.md": (q("d", "type: date"), "constraints:\n  - {holds: 'd <= today() + 3 months', at: d, message: {vi: Sai. Hãy sửa., en: Wrong. Mend it.}}\n", {"d": "2027-02-23"}, {"d": "2027-02-24"}),
    "xlsform/answers-in-texts.md": (q("who", "type: text") + '      - age: {title: {vi: "Tuổi của {who|người ấy}", en: "Age of {who|them}"}, help: {vi: Ghi số., en: In digits.}, type: integer}\n', "", {"who": "An", "age": 5}, {"who": "An"}),
    "case data (ONS, CHT)": ('      - note: {vi: "Gửi {caller.name|cơ quan}.", en: "For {caller.name|the office}."}\n' + q("a", "type: text"), "", {"a": "x"}, {"a": "x", "caller": {"name": "y"}}),
    "xlsform/repeat-count.md": (q("n", "type: integer, min: 0, max: 9") + TABLE.replace("optional: true", "at_least: n\n          at_most: n"), "", {"n": 1, "crew": [{"name": "An"}]}, {"n": 2, "crew": [{"name": "An"}]}),
    "xlsform/time-place-rank-sound.md (time)": (q("t", 'type: time, min: "07:30"'), "", {"t": "07:30"}, {"t": "07:29"}),
    "xlsform/required-under-a-condition.md": (q("a", "type: yes_no") + q("b", "type: text, when: a"), "", {"a": True, "b": "x"}, {"a": True}),
    "xlsform/own-message.md": (q("a", "type: text, if_empty: {vi: Hãy ghi., en: Write it.}"), "", {"a": "x"}, {}),
    "xlsform/languages.md (second help)": (q("a", "type: text, more: {vi: Thêm., en: More.}"), "", {"a": "x"}, {}),
    "jsonschema/if-then.json": (q("a", "type: choice, options: [{x: {vi: X, en: X}}, {y: {vi: Y, en: Y}}]") + q("b", "type: text, when: 'a == \"x\"'"), "", {"a": "y"}, {"a": "x"}),
    "jsonschema/patterns.json (negated class)": (q("a", "type: text, pattern: 'X-[^08]{4}', alphabet: '0-9'"), "", {"a": "X-1234"}, {"a": "X-1238"}),
    "authors.md 5: the same person twice": (TABLE, "constraints:\n  - {holds: distinct(crew.name), at: crew, message: {vi: Trùng. Hãy sửa., en: Twice. Mend it.}}\n", {"crew": [{"name": "An"}, {"name": "Ba"}]}, {"crew": [{"name": "An"}, {"name": "An"}]}),
    "authors.md 9, 12: which of the rows": (TABLE + q("which", "type: choices, rows: crew.name"), "", {"crew": [{"name": "An"}, {"name": "Ba"}], "which": [2]}, {"crew": [{"name": "An"}], "which": [2]}),
    "authors.md 3: a paper for each row": (TABLE, "attachments:\n  - card: {title: {vi: Thẻ, en: Card}, help: {vi: Chụp lại., en: Take a picture.}, of: crew, recommended: true}\n", {"crew": [{"name": "An"}]}, {"crew": [{"name": "An", "card": 1}]}),
}


@pytest.mark.parametrize("name", SAID)
def test_it_is_said_and_means_what_it_says(project, name):
    fields, rest, taken, refused = SAID[name]
    unit = project.unit_of("a.eform.yaml", HEAD.format(fields=fields, rest=rest).encode())
    assert unit.sound, [one.text("en") for one in unit.diagnostics if one.code.startswith(("EF0", "EF1", "EF6"))]
    form = form_of(unit.procedure)
    assert [one for one in evaluate(form, taken, TODAY).findings if not one.warning] == []
    assert [one for one in evaluate(form, refused, TODAY).findings if not one.warning] != []
