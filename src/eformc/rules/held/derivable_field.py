"""EF202 derivable-field: the form asks for what follows from another answer."""

from __future__ import annotations

from collections.abc import Iterator

from eformc.diagnostics import Diagnostic, Fix, Kind, Severity
from eformc.kernel.words import Words
from eformc.reasoning.reasoned import FieldReason, Origin
from eformc.rules.example import spec
from eformc.rules.guess import sureness_of
from eformc.rules.held.binding import binding_fix, declaring, removing_fix, unasked_fix
from eformc.rules.rule import Form, Rule

KIND = Kind(
    "EF202",
    "derivable-field",
    Severity.ERROR,
    {
        "derivable": {
            "en": "This seems to ask for {element} of {subject}, which follows from other answers. {how}",
            "vi": "Dòng này có vẻ hỏi {element} của {subject}, điều suy ra được từ câu trả lời khác. {how}",
        },
        "in-words": {
            "en": "This seems to ask for `{first}` once more, in words.",
            "vi": "Dòng này có vẻ chỉ ghi lại `{first}` bằng chữ.",
        },
        "insisted": {
            "en": "`ask: true` asks for what follows from other answers. {how}",
            "vi": "`ask: true` hỏi điều suy ra được từ câu trả lời khác. {how}",
        },
        "system-line": {
            "en": "This seems to be a line the receiving office's system writes itself ({element}).",
            "vi": "Dòng này có vẻ do hệ thống của cơ quan tiếp nhận tự ghi ({element}).",
        },
        "insisted-system-line": {
            "en": "`ask: true` asks for a line the receiving office's system writes itself ({element}).",
            "vi": "`ask: true` hỏi một dòng do hệ thống của cơ quan tiếp nhận tự ghi ({element}).",
        },
    },
    {
        "derivable": {
            "en": "If so, write `{replacement}`{declare}: it is worked out. If these words mean something else, add `ask: true` (and `because:` if you like; no law is needed).",
            "vi": "Nếu đúng, hãy viết `{replacement}`{declare}: giá trị tự tính ra. Nếu câu chữ này nói điều khác, hãy thêm `ask: true` (kèm `because:` nếu muốn; không cần căn cứ luật).",
        },
        "in-words": {
            "en": "If so, take it out: the office's system can write it out. If these words mean something else, add `ask: true` (no law is needed).",
            "vi": "Nếu đúng, hãy bỏ đi: hệ thống của cơ quan tự ghi ra chữ được. Nếu câu chữ này nói điều khác, hãy thêm `ask: true` (không cần căn cứ luật).",
        },
        "system-line": {
            "en": "If so, write `{replacement}`: the system fills it in. If these words mean something else, add `ask: true` (no law is needed).",
            "vi": "Nếu đúng, hãy viết `{replacement}`: hệ thống tự điền. Nếu câu chữ này nói điều khác, hãy thêm `ask: true` (không cần căn cứ luật).",
        },
        "": {
            "en": "Take `ask: true` away: `{replacement}` is worked out.",
            "vi": "Hãy bỏ `ask: true`: `{replacement}` tự tính ra.",
        },
    },
    {
        "en": "No law is needed to see that a computer can add and copy.",
        "vi": "Máy tính tự cộng, tự chép được thì không bắt người dân làm.",
    },
    wrong=spec("applicant.age: {ask: true}"),
    fix={
        "en": "Takes `ask: true` away, or binds the question to the derived element (safe on the same terms as for EF201), or takes it out (unsafe).",
        "vi": "Bỏ `ask: true`, hoặc gắn câu hỏi với thành phần suy ra được (an toàn theo cùng điều kiện như EF201), hoặc bỏ mục (không an toàn).",
    },
    right=spec("applicant.age"),
)


def _check(form: Form) -> Iterator[Diagnostic]:
    for reason in form.reasoned.fields:
        source = reason.instead
        if source is not None and source.origin is Origin.DERIVED and reason.field.waiver is None:
            message = "insisted-system-line" if source.system is not None else "insisted"
            yield _found(form, source, message, unasked_fix(reason, _name(source)))
    for reason in form.reasoned.recognised.values():
        if reason.origin is not Origin.DERIVED or reason.field.derive is not None or reason.field.waiver is not None:
            continue
        if reason.element is None:
            yield _found(form, reason, "in-words", removing_fix(form.reasoned, reason))
        else:
            message = "system-line" if reason.system is not None else "derivable"
            yield _found(form, reason, message, binding_fix(form.reasoned, reason))


def _name(source: FieldReason) -> str:
    return f"{source.subject}.{source.element.name}" if source.element is not None else ""


def _found(form: Form, source: FieldReason, message: str, fixes: tuple[Fix, ...]) -> Diagnostic:
    reasoned = form.reasoned
    subject = reasoned.if_bound.procedure.subjects.get(source.subject or "")
    sure = sureness_of(reasoned, source)
    return form.found(
        KIND,
        source.field.span,
        message,
        field_id=source.id,
        severity=sure.limited(KIND.severity),
        confidence=sure.confidence,
        element=source.element.title if source.element else "",
        subject=subject.title if subject else (source.subject or ""),
        first=source.writes_out or "",
        how=_how(source),
        law=source.element.derivable.law if source.element is not None and source.element.derivable is not None else "",
        replacement=_name(source),
        declare=declaring(reasoned, source),
        fixes=fixes,
    )


def _how(source: FieldReason) -> Words:
    """The way it follows, and the law where one is named."""
    law = source.element.derivable.law if source.element is not None and source.element.derivable is not None else None
    if not law:
        return source.reason
    noted = law.noted()
    return {lang: f"{text} ({noted.get(lang) or next(iter(noted.values()))})" for lang, text in source.reason.items()}


RULE = Rule(KIND, _check)
