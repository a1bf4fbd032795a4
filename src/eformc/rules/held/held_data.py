"""EF201 held-data: the form asks for what a registry holds."""

from __future__ import annotations

from collections.abc import Iterator

from eformc.diagnostics import Diagnostic, Fix, Kind, Severity
from eformc.model.catalogue import doubted_of
from eformc.reasoning.reasoned import FieldReason, Origin
from eformc.rules.example import spec
from eformc.rules.guess import sureness_of
from eformc.rules.held.binding import binding_fix, declaring, unasked_fix
from eformc.rules.rule import Form, Rule, severity_of

KIND = Kind(
    "EF201",
    "held-data",
    Severity.ERROR,
    {
        "recognised": {
            "en": "This seems to ask for {element} of {subject}. {registry} ({holder}) already holds it.",
            "vi": "Dòng này có vẻ hỏi {element} của {subject}. {registry} ({holder}) đã có.",
        },
        "two-hops": {
            "en": "This seems to ask for {element} of {subject}. {registry} holds it, in another person's record ({hops} lookups).",
            "vi": "Dòng này có vẻ hỏi {element} của {subject}. {registry} đã có, trong hồ sơ của người khác ({hops} lần tra cứu).",
        },
        "in-table": {
            "en": "This column seems to ask for {element} of each row's {subject}. {registry} ({holder}) already holds it.",
            "vi": "Cột này có vẻ hỏi {element} của {subject} ở từng dòng. {registry} ({holder}) đã có.",
        },
        "insisted": {
            "en": "`ask: true` asks again for {element} of {subject}, which {registry} ({holder}) holds.",
            "vi": "`ask: true` hỏi lại {element} của {subject}, trong khi {registry} ({holder}) đã có.",
        },
    },
    {
        "": {
            "en": "If so, write `{replacement}`{declare}: it is filled in and only confirmed. If these words mean something else, add `ask: true` (and `because:` if you like; no law is needed). If it is this and the law lets you ask again: `{replacement}: {waive: verify, because: …, until: …}`. ({law})",
            "vi": "Nếu đúng, hãy viết `{replacement}`{declare}: giá trị được điền sẵn, người dân chỉ xác nhận. Nếu câu chữ này nói điều khác, hãy thêm `ask: true` (kèm `because:` nếu muốn; không cần căn cứ luật). Nếu đúng là điều này và luật cho phép hỏi lại: `{replacement}: {waive: verify, because: …, until: …}`. ({law})",
        },
        "in-table": {
            "en": "If so, the rows are subjects of their own: declare `{subject_id}: {is: {entity}, known_by: key, many: true}` and write `{replacement}` on the page; columns of your own then take `of: {subject_id}`. If these words mean something else, add `ask: true` (no law is needed). ({law})",
            "vi": "Nếu đúng, mỗi dòng là một chủ thể riêng: hãy khai báo `{subject_id}: {is: {entity}, known_by: key, many: true}` và viết `{replacement}` trên trang; các cột riêng thì thêm `of: {subject_id}`. Nếu câu chữ này nói điều khác, hãy thêm `ask: true` (không cần căn cứ luật). ({law})",
        },
        "insisted": {
            "en": "Take `ask: true` away: it is filled in and only confirmed. If the law lets you ask again, say so: `{replacement}: {waive: verify, because: …, until: …}`. ({law})",
            "vi": "Hãy bỏ `ask: true`: giá trị được điền sẵn, người dân chỉ xác nhận. Nếu luật cho phép hỏi lại, hãy ghi rõ: `{replacement}: {waive: verify, because: …, until: …}`. ({law})",
        },
    },
    {
        "en": "An agency may not collect again what it or another agency holds and can share. Exceptions: to update, to verify, where quality fails, where other legal provisions say so.",
        "vi": "Cơ quan nhà nước không được yêu cầu cung cấp lại dữ liệu mình đang quản lý hoặc cơ quan khác sẵn sàng chia sẻ. Ngoại lệ: cập nhật, xác minh, dữ liệu không bảo đảm chất lượng, pháp luật có quy định khác.",
    },
    wrong=spec("applicant.full_name: {ask: true}"),
    law={"en": "{once_only_law}", "vi": "{once_only_law}"},
    fix={
        "en": "Takes `ask: true` away, or binds a hand-written question to the element and declares the subject it needs. Safe only where such evidence was right in 99 of 100 cases on forms it was not made with, and no condition reads the field by its old name.",
        "vi": "Bỏ `ask: true`, hoặc gắn câu hỏi viết tay với thành phần dữ liệu và khai báo chủ thể cần có. Chỉ an toàn khi loại bằng chứng này đã đúng 99 trên 100 trường hợp ở những biểu mẫu chưa từng dùng để làm ra nó, và không điều kiện nào đọc mục này theo tên cũ.",
    },
    needs_law=True,
    right=spec("applicant.full_name"),
)


def _check(form: Form) -> Iterator[Diagnostic]:
    for reason in form.reasoned.fields:
        if reason.instead is not None and reason.instead.origin is Origin.HELD and reason.field.waiver is None:
            yield _found(form, reason, reason.instead, "insisted", unasked_fix(reason, _name(reason.instead)))
    for reason in form.reasoned.recognised.values():
        if reason.origin is Origin.HELD and reason.field.waiver is None:
            rows = reason.group is not None and reason.group.subject is None
            message = "in-table" if rows else "two-hops" if reason.hops > 1 else "recognised"
            yield _found(form, reason, reason, message, binding_fix(form.reasoned, reason))


def _name(held: FieldReason) -> str:
    return f"{held.subject}.{held.element.name}" if held.element is not None else ""


def _found(form: Form, reason: FieldReason, held: FieldReason, message: str, fixes: tuple[Fix, ...]) -> Diagnostic:
    reasoned = form.reasoned
    element, registry = held.element, held.registry
    subject = reasoned.if_bound.procedure.subjects.get(held.subject or "")
    sure = sureness_of(reasoned, held)
    return form.found(
        KIND,
        reason.field.span,
        message,
        field_id=reason.id,
        severity=sure.limited(severity_of(registry)),
        confidence=sure.confidence,
        fixes=fixes,
        element=element.title if element else "",
        subject=subject.title if subject else (held.subject or ""),
        subject_id=held.subject or "",
        entity=subject.entity if subject else "",
        registry=registry.title if registry else "",
        holder=registry.holder if registry else "",
        hops=held.hops,
        replacement=_name(held),
        declare=declaring(reasoned, held),
        law=(reasoned.catalogue.once_only_law, *doubted_of(registry)),
    )


RULE = Rule(KIND, _check)
