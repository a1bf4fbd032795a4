"""EF508 locked-without-way-out: a held value the citizen can neither change nor have mended."""

from __future__ import annotations

from collections.abc import Iterator

from eformc.diagnostics import Diagnostic, Kind, Severity
from eformc.model.catalogue import Policy
from eformc.reasoning.reasoned import FieldReason, Origin
from eformc.rules.example import spec
from eformc.rules.rule import Form, Rule

KIND = Kind(
    "EF508",
    "locked-without-way-out",
    Severity.WARNING,
    {
        "nowhere": {
            "en": "“{title}” is locked, and {registry} does not say where a wrong value is mended.",
            "vi": "“{title}” bị khóa, mà {registry} chưa cho biết sửa sai ở đâu.",
        },
        "doubtful": {
            "en": "“{title}” is locked, although it is not certain that {registry} holds it right.",
            "vi": "“{title}” bị khóa, dù chưa chắc {registry} có dữ liệu đúng.",
        },
    },
    {
        "nowhere": {
            "en": "Write `policy: confirm`, or give the registry `correct_at:`.",
            "vi": "Hãy ghi `policy: confirm`, hoặc ghi `correct_at:` cho cơ sở dữ liệu.",
        },
        "doubtful": {
            "en": "Write `policy: confirm`, so that people can say it is not right.",
            "vi": "Hãy ghi `policy: confirm` để người dân báo được khi chưa đúng.",
        },
    },
    {
        "en": "Registers are wrong at times. A form that cannot be told so stops the person, not the mistake.",
        "vi": "Dữ liệu có lúc sai. Không cho báo sai thì người dân mắc kẹt, còn cái sai vẫn còn.",
    },
    wrong=spec("applicant.licence_class: {policy: locked}"),
    right=spec("applicant.licence_class: {policy: confirm}"),
)


def _check(form: Form) -> Iterator[Diagnostic]:
    for reason in form.reasoned.fields:
        registry = reason.registry
        if registry is None or reason.origin is not Origin.HELD or reason.policy is not Policy.LOCKED:
            continue
        if not registry.correct_at:
            yield _found(form, reason, "nowhere")
        elif not registry.certain and reason.field.policy is Policy.LOCKED:
            yield _found(form, reason, "doubtful")


def _found(form: Form, reason: FieldReason, message: str) -> Diagnostic:
    title = reason.registry.title if reason.registry else ""
    at = reason.field.spans.get("policy", reason.field.span)
    return form.found(KIND, at, message, field_id=reason.id, title=reason.field.title, registry=title)


RULE = Rule(KIND, _check)
