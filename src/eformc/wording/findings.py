"""The evaluator's findings in words: the same as the page's script says (`say` in engine.mjs)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct, field

from eformc.kernel.evaluate import Finding
from eformc.kernel.expressions import Pointer, pointer_text
from eformc.kernel.form import Form, Item
from eformc.kernel.values import Date, Decimal, Integer, Money, Precision, Record, Value
from eformc.kernel.words import Words
from eformc.wording.causes import cause_of
from eformc.wording.localization import Localizer
from eformc.wording.messages import required_code
from eformc.wording.values import amount_text

_CUTS = {Precision.MONTH: 7, Precision.YEAR: 4}
"""A limit of a month or a year is said as one."""


def finding_text(form: Form, finding: Finding, speech: Localizer, titles: Mapping[str, str] | None = None, answers: Any = None) -> str:
    """A finding of the evaluator in words: a broken constraint in the author's own.

    `titles` says how a page calls its fields where it says more than the field's own title (whose number it is), by
    JSON Pointer, with `*` for a row. `answers`, the submission, lets it say the cause (`cause_of`).
    """
    args = dict(finding.args)
    if finding.code == "constraint":
        for constraint in form.constraints:
            if constraint.id == args.get("constraint") and constraint.message:
                return speech.say(constraint.message)
    named = _named_at(form, finding.pointer)
    if not named:
        return speech.fault(finding.code, ".".join(finding.pointer) or "JSON", args)
    whole, value = named[0], named[-1].value
    title = (titles or {}).get(whole.pointer) or speech.say(whole.title)
    if named[1:]:
        title = speech.ui("titled", title=speech.say(named[-1].title), where=title)
    code = finding.code
    own = whole.if_empty if code == "required" and not named[1:] else whole.if_wrong
    if own:
        return speech.say(own)
    if isinstance(value, Money) and value.minor:
        args = {key: amount_text(one, value.minor, speech.lang) for key, one in args.items()}
    if isinstance(value, Date) and value.precision in _CUTS:
        args = {key: str(one)[: _CUTS[value.precision]] if key in ("least", "most") else one for key, one in args.items()}
    cause = cause_of(value, code, _at(answers, finding.pointer)) if value is not None else None
    if cause is not None:
        return speech.fault(cause[0], title, cause[1])
    if code == "required" and value is not None:
        code = required_code(value)
    if code == "type" and isinstance(value, Integer | Decimal | Money):
        code = "not-a-number"
    return speech.fault(code, title, args)


def _at(answers: Any, pointer: Pointer) -> Any:
    """The answer at a pointer; None where there is none."""
    for token in pointer:
        if isinstance(answers, dict):
            answers = answers.get(token)
        else:
            rows = isinstance(answers, list) and token.isdecimal() and len(token) < 8 and int(token) < len(answers)
            answers = answers[int(token)] if rows else None
    return answers


class _Named(Struct, frozen=True):
    pointer: str
    title: Words
    value: Value | None = None
    if_empty: Words = field(default_factory=dict)
    if_wrong: Words = field(default_factory=dict)


def _named_at(form: Form, pointer: Pointer) -> list[_Named]:
    """The entries at a pointer, outermost first: the field, then a part within it."""
    for entry in form.entries:
        if pointer[: len(entry.pointer)] != entry.pointer:
            continue
        at, rest = pointer_text(entry.pointer), pointer[len(entry.pointer) :]
        if isinstance(entry, Item):
            return [_Named(at, entry.title, entry.value, entry.if_empty, entry.if_wrong), *_part(entry.value, rest)]
        for column in entry.columns:
            if rest[1:] and rest[1 : 1 + len(column.pointer)] == column.pointer:
                within = _Named(f"{at}/*/{'/'.join(column.pointer)}", column.title, column.value, column.if_empty, column.if_wrong)
                return [within, *_part(column.value, rest[1 + len(column.pointer) :])]
        return [_Named(at, entry.title, None, entry.if_empty, entry.if_wrong)]
    return []


def _part(value: Value, rest: Pointer) -> list[_Named]:
    for part in value.parts if isinstance(value, Record) and rest else ():
        if part.name == rest[0]:
            return [_Named(part.name, part.title, part.value)]
    return []
