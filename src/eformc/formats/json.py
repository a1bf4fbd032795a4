"""JSON: the contract's shape (design §8)."""

from __future__ import annotations

import json
from typing import Any

from eformc.diagnostics import Diagnostic, Severity
from eformc.formats.format import Format, Report


def _print(report: Report) -> str:
    value = {
        "version": report.version,
        "diagnostics": [_one(diagnostic, report.lang) for diagnostic in report.diagnostics],
        "summary": {
            **{severity.value: report.count(severity) for severity in Severity},
            "procedures": report.procedures,
            "files": len(report.files),
        },
    }
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


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
    }


FORMAT = Format("json", _print)
