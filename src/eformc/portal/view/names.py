"""Names of lists that are too long for a page: which are offered, and what is said of one that was typed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from eformc.kernel.evaluate import Finding
from eformc.kernel.expressions import Pointer
from eformc.kernel.form import Form, Item, Table
from eformc.kernel.values import MOST_LISTED, Choice, CodeList, Record, Value
from eformc.kernel.words import say
from eformc.portal.submission.code_names import Guess, code_of, guesses, of_parent
from eformc.wording.localization import Localizer

MOST_OFFERED = 400
"""Up to so many names are offered at once."""


def list_at(form: Form, pointer: Pointer) -> CodeList | None:
    """The code list that is asked by name at a place of a form; None where there is none. A row is a number in the pointer."""
    codes = next((value.codes for value in _values_at(form, pointer) if isinstance(value, Choice)), None)
    return codes if codes is not None and len(codes.codes) > MOST_LISTED else None


def _values_at(form: Form, pointer: Pointer) -> Iterator[Value]:
    for entry in form.entries:
        left = pointer[len(entry.pointer) :]
        if pointer[: len(entry.pointer)] != entry.pointer:
            continue
        columns = [entry] if isinstance(entry, Item) else entry.columns
        rest = left if isinstance(entry, Item) else left[1:]
        for one in columns:
            inner = rest if isinstance(entry, Item) else rest[len(one.pointer) :]
            if isinstance(entry, Table) and rest[: len(one.pointer)] != one.pointer:
                continue
            yield from _within(one.value, inner)


def _within(value: Value, rest: Pointer) -> Iterator[Value]:
    if not rest:
        yield value
    elif isinstance(value, Record):
        for part in value.parts:
            if part.name == rest[0]:
                yield from _within(part.value, rest[1:])


def names_of(codes: CodeList, parent: str, lang: str) -> list[str]:
    """The names that are offered in a place: those of a parent; of a list that lies in no other, all."""
    found = of_parent(codes, parent) if codes.within else codes.codes
    return [say(one.title, lang) for one in found[:MOST_OFFERED]]


def told_of(codes: CodeList, text: str, parent: str, speech: Localizer, title: str) -> dict[str, Any]:
    """The answer to a page about a name that was typed: `is`, the name that it means; else `no`, that it is not there, and `near`, the
    names that it might be, each with what is said of it.
    """
    code = codes.by_code().get(code_of(codes, text, parent or None) or "")
    if code is not None:
        return {"is": say(code.title, speech.lang)}
    near = guesses(codes, text, parent or None)
    return {
        "no": speech.fault("not-in-list", title, {"value": text[:40]}),
        "near": [{"name": say(one.code.title, speech.lang), "text": guess_text(one, speech)} for one in near],
    }


def guess_text(guess: Guess, speech: Localizer) -> str:
    """A name that may be meant, with the one that it had."""
    name = say(guess.code.title, speech.lang)
    return name if guess.former is None else speech.ui("formerly", title=name, former=", ".join(filter(None, guess.former)))


def near_text(form: Form, finding: Finding, answers: Any, speech: Localizer) -> str:
    """The rest of an error about a name that is in no list: those that may be meant."""
    codes = list_at(form, finding.pointer) if finding.code == "not-in-list" else None
    if codes is None:
        return ""
    said, parent = _said(form, finding.pointer, answers)
    near = guesses(codes, said, parent)
    return speech.ui("is_it", names="; ".join([guess_text(one, speech) for one in near])) if near else ""


def _said(form: Form, pointer: Pointer, answers: Any) -> tuple[str, str | None]:
    """The text at a place, and the code of the parent beside it."""
    for token in pointer[:-1]:
        answers = answers[int(token)] if isinstance(answers, list) else answers.get(token, {}) if isinstance(answers, dict) else {}
    record = next((value for value in _values_at(form, pointer[:-1]) if isinstance(value, Record)), None)
    value = next((part.value for part in record.parts if part.name == pointer[-1]), None) if record is not None else None
    above = value.parent_part if isinstance(value, Choice) else None
    at = answers if isinstance(answers, dict) else {}
    return str(at.get(pointer[-1], "")), at.get(above) if above else None
