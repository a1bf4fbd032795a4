"""The waivers of a form: of fields and of attachments."""

from __future__ import annotations

from collections.abc import Iterator

from eformc.model.procedure import Spans, Waiver
from eformc.rules.rule import Form


def waived(form: Form) -> Iterator[tuple[str, Waiver, Spans]]:
    """Id, waiver and spans of everything that carries one."""
    for field in (one.field for one in form.reasoned.fields):
        if field.waiver is not None:
            yield field.id, field.waiver, field.spans
    for attachment in form.reasoned.procedure.attachments:
        if attachment.waiver is not None:
            yield attachment.id, attachment.waiver, attachment.spans
