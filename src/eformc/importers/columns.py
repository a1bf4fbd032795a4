"""A form as a table, one question a row: `id,section,label,type,options,required,condition,subject,part_of`.

Every column but `label` may be missing or empty. Options are separated by `|`; `part_of` is the id of the table a
column belongs to; the type `file` is an attachment. What has no place in the language (conditions in words) is kept
as help and reported. Columns may have the names people use, which are data (`words.Words.columns`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from msgspec import Struct

from eformc.importers.form import ImportedForm, Names, Option, Page, Paper, Question, Texts, one_line, slug
from eformc.importers.importer import Heading, ImportProblem
from eformc.importers.losses import Place
from eformc.importers.words import Words

COLUMNS = ("id", "section", "label", "type", "options", "required", "condition", "subject", "part_of")
_TYPES = {
    "": "text", "text": "text", "string": "text", "longtext": "long_text", "long_text": "long_text", "date": "date", "year": "year",
    "month": "month", "datetime": "datetime", "number": "decimal", "decimal": "decimal", "integer": "integer",
    "money": "money", "choice": "choice", "multichoice": "choices", "choices": "choices", "bool": "yes_no",
    "boolean": "yes_no", "yes_no": "yes_no", "address": "address", "id_document": "identity_document",
    "identity_document": "identity_document", "phone": "phone", "email": "email", "file": "file", "table": "table",
    "partial_date": "partial_date",
}  # fmt: skip
NOBODYS = ("authority", "application", "none")


class Row(Struct, frozen=True):
    """One question of the table, its cells as texts."""

    place: Place
    id: str
    section: str
    label: str
    type: str
    options: tuple[str, ...]
    required: str
    condition: str
    subject: str
    part_of: str


def columns_of(header: Sequence[str], words: Words) -> dict[int, str]:
    """The column each cell of a header names, by index; our own names first, each column once."""
    named = [one_line(cell).casefold() for cell in header]
    found: dict[int, str] = {at: name for at, name in enumerate(named) if name in COLUMNS}
    for at, name in enumerate(named):
        column = next((one for one in COLUMNS if name in words.columns.get(one, ()) and one not in found.values()), None)
        if at not in found and column:
            found[at] = column
    return found


def rows_of(lines: Iterable[tuple[Place, Sequence[str]]], columns: dict[int, str]) -> list[Row]:
    """The questions below a header. Raises `ImportProblem` for a row without a label, and for none at all."""
    rows = []
    for place, cells in lines:
        given = dict.fromkeys(COLUMNS, "")
        given |= {column: one_line(cells[at]) for at, column in columns.items() if at < len(cells) and column != "options"}
        options = next((cells[at] for at, column in columns.items() if column == "options" and at < len(cells)), "")
        given.pop("options")
        if not any(given.values()) and not options.strip():
            continue
        if not given["label"]:
            message = f"{place.text()}: `label` is empty"
            raise ImportProblem(message)
        parts = options.split("|") if "|" in options else re.split(r"\n|;", options)
        rows.append(Row(place, options=tuple(one for part in parts if (one := one_line(part))), **given))
    if not rows:
        message = "the table has no rows"
        raise ImportProblem(message)
    return rows


def form_of(rows: list[Row], heading: Heading) -> ImportedForm:
    """The form a table of questions describes, in the table's order. Raises `ImportProblem` if it asks nothing."""
    return _Reader(rows, heading).read()


class _Reader:
    def __init__(self, rows: list[Row], heading: Heading) -> None:
        self.rows = rows
        self.heading = heading
        self.form = ImportedForm()
        self.names = Names(tuple(filter(None, map(self.subject, rows))))
        self.tables = {row.id for row in rows if row.type and self.named(row.type) == "table"}

    def read(self) -> ImportedForm:
        self.subjects()
        asked = [row for row in self.rows if self.type_of(row) != "file"]
        if not asked:
            message = "the table has no fields, only attachments"
            raise ImportProblem(message)
        self.pages(asked)
        for row in self.rows:
            if self.type_of(row) == "file":
                name = self.names.give(row.label)
                one = Paper(name, {"": row.label}, row.place)
                self.rest(row, one, name)
                self.form.papers.append(one)
        return self.form

    def subjects(self) -> None:
        """Subjects the table names: each is the entity of that name, else one like whoever logs in."""
        for name in dict.fromkeys(map(self.subject, self.rows)):
            if name not in ("", "applicant", "application"):
                self.form.subjects[name] = name if name in self.heading.entities else self.heading.entity

    def subject(self, row: Row) -> str:
        """The row's subject as an id; empty where it is nobody's (the office's, the application's) or not said."""
        name = slug(row.subject, set()) if row.subject else ""
        return "" if name in NOBODYS else name

    def named(self, given: str) -> str | None:
        word = given.casefold()
        return _TYPES.get(word) or next((kind for kind, names in self.heading.words.kinds.items() if word in names), None)

    def type_of(self, row: Row) -> str:
        kind = self.named(row.type) if row.type else "choice" if len(set(row.options)) > 1 else "text"
        if kind is None:
            self.form.lose("unknown type", row.place, row.type, kept="partly")
            return "text"
        if kind in ("choice", "choices") and len(set(row.options)) < 2:
            return "text"
        return kind

    def pages(self, rows: list[Row]) -> None:
        section: str | None = None
        names: set[str] = set()
        page: Page | None = None
        for row in rows:
            if row.part_of and row.part_of in self.tables:
                continue
            if page is None or row.section != section:
                section = row.section
                title = section or self.heading.title
                page = Page(slug(section or self.heading.id, names), {"": title}, place=row.place)
                self.form.pages.append(page)
            page.questions.append(self.question(row, self.names))
        if not self.form.pages:
            message = "every row is a part of a table that is a part of a table"
            raise ImportProblem(message)

    def question(self, row: Row, names: Names, table: str = "") -> Question:
        name = names.give(row.label)
        path = table + name
        kind = self.type_of(row)
        if table and kind == "table":
            self.form.lose("repeat inside a repeat", row.place, row.label, at=path)
            kind = "long_text"
        one = Question(name, {"": row.label}, kind, row.place)
        if kind in ("choice", "choices"):
            taken: set[str] = set()
            one.options = [Option(slug(text, taken), {"": text}) for text in dict.fromkeys(row.options)]
        elif row.options and kind not in ("yes_no", "text"):
            self.form.lose("options that do not fit", row.place, " | ".join(row.options), at=path)
        if kind == "table":
            inner = Names()
            inner.taken = set()
            parts = [part for part in self.rows if part.part_of == row.id and row.id and part is not row]
            one.columns = [self.question(part, inner, f"{name}.") for part in parts if self.type_of(part) != "file"]
            if not one.columns:
                self.form.lose("table without columns", row.place, row.label, kept="partly", at=path)
                one.type = "long_text"
        self.rest(row, one, path)
        return one

    def rest(self, row: Row, one: Question | Paper, path: str) -> None:
        if row.condition:
            one.help = _text(row.condition)
            self.form.lose("condition in words", row.place, row.condition, kept="partly", at=path)
        said = row.required.casefold()
        one.optional = said not in self.heading.words.true and bool(row.required or row.condition)
        if self.subject(row) and not row.part_of:
            one.of = self.subject(row)
        if row.id:
            one.ref = (row.id,)


def _text(text: str) -> Texts:
    return {"": text}
