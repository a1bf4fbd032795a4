"""Rules of a JSON Schema over several values as expressions: `if`, `oneOf`, `anyOf`, `not`, `dependentRequired`.

A property that is absent meets whatever a schema says of it, while a comparison with an unanswered field is unknown
here. So each comparison carries `present`, unless the field is always there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from msgspec import Struct

from eformc.importers.conditions import CannotSay
from eformc.importers.schema_nodes import Node, Schema
from eformc.language.expressions import MAX_LENGTH

_SAID_NOTHING = frozenset({
    "title", "description", "$comment", "examples", "default", "additionalProperties", "format", "readOnly", "writeOnly", "deprecated", "enumNames", "errorMessage",
    "then", "else", "definitions", "$defs", "$id", "id", "$schema", "unevaluatedProperties",
})  # fmt: skip
LONGEST = MAX_LENGTH // 2
"""Characters of one rule; what is longer nobody reads."""


class Formula(Struct, frozen=True):
    """`and`, `or` of parts; `present` or `is` of a field, or that it is not. `text`: the comparison; `against`: its contrary."""

    op: str
    parts: tuple[Formula, ...] = ()
    path: str = ""
    positive: bool = True
    text: str = ""
    against: str = ""
    always: bool = False


YES, NO = Formula("and"), Formula("or")


def both(parts: Iterable[Formula]) -> Formula:
    """All of them."""
    kept = _without_the_known(list(dict.fromkeys(part for part in _flat("and", parts) if part != YES)), holds=True)
    return NO if NO in kept else kept[0] if len(kept) == 1 else Formula("and", tuple(kept))


def either(parts: Iterable[Formula]) -> Formula:
    """One of them at the least."""
    kept = _without_the_known(list(dict.fromkeys(part for part in _flat("or", parts) if part != NO)), holds=False)
    return YES if YES in kept else kept[0] if len(kept) == 1 else Formula("or", tuple(kept))


def _without_the_known(parts: list[Formula], *, holds: bool) -> list[Formula]:
    """Parts beside which a field is known to be there, or not to be: nothing of them asks it again."""
    known = {part.path: part.positive == holds for part in parts if part.op == "present"}
    if not known:
        return parts
    rest = [part if part.op == "present" else _given(part, known) for part in parts]
    out = list(dict.fromkeys(part for part in _flat("and" if holds else "or", rest) if part != (YES if holds else NO)))
    return out if holds else sorted(out, key=lambda part: part.op != "present" or part.positive)


def _given(formula: Formula, known: Mapping[str, bool]) -> Formula:
    """A formula where it is known of some fields whether they are there."""
    if formula.op in ("and", "or"):
        parts = [_given(part, known) for part in formula.parts]
        return both(parts) if formula.op == "and" else either(parts)
    there = known.get(formula.path)
    if there is None or formula.always:
        return formula
    if formula.op == "present":
        return YES if there == formula.positive else NO
    return Formula("is", (), formula.path, formula.positive, formula.text, formula.against, True) if there else NO if formula.positive else YES


def _flat(op: str, parts: Iterable[Formula]) -> Iterable[Formula]:
    for part in parts:
        if part.op == op and part.parts:
            yield from part.parts
        else:
            yield part


def contrary(formula: Formula) -> Formula:
    """The formula that holds where this one does not."""
    if formula.op == "and":
        return either(map(contrary, formula.parts)) if formula.parts else NO
    if formula.op == "or":
        return both(map(contrary, formula.parts)) if formula.parts else YES
    return Formula(formula.op, (), formula.path, not formula.positive, formula.text, formula.against, formula.always)


def present(node: Node) -> Formula:
    """A value is there: for an object, any value in it."""
    if node.path and node.always:
        return YES
    return either(Formula("present", path=leaf.path) for leaf in node.leaves())


def written(formula: Formula) -> str:
    """The expression; empty where it always holds. Raises `CannotSay` for one that never does, or is too long."""
    if formula == YES:
        return ""
    text = _text(formula)
    if formula == NO or len(text) > LONGEST:
        raise CannotSay("construct")
    return text


def _text(formula: Formula) -> str:
    match formula.op:
        case "and" | "or":
            sign = " && " if formula.op == "and" else " || "
            return sign.join(f"({_text(part)})" if _is_joined(part) else _text(part) for part in formula.parts)
        case "present":
            return f"{'' if formula.positive else '!'}present({formula.path})"
        case _:
            text = formula.text if formula.positive else formula.against
            if formula.always:
                return text
            return f"present({formula.path}) && {text}" if formula.positive else f"!present({formula.path}) || {text}"


def _is_joined(formula: Formula) -> bool:
    return formula.op in ("and", "or") or (formula.op == "is" and not formula.always)


def paths(formula: Formula) -> list[str]:
    """The fields a formula reads, in order."""
    own = [formula.path] if formula.path else []
    return list(dict.fromkeys([*own, *(path for part in formula.parts for path in paths(part))]))


class Rules:
    """Formulas of schemas. `seen_through` follows a reference."""

    def __init__(self, seen_through: Callable[[Schema], Schema]) -> None:
        self.seen_through = seen_through
        self.weak = False
        """Conditions on a value that cannot be said are taken as met: the formula holds more often than the schema."""

    def weaker(self, key: str, value: Any, schema: Schema, node: Node) -> Formula:
        """The demand of one key, as far as the language says it. Raises `CannotSay` where nothing is left of it."""
        self.weak = True
        try:
            found = self.key(key, value, schema, node)
        finally:
            self.weak = False
        if found == YES:
            raise CannotSay("construct")
        return found

    def strict(self, schema: Any, node: Node) -> Formula:
        """`valid`, whole or not at all: of what is negated, no more may hold than the schema says."""
        weak, self.weak = self.weak, False
        try:
            return self.valid(schema, node)
        finally:
            self.weak = weak

    def valid(self, schema: Any, node: Node) -> Formula:
        """A value that is there meets a schema. Raises `CannotSay` for what the language does not say."""
        if schema is True or schema is False:
            return YES if schema else NO
        if not isinstance(schema, Mapping):
            raise CannotSay("construct")
        schema = self.seen_through(schema)
        return both(self.key(key, value, schema, node) for key, value in schema.items() if key not in _SAID_NOTHING)

    def key(self, key: str, value: Any, schema: Schema, node: Node) -> Formula:
        """The demand of one key of a schema on a value that is there."""
        match key:
            case "allOf" | "anyOf" | "oneOf" if isinstance(value, list):
                parts = [self.branch(one, node) for one in value]
                return both(parts) if key == "allOf" else either(parts) if key == "anyOf" or self.weak else one_of(parts)
            case "not":
                return contrary(self.strict(value, node))
            case "if":
                test = self.strict(value, node)
                then, other = self.valid(schema.get("then", True), node), self.valid(schema.get("else", True), node)
                return both((either((contrary(test), then)), either((test, other))))
            case "properties" if isinstance(value, Mapping):
                return both(self.of_property(str(name), one, node) for name, one in value.items())
            case "required" if isinstance(value, list):
                return both(self.required(str(name), node) for name in value)
            case "dependencies" | "dependentRequired" | "dependentSchemas" if isinstance(value, Mapping):
                return both(self.dependent(str(name), one, node) for name, one in value.items())
            case "type":
                return self.typed(value, node)
            case "const":
                return self.among([value], node)
            case "enum" if isinstance(value, list):
                return self.among(value, node)
            case "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum":
                return self.compared(key, value, node)
            case "minLength" | "minItems" if value in (0, 1):
                return YES
            case "contains" if node.type == "choices" and isinstance(value, Mapping) and isinstance(code := node.codes.get(str(value.get("const"))), str):
                return _is(node, f'"{code}" in {node.path}', f'!("{code}" in {node.path})')
            case _ if self.weak:
                return YES
            case _:
                raise CannotSay("construct")

    def branch(self, schema: Any, node: Node) -> Formula:
        """One of several shapes; one that takes no other property than its own says so of the others."""
        formula = self.valid(schema, node)
        seen = self.seen_through(schema) if isinstance(schema, Mapping) else {}
        own = seen.get("properties")
        if seen.get("additionalProperties") is False and isinstance(own, Mapping):
            others = [child for name, child in node.children.items() if name not in own]
            formula = both((formula, *(contrary(present(child)) for child in others)))
        return formula

    def of_property(self, name: str, schema: Any, node: Node) -> Formula:
        child = node.children.get(name)
        if child is None:
            raise CannotSay("construct")
        if schema is False:
            return contrary(present(child))
        if schema == child.source:
            return YES
        if "constant" in child.keys:
            allowed = schema.get("enum", [schema.get("const")]) if isinstance(schema, Mapping) else []
            return YES if child.keys["constant"] in allowed or not ("enum" in schema or "const" in schema) else NO
        return either((contrary(present(child)), self.valid(schema, child)))

    def required(self, name: str, node: Node) -> Formula:
        child = node.children.get(name)
        if child is None:
            raise CannotSay("construct")
        if "constant" in child.keys:
            return YES
        found = present(child)
        if found == NO:
            raise CannotSay("construct")
        return found

    def dependent(self, name: str, needs: Any, node: Node) -> Formula:
        weak, self.weak = self.weak, False
        test = self.required(name, node)
        self.weak = weak
        rest = both(self.required(str(one), node) for one in needs) if isinstance(needs, list) else self.valid(needs, node)
        return either((contrary(test), rest))

    def typed(self, value: Any, node: Node) -> Formula:
        """The type of a value that is asked for here: it has it, or it could not be typed."""
        types = [value] if isinstance(value, str) else value if isinstance(value, list) else []
        if node.kind == "object":
            return YES if "object" in types else NO
        own = node.keys.get("types") or []
        if not own or set(own) <= set(types) or ("number" in types and own == ["integer"]):
            return YES
        if types == ["null"]:
            return NO
        return self.unsaid()

    def unsaid(self) -> Formula:
        if self.weak:
            return YES
        raise CannotSay("construct")

    def among(self, values: list[Any], node: Node) -> Formula:
        """One of these values."""
        if not node.path:
            return self.unsaid()
        if node.type == "yes_no":
            wanted = {value for value in values if isinstance(value, bool)}
            if len(wanted) == 2:
                return YES
            return NO if not wanted else _is(node, f"{node.path} == {str(True in wanted).lower()}", f"{node.path} == {str(True not in wanted).lower()}")
        if node.type == "integer" and len(values) == 1 and isinstance(values[0], int):
            return _is(node, f"{node.path} == {values[0]}", f"{node.path} != {values[0]}")
        if node.type == "choice":
            texts = [f'"{node.codes[key]}"' for value in values if (key := str(value)) in node.codes]
        elif node.type in ("text", "long_text") and all(isinstance(value, str) and value and '"' not in value and "\\" not in value for value in values):
            texts = [f'"{value}"' for value in values]
        else:
            return self.unsaid()
        if not texts:
            return NO
        if len(texts) == 1:
            return _is(node, f"{node.path} == {texts[0]}", f"{node.path} != {texts[0]}")
        listed = f"{node.path} in [{', '.join(texts)}]"
        return _is(node, listed, f"!({listed})")

    def compared(self, key: str, value: Any, node: Node) -> Formula:
        """A number beyond a limit."""
        if node.type not in ("integer", "decimal") or isinstance(value, bool) or not isinstance(value, int) or not node.path:
            return self.unsaid()
        sign, contrary_sign = {"minimum": (">=", "<"), "maximum": ("<=", ">"), "exclusiveMinimum": (">", "<="), "exclusiveMaximum": ("<", ">=")}[key]
        return _is(node, f"{node.path} {sign} {value}", f"{node.path} {contrary_sign} {value}")


def one_of(parts: list[Formula]) -> Formula:
    """Exactly one of them."""
    if _exclude(parts):
        return either(parts)
    return either(both(part if at == which else contrary(part) for at, part in enumerate(parts)) for which in range(len(parts)))


def _is(node: Node, text: str, against: str) -> Formula:
    return Formula("is", (), node.path, True, text, against, node.always)


def _exclude(parts: list[Formula]) -> bool:
    """No two of them hold at once, for each asks another value of one field that is always there."""
    asked = [{one.path: set(re.findall('"[^"]*"|true|false', one.text)) for one in _flat("and", [part]) if one.op == "is" and one.always and one.positive} for part in parts]
    shared = set(asked[0]).intersection(*asked[1:]) if asked else set()
    return any(sum(len(one[path]) for one in asked) == len(set().union(*(one[path] for one in asked))) for path in shared)
