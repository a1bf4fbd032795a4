"""JUnit XML: one suite per file, one case per finding, a passing case for a file without any."""

from __future__ import annotations

from xml.etree import ElementTree

from eformc.diagnostics import Diagnostic, Severity
from eformc.diagnostics.visible import visible
from eformc.formats.format import Format, Report


def _print(report: Report) -> str:
    suites = ElementTree.Element("testsuites", name="eformc")
    others = {diagnostic.span.path: None for diagnostic in report.diagnostics if diagnostic.span.path not in report.files}
    for path in (*report.files, *others):
        found = [diagnostic for diagnostic in report.diagnostics if diagnostic.span.path == path]
        failures = sum(1 for diagnostic in found if diagnostic.severity is not Severity.INFO)
        suite = ElementTree.SubElement(
            suites, "testsuite", name=visible(path), tests=str(max(1, len(found))), failures=str(failures), errors="0"
        )
        if not found:
            ElementTree.SubElement(suite, "testcase", classname=visible(path), name="eformc")
        for diagnostic in found:
            _case(suite, diagnostic, report.lang)
    ElementTree.indent(suites)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ElementTree.tostring(suites, encoding="unicode") + "\n"


def _case(suite: ElementTree.Element, diagnostic: Diagnostic, lang: str) -> None:
    line, column, _, _ = diagnostic.span.places()
    path = visible(diagnostic.span.path)
    case = ElementTree.SubElement(suite, "testcase", classname=path, name=f"{diagnostic.code} {line}:{column}")
    text = visible(diagnostic.text(lang))
    if diagnostic.severity is Severity.INFO:
        ElementTree.SubElement(case, "system-out").text = text
        return
    failure = ElementTree.SubElement(case, "failure", type=diagnostic.severity.value, message=text)
    failure.text = f"{path}:{line}:{column}: {text} {visible(diagnostic.help(lang))}".strip()


FORMAT = Format("junit", _print)
