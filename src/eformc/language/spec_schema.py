"""The JSON Schema of the spec language, made from the same key tables the compiler reads: for editors.

It may accept more than the compiler, never less.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from eformc.language.fieldtypes import field_types
from eformc.language.tables import ROWS, TABLES, Key

_ID = {"type": "string", "pattern": "^[a-z][a-z0-9_-]{0,63}$"}
_SCALAR = {"type": ["string", "number", "integer", "boolean"]}
_WORDS = {
    "oneOf": [
        _SCALAR,
        {"type": "object", "propertyNames": {"pattern": "^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$"}, "additionalProperties": _SCALAR},
    ]
}
_OF_CITATION = {"source": _SCALAR, "read": _SCALAR, "unverified": {"type": "boolean"}}
_CITATION = {
    "anyOf": [_WORDS, {"type": "object", "properties": _OF_CITATION, "additionalProperties": _SCALAR, "minProperties": 2}],
}


def spec_schema() -> dict[str, Any]:
    """Draft-07, which every editor's YAML support reads: procedures, fragments and the files of a catalogue."""
    used = ("procedure", "fragment", "catalogue", "entity", "registry", "documents", "codes_file", "laws")
    definitions = {name: _table(table) for name, table in TABLES.items()}
    definitions["question"] = _question()
    definitions["element"] = _element()
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "$id": "urn:eformc:schema:spec:1",
        "title": "eformc spec",
        "oneOf": [{"$ref": f"#/definitions/{name}"} for name in used],
        "definitions": definitions,
    }


def _table(table: Mapping[str, Key]) -> dict[str, Any]:
    required = [key.name for key in table.values() if key.required]
    return {
        "type": "object",
        "properties": {key.name: _described(key) for key in table.values()},
        **({"required": required} if required else {}),
        "additionalProperties": False,
    }


def _described(key: Key) -> dict[str, Any]:
    shape = _shape(key.shape)
    return {**shape, "description": f"{key.en} / {key.vi}"} if "$ref" not in shape else {"allOf": [shape], "description": f"{key.en} / {key.vi}"}


def _shape(shape: str) -> dict[str, Any]:
    if shape == "[=field+]":
        return _fields()
    if shape == "[=attachment+]":
        return {"type": "array", "items": {"oneOf": [_ID, _one_of_key({"$ref": "#/definitions/attachment"})]}}
    if shape.startswith("["):
        items = {"type": "array", "items": _shape(shape[1:-1])}
        return {"oneOf": [items, _SCALAR]} if shape in ("[text]", "[id]", "[name]") else items
    if shape.startswith("{"):
        return {"type": "object", "additionalProperties": _shape(shape[1:-1])}
    if shape.startswith("="):
        return {"$ref": f"#/definitions/{shape[1:].rstrip('+')}"}
    if "|" in shape:
        return {"enum": shape.split("|")}
    return _SIMPLE.get(shape, {})


_SIMPLE: dict[str, dict[str, Any]] = {
    "text": _SCALAR,
    "words": _WORDS,
    "citation": _CITATION,
    "id": _ID,
    "name": {"type": "string"},
    "date": {"type": "string"},
    "bool": {"type": "boolean"},
    "integer": {"type": "integer"},
    "number": {"type": ["number", "string"]},
    "expression": {"type": ["string", "boolean"]},
    "count": {"type": ["integer", "string"]},
    "any": {},
    "option": {"oneOf": [_SCALAR, {"type": "object"}]},
}


def _one_of_key(value: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "minProperties": 1, "maxProperties": 1, "additionalProperties": value}


def _fields() -> dict[str, Any]:
    settings = {"oneOf": [{"$ref": "#/definitions/use_field"}, {"$ref": "#/definitions/question"}]}
    return {
        "type": "array",
        "items": {"anyOf": [{"type": "string"}, {"$ref": "#/definitions/use"}, {"$ref": "#/definitions/note"}, _one_of_key(settings)]},
    }


def _typed(name: str, extra: Mapping[str, Any]) -> dict[str, Any]:
    """A table whose further keys are the settings of the field types."""
    base = _table(TABLES[name])
    settings = {key.name: _described(key) for kind in field_types().values() for key in kind.keys}
    base["properties"] = {**settings, **base["properties"], **extra}
    base["properties"]["type"] = {"enum": [*field_types(), "table"] if name == "question" else [*field_types()]}
    return base


def _question() -> dict[str, Any]:
    extra = {"columns": _fields(), **{key.name: _described(key) for key in ROWS}}
    return _typed("question", extra)


def _element() -> dict[str, Any]:
    return _typed("element", {})
