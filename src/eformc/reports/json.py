"""The contract's JSON (design §8)."""

from __future__ import annotations

import json
from typing import Any

from eformc.kernel.words import say
from eformc.reasoning.burden import Burden
from eformc.reasoning.reasoned import AttachmentReason, FieldReason
from eformc.reports.figures import Figures, Row, attachment_id, field_id


def printed(figures: Figures, lang: str) -> str:
    """The report as JSON text."""
    total = figures.total
    value = {
        "procedures": [_row(row, lang) for row in figures.rows],
        "total": {"procedures": len(figures.rows), **_counts(total)},
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


def _row(row: Row, lang: str) -> dict[str, Any]:
    return {
        "procedure": row.id,
        **_counts(row.burden),
        "smallest": row.smallest,
        "fields": [_field(reason, lang) for reason in row.reasoned.fields],
        "attachments": [_attachment(reason, lang) for reason in row.reasoned.attachments],
    }


def _field(reason: FieldReason, lang: str) -> dict[str, Any]:
    return {
        "id": field_id(reason),
        "ref": list(reason.field.ref),
        "field": reason.id,
        "label": say(reason.field.title, lang),
        "section": say(reason.page.title, lang),
        "origin": reason.origin.value,
        "policy": reason.policy.value if reason.policy else None,
        "registry": reason.registry.id if reason.registry else None,
        "element": reason.element.id if reason.element else None,
        "subject": reason.subject,
        "via": reason.via.value if reason.via else None,
        "hops": reason.hops,
        "bound": reason.bound,
        "confidence": round(reason.confidence, 2),
        "system": reason.system is not None,
        "reason": say(reason.reason, lang),
    }


def _attachment(reason: AttachmentReason, lang: str) -> dict[str, Any]:
    return {
        "id": attachment_id(reason),
        "ref": list(reason.attachment.ref),
        "attachment": reason.attachment.id,
        "label": say(reason.attachment.title, lang),
        "origin": reason.origin.value,
        "registry": reason.registry.id if reason.registry else None,
        "element": reason.element,
        "bound": reason.bound,
        "confidence": round(reason.confidence, 2),
    }
