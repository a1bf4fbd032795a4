"""EF702 former-name-in-use: `was:` names what is still there, or what somebody else was."""

from __future__ import annotations

from collections.abc import Iterator

from eformc.diagnostics import Diagnostic, Kind, Severity
from eformc.model.procedure import Group, Procedure
from eformc.rules.example import spec
from eformc.rules.rule import Form, Rule
from eformc.source import Span

KIND = Kind(
    "EF702",
    "former-name-in-use",
    Severity.ERROR,
    {
        "in-use": {
            "en": "`was: {name}` says this was called `{name}`, but the form still has `{name}`.",
            "vi": "`was: {name}` nói mục này trước là `{name}`, nhưng biểu mẫu vẫn còn `{name}`.",
        },
        "twice": {
            "en": "`was: {name}` stands twice: answers kept as `{name}` can move to one place only.",
            "vi": "`was: {name}` ghi hai lần: câu trả lời đã lưu ở `{name}` chỉ chuyển được tới một chỗ.",
        },
    },
    {
        "": {
            "en": "Take the `was:` away, or write the former id of this very place.",
            "vi": "Hãy bỏ `was:`, hoặc ghi đúng mã cũ của chính mục này.",
        },
    },
    {
        "en": "`was:` moves the answers of open drafts. Two places for one answer, or an answer that already has a place, would lose somebody's words.",
        "vi": "`was:` chuyển câu trả lời trong hồ sơ đang khai dở. Một câu trả lời mà có hai chỗ, hoặc đã có chỗ, thì sẽ mất lời khai của người dân.",
    },
    wrong=spec("note: {title: {vi: Ghi chú, en: Note}, type: text}", "remark: {title: {vi: Lời thêm, en: Remark}, type: text, was: note}"),
    right=spec("remark: {title: {vi: Lời thêm, en: Remark}, type: text, was: note}"),
)


def _check(form: Form) -> Iterator[Diagnostic]:
    procedure = form.reasoned.procedure
    names = set(_names(procedure))
    seen: set[str] = set()
    for name, span in _former(procedure):
        if name in names or name in seen:
            yield form.found(KIND, span, "in-use" if name in names else "twice", name=name)
        seen.add(name)


def _names(procedure: Procedure) -> Iterator[str]:
    yield from procedure.subjects
    for page in procedure.pages:
        for item in page.items:
            yield item.id
            if isinstance(item, Group):
                yield from (column.id for column in item.columns)
    yield from (f"{attachment.table or 'attachments'}.{attachment.id}" for attachment in procedure.attachments)


def _former(procedure: Procedure) -> Iterator[tuple[str, Span]]:
    """Former names as `_names` has them, each with the place that says so."""
    for subject in procedure.subjects.values():
        if subject.was and subject.span:
            yield subject.was, subject.span
    for page in procedure.pages:
        for item in page.items:
            columns = item.columns if isinstance(item, Group) else ()
            if item.was:
                yield item.was, item.spans.get("was", item.span)
            for column in columns:
                if column.was:
                    own = column.was if "." in column.was else f"{item.id}.{column.was}"
                    yield own, column.spans.get("was", column.span)
    for attachment in procedure.attachments:
        if attachment.was:
            yield f"{attachment.table or 'attachments'}.{attachment.was}", attachment.spans.get("was", attachment.span)


RULE = Rule(KIND, _check)
