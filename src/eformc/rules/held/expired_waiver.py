"""EF206 expired-waiver: an exception that has run out."""

from __future__ import annotations

from collections.abc import Iterator

from eformc.diagnostics import Diagnostic, Kind, Severity
from eformc.rules.held.uncited_waiver import KIND as UNCITED
from eformc.rules.held.waivers import waived
from eformc.rules.rule import Form, Rule

KIND = Kind(
    "EF206",
    "expired-waiver",
    Severity.ERROR,
    {
        "expired": {
            "en": "This exception ended on {until}; the form still asks again.",
            "vi": "Ngoại lệ này hết hạn ngày {until}; biểu mẫu vẫn hỏi lại.",
        },
    },
    {
        "": {
            "en": "Take the waiver out, or have it renewed and write the new date.",
            "vi": "Hãy bỏ ngoại lệ, hoặc gia hạn và ghi ngày mới.",
        },
    },
    {"en": "An exception that never ends is a rule.", "vi": "Ngoại lệ không có hồi kết thì thành thông lệ."},
    wrong=UNCITED.right.replace("2199-12-31", "2020-12-31"),
    law={"en": "{once_only_law}", "vi": "{once_only_law}"},
    needs_law=True,
    right=UNCITED.right,
)


def _check(form: Form) -> Iterator[Diagnostic]:
    for name, waiver, spans in waived(form):
        if waiver.until is not None and form.day.past(waiver.until):
            yield form.found(KIND, spans["until"], "expired", field_id=name, until=waiver.until)


RULE = Rule(KIND, _check)
