"""GitLab code quality: a JSON array; fingerprints hold no line numbers and are unique."""

from __future__ import annotations

import json
from typing import Any

from eformc.diagnostics import Diagnostic, Severity
from eformc.formats.format import Format, Report, fingerprint

_LEVELS = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.INFO: "info"}


def _print(report: Report) -> str:
    seen: dict[str, int] = {}
    issues = []
    for diagnostic in report.diagnostics:
        print_ = fingerprint(diagnostic)
        seen[print_] = seen.get(print_, 0) + 1
        unique = print_ if seen[print_] == 1 else f"{print_}-{seen[print_]}"
        issues.append(_one(diagnostic, report.lang, unique))
    return json.dumps(issues, ensure_ascii=False, indent=2) + "\n"


def _one(diagnostic: Diagnostic, lang: str, unique: str) -> dict[str, Any]:
    line, column, end_line, end_column = diagnostic.span.places()
    return {
        "description": diagnostic.text(lang),
        "check_name": diagnostic.code,
        "fingerprint": unique,
        "severity": _LEVELS[diagnostic.severity],
        "location": {
            "path": diagnostic.span.path,
            "positions": {
                "begin": {"line": line, "column": column},
                "end": {"line": end_line, "column": end_column},
            },
        },
    }


FORMAT = Format("gitlab", _print)
