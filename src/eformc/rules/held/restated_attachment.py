"""EF204 restated-attachment: a paper is asked for that only restates what a registry holds."""

from __future__ import annotations

from collections.abc import Iterator

from eformc.diagnostics import Diagnostic, Kind, Severity
from eformc.model.catalogue import doubted_of
from eformc.reasoning.reasoned import Origin
from eformc.rules.example import spec
from eformc.rules.rule import Form, Rule, severity_of

KIND = Kind(
    "EF204",
    "restated-attachment",
    Severity.ERROR,
    {
        "restated": {
            "en": "“{title}” only restates what {registry} ({holder}) holds.",
            "vi": "“{title}” chỉ ghi lại dữ liệu đã có trong {registry} ({holder}).",
        },
    },
    {
        "": {
            "en": "Move it to `evidence:`. {instead} ({law})",
            "vi": "Hãy chuyển sang `evidence:`. {instead} ({law})",
        },
    },
    {
        "en": "A paper whose data the holder has published as usable may not be demanded.",
        "vi": "Giấy tờ mà dữ liệu đã được cơ quan chủ quản công bố khai thác thì không được yêu cầu nộp.",
    },
    wrong=spec("applicant.full_name", rest="attachments:\n  - birth_certificate\n"),
    law={"en": "{once_only_law}", "vi": "{once_only_law}"},
    needs_law=True,
    right=spec("applicant.full_name", rest="evidence:\n  - birth_certificate\n"),
)


def _check(form: Form) -> Iterator[Diagnostic]:
    for reason in form.reasoned.attachments:
        attachment = reason.attachment
        if attachment.fetched or attachment.waiver is not None or reason.origin is not Origin.HELD:
            continue
        registry, document = reason.registry, reason.document
        yield form.found(
            KIND,
            attachment.span,
            "restated",
            field_id=attachment.id,
            severity=severity_of(registry),
            confidence=reason.confidence,
            title=attachment.title,
            registry=registry.title if registry else "",
            holder=registry.holder if registry else "",
            instead=document.instead if document else "",
            law=(*([document.law] if document else []), *doubted_of(registry)),
        )


RULE = Rule(KIND, _check)
