"""EF606 may-stay-unknown: a required calculation, or a rule, that an unanswered question leaves unknown."""

from __future__ import annotations

from collections.abc import Iterator

from eformc.diagnostics import Diagnostic, Kind, Severity
from eformc.kernel.values import Strength
from eformc.reasoning.reasoned import Origin
from eformc.rules.rule import Form, Rule

_SPEC = """procedure: example
title: {{vi: Ví dụ, en: Example}}
subjects:
  applicant: {{is: person, known_by: login}}
pages:
  - page: one
    title: {{vi: Trang một, en: Page one}}
    fields:
      - rooms: {{title: {{vi: Số phòng, en: Rooms}}, help: {{vi: Ghi bằng chữ số., en: In digits.}}, type: integer}}
      - extra: {{title: {{vi: Giường thêm, en: Extra beds}}, help: {{vi: Ghi bằng chữ số., en: In digits.}}, type: integer, optional: true}}
      - beds: {{title: {{vi: Tổng số giường, en: Beds}}, type: integer, derive: {derive}}}
"""

KIND = Kind(
    "EF606",
    "may-stay-unknown",
    Severity.ERROR,
    {
        "optional": {
            "en": "`{name}` has to be there, but cannot be worked out where {source} is left blank: that need not be answered.",
            "vi": "`{name}` bắt buộc phải có, nhưng không tính được khi bỏ trống {source}: mục này không bắt buộc trả lời.",
        },
        "conditional": {
            "en": "`{name}` has to be there, but cannot be worked out where {source} is not asked: that stands under a condition.",
            "vi": "`{name}` bắt buộc phải có, nhưng không tính được khi {source} không được hỏi: mục này chỉ hỏi khi có điều kiện.",
        },
        "column": {
            "en": "`{name}` has to be there, but cannot be worked out where {source} is blank in a row.",
            "vi": "`{name}` bắt buộc phải có, nhưng không tính được khi {source} để trống ở một dòng.",
        },
        "inexact": {
            "en": "`{name}` has to be there, but cannot be worked out where {source} is not known exactly enough.",
            "vi": "`{name}` bắt buộc phải có, nhưng không tính được khi {source} không rõ đến ngày hoặc tháng.",
        },
        "divisor": {
            "en": "`{name}` has to be there, but cannot be worked out where {source} makes the divisor 0.",
            "vi": "`{name}` bắt buộc phải có, nhưng không tính được khi {source} làm cho số chia bằng 0.",
        },
        "decimals": {
            "en": "`{name}` has to be there, but its calculation may have {source} decimals: more than the field takes.",
            "vi": "`{name}` bắt buộc phải có, nhưng kết quả tính có thể có {source} chữ số thập phân: nhiều hơn mục này nhận.",
        },
        "rule-optional": {
            "en": "This rule is passed over where {source} is left blank, whatever the others say: that need not be answered.",
            "vi": "Quy tắc này bị bỏ qua khi bỏ trống {source}, dù các mục khác ghi gì: mục này không bắt buộc trả lời.",
        },
        "rule-conditional": {
            "en": "This rule is passed over where {source} is not asked, whatever the others say: that stands under a condition.",
            "vi": "Quy tắc này bị bỏ qua khi {source} không được hỏi, dù các mục khác ghi gì: mục này chỉ hỏi khi có điều kiện.",
        },
        "rule-column": {
            "en": "This rule is passed over where {source} is blank in a row, whatever the others say.",
            "vi": "Quy tắc này bị bỏ qua khi {source} để trống ở một dòng, dù các mục khác ghi gì.",
        },
        "never-broken": {
            "en": "This rule can never be broken: no answers make it false where it is asked.",
            "vi": "Quy tắc này không bao giờ bị vi phạm: không câu trả lời nào làm nó sai ở nơi nó được xét.",
        },
    },
    {
        "": {
            "en": "Say what a blank means: `or_zero({first})` counts it as 0, `present({first}) ? … : …` says what holds then. Or ask for it always, or make `{name}` optional.",
            "vi": "Hãy nói bỏ trống nghĩa là gì: `or_zero({first})` tính là 0, `present({first}) ? … : …` nói khi đó thì sao. Hoặc luôn hỏi mục đó, hoặc cho `{name}` là không bắt buộc.",
        },
        "column": {
            "en": "Say what a blank means: `sum(or_zero({first}))` counts it as 0. Or ask for it in every row, or make `{name}` optional.",
            "vi": "Hãy nói bỏ trống nghĩa là gì: `sum(or_zero({first}))` tính là 0. Hoặc hỏi mục đó ở mọi dòng, hoặc cho `{name}` là không bắt buộc.",
        },
        "inexact": {
            "en": "Ask for the whole day (`type: date`), use `year(…)`, or make `{name}` optional.",
            "vi": "Hãy hỏi đủ ngày (`type: date`), dùng `year(…)`, hoặc cho `{name}` là không bắt buộc.",
        },
        "divisor": {
            "en": "Give it `min: 1`, say what holds at 0 (`{first} == 0 ? 0 : …`), or make `{name}` optional.",
            "vi": "Hãy đặt `min: 1`, hoặc nói khi bằng 0 thì sao (`{first} == 0 ? 0 : …`), hoặc cho `{name}` là không bắt buộc.",
        },
        "decimals": {
            "en": "Round it, such as `round_half_up(…, 2)`, or give the field a greater `scale`.",
            "vi": "Hãy làm tròn, ví dụ `round_half_up(…, 2)`, hoặc tăng `scale` của mục.",
        },
        "rule-optional": {
            "en": "Say what a blank means: `or_zero({first})` counts it as 0, `present({first}) && …` asks for it; or give the rule `when: present({first})`.",
            "vi": "Hãy nói bỏ trống nghĩa là gì: `or_zero({first})` tính là 0, `present({first}) && …` buộc phải có; hoặc thêm `when: present({first})` cho quy tắc.",
        },
        "rule-conditional": {
            "en": "Say what a blank means: `or_zero({first})` counts it as 0, `present({first}) && …` asks for it; or give the rule `when: present({first})`.",
            "vi": "Hãy nói bỏ trống nghĩa là gì: `or_zero({first})` tính là 0, `present({first}) && …` buộc phải có; hoặc thêm `when: present({first})` cho quy tắc.",
        },
        "rule-column": {
            "en": "Say what a blank means: `sum(or_zero({first}))` counts it as 0, `present({first}) && …` within `any` or `count` leaves the row out.",
            "vi": "Hãy nói bỏ trống nghĩa là gì: `sum(or_zero({first}))` tính là 0, `present({first}) && …` trong `any` hoặc `count` thì không xét dòng đó.",
        },
        "never-broken": {
            "en": "Check its signs and codes, its `when`, and the conditions of what it reads; or take it out.",
            "vi": "Hãy xem lại các dấu và mã, `when` của quy tắc, và điều kiện của các mục được đọc; hoặc bỏ quy tắc.",
        },
    },
    {
        "en": "The line stays empty though it is required, or the rule says nothing though it is broken, and no citizen can tell why.",
        "vi": "Mục bắt buộc cứ để trống, hoặc quy tắc im lặng dù bị vi phạm, mà người dân không biết vì sao.",
    },
    wrong=_SPEC.format(derive="rooms + extra"),
    right=_SPEC.format(derive="rooms + or_zero(extra)"),
    absence=True,
)


def _check(form: Form) -> Iterator[Diagnostic]:
    procedure = form.reasoned.procedure
    derived = [one.field for one in form.reasoned.fields if one.field.derive is not None and one.origin is not Origin.ASKED]
    derived = [one for one in derived if one.strength is Strength.REQUIRED]
    if not derived and not procedure.constraints:
        return
    from eformc.reasoning.gaps import Gap, Proofs  # most forms have neither

    def found(name: str, gaps: tuple[Gap, ...], at: str, place: str) -> Diagnostic:
        same = [gap.name for gap in gaps if gap.reason == gaps[0].reason]
        said = ", ".join(same if gaps[0].reason == "decimals" else [f"`{one}`" for one in same])
        span = fields[name].spans["derive"] if place == "" else procedure.spans[at]
        return form.found(KIND, span, place + gaps[0].reason, field_id=name, name=name, source=said, first=same[0])

    fields = {one.id: one for one in derived}
    proofs = Proofs(procedure)
    for one in derived:
        if gaps := proofs.of_derived(one):
            yield found(one.id, gaps, "", "")
    for rule in procedure.constraints:
        at = f"constraints/{rule.id}"
        if proofs.never_broken(rule):
            yield form.found(KIND, procedure.spans[at], "never-broken", field_id=rule.name, name=rule.name, source="", first="")
        elif gaps := proofs.of_rule(rule):
            yield found(rule.name, gaps, at, "rule-")


RULE = Rule(KIND, _check)
