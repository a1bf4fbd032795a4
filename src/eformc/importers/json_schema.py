"""JSON Schemas, draft-04 to 2020-12: properties to questions, objects to pages, lists of objects to tables, and what binds
several values to constraints. `ref` of each question is the JSON Pointer of its value in the data, from the row down in a
table: it says where an answer belongs, and keeps ids on a second import.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from eformc.characters import cleaned, normalized
from eformc.importers.conditions import CannotSay
from eformc.importers.form import (
    LONGEST_ID,
    ImportedForm,
    Names,
    Option,
    Page,
    Question,
    Rule,
    in_words,
    one_line,
    slug,
)
from eformc.importers.importer import Heading, ImportProblem
from eformc.importers.losses import Place
from eformc.importers.schema_nodes import Node, Reader
from eformc.importers.schema_nodes import Rule as Binding
from eformc.importers.schema_patterns import has_unknown_parts, is_any, is_date, is_moment, translated
from eformc.importers.schema_rules import Formula, Rules, contrary, either, paths, present, written
from eformc.language.reading import MOST_EXPRESSED, MOST_ITEMS

LARGEST = 999_999_999_999_999
LONGEST_LINE, LONGEST_TEXT = 250, 10_000
MOST_SAID = MOST_EXPRESSED * 3 // 4
"""Characters of all rules of a form."""
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")
_HELP = 300
"""Characters of a description that is short enough to be help."""


def is_json_schema(value: Any) -> bool:
    """A JSON document describes others: it says so, or has what a schema of an object has."""
    if not isinstance(value, dict) or "resourceType" in value:
        return False
    said = value.get("$schema")
    return (isinstance(said, str) and "json-schema.org" in said) or isinstance(value.get("properties"), dict) or "$ref" in value


def read_json_schema(value: Mapping[str, Any], heading: Heading) -> ImportedForm:
    """The form of a JSON Schema. Raises `ImportProblem` if it asks nothing."""
    reader = _Reader(value, heading)
    reader.read()
    reader.form.pages = [page for page in reader.form.pages if page.questions]
    if not reader.form.pages:
        message = "the schema describes no property that can be asked"
        raise ImportProblem(message)
    return reader.form


class _Reader:
    def __init__(self, value: Mapping[str, Any], heading: Heading) -> None:
        self.heading = heading
        self.form = ImportedForm()
        self.names = Names()
        self.page_ids: set[str] = set()
        self.nodes = Reader(value)
        self.rules = Rules(self.nodes.seen_through)
        self.root = self.nodes.node(value, "")
        self.said = 0

    def read(self) -> None:
        root = self.root
        root.required = root.always = True
        if title := _plain(root.keys.get("title")):
            self.form.title = {"": title}
        while root.kind == "object" and len(root.children) == 1 and next(iter(root.children.values())).kind == "object":
            self.lose_of(root)
            only = next(iter(root.children.values()))
            only.always = only.required and root.always and not only.nullable
            root = only
        if root.kind != "object":
            wrapped = Node((), root.pointer, {}, "object", always=True, children={"": root})
            root.required = True
            root = wrapped
        self.pages(root)
        for page in self.form.pages:
            self.tell_apart([(one, one.title[""]) for one in page.questions])
        self.bind(root)

    # --- pages ----------------------------------------------------------------------------------------------------

    def pages(self, root: Node) -> None:
        """A page for each object at the top, and one for the values between two of them."""
        self.lose_of(root)
        loose: Page | None = None
        for name, child in root.children.items():
            child.always = child.required and root.always and not child.nullable
            if child.kind == "object" and child.children:
                loose = None
                title = _plain(child.keys.get("title")) or in_words(name)
                self.object(child, self.page(title, child.pointer))
            else:
                if loose is None:
                    first = next(iter(self.form.title.values()), "") or self.heading.title
                    loose = self.page(first, root.pointer)
                self.value(child, loose, name)

    def page(self, title: str, pointer: str) -> Page:
        page = Page(slug(title, self.page_ids), {"": title or self.heading.title}, place=Place("pointer", pointer or "/"))
        self.form.pages.append(page)
        return page

    def object(self, node: Node, page: Page, table: Question | None = None) -> None:
        self.lose_of(node)
        for name, child in node.children.items():
            child.always = child.required and node.always and not child.nullable
            child.in_row = table is not None
            if child.kind == "object" and child.children:
                self.object(child, page, table)
            else:
                self.value(child, page, name, table)

    def lose_of(self, node: Node, at: str = "") -> None:
        """Report what has no place in a form: references that lead nowhere, properties of any name."""
        place = Place("pointer", node.pointer or "/")
        for construct, pointer, source in node.problems:
            self.form.lose(construct, Place("pointer", pointer or "/"), source, kept="partly" if construct == "one of several shapes" else "lost", at=at)
        if isinstance(node.keys.get("additionalProperties"), dict) or node.keys.get("patternProperties"):
            self.form.lose("free properties", place, str(node.keys.get("patternProperties") or node.keys.get("additionalProperties")), at=at)

    # --- questions ------------------------------------------------------------------------------------------------

    def value(self, node: Node, page: Page, name: str, table: Question | None = None) -> None:
        """One value, list or empty object."""
        place = Place("pointer", node.pointer or "/")
        enum = node.keys.get("enum", [node.keys["const"]] if "const" in node.keys else None)
        enum = [one for one in enum if one is not None] if isinstance(enum, list) else None
        if enum is not None and len(enum) == 1 and not isinstance(enum[0], bool):
            node.keys["constant"] = enum[0]
            self.form.lose("constant", place, f"{name}: {enum[0]}")
            return
        if node.kind == "object":
            self.lose_of(node)
            if "properties" not in node.keys:
                self.form.lose("free properties", place, name)
            return
        if table is not None and node.kind == "array" and node.items is not None and self.is_table(node.items):
            self.form.lose("repeat inside a repeat", place, name, at=table.id)
            return
        label = _plain(node.keys.get("title")) or in_words(name) or self.heading.title
        names = Names() if table is None else table.settings["names"]
        one = Question((self.names if table is None else names).give(self.id_of(node, name, table)), {"": label}, place=place, optional=not node.always)
        one.within = tuple(in_words(part) for part in node.names[:-1])
        one.ref = (f"/{'/'.join(_escaped(part) for part in node.names)}",) if node.names else ("/",)
        node.path = f"{table.id}.{one.id}" if table is not None else one.id
        self.lose_of(node, node.path)
        described = _plain(node.keys.get("description"))
        if described and len(described) <= _HELP and described != label:
            one.help = {"": described}
        elif described and described != label:
            self.form.lose("second help text", place, described, at=node.path)
        if node.kind == "array":
            self.several(one, node, page, place)
        else:
            self.typed(one, node, enum, place)
        node.type = one.type
        if "default" in node.keys and node.keys["default"] not in (None, "", False, [], {}):
            self.form.lose("default value", place, str(node.keys["default"]), at=node.path)
        (page.questions if table is None else table.columns).append(one)

    def id_of(self, node: Node, name: str, table: Question | None) -> str:
        """A name that is free: the property's own, else with those of the objects around it."""
        taken = (self.names if table is None else table.settings["names"]).taken
        parts = [in_words(part) for part in node.names] or [in_words(name)]
        for count in range(1, len(parts) + 1):
            words = " ".join(parts[-count:])
            found = slug(words, set())
            if found not in taken and len(words) <= LONGEST_ID:
                return words
        return parts[-1]

    def is_table(self, items: Node) -> bool:
        return items.kind == "object" or not (isinstance(items.keys.get("enum"), list) and len(items.keys["enum"]) > 1)

    def several(self, one: Question, node: Node, page: Page, place: Place) -> None:
        items = node.items
        least, most = (_count(node.keys.get(key)) for key in ("minItems", "maxItems"))
        if items is None or (items.kind == "object" and not items.children) or not items.kind:
            self.form.lose("any value", place, "items", kept="partly", at=node.path)
            one.type = "long_text"
            return
        if not least:
            one.optional, node.always = True, False
        if not self.is_table(items):
            one.type = "choices"
            self.options(one, node, [value for value in items.keys["enum"] if value is not None], items)
            for key, value in (("at_least", least), ("at_most", most)):
                if value and value <= len(one.options):
                    one.settings[key] = value
            return
        one.type = "table"
        for key, value in (("at_least", least), ("at_most", min(most, 1000) if most else most)):
            if value:
                one.settings[key] = value
        inner = Names()
        inner.taken = set()
        one.settings["names"] = inner
        items.always = True
        if items.kind == "object":
            self.object(items, page, one)
        else:
            items.required = items.in_row = True
            self.value(items, page, one.title[""], one)
        del one.settings["names"]
        if not one.columns:
            self.form.lose("table without columns", place, one.title[""], kept="partly", at=node.path)
            one.type, one.settings = "long_text", {}
            return
        self.tell_apart([(part, part.title[""]) for part in one.columns])
        if node.keys.get("uniqueItems") is True and items.kind != "object":
            self.rule(f"distinct({one.id}.{one.columns[0].id})", one.id)

    def typed(self, one: Question, node: Node, enum: list[Any] | None, place: Place) -> None:
        """The type of a single value, with its limits."""
        types = node.keys.get("types") or []
        if enum and all(isinstance(value, bool) for value in enum):
            one.type = "yes_no"
            if enum == [True] and not one.optional:
                one.settings["declaration"] = True
            elif len(enum) == 1:
                node.type = "yes_no"
                self.rule(f"!present({node.path}) || {node.path} == {str(enum[0]).lower()}", node.path)
        elif enum and len(enum) > MOST_ITEMS:
            self.form.lose("too many options", place, f"{len(enum)}", kept="partly", at=node.path)
        elif enum:
            one.type = "choice"
            self.options(one, node, enum, node)
        elif types == ["boolean"]:
            one.type = "yes_no"
        elif types and set(types) <= {"integer", "number"}:
            self.number(one, node, place)
        elif types and "string" not in types:
            self.form.lose("any value", place, ", ".join(types), kept="partly", at=node.path)
        else:
            if not types and not node.patterns:
                self.form.lose("any value", place, node.names[-1] if node.names else "", kept="partly", at=node.path)
            elif len(types) > 1:
                self.form.lose("one of several shapes", place, ", ".join(types), kept="partly", at=node.path)
            self.text(one, node, place)

    def options(self, one: Question, node: Node, values: list[Any], said: Node) -> None:
        """Options, with the titles that the schema or its tools give them."""
        named = said.keys.get("enumNames")
        titles = said.keys.get("x-titles") if isinstance(said.keys.get("x-titles"), dict) else {}
        taken: set[str] = set()
        for at, value in enumerate(values):
            key = str(value).lower() if isinstance(value, bool) else str(value)
            if isinstance(value, dict | list) or key in node.codes or not key.strip():
                continue
            plain = _plain(key)
            code = key if _CODE.fullmatch(key) and key not in taken else slug(key, taken)
            taken.add(code)
            node.codes[key] = code
            given = named[at] if isinstance(named, list) and at < len(named) else (titles or {}).get(key)
            one.options.append(Option(code, {"": _plain(given) or plain or code}))
        if len(one.options) < 2:
            one.type, one.options = "text", []

    def number(self, one: Question, node: Node, place: Place) -> None:
        keys = node.keys
        whole = keys.get("types") == ["integer"] or (isinstance(keys.get("multipleOf"), int) and keys["multipleOf"] >= 1)
        one.type = "integer" if whole else "decimal"
        step = keys.get("multipleOf")
        if isinstance(step, int) and step > 1:
            self.form.lose("limit", place, f"multipleOf: {step}", at=node.path)
        if isinstance(step, float) and not whole and (digits := next((n for n in range(1, 7) if round(step * 10**n, 6).is_integer()), 0)):
            one.settings["scale"] = digits
        for key, strict, ours, step_in in (("minimum", "exclusiveMinimum", "min", 1), ("maximum", "exclusiveMaximum", "max", -1)):
            limit, beyond = keys.get(key), keys.get(strict)
            excluded = beyond is True
            if isinstance(beyond, int | float) and not isinstance(beyond, bool) and (limit is None or (beyond >= limit) == (step_in > 0)):
                limit, excluded = beyond, True
            if isinstance(limit, bool) or not isinstance(limit, int | float) or abs(limit) > LARGEST:
                continue
            if whole:
                bound = -int(-limit // 1) if step_in > 0 else int(limit // 1)
                one.settings[ours] = bound + (step_in if excluded and bound == limit else 0)
            else:
                one.settings[ours] = int(limit) if float(limit).is_integer() else float(limit)
                if excluded and float(limit).is_integer():
                    guard = "" if node.always else f"!present({node.path}) || "
                    self.rule(f"{guard}{node.path} {'>' if step_in > 0 else '<'} {int(limit)}", node.path)

    def text(self, one: Question, node: Node, place: Place) -> None:
        """A string: a date, an e-mail address, or a text within its limits."""
        keys, form = node.keys, str(node.keys.get("format", ""))
        patterns = [pattern for pattern in node.patterns if not is_any(pattern)]
        if form == "date" or any(map(is_date, patterns)):
            one.type = "date"
            if found := [pattern for pattern in patterns if has_unknown_parts(pattern)]:
                self.form.lose("date known in part", place, found[0], kept="partly", at=node.path)
            return
        if form == "date-time" or any(map(is_moment, patterns)):
            one.type = "datetime"
            return
        if form in ( "email", "idn-email"):
            one.type = "email"
            return
        if keys.get("contentEncoding") == "base64" or form in ("binary", "byte"):
            one.type = "file"
            return
        if form == "time":
            self.form.lose("time of day", place, kept="partly", at=node.path)
        least, most = _count(keys.get("minLength")), _count(keys.get("maxLength"))
        for pattern in patterns:
            self.pattern(one, node, pattern, place)
        long = "pattern" not in one.settings and (most or 0) > LONGEST_LINE
        one.type = "long_text" if long else "text"
        if least and least > 1:
            one.settings["min_length"] = min(least, LONGEST_TEXT)
        if most:
            one.settings["max_length"] = min(most, LONGEST_TEXT)

    def pattern(self, one: Question, node: Node, pattern: str, place: Place) -> None:
        found = translated(pattern)
        if found.lost:
            self.form.lose(found.lost, place, pattern, kept="partly" if found.pattern else "lost", at=node.path)
        if found.pattern and "pattern" in one.settings:
            self.form.lose("pattern", place, pattern, at=node.path)
        elif found.pattern:
            one.settings["pattern"] = found.pattern
            if found.alphabet:
                one.settings["alphabet"] = found.alphabet

    def tell_apart(self, listed: list[tuple[Question, str]]) -> None:
        """Titles that stand twice on a page are said with the object around them: `Spouse: First`."""
        twice = {title for _, title in listed if sum(other == title for _, other in listed) > 1}
        for one, title in listed:
            parts = [part.replace("~1", "/").replace("~0", "~") for part in one.ref[0].split("/")[1:-1]] if one.ref else []
            if title in twice and parts:
                one.title = {"": f"{in_words(parts[-1])}: {title}"}
        again = {one.title[""] for one, _ in listed if sum(other.title == one.title for other, _ in listed) > 1} - twice
        for one, _ in listed:
            parts = one.ref[0].split("/")[1:-2] if one.ref else []
            if one.title[""] in again and parts:
                one.title = {"": f"{in_words(parts[-1])}, {one.title['']}"}

    # --- rules ----------------------------------------------------------------------------------------------------

    def bind(self, node: Node) -> None:
        """Constraints of what binds the properties of an object, and of those below it."""
        if node.kind == "object":
            self.together(node)
            for rule in node.rules:
                self.bind_rule(node, rule)
        for child in node.children.values():
            self.bind(child)
        if node.items is not None:
            self.bind(node.items)

    def bind_rule(self, node: Node, rule: Binding) -> None:
        """One rule as a constraint, whole, or as much of it as the language says."""
        value, schema = (rule.schema["if"], rule.schema) if rule.key == "if" else (rule.schema, {})
        place = Place("pointer", rule.pointer or "/")
        construct = _LOST.get(rule.key, "construct")
        try:
            self.hold(self.under(node, self.rules.key(rule.key, value, schema, node)))
        except CannotSay:
            try:
                self.hold(self.under(node, self.rules.weaker(rule.key, value, schema, node)))
                self.form.lose(construct, place, str(rule.schema), kept="partly")
            except CannotSay:
                self.form.lose(construct, place, str(rule.schema))

    def under(self, node: Node, formula: Formula) -> Formula:
        """A formula about an object, where there is one."""
        return formula if node.always else either((contrary(present(node)), formula))

    def together(self, node: Node) -> None:
        """An object that may be left out, but not in part."""
        wanted = [child for child in node.children.values() if child.required and not child.nullable and present(child) != Formula("or")]
        if node.always or not wanted or "constant" in node.keys or len(list(node.leaves())) < 2:
            return
        leaves = list(node.leaves())
        try:
            if len(leaves) == 2 and len(wanted) == 2:
                self.rule(f"present({leaves[0].path}) == present({leaves[1].path})", leaves[1].path)
                return
            for child in wanted:
                others = either(Formula("present", path=leaf.path) for leaf in leaves if leaf not in list(child.leaves()))
                if others != Formula("or"):
                    self.hold(either((contrary(others), present(child))), at=next(child.leaves()).path)
        except CannotSay:
            self.form.lose("optional group whose parts go together", Place("pointer", node.pointer or "/"), ", ".join(node.names), kept="partly")

    def hold(self, formula: Formula, at: str = "") -> None:
        """A constraint at one of the fields it reads. Raises `CannotSay`."""
        text = written(formula)
        self.said += len(text)
        if not text:
            return
        if self.said > MOST_SAID:
            raise CannotSay("construct")
        read = paths(formula)
        tables = {path.partition(".")[0] for path in read if "." in path}
        if len(tables) > 1 or (tables and any("." not in path and path not in tables for path in read)):
            raise CannotSay("construct")
        self.rule(text, at or read[-1])

    def rule(self, holds: str, at: str) -> None:
        words = self.heading.words.rule
        rule = Rule(holds, {"": words.get(self.heading.lang, words["en"])}, at)
        if rule not in self.form.rules:
            self.form.rules.append(rule)


_LOST = {"if": "required under a condition", "oneOf": "one of several shapes", "anyOf": "one of several shapes"}


def _count(value: Any) -> int:
    return int(value) if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= LARGEST else 0


def _plain(text: Any) -> str:
    return one_line(normalized(cleaned(text, multiline=False)))[:600].strip() if isinstance(text, str) else ""


def _escaped(name: str) -> str:
    return _plain(name.replace("~", "~0").replace("/", "~1"))
