"""Kinds of values as JSON Schema: one pattern for each text, a definition for what stands in many places.

A type stands beside every keyword that speaks of it and a property beside every name that is required, as Ajv's strict
mode wants it. Nothing but `x-eformc` and `x-eformc-runtime-rules` is beyond the standard.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, TypeAlias

from msgspec import Struct, field

from eformc.characters import JOINERS, PICTURE, SHAPED, UNSEEN, VARIANTS
from eformc.emit.kind import Kept
from eformc.kernel.expressions import Pointer
from eformc.kernel.file_kinds import MOST_NAME, NAME
from eformc.kernel.identity_cache import IdentityKey, identity_key
from eformc.kernel.patterns import Pattern, alphabet
from eformc.kernel.values import (
    MAX_INTEGER,
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
    Precision,
    Record,
    RowOf,
    RowsOf,
    Strength,
    Text,
    Time,
    Value,
)
from eformc.kernel.words import Words, say

Schema: TypeAlias = dict[str, Any]

MOST_LABELS = 300
"""Code lists longer than this carry no labels in the schema."""

_YEAR = "(?:1[89][0-9]{2}|2[01][0-9]{2}|2200)"
_LEAP = "(?:(?:18|19|20|21)(?:0[48]|[2468][048]|[13579][26])|2000)"
_MONTH = f"{_YEAR}\\x2d(?:0[1-9]|1[0-2])"
_DAY = (
    f"(?:{_YEAR}\\x2d(?:(?:0[13578]|1[02])\\x2d(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)\\x2d(?:0[1-9]|[12][0-9]|30)"
    f"|02\\x2d(?:0[1-9]|1[0-9]|2[0-8]))|{_LEAP}\\x2d02\\x2d29)"
)
_TIME = "(?:[01][0-9]|2[0-3]):[0-5][0-9]"
_DATES = {
    Precision.DAY: _DAY,
    Precision.MONTH: _MONTH,
    Precision.YEAR: _YEAR,
    Precision.PARTIAL: f"(?:{_DAY}|{_MONTH}|{_YEAR})",
}
# What no text may hold, without look-behind, `\p` and `\u`, which not every engine has: characters stand by themselves.
# Half a surrogate pair cannot: it is what is no other character.
_UNSEEN = UNSEEN.removeprefix("\x00-\x08\x0b-\x1f").replace("\x7f-\x9f", "\\x7f-\\x9f")
_STRAY = (
    f"{_UNSEEN}]|(?:^|[^{SHAPED}{PICTURE}])[{JOINERS}{VARIANTS}]|{PICTURE}[{VARIANTS}]|[^\\x00-\ud7ff\ue000-\U0010ffff]"
)
_ENDS = "^[^\\x09\\x0a\\x20\\xa0](?:[^\\x00]*[^\\x09\\x0a\\x20\\xa0])?$"
"""No blank at either end: one pattern, as tools take one for each text."""
_DEFS: dict[str, Schema] = {
    "line": {
        "title": "Line of text",
        "description": "One line of text in canonical form: not empty, no blanks at the ends, no control or invisible characters.",
        "type": "string",
        "minLength": 1,
        "pattern": _ENDS,
        "not": {"pattern": f"[\\x00-\\x1f{_STRAY}"},
    },
    "lines": {
        "title": "Lines of text",
        "description": "Lines of text in canonical form: not empty, no blanks at the ends, lines end with LF.",
        "type": "string",
        "minLength": 1,
        "pattern": _ENDS,
        "not": {"pattern": f"[\\x00-\\x09\\x0b-\\x1f{_STRAY}|\\x0a$"},
    },
    "file_name": {"type": "string", "minLength": 1, "maxLength": MOST_NAME, "pattern": NAME, "not": {"pattern": f"[\\x00-\\x1f{_STRAY}"}},
}
_KEPT_DEFS = {name: Kept(schema, escaped=True) for name, schema in _DEFS.items()}

class Told(Struct, frozen=True):
    """The words about one value beside its title: what helps to answer it, and a right answer."""

    help: Words = field(default_factory=dict)
    example: Words = field(default_factory=dict)


class SchemaParts(Struct):
    """The parts that grow while one schema is written: shared definitions, and what it could not say. `told`: words about
    values, by pointer with `*` for a row.
    """

    lang: str
    told: Mapping[Pointer, Told] = field(default_factory=dict)
    titles: Mapping[str, Words] = field(default_factory=dict)
    """The titles of objects: of subjects, by id."""
    defs: dict[str, Schema | Kept] = field(default_factory=dict)
    runtime: list[Schema] = field(default_factory=list)
    variants: dict[str, list[str]] = field(default_factory=dict)
    """The definitions of each name, by the names they got."""

    def share(self, name: str, schema: Schema | Kept, pointer: Pointer = ()) -> Schema:
        """A reference to a definition. Another one of the same name is called after the question that it stands at, never
        numbered: a number would move when a question is added.
        """
        alike = self.variants.setdefault(name, [])
        unique = next((one for one in alike if self.defs[one] == schema), "")
        if not unique:
            unique = next(one for one in self._names(name, pointer) if one not in self.defs)
            alike.append(unique)
            self.defs[unique] = schema
        return {"$ref": f"#/$defs/{unique}"}

    @staticmethod
    def _names(name: str, pointer: Pointer) -> Iterator[str]:
        yield name
        tokens = [one for one in pointer if one != "*"]
        for count in range(1, len(tokens) + 1):
            yield "_".join(tokens[-count:])
        while True:
            name = f"other_{name}"
            yield name

    def cannot_say(self, pointer: Pointer, rule: str, **details: Any) -> None:
        """Note a rule that stays for the engine."""
        self.runtime.append({"pointer": pointer_of(pointer), "rule": rule, **details})


def pointer_of(tokens: Pointer) -> str:
    """A JSON Pointer of ids, which hold nothing that is escaped."""
    return "".join(f"/{token}" for token in tokens)


def ruled(rules: Any) -> Schema:
    """The rules that an object must keep beside its properties. Form engines take an `allOf` for a choice of forms."""
    return {"if": True, "then": {"allOf": rules}} if rules else {}


def schema_of_value(value: Value, pointer: Pointer, out: SchemaParts) -> Schema:
    """The schema of one kind of value; what it cannot say goes to the runtime rules."""
    match value:
        case Text():
            if value.checks:
                out.cannot_say(pointer, "check-digit", ways=[one.algorithm.value for one in value.checks])
            return _of_text(value, out)
        case Integer():
            return _whole(value.minimum, value.maximum)
        case Money():
            return {**_whole(value.minimum, value.maximum), "x-eformc": {"currency": value.currency, "minor": value.minor}}
        case Decimal():
            return _of_decimal(value, pointer, out)
        case Date():
            return _of_date(value, pointer, out)
        case Time() | Moment():
            return _of_time(value, pointer, out)
        case RowOf() | RowsOf():
            return _of_rows(value, pointer, out)
        case Choice():
            return _of_codes(value.codes, pointer, out)
        case Choices():
            return _of_choices(value, pointer, out)
        case Boolean():
            return {"type": "boolean", **({"enum": [True]} if value.declaration else {})}
        case Record():
            return _of_record(value, pointer, out)
        case File():
            return _of_file(value, out)


def _of_text(value: Text, out: SchemaParts) -> Schema:
    name = "lines" if value.multiline else "line"
    size = {**({"minLength": value.least} if value.least > 1 else {}), "maxLength": value.most}
    if value.pattern is None or not _is_plain(value.pattern):
        out.defs[name] = _KEPT_DEFS[name]
        return {"type": "string", "$ref": f"#/$defs/{name}", **size, **({"pattern": value.pattern.anchored()} if value.pattern else {})}
    return {"type": "string", "minLength": value.least, "maxLength": value.most, "pattern": value.pattern.anchored(), "not": _ENDED}


_ENDED: Schema = {"pattern": "\\x0a"}
"""Python's `$` also stands in front of a line feed at the end."""


def _is_plain(pattern: Pattern) -> bool:
    """True if all that a pattern takes is a line in canonical form: visible characters of ASCII, and at least one."""
    return all(low > 0x20 and high < 0x7F for low, high in alphabet(pattern.tree).ranges)


def _whole(minimum: int | None, maximum: int | None) -> Schema:
    least = -MAX_INTEGER if minimum is None else max(minimum, -MAX_INTEGER)
    most = MAX_INTEGER if maximum is None else min(maximum, MAX_INTEGER)
    return {"type": "integer", "minimum": least, "maximum": most}


def _of_decimal(value: Decimal, pointer: Pointer, out: SchemaParts) -> Schema:
    whole = 15 - value.scale
    sign = "" if value.minimum is not None and value.minimum >= 0 else "\\x2d?"
    body = f"{sign}(?:0|[1-9][0-9]{{0,{whole - 1}}})\\x2e[0-9]{{{value.scale}}}"
    if value.minimum not in (None, 0) or value.maximum is not None:
        out.cannot_say(pointer, "range", minimum=value.minimum, maximum=value.maximum, scale=value.scale)
    schema: Schema = {"type": "string", "maxLength": 17, "pattern": f"^{body}$", "not": {"pattern": "^\\x2d0\\x2e0+$|\\x0a"}}
    return {**schema, "x-eformc": {"scale": value.scale}}


def _of_date(value: Date, pointer: Pointer, out: SchemaParts) -> Schema:
    if value.minimum is not None or value.maximum is not None:
        limits = {"minimum": value.minimum, "maximum": value.maximum}
        out.cannot_say(pointer, "range", **{name: limit for name, limit in limits.items() if limit})
    schema: Schema = {"type": "string", "pattern": f"^{_DATES[value.precision]}$"}
    longest = {Precision.DAY: 10, Precision.MONTH: 7, Precision.YEAR: 4}.get(value.precision)
    schema |= {"maxLength": longest} if longest else {"not": _ENDED}
    if value.precision is Precision.DAY:
        schema["format"] = "date"
    return out.share({"day": "date"}.get(value.precision.value, f"{value.precision.value}_date"), schema)


def _of_time(value: Time | Moment, pointer: Pointer, out: SchemaParts) -> Schema:
    limits = {name: limit for name, limit in (("minimum", value.minimum), ("maximum", value.maximum)) if limit}
    if limits:
        out.cannot_say(pointer, "range", **limits)
    body, longest = (_TIME, 5) if isinstance(value, Time) else (f"{_DAY}T{_TIME}", 16)
    return out.share("time" if isinstance(value, Time) else "date_time", {"type": "string", "pattern": f"^{body}$", "maxLength": longest})


def _of_rows(value: RowOf | RowsOf, pointer: Pointer, out: SchemaParts) -> Schema:
    """Numbers of rows; how many rows there are, only answers tell."""
    out.cannot_say(pointer, "row", table=pointer_of((value.table,)))
    notes = {"rows": pointer_of((value.table,)), **({"named_by": pointer_of(value.named)} if value.named else {})}
    number: Schema = {"type": "integer", "minimum": 1}
    if isinstance(value, RowOf):
        return {**number, "x-eformc": notes}
    out.cannot_say(pointer, "order", value="the rows' order")
    counts = {"minItems": max(1, value.least), **({"maxItems": value.most} if value.most else {})}
    return {"type": "array", "items": number, **counts, "x-eformc": notes, "uniqueItems": True}


def _of_codes(codes: CodeList, pointer: Pointer, out: SchemaParts) -> Schema:
    return out.share(codes.id, _kept_codes(identity_key(codes)), pointer) if codes.scheme else _listed(codes)


@lru_cache(maxsize=64)
def _kept_codes(codes: IdentityKey[CodeList]) -> Kept:
    """A list with a scheme is the catalogue's, or a form's own for several questions."""
    return Kept(_listed(codes()))


def _listed(codes: CodeList) -> Schema:
    schema: Schema = {"type": "string", "enum": [code.code for code in codes.codes]}
    notes: Schema = {"scheme": codes.scheme} if codes.scheme else {}
    if len(codes.codes) <= MOST_LABELS:
        notes["labels"] = {code.code: dict(code.title) for code in codes.codes}
    if notes:
        schema["x-eformc"] = notes
    return schema


def _of_choices(value: Choices, pointer: Pointer, out: SchemaParts) -> Schema:
    out.cannot_say(pointer, "order", value="the code list's order")
    return {
        "type": "array",
        "items": _of_codes(value.codes, pointer, out),
        "uniqueItems": True,
        "minItems": max(1, value.least),
        **({"maxItems": value.most} if value.most else {}),
    }


def _of_record(value: Record, pointer: Pointer, out: SchemaParts) -> Schema:
    rules = _rules_within(value)
    schema = {
        "type": "object",
        "properties": {
            part.name: {"title": say(part.title, out.lang), **_of_part(part.value, (*pointer, part.name), out)}
            for part in value.parts
        },
        "required": [part.name for part in value.parts if part.strength is Strength.REQUIRED],
        "additionalProperties": False,
        "minProperties": 1,
        **ruled(rules),
    }
    return out.share(value.kind, schema, pointer)


@lru_cache(maxsize=64)
def _kept_rules(value: IdentityKey[Record]) -> Kept:
    return Kept([rule for part in value().parts for rule in _within(part.name, part.value)])


def _rules_within(value: Record) -> Kept:
    """The codes that go together, over all parts. The same record stands in most forms of a country."""
    return _kept_rules(identity_key(value))


def _of_part(value: Value, pointer: Pointer, out: SchemaParts) -> Schema:
    """A part whose codes depend on the part above is listed by `_within`, code by code of the part above."""
    if isinstance(value, Choice) and value.parent_part is not None:
        notes = {"x-eformc": {"scheme": value.codes.scheme}} if value.codes.scheme else {}
        return {"type": "string", **notes}
    return schema_of_value(value, pointer, out)


def _within(name: str, value: Value) -> Iterator[Schema]:
    """The codes that belong to each code of the part above."""
    if not isinstance(value, Choice) or value.parent_part is None:
        return
    children: dict[str, list[str]] = {}
    for code in value.codes.codes:
        if code.parent is not None:
            children.setdefault(code.parent, []).append(code.code)
    for parent, codes in children.items():
        test = {"properties": {value.parent_part: {"enum": [parent]}}, "required": [value.parent_part]}
        yield {"if": test, "then": {"properties": {name: {"enum": codes}}}}


def _of_file(value: File, out: SchemaParts) -> Schema:
    return {
        "type": "object",
        "properties": {
            "name": out.share("file_name", _KEPT_DEFS["file_name"]),
            "media_type": {"type": "string", "enum": list(value.media_types)},
            "size": {"type": "integer", "minimum": 1, "maximum": value.max_bytes},
            "sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$", "maxLength": 64},
        },
        "required": ["name", "media_type", "size", "sha256"],
        "additionalProperties": False,
    }
