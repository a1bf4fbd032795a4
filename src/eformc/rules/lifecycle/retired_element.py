"""EF301 retired-element: the form asks for a number or paper that is no longer in use."""

from __future__ import annotations

from collections.abc import Iterator

from eformc.diagnostics import Diagnostic, Fix, Kind, Severity
from eformc.kernel.words import Words
from eformc.model.catalogue import Element, Retired
from eformc.reasoning.reasoned import FieldReason
from eformc.rules.day import Day
from eformc.rules.example import spec
from eformc.rules.guess import Sureness, sureness_of_match
from eformc.rules.held.binding import removing_fix
from eformc.rules.rule import Form, Rule
from eformc.source import Edit, Span

KIND = Kind(
    "EF301",
    "retired-element",
    Severity.ERROR,
    {
        "element": {
            "en": "{title} has not been in use since {on}.",
            "vi": "{title} không còn dùng từ ngày {on}.",
        },
        "document": {
            "en": "“{title}” has not been valid since {on}.",
            "vi": "“{title}” không còn giá trị từ ngày {on}.",
        },
        "recognised": {
            "en": "This seems to ask for “{title}”, which is no longer in use since {on}.",
            "vi": "Mục này có vẻ hỏi “{title}”, thứ không còn dùng từ ngày {on}.",
        },
    },
    {
        "recognised": {
            "en": "If so, use {replaced_by} instead. ({law}) If these words mean something else, add `ask: true` (no law is needed).",
            "vi": "Nếu đúng, hãy dùng {replaced_by}. ({law}) Nếu câu chữ này nói điều khác, hãy thêm `ask: true` (không cần căn cứ luật).",
        },
        "": {
            "en": "Use {replaced_by} instead. ({law})",
            "vi": "Hãy dùng {replaced_by}. ({law})",
        },
    },
    {
        "en": "Nobody can give what no longer exists.",
        "vi": "Không ai khai được thứ không còn tồn tại.",
    },
    wrong=spec("applicant.old_id_number"),
    law={"en": "The catalogue cites the law of each retired element (`retired:`).", "vi": "Danh mục nêu căn cứ của từng thành phần đã bỏ (`retired:`)."},
    fix={
        "en": "Writes what replaces it, or takes it out where that is on the form already (unsafe).",
        "vi": "Viết thành phần thay thế, hoặc bỏ mục nếu biểu mẫu đã có thành phần đó (không an toàn).",
    },
    right=spec("applicant.personal_id"),
)


def _check(form: Form) -> Iterator[Diagnostic]:
    for reason in form.reasoned.if_bound.fields:
        element = reason.element
        if element is not None and _gone(element.retired, form.day):
            sure = sureness_of_match(reason.guess) if reason.guess is not None else Sureness()
            fixes = _replacement(form, reason, element)
            message = "element" if reason.guess is None else "recognised"
            yield _found(form, reason.field.span, message, reason.id, element.title, element.retired, sure, fixes)
    for attached in form.reasoned.if_bound.attachments:
        document = attached.document
        if document is not None and not attached.attachment.fetched and _gone(document.retired, form.day):
            span, name = attached.attachment.span, attached.attachment.id
            sure = Sureness(attached.confidence, certain=attached.bound)
            message = "document" if attached.bound else "recognised"
            yield _found(form, span, message, name, document.title, document.retired, sure)


def _gone(retired: Retired | None, day: Day) -> bool:
    return retired is not None and day.reached(retired.on)


def _replacement(form: Form, reason: FieldReason, element: Element) -> tuple[Fix, ...]:
    """The fix that writes what replaces it, in the same words of the spec; where that stands on the form already, take it out."""
    replaced = element.retired.replaced_by if element.retired else None
    if not reason.bound or replaced is None:
        return ()
    name = f"{reason.subject}.{replaced}"
    if any(other.id == name for other in form.reasoned.fields):
        return removing_fix(form.reasoned, reason)
    span = reason.field.span
    if not span.text.endswith(element.name):
        return ()
    title = {"en": f"Use {name}", "vi": f"Dùng {name}"}
    return (Fix(title, (Edit(span.end - len(element.name), span.end, replaced),), True, span.path),)


def _found(
    form: Form, span: Span, message: str, name: str, title: Words, retired: Retired | None, sure: Sureness,
    fixes: tuple[Fix, ...] = (),
) -> Diagnostic:  # fmt: skip
    replaced = retired.replaced_by if retired and retired.replaced_by else "-"
    return form.found(
        KIND, span, message, field_id=name, severity=sure.limited(KIND.severity), confidence=sure.confidence, title=title, on=retired.on if retired else "",
        law=retired.law if retired else "", replaced_by=replaced, fixes=fixes,
    )  # fmt: skip


RULE = Rule(KIND, _check)
