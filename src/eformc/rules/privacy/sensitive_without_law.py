"""EF401 sensitive-without-law: sensitive data is used without the law that needs it."""

from __future__ import annotations

from collections.abc import Iterator

from eformc.diagnostics import Diagnostic, Kind, Severity
from eformc.rules.example import spec
from eformc.rules.rule import Form, Rule

KIND = Kind(
    "EF401",
    "sensitive-without-law",
    Severity.WARNING,
    {
        "no-law": {
            "en": "{element} is sensitive data ({law}); this use does not say which law needs it.",
            "vi": "{element} là dữ liệu nhạy cảm ({law}); mục này chưa nêu căn cứ pháp luật cần đến nó.",
        },
    },
    {
        "": {
            "en": "Write `{name}: {legal_basis: \"<law, article>\"}`, or leave the field out.",
            "vi": "Hãy viết `{name}: {legal_basis: \"<luật, điều>\"}`, hoặc bỏ mục này.",
        },
    },
    {
        "en": "Sensitive data may be collected only for a specific purpose that a law names.",
        "vi": "Dữ liệu nhạy cảm chỉ được thu thập cho mục đích cụ thể mà luật nêu rõ.",
    },
    wrong=spec("applicant.religion"),
    law={"en": "The catalogue cites what makes an element sensitive (`sensitive:`).", "vi": "Danh mục nêu căn cứ của từng dữ liệu nhạy cảm (`sensitive:`)."},
    right=spec('applicant.religion: {legal_basis: "Luật Căn cước 2023, Điều 9"}'),
)


def _check(form: Form) -> Iterator[Diagnostic]:
    for reason in form.reasoned.fields:
        element = reason.element
        if element is not None and element.sensitive is not None and not reason.field.legal_basis:
            yield form.found(
                KIND, reason.field.span, "no-law", field_id=reason.id, element=element.title, law=element.sensitive,
                name=reason.id,
            )  # fmt: skip


RULE = Rule(KIND, _check)
