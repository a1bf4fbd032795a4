"""EF203 repeated-question: the form asks for one fact twice."""

from __future__ import annotations

from collections.abc import Iterator

from eformc.diagnostics import Diagnostic, Fix, Kind, Related, Severity
from eformc.reasoning.reasoned import FieldReason, Origin
from eformc.rules.example import spec
from eformc.rules.guess import sureness_of
from eformc.rules.held.binding import removing_fix, unasked_fix
from eformc.rules.rule import Form, Rule

KIND = Kind(
    "EF203",
    "repeated-question",
    Severity.ERROR,
    {
        "repeated": {
            "en": "This seems to ask again for {element} of {subject}, which `{first}` already gives.",
            "vi": "Dòng này có vẻ hỏi lại {element} của {subject}, điều mà `{first}` đã cho biết.",
        },
        "insisted": {
            "en": "`ask: true` asks again for what `{first}` already gives.",
            "vi": "`ask: true` hỏi lại điều mà `{first}` đã cho biết.",
        },
    },
    {
        "repeated": {
            "en": "If so, take it out; where both places must be printed, the value is copied. If it is about somebody else, write an element of that subject. If these words mean something else, add `ask: true` (and `because:` if you like; no law is needed).",
            "vi": "Nếu đúng, hãy bỏ đi; nếu cần in ở cả hai chỗ, giá trị sẽ được chép sang. Nếu hỏi về người khác, hãy viết thành phần của chủ thể đó. Nếu câu chữ này nói điều khác, hãy thêm `ask: true` (kèm `because:` nếu muốn; không cần căn cứ luật).",
        },
        "": {
            "en": "Take `ask: true` away: the value is copied.",
            "vi": "Hãy bỏ `ask: true`: giá trị được chép sang.",
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
    built, suggested = form.reasoned.by_id(), form.reasoned.if_bound.by_id()
    for reason in form.reasoned.fields:
        source = reason.instead
        first = built.get(source.repeats or "") if source is not None and source.origin is Origin.REPEATED else None
        if source is not None and first is not None and reason.field.waiver is None:
            yield _found(form, source, first, "insisted", unasked_fix(reason, _name(source)))
    for reason in form.reasoned.recognised.values():
        first = suggested.get(reason.repeats or "") if reason.origin is Origin.REPEATED else None
        if first is not None and reason.field.waiver is None:
            yield _found(form, reason, first, "repeated", removing_fix(form.reasoned, reason))


def _name(source: FieldReason) -> str:
    return f"{source.subject}.{source.element.name}" if source.element is not None else ""


def _found(form: Form, source: FieldReason, first: FieldReason, message: str, fixes: tuple[Fix, ...]) -> Diagnostic:
    reasoned = form.reasoned
    subject = reasoned.if_bound.procedure.subjects.get(source.subject or "")
    sure = sureness_of(reasoned, source)
    related = Related(first.field.span, {"en": "It is given here.", "vi": "Đã có ở đây."})
    return form.found(
        KIND,
        source.field.span,
        message,
        field_id=source.id,
        severity=sure.limited(KIND.severity),
        confidence=sure.confidence,
        related=(related,),
        fixes=fixes,
        element=source.element.title if source.element else "",
        subject=subject.title if subject else (source.subject or ""),
        first=first.id,
    )


RULE = Rule(KIND, _check)
