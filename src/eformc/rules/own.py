"""Rules of a project's own, written as data: something that must hold of each field, page, attachment, subject or of
the procedure; or words that must not stand in its texts.

    {"code": "HN001", "name": "unexplained-upload", "each": "attachment",
     "holds": "fetched || present(help)", "message": {"vi": "…", "en": "…"}}

`where` and `holds` are expressions of the spec language over what `ATTRIBUTES` lists; an unknown does not hold.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from msgspec import Struct

from eformc.diagnostics import Arg, Diagnostic, Kind, Severity, closest
from eformc.kernel import dates
from eformc.kernel.evaluate import Scope, holds
from eformc.kernel.expressions import Expression, Ref, Type
from eformc.kernel.values import Strength
from eformc.kernel.words import Words
from eformc.language.expressions import Name, Typer
from eformc.language.reading import Reader
from eformc.model.procedure import Procedure
from eformc.reasoning.reasoned import FieldReason
from eformc.rules.rule import Form, Rule
from eformc.source import Scalar, SourceText, Span

Facts = Mapping[str, "str | int | bool | None"]

_T, _I, _B = Type.TEXT, Type.INTEGER, Type.BOOLEAN
ATTRIBUTES: Mapping[str, Mapping[str, Type]] = {
    "procedure": {
        "id": _T, "title": _T, "title_length": _I, "about": _T, "agency": _T, "code": _T, "version": _T,
        "legal_basis": _I, "pages": _I, "fields": _I, "typed": _I, "attachments": _I,
    },
    "page": {"id": _T, "title": _T, "title_length": _I, "help": _T, "fields": _I, "typed": _I, "conditional": _B},
    "field": {
        "id": _T, "label": _T, "label_length": _I, "help": _T, "help_length": _I, "example": _T, "unit": _T, "type": _T,
        "origin": _T, "required": _B, "optional": _B, "conditional": _B, "waived": _B, "cited": _B, "subject": _T,
        "element": _T, "registry": _T, "hops": _I, "page": _T, "table": _T,
    },
    "attachment": {
        "id": _T, "label": _T, "label_length": _I, "help": _T, "document": _T, "fetched": _B, "required": _B,
        "conditional": _B, "origin": _T, "registry": _T,
    },
    "subject": {"id": _T, "title": _T, "is": _T, "known_by": _T, "many": _B, "optional": _B},
}  # fmt: skip
"""The properties that can be read of each thing. Texts are those of the procedure's first language; absent ones are not `present`."""

KEYS = ("code", "name", "severity", "each", "where", "holds", "forbid", "message", "help", "why")
_CODE = re.compile("[A-Z]{2,8}[0-9]{2,4}")
_NAME = re.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*")


class OwnRuleError(Exception):
    """A rule that cannot be used; the message says which and why."""


class _Assertion(Struct, frozen=True):
    each: str
    where: Expression | None
    holds: Expression | None
    forbid: tuple[str, ...]
    reads_today: bool


def own_rule(written: Mapping[str, Any], lang: str = "en") -> Rule:
    """The rule that a table of the settings describes. Raises `OwnRuleError`."""
    name = str(written.get("code", "?"))

    def refused(problem: str) -> OwnRuleError:
        return OwnRuleError(f"rule {name}: {problem}")

    for key in written:
        if key not in KEYS:
            near = closest(key, KEYS)
            raise refused(f"unknown key `{key}`" + (f"; did you mean `{near}`?" if near else f"; known: {', '.join(KEYS)}"))
    if not _CODE.fullmatch(name) or name.startswith("EF"):
        raise refused("`code` is two to eight capital letters (not EF) and two to four digits, such as HN001")
    if not _NAME.fullmatch(str(written.get("name", ""))):
        raise refused("`name` says the bad thing in small letters with hyphens, such as unexplained-upload")
    if written.get("severity", "warning") not in list(Severity):
        raise refused("`severity` is one of error, warning, info")
    each = written.get("each", "field")
    if each not in ATTRIBUTES:
        raise refused("`each` is one of " + ", ".join(ATTRIBUTES))
    forbid = written.get("forbid", [])
    if not isinstance(forbid, list) or not all(isinstance(word, str) and word for word in forbid):
        raise refused("`forbid` is a list of words")
    if bool(forbid) == ("holds" in written):
        raise refused("either `holds` or `forbid` says what is asked")
    assertion = _Assertion(
        each,
        _expression(written, "where", each, lang, refused),
        _expression(written, "holds", each, lang, refused),
        tuple(forbid),
        "today" in f"{written.get('where')} {written.get('holds')}",
    )
    kind = Kind(
        name,
        str(written["name"]),
        Severity(written.get("severity", "warning")),
        {"own": _words(written, "message", refused)},
        {"": _words(written, "help", refused)} if "help" in written else {},
        _words(written, "why", refused) if "why" in written else {},
    )
    return Rule(kind, lambda form: _check(form, kind, assertion))


def _words(written: Mapping[str, Any], key: str, refused: Callable[[str], OwnRuleError]) -> Words:
    value = written.get(key)
    if isinstance(value, str) and value:
        return {"en": value, "vi": value}
    if isinstance(value, dict) and value and all(isinstance(text, str) and text for text in value.values()):
        return value
    raise refused("`" + key + '` is a text, or one for each language: {vi = "…", en = "…"}')


def _expression(
    written: Mapping[str, Any], key: str, each: str, lang: str, refused: Callable[[str], OwnRuleError]
) -> Expression | None:
    if key not in written:
        return None
    text = written[key]
    if not isinstance(text, str):
        raise refused("`" + key + "` is an expression in quotation marks")
    source = SourceText("", text)
    reader = Reader()
    known = ATTRIBUTES[each]

    def scope(name: str) -> Name | None:
        return Name(Ref((name,), known[name])) if name in known else None

    def unknown(span: Span, name: str) -> None:
        reader.unknown("EF112", span, "unknown-name", name, known)

    found = Typer(reader, Scalar(text, source, 0, len(text)), scope, unknown).condition()
    if found is None:
        said = reader.diagnostics[0]
        raise refused(f"`{key}` at character {said.span.start + 1}: {said.text(lang)} {said.help(lang)}".strip())
    return found


# --- looking ------------------------------------------------------------------------------------------------------


def _check(form: Form, kind: Kind, assertion: _Assertion) -> Iterator[Diagnostic]:
    # a rule that does not read the day is remembered for longer than today
    today = dates.parse(form.day.today() if assertion.reads_today else "2000-01-01")
    if today is None:
        return
    for facts, span in _things(form, assertion.each):
        scope = Scope(dict(facts), today)
        if assertion.where is not None and holds(assertion.where, scope) is not True:
            continue
        shown: dict[str, Arg] = {name: "" if value is None else _shown(value) for name, value in facts.items()}
        said = [""] if assertion.holds is not None and holds(assertion.holds, scope) is not True else []
        for word in (*said, *_standing(assertion.forbid, facts)):
            procedure = form.reasoned.procedure.id
            yield kind.at(
                span, "own", procedure=procedure, field_id=str(facts["id"]), args={**shown, "word": word}
            )


def _shown(value: str | int | bool) -> str | int:
    return str(value).lower() if isinstance(value, bool) else value


def _standing(words: tuple[str, ...], facts: Facts) -> Iterator[str]:
    """The words that stand in a thing's texts, whole and in any case."""
    texts = " \n ".join(str(facts[name]) for name in ("title", "label", "help", "about", "example") if facts.get(name))
    for word in words:
        if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", texts, re.IGNORECASE):
            yield word


def _things(form: Form, each: str) -> Iterator[tuple[Facts, Span]]:
    procedure = form.reasoned.procedure
    match each:
        case "procedure":
            if procedure.span is not None:
                yield _of_procedure(form), procedure.span
        case "page":
            yield from _pages(form)
        case "field":
            for reason in form.reasoned.fields:
                yield _of_field(reason, procedure), reason.field.span
        case "attachment":
            yield from _attachments(form)
        case _:  # "subject"
            for subject in procedure.subjects.values():
                if subject.span is not None:
                    title = _said(subject.title, procedure)
                    facts: Facts = {
                        "id": subject.id, "title": title, "is": subject.entity, "known_by": subject.known.value,
                        "many": subject.many, "optional": subject.optional,
                    }  # fmt: skip
                    yield facts, subject.span


def _said(words: Words, procedure: Procedure) -> str | None:
    return words.get(procedure.languages[0]) or None


def _typed(reasons: list[FieldReason]) -> int:
    return sum(1 for reason in reasons if reason.origin.value == "asked" and reason.system is None)


def _of_procedure(form: Form) -> Facts:
    procedure = form.reasoned.procedure
    title = _said(procedure.title, procedure)
    return {
        "id": procedure.id, "title": title, "title_length": len(title or ""), "about": _said(procedure.about, procedure),
        "agency": _said(procedure.agency, procedure), "code": procedure.code, "version": procedure.version,
        "legal_basis": len(procedure.legal_basis), "pages": len(procedure.pages), "fields": len(form.reasoned.fields),
        "typed": _typed(list(form.reasoned.fields)), "attachments": len(procedure.attachments),
    }  # fmt: skip


def _pages(form: Form) -> Iterator[tuple[Facts, Span]]:
    procedure = form.reasoned.procedure
    for page in procedure.pages:
        title = _said(page.title, procedure)
        reasons = [reason for reason in form.reasoned.fields if reason.page.id == page.id]
        facts: Facts = {
            "id": page.id, "title": title, "title_length": len(title or ""), "help": _said(page.help, procedure),
            "fields": len(reasons), "typed": _typed(reasons), "conditional": page.when is not None,
        }  # fmt: skip
        yield facts, page.spans["page"]


def _of_field(reason: FieldReason, procedure: Procedure) -> Facts:
    field = reason.field
    label, help_ = _said(field.title, procedure), _said(field.help, procedure)
    return {
        "id": reason.id, "label": label, "label_length": len(label or ""), "help": help_, "help_length": len(help_ or ""),
        "example": _said(field.example, procedure), "unit": field.unit, "type": field.type, "origin": reason.origin.value,
        "required": field.strength is Strength.REQUIRED, "optional": field.strength is Strength.OPTIONAL,
        "conditional": field.when is not None, "waived": field.waiver is not None, "cited": bool(field.legal_basis),
        "subject": reason.subject, "element": reason.element.id if reason.element else None,
        "registry": reason.registry.id if reason.registry else None, "hops": reason.hops, "page": reason.page.id,
        "table": field.table,
    }  # fmt: skip


def _attachments(form: Form) -> Iterator[tuple[Facts, Span]]:
    procedure = form.reasoned.procedure
    for reason in form.reasoned.attachments:
        attachment = reason.attachment
        label = _said(attachment.title, procedure)
        facts: Facts = {
            "id": attachment.id, "label": label, "label_length": len(label or ""),
            "help": _said(attachment.help, procedure), "document": attachment.document, "fetched": attachment.fetched,
            "required": attachment.strength is Strength.REQUIRED, "conditional": attachment.when is not None,
            "origin": reason.origin.value, "registry": reason.registry.id if reason.registry else None,
        }  # fmt: skip
        yield facts, attachment.span
