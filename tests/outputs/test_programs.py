"""Outputs for programs: TypeScript by tsc, pydantic by its models, OpenAPI by its validator and by openapi-typescript."""

import json
import re

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator
from pydantic import ValidationError
from tools import drawn, module_of, node

from conftest import EACH
from eformc.emit import publication_of
from eformc.emit.json_schema import schema_of
from eformc.emit.openapi import document_of
from eformc.emit.pydantic import models_of
from eformc.emit.type_tree import FINDING_CODES
from eformc.emit.typescript import types_of


def by_id(procedures, name):
    return next(unit for unit in procedures if unit.procedure.id == name)


def test_tsc_takes_right_answers_and_refuses_wrong_ones(procedures):
    declarations, wrong = {}, 0
    for unit in procedures:
        taken, refused = drawn(unit.procedure, 40)
        kinds = {"unknown-field", "type", "not-in-list", "must-accept"}
        kept = [answers for answers, found in refused if isinstance(answers, dict) and any(one.code in kinds and len(one.pointer) < 3 and isinstance(at(answers, one.pointer), bool | int) for one in found)][:2]
        wrong += len(kept)
        lines = ['import type { Submission } from "./submission.js";']
        lines += [f"export const a{number}: Submission = {json.dumps(answers)};" for number, answers in enumerate(taken)]
        lines += [f"// @ts-expect-error\nexport const b{number}: Submission = {json.dumps(answers)};" for number, answers in enumerate(kept)]
        declarations[unit.procedure.id] = {"submission.d.ts": types_of(schema_of(unit.procedure)), "answers.ts": "\n".join(lines)}
    said = node("names.mjs", {"declarations": declarations, "documents": {}})["said"]
    assert said == {name: [] for name in declarations}
    assert wrong > 10


def at(value, pointer):
    for token in pointer:
        value = value.get(token) if isinstance(value, dict) else None
    return value


def test_names_are_made_of_ids(procedures):
    documents = {unit.procedure.id: document_of(publication_of(unit.reasoned)) for unit in procedures}
    made = node("names.mjs", {"declarations": {}, "documents": documents})["names"]
    ours = {unit.procedure.id: re.findall(r"export (?:interface|type) (\w+)", types_of(schema_of(unit.procedure))) for unit in procedures}
    for names in (*made.values(), *ours.values()):
        assert len(names) > 5
        assert len(set(names)) == len(names)
        assert [name for name in names if not re.fullmatch(r"[A-Z][A-Za-z0-9]{0,39}", name) or re.search(r"[0-9]$", name)] == []


@pytest.mark.parametrize("name", EACH)
def test_models_take_what_the_form_takes_and_refuse_what_a_class_can(procedures, name, tmp_path):
    unit = by_id(procedures, name)
    made = module_of(models_of(schema_of(unit.procedure)), tmp_path / f"own_{name.replace('-', '_')}.py")
    taken, refused = drawn(unit.procedure, 160)
    for answers in taken:
        model = made.Submission.model_validate_json(json.dumps(answers))
        assert json.loads(model.model_dump_json(exclude_unset=True, by_alias=True)) == answers
    sayable = [answers for answers, found in refused if any(one.code in ("unknown-field", "type", "too-long", "not-in-list", "must-accept") for one in found)]
    for answers in sayable:
        with pytest.raises(ValidationError):
            made.Submission.model_validate_json(json.dumps(answers))
    assert len(taken) > 15
    assert len(sayable) > 15


def test_openapi_documents_are_valid_and_hold_the_schema(procedures):
    import jsonschema

    for unit in procedures:
        document = document_of(publication_of(unit.reasoned))
        OpenAPIV31SpecValidator(document).validate()
        own = {**document["components"]["schemas"]["Submission"], "components": document["components"]}
        reader = jsonschema.Draft202012Validator(own)
        taken, refused = drawn(unit.procedure, 24)
        first = jsonschema.Draft202012Validator(schema_of(unit.procedure))
        for answers in (*taken, *(one for one, _ in refused)):
            assert reader.is_valid(answers) == first.is_valid(answers)


def test_the_codes_are_those_of_the_semantics():
    from conftest import ROOT

    text = (ROOT / "docs" / "semantics.md").read_text(encoding="utf-8")
    table = text[text.index("| `required` | | partly") :].split("\n\n")[0]
    assert tuple(re.findall(r"^\| `([a-z-]+)` \|", table, re.MULTILINE)) == FINDING_CODES
