"""JSON Schema (Draft 2020-12): the part of the meaning that any validator reads alike.

What a schema cannot say exactly (dates relative to today, sums, ages, NFC) is left out, never approximated the
strict way: the schema refuses nothing that the form accepts. All that is left out is listed under
`x-eformc-runtime-rules`. Choices are `enum` with labels in an annotation, a declaration is `enum: [true]`; there is
no `default`, no `const: true` and no `oneOf` of constants, which form engines take for answers.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, TypeAlias

from msgspec import Struct, field

from eformc.characters import JOINERS, PICTURE, SHAPED, UNSEEN, VARIANTS
from eformc.emit.conditions import Branch, at, conjunction, never, only_if, truth
from eformc.emit.kind import Emitter, File, Kept, Publication, json_bytes
from eformc.kernel.expressions import Expression, Pointer, pointer_text, refs
from eformc.kernel.file_kinds import MOST_NAME, NAME
from eformc.kernel.form import Constraint, Form, Item, Table
from eformc.kernel.identity_cache import IdentityKey, identity_key
from eformc.kernel.values import (
    MAX_INTEGER,
    Boolean,
    Choice,
    Choices,
    Code,
    CodeList,
    Date,
    Decimal,
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
from eformc.kernel.values import (
    File as FileValue,
)
from eformc.kernel.words import say
from eformc.model.lowering import form_of
from eformc.model.procedure import Procedure
from eformc.wording.markup import plain

Schema: TypeAlias = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
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
_DEFS: dict[str, Schema] = {
    "line": {
        "description": "One line of text in canonical form: not empty, no blanks at the ends, no control or invisible characters.",
        "type": "string",
        "minLength": 1,
        "allOf": [{"pattern": "^[^\\x09\\x20\\xa0]"}, {"pattern": "[^\\x09\\x20\\xa0]$"}],
        "not": {"pattern": f"[\\x00-\\x1f{_STRAY}"},
    },
    "lines": {
        "description": "Lines of text in canonical form: not empty, no blanks at the ends, lines end with LF.",
        "type": "string",
        "minLength": 1,
        "allOf": [{"pattern": "^[^\\x09\\x0a\\x20\\xa0]"}, {"pattern": "[^\\x09\\x0a\\x20\\xa0]$"}],
        "not": {"pattern": f"[\\x00-\\x09\\x0b-\\x1f{_STRAY}|\\x0a$"},
    },
    "file_name": {"type": "string", "minLength": 1, "maxLength": MOST_NAME, "pattern": NAME, "not": {"pattern": f"[\\x00-\\x1f{_STRAY}"}},
}
_KEPT_DEFS = {name: Kept(schema, escaped=True) for name, schema in _DEFS.items()}


class _Output(Struct):
    """The parts that grow while one schema is written: shared definitions, and what it could not say."""

    lang: str
    defs: dict[str, Schema | Kept] = field(default_factory=dict)
    runtime: list[Schema] = field(default_factory=list)

    def share(self, name: str, schema: Schema | Kept) -> Schema:
        """A reference to a definition; another one of the same name gets a number."""
        number = 1
        unique = name
        while unique in self.defs and self.defs[unique] != schema:
            number += 1
            unique = f"{name}_{number}"
        self.defs[unique] = schema
        return {"$ref": f"#/$defs/{unique}"}

    def cannot_say(self, pointer: Pointer, rule: str, **details: Any) -> None:
        self.runtime.append({"pointer": _pointer(pointer), "rule": rule, **details})


def _pointer(tokens: Pointer) -> str:
    return "".join(f"/{token}" for token in tokens)


def schema_of(procedure: Procedure) -> Schema:
    """The schema of a procedure's submission: self-contained, valid against the metaschema; plain JSON, as validators
    take it.
    """
    made: Schema = json.loads(json_bytes(_schema(procedure)))
    return made


def _schema(procedure: Procedure) -> Schema:
    """The same with the parts that many forms share kept as they are written."""
    form = form_of(procedure)
    out = _Output(procedure.languages[0])
    body = _of_form(form, out)
    texts = {"title": say(procedure.title, out.lang)}
    about = plain(say(procedure.about, out.lang))
    return {
        "$schema": DIALECT,
        "$id": f"urn:eformc:procedure:{procedure.id}:{procedure.version}",
        **texts,
        **({"description": about} if about else {}),
        "x-eformc": {"procedure": procedure.id, "version": procedure.version, "titles": dict(procedure.title)},
        **body,
        "x-eformc-runtime-rules": [{"pointer": "", "rule": "normal-form", "value": "NFC"}, *out.runtime],
        "$defs": dict(sorted(out.defs.items())),
    }


# --- forms -------------------------------------------------------------------------------------------------------


def _of_form(form: Form, out: _Output) -> Schema:
    properties: dict[str, Schema] = {}
    required: list[str] = []
    groups: dict[str, list[Item]] = {}
    for entry in form.entries:
        name = entry.pointer[0]
        if isinstance(entry, Table):
            properties[name] = _of_table(entry, out)
        elif len(entry.pointer) == 1:
            properties[name] = _of_item(entry, out)
        else:
            if name not in groups:
                properties[name] = {}
            groups.setdefault(name, []).append(entry)
            continue
        if entry.when is None and _is_wanted(entry):
            required.append(name)
    for name, items in groups.items():
        properties[name] = _object(items, (), out)
        if name not in form.optional and any(_always(item) for item in items):
            required.append(name)
    rules = [*_conditional(form, out), *_option_rules(form, out), *_constraints(form.constraints, out)]
    return {
        "type": "object",
        "properties": properties,
        **({"required": required} if required else {}),
        "additionalProperties": False,
        **({"allOf": rules} if rules else {}),
    }


def _is_wanted(entry: Item | Table) -> bool:
    """True if an entry is missed wherever it applies and is absent: not where the number of rows may turn out to be 0."""
    return entry.strength is Strength.REQUIRED and not (isinstance(entry, Table) and entry.limits)


def _always(item: Item) -> bool:
    return item.when is None and item.strength is Strength.REQUIRED


def _object(items: list[Item], base: Pointer, out: _Output) -> Schema:
    required = [item.pointer[-1] for item in items if _always(item)]
    return {
        "type": "object",
        "properties": {item.pointer[-1]: _of_item(item, out, base) for item in items},
        **({"required": required} if required else {}),
        "additionalProperties": False,
        "minProperties": 1,
    }


def _of_table(table: Table, out: _Output) -> Schema:
    row = _object(list(table.columns), (*table.pointer, "*"), out)
    rules = []
    for column in table.columns:
        if column.when is not None and all(ref.row for ref in refs(column.when)):
            rules += _only_when(column, column.when, out, (*table.pointer, "*"))
    if rules:
        row["allOf"] = rules
    if table.limits:
        said = {"least": table.least_by, "most": table.most_by}
        out.cannot_say(table.pointer, "rows", **{name: _text(one) for name, one in said.items() if one is not None})
    return {
        "title": say(table.title, out.lang),
        "type": "array",
        "minItems": 1 if table.limits else max(1, table.least),
        "maxItems": table.most,
        "items": row,
    }


def _of_item(item: Item, out: _Output, base: Pointer = ()) -> Schema:
    pointer = (*base, *item.pointer)
    titles = dict(item.title)
    schema = {"title": say(titles, out.lang), **of_value(item.value, pointer, out)}
    if len(titles) > 1:
        schema["x-eformc"] = {"titles": titles, **schema.get("x-eformc", {})}
    return schema


# --- conditions --------------------------------------------------------------------------------------------------


def _conditional(form: Form, out: _Output) -> Iterator[Schema]:
    """One rule for all entries that share a condition: required where it holds, forbidden where it does not."""
    shared: dict[str, tuple[Branch, list[Schema], list[Schema]]] = {}
    for entry in form.entries:
        columns = entry.columns if isinstance(entry, Table) else ()
        for one, table in [(entry, None), *((column, entry) for column in columns)]:
            if one.when is None or (table is not None and all(ref.row for ref in refs(one.when))):
                continue
            branch = None if table is not None and any(ref.row for ref in refs(one.when)) else truth(one.when)
            pointer = (*table.pointer, "*", *one.pointer) if table is not None else one.pointer
            if branch is None:
                out.cannot_say(pointer, "applies-when", expression=_text(one.when))
                continue
            _, needs, refuses = shared.setdefault(repr(branch.true), (branch, [], []))
            if _is_wanted(one):
                needs.append(_needed(pointer, form))
            refuses.append(_refused(pointer))
    for branch, needs, refuses in shared.values():
        yield only_if(branch.true, conjunction(needs), conjunction(refuses))


def _only_when(item: Item, when: Expression, out: _Output, base: Pointer) -> list[Schema]:
    branch = truth(when)
    if branch is None:
        out.cannot_say((*base, *item.pointer), "applies-when", expression=_text(when))
        return []
    needs = {"required": [item.pointer[-1]]} if item.strength is Strength.REQUIRED else {}
    return [only_if(branch.true, needs, {"properties": {item.pointer[-1]: False}})]


def _needed(pointer: Pointer, form: Form) -> Schema:
    if "*" in pointer:
        return {"properties": {pointer[0]: {"items": {"required": [pointer[-1]]}}}}
    if len(pointer) == 1:
        return {"required": [pointer[0]]}
    inner = {"properties": {pointer[0]: {"required": [pointer[1]]}}}
    return inner if pointer[0] in form.optional else {"required": [pointer[0]], **inner}


def _refused(pointer: Pointer) -> Schema:
    if "*" in pointer:
        return {"properties": {pointer[0]: {"items": {"properties": {pointer[-1]: False}}}}}
    return at(pointer, False, present=False)


def _option_rules(form: Form, out: _Output) -> Iterator[Schema]:
    for entry in form.entries:
        columns = entry.columns if isinstance(entry, Table) else ()
        for item in (entry, *columns) if not isinstance(entry, Table) else columns:
            if not isinstance(item.value, Choice | Choices):
                continue
            for code, when in _conditional_codes(identity_key(item.value.codes)):
                branch = truth(when) if not isinstance(entry, Table) else None
                if branch is None:
                    within = (*entry.pointer, "*") if isinstance(entry, Table) else ()
                    out.cannot_say((*within, *item.pointer), "option-when", option=code.code, expression=_text(when))
                    continue
                chosen: Schema = {"enum": [code.code]}
                test = chosen if isinstance(item.value, Choice) else {"contains": chosen}
                yield {"if": at(item.pointer, test), "then": branch.true}


@lru_cache(maxsize=64)
def _conditional_codes(codes: IdentityKey[CodeList]) -> tuple[tuple[Code, Expression], ...]:
    """The codes that are only offered under a condition. A list within another has none: its codes go with those above."""
    return tuple((code, code.when) for code in codes().codes if code.when is not None) if not codes().within else ()


def _constraints(constraints: tuple[Constraint, ...], out: _Output) -> Iterator[Schema]:
    for constraint in constraints:
        both = (constraint.holds, constraint.when) if constraint.when is not None else (constraint.holds,)
        if constraint.table is not None and not all(ref.row for one in both for ref in refs(one)):
            out.cannot_say(constraint.place, "constraint", id=constraint.id, expression=_text(constraint.holds))
            continue
        broken = truth(constraint.holds)
        guard = truth(constraint.when) if constraint.when is not None else None
        if broken is None or (constraint.when is not None and guard is None):
            out.cannot_say(constraint.place, "constraint", id=constraint.id, expression=_text(constraint.holds))
            continue
        rule = never(broken.false)
        rule = {"if": guard.true, "then": rule} if guard is not None else rule
        yield {"properties": {constraint.table: {"items": rule}}} if constraint.table is not None else rule


def _text(expression: Expression) -> str:
    from eformc.kernel.printing import printed

    return printed(expression)


# --- values ------------------------------------------------------------------------------------------------------


def of_value(value: Value, pointer: Pointer, out: _Output) -> Schema:
    """The schema of one kind of value; what it cannot say goes to the runtime rules."""
    match value:
        case Text():
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
            return _of_codes(value.codes, out)
        case Choices():
            return _of_choices(value, pointer, out)
        case Boolean():
            return {"type": "boolean", **({"enum": [True]} if value.declaration else {})}
        case Record():
            return _of_record(value, pointer, out)
        case FileValue():
            return _of_file(value, out)


def _of_text(value: Text, out: _Output) -> Schema:
    name = "lines" if value.multiline else "line"
    out.defs[name] = _KEPT_DEFS[name]
    return {
        "$ref": f"#/$defs/{name}",
        **({"minLength": value.least} if value.least > 1 else {}),
        "maxLength": value.most,
        **({"pattern": value.pattern.anchored()} if value.pattern else {}),
    }


def _whole(minimum: int | None, maximum: int | None) -> Schema:
    least = -MAX_INTEGER if minimum is None else max(minimum, -MAX_INTEGER)
    most = MAX_INTEGER if maximum is None else min(maximum, MAX_INTEGER)
    return {"type": "integer", "minimum": least, "maximum": most}


def _of_decimal(value: Decimal, pointer: Pointer, out: _Output) -> Schema:
    whole = 15 - value.scale
    sign = "" if value.minimum is not None and value.minimum >= 0 else "\\x2d?"
    body = f"{sign}(?:0|[1-9][0-9]{{0,{whole - 1}}})\\x2e[0-9]{{{value.scale}}}"
    if value.minimum not in (None, 0) or value.maximum is not None:
        out.cannot_say(pointer, "range", minimum=value.minimum, maximum=value.maximum, scale=value.scale)
    schema: Schema = {"type": "string", "maxLength": 17, "pattern": f"^{body}$", "not": {"pattern": "^\\x2d0\\x2e0+$|\\x0a"}}
    return {**schema, "x-eformc": {"scale": value.scale}}


def _of_date(value: Date, pointer: Pointer, out: _Output) -> Schema:
    if value.minimum is not None or value.maximum is not None:
        limits = {"minimum": value.minimum, "maximum": value.maximum}
        out.cannot_say(pointer, "range", **{name: limit for name, limit in limits.items() if limit})
    schema = {"type": "string", "pattern": f"^{_DATES[value.precision]}$", "not": {"pattern": "\\x0a"}}
    return out.share({"day": "date"}.get(value.precision.value, f"{value.precision.value}_date"), schema)


def _of_time(value: Time | Moment, pointer: Pointer, out: _Output) -> Schema:
    limits = {name: limit for name, limit in (("minimum", value.minimum), ("maximum", value.maximum)) if limit}
    if limits:
        out.cannot_say(pointer, "range", **limits)
    body = _TIME if isinstance(value, Time) else f"{_DAY}T{_TIME}"
    return out.share("time" if isinstance(value, Time) else "date_time", {"type": "string", "pattern": f"^{body}$", "not": {"pattern": "\\x0a"}})


def _of_rows(value: RowOf | RowsOf, pointer: Pointer, out: _Output) -> Schema:
    """Numbers of rows; how many rows there are, only answers tell."""
    out.cannot_say(pointer, "row", table=pointer_text((value.table,)))
    notes = {"rows": pointer_text((value.table,)), **({"named_by": pointer_text(value.named)} if value.named else {})}
    number: Schema = {"type": "integer", "minimum": 1}
    if isinstance(value, RowOf):
        return {**number, "x-eformc": notes}
    out.cannot_say(pointer, "order", value="the rows' order")
    counts = {"minItems": max(1, value.least), **({"maxItems": value.most} if value.most else {})}
    return {"type": "array", "items": number, **counts, "x-eformc": notes, "uniqueItems": True}


def _of_codes(codes: CodeList, out: _Output) -> Schema:
    return out.share(codes.id, _kept_codes(identity_key(codes))) if codes.scheme else _listed(codes)


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


def _of_choices(value: Choices, pointer: Pointer, out: _Output) -> Schema:
    out.cannot_say(pointer, "order", value="the code list's order")
    return {
        "type": "array",
        "items": _of_codes(value.codes, out),
        "uniqueItems": True,
        "minItems": max(1, value.least),
        **({"maxItems": value.most} if value.most else {}),
    }


def _of_record(value: Record, pointer: Pointer, out: _Output) -> Schema:
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
        **({"allOf": rules} if rules else {}),
    }
    return out.share(value.kind, schema)


@lru_cache(maxsize=64)
def _kept_rules(value: IdentityKey[Record]) -> Kept:
    return Kept([rule for part in value().parts for rule in _within(part.name, part.value)])


def _rules_within(value: Record) -> Kept:
    """The codes that go together, over all parts. The same record stands in most forms of a country."""
    return _kept_rules(identity_key(value))


def _of_part(value: Value, pointer: Pointer, out: _Output) -> Schema:
    """A part whose codes depend on the part above is listed by `_within`, code by code of the part above."""
    if isinstance(value, Choice) and value.parent_part is not None:
        notes = {"x-eformc": {"scheme": value.codes.scheme}} if value.codes.scheme else {}
        return {"type": "string", **notes}
    return of_value(value, pointer, out)


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


def _of_file(value: FileValue, out: _Output) -> Schema:
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


def _emit(publication: Publication) -> tuple[File, ...]:
    return (File("schema.json", json_bytes(_schema(publication.reasoned.procedure))),)


EMITTER = Emitter("json_schema", _emit)

