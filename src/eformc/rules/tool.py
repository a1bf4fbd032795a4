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
            "en": "{count} findings of the baseline are mended: {what}.",
            "vi": "{count} phát hiện trong tệp mốc đã được sửa: {what}.",
        },
    },
    {
        "": {
            "en": "Take them out of it, so that they cannot come back: `eformc lint --fix --baseline {path}`.",
            "vi": "Hãy bỏ chúng khỏi tệp mốc để không quay lại: `eformc lint --fix --baseline {path}`.",
        },
    },
    {
        "en": "A baseline may only shrink.",
        "vi": "Tệp mốc chỉ được ngắn đi.",
    },
)

KINDS = {kind.code: kind for kind in (CRASHED, STALE)}
