"""The real procedures: clean, faithful, once-only, and their translations valid."""


import jsonschema
import jsonschema_rs
import pytest

from conftest import PROCEDURES
from eformc.emit.json_schema import schema_of
from eformc.emit.prefill import prefill_of, published_schema
from eformc.kernel import dates
from eformc.kernel.evaluate import evaluate
from eformc.model.lowering import form_of
from eformc.reasoning.burden import burden, pooled
from eformc.reasoning.reasoned import Origin


def by_id(procedures, name):
    return next(unit for unit in procedures if unit.procedure.id == name)


def test_nothing_is_found_in_them(procedures):
    assert [(unit.path, d.code, d.text("en")) for unit in procedures for d in unit.diagnostics] == []
    assert len(procedures) == len(PROCEDURES) == 20


def test_the_pooled_reduction_is_at_least_55_percent(procedures):
    assert pooled([burden(unit.reasoned) for unit in procedures]).reduction >= 0.55


@pytest.mark.parametrize("name", PROCEDURES)
def test_every_printed_line_and_paper_can_be_traced(project, procedures, name):
    unit = by_id(procedures, name)
    printed = project.printed(unit.procedure)
    wanted = {ref for _, field in printed.procedure.fields() for ref in field.ref}
    wanted |= {ref for paper in printed.procedure.attachments for ref in paper.ref}
    here = {ref for _, field in unit.procedure.fields() for ref in field.ref}
    here |= {ref for paper in unit.procedure.attachments for ref in paper.ref}
    assert wanted - here == set()


@pytest.mark.parametrize("name", PROCEDURES)
def test_schema_and_prefill_map_are_valid(procedures, name):
    unit = by_id(procedures, name)
    schema = schema_of(unit.procedure)
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema_rs.Draft202012Validator(schema)
    jsonschema.validate(prefill_of(unit.reasoned), published_schema())


@pytest.mark.parametrize("name", PROCEDURES)
@pytest.mark.parametrize("answers", [{}, {"nobody": 1}, {"applicant": {}}, {"applicant": {"full_name": ""}}, {"applicant": None}, []])
def test_evaluator_and_both_validators_refuse_what_is_not_a_submission(procedures, name, answers):
    unit = by_id(procedures, name)
    schema = schema_of(unit.procedure)
    today = dates.parse("2026-11-23")
    assert not evaluate(form_of(unit.procedure), answers, today).valid
    assert not jsonschema.Draft202012Validator(schema).is_valid(answers)
    assert not jsonschema_rs.Draft202012Validator(schema).is_valid(answers)


def test_what_is_asked_is_never_also_filled_without_being_a_suggestion(procedures):
    for unit in procedures:
        asked = {"/" + "/".join(r.field.pointer) for r in unit.reasoned.fields if r.origin is Origin.ASKED and not r.field.table}
        for lookup in prefill_of(unit.reasoned)["lookups"]:
            for fill in lookup["fills"]:
                assert fill["pointer"] not in asked or fill.get("suggestion"), (unit.path, fill)


def test_a_subject_the_author_uses_by_name_is_known_only_as_the_author_says(procedures):
    """A head of household who is called like a relation of the applicant need not be that relative (CT01 asks for the new one)."""
    reasons = by_id(procedures, "ct01").reasoned.by_id()
    assert reasons["household_head.personal_id"].origin is Origin.ASKED
    assert "household_head.full_name" in reasons["household_head.personal_id"].unlocks
