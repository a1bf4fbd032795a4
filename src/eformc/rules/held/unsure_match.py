"""EF209 unsure-match: a question may ask for what is held; eformc asks the author instead of guessing."""

from __future__ import annotations

from collections.abc import Iterator

from eformc.diagnostics import Diagnostic, Kind, Severity
from eformc.rules.example import spec
from eformc.rules.rule import Form, Rule

KIND = Kind(
    "EF209",
    "unsure-match",
    Severity.INFO,
    {
        "unsure": {
            "en": "Does this ask for {element} of {subject}? By its words it may ({percent} %).",
            "vi": "Có phải dòng này hỏi {element} của {subject}? Câu chữ cho thấy có thể ({percent} %).",
        },
    },
    {
        "": {
            "en": "If so, write `{replacement}`; if not, `ask: true` says that it is a question of its own (no law is needed).",
            "vi": "Nếu phải, hãy viết `{replacement}`; nếu không, ghi `ask: true` để xác nhận đây là câu hỏi riêng (không cần căn cứ luật).",
        },
    },
    {
        "en": "A wrong guess breaks a form, a missed one makes a citizen type; the author knows which it is.",
        "vi": "Đoán sai thì hỏng biểu mẫu, bỏ sót thì người dân phải khai; chỉ người soạn mới biết chắc.",
    },
    wrong=spec("host: {title: {vi: Quê của chủ nhà, en: Home town of the host}, type: text}"),
    right=spec("host: {title: {vi: Quê của chủ nhà, en: Home town of the host}, type: text, ask: true}"),
)


ASKED = 0.3
"""From this confidence on the author is asked: below, the question would mostly be a nuisance."""


def _check(form: Form) -> Iterator[Diagnostic]:
    reasoned = form.reasoned
    for reason in reasoned.fields:
        match = reasoned.unsure.get(reason.id)
        element = reasoned.catalogue.element(match.entity, match.element or "") if match else None
        if match is None or element is None or match.confidence < ASKED:
            continue
        subject = reasoned.procedure.subjects.get(match.subject)
        yield form.found(
            KIND, reason.field.span, "unsure", field_id=reason.id, confidence=match.confidence, element=element.title,
            subject=subject.title if subject else match.subject, percent=round(match.confidence * 100),
            replacement=f"{match.subject}.{match.element}",
        )  # fmt: skip


RULE = Rule(KIND, _check)
