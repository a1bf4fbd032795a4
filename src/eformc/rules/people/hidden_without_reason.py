"""EF509 hidden-without-reason: a value goes along that the citizen never sees, and no law says why."""

from __future__ import annotations

from collections.abc import Iterator

from eformc.diagnostics import Diagnostic, Kind, Severity
from eformc.model.catalogue import Policy
from eformc.reasoning.reasoned import Origin
from eformc.rules.example import spec
from eformc.rules.rule import Form, Rule

KIND = Kind(
    "EF509",
    "hidden-without-reason",
    Severity.WARNING,
    {
        "hidden": {
            "en": "“{title}” is sent without being shown, and nothing says why.",
            "vi": "“{title}” được gửi đi mà không hiện ra, và không nêu lý do.",
        },
    },
    {
        "": {
            "en": "Write `policy: confirm`, or the reason: `legal_basis: \"<law, article>\"`.",
            "vi": "Hãy ghi `policy: confirm`, hoặc nêu lý do: `legal_basis: \"<luật, điều>\"`.",
        },
    },
    {
        "en": "Nothing is sent that was not seen, or it is said why.",
        "vi": "Không gửi điều người dân chưa thấy, trừ khi nói rõ vì sao.",
    },
    wrong=spec("applicant.ethnicity: {policy: hidden}"),
    right=spec('applicant.ethnicity: {policy: hidden, legal_basis: "Luật Căn cước 2023, Điều 9"}'),
)


def _check(form: Form) -> Iterator[Diagnostic]:
    for reason in form.reasoned.fields:
        field = reason.field
        held = reason.origin in (Origin.HELD, Origin.DERIVED)
        if held and field.policy is Policy.HIDDEN and not field.legal_basis:
            at = field.spans.get("policy", field.span)
            yield form.found(KIND, at, "hidden", field_id=reason.id, title=field.title)


RULE = Rule(KIND, _check)
