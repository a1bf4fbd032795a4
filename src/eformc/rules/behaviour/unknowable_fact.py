"""EF604 unknowable-fact: a condition reads a fact that is neither asked nor known."""

from __future__ import annotations

from collections.abc import Iterator

from eformc.diagnostics import Diagnostic, Kind, Severity
from eformc.kernel.expressions import Expression, refs
from eformc.rules.rule import Form, Rule
from eformc.source import Span

_SPEC = """procedure: example
title: {{vi: Ví dụ, en: Example}}
subjects:
  applicant: {{is: person, known_by: login}}
  witness: {{is: person}}
pages:
  - page: one
    title: {{vi: Trang một, en: Page one}}
    fields:
      - note: {{title: {{vi: Ghi chú, en: Note}}, type: text, when: present({name}.birth_date)}}
"""

KIND = Kind(
    "EF604",
    "unknowable-fact",
    Severity.ERROR,
    {
        "unknowable": {
            "en": "The condition reads `{name}`, which the form neither asks nor can look up.",
            "vi": "Điều kiện đọc `{name}`, nhưng biểu mẫu không hỏi và cũng không tra cứu được.",
        },
    },
    {
        "": {
            "en": "Ask for it, or for the key that unlocks it, or take the condition out.",
            "vi": "Hãy hỏi nó, hoặc hỏi khóa để tra ra nó, hoặc bỏ điều kiện.",
        },
    },
    {"en": "The condition would stay unknown for ever.", "vi": "Điều kiện sẽ mãi không xác định."},
    wrong=_SPEC.format(name="witness"),
    right=_SPEC.format(name="applicant"),
    absence=True,
)


def _check(form: Form) -> Iterator[Diagnostic]:
    for expression, span, name in _conditions(form):
        for ref in refs(expression):
            if ref.known and (ref.pointer[0], ref.pointer[1]) not in form.reasoned.known:
                yield form.found(KIND, span, "unknowable", field_id=name, name=".".join(ref.pointer))


def _conditions(form: Form) -> Iterator[tuple[Expression, Span, str]]:
    for page in form.reasoned.procedure.pages:
        if page.when is not None:
            yield page.when, page.spans["when"], page.id
    for field in (one.field for one in form.reasoned.fields):
        if field.when is not None and "when" in field.spans:
            yield field.when, field.spans["when"], field.id
        if field.derive is not None:
            yield field.derive, field.spans["derive"], field.id
    for attachment in form.reasoned.procedure.attachments:
        if attachment.when is not None:
            yield attachment.when, attachment.spans["when"], attachment.id


RULE = Rule(KIND, _check)
