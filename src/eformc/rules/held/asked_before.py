"""EF208 asked-before: a later step of a life event asks for what an earlier one asked or gave."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence

from eformc.diagnostics import Diagnostic, Kind, Related, Severity
from eformc.reasoning.reasoned import FieldReason
from eformc.rules.guess import Sureness
from eformc.rules.rule import Across, Form, Rule, Told, no_check
from eformc.source import Span

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
        "en": "What was said at one step of a life event is known at the next one (WCAG 2.2, 3.3.7 Redundant Entry).",
        "vi": "Điều đã khai ở bước trước của một sự kiện thì bước sau đã biết.",
    },
    wrong=_SPEC.format(name="first", more="", element="ethnicity")
    + "---\n"
    + _SPEC.format(name="second", more="after: [first]\n", element="ethnicity"),
    right=_SPEC.format(name="first", more="", element="ethnicity")
    + "---\n"
    + _SPEC.format(name="second", more="after: [first]\n", element="nationality"),
)


def _tell(form: Form) -> Told:
    """The procedure, what comes before it, what it asks (with place and certainty), its papers, what it gives."""
    spans: list[Span] = []

    def place(span: Span) -> int:
        spans.append(span)
        return len(spans) - 1

    procedure = form.reasoned.procedure
    facts = {
        "id": procedure.id,
        "title": dict(procedure.title),
        "after": list(procedure.after),
        "produces": list(procedure.produces),
        "asks": [
            [one.subject, one.element.id, one.id, _sure(one), one.field.waiver is not None, place(one.field.span)]
            for one in form.reasoned.if_bound.fields
            if one.is_asked and one.element is not None
        ],
        "papers": [
            [paper.document.id, paper.attachment.id, place(paper.attachment.span), paper.confidence]
            for paper in form.reasoned.if_bound.attachments
            if paper.document is not None and not paper.attachment.fetched and paper.attachment.waiver is None
        ],
    }
    return Told(facts, tuple(spans))


def _sure(reason: FieldReason) -> float:
    return reason.guess.confidence if reason.guess is not None else 1.0


def _limited(confidence: float) -> Severity:
    return Sureness(confidence, certain=confidence >= 1).limited(KIND.severity)


def _join(forms: Sequence[Told]) -> Iterator[Diagnostic]:
    by_id = {form.facts["id"]: form for form in forms}
    for form in forms:
        for before in _before(form, by_id):
            yield from _between(before, form)


def _before(form: Told, by_id: Mapping[str, Told]) -> list[Told]:
    """The forms that come before, nearest first; a circle ends where it began."""
    out: list[Told] = []
    todo = deque(form.facts["after"])
    while todo:
        found = by_id.get(todo.popleft())
        if found is not None and found is not form and not any(found is one for one in out):
            out.append(found)
            todo += found.facts["after"]
    return out


def _between(before: Told, form: Told) -> Iterator[Diagnostic]:
    asked = {(subject, element): one for one in before.facts["asks"] for subject, element in [one[:2]]}
    procedure, title = form.facts["id"], before.facts["title"]
    for subject, element, name, confidence, waived, place in form.facts["asks"]:
        first = asked.get((subject, element))
        if first is not None and not waived:
            related = Related(before.spans[first[5]], {"en": "It is asked here.", "vi": "Đã hỏi ở đây."})
            sure = min(confidence, first[3])
            yield KIND.at(
                form.spans[place], "asked", procedure=procedure, field_id=name, related=(related,), severity=_limited(sure),
                confidence=sure, args={"before": title, "field": first[2]},
            )  # fmt: skip
    for document, name, place, confidence in form.facts["papers"]:
        if document in before.facts["produces"]:
            yield KIND.at(
                form.spans[place], "given", procedure=procedure, field_id=name, severity=_limited(confidence),
                confidence=confidence, args={"before": title},
            )  # fmt: skip


RULE = Rule(KIND, no_check, Across(_tell, _join))
