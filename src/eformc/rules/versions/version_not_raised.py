"""EF701 version-not-raised: a new version breaks what relies on the old one, and has the same number."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from eformc.diagnostics import Diagnostic, Kind, Severity
from eformc.reasoning.reasoned import Reasoned
from eformc.rules.example import spec
from eformc.rules.rule import Rule, no_check

KIND = Kind(
    "EF701",
    "version-not-raised",
    Severity.ERROR,
    {
        "same": {
            "en": "Submissions that were right are refused now ({count} places, such as `{place}`), and the version is still `{version}`.",
            "vi": "Hồ sơ trước đây đúng nay bị từ chối ({count} chỗ, ví dụ `{place}`), mà phiên bản vẫn là `{version}`.",
        },
    },
    {
        "": {
            "en": "Write another `version:`, so that those who send and keep submissions can tell the two apart.",
            "vi": "Hãy ghi `version:` khác, để bên gửi và bên lưu hồ sơ phân biệt được hai phiên bản.",
        },
    },
    {
        "en": "A stored submission names its form by the version alone. Two forms that refuse each other's submissions may not share one.",
        "vi": "Hồ sơ đã lưu chỉ ghi phiên bản để biết khai theo biểu mẫu nào. Hai biểu mẫu không nhận hồ sơ của nhau thì không dùng chung một phiên bản.",
    },
    wrong=spec("applicant.full_name", "note: {title: {vi: Ghi chú, en: Note}, type: text, max_length: 90}")
    + "---\n"
    + spec("applicant.full_name", "note: {title: {vi: Ghi chú, en: Note}, type: text, max_length: 50}"),
    right=spec("applicant.full_name", "note: {title: {vi: Ghi chú, en: Note}, type: text, max_length: 90}")
    + "---\n"
    + spec("applicant.full_name", "note: {title: {vi: Ghi chú, en: Note}, type: text, max_length: 50}", rest='version: "2"\n'),
)


def _between(old: Reasoned, new: Reasoned, breaking: Sequence[str]) -> Iterator[Diagnostic]:
    procedure = new.procedure
    if breaking and procedure.version == old.procedure.version and procedure.span is not None:
        yield KIND.at(
            procedure.span, "same", procedure=procedure.id,
            args={"count": len(breaking), "place": breaking[0], "version": procedure.version},
        )  # fmt: skip


RULE = Rule(KIND, no_check, between=_between)
