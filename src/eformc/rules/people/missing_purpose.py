"""EF510 missing-purpose: the browser cannot know what to fill in (WCAG 2.2, 1.3.5 Identify Input Purpose)."""

from __future__ import annotations

from collections.abc import Iterator

from eformc.diagnostics import Diagnostic, Kind, Severity
from eformc.model.procedure import Field, Known
from eformc.rules.example import spec
from eformc.rules.people.texts import asked
from eformc.rules.rule import Form, Rule

_RIGHT = 'applicant.phone: {ask: true, waive: update, because: "Luật Thử nghiệm 2024, Điều 5", until: 2199-12-31}'
_WRONG = 'tel: {title: {vi: Điện thoại nhận tin, en: Telephone}, type: phone, of: applicant, ask: true, help: {vi: "Ví dụ: 0912 345 678.", en: "For example: 0912 345 678."}}'

KIND = Kind(
    "EF510",
    "missing-purpose",
    Severity.INFO,
    {
        "element": {
            "en": "“{title}” is about the person typing, but has no purpose that browsers know (`autocomplete: {token}`).",
            "vi": "“{title}” hỏi về người đang khai, nhưng chưa có mã tự điền của trình duyệt (`autocomplete: {token}`).",
        },
        "unknown": {
            "en": "“{title}” has the purpose `{token}`, which no browser knows.",
            "vi": "“{title}” có mã tự điền `{token}` mà không trình duyệt nào biết.",
        },
    },
    {
        "element": {
            "en": "Ask for the element that has it{bound}, or give the element `autocomplete:` in the catalogue.",
            "vi": "Hãy hỏi phần tử đã có mã đó{bound}, hoặc ghi `autocomplete:` cho phần tử trong danh mục.",
        },
        "unknown": {
            "en": "Take a token of HTML's list of autofill field names.",
            "vi": "Hãy dùng một mã trong danh sách tự điền của HTML.",
        },
    },
    {
        "en": "Then the telephone fills in what it knows, and symbols can stand beside the words.",
        "vi": "Có mã thì điện thoại tự điền điều nó đã biết.",
    },
    wrong=spec(_WRONG),
    law={"en": "WCAG 2.2, 1.3.5 Identify Input Purpose", "vi": "WCAG 2.2, 1.3.5"},
    right=spec(_RIGHT),
)
TOKENS = {"phone": "tel", "email": "email"}
"""Kinds of answer that have a purpose whatever they are called. An address is asked by its levels, which have none."""
PURPOSES = frozenset({
    "name", "honorific-prefix", "given-name", "additional-name", "family-name", "honorific-suffix", "nickname",
    "organization-title", "username", "new-password", "current-password", "organization", "street-address",
    "address-line1", "address-line2", "address-line3", "address-level4", "address-level3", "address-level2",
    "address-level1", "country", "country-name", "postal-code", "cc-name", "cc-given-name", "cc-additional-name",
    "cc-family-name", "cc-number", "cc-exp", "cc-exp-month", "cc-exp-year", "cc-csc", "cc-type",
    "transaction-currency", "transaction-amount", "language", "bday", "bday-day", "bday-month", "bday-year",
    "sex", "url", "photo", "tel", "tel-country-code", "tel-national", "tel-area-code", "tel-local",
    "tel-local-prefix", "tel-local-suffix", "tel-extension", "email", "impp", "one-time-code",
})  # fmt: skip
"""HTML's autofill field names; WCAG 2.2, section 7, lists the same purposes."""


def _check(form: Form) -> Iterator[Diagnostic]:
    subjects = form.reasoned.procedure.subjects
    for field in asked(form.reasoned):
        subject = subjects.get(field.subject or field.about or "")
        if subject is None or subject.known is not Known.LOGIN:
            continue
        given = field.element.autocomplete if field.element else None
        if given is None and field.type in TOKENS:
            token = TOKENS[field.type]
            bound = _with_token(form, subject.entity, token, field)
            shown = f" (`{subject.id}.{bound}`)" if bound else ""
            yield form.found(KIND, field.span, "element", field_id=field.id, title=field.title, token=token, bound=shown)
        elif given is not None and given not in PURPOSES:
            yield form.found(KIND, field.span, "unknown", field_id=field.id, title=field.title, token=given)


def _with_token(form: Form, entity: str, token: str, field: Field) -> str:
    """The element of the entity that has the purpose."""
    found = form.reasoned.catalogue.entities.get(entity)
    elements = found.elements.values() if found else ()
    return next((one.name for one in elements if one.autocomplete == token and one.id != field.id), "")


RULE = Rule(KIND, _check)
