"""GitLab code quality: a JSON array; fingerprints hold no line numbers and are unique."""

from __future__ import annotations

from typing import Any

from eformc.diagnostics import Diagnostic, Severity
from eformc.diagnostics.fingerprints import numbered
from eformc.diagnostics.visible import visible
from eformc.formats.format import Format, Report
from eformc.formats.json import json_text

_LEVELS = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.INFO: "info"}


def _print(report: Report) -> str:
    every = numbered(report.diagnostics, report.path)
    return json_text([_one(found, report, print_ if nth == 1 else f"{print_}-{nth}") for found, print_, nth in every])


def _one(diagnostic: Diagnostic, report: Report, unique: str) -> dict[str, Any]:
    line, column, end_line, end_column = diagnostic.span.places()
    path = diagnostic.span.path  # GitLab knows paths from the repository's folder only
    help_ = diagnostic.help(report.lang)
    return {
        "description": visible(diagnostic.text(report.lang) + (f" {help_}" if help_ else "")),
        "check_name": diagnostic.code,
        "fingerprint": unique,
        "severity": _LEVELS[diagnostic.severity],
        "location": {
            "path": report.path(path) if path.startswith("/") else path,
            "positions": {
                "begin": {"line": line, "column": column},
                "end": {"line": end_line, "column": end_column},
            },
        },
    }


FORMAT = Format("gitlab", _print)
