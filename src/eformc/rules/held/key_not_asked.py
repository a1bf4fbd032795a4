"""EF207 key-not-asked: one question that is not asked would spare several that are."""

from __future__ import annotations

from collections.abc import Iterator

from eformc.diagnostics import Diagnostic, Fix, Kind, Related, Severity
from eformc.reasoning.reasoned import FieldReason, Reasoned
from eformc.reasoning.smallest import adding
from eformc.reasoning.subject_graph import Fact
from eformc.rules.rule import Form, Rule
from eformc.source import Edit

_SPEC = """procedure: example
title: {{vi: Ví dụ, en: Example}}
subjects:
  applicant: {{is: person, known_by: login}}
  mother: {{is: person, title: {{vi: Mẹ, en: Mother}}}}
pages:
  - page: mother
    title: {{vi: Người mẹ, en: The mother}}
    fields:
{key}      - mother.full_name
      - mother.birth_date
      - mother.ethnicity
      - mother.residence_address
"""

KIND = Kind(
    "EF207",
    "key-not-asked",
    Severity.WARNING,
    {
        "ask-it": {
            "en": "Ask {key} of {subject}: {count} questions go ({fields}).",
            "vi": "Hãy hỏi {key} của {subject}: bớt được {count} câu hỏi ({fields}).",
        },
    },
    {
        "": {
            "en": "Add `{name}` before them: with it the registries give the rest. If no registry knows {subject} yet, say `known_by: nobody`.",
            "vi": "Hãy thêm `{name}` trước các mục này: có nó thì tra cứu được phần còn lại. Nếu {subject} chưa có trong cơ sở dữ liệu nào, hãy ghi `known_by: nobody`.",
        },
    },
    {
        "en": "A number typed once costs less than what it finds (the smallest form; see `eformc plan`).",
        "vi": "Khai một con số một lần nhẹ hơn khai mọi điều tra được từ nó (biểu mẫu nhỏ nhất; xem `eformc plan`).",
    },
    wrong=_SPEC.format(key=""),
    fix={
        "en": "Adds the key before the questions it spares (unsafe: the form changes).",
        "vi": "Thêm khóa trước các câu hỏi bớt được (không an toàn: biểu mẫu thay đổi).",
    },
    right=_SPEC.format(key="      - mother.personal_id\n"),
    absence=True,
)


def _check(form: Form) -> Iterator[Diagnostic]:
    said: set[Fact] = set()
    for reasoned in (form.reasoned, form.reasoned.suggested):
        found = adding(reasoned) if reasoned is not None else None
        if reasoned is None or found is None:
            continue
        by_id = reasoned.by_id()
        for question in found.added:
            spared = [by_id[name] for name in found.dropped if name in question.unlocks]
            if question.fact is not None and question.fact not in said and len(spared) > 1:
                said.add(question.fact)
                yield _found(form, reasoned, question.fact, spared)


def _found(form: Form, reasoned: Reasoned, fact: Fact, spared: list[FieldReason]) -> Diagnostic:
    subject = reasoned.procedure.subjects[fact[0]]
    element = reasoned.catalogue.element(subject.entity, fact[1])
    name = ".".join(fact)
    first, *others = spared
    return form.found(
        KIND, first.field.span, "ask-it", field_id=first.id,
        # of a fact that is only a guess nobody said that it is meant, of such a subject not that a registry knows it
        severity=Severity.INFO if subject.span is None or not all(one.bound for one in spared) else None,
        related=tuple(Related(one.field.span, {"en": "This goes too.", "vi": "Mục này cũng bớt được."}) for one in others),
        fixes=_fix(first, name) if all(one.bound for one in spared) else (),
        confidence=min(one.guess.confidence if one.guess is not None else 1.0 for one in spared),
        key=element.title if element else fact[1], subject=subject.title, count=len(spared),
        fields=", ".join(f"`{one.id}`" for one in spared), name=name,
    )  # fmt: skip


def _fix(first: FieldReason, name: str) -> tuple[Fix, ...]:
    """The key as an entry of its own before the first field it spares, where that stands on a line of its own."""
    span = first.field.span
    text = span.source.text
    start = text.rfind("\n", 0, span.start) + 1
    lead = text[start : span.start]
    if lead.strip() != "-" or first.group is not None:
        return ()
    title = {"en": f"Ask {name}", "vi": f"Hỏi {name}"}
    return (Fix(title, (Edit(start, start, f"{lead}{name}\n"),), False, span.path),)


RULE = Rule(KIND, _check)
