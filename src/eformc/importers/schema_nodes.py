"""JSON Schemas, draft-04 to 2020-12, as a tree of what they describe: references followed, `allOf` and shapes merged."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import Struct, field

Schema = Mapping[str, Any]
DEEPEST = 24
"""Levels of objects and references that are followed."""
MOST_NODES = 5_000
_LENGTHS = {"type", "minLength", "maxLength", "default", "title", "description", "examples"}
_BOTH = {"minimum": max, "minLength": max, "minItems": max, "maximum": min, "maxLength": min, "maxItems": min}


class Rule(Struct):
    """A schema that binds several values of one object, and the key it stood under."""

    key: str
    schema: Any
    pointer: str


class Node(Struct):
    """One value that a schema describes. `source`: the schema as it stands; `names`: its properties from the nearest row or the whole down; `path`: its name
    in the spec, once it has one; `keys`: what the schema says of it, merged; `rules`: what binds its properties.
    """

    names: tuple[str, ...]
    pointer: str
    keys: dict[str, Any] = field(default_factory=dict)
    kind: str = ""
    nullable: bool = False
    required: bool = False
    children: dict[str, Node] = field(default_factory=dict)
    items: Node | None = None
    rules: list[Rule] = field(default_factory=list)
    problems: list[tuple[str, str, str]] = field(default_factory=list)
    patterns: list[str] = field(default_factory=list)
    followed: set[str] = field(default_factory=set)
    path: str = ""
    type: str = ""
    codes: dict[str, str] = field(default_factory=dict)
    always: bool = False
    in_row: bool = False
    source: Any = None

    def leaves(self) -> Iterator[Node]:
        """The values below that became questions, itself if it did."""
        if self.path:
            yield self
        else:
            for child in self.children.values():
                yield from child.leaves()


class Reader:
    """Makes nodes of a schema. A reference that leads nowhere, or round, is a problem of the node it stands at."""

    def __init__(self, root: Any) -> None:
        self.root = root
        self.count = 0
        self.above: list[str] = []
        """References that were followed on the way down to the value that is read."""

    def node(self, schema: Any, pointer: str, names: tuple[str, ...] = (), depth: int = 0) -> Node:
        """The node of a schema that stands at a JSON Pointer."""
        node = Node(names, pointer, source=schema)
        self.count += 1
        if depth > DEEPEST or self.count > MOST_NODES:
            node.problems.append(("reference", pointer, "too deep"))
            return node
        before = len(self.above)
        self.merge(node, schema, pointer, set())
        self.shapes(node)
        node.kind = _kind(node)
        if node.kind == "object":
            wanted = node.keys.get("required")
            required = {str(name) for name in wanted} if isinstance(wanted, list) else set()
            for name, (child, where) in self.properties(node).items():
                below = self.node(child, where, (*names, name), depth + 1)
                below.required = name in required
                node.children[name] = below
        elif node.kind == "array":
            items = node.keys.get("items")
            if isinstance(items, Mapping):
                node.items = self.node(items, f"{pointer}/items", (), depth + 1)
        del self.above[before:]
        return node

    # --- merging --------------------------------------------------------------------------------------------------

    def merge(self, node: Node, schema: Any, pointer: str, seen: set[str], *, optional: bool = False) -> None:
        """Put what a schema says into a node. `optional`: of one of several shapes, so nothing of it is required."""
        if not isinstance(schema, Mapping):
            return
        reference = schema.get("$ref")
        if isinstance(reference, str):
            round_about = reference in self.above and reference not in node.followed
            target = None if reference in seen or round_about or len(seen) > DEEPEST else self.target(reference)
            if target is None:
                node.problems.append(("reference", pointer, reference))
            else:
                self.above.append(reference)
                node.followed.add(reference)
                self.merge(node, target, reference.removeprefix("#"), {*seen, reference}, optional=optional)
        for key, value in schema.items():
            if key == "properties" and isinstance(value, Mapping):
                held = node.keys.setdefault("properties", {})
                for name, child in value.items():
                    held.setdefault(str(name), []).append((child, f"{pointer}/properties/{_escaped(str(name))}"))
            elif key == "required" and isinstance(value, list):
                if not optional:
                    node.keys["required"] = [*node.keys.get("required", []), *value]
            elif key == "allOf" and isinstance(value, list):
                for at, one in enumerate(value):
                    self.merge(node, one, f"{pointer}/allOf/{at}", seen, optional=optional)
            elif key in ("anyOf", "oneOf", "not", "dependencies", "dependentRequired", "dependentSchemas"):
                node.rules.append(Rule(key, value, f"{pointer}/{key}"))
            elif key == "if":
                node.rules.append(Rule("if", {name: schema[name] for name in ("if", "then", "else") if name in schema}, pointer))
            elif key == "pattern" and isinstance(value, str):
                if value not in node.patterns:
                    node.patterns.append(value)
            elif key == "enum" and isinstance(value, list) and isinstance(node.keys.get("enum"), list):
                node.keys["enum"] = [one for one in node.keys["enum"] if one in value]
            elif key in _BOTH and key in node.keys and _is_number(value) and _is_number(node.keys[key]):
                node.keys[key] = _BOTH[key](node.keys[key], value)
            elif key not in ("then", "else", "$ref"):
                node.keys[str(key)] = value

    def target(self, reference: str) -> Any:
        """The schema a reference within the document leads to; nothing for another document or an unknown place."""
        if not reference.startswith("#"):
            return None
        if reference == "#":
            return self.root
        if not reference.startswith("#/"):
            return self.anchored(reference[1:])
        found: Any = self.root
        for part in reference[2:].split("/"):
            name = part.replace("~1", "/").replace("~0", "~").replace("%20", " ").replace("%25", "%")
            if isinstance(found, Mapping) and name in found:
                found = found[name]
            elif isinstance(found, list) and name.isascii() and name.isdigit() and int(name) < len(found):
                found = found[int(name)]
            else:
                return None
        return found

    def anchored(self, name: str) -> Any:
        """A definition that calls itself by `$anchor` or `$id`."""
        for key in ("$defs", "definitions"):
            held = self.root.get(key) if isinstance(self.root, Mapping) else None
            for one in held.values() if isinstance(held, Mapping) else ():
                if isinstance(one, Mapping) and (one.get("$anchor") == name or one.get("$id") == f"#{name}" or one.get("id") == f"#{name}"):
                    return one
        return None

    def properties(self, node: Node) -> dict[str, tuple[Any, str]]:
        """Each property once: what several places say of it holds together."""
        out: dict[str, tuple[Any, str]] = {}
        for name, said in node.keys.get("properties", {}).items():
            schemas = [one for one, _ in said if one is not True]
            where = said[0][1]
            out[name] = (schemas[0], where) if len(schemas) == 1 else ({"allOf": schemas}, where)
        return out

    # --- shapes ---------------------------------------------------------------------------------------------------

    def shapes(self, node: Node) -> None:
        """Alternatives of one value: its own shape where but one is left beside `null`; else what they have in common."""
        kept = []
        for rule in node.rules:
            branches = [one for one in rule.schema if isinstance(one, Mapping)] if rule.key in ("anyOf", "oneOf") and isinstance(rule.schema, list) else []
            if not branches:
                kept.append(rule)
                continue
            alternatives = [self.seen_through(one) for one in branches]
            full = [(one, at) for at, one in enumerate(alternatives) if not _is_empty(one)]
            node.nullable = node.nullable or len(full) < len(alternatives)
            if len(full) == 1:
                self.merge(node, full[0][0], f"{rule.pointer}/{full[0][1]}", set())
            elif any(_of_object(one) for one, _ in full) or "properties" in node.keys:
                self.objects(node, full, rule)
                kept.append(rule)
            elif full:
                self.values(node, [one for one, _ in full], rule)
        node.rules = kept

    def objects(self, node: Node, full: list[tuple[Schema, int]], rule: Rule) -> None:
        """Alternatives with properties: what only they describe is one of their shapes; the rule says when which."""
        node.keys.setdefault("type", "object")
        held = node.keys.setdefault("properties", {})
        found: dict[str, list[tuple[Any, str]]] = {}
        for one, at in full:
            shape = Node((), rule.pointer)
            self.merge(shape, one, f"{rule.pointer}/{at}", set(), optional=True)
            for name, said in shape.keys.get("properties", {}).items():
                if name not in held:
                    found.setdefault(name, []).extend(said)
        asked = [{str(name) for name in one.get("required", []) if isinstance(name, str)} if isinstance(one.get("required"), list) else set() for one, _ in full]
        if rule.key != "not" and asked and (common := set.intersection(*asked)):
            node.keys["required"] = [*node.keys.get("required", []), *sorted(common)]
        for name, said in found.items():
            schemas = [schema for schema, _ in said if isinstance(schema, Mapping)]
            unique = [schema for at, schema in enumerate(schemas) if schema not in schemas[:at]]
            if unique:
                held[name] = [(unique[0] if len(unique) == 1 else {"anyOf": unique}, said[0][1])]

    def seen_through(self, schema: Schema) -> Schema:
        """A schema, or the one that it refers to."""
        reference = schema.get("$ref")
        target = self.target(reference) if isinstance(reference, str) else None
        return target if isinstance(target, Mapping) and "$ref" not in target else schema

    def values(self, node: Node, full: list[Schema], rule: Rule) -> None:
        """Alternatives without properties: options by `const`, types, or texts of several forms."""
        options = [one.get("enum", [one["const"]] if "const" in one else None) for one in full]
        if all(isinstance(one, list) for one in options):
            node.keys.setdefault("enum", [value for one in options for value in one or []])
            titles = {str(one["const"]): one["title"] for one in full if "const" in one and isinstance(one.get("title"), str)}
            node.keys.setdefault("x-titles", titles)
            return
        kinds = {str(one.get("type", "")) for one in full}
        if kinds <= {"number", "integer"}:
            node.keys.setdefault("type", "number")
        elif len(kinds - {""}) == 1:
            node.keys.setdefault("type", next(iter(kinds - {""})))
        else:
            node.keys.setdefault("type", "string")
        for key, widest in (("maxLength", max), ("minLength", min)):
            if all(_is_number(one.get(key)) for one in full):
                node.keys.setdefault(key, widest(one[key] for one in full))
        if all("items" in one for one in full):
            node.keys.setdefault("items", full[0]["items"])
        patterns = [one.get("pattern") for one in full]
        if all(isinstance(one, str) for one in patterns) and all(str(one).startswith("^") and str(one).endswith("$") for one in patterns):
            node.patterns.append("|".join(str(one) for one in patterns))
        elif any(set(one) - _LENGTHS for one in full) and node.keys.get("type") != "number":
            node.problems.append(("one of several shapes", rule.pointer, str(full)))


def _of_object(schema: Schema) -> bool:
    """A schema speaks of properties."""
    return schema.get("type") == "object" or ("type" not in schema and ("properties" in schema or "required" in schema))


def _is_empty(schema: Schema) -> bool:
    """A schema of a value that is none: `null`, or a text without a character."""
    return schema.get("type") == "null" or schema.get("enum") in ([""], [None]) or schema.get("const", 0) in ("", None) or schema.get("maxLength") == 0


def _kind(node: Node) -> str:
    """`object`, `array`, `leaf`, or nothing for a value that no schema describes."""
    given = node.keys.get("type")
    types = [given] if isinstance(given, str) else [one for one in given if isinstance(one, str)] if isinstance(given, list) else []
    if isinstance(given, Mapping):
        node.keys = {**node.keys, **given}
        types = [given["type"]] if isinstance(given.get("type"), str) else []
    among = node.keys.get("enum")
    node.nullable = node.nullable or ("null" in types and (None in among if isinstance(among, list) else "const" not in node.keys))
    types = [one for one in types if one != "null"]
    node.keys["types"] = types
    if "object" in types or (not types and "properties" in node.keys):
        return "object"
    if "array" in types or (not types and "items" in node.keys):
        return "array"
    return "leaf" if types or "enum" in node.keys or "const" in node.keys or node.patterns else ""


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _escaped(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")
