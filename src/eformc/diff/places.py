"""Places of a form: pointers in which `*` stands for the rows of a table; values put there and taken away."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from eformc.kernel.evaluate import Json
from eformc.kernel.expressions import Expression, Pointer
from eformc.kernel.form import Form, Item, Table

ROW = "*"


def entries(form: Form) -> dict[Pointer, Item | Table]:
    """Every entry by its place, tables before their columns."""
    found: dict[Pointer, Item | Table] = {}
    for entry in form.entries:
        found[entry.pointer] = entry
        if isinstance(entry, Table):
            found.update({(*entry.pointer, ROW, *column.pointer): column for column in entry.columns})
    return found


def conditions(form: Form, place: Pointer) -> Iterator[Expression]:
    """The conditions under which a place applies: its own, and its table's."""
    found = entries(form)
    for part in ((place[: place.index(ROW)], place) if ROW in place else (place,)):
        when = found[part].when if part in found else None
        if when is not None:
            yield when


def in_first_row(place: Pointer) -> Pointer:
    """The place in a table's first row."""
    return tuple("0" if token == ROW else token for token in place)


def place_of(form: Form, pointer: Pointer) -> Pointer:
    """The place that a finding's pointer lies in."""
    if len(pointer) > 1 and pointer[1].isdigit() and any(entry.pointer == pointer[:1] for entry in form.entries):
        return (pointer[0], ROW, *pointer[2:])
    return pointer


def meets(a: Pointer, b: Pointer) -> bool:
    """True if one place lies in the other."""
    return a[: len(b)] == b or b[: len(a)] == a


def put(answers: Any, pointer: Pointer, value: Json) -> None:
    """Put a value at a pointer, in place; objects and rows on the way are made."""
    here = answers
    for token, after in zip(pointer, (*pointer[1:], ""), strict=True):
        last = after == ""
        if isinstance(here, list):
            number = int(token)
            while len(here) <= number:
                here.append({})
            if last:
                here[number] = value
            here = here[number]
        elif last:
            here[token] = value
        else:
            if not isinstance(here.get(token), dict | list):
                here[token] = [] if after.isdigit() else {}
            here = here[token]


def take(answers: Any, pointer: Pointer) -> None:
    """Take a value away, in place, with the objects and lists that it leaves empty."""
    if not pointer:
        return
    if len(pointer) > 1:
        inner = step(answers, pointer[0])
        take(inner, pointer[1:])
        if inner not in ({}, []):
            return
    if isinstance(answers, list):
        number = int(pointer[0]) if pointer[0].isdigit() else len(answers)
        if number < len(answers):
            del answers[number]
    elif isinstance(answers, dict):
        answers.pop(pointer[0], None)


def step(value: Json, token: str) -> Json:
    """The value one token further; None where there is none."""
    if isinstance(value, list):
        return value[int(token)] if token.isdigit() and int(token) < len(value) else None
    return value.get(token) if isinstance(value, dict) else None


def value_at(value: Json, pointer: Pointer) -> Json:
    """The value at a pointer through objects and rows; None where there is none."""
    for token in pointer:
        value = step(value, token)
    return value
