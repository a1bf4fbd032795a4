"""EF402 another-persons-record: values come out of a record that is not the one of whoever logs in."""

from __future__ import annotations

from collections.abc import Iterator

from eformc.diagnostics import Diagnostic, Kind, Severity
from eformc.model.procedure import Known
from eformc.reasoning.reasoned import FieldReason, Via
from eformc.rules.rule import Form, Rule

_SPEC = """procedure: example
title: {{vi: Ví dụ, en: Example}}
{law}subjects:
  applicant: {{is: person, known_by: login}}
  spouse: {{is: person, via: applicant.spouse}}
pages:
  - page: one
    title: {{vi: Trang một, en: Page one}}
    fields:
      - spouse.birth_date
"""

KIND = Kind(
    "EF402",
    "another-persons-record",
    Severity.INFO,
    {
        "two-hops": {
            "en": "{fields} of {subject} come from that person's own record, through {hops} lookups from the login ({path}).",
            "vi": "{fields} của {subject} lấy từ hồ sơ của chính người đó, qua {hops} lần tra cứu kể từ khi đăng nhập ({path}).",
        },
    },
    {
        "": {
            "en": "Name the law that lets the office read it: `legal_basis:` on the field or of the procedure.",
            "vi": "Hãy nêu căn cứ cho phép tra cứu: `legal_basis:` ở mục này hoặc của thủ tục.",
        },
    },
    {
        "en": "One's own record gives a relative's name, number and nationality; more of it touches somebody else's data.",
        "vi": "Hồ sơ của mình chỉ cho biết tên, số định danh, quốc tịch của người thân; hơn thế là chạm đến dữ liệu của người khác.",
    },
    wrong=_SPEC.format(law=""),
    right=_SPEC.format(law='legal_basis: ["Luật Hộ tịch 2014"]\n'),
    absence=True,
)


def _check(form: Form) -> Iterator[Diagnostic]:
    procedure = form.reasoned.procedure
    if procedure.legal_basis:
        return
    by_subject: dict[str, list[FieldReason]] = {}
    for reason in form.reasoned.fields:
        subject = procedure.subjects.get(reason.subject or "")
        own = subject is None or subject.known is Known.LOGIN
        if reason.hops > 1 and reason.via is Via.RELATION and not own and not reason.field.legal_basis:
            by_subject.setdefault(reason.subject or "", []).append(reason)
    for name, reasons in by_subject.items():
        first = reasons[0]
        yield form.found(
            KIND, first.field.span, "two-hops", field_id=first.id, hops=max(reason.hops for reason in reasons),
            fields=", ".join(f"`{reason.id}`" for reason in reasons), subject=procedure.subjects[name].title,
            path=" → ".join(step.id for step in first.steps),
        )  # fmt: skip


RULE = Rule(KIND, _check)
