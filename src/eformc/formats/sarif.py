"""SARIF 2.1.0 (OASIS), the subset that code hosts read."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

from eformc.diagnostics import Diagnostic, Kind, Severity
from eformc.formats.format import Format, Report, fingerprint

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}


def _print(report: Report) -> str:
    every = [*report.diagnostics, *(diagnostic for diagnostic, _ in report.suppressed)]
    kinds = {diagnostic.code: diagnostic.kind for diagnostic in every}
    codes = sorted(kinds)
    results = [_result(diagnostic, codes, report.lang) for diagnostic in report.diagnostics]
    for diagnostic, reason in report.suppressed:
        suppression = {"kind": "inSource", "justification": reason}
        results.append({**_result(diagnostic, codes, report.lang), "suppressions": [suppression]})
    run = {
        "tool": {
            "driver": {
                "name": "eformc",
                "semanticVersion": report.version,
                "rules": [_rule(kinds[code], report.lang) for code in codes],
            }
        },
        "columnKind": "unicodeCodePoints",
        "results": results,
    }
    document = {"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [run]}
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _rule(kind: Kind, lang: str) -> dict[str, Any]:
    why = kind.why.get(lang) or kind.why.get("en") or kind.name
    help_ = kind.helps.get("", {})
    return {
        "id": kind.code,
        "name": "".join(part.capitalize() for part in kind.name.split("-")),
        "shortDescription": {"text": kind.name},
        "fullDescription": {"text": why},
        "help": {"text": help_.get(lang) or help_.get("en") or why},
        "defaultConfiguration": {"level": _LEVELS[kind.severity]},
    }


def _result(diagnostic: Diagnostic, codes: list[str], lang: str) -> dict[str, Any]:
    help_ = diagnostic.help(lang)
    text = diagnostic.text(lang) + (" " + help_ if help_ else "")
    return {
        "ruleId": diagnostic.code,
        "ruleIndex": codes.index(diagnostic.code),
        "level": _LEVELS[diagnostic.severity],
        "message": {"text": text},
        "locations": [{"physicalLocation": _location(diagnostic.span)}],
        "partialFingerprints": {"eformc/v1": fingerprint(diagnostic)},
    }


def _location(span: Any) -> dict[str, Any]:
    line, column, end_line, end_column = span.places()
    return {
        "artifactLocation": {"uri": quote(span.path)},
        "region": {"startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column},
    }


FORMAT = Format("sarif", _print)
