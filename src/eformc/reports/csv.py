"""The report as CSV: one row per field and attachment, so that every figure can be traced."""

from __future__ import annotations

import csv
import io

from eformc.kernel.words import say
from eformc.reports.figures import Figures, Recognised

_RECOGNISED = ("origin", "registry", "element", "subject", "via", "hops", "confidence")
_HEAD = ("procedure", "kind", "id", "field", "label", "section", "origin", "policy", "registry", "element", "subject", "via", "hops", "bound", "system", "reason", "law", "verified", *(f"recognised_{name}" for name in _RECOGNISED))  # fmt: skip


def printed(figures: Figures, lang: str) -> str:
    """RFC 4180 with LF line ends; cells that a spreadsheet would run as a formula are quoted with an apostrophe."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(_HEAD)
    for row in figures.rows:
        for one in row.lines:
            cells = [
                row.id, "field", one.id, one.field, say(one.label, lang), say(one.section, lang), one.origin, one.policy or "",
                one.registry or "", one.element or "", one.subject or "", one.via or "", one.hops, int(one.bound),
                int(one.system), say(one.reason, lang), say(one.law, lang), int(one.verified), *_recognised(one.recognised),
            ]  # fmt: skip
            writer.writerow([_safe(cell) for cell in cells])
        for paper in row.papers:
            cells = [
                row.id, "attachment", paper.id, paper.attachment, say(paper.label, lang), "", paper.origin, "", paper.registry or "",
                paper.element or "", paper.subject or "", "", "", int(paper.bound), 0, say(paper.reason, lang),
                say(paper.law, lang), int(paper.verified), *_recognised(paper.recognised),
            ]  # fmt: skip
            writer.writerow([_safe(cell) for cell in cells])
    return out.getvalue()


def _recognised(one: Recognised | None) -> list[object]:
    return ["" if one is None or getattr(one, name) is None else getattr(one, name) for name in _RECOGNISED]


def _safe(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in ("=", "+", "-", "@", "\t") else cell
