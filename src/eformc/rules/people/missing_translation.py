"""EF506 missing-translation: a language the form declares lacks a text."""

from __future__ import annotations

from collections.abc import Iterator

from eformc.diagnostics import Diagnostic, Kind, Severity
from eformc.kernel.words import say
from eformc.rules.author_text import Text
from eformc.rules.example import spec
from eformc.rules.rule import Form, Rule

KIND = Kind(
    "EF506",
    "missing-translation",
    Severity.WARNING,
    {
        "text": {
            "en": "“{text}” is not there in `{lang}`, a language of this form.",
            "vi": "“{text}” chưa có bản `{lang}`, là một ngôn ngữ của biểu mẫu này.",
        },
        "form": {
            "en": "{count} texts of this form are not there in `{lang}`.",
            "vi": "{count} đoạn chữ của biểu mẫu này chưa có bản `{lang}`.",
        },
    },
    {
        "text": {"en": "Add `{lang}: …`.", "vi": "Hãy thêm `{lang}: …`."},
        "form": {
            "en": "Translate them, or say which languages the form has: `languages: [{others}]`.",
            "vi": "Hãy dịch, hoặc khai các ngôn ngữ của biểu mẫu: `languages: [{others}]`.",
        },
    },
    {
        "en": "A page half in another language is worse than none.",
        "vi": "Trang nửa tiếng này nửa tiếng khác thì người đọc không dùng được.",
    },
    wrong=spec("note: {title: {vi: Ghi chú}, type: text, help: {vi: Ghi điều cần nói thêm., en: Say more.}}"),
    right=spec("note: {title: {vi: Ghi chú, en: Note}, type: text, help: {vi: Ghi điều cần nói thêm., en: Say more.}}"),
)
FEW = 8
"""Up to so many are named one by one; a form that is not translated at all (its title neither) is one finding."""


def _check(form: Form) -> Iterator[Diagnostic]:
    procedure = form.reasoned.procedure
    found = form.texts
    for lang in procedure.languages:
        missing = [text for text in found if lang not in text.words]
        untranslated = lang not in procedure.title and len(missing) > 1
        if len(missing) <= FEW and not untranslated:
            yield from (_one(form, text, lang) for text in missing)
        elif procedure.span is not None:
            others = [one for one in procedure.languages if one != lang]
            yield form.found(KIND, procedure.span, "form", count=len(missing), lang=lang, others=", ".join(others))


def _one(form: Form, text: Text, lang: str) -> Diagnostic:
    said = say(text.words, form.reasoned.procedure.languages[0])
    return form.found(KIND, text.span, "text", field_id=text.id, text=said, lang=lang)


RULE = Rule(KIND, _check)
