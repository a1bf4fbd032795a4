"""Taking a source's value: made canonical, then judged as an answer would be. Nothing is coerced: what is not of its
kind is no value.
"""

from __future__ import annotations

from eformc.kernel.dates import Day
from eformc.kernel.json_text import Json
from eformc.kernel.judge import faults_of
from eformc.kernel.text import canonical
from eformc.kernel.values import (
    Boolean,
    Choice,
    Choices,
    CodeList,
    Date,
    Decimal,
    File,
    Integer,
    Moment,
    Money,
    Record,
    RowOf,
    RowsOf,
    Text,
    Time,
    Value,
)
from eformc.prefill.source import Shape


class WrongType(Exception):
    """A value that its kind does not take. Holds nothing of it."""


def validated(value: Value, found: Json, today: Day) -> Json:
    """The value in canonical form; None where only blanks stand. Raises `WrongType`."""
    made = _canonical(value, found)
    if made is not None:
        for _ in faults_of(value, made, today):
            raise WrongType
    return made


def _canonical(value: Value, found: Json) -> Json:
    """Text canonical as a typed one would be; everything else as it is."""
    match value:
        case Text():
            return _text(found, multiline=value.multiline)
        case Date() | Time() | Moment() | Decimal():
            return _text(found, multiline=False)
        case Choice(codes):
            return _code(codes, found)
        case Choices(codes):
            return _in_order(codes, [_code(codes, one) for one in found]) if isinstance(found, list) else found
        case Record():
            if not isinstance(found, dict):
                return found
            by_name = {part.name: part.value for part in value.parts}
            made = {name: _canonical(by_name[name], one) if name in by_name else one for name, one in found.items()}
            return {name: one for name, one in made.items() if one is not None} or None
        case Integer() | Money():
            return int(found) if isinstance(found, float) and found.is_integer() else found
        case Boolean() | File() | RowOf() | RowsOf():
            return found


def _code(codes: CodeList, found: Json) -> Json:
    """A code as it is called today: a registry may still have the one before."""
    code = _text(found, multiline=False)
    return codes.today(code) if isinstance(code, str) else code


def _in_order(codes: CodeList, found: list[Json]) -> list[Json]:
    """Chosen codes, those that have become one once, in the order of the list if one of them has become another."""
    once = list(dict.fromkeys(found)) if codes.renamed() and all(isinstance(one, str) for one in found) else found
    return sorted(once, key=list(codes.by_code()).index) if codes.renamed() and all(one in codes.by_code() for one in once) else once


def _text(found: Json, *, multiline: bool) -> Json:
    return canonical(found, multiline=multiline) or None if isinstance(found, str) else found


def shape_of(value: Value) -> Shape:
    """The JSON shape of a kind of value."""
    match value:
        case Text() | Date() | Time() | Moment() | Choice() | Decimal():
            return "text"
        case Integer() | Money() | RowOf():
            return "number"
        case Boolean():
            return "boolean"
        case Choices() | RowsOf():
            return "list"
        case Record() | File():
            return "object"
