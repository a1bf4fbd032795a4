"""Form.io forms (JSON), those of NAV and of Open Forms among them: components to pages, questions, tables and papers.

JavaScript is read, never run: what is no plain comparison is reported with its text.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from eformc.characters import cleaned, normalized
from eformc.importers.conditions import CannotSay, Compare, InRows, Known, Logic, Ref, Text, Tree, Truth, Writer
from eformc.importers.form import (
    Block,
    ImportedForm,
    Names,
    Option,
    Page,
    Paper,
    Question,
    Rule,
    Texts,
    in_words,
    one_line,
    slug,
)
from eformc.importers.importer import Heading, ImportProblem
from eformc.importers.limits import plain_pattern
from eformc.importers.losses import Place
from eformc.importers.paper.kinds import one_of
from eformc.importers.script import condition

TYPES = {
    "textfield": "text", "text": "text", "password": "text", "url": "text", "tags": "text", "textarea": "long_text", "number": "decimal", "currency": "money",
    "checkbox": "yes_no", "navcheckbox": "yes_no", "radio": "choice", "radiopanel": "choice", "select": "choice", "navselect": "choice", "selectboxes": "choices",
    "datetime": "date", "date": "date", "day": "date", "navdatepicker": "date", "monthpicker": "month", "year": "year", "email": "email", "phonenumber": "phone",
    "time": "time", "file": "file", "firstname": "text", "surname": "text", "fnrfield": "text", "orgnr": "text", "bankaccount": "text", "iban": "text", "bsn": "text",
    "postcode": "text", "landvelger": "text", "valutavelger": "text", "identity": "text", "navaddress": "address", "address": "address", "addressnl": "address",
    "drivinglist": "long_text", "licenseplate": "text",
}  # fmt: skip
CHECKED = frozenset(("fnrfield", "orgnr", "bankaccount", "iban", "bsn"))
SERVED = frozenset(("landvelger", "valutavelger", "activities", "maalgruppe", "drivinglist"))
NOTES = frozenset(("htmlelement", "content", "alertstripe", "accordion", "image", "softrequirederrors"))
TABLES = frozenset(("datagrid", "editgrid"))
LAYOUT = frozenset(("fieldset", "navskjemagruppe", "well", "columns", "table", "tabs", "row", "container", "panel", "datamap", "form"))
OURS = frozenset(("button", "recaptcha"))
"""Components that every form has here without saying so."""
_CHECK_DIGIT = re.compile(r"mod\d|iban|fnr|account|organi[sz]ation|luhn|checkdigit", re.IGNORECASE)
_NO_DAYS = re.compile("-?0{1,9}")


class Pending(Struct):
    """Questions under conditions, translated once every key is known."""

    target: Question | Paper | Page
    component: Mapping[str, Any]
    place: Place
    scope: tuple[tuple[Mapping[str, Any], Place], ...]
    table: str = ""
    within: str = ""
    """Keys of the containers around it, as data are nested."""


def read_formio(value: Mapping[str, Any], heading: Heading) -> ImportedForm:
    """The form of a Form.io definition. Raises `ImportProblem` if it asks nothing."""
    reader = _Reader(value, heading)
    reader.read()
    form = reader.form
    form.pages = [page for page in form.pages if page.questions]
    if not form.pages and not form.papers:
        message = "the form has no component that asks anything"
        raise ImportProblem(message)
    return form


class _Reader:
    def __init__(self, value: Mapping[str, Any], heading: Heading) -> None:
        self.value = value
        self.heading = heading
        self.form = ImportedForm()
        self.translations = {lang: texts for lang, texts in heading.texts.items() if texts}
        self.base = str(value.get("language") or ("nb" if "skjemanummer" in value else "en"))[:2]
        if self.translations:
            self.form.languages = (self.base, *(lang for lang in self.translations if lang != self.base))
        self.names = Names()
        self.page_ids: set[str] = set()
        self.known: dict[str, Known] = {}
        self.pending: list[Pending] = []
        self.scope: list[tuple[Mapping[str, Any], Place]] = []
        self.path: list[str] = []
        self.table: Question | None = None
        self.table_key = ""
        self.inner = Names()
        self.page: Page | None = None
        self.block: Block | None = None

    def read(self) -> None:
        title = _plain(self.value.get("title"))
        if title:
            self.form.title = self.words(title)
        self.components(self.value.get("components"), "/components", top=True)
        for one in self.pending:
            self.conditions(one)

    def words(self, text: str) -> Texts:
        """A text and its translations."""
        out = {self.base: text} if self.translations else {"": text}
        for lang, texts in self.translations.items():
            if lang != self.base and (found := _plain(texts.get(text))):
                out[lang] = found
        return out

    def text(self, component: Mapping[str, Any], key: str, place: Place, at: str = "") -> str:
        """A text without its markup, which is reported."""
        given = component.get(key)
        if not isinstance(given, str):
            return ""
        plain = _plain(given)
        if plain and re.search(r"<a\s|href=", given):
            self.form.lose("link in a text", place, given, kept="partly", at=at)
        elif plain and re.search(r"</?[a-zA-Z][^<>]*>", given):
            self.form.lose("markup in a text", place, given, kept="partly", at=at)
        return plain

    # --- components -----------------------------------------------------------------------------------------------

    def components(self, listed: Any, pointer: str, *, top: bool = False) -> None:
        if not isinstance(listed, list):
            return
        for at, component in enumerate(listed):
            if isinstance(component, dict):
                self.component(component, Place("pointer", f"{pointer}/{at}"), top=top)

    def component(self, component: Mapping[str, Any], place: Place, *, top: bool) -> None:
        kind = str(component.get("type", "")).lower()
        if kind in OURS:
            return
        if kind in NOTES:
            self.note(component, place)
        elif kind == "hidden" or component.get("hidden") is True:
            self.form.lose("hidden value", place, str(component.get("key", "")))
        elif kind in LAYOUT:
            self.layout(component, kind, place, top=top)
        elif kind in TABLES:
            self.begin_table(component, place)
        elif kind == "attachment":
            self.paper(component, place)
        elif kind in TYPES:
            self.question(component, kind, place)
        elif kind in SERVED:
            self.form.lose("options from a file or server", place, self.label(component, place))
        elif component.get("components"):
            self.layout(component, kind, place, top=False)
        else:
            self.form.lose("construct", place, f"{kind}: {_plain(component.get('label'))}")

    def note(self, component: Mapping[str, Any], place: Place) -> None:
        text = _plain(component.get("content") or component.get("html") or component.get("title") or component.get("label"))
        under = component.get("customConditional") or _conditions_of(component) or self.scope
        self.form.lose("note under a condition" if under else "note", place, text)

    def layout(self, component: Mapping[str, Any], kind: str, place: Place, *, top: bool) -> None:
        title = self.text(component, "title", place) or self.text(component, "legend", place)
        above = self.block
        container = kind in ("container", "datamap")
        if kind == "panel" and top:
            self.page = Page(slug(title or str(component.get("key", "page")), self.page_ids), self.words(title or self.heading.title), place=place)
            self.form.pages.append(self.page)
            self.pending.append(Pending(self.page, component, place, ()))
        else:
            self.scope.append((component, place))
            if title and kind != "container":
                self.headed(title, place)
        if container:
            self.path.append(str(component.get("key", "")))
        self.components(component.get("components"), f"{place.where}/components")
        for at, column in enumerate(component.get("columns") or []):
            if isinstance(column, dict):
                self.components(column.get("components"), f"{place.where}/columns/{at}/components")
        for at, row in enumerate(component.get("rows") or [] if kind == "table" else []):
            for cell, inner in enumerate(row if isinstance(row, list) else []):
                self.components(inner.get("components") if isinstance(inner, dict) else None, f"{place.where}/rows/{at}/{cell}/components")
        if container:
            self.path.pop()
        self.block = above
        if kind == "panel" and top:
            self.page = None
        else:
            self.scope.pop()

    def headed(self, title: str, place: Place) -> None:
        """Begin a block under a heading. A heading within another one takes its place for the while; rows have none."""
        if self.table is not None:
            self.form.lose("heading within a page", place, title)
            return
        if self.block is not None:
            self.form.lose("heading within a page", place, title, kept="partly")
        self.block = Block(self.words(title))

    def begin_table(self, component: Mapping[str, Any], place: Place) -> None:
        label = self.label(component, place)
        if self.table is not None:
            self.form.lose("repeat inside a repeat", place, label, at=self.table.id)
            return
        one = self.table = Question(self.names.give(label), self.words(label), "table", place, optional=not self.is_required(component))
        self.inner = Names()
        self.inner.taken = set()
        key = str(component.get("key", ""))
        self.known[".".join([*self.path, key])] = Known(one.id, "table")
        self.table_key = key
        self.to_page(one, place)
        self.pending.append(Pending(one, component, place, tuple(self.scope), within=".".join(self.path)))
        kept, self.scope = self.scope, []
        paths, self.path = self.path, [*self.path, key]
        self.components(component.get("components"), f"{place.where}/components")
        self.scope, self.path = kept, paths
        self.table = None
        if not one.columns:
            self.form.lose("table without columns", place, label, at=one.id)
            one.type = "long_text"

    def to_page(self, one: Question, place: Place) -> None:
        if self.page is None:
            title = next(iter(self.form.title.values()), "") or self.heading.title
            self.page = Page(slug(title, self.page_ids), self.form.title or {"": title}, place=place)
            self.form.pages.append(self.page)
        one.block = self.block
        one.within = tuple(in_words(part.rstrip("0123456789")) for part in self.path)
        self.page.questions.append(one)

    def label(self, component: Mapping[str, Any], place: Place) -> str:
        found = _plain(component.get("label")) or _plain(component.get("title")) or _plain(component.get("legend"))
        if not found:
            found = _plain(str(component.get("key") or "")) or _plain(str(component.get("type") or "")) or "field"
            self.form.lose("no entry for a label", place, found, kept="partly")
        return found

    def is_required(self, component: Mapping[str, Any]) -> bool:
        validate = component.get("validate")
        return isinstance(validate, dict) and validate.get("required") in (True, "true")

    # --- questions ------------------------------------------------------------------------------------------------

    def question(self, component: Mapping[str, Any], kind: str, place: Place) -> None:
        label = self.label(component, place)
        names = self.inner if self.table else self.names
        one = Question(names.give(label), self.words(label), TYPES[kind], place, optional=not self.is_required(component))
        path = f"{self.table.id}.{one.id}" if self.table else one.id
        if help_text := self.text(component, "description", place, path):
            one.help = self.words(help_text)
        self.typed(one, component, kind, place, path)
        known = self.choices(one, component, place, path)
        key = ".".join([*self.path, str(component.get("key", ""))])
        self.known[key] = known or Known(path, one.type)
        if self.table:
            self.table.columns.append(one)
        else:
            self.to_page(one, place)
        self.pending.append(Pending(one, component, place, tuple(self.scope), self.table.id if self.table else "", ".".join(self.path)))
        self.limits(one, component, place, path)
        self.beside(component, kind, place, path)

    def typed(self, one: Question, component: Mapping[str, Any], kind: str, place: Place, path: str) -> None:
        validate = component.get("validate") if isinstance(component.get("validate"), dict) else {}
        if kind == "number" and (component.get("decimalLimit") in (0, "0") or (validate or {}).get("integer") is True):
            one.type = "integer"
        if kind == "datetime" and component.get("enableTime") is not False and "enableTime" in component:
            one.type = "datetime"
        if kind in ("checkbox", "navcheckbox") and not one.optional:
            one.settings["declaration"] = True
        if kind in CHECKED:
            self.form.lose("check digit", place, kept="partly", at=path)
        if kind in SERVED:
            self.form.lose("options from a file or server", place, kind, kept="partly", at=path)
        if kind == "identity":
            self.form.lose("construct", place, "identity: number or date of birth", kept="partly", at=path)
        if kind == "currency" and isinstance(component.get("currency"), str) and re.fullmatch(r"[A-Za-z]{3}", component["currency"]):
            one.settings["currency"] = component["currency"].upper()

    def choices(self, one: Question, component: Mapping[str, Any], place: Place, path: str) -> Known | None:
        """Options of a choice, and how conditions find them."""
        if one.type not in ("choice", "choices"):
            return None
        data = component.get("data")
        given = component.get("values") or (data.get("values") if isinstance(data, dict) else None) or []
        options = [value for value in given if isinstance(value, dict) and str(value.get("value", "")) != ""] if isinstance(given, list) else []
        if not options or component.get("dataSrc") in ("url", "resource", "custom"):
            one.type = "text"
            self.form.lose("options from a file or server", place, str(component.get("dataSrc", "")), kept="partly", at=path)
            return None
        options = list({str(value["value"]): value for value in reversed(options)}.values())[::-1]  # each value once
        for value in options:
            if _plain(value.get("description")):
                self.form.lose("description of an option", place, _plain(value.get("description")), at=path)
        names = [str(value["value"]) for value in options]
        texts = [_plain(value.get("label")) or _plain(name) or "…" for value, name in zip(options, names, strict=True)]
        if len(names) == 1:
            one.type, one.settings = "yes_no", {}
            return Known(path, "yes_no", only=names[0])
        words = self.heading.words
        if one.type == "choice" and len(names) == 2 and one_of(names[0], words.yes) and one_of(names[1], words.no):
            one.type = "yes_no"
            return Known(path, "yes_no", only=names[0], no=names[1])
        if one.type == "choice" and set(names) == {"true", "false"}:  # Form.io keeps them as booleans
            one.type = "yes_no"
            return Known(path, "yes_no", only="true", no="false")
        if one.type == "choice" and component.get("multiple") is True:
            one.type = "choices"
        taken: set[str] = set()
        codes = {}
        for name, text in zip(names, texts, strict=True):
            if name not in codes:
                codes[name] = name if re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}", name) and name not in taken else slug(name, taken)
                taken.add(codes[name])
                one.options.append(Option(codes[name], self.words(text)))
        return Known(path, one.type, codes)

    def limits(self, one: Question, component: Mapping[str, Any], place: Place, path: str) -> None:
        self.dates(one, component, place, path)
        validate = component.get("validate")
        if not isinstance(validate, dict):
            return
        if one.type in ("text", "long_text"):
            for key, ours in (("minLength", "min_length"), ("maxLength", "max_length")):
                if (number := _whole(validate.get(key))) is not None and number > 0:
                    one.settings[ours] = number
        if one.type == "text" and validate.get("pattern"):
            pattern = str(validate["pattern"])
            plain = plain_pattern(f"^{pattern.removeprefix('^').removesuffix('$')}$")
            if plain:
                one.settings["pattern"] = plain
            else:
                self.form.lose("pattern", place, pattern, at=path)
        if one.type in ("integer", "decimal"):
            for key in ("min", "max"):
                if (number := _whole(validate.get(key))) is not None:
                    one.settings[key] = number
                elif validate.get(key) not in (None, ""):
                    self.form.lose("limit", place, f"{key}: {validate[key]}", at=path)
        custom = str(validate.get("custom") or "").strip()
        if custom and "validateDatePicker" not in custom:
            self.custom(custom, place, path)

    def custom(self, code: str, place: Place, path: str) -> None:
        if _CHECK_DIGIT.search(code):
            self.form.lose("check digit", place, code, at=path)
        else:
            self.form.lose("rule within a row" if self.table else "limit", place, code, at=path)

    def dates(self, one: Question, component: Mapping[str, Any], place: Place, path: str) -> None:
        if one.type not in ("date", "month", "year"):
            return
        picker = component.get("datePicker") if isinstance(component.get("datePicker"), dict) else {}
        for key, ours in (("minDate", "min"), ("maxDate", "max")):
            given = (picker or {}).get(key) or component.get(key)
            if isinstance(given, str) and given.strip():
                if one.type == "date" and re.match(r"\d{4}-\d\d-\d\d", given):
                    one.settings[ours] = given[:10]
                else:
                    self.form.lose("date counted from today", place, f"{key}: {given}", at=path)
        for key, ours in (("earliestAllowedDate", "min"), ("latestAllowedDate", "max")):
            given = str(component.get(key) if component.get(key) is not None else "").strip()
            if _NO_DAYS.fullmatch(given):
                one.settings[ours] = "today"
            elif given:
                self.form.lose("date counted from today", place, f"{key}: {given} days", at=path)

    def beside(self, component: Mapping[str, Any], kind: str, place: Place, path: str) -> None:
        """Note what stands beside a question and has no place here."""
        for key in ("tooltip", "additionalDescriptionText", "additionalDescription"):
            if text := _plain(component.get(key)):
                self.form.lose("second help text", place, text, at=path)
                break
        default = component.get("defaultValue")
        if default not in (None, "", False, 0, [], {}) and not (isinstance(default, dict) and not any(default.values())):
            self.form.lose("default value", place, str(default), at=path)
        if calculated := str(component.get("calculateValue") or "").strip():
            held = component.get("readOnly") is True or component.get("disabled") is True
            self.form.lose("calculation" if held else "calculated, still editable", place, calculated, at=path)
        prefill = component.get("prefill")
        attribute = str((prefill.get("attribute") if isinstance(prefill, dict) else "") or component.get("prefillKey") or "")
        if attribute:
            self.form.lose("prefilled value", place, attribute, kept="partly", at=path)

    def paper(self, component: Mapping[str, Any], place: Place) -> None:
        label = self.label(component, place)
        one = Paper(self.names.give(label), self.words(label), place, optional=not self.is_required(component))
        if help_text := self.text(component, "description", place, one.id):
            one.help = self.words(help_text)
        self.form.papers.append(one)
        self.pending.append(Pending(one, component, place, tuple(self.scope), within=".".join(self.path)))
        offered = component.get("attachmentValues")
        if isinstance(offered, dict):
            others = [key for key, given in offered.items() if key not in ("leggerVedNaa", "now") and isinstance(given, dict) and given.get("enabled")]
            if others:
                self.form.lose("paper handed in later or already there", place, ", ".join(others), kept="partly", at=one.id)

    # --- conditions -----------------------------------------------------------------------------------------------

    def resolver(self, table: str, within: str = "") -> Writer:
        """A writer for conditions in a table's rows, or beside them. `within`: the containers around the component."""

        def resolve(name: str) -> Known:
            looked = name.startswith("each:")
            plain = name.removeprefix("each:").removeprefix("data.").removesuffix(".value")
            if plain.startswith("row."):
                plain = self.in_row(plain.removeprefix("row."), table, within)
            found = self.known.get(plain)
            if found is None:
                ends = [known for key, known in self.known.items() if key.endswith(f".{plain}")]
                found = ends[0] if len(ends) == 1 else None
            if found is None:
                raise CannotSay("condition on a field that does not exist")
            if "." in found.path and found.path.partition(".")[0] != table and not looked:
                raise CannotSay("condition over any row")
            return found

        return Writer(resolve)

    def in_row(self, plain: str, table: str, within: str) -> str:
        """The key of what `row.KEY` names: in the row, else beside it in the containers around."""
        tables = [key for key, known in self.known.items() if known.type == "table" and known.path == table]
        around = [f"{key}." for key in tables]
        while within:
            around.append(f"{within}.")
            within = within.rpartition(".")[0]
        return next((f"{begin}{plain}" for begin in around if f"{begin}{plain}" in self.known), plain)

    def conditions(self, one: Pending) -> None:
        at = f"{one.table}.{one.target.id}" if one.table else one.target.id
        at = "" if isinstance(one.target, Page) else at
        whens = []
        for component, place in (*one.scope, (one.component, one.place)):
            for text, tree in _conditions_of(component):
                if when := self.condition(text, tree, place, at, one):
                    whens.append(when)
        unique = list(dict.fromkeys(whens))
        if unique:
            one.target.when = unique[0] if len(unique) == 1 else " && ".join(f"({text})" for text in unique)
        before = one.component.get("beforeDateInputKey")
        if isinstance(one.target, Question) and isinstance(before, str) and before:
            self.after(one, before, at)

    def condition(self, text: str, tree: Tree | None, place: Place, at: str, one: Pending) -> str:
        writer = self.resolver(one.table, one.within)
        try:
            out = writer.condition(self.chosen(tree if tree is not None else condition(text)))
        except CannotSay as problem:
            self.form.lose(problem.construct, place, text, at=at)
            return ""
        for dead in writer.dead:
            self.form.lose("condition on an option that does not exist", place, dead, kept="partly", at=at)
        return out

    def chosen(self, tree: Tree) -> Tree:
        """`data.boxes.option === true` asks for an option of a field with several."""
        match tree:
            case Logic(op=op, parts=parts):
                return Logic(op, tuple(self.chosen(part) for part in parts))
            case InRows(op=op, rows=rows, test=test):
                return InRows(op, rows, self.chosen(test))
            case Compare(op="==" | "!=" as op, left=Ref(name=name), right=right):
                owner, _, option = name.removeprefix("each:").removeprefix("data.").removeprefix("row.").rpartition(".")
                known = self.known.get(owner) or self.known.get(f"{self.table_key}.{owner}")
                if known is not None and (known.type == "choices" or known.only) and (right == Truth(True) or right == Truth(False)):
                    asked = Selected(name[: -len(option) - 1], option)
                    return asked if (right == Truth(True)) == (op == "==") else Logic("not", (asked,))
                return Selected(name, right.value) if op == "==" and isinstance(right, Text) and self.several(name) else tree
            case _:
                return tree

    def several(self, name: str) -> bool:
        known = self.known.get(name.removeprefix("each:").removeprefix("data.").removeprefix("row."))
        return known is not None and known.type == "choices"

    def after(self, one: Pending, before: str, at: str) -> None:
        """A date that comes behind another one."""
        if one.table:
            self.form.lose("rule within a row", one.place, f"not before {before}", at=at)
            return
        try:
            first = self.resolver("").resolve(before)
        except CannotSay:
            self.form.lose("condition on a field that does not exist", one.place, before, at=at)
            return
        sign = "<=" if one.component.get("mayBeEqual") is True else "<"
        if {first.type, one.target.type if isinstance(one.target, Question) else ""} == {"date"}:
            words = self.heading.words.rule
            message = {self.base: words.get(self.base, words["en"])} if self.translations else {"": words.get(self.heading.lang, words["en"])}
            self.form.rules.append(Rule(f"{first.path} {sign} {at}", message, at))


def Selected(name: str, option: str) -> Tree:  # noqa: N802 - reads as the tree it makes
    """The tree “this option is chosen”."""
    from eformc.importers.conditions import Call

    return Call("selected", (Ref(name), Text(option)))


def _conditions_of(component: Mapping[str, Any]) -> list[tuple[str, Tree | None]]:
    """The conditions of a component: their text, and their tree where they are no code."""
    out: list[tuple[str, Tree | None]] = []
    custom = component.get("customConditional")
    if isinstance(custom, str) and custom.strip():
        return [(custom.strip(), None)]
    simple = component.get("conditional")
    if not isinstance(simple, dict):
        return out
    if isinstance(simple.get("when"), str) and simple["when"]:
        value = simple.get("eq")
        tree: Tree = Compare("==", Ref(simple["when"]), _value(value))
        shown = simple.get("show") in (True, "true")
        text = f"{'show' if shown else 'hide'} when {simple['when']} is {value}"
        out.append((text, tree if shown else Logic("not", (tree,))))
    listed = simple.get("conditions")
    if isinstance(listed, list) and listed:
        parts = [part for given in listed if isinstance(given, dict) and (part := _one_condition(given)) is not None]
        whole: Tree = Logic("or" if simple.get("conjunction") == "any" else "and", tuple(parts)) if len(parts) == len(listed) else Ref("")
        out.append((str(listed), whole if simple.get("show", True) in (True, "true") else Logic("not", (whole,))))
    return out


_OPERATORS = {"isEqual": "==", "isNotEqual": "!=", "greaterThan": ">", "lessThan": "<", "greaterThanOrEqual": ">=", "lessThanOrEqual": "<="}


def _one_condition(given: Mapping[str, Any]) -> Tree | None:
    name, operator = str(given.get("component", "")), str(given.get("operator", "isEqual"))
    if operator in ("isEmpty", "isNotEmpty"):
        return Compare("==" if operator == "isEmpty" else "!=", Ref(name), Text(""))
    if operator not in _OPERATORS:
        return None
    return Compare(_OPERATORS[operator], Ref(name), _value(given.get("value")))


def _value(value: Any) -> Tree:
    if isinstance(value, bool):
        return Truth(value)
    return Truth(value == "true") if value in ("true", "false") else Text("" if value is None else str(value))


def _whole(value: Any) -> int | None:
    if isinstance(value, bool) or value is None:
        return None
    text = str(value).strip()
    return int(text) if re.fullmatch(r"-?\d{1,15}", text) else None


def _plain(text: Any) -> str:
    """A text without markup, on one line."""
    if not isinstance(text, str):
        return ""
    return one_line(normalized(cleaned(html.unescape(re.sub(r"<[^<>]*>", " ", text)), multiline=False)))[:600].strip()
