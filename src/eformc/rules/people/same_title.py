"""EF513 same-title: two lines of a page have the same words, so that nobody can tell whom each is about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from eformc.diagnostics import Diagnostic, Kind, Related, Severity
from eformc.kernel.expressions import And
from eformc.language.contradictions import never_true
from eformc.model.catalogue import Policy
from eformc.model.procedure import Field, Page
from eformc.reasoning.reasoned import FieldReason, Origin
from eformc.rules.guess import likely_needless
from eformc.rules.rule import Form, Rule

_SPEC = """procedure: example
title: {{vi: Ví dụ, en: Example}}
legal_basis: ["Luật Hộ tịch 2014"]
subjects:
  applicant: {{is: person, known_by: login}}
  father: {{is: person, via: applicant.father}}
  mother: {{is: person, via: applicant.mother}}
pages:
  - page: one
    title: {{vi: Cha mẹ, en: Parents}}
    fields:
      - father.full_name
      - mother.full_name{title}
"""

KIND = Kind(
    "EF513",
    "same-title",
    Severity.WARNING,
    {
        "same": {
            "en": "“{title}” stands on this page already (`{first}`): nobody can tell which is which.",
            "vi": "“{title}” đã có trên trang này (`{first}`): không biết mục nào hỏi về ai.",
        },
    },
    {
        "": {
            "en": "Say whose it is: `title: {vi: …, en: …}`, or put each below a heading of its own (`group:`).",
            "vi": "Hãy nói rõ của ai: `title: {vi: …, en: …}`, hoặc đặt mỗi mục dưới một tiêu đề riêng (`group:`).",
        },
    },
    {
        "en": "Who hears the page read aloud has nothing but the words (WCAG 2.2, 2.4.6 Headings and Labels).",
        "vi": "Người nghe đọc trang chỉ biết mục qua tên gọi.",
    },
    wrong=_SPEC.format(title=""),
    right=_SPEC.format(title=": {title: {vi: Họ và tên mẹ, en: Mother's name}}"),
)


def _check(form: Form) -> Iterator[Diagnostic]:
    reasons, needless = form.reasoned.by_id(), likely_needless(form.reasoned)
    shown = {name: one for name, one in reasons.items() if name not in needless}
    for page in form.reasoned.procedure.pages:
        yield from _on(form, page, shown)


def _on(form: Form, page: Page, reasons: Mapping[str, FieldReason]) -> Iterator[Diagnostic]:
    """The second and later ones of each title; a field is named once, whatever the language. Of one that seems to ask for
    the same once more, EF203 tells; two that never stand on the page together may be called alike, and
    two below different headings.
    """
    before: dict[tuple[str, str, int | None], list[Field]] = {}
    for number, field in enumerate(page.items):
        if not isinstance(field, Field) or field.id not in reasons or _passing(reasons[field.id]):
            continue
        section = next((n for n, one in enumerate(page.sections) if one.first <= number < one.first + one.count), None)
        keys = [(lang, title, section) for lang, title in field.title.items() if title]
        same = [one for key in keys for one in before.get(key, ()) if not _exclusive(one, field)]
        again = form.reasoned.recognised.get(field.id)
        if same and (again is None or again.repeats != same[0].id):
            related = Related(same[0].span, {"en": "It stands here first.", "vi": "Lần đầu ở đây."})
            yield form.found(
                KIND, field.span, "same", field_id=field.id, title=field.title, first=same[0].id, related=(related,)
            )
        for key in keys:
            before.setdefault(key, []).append(field)


def _exclusive(one: Field, other: Field) -> bool:
    """Certainly no answers show both."""
    return one.when is not None and other.when is not None and never_true(And((one.when, other.when)))


def _passing(reason: FieldReason) -> bool:
    """True if the page does not show it: the office's own line, or hidden."""
    return reason.system is not None or (reason.origin is not Origin.ASKED and reason.policy is Policy.HIDDEN)


RULE = Rule(KIND, _check)
