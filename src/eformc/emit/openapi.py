"""OpenAPI 3.1: what a server for one procedure offers: judge a submission, take it, fill in what is held, give a receipt."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from eformc.emit.carrying import Construct, Losses, constructs_of
from eformc.emit.json_schema import schema_of
from eformc.emit.kind import File, Output, Publication, json_bytes
from eformc.emit.type_tree import FINDING_CODES, pascal
from eformc.kernel.words import say

_LOST = {
    Construct.PAGE: "an interface has no pages",
    Construct.SECTION: "an interface has no pages",
    Construct.NOTE: "an interface has no pages",
    Construct.RECOMMENDED: "optional, as nothing is refused without it",
}
_PARTLY = {
    Construct.LANGUAGE: "titles in other languages stand in `x-eformc`",
    Construct.HELD: "`/prefill` gives it; which lookups it needs stands in prefill.json",
    Construct.DERIVED: "`/prefill` gives it; how it is worked out stands in prefill.json",
}
_PROBLEM = "application/problem+json"


def _moved(node: Any, names: Mapping[str, str]) -> Any:
    """A schema whose references lead to the components of the document."""
    if isinstance(node, list):
        return [_moved(one, names) for one in node]
    if not isinstance(node, dict):
        return node
    made = {key: _moved(one, names) for key, one in node.items()}
    if isinstance(node.get("$ref"), str):
        made["$ref"] = f"#/components/schemas/{names[node['$ref'].removeprefix('#/$defs/')]}"
    return made


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def _body(name: str, kind: str = "application/json") -> dict[str, Any]:
    return {"content": {kind: {"schema": _ref(name)}}}


def _answer(said: str, name: str, kind: str = "application/json") -> dict[str, Any]:
    return {"description": said, **_body(name, kind)}


def _components(schema: Mapping[str, Any]) -> dict[str, Any]:
    own = {"Submission", "Finding", "Verdict", "Problem", "Receipt", "Prefilled", "Given"}
    names = {name: pascal(name) if pascal(name) not in own else f"{pascal(name)}Value" for name in schema["$defs"]}
    submission = {key: value for key, value in schema.items() if key not in ("$schema", "$id", "$defs")}
    finding = {
        "type": "object",
        "properties": {
            "pointer": {"type": "string", "description": "JSON Pointer into the submission."},
            "code": {"type": "string", "enum": [*FINDING_CODES]},
            "message": {"type": "string", "description": "For the citizen, in the language that was asked for."},
        },
        "required": ["pointer", "code"],
    }
    findings = {"type": "array", "items": _ref("Finding")}
    problem = {
        "type": "object",
        "description": "RFC 9457, with what is wrong.",
        "properties": {
            "type": {"type": "string"}, "title": {"type": "string"}, "status": {"type": "integer"}, "detail": {"type": "string"},
            "findings": findings,
        },
        "required": ["title", "status"],
    }  # fmt: skip
    return {
        **{names[name]: _moved(one, names) for name, one in schema["$defs"].items()},
        "Submission": _moved(submission, names),
        "Finding": finding,
        "Verdict": {"type": "object", "properties": {"valid": {"type": "boolean"}, "findings": findings}, "required": ["valid", "findings"]},
        "Problem": problem,
        "Receipt": {
            "type": "object",
            "properties": {"number": {"type": "string"}, "received": {"type": "string", "format": "date-time"}, "sha256": {"type": "string"}},
            "required": ["number", "received"],
        },
        "Given": {"type": "object", "description": "What is known at the start, by JSON Pointer.", "additionalProperties": True},
        "Prefilled": {
            "type": "object",
            "description": "A submission as far as it is known: not one that can be sent yet.",
            "properties": {"instance": {"type": "object"}, "states": {"type": "object", "additionalProperties": {"type": "string"}}},
            "required": ["instance"],
        },
    }


def document_of(publication: Publication) -> dict[str, Any]:
    """The document of a procedure's interface."""
    procedure = publication.reasoned.procedure
    refused = _answer("Something is wrong with the answers.", "Problem", _PROBLEM)
    malformed = _answer("No JSON, or no object.", "Problem", _PROBLEM)
    number = {"name": "number", "in": "path", "required": True, "schema": {"type": "string"}}
    lang = procedure.languages[0]
    return {
        "openapi": "3.1.0",
        "info": {"title": say(procedure.title, lang), "version": procedure.version or "1", **({"description": say(procedure.about, lang)} if procedure.about else {})},
        "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
        "paths": {
            "/validate": {"post": {"operationId": "validate", "summary": "Judge answers without sending them", "requestBody": {"required": True, **_body("Submission")}, "responses": {"200": _answer("The verdict.", "Verdict"), "400": malformed}}},
            "/prefill": {"post": {"operationId": "prefill", "summary": "Fill in what the state holds already", "requestBody": {"required": True, **_body("Given")}, "responses": {"200": _answer("What is known.", "Prefilled"), "400": malformed}}},
            "/submissions": {"post": {"operationId": "submit", "summary": "Send the application", "requestBody": {"required": True, **_body("Submission")}, "responses": {"201": _answer("Taken.", "Receipt"), "400": malformed, "422": refused}}},
            "/submissions/{number}/receipt": {"get": {"operationId": "receipt", "summary": "The receipt of an application", "parameters": [number], "responses": {"200": _answer("The receipt.", "Receipt"), "404": _answer("No such application.", "Problem", _PROBLEM)}}},
        },
        "components": {"schemas": _components(schema_of(procedure))},
    }  # fmt: skip


def lost_by_schema(publication: Publication, losses: Losses) -> None:
    """Note what a schema leaves to the engine."""
    said = {tuple(rule["pointer"].split("/")[1:]): rule["rule"] for rule in schema_of(publication.reasoned.procedure)["x-eformc-runtime-rules"]}
    named = {
        "range": Construct.LIMIT, "applies-when": Construct.CONDITION, "rows": Construct.WORKED_ROWS,
        "option-when": Construct.OPTION_WHEN, "constraint": Construct.RULE,
    }  # fmt: skip
    places = set(constructs_of(publication.reasoned))
    for part, rule in said.items():
        if rule in named:  # of a part of a value, what the whole value loses
            place = part if (part, named[rule]) in places else part[:-1]
            losses.lose(place, named[rule], f"left to the engine: `{rule}` of x-eformc-runtime-rules")


def _emit(publication: Publication, losses: Losses) -> tuple[File, ...]:
    lost_by_schema(publication, losses)
    for place, construct in constructs_of(publication.reasoned):
        if construct in _LOST:
            losses.lose(place, construct, _LOST[construct])
        elif construct in _PARTLY:
            losses.part(place, construct, _PARTLY[construct])
    return (File("openapi.json", json_bytes(document_of(publication))),)


OUTPUT = Output("openapi", "the interface of a server, OpenAPI 3.1: `openapi.json`", _emit)
