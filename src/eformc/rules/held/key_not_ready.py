"""EF210 key-not-ready: what a key brings stands before the key, or is shown where the key is not asked."""

from __future__ import annotations

from collections.abc import Iterator

from eformc.diagnostics import Diagnostic, Kind, Related, Severity
from eformc.kernel.expressions import And, Expression
from eformc.reasoning.reasoned import FieldReason, Origin
from eformc.reasoning.subject_graph import Fact
from eformc.rules.rule import Form, Rule

_SPEC = """procedure: example
title: {{vi: Ví dụ, en: Example}}
subjects:
  applicant: {{is: person, known_by: login}}
  witness: {{is: person}}
pages:
  - page: one
    title: {{vi: Trang một, en: Page one}}
    fields:
      - witness.{first}
      - witness.{second}
"""

KIND = Kind(
    "EF210",
    "key-not-ready",
    Severity.WARNING,
    {
        "late": {
            "en": "`{name}` comes with `{key}`, which is only asked after it.",
            "vi": "`{name}` có được nhờ `{key}`, nhưng `{key}` lại hỏi sau.",
        },
        "hidden": {
            "en": "`{name}` comes with `{key}`, which is not asked wherever `{name}` is shown.",
            "vi": "`{name}` có được nhờ `{key}`, nhưng có lúc `{name}` hiện ra mà `{key}` không được hỏi.",
        },
    },
    {
        "late": {"en": "Move `{key}` in front of it.", "vi": "Hãy đưa `{key}` lên trước."},
        "hidden": {
            "en": "Give `{name}` the condition of `{key}`, or ask `{key}` without one.",
            "vi": "Hãy cho `{name}` cùng điều kiện với `{key}`, hoặc hỏi `{key}` không kèm điều kiện.",
        },
    },
    {
        "en": "The value is not there yet when the citizen comes to it, and is typed although the state has it.",
        "vi": "Khi người dân tới mục này thì chưa có giá trị, và họ phải gõ dù Nhà nước đã có.",
    },
    wrong=_SPEC.format(first="full_name", second="personal_id"),
    right=_SPEC.format(first="personal_id", second="full_name"),
    absence=True,
)


def _check(form: Form) -> Iterator[Diagnostic]:
    order = {reason.id: number for number, reason in enumerate(form.reasoned.fields)}
    keys = {
        fact: key
        for key in form.reasoned.fields
        if key.is_asked and key.unlocks and (fact := key.fact) is not None
    }
    for reason in form.reasoned.fields:
        if reason.origin is not Origin.HELD:
            continue
        for key in _keys_of(reason, keys):
            message = "late" if order[key.id] > order[reason.id] else "hidden" if _hidden(key, reason) else ""
            if message:
                related = (Related(key.field.span, {"en": "the key", "vi": "khóa"}),)
                yield form.found(KIND, reason.field.span, message, field_id=reason.id, related=related, name=reason.id, key=key.id)


def _keys_of(reason: FieldReason, keys: dict[Fact, FieldReason]) -> list[FieldReason]:
    """The asked keys on the way of a held value, each once."""
    found = {fact: keys[fact] for step in reason.steps for fact in step.keys if fact in keys}
    return list(found.values())


def _hidden(key: FieldReason, reason: FieldReason) -> bool:
    """True if the key is asked under more conditions than what comes with it is shown."""
    return not set(_parts(key.field.when)) <= set(_parts(reason.field.when))


def _parts(when: Expression | None) -> tuple[Expression, ...]:
    return () if when is None else when.operands if isinstance(when, And) else (when,)


RULE = Rule(KIND, _check)
