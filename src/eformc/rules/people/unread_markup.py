"""EF514 unread-markup: marks that people will see as they are."""

from __future__ import annotations

from collections.abc import Iterator

from eformc.diagnostics import Diagnostic, Kind, Severity
from eformc.rules.author_text import Role
from eformc.rules.example import spec
from eformc.rules.rule import Form, Rule
from eformc.wording.markup import unread_markup

_SPEC = "remark: {{title: {{vi: Ghi chú, en: Remark}}, type: text, help: {{vi: Ghi điều cần nói thêm., en: Say more.}}, more: {{vi: {vi}, en: {en}}}}}"

KIND = Kind(
    "EF514",
    "unread-markup",
    Severity.WARNING,
    {
        "prose": {
            "en": "`{mark}` is no markup that is read here: people will see it as it is.",
            "vi": "`{mark}` không được hiểu là định dạng: người dân sẽ thấy nguyên như vậy.",
        },
        "plain": {
            "en": "There is no markup in titles, help and messages: people will see `{mark}` as it is.",
            "vi": "Tên mục, hướng dẫn, câu báo không có định dạng: người dân sẽ thấy nguyên `{mark}`.",
        },
    },
    {
        "": {
            "en": "Write strong words as `**word**` and links as `[text](https://…)`.",
            "vi": "Viết chữ đậm là `**chữ**`, liên kết là `[chữ](https://…)`.",
        },
        "plain": {
            "en": "Say it without marks, or put it into `more:` or a note.",
            "vi": "Hãy viết không có dấu định dạng, hoặc đưa vào `more:` hay lời nhắn.",
        },
    },
    {
        "en": "Marks that are not read are read aloud, letter by letter.",
        "vi": "Dấu định dạng không được hiểu thì máy sẽ đọc to từng ký tự.",
    },
    wrong=spec(_SPEC.format(vi='"Xem [ở đây](http://example.vn)."', en='"See [here](http://example.vn)."')),
    right=spec(_SPEC.format(vi='"Xem [ở đây](https://example.vn)."', en='"See [here](https://example.vn)."')),
)


_MARKS = frozenset("*[{")


def _check(form: Form) -> Iterator[Diagnostic]:
    for text in form.texts:
        prose = text.role is Role.MARKED
        marks = [mark for said in text.words.values() if not _MARKS.isdisjoint(said) if (mark := unread_markup(said, prose=prose))]
        if marks:
            yield form.found(KIND, text.span, "prose" if prose else "plain", field_id=text.id, mark=marks[0])


RULE = Rule(KIND, _check)
