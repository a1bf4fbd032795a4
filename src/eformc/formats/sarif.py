"""SARIF 2.1.0 (OASIS): rules with their pages, findings known again without line numbers, fixes, what was set aside."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

from eformc.diagnostics import Diagnostic, Fix, Kind, Severity, filled
from eformc.diagnostics.families import family_of
from eformc.diagnostics.fingerprints import numbered
from eformc.diagnostics.pages import markdown_page
from eformc.diagnostics.visible import visible
from eformc.formats.format import Format, Report
from eformc.formats.json import json_text
from eformc.source import Span

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_PROBLEMS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "recommendation"}
_ROOT = "%SRCROOT%"
_PLACEHOLDER = re.compile(r"\{([0-9]+)\}")


def _print(report: Report) -> str:
    aside = {id(one.diagnostic): one for one in report.aside}
    every = [*report.diagnostics, *(one.diagnostic for one in report.aside)]
    kinds = {diagnostic.code: diagnostic.kind for diagnostic in every}
    codes = sorted(kinds)
    results = []
    for diagnostic, print_, nth in numbered(every, report.path):
        result = _result(diagnostic, codes, report.lang)
        result["partialFingerprints"] = {"eformc/v1": f"{print_}:{nth}", "primaryLocationLineHash": f"{print_[:16]}:{nth}"}
        if id(diagnostic) in aside:
            one = aside[id(diagnostic)]
            kind = "inSource" if one.in_source else "external"
            result["suppressions"] = [{"kind": kind, "justification": visible(one.reason)}]
        results.append(result)
    driver = {
        "name": "eformc",
        "semanticVersion": report.version,
        "rules": [_rule(kinds[code], report) for code in codes],
    }
    run = {
        "tool": {"driver": driver},
        "automationDetails": {"id": "eformc/lint/"},
        "invocations": [{"executionSuccessful": True}],
        "originalUriBaseIds": {_ROOT: {"description": {"text": "The folder eformc was run in."}}},
        "columnKind": "unicodeCodePoints",
        "language": report.lang if report.lang in ("en", "vi") else "en",
        "results": results,
    }
    return json_text({"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [run]})


def _rule(kind: Kind, report: Report) -> dict[str, Any]:
    lang = report.lang
    why = filled(kind.why, {}, lang) or kind.name
    page = markdown_page(kind, lang, report.laws)
    return {
        "id": kind.code,
        "name": "".join(part.capitalize() for part in kind.name.split("-")),
        "shortDescription": {"text": kind.name},
        "fullDescription": {"text": why[:1024]},
        "help": {"text": page, "markdown": page},
        "helpUri": report.page(kind.code),
        "defaultConfiguration": {"level": _LEVELS[kind.severity]},
        "properties": {
            "tags": ["eformc", family_of(kind.code).name],
            "problem.severity": _PROBLEMS[kind.severity],
        },
    }


def _result(diagnostic: Diagnostic, codes: list[str], lang: str) -> dict[str, Any]:
    help_ = diagnostic.help(lang)
    related = [
        {"id": number, **_located(one.span), "message": {"text": _message(filled(one.text, {}, lang))}}
        for number, one in enumerate(diagnostic.related)
    ]
    fixes = [_fix(fix, diagnostic.span, lang) for fix in diagnostic.fixes if fix.path == diagnostic.span.path]
    return {
        "ruleId": diagnostic.code,
        "ruleIndex": codes.index(diagnostic.code),
        "level": _LEVELS[diagnostic.severity],
        "rank": round(diagnostic.confidence * 100, 1),
        "message": {"text": _message(diagnostic.text(lang) + (" " + help_ if help_ else ""))},
        "locations": [{**_located(diagnostic.span), **_logical(diagnostic)}],
        **({"relatedLocations": related} if related else {}),
        **({"fixes": fixes} if fixes else {}),
    }


def _message(text: str) -> str:
    """A message in which nothing is a link (`[text](target)`) or a placeholder (`{0}`) to a reader of SARIF."""
    shown = visible(text)
    if "](" in shown:
        shown = shown.replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]")
    return _PLACEHOLDER.sub(r"{{\1}}", shown)


def _logical(diagnostic: Diagnostic) -> dict[str, Any]:
    names = [name for name in (diagnostic.procedure, diagnostic.field_id) if name]
    if not names:
        return {}
    return {"logicalLocations": [{"fullyQualifiedName": "/".join(names), "kind": "element"}]}


def _fix(fix: Fix, span: Span, lang: str) -> dict[str, Any]:
    replacements = [
        {"deletedRegion": _region(Span(span.source, edit.start, edit.end)), "insertedContent": {"text": edit.text}}
        for edit in fix.edits
    ]
    return {
        "description": {"text": _message(filled(fix.title, {}, lang))},
        "artifactChanges": [{"artifactLocation": _artifact(fix.path), "replacements": replacements}],
        "properties": {"safe": fix.safe},
    }


def _located(span: Span) -> dict[str, Any]:
    return {"physicalLocation": {"artifactLocation": _artifact(span.path), "region": _region(span)}}


def _artifact(path: str) -> dict[str, str]:
    """Relative to the folder of the run; an absolute path is a file URI of its own."""
    uri = quote(path.encode("utf-8", "surrogateescape"), safe="/")
    return {"uri": f"file://{uri}"} if path.startswith("/") else {"uri": uri, "uriBaseId": _ROOT}


def _region(span: Span) -> dict[str, int]:
    line, column, end_line, end_column = span.places()
    return {"startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column}


FORMAT = Format("sarif", _print)
