"""EF208 asked-before: a later step of a life event asks for what an earlier one asked or gave."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from eformc.diagnostics import Diagnostic, Kind, Related, Severity
from eformc.reasoning.reasoned import FieldReason, Origin
from eformc.rules.rule import Form, Rule, no_check

_SPEC = """procedure: {name}
title: {{vi: Ví dụ, en: Example}}
{more}subjects:
  applicant: {{is: person, known_by: login}}
  child: {{is: newborn, known_by: birth_notice, title: {{vi: Trẻ, en: Child}}}}
pages:
  - page: child
    title: {{vi: Trẻ, en: Child}}
    fields:
      - child.{element}
"""

KIND = Kind(
    "EF208",
    "asked-before",
    Severity.WARNING,
    {
        "asked": {
            "en": "“{before}” comes before in this life event and asked it already (`{field}`).",
            "vi": "“{before}” đi trước trong cùng sự kiện và đã hỏi điều này (`{field}`).",
        },
        "given": {
            "en": "“{before}” comes before in this life event and gives this paper itself.",
            "vi": "“{before}” đi trước trong cùng sự kiện và chính là nơi cấp giấy tờ này.",
        },
    },
    {
        "asked": {
            "en": "Take it over from there, or say with `ask: true` and `waive:` why it is asked anew.",
            "vi": "Hãy lấy lại từ thủ tục đó, hoặc dùng `ask: true` và `waive:` nêu lý do hỏi lại.",
        },
        "given": {
            "en": "Move it to `evidence:`: the office has it.",
            "vi": "Hãy chuyển sang `evidence:`: cơ quan đã có.",
        },
    },
    {
        "en": "What was said at one step of a life event is known at the next one.",
        "vi": "Điều đã khai ở bước trước của một sự kiện thì bước sau đã biết.",
    },
    wrong=_SPEC.format(name="first", more="", element="ethnicity")
    + "---\n"
    + _SPEC.format(name="second", more="after: [first]\n", element="ethnicity"),
    right=_SPEC.format(name="first", more="", element="ethnicity")
    + "---\n"
    + _SPEC.format(name="second", more="after: [first]\n", element="nationality"),
)


def _check(forms: Sequence[Form]) -> Iterator[Diagnostic]:
    by_id = {form.reasoned.procedure.id: form for form in forms}
    for form in forms:
        for before in _before(form, by_id):
            yield from _between(before, form)


def _before(form: Form, by_id: dict[str, Form]) -> list[Form]:
    """The forms that come before, nearest first; a circle ends where it began."""
    out: list[Form] = []
    todo = list(form.reasoned.procedure.after)
    while todo:
        found = by_id.get(todo.pop(0))
        if found is not None and found is not form and found not in out:
            out.append(found)
            todo += found.reasoned.procedure.after
    return out


def _between(before: Form, form: Form) -> Iterator[Diagnostic]:
    asked = {(one.subject, one.element.id): one for one in _asked(before) if one.element is not None}
    title = before.reasoned.procedure.title
    for reason in _asked(form):
        first = asked.get((reason.subject, reason.element.id if reason.element else ""))
        if first is not None and reason.field.waiver is None:
            related = Related(first.field.span, {"en": "It is asked here.", "vi": "Đã hỏi ở đây."})
            yield form.found(
                KIND, reason.field.span, "asked", field_id=reason.id, related=(related,), before=title, field=first.id,
                confidence=min(reason.confidence, first.confidence),
            )  # fmt: skip
    for paper in form.reasoned.attachments:
        attachment = paper.attachment
        given = paper.document is not None and paper.document.id in before.reasoned.procedure.produces
        if given and not attachment.fetched and attachment.waiver is None:
            yield form.found(KIND, attachment.span, "given", field_id=attachment.id, before=title)


def _asked(form: Form) -> list[FieldReason]:
    return [
        one for one in form.reasoned.fields
        if one.origin is Origin.ASKED and one.element is not None and one.system is None
    ]  # fmt: skip


RULE = Rule(KIND, no_check, _check)
