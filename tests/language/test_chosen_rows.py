"""Questions whose options are the rows of a table: which of your children, who of the heirs keeps the house."""

import pytest

from eformc.emit.json_schema import schema_of
from eformc.kernel.dates import parse
from eformc.kernel.evaluate import evaluate
from eformc.kernel.values import RowOf, RowsOf
from eformc.model.lowering import form_of

SPEC = """
procedure: thua-ke
title: {vi: Khai nhận thừa kế, en: Inheritance}
subjects:
  applicant: {is: person, known_by: login}
  heirs: {is: person, known_by: key, many: true, at_least: 1, at_most: 20}
pages:
  - page: one
    title: {vi: Người thừa kế, en: Heirs}
    fields:
      - heirs.full_name
      - age: {title: {vi: Tuổi, en: Age}, type: integer, of: heirs}
      - keeper: {title: {vi: Ai giữ nhà, en: Who keeps the house}, help: {vi: Chọn một người., en: Choose one.}, type: choice, rows: heirs.full_name}
      - away: {title: {vi: Ai vắng mặt, en: Who is away}, help: {vi: Chọn mọi người vắng., en: Choose all.}, type: choices, rows: heirs, at_most: 2, optional: true}
      - shares:
          title: {vi: Phần tài sản, en: Shares}
          type: table
          optional: true
          columns:
            - whose: {title: {vi: Của ai, en: Whose}, type: choice, rows: heirs.full_name}
            - guardian: {title: {vi: Ai nhận thay, en: Who takes it}, type: choice, rows: heirs.full_name, optional: true}
constraints:
  - holds: whose != guardian
    message: {vi: Người nhận thay phải là người khác. Hãy chọn lại., en: Somebody else takes it. Choose again.}
    at: shares.guardian
"""


def unit_of(project, text=SPEC):
    return project.unit_of("thua-ke.eform.yaml", text.encode())


def found(unit):
    return [(one.code, one.message) for one in unit.diagnostics if one.code.startswith(("EF0", "EF1", "EF6"))]


@pytest.fixture
def form(project):
    unit = unit_of(project)
    assert unit.sound, [one.text("en") for one in unit.diagnostics]
    return form_of(unit.procedure)


def judged(form, answers):
    heirs = [{"full_name": "An"}, {"full_name": "Ba", "age": 7}]
    found = evaluate(form, {"heirs": [{"age": 5, **heir} for heir in heirs], **answers}, parse("2026-11-23")).findings
    return [("/".join(one.pointer), one.code, dict(one.args)) for one in found]


def test_rows_are_chosen_by_their_numbers(form):
    by_name = {one.pointer[-1]: one.value for one in form.entries if not hasattr(one, "columns")}
    assert by_name["keeper"] == RowOf("heirs", ("full_name",))
    assert by_name["away"] == RowsOf("heirs", (), 1, 2)
    assert judged(form, {"keeper": 2, "away": [1, 2]}) == []
    assert judged(form, {"keeper": 2.0}) == []
    assert judged(form, {"keeper": 3}) == [("keeper", "no-such-row", {"most": 2})]
    assert judged(form, {"keeper": 0}) == [("keeper", "no-such-row", {"most": 2})]
    assert judged(form, {"keeper": "An"}) == [("keeper", "type", {})]
    assert judged(form, {"keeper": True}) == [("keeper", "type", {})]
    assert judged(form, {"keeper": 1, "away": [2, 1]}) == [("away", "order", {})]
    assert judged(form, {"keeper": 1, "away": [1, 1]}) == [("away", "twice", {})]
    assert judged(form, {"keeper": 1, "away": [2, 3, 4]}) == [("away", "too-many", {"most": 2}), ("away", "no-such-row", {"most": 2}), ("away", "no-such-row", {"most": 2})]
    assert judged(form, {}) == [("keeper", "required", {})]


def test_nobody_has_to_choose_among_no_rows(form):
    found = evaluate(form, {}, parse("2026-11-23"))
    assert [one.pointer for one in found.findings] == [("heirs",)]
    assert found.applies[("keeper",)] is False
    assert evaluate(form, {"keeper": 1}, parse("2026-11-23")).findings[-1].code == "not-applicable"


def test_rows_of_another_table_are_chosen_within_rows_and_compared(form):
    assert judged(form, {"keeper": 1, "shares": [{"whose": 1, "guardian": 2}, {"whose": 2}]}) == []
    assert judged(form, {"keeper": 1, "shares": [{"whose": 1, "guardian": 1}]}) == [("shares/0/guardian", "constraint", {"constraint": "c1"})]
    assert judged(form, {"keeper": 1, "shares": [{"whose": 5}]}) == [("shares/0/whose", "no-such-row", {"most": 2})]


def test_the_schema_says_numbers_and_leaves_the_rest(project):
    schema = schema_of(unit_of(project).procedure)
    keeper = schema["properties"]["keeper"]
    assert (keeper["type"], keeper["minimum"]) == ("integer", 1)
    assert keeper["x-eformc"]["rows"] == "/heirs"
    rules = {(one["pointer"], one["rule"]) for one in schema["x-eformc-runtime-rules"]}
    assert {("/keeper", "row"), ("/away", "row"), ("/away", "order"), ("/shares/*/whose", "row"), ("/keeper", "applies-when")} <= rules


@pytest.mark.parametrize(
    ("written", "wrong", "code", "message"),
    [
        ("rows: heirs.full_name}\n      - away", "rows: keeper2}\n      - away", "EF112", "did-you-mean"),
        ("rows: heirs.full_name}\n      - away", "rows: applicant.full_name}\n      - away", "EF115", "rows-of-no-table"),
        ("rows: heirs.full_name}\n      - away", "rows: heirs.fullname}\n      - away", "EF112", "did-you-mean"),
        ("rows: heirs.full_name}\n      - away", "rows: heirs, codes: nationality}\n      - away", "EF115", "both"),
        ("whose: {title: {vi: Của ai, en: Whose}, type: choice, rows: heirs.full_name}", "whose: {title: {vi: Của ai, en: Whose}, type: choice, rows: shares.guardian}", "EF115", "rows-of-own-table"),
        ("holds: whose != guardian", "holds: whose < guardian", "EF113", "no-order"),
        ("holds: whose != guardian", "holds: whose != 1", "EF113", "cannot-compare"),
    ],
)
def test_misuse_is_told(project, written, wrong, code, message):
    assert written in SPEC
    assert found(unit_of(project, SPEC.replace(written, wrong))) == [(code, message)]
