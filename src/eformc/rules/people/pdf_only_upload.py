"""EF507 pdf-only-upload: a paper that cannot be sent as a phone's photo."""

from __future__ import annotations

from collections.abc import Iterator

from eformc.diagnostics import Diagnostic, Fix, Kind, Severity
from eformc.kernel.values import File
from eformc.kernel.words import Words
from eformc.model.procedure import Spans
from eformc.rules.example import spec
from eformc.rules.rule import Form, Rule
from eformc.source import Edit

_SPEC = "attachments:\n  - plan: {{title: {{vi: Bản vẽ, en: Drawing}}, accept: [{accept}]}}\n"
_FIELD = "note: {title: {vi: Ghi chú, en: Note}, type: text, help: {vi: Ghi điều cần nói thêm., en: Say more.}}"

KIND = Kind(
    "EF507",
    "pdf-only-upload",
    Severity.WARNING,
    {
        "no-photo": {
            "en": "“{title}” takes no photo ({accept}).",
            "vi": "“{title}” không nhận ảnh chụp ({accept}).",
        },
    },
    {
        "": {
            "en": "Take photos too: leave `accept:` out, or add image/jpeg, image/png, image/heic.",
            "vi": "Hãy nhận cả ảnh chụp: bỏ `accept:`, hoặc thêm image/jpeg, image/png, image/heic.",
        },
    },
    {
        "en": "A phone makes photos; for a PDF people travel to a scanner.",
        "vi": "Điện thoại chỉ chụp ảnh; bắt nộp PDF thì người dân phải đi tìm chỗ quét.",
    },
    wrong=spec(_FIELD, rest=_SPEC.format(accept="application/pdf")),
    fix={"en": "Adds photographs to the list of what is taken (unsafe: the office must be able to read them).", "vi": "Thêm ảnh chụp vào danh sách nhận (không an toàn: cơ quan phải đọc được)."},
    right=spec(_FIELD, rest=_SPEC.format(accept="application/pdf, image/jpeg, image/png, image/heic")),
)
PHOTOS = frozenset({"image/jpeg", "image/*", "*/*"})


def _check(form: Form) -> Iterator[Diagnostic]:
    procedure = form.reasoned.procedure
    for attachment in procedure.attachments:
        if not attachment.fetched:
            yield from _found(form, attachment.value, attachment.title, attachment.spans, attachment.id)
    for field in (one.field for one in form.reasoned.fields):
        yield from _found(form, field.value, field.title, field.spans, field.id)


def _found(form: Form, value: object, title: Words, spans: Spans, name: str) -> Iterator[Diagnostic]:
    if isinstance(value, File) and not PHOTOS & set(value.media_types):
        at = spans.get("accept", spans["field"])
        yield form.found(
            KIND, at, "no-photo", field_id=name, title=title, accept=", ".join(value.media_types), fixes=_fix(spans)
        )


def _fix(spans: Spans) -> tuple[Fix, ...]:
    """Add a phone's photos to a list written in one line. Not safe: the office must be able to read them."""
    accept = spans.get("accept")
    if accept is None or not accept.text.endswith("]"):
        return ()
    title = {"en": "Take photos too", "vi": "Nhận cả ảnh chụp"}
    end = accept.end - 1
    return (Fix(title, (Edit(end, end, ", image/jpeg, image/png, image/heic"),), False, accept.path),)


RULE = Rule(KIND, _check)
