"""XLSForms (ODK, Kobo): a workbook with a sheet `survey`, options on `choices`, a title on `settings`.

Groups become pages, repeats tables; `relevant`, `constraint`, `required`, `calculation` and `choice_filter` become
expressions as far as the language says them, and are reported with their text where it does not.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from eformc.importers.conditions import CannotSay, Compare, Known, Logic, Number, Ref, Text, Tree, Writer
from eformc.importers.form import ImportedForm, Names, Option, Page, Question, Rule, Texts, one_line, slug
from eformc.importers.importer import Heading, ImportProblem
from eformc.importers.languages import code_of
from eformc.importers.limits import limits_of
from eformc.importers.workbooks import Sheet
from eformc.importers.xlsform_checks import NAME, check_form, range_of
from eformc.importers.xlsform_loops import written_out
from eformc.importers.xlsform_rows import SECTION, SELECT, Choice, Row, has_column, rows_of
from eformc.importers.xpath import parse

TYPES = {
    "text": "text", "string": "text", "integer": "integer", "int": "integer", "decimal": "decimal", "date": "date", "datetime": "datetime",
    "time": "time", "barcode": "text", "image": "file", "photo": "file", "audio": "file", "video": "file", "file": "file",
    "acknowledge": "yes_no", "trigger": "yes_no", "range": "integer", "phone number": "phone", "date time": "datetime", "picture": "file",
    "percentage": "integer", "number of days in last month": "integer", "number of days in last six months": "integer", "number of days in last year": "integer",
}  # fmt: skip
WITHIN = {"percentage": 100, "number of days in last month": 31, "number of days in last six months": 183, "number of days in last year": 365}
"""The most of types that count from nothing."""
METADATA = frozenset(
    ["start", "end", "today", "deviceid", "device", "id", "username", "phonenumber", "simserial", "subscriberid", "subscriber", "id", "sim", "id", "audit", "background-audio", "email", "start-geopoint", "hidden", "xml-external", "csv-external", "osm", "entity", "imei", "get start time", "get end time", "get today", "get device id", "get sim id", "get subscriber id", "get phone number"]
)  # fmt: skip
MAPS = ("geopoint", "geotrace", "geoshape", "gps", "location", "background-geopoint")
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")


def _by_itself(kind: str) -> bool:
    """A device notes it without being asked, or it is not shown."""
    return kind in METADATA or kind.split(maxsplit=1)[0] in METADATA or kind.startswith("uri:")


class Pending(Struct):
    """A question whose conditions are translated once every name is known."""

    row: Row
    question: Question
    scope: tuple[str, ...]
    """Conditions of the groups it stands in."""
    table: str = ""


def read_survey(sheets: Mapping[str, Sheet], heading: Heading) -> ImportedForm:
    """The form of an XLSForm. `sheets` by their names in small letters. Raises `ImportProblem` for what XLSForm refuses."""
    reader = _Reader(sheets, heading)
    reader.read()
    form = reader.form
    form.pages = [page for page in form.pages if page.questions]
    if not form.pages:
        message = "the sheet `survey` asks nothing that can be imported"
        raise ImportProblem(message)
    return form


class _Reader:
    def __init__(self, sheets: Mapping[str, Sheet], heading: Heading) -> None:
        self.heading = heading
        self.form = ImportedForm()
        self.languages: dict[str, str] = {}
        self.names = Names()
        self.page_ids: set[str] = set()
        self.sheets = sheets
        self.survey = rows_of(sheets["survey"], self.languages)
        choices = rows_of(sheets["choices"], self.languages) if "choices" in sheets else []
        self.settings = next(iter(rows_of(sheets["settings"], self.languages)), None) if "settings" in sheets else None
        check_form(self.survey, choices, self.settings, sheets, _by_itself)
        self.choices = self.lists(choices)
        self.survey = written_out(self.survey, self.choices)
        self.known: dict[str, Known] = {}
        self.seen: set[tuple[int, str]] = set()
        """Names by the group they stand in."""
        self.pending: list[Pending] = []
        self.pages: list[tuple[Page, Row, str]] = []
        self.open: list[tuple[str, Row]] = []
        """Groups and repeats that are open: `group` or `repeat`, and the row that began them."""
        self.scope: list[str] = []
        self.table: Question | None = None
        self.inner = Names()
        self.page: Page | None = None
        self.after: Question | None = None
        """The text to be written behind an option “other”: it stands behind its choice."""

    # --- sheets ---------------------------------------------------------------------------------------------------

    def lists(self, rows: list[Row]) -> dict[str, list[Choice]]:
        out: dict[str, list[Choice]] = {}
        for row in rows:
            name, listed = one_line(row.get("name")), one_line(row.get("list_name"))
            if not listed:
                continue
            have = out.setdefault(listed, [])
            taken = {one.code for one in have}
            code = name if _CODE.fullmatch(name) and name not in taken else slug(name or "o", taken)
            if name and all(one.name != name for one in have):
                have.append(Choice(code, name, self.texts(row, "label", name), row))
        return out

    def texts(self, row: Row, key: str, otherwise: str = "", *, at: str = "") -> Texts:
        """A text in its languages, without markup and without answers put into it."""
        out = {}
        for lang, text in row.texts.get(key, {}).items():
            plain = re.sub(r"\$\{[^{}]*\}", "…", text)
            if plain != text:
                self.form.lose("answer shown in a text", row.place, text, kept="partly", at=at)
            bare = re.sub(r"</?\w[^<>]*>|\*\*|__|^#+ ", "", plain)
            if bare != plain:
                self.form.lose("markup in a text", row.place, text, kept="partly", at=at)
            if one_line(bare):
                out[lang] = one_line(bare)
        return out or ({"": otherwise} if otherwise else {})

    # --- the whole ------------------------------------------------------------------------------------------------

    def read(self) -> None:
        if not has_column(self.sheets["survey"], "type"):
            message = "the sheet `survey` has no column `type`"
            raise ImportProblem(message)
        if self.settings and self.settings.get("form_title"):
            self.form.title = {"": one_line(self.settings.get("form_title"))}
        for row in self.survey:
            self.row(row)
        if self.open:
            kind, row = self.open[-1]
            message = f"{row.place.text()}: this {kind} is never ended"
            raise ImportProblem(message)
        for one in self.pending:
            self.conditions(one)
        for page, row, relevant in self.pages:
            page.when = self.condition(relevant, row, page.id, table="")
        self.form.languages = self.in_order()

    def in_order(self) -> tuple[str, ...]:
        found = [code for code in self.languages if code]
        default = code_of(one_line(self.settings.get("default_language"))) if self.settings else ""
        return tuple(sorted(found, key=lambda code: code != default)) if len(found) > 1 else ()

    def row(self, row: Row) -> None:
        kind = row.asks().lower()
        if not kind or row.disabled():
            return
        if found := SECTION.fullmatch(kind):
            if found[2] == "loop":
                message = f"{row.place.text()}: ends a loop that is not open" if found[1] == "end" else f"{row.place.text()}: say the list this loop goes over"
                raise ImportProblem(message)
            name = "group" if found[2] == "group" else "repeat"
            self.begin(name, row) if found[1] == "begin" else self.end(name, row)
            return
        self.named(row, kind)
        self.asked(row, kind)

    def named(self, row: Row, kind: str) -> None:
        name = one_line(row.get("name"))
        if not name and kind == "note":
            return
        if not NAME.fullmatch(name):
            message = f"{row.place.text()}: `{name}` is no name of a question" if name else f"{row.place.text()}: the question has no name"
            raise ImportProblem(message)
        group = id(self.open[-1][1]) if self.open else 0
        if (group, name) in self.seen:
            message = f"{row.place.text()}: the name `{name}` stands twice in one group"
            raise ImportProblem(message)
        self.seen.add((group, name))

    def begin(self, kind: str, row: Row) -> None:
        self.named(row, kind)
        name = one_line(row.get("name"))
        relevant = row.get("relevant")
        depth = len(self.open)
        self.open.append((kind, row))
        if kind == "repeat" and self.table is None:
            self.begin_table(row, name)
        elif kind == "repeat":
            self.form.lose("repeat inside a repeat", row.place, self.title(row, name), at=self.table.id if self.table else "")
        elif self.table is None and depth == 0:
            title = self.texts(row, "label", name)
            self.page = Page(slug(next(iter(title.values())), self.page_ids), title, place=row.place)
            self.form.pages.append(self.page)
            self.pages.append((self.page, row, relevant))
            relevant = ""
        elif row.texts.get("label"):
            self.form.lose("heading within a page", row.place, self.title(row, name))
        self.scope.append(relevant)

    def begin_table(self, row: Row, name: str) -> None:
        title = self.texts(row, "label", name)
        self.table = Question(self.names.give(next(iter(title.values()))), title, "table", row.place, optional=True)
        self.inner = Names()
        self.inner.taken = set()
        self.known[name] = Known(self.table.id, "table")
        self.add(self.table, row)
        self.pending.append(Pending(row, self.table, tuple(filter(None, self.scope))))

    def end(self, kind: str, row: Row) -> None:
        if not self.open or self.open[-1][0] != kind:
            message = f"{row.place.text()}: ends a {kind} that is not open"
            raise ImportProblem(message)
        self.open.pop()
        self.scope.pop()
        if kind == "repeat" and self.table is not None and not any(one == "repeat" for one, _ in self.open):
            if not self.table.columns:
                self.form.lose("table without columns", self.table.place, at=self.table.id)
                self.table.type = "long_text"
            self.table = None
        if not self.open:
            self.page = None

    def title(self, row: Row, name: str) -> str:
        return next(iter(self.texts(row, "label", name).values()))

    def add(self, question: Question, row: Row) -> None:
        if self.page is None:
            title = self.form.title or {"": self.heading.title}
            self.page = Page(slug(next(iter(title.values())), self.page_ids), title, place=row.place)
            self.form.pages.append(self.page)
        question.within = tuple(text for _, group in self.open for text in (group.name().replace("_", " "), *group.texts.get("label", {}).values()))
        self.page.questions.append(question)

    def deep(self) -> bool:
        """The row stands in a repeat inside a repeat."""
        return sum(kind == "repeat" for kind, _ in self.open) > 1

    # --- questions ------------------------------------------------------------------------------------------------

    def asked(self, row: Row, kind: str) -> None:
        if self.deep() or self.left_out(row, kind):
            return
        name = one_line(row.get("name"))
        select = SELECT.fullmatch(row.asks())
        base = kind.split(maxsplit=1)[0] if kind not in TYPES else kind
        if not select and base not in TYPES and kind != "calculate":
            message = f"{row.place.text()}: there is no type `{one_line(row.get('type'))}`"
            raise ImportProblem(message)
        title = self.texts(row, "label", name)
        names = self.inner if self.table else self.names
        one = Question(names.give(next(iter(title.values()))), title, TYPES.get(base, "text"), row.place, optional=True)
        path = f"{self.table.id}.{one.id}" if self.table else one.id
        one.help = self.texts(row, "hint", at=path)
        codes: dict[str, str] = {}
        if select:
            codes = self.select(one, row, select, path)
        if kind == "calculate":
            one.type = "calculate"
        self.between(one, row, kind, path)
        self.known[name] = Known(path, one.type, codes, next(iter(codes)) if codes and one.type == "yes_no" else "")
        self.put(one, row)
        if self.after is not None:
            self.put(self.after, row)
            self.after = None
        self.pending.append(Pending(row, one, tuple(filter(None, self.scope)), self.table.id if self.table else ""))
        self.beside(row, kind, path)

    def between(self, one: Question, row: Row, kind: str, path: str) -> None:
        """Limits that a type brings with it."""
        if kind in WITHIN:
            one.settings |= {"min": 0, "max": WITHIN[kind]}
        elif kind.startswith("range"):
            start, end, step = range_of(row)
            whole = not any("." in text for text in (start, end, step))
            one.type = "integer" if whole else "decimal"
            least, most = sorted((start, end), key=float)
            one.settings |= {"min": int(least) if whole else float(least), "max": int(most) if whole else float(most)}
            if float(step) not in (1, -1):
                self.form.lose("limit", row.place, row.get("parameters"), kept="partly", at=path)

    def put(self, one: Question, row: Row) -> None:
        if self.table:
            self.table.columns.append(one)
        else:
            self.add(one, row)

    def left_out(self, row: Row, kind: str) -> bool:
        """Note what is no question here, or none that the language has."""
        text = next(iter(row.texts.get("label", {}).values()), "") or one_line(row.get("name"))
        if kind == "note":
            self.form.lose("note under a condition" if row.get("relevant") else "note", row.place, text)
        elif kind in MAPS:
            self.form.lose("place on a map", row.place, text)
        elif _by_itself(kind):
            self.form.lose("hidden value", row.place, one_line(row.get("name")))
        elif kind.startswith("rank"):
            self.form.lose("ranking", row.place, text)
        else:
            return False
        return True

    def beside(self, row: Row, kind: str, path: str) -> None:
        """Note what stands beside a question and has no place here."""
        if row.texts.get("guidance_hint"):
            self.form.lose("second help text", row.place, next(iter(row.texts["guidance_hint"].values())), at=path)
        if row.texts.get("required_message"):
            self.form.lose("own message when empty", row.place, next(iter(row.texts["required_message"].values())), at=path)
        if row.get("default"):
            self.form.lose("default value", row.place, row.get("default"), at=path)
        for key in row.cells:
            if key.startswith(("media::", "image", "audio", "video", "big-image")):
                self.form.lose("picture or sound beside a question", row.place, row.get(key), at=path)

    def select(self, one: Question, row: Row, found: re.Match[str], path: str) -> dict[str, str]:
        """Make a choice of the question; returns code by name."""
        listed, several = found[2], "multiple" in found[1].lower() or "all that" in found[1].lower()
        if "file" in found[1].lower() or "external" in found[1].lower() or "." in listed or listed.startswith("${"):
            self.form.lose("options from a file or server", row.place, listed, kept="partly", at=path)
            return {}
        if listed not in self.choices:
            message = f"{row.place.text()}: there is no list `{listed}` on the sheet `choices`"
            raise ImportProblem(message)
        choices = self.choices[listed]
        codes = {choice.name: choice.code for choice in choices}
        if len(choices) == 1 and not found[3]:
            one.type = "yes_no"
            if next(iter(choices[0].texts.values()), "") and not row.texts.get("label"):
                one.title = choices[0].texts
            return codes
        one.type = "choices" if several else "choice"
        one.options = [Option(choice.code, choice.texts) for choice in choices]
        if found[3]:
            code = slug("other", set(codes.values()))
            one.options.append(Option(code, {"": "Other"}))
            more = Question((self.inner if self.table else self.names).give(f"{one.id} other"), {lang: f"{text}: Other" for lang, text in one.title.items()}, "text", row.place)
            more.when, more.optional = (f'"{code}" in {path}' if several else f'{path} == "{code}"'), True
            self.after = more
        return codes

    # --- conditions -----------------------------------------------------------------------------------------------

    def resolver(self, own: Known | None, table: str) -> Writer:
        def resolve(name: str) -> Known:
            if name == "." and own is not None:
                return own
            if name.startswith("@") or name not in self.known:
                raise CannotSay("condition on a field that does not exist" if not name.startswith("@") else "condition")
            found = self.known[name]
            if "." in found.path and found.path.partition(".")[0] != table:
                raise CannotSay("condition over any row")
            if found.type == "calculate":
                raise CannotSay
            return found

        return Writer(resolve, days=True)

    def condition(self, text: str, row: Row, at: str, table: str) -> str:
        """An expression of a condition; empty and reported where it cannot be said."""
        if not text.strip():
            return ""
        writer = self.resolver(None, table)
        try:
            out = writer.condition(parse(text))
        except CannotSay as problem:
            self.form.lose(problem.construct, row.place, text, at=at)
            return ""
        self.rewritten(writer, row, text, at)
        return out

    def rewritten(self, writer: Writer, row: Row, text: str, at: str) -> None:
        for construct in writer.notes:
            self.form.lose(construct, row.place, text, kept="kept", at=at)
        for dead in writer.dead:
            self.form.lose("condition on an option that does not exist", row.place, dead, kept="partly", at=at)

    def conditions(self, one: Pending) -> None:
        question, row = one.question, one.row
        path = f"{one.table}.{question.id}" if one.table else question.id
        found = [self.condition(text, row, path, one.table) for text in (*one.scope, row.get("relevant"))]
        whens = [text for text in found if text]
        if whens:
            question.when = whens[0] if len(whens) == 1 else " && ".join(f"({text})" for text in dict.fromkeys(whens))
        if question.type == "table":
            self.row_count(question, row)
            return
        self.calculation(one, path)
        self.required(one, path)
        if row.get("constraint"):
            self.constraint(one, path)
        if row.get("choice_filter") and question.options:
            self.filter(one, path)

    def row_count(self, table: Question, row: Row) -> None:
        """As many rows as a number, or another answer, says."""
        text = row.get("repeat_count").strip()
        if not text:
            return
        said = int(text) if re.fullmatch("[1-9][0-9]{0,2}", text) else self.worked_out(table, row, text)
        if said is None:
            self.form.lose("number of rows given by an answer", row.place, text, at=table.id)
            return
        table.settings |= {"at_least": said, "at_most": said}
        table.optional = False

    def worked_out(self, table: Question, row: Row, text: str) -> str | None:
        """A whole number that is worked out of answers outside of a table; None where it is none."""
        writer = self.resolver(None, "")
        try:
            tree = parse(text)
            number = writer.value(tree)
            if self.kind_of(tree) != "integer" or f"{table.id}." in number or number.isdigit():
                return None
        except CannotSay:
            return None
        self.rewritten(writer, row, text, table.id)
        return number

    def calculation(self, one: Pending, path: str) -> None:
        question, row = one.question, one.row
        text = row.get("calculation")
        if question.type == "calculate":
            question.type = "integer"
            try:
                tree = parse(text)
                writer = self.resolver(None, one.table)
                question.derive = writer.value(tree)
                question.type, question.optional = self.kind_of(tree), False
                self.known = {name: Known(known.path, question.type) if known.path == path else known for name, known in self.known.items()}
                self.rewritten(writer, row, text, path)
            except CannotSay as problem:
                question.type, question.derive = "text", ""
                self.drop(one)
                self.form.lose("calculation" if problem.construct == "condition" else problem.construct, row.place, text)
        elif text and row.get("readonly").lower() in ("yes", "true", "true()"):
            try:
                question.derive = self.resolver(None, one.table).value(parse(text))
                question.optional = False
            except CannotSay:
                self.form.lose("calculation", row.place, text, at=path)
        elif text:
            self.form.lose("calculated, still editable", row.place, text, at=path)

    def drop(self, one: Pending) -> None:
        """Take out a calculation that cannot be said: nobody is asked for it."""
        for page in self.form.pages:
            page.questions = [kept for kept in page.questions if kept is not one.question]
            for table in page.questions:
                table.columns = [kept for kept in table.columns if kept is not one.question]

    def kind_of(self, tree: Tree) -> str:
        """The type of a calculation: of numbers, or of what it copies."""
        match tree:
            case Ref(name=name):
                return self.known[name].type if not self.known[name].codes else "text"
            case Text():
                return "text"
            case Number(value=value):
                return "decimal" if "." in value else "integer"
            case _:
                pass
        read = [self.known[name].type for name in _names(tree) if name in self.known]
        if any(kind not in ("integer", "decimal") for kind in read):
            raise CannotSay("calculation")
        return "decimal" if "decimal" in read else "integer"

    def required(self, one: Pending, path: str) -> None:
        text = one.row.get("required").strip()
        if text.lower() in ("yes", "true", "true()", "x"):
            one.question.optional = False
            return
        if text.lower() in ("", "no", "false", "false()") or one.question.derive:
            return
        absent = ""
        with contextlib.suppress(CannotSay):
            absent = self.resolver(None, one.table).truth(parse(text), negated=True)
        if absent:
            self.rule(f"{_either(absent)} || present({path})", one, path, "required_message")
        else:
            self.form.lose("required under a condition", one.row.place, text, kept="partly", at=path)

    def rule(self, holds: str, one: Pending, path: str, message: str) -> None:
        texts = self.texts(one.row, message) or self.heading.words.rule
        if not self.form.languages and "" not in texts:
            texts = {"": texts.get(self.heading.lang) or next(iter(texts.values()))}
        self.form.rules.append(Rule(holds, texts, path))

    def constraint(self, one: Pending, path: str) -> None:
        """Limits of the answer itself become settings; other rules stand beside the form."""
        text, row, question = one.row.get("constraint"), one.row, one.question
        own = row.texts.get("constraint_message", {})
        try:
            tree = parse(text)
        except CannotSay:
            self.form.lose("limit", row.place, text, at=path)
            return
        for part in tree.parts if isinstance(tree, Logic) and tree.op == "and" else (tree,):
            settings = limits_of(part, question.type)
            if settings and not own:
                question.settings |= settings
            elif settings and ("at_most" in settings or "pattern" in settings or "max_length" in settings or "min_length" in settings):
                question.settings |= settings
                self.form.lose("own message", row.place, next(iter(own.values())), kept="partly", at=path)
            else:
                self.rule_of(part, one, path, text)

    def rule_of(self, part: Tree, one: Pending, path: str, text: str) -> None:
        writer = self.resolver(Known(path, one.question.type), one.table)
        try:
            holds = writer.condition(part)
        except CannotSay as problem:
            self.form.lose("limit" if problem.construct == "condition" else problem.construct, one.row.place, text, at=path)
            return
        if holds:
            self.rule(holds, one, path, "constraint_message")
            self.rewritten(writer, one.row, text, path)

    def filter(self, one: Pending, path: str) -> None:
        """A choice filter becomes a condition of each option, its own columns written in."""
        select = SELECT.fullmatch(one.row.asks())
        if not select:
            return
        rows = {choice.code: choice.row for choice in self.choices.get(select[2], ())}
        try:
            tree = parse(one.row.get("choice_filter"))
            whens = {}
            for option in one.question.options:
                if option.code in rows:
                    whens[option.code] = self.resolver(None, one.table).condition(_with_columns(tree, rows[option.code]))
        except CannotSay as problem:
            self.form.lose(problem.construct, one.row.place, one.row.get("choice_filter"), at=path)
            return
        for option in one.question.options:
            option.when = whens.get(option.code, "")


def _with_columns(tree: Tree, row: Row) -> Tree:
    """A condition with the cells of an option's row in place of columns."""
    match tree:
        case Ref(name=name) if name.startswith("@"):
            return Text(one_line(row.get(name[1:].lower())))
        case Compare(op=op, left=left, right=right):
            return Compare(op, _with_columns(left, row), _with_columns(right, row))
        case Logic(op=op, parts=parts):
            return Logic(op, tuple(_with_columns(part, row) for part in parts))
        case _:
            return tree


def _names(tree: object) -> Iterable[str]:
    if isinstance(tree, Ref):
        yield tree.name
    elif isinstance(tree, Struct):
        for name in tree.__struct_fields__:
            value = getattr(tree, name)
            for part in value if isinstance(value, Sequence) and not isinstance(value, str) else (value,):
                yield from _names(part)


def _either(text: str) -> str:
    return text[1:-1] if text.startswith("(") and text.endswith(")") and "(" not in text[1:-1].replace("present(", "") else text
