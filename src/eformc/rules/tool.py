"""EF9: what is to be said of the rules themselves and of what was written about them, not of a form."""

from __future__ import annotations

from eformc.diagnostics import Kind, Severity

CRASHED = Kind(
    "EF901",
    "rule-crashed",
    Severity.ERROR,
    {
        "crashed": {
            "en": "The rule {rule} stopped with an error ({problem}); everything else was looked at.",
            "vi": "Quy tắc {rule} dừng vì lỗi ({problem}); mọi thứ khác vẫn được xem xét.",
        },
    },
    {
        "": {
            "en": "Report it to whoever keeps the rule; until then leave it out: `ignore = [\"{rule}\"]`.",
            "vi": "Hãy báo cho người giữ quy tắc; trong lúc chờ có thể tạm bỏ: `ignore = [\"{rule}\"]`.",
        },
    },
    {
        "en": "One faulty rule must not hide what the others find.",
        "vi": "Một quy tắc hỏng không được che điều các quy tắc khác tìm thấy.",
    },
)

STALE = Kind(
    "EF902",
    "stale-baseline",
    Severity.INFO,
    {
        "gone": {
            "en": "{file} no longer has this finding of {code} ({count} fewer): it was mended.",
            "vi": "{file} không còn phát hiện {code} này (bớt {count}): đã được sửa.",
        },
    },
    {
        "": {
            "en": "Write the baseline again, so that it cannot come back: `eformc lint --write-baseline {path}`.",
            "vi": "Hãy ghi lại tệp mốc để nó không quay lại: `eformc lint --write-baseline {path}`.",
        },
    },
    {
        "en": "A baseline may only shrink.",
        "vi": "Tệp mốc chỉ được ngắn đi.",
    },
)

KINDS = {kind.code: kind for kind in (CRASHED, STALE)}
