"""EF203 repeated-question: the form asks for one fact twice."""

from __future__ import annotations

from collections.abc import Iterator

from eformc.diagnostics import Diagnostic, Kind, Related, Severity
from eformc.reasoning.reasoned import FieldReason, Origin
from eformc.rules.example import spec
from eformc.rules.held.binding import removing_fix, unasked_fix
from eformc.rules.rule import Form, Rule

KIND = Kind(
    "EF203",
    "repeated-question",
    Severity.ERROR,
    {
        "repeated": {
            "en": "This asks again for what `{first}` already gives.",
            "vi": "Dòng này hỏi lại điều mà `{first}` đã cho biết.",
        },
    },
    {
        "": {
            "en": "Take it out; where both places must be printed, the value is copied.",
            "vi": "Hãy bỏ đi; nếu cần in ở cả hai chỗ, giá trị sẽ được chép sang.",
        },
    },
    {
        "en": "Asking twice doubles the work and the mistakes (WCAG 2.2, 3.3.7 Redundant Entry).",
        "vi": "Hỏi hai lần thì tốn công gấp đôi và dễ sai (WCAG 2.2, 3.3.7).",
    },
    wrong=spec("applicant.personal_id", "applicant.tax_code: {ask: true}"),
    law={"en": "WCAG 2.2, 3.3.7 Redundant Entry", "vi": "WCAG 2.2, 3.3.7"},
    fix={
        "en": "Takes `ask: true` away; takes a hand-written repetition out (unsafe).",
        "vi": "Bỏ `ask: true`; bỏ mục viết tay lặp lại (không an toàn).",
    },
    right=spec("applicant.personal_id"),
)


def _check(form: Form) -> Iterator[Diagnostic]:
    by_id = form.reasoned.by_id()
    for reason in form.reasoned.fields:
        source = reason.instead if reason.instead is not None else reason
        insisted = reason.instead is not None and source.origin is Origin.REPEATED
        recognised = not reason.bound and reason.origin is Origin.REPEATED
        if (insisted or recognised) and reason.field.waiver is None and source.repeats and source.repeats in by_id:
            yield _found(form, reason, by_id[source.repeats])


def _found(form: Form, reason: FieldReason, first: FieldReason) -> Diagnostic:
    replacement = f"{reason.subject}.{reason.element.name}" if reason.element else ""
    insisted = reason.instead is not None
    fixes = unasked_fix(reason, replacement) if insisted else removing_fix(form.reasoned, reason)
    related = Related(first.field.span, {"en": "It is given here.", "vi": "Đã có ở đây."})
    return form.found(
        KIND, reason.field.span, "repeated", field_id=reason.id, confidence=reason.confidence, related=(related,),
        fixes=fixes, first=first.id,
    )  # fmt: skip


RULE = Rule(KIND, _check)
