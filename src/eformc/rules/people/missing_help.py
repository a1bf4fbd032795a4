"""EF501 missing-help: a question that does not say how to answer it."""

from __future__ import annotations

from collections.abc import Iterator

from eformc.diagnostics import Diagnostic, Kind, Severity
from eformc.kernel.values import Boolean
from eformc.rules.example import spec
from eformc.rules.people.texts import asked
from eformc.rules.people.unshown_format import shape_unshown
from eformc.rules.rule import Form, Rule

KIND = Kind(
    "EF501",
    "missing-help",
    Severity.INFO,
    {
        "no-help": {
            "en": "“{title}” does not say how to answer it.",
            "vi": "“{title}” chưa có lời hướng dẫn cách trả lời.",
        },
        "no-help-law": {
            "en": "“{title}” does not say how to answer it; {law} wants help at each question.",
            "vi": "“{title}” chưa có lời hướng dẫn cách trả lời; {law} yêu cầu hướng dẫn tại từng mục.",
        },
    },
    {
        "": {
            "en": "Write `help:` with one short sentence and an example.",
            "vi": "Hãy ghi `help:` một câu ngắn kèm ví dụ.",
        },
    },
    {
        "en": "Who files for the first time has nobody beside him to ask.",
        "vi": "Người làm lần đầu không có ai bên cạnh để hỏi.",
    },
    wrong=spec("reason: {title: {vi: Lý do, en: Reason}, type: long_text}"),
    gathered={
        "en": "{count} questions do not say how to answer them.",
        "vi": "{count} câu hỏi chưa có lời hướng dẫn cách trả lời.",
    },
    right=spec('reason: {title: {vi: Lý do, en: Reason}, type: long_text, help: {vi: "Ví dụ: để xin việc.", en: "For example: to apply for work."}}'),
    absence=True,
)


def _check(form: Form) -> Iterator[Diagnostic]:
    law = form.reasoned.catalogue.plain_language.guidance_law
    for field in asked(form.reasoned):
        ticked = isinstance(field.value, Boolean) and field.value.declaration  # its title is all there is to say
        if not field.help and not field.example and not ticked and not shape_unshown(field):
            yield form.found(
                KIND, field.span, "no-help-law" if law else "no-help", field_id=field.id, title=field.title, law=law,
                severity=Severity.WARNING if law else Severity.INFO,
            )  # fmt: skip


RULE = Rule(KIND, _check)
