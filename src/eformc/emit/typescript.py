"""TypeScript: the types of a submission by ids, codes as unions, codes of findings, pointers of all questions."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from eformc.emit.carrying import Construct, Losses, constructs_of
from eformc.emit.json_schema import schema_of
from eformc.emit.kind import File, Output, Publication
from eformc.emit.type_tree import FINDING_CODES, Named, TypeTree, pointers

_LOST = {
    Construct.PATTERN: "a type of text has no pattern",
    Construct.LIMIT: "dates and decimals are texts",
    Construct.OPTION_WHEN: "types have no conditions",
    Construct.PARTS_WITHIN: "types have no conditions",
    Construct.WORKED_ROWS: "types have no conditions",
    Construct.PAGE: "types have no pages",
    Construct.SECTION: "types have no pages",
    Construct.NOTE: "types have no pages",
    Construct.LANGUAGE: "comments are in the first language",
    Construct.RECOMMENDED: "optional, as nothing is refused without it",
    Construct.RULE: "types have no rules",
    Construct.HELD: "types do not say who answers",
    Construct.DERIVED: "types do not say who answers",
}
_PARTLY = {Construct.CONDITION: "optional, whatever the condition", Construct.TABLE: "an array, without its number of rows"}


def _comment(schema: Mapping[str, Any], indent: str = "") -> str:
    said = " ".join(filter(None, (schema.get("title", "").rstrip("."), schema.get("description", ""))))
    said = f"{schema['title']}: {schema['description']}" if schema.get("title") and schema.get("description") else said
    return f"{indent}/** {said.replace('*/', '* /')} */\n" if said else ""


def _type(schema: Mapping[str, Any], name: str) -> str:
    match schema["type"]:
        case "array":
            return f"{name or _type(schema['items'], '')}[]"
        case "string":
            return name or "string"
        case "integer":
            return "number"
        case "boolean":
            return "true" if schema.get("enum") == [True] else "boolean"
        case _:  # an object, or what a schema cannot be here
            return name


def _declared(one: Named) -> str:
    if one.codes:
        return f"{_comment({'title': one.title})}export type {one.name} = {' | '.join(map(json.dumps, one.codes))};\n"
    needed = one.schema.get("required", ())
    lines = [
        f"{_comment(schema, '  ')}  {key}{'' if key in needed else '?'}: {_type(schema, name)};\n"
        for key, (schema, name) in one.properties.items()
    ]
    return f"{_comment({'title': one.title})}export interface {one.name} {{\n{''.join(lines)}}}\n"


def types_of(schema: Mapping[str, Any]) -> str:
    """The declarations of a submission that a schema describes."""
    tree = TypeTree(schema)
    paths = " | ".join(json.dumps(one) for one in pointers(schema, tree)) or "never"
    codes = " | ".join(json.dumps(one) for one in FINDING_CODES)
    finding = "/** What is wrong with an answer, as `validate` says it. In `pointer` of a row its number stands for `*`. */\nexport interface Finding {\n  pointer: string;\n  code: FindingCode;\n}\n"
    parts = [*map(_declared, tree.named.values()), f"export type Pointer = {paths};\n", f"export type FindingCode = {codes};\n", finding]
    return f"// {schema['$id']}\n\n" + "\n".join(parts)


def _emit(publication: Publication, losses: Losses) -> tuple[File, ...]:
    procedure = publication.reasoned.procedure
    for place, construct in constructs_of(publication.reasoned):
        if construct in _LOST:
            losses.lose(place, construct, _LOST[construct])
        elif construct in _PARTLY:
            losses.part(place, construct, _PARTLY[construct])
    return (File("submission.d.ts", types_of(schema_of(procedure)).encode()),)


OUTPUT = Output("typescript", "types for programs in TypeScript: `submission.d.ts`", _emit)
