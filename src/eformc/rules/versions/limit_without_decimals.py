"""EF703 limit-without-decimals: a limit of money that an earlier version of eformc read a hundred times smaller."""

from __future__ import annotations

from collections.abc import Iterator

from eformc.diagnostics import Diagnostic, Fix, Kind, Severity
from eformc.kernel.decimals import decimal_text
from eformc.kernel.values import Money
from eformc.rules.example import spec
from eformc.rules.rule import Form, Rule
from eformc.source import Edit

_FEE = "fee: {{title: {{vi: Lệ phí, en: Fee}}, type: money, currency: EUR, max: {most}}}"

KIND = Kind(
    "EF703",
    "limit-without-decimals",
    Severity.INFO,
    {
        "": {
            "en": "`{key}: {written}` is {now} {currency}. Specs written for eformc before 0.1.0 meant {before} {currency}: limits were in minor units.",
            "vi": "`{key}: {written}` là {now} {currency}. Trước bản 0.1.0, cũng số ấy là {before} {currency}: giới hạn khi đó tính bằng đơn vị nhỏ.",
        },
    },
    {
        "": {
            "en": "Write the decimals of the amount you mean, such as `{key}: {now}`.",
            "vi": "Hãy ghi đủ phần lẻ của số tiền muốn nói, ví dụ `{key}: {now}`.",
        },
    },
    {
        "en": "Limits of money are written as people write amounts. Where an older spec counted cents, the same digits say a hundred times as much now.",
        "vi": "Giới hạn tiền ghi như người ta viết số tiền. Bản cũ tính bằng xu thì cùng chữ số ấy nay lớn gấp trăm lần.",
    },
    wrong=spec(_FEE.format(most="5000")),
    fix={"en": "Writes the decimals that it is read with today (unsafe: an older spec meant less).", "vi": "Ghi phần lẻ theo cách hiểu hiện nay (không an toàn: bản cũ có thể ý là ít hơn)."},
    right=spec(_FEE.format(most="5000.00")),
)


def _check(form: Form) -> Iterator[Diagnostic]:
    for field in (one.field for one in form.reasoned.fields):
        value = field.value
        if not isinstance(value, Money) or not value.minor:
            continue
        for key, limit in (("min", value.minimum), ("max", value.maximum)):
            span = field.spans.get(key)
            if span is None or not limit or "." in span.text:
                continue
            written, now = span.text.strip("\"'"), decimal_text(limit, value.minor)
            fix = Fix({"en": f"Write {now}", "vi": f"Ghi {now}"}, (Edit(span.start, span.end, now),), False, span.path)
            yield form.found(
                KIND, span, "", field_id=field.id, key=key, written=written, now=now, currency=value.currency,
                before=decimal_text(int(written), value.minor), fixes=(fix,),
            )  # fmt: skip


RULE = Rule(KIND, _check)
