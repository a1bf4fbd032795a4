"""EF502 long-title: a heading, question or option longer than one can take in at a glance."""

from __future__ import annotations

from collections.abc import Iterator

from eformc.diagnostics import Diagnostic, Kind, Severity
from eformc.rules.author_text import Role
from eformc.rules.example import spec
from eformc.rules.people.reading import limits, may_have_more, words
from eformc.rules.rule import Form, Rule

_HELP = 'help: {vi: "Ví dụ: để mua nhà.", en: "For example: to buy a house."}'

KIND = Kind(
    "EF502",
    "long-title",
    Severity.INFO,
    {
        "long": {
            "en": "This title has {count} words in `{lang}`, more than {most}: “{text}”.",
            "vi": "Tên mục này dài {count} tiếng (`{lang}`), quá {most}: “{text}”.",
        },
    },
    {
        "": {
            "en": "Say the question in a few words, and put the rest into `help:`.",
            "vi": "Hãy hỏi bằng vài tiếng, phần còn lại đưa vào `help:`.",
        },
    },
    {
        "en": "A long title is read only to half. Docassemble's linter calls one of 120 letters overlong.",
        "vi": "Tên mục dài thì người ta chỉ đọc một nửa.",
    },
    wrong=spec(
        "why: {title: {vi: Mục đích sử dụng của giấy xác nhận tình trạng hôn nhân mà người yêu cầu đề nghị cơ quan có thẩm quyền cấp, en: Purpose}, type: text, "
        + _HELP + "}"
    ),
    right=spec("why: {title: {vi: Dùng giấy xác nhận để làm gì, en: Purpose}, type: text, " + _HELP + "}"),
)


def _check(form: Form) -> Iterator[Diagnostic]:
    for text in form.texts:
        for lang, said in text.words.items() if text.role is Role.TITLE else ():
            most = limits(form.reasoned.catalogue, lang).title
            if may_have_more(said, most) and (count := words(said)) > most:
                yield form.found(
                    KIND, text.span, "long", field_id=text.id, count=count, most=most, lang=lang, text=said
                )


RULE = Rule(KIND, _check)
