"""EF512 message-without-remedy: a rule over several answers says what is wrong, but not how to mend it (WCAG 3.3.3)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from eformc.diagnostics import Diagnostic, Kind, Severity
from eformc.kernel.words import unbroken
from eformc.rules.example import spec
from eformc.rules.rule import Form, Rule

_FIELDS = (
    'rooms: {title: {vi: Số phòng, en: Rooms}, type: integer, min: 1, max: 90, help: {vi: "Ví dụ: 4.", en: "Such as 4."}}',
    'beds: {title: {vi: Số giường, en: Beds}, type: integer, min: 1, max: 90, help: {vi: "Ví dụ: 6.", en: "Such as 6."}}',
)
_REST = "constraints:\n  - {{holds: beds >= rooms, at: beds, message: {{vi: {vi}, en: {en}}}}}\n"

KIND = Kind(
    "EF512",
    "message-without-remedy",
    Severity.WARNING,
    {
        "no-remedy": {
            "en": "This message does not say how to mend it: “{text}”",
            "vi": "Câu báo này chưa chỉ cách sửa: “{text}”",
        },
    },
    {
        "": {
            "en": "Say what to do, in words such as: {remedies}.",
            "vi": "Hãy nói phải làm gì, bằng những từ như: {remedies}.",
        },
    },
    {
        "en": "To know that something is wrong is no help; to know what to do is.",
        "vi": "Biết sai chưa đủ; phải biết sửa thế nào.",
    },
    wrong=spec(*_FIELDS, rest=_REST.format(vi="Số giường không hợp lệ.", en="Invalid number of beds.")),
    law={"en": "WCAG 2.2, 3.3.3 Error Suggestion", "vi": "WCAG 2.2, 3.3.3"},
    right=spec(
        *_FIELDS,
        rest=_REST.format(vi="Số giường ít hơn số phòng. Hãy xem lại hai số.", en="Fewer beds than rooms. Check both numbers."),
    ),
)


def _check(form: Form) -> Iterator[Diagnostic]:
    procedure, remedies = form.reasoned.procedure, form.reasoned.catalogue.plain_language.remedies
    spans = {one.field.place: one.field.span for one in form.reasoned.fields} if procedure.constraints else {}
    for constraint in procedure.constraints:
        if not unbroken(constraint.message):
            continue
        span = spans.get(constraint.place, procedure.span)
        for text in constraint.message.values() if remedies and span is not None else ():
            if span is not None and not tells_what_to_do(text, remedies):
                yield form.found(
                    KIND, span, "no-remedy", field_id=constraint.name, text=text, remedies=", ".join(remedies)
                )


def tells_what_to_do(text: str, remedies: tuple[str, ...]) -> bool:
    """True if the text holds one of the words by which people are told what to do."""
    return any(re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text, re.IGNORECASE) for word in remedies)


RULE = Rule(KIND, _check)
