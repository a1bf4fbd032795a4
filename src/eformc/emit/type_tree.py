"""The types of a submission, read off its schema: named by ids, for outputs that are programs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import Struct, field

FINDING_CODES = (
    "required", "not-applicable", "unknown-field", "type", "empty", "not-canonical", "control-character", "too-many-marks",
    "too-short", "too-long", "pattern", "check-digit", "too-small", "too-large", "not-a-date", "precision", "too-early", "too-late",
    "not-a-time", "not-a-moment", "no-such-row", "not-in-list", "option-not-applicable", "not-within", "twice", "order", "too-few", "too-many", "must-accept",
    "too-few-rows", "too-many-rows", "file-name", "file-type", "file-heic", "file-unknown", "file-empty", "file-size",
    "constraint",
)  # fmt: skip
"""The codes of what may be wrong with a submission, as docs/semantics.md lists them."""


class Named(Struct):
    """A type with a name: of an object its properties, of a code list its codes."""

    name: str
    title: str
    schema: Mapping[str, Any]
    codes: tuple[str, ...] = ()
    properties: dict[str, tuple[Mapping[str, Any], str]] = field(default_factory=dict)
    """Schema of each property (references resolved), and the name of its type ("" for a plain one)."""


def pascal(name: str) -> str:
    """An id as a name of types: `identity_document` is `IdentityDocument`."""
    made = "".join(part[:1].upper() + part[1:] for part in name.replace("-", "_").split("_"))
    return made if not made[:1].isdigit() else f"N{made}"


class TypeTree:
    """`named`: types in the order in which each comes behind those it is made of."""

    def __init__(self, schema: Mapping[str, Any]) -> None:
        self.defs = schema["$defs"]
        self.named: dict[str, Named] = {}
        self._object("Submission", schema, "")

    def _object(self, name: str, schema: Mapping[str, Any], owner: str) -> str:
        unique = self._free(name, owner, schema)
        if unique in self.named:
            return unique
        made = Named(unique, schema.get("title", ""), schema)
        for key, one in schema.get("properties", {}).items():
            whole = self.whole(one)
            made.properties[key] = (whole, self._of(key, one, unique))
        self.named[unique] = made
        return unique

    def _free(self, name: str, owner: str, schema: Mapping[str, Any]) -> str:
        """A name that no other type has: where it is taken, the type that holds it stands in front."""
        for one in (name, f"{owner}{name}", f"{name}Of{owner}"):
            if one not in self.named or self.named[one].schema is schema:
                return one
        return f"{owner}Own{name}"

    def whole(self, schema: Mapping[str, Any]) -> Mapping[str, Any]:
        """A schema with what it refers to."""
        if "$ref" not in schema:
            return schema
        referred: Mapping[str, Any] = self.defs[schema["$ref"].removeprefix("#/$defs/")]
        told = ("title", "description")  # of the definition, not of what is asked here
        return {**{key: value for key, value in referred.items() if key not in told}, **{key: value for key, value in schema.items() if key != "$ref"}}

    def _of(self, key: str, schema: Mapping[str, Any], owner: str) -> str:
        name = pascal(key)
        if "$ref" in schema:
            key = schema["$ref"].removeprefix("#/$defs/")
            name, schema = pascal(key), self.defs[key]
        if schema["type"] == "object":
            return self._object(name, schema, owner)
        if schema["type"] == "array":
            items = schema["items"]
            return self._of(key, items, owner)
        if schema["type"] == "string" and len(schema.get("enum", ())) > 0:
            unique = self._free(name, owner, schema)
            self.named[unique] = Named(unique, "", schema, tuple(schema["enum"]))
            return unique
        return ""


def pointers(schema: Mapping[str, Any], tree: TypeTree, base: str = "") -> Iterator[str]:
    """The pointer of every question, `*` for a row."""
    for key, one in schema.get("properties", {}).items():
        whole = tree.whole(one)
        rows = whole["type"] == "array" and whole["items"].get("type") == "object"
        inner = whole["items"] if rows else whole
        within = f"{base}/{key}/*" if rows else f"{base}/{key}"
        yield f"{base}/{key}"
        if inner["type"] == "object":
            yield from pointers(inner, tree, within)
