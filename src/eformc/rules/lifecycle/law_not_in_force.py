"""EF303 law-not-in-force: a form, an exception or the catalogue rests on a law that has ended or has not yet begun."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct

from eformc.diagnostics import Arg, Diagnostic, Kind, Severity
from eformc.diagnostics.suppressions import Suppression
from eformc.kernel.words import Words
from eformc.model.catalogue import Catalogue
from eformc.model.citations import cited_in
from eformc.model.laws import Citation, Law, noted
from eformc.reasoning.reasoned import Reasoned
from eformc.rules.example import spec
from eformc.rules.held.waivers import waived
from eformc.rules.rule import Form, Rule
from eformc.source import Span

KIND = Kind(
    "EF303",
    "law-not-in-force",
    Severity.WARNING,
    {
        "ended": {
            "en": "{law} is no longer in force; its last day was {until}.",
            "vi": "{law} đã hết hiệu lực; ngày cuối cùng còn hiệu lực là {until}.",
        },
        "replaced": {
            "en": "{law} is no longer in force; its last day was {until}. {successor} took its place.",
            "vi": "{law} đã hết hiệu lực; ngày cuối cùng còn hiệu lực là {until}. Văn bản thay thế: {successor}.",
        },
        "not-yet": {
            "en": "{law} is not yet in force; it begins on {since}.",
            "vi": "{law} chưa có hiệu lực; đến ngày {since} mới có hiệu lực.",
        },
        "outlives": {
            "en": "The exception runs until {until}, but {law}, on which it rests, ends on {ended}.",
            "vi": "Ngoại lệ kéo dài đến {until}, nhưng căn cứ là {law} chỉ còn hiệu lực đến hết ngày {ended}.",
        },
    },
    {
        "ended": {
            "en": "Look for the law that says it now and cite that one, or take out what rested on it.",
            "vi": "Hãy tìm văn bản đang quy định việc này và ghi văn bản đó, hoặc bỏ phần dựa vào văn bản cũ.",
        },
        "replaced": {
            "en": "Read whether {successor} still says it, and cite that; if not, take out what rested on it.",
            "vi": "Hãy xem {successor} còn quy định việc này không; còn thì ghi văn bản đó, không còn thì bỏ phần dựa vào văn bản cũ.",
        },
        "not-yet": {
            "en": "Until then cite the law that is in force.",
            "vi": "Từ nay đến ngày đó hãy ghi văn bản đang có hiệu lực.",
        },
        "outlives": {
            "en": "Write `until: {ended}` or an earlier day, and look at the exception again under the new law.",
            "vi": "Hãy ghi `until: {ended}` hoặc sớm hơn, rồi xem lại ngoại lệ theo văn bản mới.",
        },
    },
    {
        "en": "An office may only do what a law in force lets it do.",
        "vi": "Cơ quan nhà nước chỉ được làm điều pháp luật đang có hiệu lực cho phép.",
    },
    wrong=spec('applicant.religion: {legal_basis: "Nghị định 43/2021/NĐ-CP, Điều 6"}'),
    right=spec('applicant.religion: {legal_basis: "Nghị định 164/2025/NĐ-CP"}'),
    law={"en": "The catalogue's list says from when until when each law is in force (`laws:`).", "vi": "Danh sách văn bản của danh mục ghi hiệu lực của từng văn bản (`laws:`)."},
)


class Dated(Struct, frozen=True):
    """A finding in a catalogue, and the days on which it holds: after a day, or before one ("" without a limit)."""

    found: Diagnostic
    after: str = ""
    before: str = ""


def in_catalogue(catalogue: Catalogue) -> tuple[Dated, ...]:
    """Findings in a catalogue's own citations, with the days on which they hold."""
    out = []
    for citation in catalogue.citations:
        span = citation.span
        if span is None:
            continue
        for law in (catalogue.laws[name] for name in citation.laws):
            if law.until is not None:
                successor = _successor(catalogue, law)
                args: dict[str, Arg] = {"law": _titled(law).noted(), "until": law.until, "successor": successor}
                message = "replaced" if successor else "ended"
                out.append(Dated(KIND.at(span, message, args=args, verified=citation.verified), after=law.until))
            if law.since is not None:
                begins: dict[str, Arg] = {"law": _titled(law).noted(), "since": law.since}
                out.append(Dated(KIND.at(span, "not-yet", args=begins, verified=citation.verified), before=law.since))
    return tuple(out)


def _titled(law: Law) -> Citation:
    return Citation(law.title, (law.id,), not law.unverified)


def _successor(catalogue: Catalogue, law: Law) -> Words:
    """The titles of what took a law's place; empty where the list names nothing."""
    return noted([_titled(catalogue.laws[name]) for name in law.replaced_by if name in catalogue.laws])


def _check(form: Form) -> Iterator[Diagnostic]:
    for span, field_id, words in _cited(form.reasoned):
        yield from _lapsed(form, span, field_id, words)
    for name, waiver, spans in waived(form):
        if waiver.because:
            yield from _lapsed(form, spans["because"], name, waiver.because)
            yield from _outlived(form, spans.get("until", spans["because"]), name, waiver.because, waiver.until or "")


def in_comments(form: Form, comments: Iterable[Suppression]) -> Iterator[Diagnostic]:
    """Laws not in force under which comments set findings aside."""
    for comment in comments:
        if comment.because and not comment.fault:
            yield from _lapsed(form, comment.span, "", {"": comment.because})
            yield from _outlived(form, comment.span, "", {"": comment.because}, comment.until)


def _outlived(form: Form, span: Span, field_id: str, words: Words, until: str) -> Iterator[Diagnostic]:
    """The laws of an exception that end before it does; those that have ended already are found as such."""
    catalogue = form.reasoned.catalogue
    for law in map(catalogue.laws.__getitem__, cited_in(form.reasoned.index.law_names, words).laws):
        if law.until is not None and until and law.until < until and not form.day.past(law.until):
            yield form.found(KIND, span, "outlives", field_id=field_id, law=_titled(law), ended=law.until, until=until)


def _lapsed(form: Form, span: Span, field_id: str, words: Words) -> Iterator[Diagnostic]:
    """The laws a text rests on that are not in force on the day."""
    catalogue = form.reasoned.catalogue
    for law in map(catalogue.laws.__getitem__, cited_in(form.reasoned.index.law_names, words).laws):
        if law.until is not None and form.day.past(law.until):
            successor = _successor(catalogue, law)
            message = "replaced" if successor else "ended"
            yield form.found(KIND, span, message, field_id=field_id, law=_titled(law), until=law.until, successor=successor)
        elif law.since is not None and not form.day.reached(law.since):
            yield form.found(KIND, span, "not-yet", field_id=field_id, law=_titled(law), since=law.since)


def _cited(reasoned: Reasoned) -> Iterator[tuple[Span, str, Words]]:
    """The texts of a spec that say what it rests on, with their places; exceptions apart."""
    procedure = reasoned.procedure
    for at, text in enumerate(procedure.legal_basis):
        span = procedure.spans.get(f"legal_basis/{at}") or procedure.span
        if span is not None:
            yield span, "", {"": text}
    for field in (one.field for one in reasoned.fields):
        if field.legal_basis:
            yield field.spans.get("legal_basis", field.span), field.id, field.legal_basis


RULE = Rule(KIND, _check)
