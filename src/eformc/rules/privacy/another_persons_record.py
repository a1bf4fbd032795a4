"""EF402 another-persons-record: values come out of a record that is not the one of whoever logs in."""

from __future__ import annotations

from collections.abc import Iterator

from eformc.diagnostics import Diagnostic, Kind, Severity
from eformc.model.catalogue import Shows
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
            "en": "{fields} of {subject} come from that person's own record, through {hops} lookups from the login ({path}), and are shown whole to whoever logs in.",
            "vi": "{fields} của {subject} lấy từ hồ sơ của chính người đó, qua {hops} lần tra cứu kể từ khi đăng nhập ({path}), và cho người đăng nhập xem đầy đủ.",
        },
        "by-number": {
            "en": "{fields} of {subject} are shown whole to whoever types the number: the catalogue says `shows: full` ({path}).",
            "vi": "{fields} của {subject} cho bất kỳ ai gõ số cũng xem đầy đủ: danh mục ghi `shows: full` ({path}).",
        },
    },
    {
        "": {
            "en": "Name the law that lets the office read it: `legal_basis:` on the field or of the procedure.",
            "vi": "Hãy nêu căn cứ cho phép tra cứu: `legal_basis:` ở mục này hoặc của thủ tục.",
        },
    },
    {
        "en": "One's own record gives a relative's name, number and nationality; more of it touches somebody else's data. Found by a number that is typed, it is shown under a mask, unless the catalogue says otherwise.",
        "vi": "Hồ sơ của mình chỉ cho biết tên, số định danh, quốc tịch của người thân; hơn thế là chạm đến dữ liệu của người khác. Tra theo số gõ vào thì chỉ hiện một phần, trừ khi danh mục ghi khác.",
    },
    wrong=_SPEC.format(law=""),
    right=_SPEC.format(law='legal_basis: ["Luật Hộ tịch 2014"]\n'),
    absence=True,
)


def _check(form: Form) -> Iterator[Diagnostic]:
    procedure = form.reasoned.procedure
    if procedure.legal_basis:
        return
    by_subject: dict[tuple[str, str], list[FieldReason]] = {}
    for reason in form.reasoned.fields:
        subject = procedure.subjects.get(reason.subject or "")
        own = subject is None or subject.known is Known.LOGIN
        if own or reason.field.legal_basis or not reason.steps:
            continue
        if reason.hops > 1 and reason.via is Via.RELATION:
            by_subject.setdefault((reason.subject or "", "two-hops"), []).append(reason)
        elif reason.via is Via.KEY_FIELD and subject is not None and subject.entity == form.reasoned.catalogue.login_entity and reason.steps[-1].lookup.shows is Shows.FULL:
            by_subject.setdefault((reason.subject or "", "by-number"), []).append(reason)
    for (name, said), reasons in by_subject.items():
        first = reasons[0]
        yield form.found(
            KIND, first.field.span, said, field_id=first.id, hops=max(reason.hops for reason in reasons),
            fields=", ".join(f"`{reason.id}`" for reason in reasons), subject=procedure.subjects[name].title,
            path=" → ".join(step.id for step in first.steps),
        )  # fmt: skip


RULE = Rule(KIND, _check)
