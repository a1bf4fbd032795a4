"""Workflow commands of GitHub Actions: annotations on the changed lines, the worst first (it shows ten of a kind), and a
count.
"""

from __future__ import annotations

from eformc.diagnostics import Diagnostic, Severity
from eformc.diagnostics.visible import visible
from eformc.formats.format import Format, Report

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def _print(report: Report) -> str:
    ordered = sorted(report.diagnostics, key=lambda diagnostic: -diagnostic.severity.rank)
    errors, warnings, notes = (report.count(severity) for severity in (Severity.ERROR, Severity.WARNING, Severity.INFO))
    total = f"eformc: {errors} errors, {warnings} warnings, {notes} notes in {len(report.files)} files\n"
    return "".join(_one(diagnostic, report.lang) + "\n" for diagnostic in ordered) + total


def _one(diagnostic: Diagnostic, lang: str) -> str:
    line, column, end_line, end_column = diagnostic.span.places()
    properties = {
        "title": f"eformc {diagnostic.code} {diagnostic.kind.name}",
        "file": diagnostic.span.path,
        "line": str(line),
        "endLine": str(end_line),
        "col": str(column),
        "endColumn": str(end_column),
    }
    head = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    help_ = diagnostic.help(lang)
    message = visible(diagnostic.text(lang)) + (" " + visible(help_) if help_ else "")
    return f"::{_LEVELS[diagnostic.severity]} {head}::{_data(message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(visible(text)).replace(":", "%3A").replace(",", "%2C")


FORMAT = Format("github", _print)
