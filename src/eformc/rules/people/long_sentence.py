"""EF505 long-sentence: help or a message whose end one reaches having forgotten its beginning."""

from __future__ import annotations

from collections.abc import Iterator

from eformc.diagnostics import Diagnostic, Kind, Severity
from eformc.rules.author_text import Role
from eformc.rules.example import spec
from eformc.rules.people.reading import limits, longest, may_have_more
from eformc.rules.rule import Form, Rule

_SPEC = "note: {{title: {{vi: Ghi chú, en: Note}}, type: text, help: {{vi: Ghi điều cần nói thêm., en: {help}}}}}"

KIND = Kind(
    "EF505",
    "long-sentence",
    Severity.INFO,
    {
        "long": {
            "en": "A sentence of {count} words in `{lang}`, more than {most}: “{text}”",
            "vi": "Câu dài {count} tiếng (`{lang}`), quá {most}: “{text}”",
        },
    },
    {"": {"en": "Make two sentences of it.", "vi": "Hãy tách thành hai câu."}},
    {
        "en": "At 14 words a sentence readers understand nine tenths; at 25 it is difficult (GOV.UK).",
        "vi": "Câu ngắn thì ai cũng hiểu; câu quá dài thì đọc đến cuối đã quên đầu.",
    },
    wrong=spec(
        _SPEC.format(
            help="Please write here whatever else you should want the receiving office to know about your case before it takes the papers up and decides upon them in due course"
        )
    ),
    right=spec(_SPEC.format(help="Write what else the office should know.")),
)


def _check(form: Form) -> Iterator[Diagnostic]:
    for text in form.texts:
        for lang, said in text.words.items() if text.role is Role.PROSE else ():
            most = limits(form.reasoned.catalogue, lang).sentence
            sentence, count = longest(said) if may_have_more(said, most) else ("", 0)
            if count > most:
                yield form.found(
                    KIND, text.span, "long", field_id=text.id, count=count, most=most, lang=lang, text=sentence
                )


RULE = Rule(KIND, _check)
