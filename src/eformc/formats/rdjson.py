"""Reviewdog's diagnostic format (rdjson). Its columns count bytes of UTF-8, from 1."""

from __future__ import annotations

from typing import Any

from eformc.diagnostics import Diagnostic, Severity
from eformc.diagnostics.visible import visible
from eformc.formats.format import Format, Report
from eformc.formats.json import json_text
from eformc.source import Span

_LEVELS = {Severity.ERROR: "ERROR", Severity.WARNING: "WARNING", Severity.INFO: "INFO"}


def _print(report: Report) -> str:
    found = [_one(diagnostic, report) for diagnostic in report.diagnostics]
    return json_text({"source": {"name": "eformc"}, "diagnostics": found})


def _one(diagnostic: Diagnostic, report: Report) -> dict[str, Any]:
    help_ = diagnostic.help(report.lang)
    fix = next((fix for fix in diagnostic.fixes[:1] if fix.path == diagnostic.span.path), None)
    source = diagnostic.span.source
    suggestions = [{"range": _range(Span(source, edit.start, edit.end)), "text": edit.text} for edit in fix.edits] if fix else []
    return {
        "message": visible(diagnostic.text(report.lang) + (f" {help_}" if help_ else "")),
        "location": {"path": diagnostic.span.path, "range": _range(diagnostic.span)},
        "severity": _LEVELS[diagnostic.severity],
        "code": {"value": diagnostic.code, "url": report.page(diagnostic.code)},
        **({"suggestions": suggestions} if suggestions else {}),
    }


def _range(span: Span) -> dict[str, Any]:
    line, column, end_line, end_column = span.places()
    return {"start": _place(span, line, column), "end": _place(span, end_line, end_column)}


def _place(span: Span, line: int, column: int) -> dict[str, int]:
    before = span.source.line(line)[: column - 1]
    return {"line": line, "column": len(before.encode("utf-8", "surrogatepass")) + 1}


FORMAT = Format("rdjson", _print)
