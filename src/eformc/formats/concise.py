"""One line a finding: `path:line:column: severity CODE message`, which editors and problem matchers read."""

from __future__ import annotations

from eformc.diagnostics.visible import visible, visible_path
from eformc.formats.format import Format, Report


def _print(report: Report) -> str:
    lines = []
    for diagnostic in report.diagnostics:
        line, column, _, _ = diagnostic.span.places()
        where = f"{visible_path(diagnostic.span.path)}:{line}:{column}"
        lines.append(f"{where}: {diagnostic.severity.value} {diagnostic.code} {visible(diagnostic.text(report.lang))}\n")
    return "".join(lines)


FORMAT = Format("concise", _print)
