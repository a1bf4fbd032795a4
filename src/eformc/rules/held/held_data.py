"""EF201 held-data: the form asks for what a registry holds."""

from __future__ import annotations

from collections.abc import Iterator

from eformc.diagnostics import Diagnostic, Fix, Kind, Severity
from eformc.model.catalogue import doubted_of
from eformc.reasoning.reasoned import FieldReason, Origin
from eformc.rules.example import spec
from eformc.rules.held.binding import binding_fix, unasked_fix
from eformc.rules.rule import Form, Rule, severity_of

KIND = Kind(
    "EF201",
    "held-data",
    Severity.ERROR,
    {
        "recognised": {
            "en": "This asks for {element} of {subject}. {registry} ({holder}) already holds it.",
            "vi": "Dòng này hỏi {element} của {subject}. {registry} ({holder}) đã có.",
        },
        "two-hops": {
            "en": "This asks for {element} of {subject}. {registry} holds it, in another person's record ({hops} lookups).",
            "vi": "Dòng này hỏi {element} của {subject}. {registry} đã có, trong hồ sơ của người khác ({hops} lần tra cứu).",
        },
        "insisted": {
            "en": "`ask: true` asks again for {element} of {subject}, which {registry} ({holder}) holds.",
            "vi": "`ask: true` hỏi lại {element} của {subject}, trong khi {registry} ({holder}) đã có.",
        },
    },
    {
        "": {
            "en": "Write `{replacement}` instead: it is filled in and only confirmed. If the law lets you ask again, say so: `{replacement}: {waive: verify, because: …, until: …}`. ({law})",
            "vi": "Hãy thay bằng `{replacement}`: giá trị được điền sẵn, người dân chỉ xác nhận. Nếu luật cho phép hỏi lại, hãy ghi rõ: `{replacement}: {waive: verify, because: …, until: …}`. ({law})",
        },
    },
    {
        "en": "An agency may not collect again what it or another agency holds and can share. Exceptions: to update, to verify, where quality fails, where other legal provisions say so.",
        "vi": "Cơ quan nhà nước không được yêu cầu cung cấp lại dữ liệu mình đang quản lý hoặc cơ quan khác sẵn sàng chia sẻ. Ngoại lệ: cập nhật, xác minh, dữ liệu không bảo đảm chất lượng, pháp luật có quy định khác.",
    },
    wrong=spec("applicant.full_name: {ask: true}"),
    law={"en": "{once_only_law}", "vi": "{once_only_law}"},
    fix={
        "en": "Takes `ask: true` away, or binds a hand-written question to the element; safe from 90 % confidence on, where no condition reads the field by its old name.",
        "vi": "Bỏ `ask: true`, hoặc gắn câu hỏi viết tay với thành phần dữ liệu; an toàn khi độ tin cậy từ 90 % và không điều kiện nào đọc mục này theo tên cũ.",
    },
    needs_law=True,
    right=spec("applicant.full_name"),
)


def _check(form: Form) -> Iterator[Diagnostic]:
    for reason in form.reasoned.fields:
        if reason.instead is not None and reason.instead.origin is Origin.HELD:
            if reason.field.waiver is None:
                yield _found(form, reason, reason.instead, "insisted")
        elif not reason.bound and reason.origin is Origin.HELD and reason.field.waiver is None:
            yield _found(form, reason, reason, "two-hops" if reason.hops > 1 else "recognised")


def _found(form: Form, reason: FieldReason, held: FieldReason, message: str) -> Diagnostic:
    catalogue, procedure = form.reasoned.catalogue, form.reasoned.procedure
    element, registry = held.element, held.registry
    subject = procedure.subjects.get(held.subject or "")
    replacement = f"{held.subject}.{element.name}" if element else ""
    fixes: tuple[Fix, ...] = ()
    if message == "insisted":
        fixes = unasked_fix(reason, replacement)
    elif element is not None:
        fixes = binding_fix(form.reasoned, reason, replacement)
    return form.found(
        KIND,
        reason.field.span,
        message,
        field_id=reason.id,
        severity=severity_of(registry),
        confidence=reason.confidence,
        fixes=fixes,
        element=element.title if element else "",
        subject=subject.title if subject else (held.subject or ""),
        registry=registry.title if registry else "",
        holder=registry.holder if registry else "",
        hops=held.hops,
        replacement=replacement,
        law=(catalogue.once_only_law, *doubted_of(registry)),
    )


RULE = Rule(KIND, _check)
