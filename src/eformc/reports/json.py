"""The contract's JSON (design §8)."""

from __future__ import annotations

import json
from typing import Any

from eformc.kernel.words import say
from eformc.reasoning.burden import Burden
from eformc.reports.figures import Figures, Line, Paper, Recognised, Row


def printed(figures: Figures, lang: str) -> str:
    """The report as JSON text."""
    total = figures.total
    value = {
        "procedures": [_row(row, lang) for row in figures.rows],
        "total": {"procedures": len(figures.rows), **_counts(total), "if_bound": _if_bound(figures.if_bound)},
    }
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def _counts(burden: Burden) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "needed": burden.needed,
        "typed": burden.typed,
        "confirmed": burden.confirmed,
        "silent": burden.silent,
        "system_lines": burden.system_lines,
        "reduction": round(burden.reduction, 4),
        "attachments_needed": burden.attachments_needed,
        "attachments_typed": burden.attachments_typed,
    }
    if burden.reduction_from_printed is not None:
        shown |= {"printed": burden.printed, "reduction_from_printed": round(burden.reduction_from_printed, 4)}
    return shown


def _if_bound(burden: Burden) -> dict[str, Any]:
    """The counts if every suggestion were taken. Lines that the office writes itself are then apart, so `needed` may differ."""
    return {
        "needed": burden.needed,
        "typed": burden.typed,
        "confirmed": burden.confirmed,
        "silent": burden.silent,
        "system_lines": burden.system_lines,
        "reduction": round(burden.reduction, 4),
        "attachments_typed": burden.attachments_typed,
    }


def _row(row: Row, lang: str) -> dict[str, Any]:
    return {
        "procedure": row.id,
        **_counts(row.burden),
        "smallest": row.smallest,
        "if_bound": _if_bound(row.if_bound),
        "fields": [_field(one, lang) for one in row.lines],
        "attachments": [_attachment(one, lang) for one in row.papers],
    }


def _field(one: Line, lang: str) -> dict[str, Any]:
    return {
        "id": one.id,
        "ref": list(one.ref),
        "field": one.field,
        "label": say(one.label, lang),
        "section": say(one.section, lang),
        "origin": one.origin,
        "policy": one.policy,
        "registry": one.registry,
        "element": one.element,
        "subject": one.subject,
        "via": one.via,
        "hops": one.hops,
        "bound": one.bound,
        "system": one.system,
        "reason": say(one.reason, lang),
        "law": say(one.law, lang),
        "verified": one.verified,
        **({"recognised": _recognised(one.recognised, lang)} if one.recognised is not None else {}),
    }


def _recognised(one: Recognised, lang: str) -> dict[str, Any]:
    return {
        "origin": one.origin,
        "registry": one.registry,
        "element": one.element,
        "subject": one.subject,
        "via": one.via,
        "hops": one.hops,
        "confidence": one.confidence,
        "reason": say(one.reason, lang),
    }


def _attachment(one: Paper, lang: str) -> dict[str, Any]:
    return {
        "id": one.id,
        "ref": list(one.ref),
        "attachment": one.attachment,
        "label": say(one.label, lang),
        "origin": one.origin,
        "registry": one.registry,
        "element": one.element,
        "bound": one.bound,
        "law": say(one.law, lang),
        "verified": one.verified,
        **({"recognised": _recognised(one.recognised, lang)} if one.recognised is not None else {}),
    }
