"""EF204 restated-attachment: a paper is asked for that only restates what a registry holds."""

from __future__ import annotations

from collections.abc import Iterator

from eformc.diagnostics import Diagnostic, Kind, Severity
from eformc.model.catalogue import doubted_of
from eformc.rules.example import spec
from eformc.rules.guess import Sureness
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
        "recognised": {
            "en": "“{title}” seems to be the paper “{paper}”, which only restates what {registry} ({holder}) holds.",
            "vi": "“{title}” có vẻ là “{paper}”, giấy tờ chỉ ghi lại dữ liệu đã có trong {registry} ({holder}).",
        },
    },
    {
        "": {
            "en": "Move it to `evidence:`. {instead} ({law})",
            "vi": "Hãy chuyển sang `evidence:`. {instead} ({law})",
        },
        "recognised": {
            "en": "If so, write `{document}` under `evidence:` instead. {instead} ({law}) If it is another paper, add `ask: true` (no law is needed).",
            "vi": "Nếu đúng, hãy viết `{document}` ở `evidence:` thay cho mục này. {instead} ({law}) Nếu là giấy tờ khác, hãy thêm `ask: true` (không cần căn cứ luật).",
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
    for reason in form.reasoned.if_bound.attachments:
        attachment, registry, document = reason.attachment, reason.registry, reason.document
        if attachment.fetched or attachment.waiver is not None or registry is None or document is None:
            continue
        sure = Sureness(reason.confidence, certain=reason.bound)
        yield form.found(
            KIND,
            attachment.span,
            "restated" if reason.bound else "recognised",
            field_id=attachment.id,
            severity=sure.limited(severity_of(registry)),
            confidence=sure.confidence,
            title=attachment.title,
            paper=document.title,
            document=document.id,
            registry=registry.title,
            holder=registry.holder,
            instead=document.instead,
            law=(document.law or form.reasoned.catalogue.once_only_law, *doubted_of(registry)),
        )


RULE = Rule(KIND, _check)
