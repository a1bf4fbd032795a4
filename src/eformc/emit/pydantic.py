"""Pydantic: models of a submission by ids. They take every submission that the form accepts and refuse what a class can."""

from __future__ import annotations

import json
import keyword
from collections.abc import Mapping
from typing import Any

from eformc.emit.carrying import Construct, Losses, constructs_of
from eformc.emit.json_schema import schema_of
from eformc.emit.kind import File, Output, Publication
from eformc.emit.type_tree import Named, TypeTree

_LOST = {
    Construct.LIMIT: "a limit of a date may move with the day; decimals are texts",
    Construct.OPTION_WHEN: "models have no conditions",
    Construct.PARTS_WITHIN: "models have no conditions",
    Construct.WORKED_ROWS: "models have no conditions",
    Construct.PAGE: "models have no pages",
    Construct.SECTION: "models have no pages",
    Construct.NOTE: "models have no pages",
    Construct.LANGUAGE: "titles are in the first language",
    Construct.RECOMMENDED: "optional, as nothing is refused without it",
    Construct.RULE: "models have no rules",
    Construct.HELD: "models do not say who answers",
    Construct.DERIVED: "models do not say who answers",
}
_PARTLY = {Construct.CONDITION: "optional, whatever the condition"}

_HEAD = '''"""{id}: models of its submissions. `Submission.model_validate_json(text)`; `model_dump_json(exclude_unset=True, by_alias=True)`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, populate_by_name=True, protected_namespaces=())

    @model_validator(mode="before")
    @classmethod
    def _refuse_null(cls, data: object) -> object:
        if isinstance(data, dict) and any(value is None for value in data.values()):
            raise ValueError("null is no answer: leave the key out")
        return data
'''


def _type(schema: Mapping[str, Any], name: str) -> str:
    match schema["type"]:
        case "array":
            limits = ", ".join(f"{ours}={schema[theirs]}" for ours, theirs in (("min_length", "minItems"), ("max_length", "maxItems")) if theirs in schema)
            return f"Annotated[list[{name}], Field({limits})]"
        case "string" if name:
            return name
        case "string":
            terms = [f"{ours}={schema[theirs]}" for ours, theirs in (("min_length", "minLength"), ("max_length", "maxLength")) if theirs in schema]
            terms += [f"pattern={schema['pattern']!r}"] if "pattern" in schema else []
            return f"Annotated[str, Field({', '.join(terms)})]" if terms else "str"
        case "integer":
            return f"Annotated[int, Field(ge={schema['minimum']}, le={schema['maximum']})]"
        case "boolean":
            return "Literal[True]" if schema.get("enum") == [True] else "bool"
        case _:  # an object, or what a schema cannot be here
            return name


def _declared(one: Named) -> str:
    if one.codes:
        return f"\n{one.name} = Literal[{', '.join(map(json.dumps, one.codes))}]\n"
    needed = one.schema.get("required", ())
    lines = []
    for key, (schema, name) in one.properties.items():
        safe = f"{key}_" if keyword.iskeyword(key) or hasattr(_BASE, key) else key
        terms = [f"alias={key!r}"] if safe != key else []
        terms += [f"{word}={schema[word]!r}" for word in ("title", "description") if word in schema]
        kind = _type(schema, name)
        first = "..." if key in needed else "None"
        lines.append(f"    {safe}: {kind if key in needed else f'{kind} | None'} = Field({', '.join([first, *terms])})\n")
    return f"\n\nclass {one.name}(_Part):\n    {json.dumps(one.title or one.name, ensure_ascii=False)}\n\n{''.join(lines) or '    pass'}"


class _Base:
    """The names that every model has already."""

    copy = construct = dict = fields = from_orm = json = parse_file = parse_obj = parse_raw = schema = schema_json = validate = None


_BASE = _Base()


def models_of(schema: Mapping[str, Any]) -> str:
    """The module of a submission that a schema describes."""
    return _HEAD.replace("{id}", schema["$id"]) + "".join(map(_declared, TypeTree(schema).named.values()))


def _emit(publication: Publication, losses: Losses) -> tuple[File, ...]:
    for place, construct in constructs_of(publication.reasoned):
        if construct in _LOST:
            losses.lose(place, construct, _LOST[construct])
        elif construct in _PARTLY:
            losses.part(place, construct, _PARTLY[construct])
    return (File("models.py", models_of(schema_of(publication.reasoned.procedure)).encode()),)


OUTPUT = Output("pydantic", "models for programs in Python: `models.py`", _emit)
