"""The report as CSV: one row per field and attachment, so that every figure can be traced."""

from __future__ import annotations

import csv
import io

from eformc.kernel.words import say
from eformc.reports.figures import Figures, attachment_id, field_id

_HEAD = ("procedure", "kind", "id", "field", "label", "section", "origin", "policy", "registry", "element", "subject", "via", "hops", "bound", "confidence", "system", "reason")  # fmt: skip


def printed(figures: Figures, lang: str) -> str:
    """RFC 4180 with LF line ends; cells that a spreadsheet would run as a formula are quoted with an apostrophe."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(_HEAD)
    for row in figures.rows:
        for one in row.reasoned.fields:
            cells = [
                row.id, "field", field_id(one), one.id, say(one.field.title, lang), say(one.page.title, lang),
                one.origin.value, one.policy.value if one.policy else "", one.registry.id if one.registry else "",
                one.element.id if one.element else "", one.subject or "", one.via.value if one.via else "", one.hops,
                int(one.bound), round(one.confidence, 2), int(one.system is not None), say(one.reason, lang),
            ]  # fmt: skip
            writer.writerow([_safe(cell) for cell in cells])
        for paper in row.reasoned.attachments:
            cells = [
                row.id, "attachment", attachment_id(paper), paper.attachment.id, say(paper.attachment.title, lang), "",
                paper.origin.value, "", paper.registry.id if paper.registry else "", paper.element or "",
                paper.attachment.subject or "", "", "", int(paper.bound), round(paper.confidence, 2), 0,
                say(paper.reason, lang),
            ]  # fmt: skip
            writer.writerow([_safe(cell) for cell in cells])
    return out.getvalue()


def _safe(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in ("=", "+", "-", "@", "\t") else cell
