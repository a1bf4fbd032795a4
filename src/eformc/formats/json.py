"""JSON: the contract's shape, and the JSON Schema that is published for it."""

from __future__ import annotations

import json
from typing import Any

from eformc.diagnostics import Diagnostic, Severity
from eformc.diagnostics.visible import visible_json
from eformc.formats.format import Format, Report


def _print(report: Report) -> str:
    value = {
        "version": report.version,
        "diagnostics": [_one(diagnostic, report.lang) for diagnostic in report.diagnostics],
        "summary": {
            **{severity.value: report.count(severity) for severity in reversed(Severity)},
            "procedures": report.procedures,
            "files": len(report.files),
        },
    }
    return json_text(value)


def json_text(value: Any) -> str:
    """JSON for a file or a log: two spaces, UTF-8, nothing in it that a terminal would obey."""
    return visible_json(json.dumps(value, ensure_ascii=False, indent=2)) + "\n"


def _one(diagnostic: Diagnostic, lang: str) -> dict[str, Any]:
    line, column, end_line, end_column = diagnostic.span.places()
    fix = diagnostic.fixes[0] if diagnostic.fixes else None
    return {
        "code": diagnostic.code,
        "rule": diagnostic.kind.name,
        "severity": diagnostic.severity.value,
        "file": diagnostic.span.path,
        "line": line,
        "column": column,
        "end_line": end_line,
        "end_column": end_column,
        "procedure": diagnostic.procedure or None,
        "field": diagnostic.field_id or None,
        "message": diagnostic.text(lang),
        "help": diagnostic.help(lang),
        "confidence": round(diagnostic.confidence, 2),
        "fix": {"title": fix.title.get(lang) or fix.title["en"], "safe": fix.safe} if fix else None,
        **({} if diagnostic.verified else {"verified": False}),
    }


def published_schema() -> dict[str, Any]:
    """The JSON Schema of `lint --format json`. Keys may be added in later versions, none taken away or changed."""
    count = {"type": "integer", "minimum": 0}
    place = {"type": "integer", "minimum": 1, "description": "from 1, in code points; the end is exclusive"}
    diagnostic = {
        "code": {"type": "string", "pattern": "^[A-Z]{2,8}[0-9]{2,4}$"},
        "rule": {"type": "string", "description": "the name of the rule"},
        "severity": {"enum": ["error", "warning", "info"]},
        "file": {"type": "string"},
        "line": place,
        "column": place,
        "end_line": place,
        "end_column": place,
        "procedure": {"type": ["string", "null"]},
        "field": {"type": ["string", "null"]},
        "message": {"type": "string", "minLength": 1},
        "help": {"type": "string", "description": "the way out; may be empty"},
        "confidence": {"type": "number", "minimum": 0, "maximum": 1, "description": "1 where the author named it"},
        "fix": {
            "type": ["object", "null"],
            "properties": {"title": {"type": "string"}, "safe": {"type": "boolean"}},
            "required": ["title", "safe"],
        },
    }
    verified = {"const": False, "description": "there where the finding rests on a citation that is not verified"}
    summary = {"error": count, "warning": count, "info": count, "procedures": count, "files": count}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:eformc:schema:diagnostics:1",
        "title": "Findings of eformc lint",
        "type": "object",
        "required": ["version", "diagnostics", "summary"],
        "properties": {
            "version": {"type": "string"},
            "diagnostics": {
                "type": "array",
                "items": {"type": "object", "properties": {**diagnostic, "verified": verified}, "required": list(diagnostic)},
            },
            "summary": {"type": "object", "properties": summary, "required": list(summary)},
        },
    }


FORMAT = Format("json", _print)
