"""`schema.json` as the tools that people reach for read it. Its meaning is tested in `tests/verify`; here, its shape."""

import json
import re
import sys

import pytest
from tools import drawn, module_of, node

from conftest import EACH
from eformc.emit.json_schema import schema_of


def by_id(procedures, name):
    return next(unit.procedure for unit in procedures if unit.procedure.id == name)


def schemas_within(schema):
    """Every schema of a schema, by descent."""
    if isinstance(schema, dict):
        yield schema
        for value in schema.values():
            yield from schemas_within(value)
    elif isinstance(schema, list):
        for one in schema:
            yield from schemas_within(one)


def test_ajv_in_strict_mode_has_nothing_to_say(procedures):
    said = node("strict.mjs", {unit.procedure.id: schema_of(unit.procedure) for unit in procedures})
    assert said == dict.fromkeys(said, "")
    assert len(said) == 20


def test_definitions_are_named_by_ids_and_never_numbered(procedures):
    for unit in procedures:
        for name in schema_of(unit.procedure)["$defs"]:
            assert re.fullmatch(r"[a-z][a-z0-9_]{0,39}", name), name
            assert not re.search(r"_[0-9]+$", name), name


def test_every_field_has_a_title_and_every_help_is_told(procedures):
    for unit in procedures:
        properties = schema_of(unit.procedure)["properties"]
        assert all(one.get("title") for one in properties.values())
        for page in unit.procedure.pages:
            for item in page.items:
                if item.help:
                    told = properties
                    for token in item.pointer if hasattr(item, "pointer") else (item.id,):
                        told = told[token].get("properties", told[token])
                    assert told["description"]


def test_nothing_makes_a_form_engine_choose_for_the_citizen(procedures):
    for unit in procedures:
        schema = schema_of(unit.procedure)
        for one in schemas_within({key: value for key, value in schema.items() if key != "x-eformc"}):
            assert "const" not in one
            assert "oneOf" not in one
        assert "allOf" not in schema, "JSON Forms takes it for a choice of forms"


def test_examples_are_answers_that_the_schema_takes(procedures):
    import jsonschema

    count = 0
    for unit in procedures:
        schema = schema_of(unit.procedure)
        for one in schemas_within(schema["properties"]):
            for example in one.get("examples", []) if isinstance(one.get("examples"), list) else []:
                count += 1
                assert jsonschema.Draft202012Validator({**one, "$defs": schema["$defs"]}).is_valid(example), example
    assert count > 50


@pytest.mark.parametrize("name", EACH)
def test_models_made_by_datamodel_code_generator_take_every_valid_answer(procedures, name, tmp_path):
    from datamodel_code_generator import DataModelType, InputFileType, PythonVersion, generate
    from datamodel_code_generator.format import Formatter
    from pydantic import ValidationError

    procedure = by_id(procedures, name)
    out = tmp_path / "models.py"
    generate(
        json.dumps(schema_of(procedure)), input_file_type=InputFileType.JsonSchema, output=out, class_name="Submission",
        output_model_type=DataModelType.PydanticV2BaseModel, target_python_version=PythonVersion(f"3.{sys.version_info[1]}"), formatters=[Formatter.BUILTIN],
    )  # fmt: skip
    model = module_of(out.read_text(encoding="utf-8"), tmp_path / f"made_{name.replace('-', '_')}.py").Submission
    taken, refused = drawn(procedure, 160)
    assert len(taken) > 15
    for answers in taken:
        model.model_validate_json(json.dumps(answers))
    sayable = [answers for answers, found in refused if {one.code for one in found} <= {"unknown-field", "wrong-type", "required", "pattern", "too-long", "too-short"}]
    missed = 0
    for answers in sayable:
        try:
            model.model_validate_json(json.dumps(answers))
            missed += 1
        except ValidationError:
            pass
    print(f"{name}: {len(taken)} taken, {len(sayable) - missed} of {len(sayable)} refused that a class may refuse")
    assert len(sayable) > 10
    assert missed <= len(sayable) * 0.15
