"""JSON files: a Form.io form, a FHIR Questionnaire or a JSON Schema; what else there is says so."""

from __future__ import annotations

from eformc.importers.fhir import is_questionnaire, read_questionnaire
from eformc.importers.form import ImportedForm
from eformc.importers.formio import read_formio
from eformc.importers.guarded import json_of
from eformc.importers.importer import Heading, Importer, ImportProblem
from eformc.importers.json_schema import is_json_schema, read_json_schema


def _form(data: bytes, heading: Heading) -> ImportedForm:
    value = json_of(data)
    if isinstance(value, dict) and isinstance(value.get("components"), list):
        return read_formio(value, heading)
    if is_questionnaire(value):
        return read_questionnaire(value, heading)
    if is_json_schema(value):
        return read_json_schema(value, heading)
    message = "no Form.io form (no `components`), no FHIR Questionnaire (no `resourceType`) and no JSON Schema (no `$schema`, no `properties`)"
    raise ImportProblem(message)


IMPORTER = Importer("json", (".json",), _form)
