"""JSON Schema (Draft 2020-12): the part of the meaning that any validator reads alike.

What a schema cannot say exactly (dates relative to today, sums, ages, NFC) is left out, never approximated the
strict way: the schema refuses nothing that the form accepts. All that is left out is listed under
`x-eformc-runtime-rules`. Choices are `enum` with labels in an annotation, a declaration is `enum: [true]`; there is
no `default`, no `const: true` and no `oneOf` of constants, which form engines take for answers.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from eformc.emit.conditions import Branch, at, conjunction, never, only_if, truth
from eformc.emit.kind import Emitter, File, Publication, json_bytes
from eformc.emit.schema_values import Schema, SchemaParts, Told, ruled, schema_of_value
from eformc.kernel.dates import Day
from eformc.kernel.expressions import Expression, Pointer, refs
from eformc.kernel.form import Constraint, Form, Item, Table
from eformc.kernel.identity_cache import IdentityKey, identity_key
from eformc.kernel.judge import faults_of
from eformc.kernel.values import Choice, Choices, Code, CodeList, Strength, Text, separators
from eformc.kernel.words import Words, say
from eformc.model.lowering import form_of
from eformc.model.procedure import Group, Procedure
from eformc.wording.markup import plain
from eformc.wording.messages import ui

_ANY_DAY = Day(2000, 1, 1)  # texts have no days in them
DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema_of(procedure: Procedure) -> Schema:
    """The schema of a procedure's submission: self-contained, valid against the metaschema; plain JSON, as validators
    take it.
    """
    made: Schema = json.loads(json_bytes(_schema(procedure)))
    return made


def _schema(procedure: Procedure) -> Schema:
    """The same with the parts that many forms share kept as they are written."""
    form = form_of(procedure)
    out = SchemaParts(procedure.languages[0], _told(procedure), {one.id: one.title for one in procedure.subjects.values()})
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

def _told(procedure: Procedure) -> Mapping[Pointer, Told]:
    """The words about every field, table and paper, by its pointer."""
    told: dict[Pointer, Told] = {}
    for page in procedure.pages:
        for item in page.items:
            if isinstance(item, Group):
                told[(item.id,)] = Told(item.help)
            for found in item.columns if isinstance(item, Group) else (item,):
                if found.help or found.example:
                    told[found.place] = Told(found.help, found.example)
    return told | {one.place: Told(one.help) for one in procedure.attachments if one.help and not one.fetched}


# --- forms -------------------------------------------------------------------------------------------------------


def _of_form(form: Form, out: SchemaParts) -> Schema:
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
        words = out.titles.get(name)
        title = say(words, out.lang) if words else ui("attachments", out.lang) if name == "attachments" else ""
        properties[name] = {**({"title": title} if title else {}), **_object(items, (), out)}
        if name not in form.optional and any(_always(item) for item in items):
            required.append(name)
    rules = [*_conditional(form, out), *_option_rules(form, out), *_constraints(form.constraints, out)]
    return {
        "type": "object",
        "properties": properties,
        **({"required": required} if required else {}),
        "additionalProperties": False,
        **ruled(rules),
    }


def _is_wanted(entry: Item | Table) -> bool:
    """True if an entry is missed wherever it applies and is absent: not where the number of rows may turn out to be 0."""
    return entry.strength is Strength.REQUIRED and not (isinstance(entry, Table) and entry.limits)


def _always(item: Item) -> bool:
    return item.when is None and item.strength is Strength.REQUIRED


def _object(items: list[Item], base: Pointer, out: SchemaParts) -> Schema:
    required = [item.pointer[-1] for item in items if _always(item)]
    return {
        "type": "object",
        "properties": {item.pointer[-1]: _of_item(item, out, base) for item in items},
        **({"required": required} if required else {}),
        "additionalProperties": False,
        "minProperties": 1,
    }


def _of_table(table: Table, out: SchemaParts) -> Schema:
    row = _object(list(table.columns), (*table.pointer, "*"), out)
    rules = []
    for column in table.columns:
        if column.when is not None and all(ref.row for ref in refs(column.when)):
            rules += _only_when(column, column.when, out, (*table.pointer, "*"))
    row |= ruled(rules)
    if table.limits:
        said = {"least": table.least_by, "most": table.most_by}
        out.cannot_say(table.pointer, "rows", **{name: _text(one) for name, one in said.items() if one is not None})
    return {
        **_words(table.title, table.pointer, out),
        "type": "array",
        "minItems": 1 if table.limits else max(1, table.least),
        "maxItems": table.most,
        "items": row,
    }


def _of_item(item: Item, out: SchemaParts, base: Pointer = ()) -> Schema:
    pointer = (*base, *item.pointer)
    titles = dict(item.title)
    told = out.told.get(pointer)
    example = _example(item, told.example, out.lang) if told is not None and told.example else None
    schema = {
        **_words(item.title, pointer, out),
        **schema_of_value(item.value, pointer, out),
        **({"examples": [example]} if example is not None else {}),
    }
    if len(titles) > 1:
        schema["x-eformc"] = {"titles": titles, **schema.get("x-eformc", {})}
    return schema


def _words(title: Words, pointer: Pointer, out: SchemaParts) -> Schema:
    told = out.told.get(pointer)
    about = plain(say(told.help, out.lang)) if told is not None else ""
    return {"title": say(title, out.lang), **({"description": about} if about else {})}


def _example(item: Item, words: Words, lang: str) -> str | None:
    """An author's example as a portal would keep it; None where it is no answer as it stands."""
    text = say(words, lang)
    if not isinstance(item.value, Text):
        return None
    kept = text.translate(dict.fromkeys(map(ord, separators(item.value) or "")))
    return kept if not any(faults_of(item.value, kept, _ANY_DAY)) else None


# --- conditions --------------------------------------------------------------------------------------------------


def _conditional(form: Form, out: SchemaParts) -> Iterator[Schema]:
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


def _only_when(item: Item, when: Expression, out: SchemaParts, base: Pointer) -> list[Schema]:
    branch = truth(when)
    if branch is None:
        out.cannot_say((*base, *item.pointer), "applies-when", expression=_text(when))
        return []
    needs = {"properties": {item.pointer[-1]: {}}, "required": [item.pointer[-1]]} if item.strength is Strength.REQUIRED else {}
    return [only_if(branch.true, needs, {"properties": {item.pointer[-1]: False}})]


def _needed(pointer: Pointer, form: Form) -> Schema:
    if "*" in pointer:
        return {"properties": {pointer[0]: _of_rows(_with(pointer[-1], {}, required=True))}}
    if len(pointer) == 1:
        return {"properties": {pointer[0]: {}}, "required": [pointer[0]]}
    inner = {"properties": {pointer[0]: _with(pointer[1], {}, required=True)}}
    return inner if pointer[0] in form.optional else {"required": [pointer[0]], **inner}


def _refused(pointer: Pointer) -> Schema:
    if "*" in pointer:
        return {"properties": {pointer[0]: _of_rows(_with(pointer[-1], False))}}
    return at(pointer, False, present=False)


def _with(name: str, schema: Any, *, required: bool = False) -> Schema:
    """An object in which a property is as a schema says; `{}` where it may be anything: form engines merge it with what is said
    elsewhere, where `true` would take its place.
    """
    return {"type": "object", "properties": {name: schema}, **({"required": [name]} if required else {})}


def _of_rows(row: Schema) -> Schema:
    return {"type": "array", "items": row}


def _option_rules(form: Form, out: SchemaParts) -> Iterator[Schema]:
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
                test = chosen if isinstance(item.value, Choice) else {"type": "array", "contains": chosen}
                yield {"if": at(item.pointer, test), "then": branch.true}


@lru_cache(maxsize=64)
def _conditional_codes(codes: IdentityKey[CodeList]) -> tuple[tuple[Code, Expression], ...]:
    """The codes that are only offered under a condition. A list within another has none: its codes go with those above."""
    return tuple((code, code.when) for code in codes().codes if code.when is not None) if not codes().within else ()


def _constraints(constraints: tuple[Constraint, ...], out: SchemaParts) -> Iterator[Schema]:
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
        yield {"properties": {constraint.table: _of_rows({"type": "object", **rule})}} if constraint.table is not None else rule


def _text(expression: Expression) -> str:
    from eformc.kernel.printing import printed

    return printed(expression)


def _emit(publication: Publication) -> tuple[File, ...]:
    return (File("schema.json", json_bytes(_schema(publication.reasoned.procedure))),)


EMITTER = Emitter("json_schema", _emit)
