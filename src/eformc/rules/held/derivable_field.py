"""EF202 derivable-field: the form asks for what follows from another answer."""

from __future__ import annotations

from collections.abc import Iterator

from eformc.diagnostics import Diagnostic, Kind, Severity
from eformc.kernel.words import Words
from eformc.reasoning.reasoned import FieldReason, Origin
from eformc.rules.example import spec
from eformc.rules.held.binding import binding_fix, removing_fix, unasked_fix
from eformc.rules.rule import Form, Rule

KIND = Kind(
    "EF202",
    "derivable-field",
    Severity.ERROR,
    {
        "derivable": {
            "en": "This asks for what follows from other answers. {how}",
            "vi": "Dòng này hỏi điều suy ra được từ câu trả lời khác. {how}",
        },
        "system-line": {
            "en": "This is a line the receiving office's system writes itself.",
            "vi": "Dòng này hệ thống của cơ quan tiếp nhận tự ghi.",
        },
    },
    {
        "": {
            "en": "Take it out, or give it `derive: <expression>`.",
            "vi": "Hãy bỏ đi, hoặc ghi `derive: <biểu thức>`.",
        },
        "system-line": {
            "en": "Write `{replacement}`: the system fills it in.",
            "vi": "Hãy viết `{replacement}`: hệ thống tự điền.",
        },
    },
    {
        "en": "No law is needed to see that a computer can add and copy.",
        "vi": "Máy tính tự cộng, tự chép được thì không bắt người dân làm.",
    },
    wrong=spec("applicant.age: {ask: true}"),
    fix={
        "en": "Takes `ask: true` away, or binds the question to the derived element (safe from 90 % confidence on), or takes it out (unsafe).",
        "vi": "Bỏ `ask: true`, hoặc gắn câu hỏi với thành phần suy ra được (an toàn khi độ tin cậy từ 90 %), hoặc bỏ mục (không an toàn).",
    },
    right=spec("applicant.age"),
)


def _check(form: Form) -> Iterator[Diagnostic]:
    for reason in form.reasoned.fields:
        insisted = reason.instead is not None and reason.instead.origin is Origin.DERIVED
        recognised = not reason.bound and reason.origin is Origin.DERIVED and reason.field.derive is None
        if (insisted or recognised) and reason.field.waiver is None:
            yield _found(form, reason)


def _found(form: Form, reason: FieldReason) -> Diagnostic:
    source = reason.instead or reason
    element = source.element
    replacement = f"{source.subject}.{element.name}" if element else ""
    if reason.instead is not None:
        fixes = unasked_fix(reason, replacement)
    else:
        fixes = binding_fix(form.reasoned, reason, replacement) if element else removing_fix(form.reasoned, reason)
    return form.found(
        KIND,
        reason.field.span,
        "system-line" if source.system is not None else "derivable",
        field_id=reason.id,
        confidence=reason.confidence,
        how=_how(source),
        law=element.derivable.law if element is not None and element.derivable is not None else "",
        replacement=replacement,
        fixes=fixes,
    )


def _how(source: FieldReason) -> Words:
    """How it follows, and by which law where one is named."""
    law = source.element.derivable.law if source.element is not None and source.element.derivable is not None else None
    if not law:
        return source.reason
    noted = law.noted()
    return {lang: f"{text} ({noted.get(lang) or next(iter(noted.values()))})" for lang, text in source.reason.items()}


RULE = Rule(KIND, _check)
