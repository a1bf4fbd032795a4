"""EF205 uncited-waiver: an exception to "do not ask again" without its law or its end."""

from __future__ import annotations

from collections.abc import Iterator

from eformc.diagnostics import Diagnostic, Kind, Severity
from eformc.rules.held.waivers import waived
from eformc.rules.rule import Form, Rule

_SPEC = """procedure: example
title: {{vi: Ví dụ, en: Example}}
subjects:
  applicant: {{is: person, known_by: login}}
pages:
  - page: one
    title: {{vi: Người yêu cầu, en: Applicant}}
    fields:
      - applicant.residence_address: {{waive: verify{rest}}}
"""

KIND = Kind(
    "EF205",
    "uncited-waiver",
    Severity.ERROR,
    {
        "no-law": {
            "en": "`waive: {kind}` asks again for held data without naming the law that allows it.",
            "vi": "`waive: {kind}` hỏi lại dữ liệu đã có mà không nêu căn cứ pháp luật.",
        },
        "no-end": {
            "en": "`waive: {kind}` asks again for held data without end.",
            "vi": "`waive: {kind}` hỏi lại dữ liệu đã có mà không có thời hạn.",
        },
    },
    {
        "no-law": {"en": "Add `because: \"<law, article>\"`.", "vi": "Hãy thêm `because: \"<luật, điều>\"`."},
        "no-end": {"en": "Add `until: <date>`, by which it is looked at again.", "vi": "Hãy thêm `until: <ngày>` để xem xét lại."},
    },
    {
        "en": "The ban on asking again has four exceptions; one that is used must be named and must end.",
        "vi": "Lệnh cấm hỏi lại có bốn ngoại lệ; dùng ngoại lệ nào phải nêu rõ và phải có thời hạn.",
    },
    wrong=_SPEC.format(rest=""),
    law={"en": "{once_only_law}", "vi": "{once_only_law}"},
    needs_law=True,
    right=_SPEC.format(rest=', because: "Luật Thử nghiệm 2024, Điều 15", until: 2199-12-31'),
)


def _check(form: Form) -> Iterator[Diagnostic]:
    for name, waiver, spans in waived(form):
        if not waiver.because:
            yield form.found(KIND, spans["waive"], "no-law", field_id=name, kind=waiver.kind)
        if waiver.until is None:
            yield form.found(KIND, spans["waive"], "no-end", field_id=name, severity=Severity.WARNING, kind=waiver.kind)


RULE = Rule(KIND, _check)
