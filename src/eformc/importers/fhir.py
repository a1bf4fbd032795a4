"""FHIR Questionnaires, R4 and R5: items to questions, groups to pages and tables, `enableWhen` to conditions.

Expressions (FHIRPath) are reported with their text, never run. Options of a value set that is not in the file are on a server.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from eformc.characters import cleaned, normalized
from eformc.importers.conditions import Call, CannotSay, Compare, Known, Logic, Number, Ref, Text, Tree, Truth, Writer
from eformc.importers.form import ImportedForm, Names, Option, Page, Question, Texts, one_line, slug
from eformc.importers.importer import Heading, ImportProblem
from eformc.importers.limits import plain_pattern
from eformc.importers.losses import Place
from eformc.language.reading import MOST_ITEMS

TYPES = {
    "boolean": "yes_no", "decimal": "decimal", "integer": "integer", "date": "date", "dateTime": "datetime", "string": "text", "text": "long_text",
    "url": "text", "choice": "choice", "open-choice": "choice", "coding": "choice", "attachment": "file", "quantity": "decimal", "time": "text",
}  # fmt: skip
_ANSWERS = ("answerBoolean", "answerDecimal", "answerInteger", "answerDate", "answerDateTime", "answerString", "answerCoding", "answerTime", "answerQuantity")
_VALUES = ("valueCoding", "valueString", "valueInteger", "valueDate", "valueTime")
_SIGNS = {"=": "==", "!=": "!=", ">": ">", "<": "<", ">=": ">=", "<=": "<="}
_EXTENSION = "http://hl7.org/fhir/StructureDefinition/"
_LIMITS = {"minValue": "min", "maxValue": "max", "minLength": "min_length", "maxDecimalPlaces": "scale", "minOccurs": "at_least", "maxOccurs": "at_most"}
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")
_READ = (*(f"{_EXTENSION}{name}" for name in (*_LIMITS, "regex", "questionnaire-unit", "questionnaire-itemControl", "questionnaire-hidden", "translation", "entryFormat")),)
DEEPEST = 40


def is_questionnaire(value: Any) -> bool:
    """A JSON document is a FHIR Questionnaire."""
    return isinstance(value, dict) and value.get("resourceType") == "Questionnaire"


def read_questionnaire(value: Mapping[str, Any], heading: Heading) -> ImportedForm:
    """The form of a Questionnaire. Raises `ImportProblem` if it asks nothing."""
    reader = _Reader(value, heading)
    reader.read()
    reader.form.pages = [page for page in reader.form.pages if page.questions]
    if not reader.form.pages:
        message = "the Questionnaire has no item that asks anything"
        raise ImportProblem(message)
    return reader.form


class _Reader:
    def __init__(self, value: Mapping[str, Any], heading: Heading) -> None:
        self.value = value
        self.heading = heading
        self.form = ImportedForm()
        self.base = str(value.get("language") or "")[:2]
        self.names = Names()
        self.inner = Names()
        self.page_ids: set[str] = set()
        self.page: Page | None = None
        self.table: Question | None = None
        self.known: dict[str, Known] = {}
        self.under: list[tuple[Mapping[str, Any], Place]] = []
        self.pending: list[tuple[Question | Page, str, list[tuple[Mapping[str, Any], Place]]]] = []
        self.contained = {str(one.get("id")): one for one in _objects(value.get("contained")) if one.get("resourceType") == "ValueSet"}

    def read(self) -> None:
        languages = _languages(self.value)
        if languages:
            self.base = self.base or "en"
            self.form.languages = (self.base, *sorted(languages - {self.base}))
        if title := self.text(self.value, "title"):
            self.form.title = title
        for at, item in enumerate(_objects(self.value.get("item"))):
            self.item(item, f"/item/{at}", 0)
        for target, table, conditions in self.pending:
            self.conditions(target, table, conditions)

    def text(self, holder: Mapping[str, Any], key: str) -> Texts:
        """A text with the translations that stand beside it; empty without one."""
        plain = _plain(holder.get(key))
        if not plain:
            return {}
        out = {self.base if self.form.languages else "": plain}
        for extension in _objects((holder.get(f"_{key}") or {}).get("extension") if isinstance(holder.get(f"_{key}"), dict) else None):
            parts = {str(one.get("url")): one for one in _objects(extension.get("extension"))}
            lang, content = parts.get("lang", {}).get("valueCode"), parts.get("content", {})
            said = _plain(content.get("valueString") or content.get("valueMarkdown"))
            if isinstance(lang, str) and lang[:2] in self.form.languages and said:
                out.setdefault(lang[:2], said)
        return out

    # --- items ----------------------------------------------------------------------------------------------------

    def item(self, item: Mapping[str, Any], pointer: str, depth: int) -> None:
        kind, place = str(item.get("type") or ""), Place("pointer", pointer)
        children = _objects(item.get("item"))
        if depth > DEEPEST:
            self.form.lose("construct", place, "items nested too deep")
            return
        if kind == "display" or (kind == "" and not children):
            self.form.lose("note under a condition" if item.get("enableWhen") else "note", place, _plain(item.get("text")))
            return
        if self.extension(item, "questionnaire-hidden").get("valueBoolean") is True:
            self.form.lose("hidden value", place, _plain(item.get("text")) or str(item.get("linkId", "")))
            return
        if kind == "group" or (kind == "" and children):
            self.group(item, children, place, depth)
            return
        one = self.question(item, kind, place)
        if children:
            self.notes_and_items(children, place, depth, one)

    def notes_and_items(self, children: list[Mapping[str, Any]], place: Place, depth: int, one: Question) -> None:
        """Read what stands below a question: its help, and questions of their own."""
        for at, child in enumerate(children):
            if child.get("type") == "display" and not one.help and (said := self.text(child, "text")) and not child.get("enableWhen"):
                one.help = said
            else:
                self.item(child, f"{place.where}/item/{at}", depth + 1)

    def group(self, item: Mapping[str, Any], children: list[Mapping[str, Any]], place: Place, depth: int) -> None:
        title = self.text(item, "text") or {self.base if self.form.languages else "": str(item.get("linkId") or "group")}
        if item.get("repeats") is True:
            self.rows(item, children, place, depth, title)
            return
        top = depth == 0
        if top:
            self.page = Page(slug(next(iter(title.values())), self.page_ids), title, place=place)
            self.form.pages.append(self.page)
            self.pending.append((self.page, "", [(item, place)]))
        else:
            self.under.append((item, place))
            if item.get("text"):
                self.form.lose("heading within a page", place, _plain(item.get("text")))
        for at, child in enumerate(children):
            self.item(child, f"{place.where}/item/{at}", depth + 1)
        if top:
            self.page = None
        else:
            self.under.pop()

    def rows(self, item: Mapping[str, Any], children: list[Mapping[str, Any]], place: Place, depth: int, title: Texts) -> None:
        label = next(iter(title.values()))
        if self.table is not None:
            self.form.lose("repeat inside a repeat", place, label, at=self.table.id)
            return
        one = self.table = Question(self.names.give(label), title, "table", place, optional=item.get("required") is not True, ref=_link(item))
        self.limits(one, item, one.id, place)
        self.known[str(item.get("linkId"))] = Known(one.id, "table")
        self.to_page(one, place)
        self.pending.append((one, "", [*self.under, (item, place)]))
        kept, self.under = self.under, []
        self.inner = Names()
        self.inner.taken = set()
        for at, child in enumerate(children):
            self.item(child, f"{place.where}/item/{at}", depth + 1)
        self.under, self.table = kept, None
        if not one.columns:
            self.form.lose("table without columns", place, label, kept="partly", at=one.id)
            one.type, one.settings = "long_text", {}

    def to_page(self, one: Question, place: Place) -> None:
        if self.page is None or self.page not in self.form.pages:
            title = self.form.title or {"": self.heading.title}
            self.page = Page(slug(next(iter(title.values())), self.page_ids), title, place=place)
            self.form.pages.append(self.page)
        one.within = tuple(filter(None, (_plain(item.get("text")) for item, _ in self.under)))
        self.page.questions.append(one)

    # --- questions ------------------------------------------------------------------------------------------------

    def question(self, item: Mapping[str, Any], kind: str, place: Place) -> Question:
        link = str(item.get("linkId") or "")
        title = self.text(item, "text")
        if not title:
            title = {self.base if self.form.languages else "": _plain(link) or kind}
            self.form.lose("no entry for a label", place, link, kept="partly")
        names = self.inner if self.table else self.names
        one = Question(names.give(next(iter(title.values()))), title, TYPES.get(kind, "text"), place, optional=item.get("required") is not True, ref=_link(item))
        path = f"{self.table.id}.{one.id}" if self.table else one.id
        if kind not in TYPES:
            self.form.lose("construct", place, kind, kept="partly", at=path)
        if kind == "time":
            self.form.lose("time of day", place, kept="partly", at=path)
        if kind == "open-choice" or str(item.get("answerConstraint", "")).startswith("options"):
            self.form.lose("construct", place, "an answer beside the options", kept="partly", at=path)
        known = self.options(one, item, place, path)
        self.limits(one, item, path, place)
        if unit := self.extension(item, "questionnaire-unit").get("valueCoding"):
            self.unit(one, unit)
        self.known[link] = known or Known(path, one.type)
        self.beside(item, place, path)
        if self.table is not None:
            self.table.columns.append(one)
        else:
            self.to_page(one, place)
        self.pending.append((one, self.table.id if self.table else "", [*self.under, (item, place)]))
        if item.get("repeats") is True and one.type not in ("choices", "table"):
            self.form.lose("construct", place, "several answers to one question", kept="partly", at=path)
        return one

    def unit(self, one: Question, unit: Any) -> None:
        said = _plain(unit.get("display") or unit.get("code")) if isinstance(unit, dict) else ""
        if said and one.type in ("integer", "decimal"):
            one.settings["unit"] = said[:20]

    def options(self, one: Question, item: Mapping[str, Any], place: Place, path: str) -> Known | None:
        """Options, and how conditions find them: by their code, or by the text that has none."""
        listed = _objects(item.get("answerOption") or item.get("option"))
        if not listed and one.type != "choice":
            return None
        values = [next((option[key] for key in _VALUES if key in option), None) for option in listed] or self.value_set(item)
        codes: dict[str, str] = {}
        taken: set[str] = set()
        for value in values:
            coded = isinstance(value, dict)
            key = str(value.get("code") or value.get("display") or "") if isinstance(value, dict) else str(value) if value is not None else ""
            if not key.strip() or key in codes:
                continue
            code = key if _CODE.fullmatch(key) and key not in taken else slug(key, taken)
            taken.add(code)
            codes[key] = code
            said = self.text(value, "display") if coded and isinstance(value, dict) else {}
            one.options.append(Option(code, said or {self.base if self.form.languages else "": _plain(key)}))
        if len(one.options) < 2 or len(one.options) > MOST_ITEMS:
            self.form.lose("options from a file or server", place, str(item.get("answerValueSet") or ""), kept="partly", at=path)
            one.type, one.options = "text", []
            return None
        one.type = "choices" if item.get("repeats") is True else "choice"
        return Known(path, one.type, codes)

    def value_set(self, item: Mapping[str, Any]) -> list[Any]:
        """Options of a value set that lies in the file."""
        name = str(item.get("answerValueSet") or "")
        held = self.contained.get(name.removeprefix("#"), {}) if name.startswith("#") else {}
        compose = held.get("compose")
        included = _objects(compose.get("include") if isinstance(compose, dict) else None)
        expansion = held.get("expansion")
        expanded = _objects(expansion.get("contains") if isinstance(expansion, dict) else None)
        return [*expanded] or [concept for one in included for concept in _objects(one.get("concept"))]

    def limits(self, one: Question, item: Mapping[str, Any], path: str, place: Place) -> None:
        """Limits of an answer, of the item itself and of its extensions."""
        if one.type in ("text", "long_text") and isinstance(item.get("maxLength"), int) and 0 < item["maxLength"] <= 10_000:
            one.settings["max_length"] = item["maxLength"]
        for name, ours in _LIMITS.items():
            value = next((value for key, value in self.extension(item, name).items() if key.startswith("value")), None)
            if value is None or isinstance(value, dict | list | bool):
                continue
            fits = {
                "min": one.type in ("integer", "decimal", "date"), "max": one.type in ("integer", "decimal", "date"), "min_length": one.type in ("text", "long_text"),
                "scale": one.type == "decimal" and value in range(1, 7), "at_least": one.type in ("table", "choices") and isinstance(value, int), "at_most": one.type in ("table", "choices") and isinstance(value, int),
            }[ours]  # fmt: skip
            if fits and (one.type != "date" or re.fullmatch(r"\d{4}-\d\d-\d\d", str(value))) and (ours not in ("at_least", "min_length") or value):
                one.settings[ours] = str(value) if one.type == "date" else value
            elif value not in (0, 1):
                self.form.lose("limit", place, f"{name}: {value}", at=path)
        if isinstance(pattern := self.extension(item, "regex").get("valueString"), str):
            plain = plain_pattern(f"^{pattern.removeprefix('^').removesuffix('$')}$") if one.type == "text" else ""
            if plain:
                one.settings["pattern"] = plain
            else:
                self.form.lose("pattern", place, pattern, at=path)

    def extension(self, item: Mapping[str, Any], name: str) -> Mapping[str, Any]:
        return next((one for one in _objects(item.get("extension")) if one.get("url") in (f"{_EXTENSION}{name}", f"http://hl7.org/fhir/uv/sdc/StructureDefinition/{name}")), {})

    def beside(self, item: Mapping[str, Any], place: Place, path: str) -> None:
        """Note what has no place here: values given beforehand, calculations, answers of a fixed kind."""
        initial = item.get("initial") or next(([item[key]] for key in item if str(key).startswith("initial")), None)
        if initial:
            self.form.lose("default value", place, str(initial), at=path)
        if item.get("readOnly") is True:
            self.form.lose("calculation", place, "readOnly", at=path)
        for one in _objects(item.get("extension")):
            url = str(one.get("url") or "")
            if url not in _READ and (expression := one.get("valueExpression")):
                said = str(expression.get("expression") or "") if isinstance(expression, dict) else str(expression)
                construct = "prefilled value" if "initialExpression" in url else "calculation" if "calculatedExpression" in url else "condition" if "enableWhenExpression" in url else "construct"
                self.form.lose(construct, place, said, kept="partly" if construct == "prefilled value" else "lost", at=path)

    # --- conditions -----------------------------------------------------------------------------------------------

    def conditions(self, target: Question | Page, table: str, under: list[tuple[Mapping[str, Any], Place]]) -> None:
        at = "" if isinstance(target, Page) else f"{table}.{target.id}" if table else target.id
        whens = []
        for item, place in under:
            listed = _objects(item.get("enableWhen"))
            if not listed:
                continue
            writer = Writer(lambda name: self.resolve(name, table))
            try:
                parts = tuple(self.tree(one) for one in listed)
                if when := writer.condition(parts[0] if len(parts) == 1 else Logic("or" if item.get("enableBehavior") == "any" else "and", parts)):
                    whens.append(when)
            except CannotSay as problem:
                self.form.lose(problem.construct, place, str(listed), at=at)
            for dead in writer.dead:
                self.form.lose("condition on an option that does not exist", place, dead, kept="partly", at=at)
        unique = list(dict.fromkeys(whens))
        if unique:
            target.when = unique[0] if len(unique) == 1 else " && ".join(f"({text})" for text in unique)

    def resolve(self, name: str, table: str) -> Known:
        found = self.known.get(name)
        if found is None:
            raise CannotSay("condition on a field that does not exist")
        if "." in found.path and found.path.partition(".")[0] != table:
            raise CannotSay("condition over any row")
        return found

    def tree(self, given: Mapping[str, Any]) -> Tree:
        """One entry of `enableWhen`: `!=` holds, too, where there is no answer, for none is equal. Raises `CannotSay`."""
        name, operator = str(given.get("question") or ""), str(given.get("operator") or "=")
        value = next((given[key] for key in _ANSWERS if key in given), None)
        if operator == "exists":
            there = Call("present", (Ref(name),))
            return there if value is not False else Logic("not", (there,))
        if operator not in _SIGNS or value is None:
            raise CannotSay
        known = self.known.get(name)
        if isinstance(value, dict):
            value = str(value.get("code") or value.get("display") or value.get("value") or "")
        if known is not None and known.type == "choices" and operator in ("=", "!="):
            chosen = Call("selected", (Ref(name), Text(str(value))))
            return chosen if operator == "=" else Logic("not", (chosen,))
        right: Tree = Truth(value) if isinstance(value, bool) else Number(str(value)) if isinstance(value, int | float) else Text(str(value))
        return Compare(_SIGNS[operator], Ref(name), right)


def _objects(value: Any) -> list[Mapping[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _languages(value: Any) -> set[str]:
    """The languages of all translations of a document."""
    out: set[str] = set()
    stack = [value]
    while stack:
        one = stack.pop()
        if isinstance(one, dict):
            if one.get("url") == "lang" and isinstance(code := one.get("valueCode"), str) and re.match("[a-z]{2}", code):
                out.add(code[:2])
            stack += one.values()
        elif isinstance(one, list):
            stack += one
    return out


def _link(item: Mapping[str, Any]) -> tuple[str, ...]:
    """The item's own name, which answers are sent under."""
    link = _plain(item.get("linkId"))[:80]
    return (link,) if link else ()


def _plain(text: Any) -> str:
    return one_line(normalized(cleaned(text, multiline=False)))[:600].strip() if isinstance(text, str) else ""
