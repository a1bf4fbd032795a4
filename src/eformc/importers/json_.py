"""JSON files: a Form.io form; what else there is says so."""

from __future__ import annotations

from eformc.importers.form import ImportedForm
from eformc.importers.formio import read_formio
from eformc.importers.guarded import json_of
from eformc.importers.importer import Heading, Importer, ImportProblem


def _form(data: bytes, heading: Heading) -> ImportedForm:
    value = json_of(data)
    if isinstance(value, dict) and isinstance(value.get("components"), list):
        return read_formio(value, heading)
    message = "no Form.io form: it has no list `components`"
    raise ImportProblem(message)


IMPORTER = Importer("json", (".json",), _form)
