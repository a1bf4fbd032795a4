"""A form as a table: `id,section,label,type,options,required,condition,subject,part_of` (UTF-8).

Every column but `label` may be missing or empty. Options are separated by `|`; `part_of` is the id of the table a
column belongs to; the type `file` is an attachment. What has no place in the language (conditions in words) is kept
as help and reported.
"""

from __future__ import annotations

import csv
import io
import re

from msgspec import Struct

from eformc.characters import normalized
from eformc.importers.importer import Heading, Imported, Importer, ImportProblem
from eformc.kernel.text import unaccented

COLUMNS = ("id", "section", "label", "type", "options", "required", "condition", "subject", "part_of")
_TYPES = {
    "": "text", "text": "text", "longtext": "long_text", "long_text": "long_text", "date": "date", "year": "year",
    "month": "month", "datetime": "datetime", "number": "decimal", "decimal": "decimal", "integer": "integer",
    "money": "money", "choice": "choice", "multichoice": "choices", "choices": "choices", "bool": "yes_no",
    "boolean": "yes_no", "yes_no": "yes_no", "address": "address", "id_document": "identity_document",
    "identity_document": "identity_document", "phone": "phone", "email": "email", "file": "file", "table": "table",
    "partial_date": "partial_date",
}  # fmt: skip


class _Line(Struct, frozen=True):
    number: int
    id: str
    section: str
    label: str
    type: str
    options: tuple[str, ...]
    required: str
    condition: str
    subject: str
    part_of: str


def _read(data: bytes, heading: Heading) -> Imported:
    lost: list[str] = []
    return Imported(_Spec(_lines(data), heading, lost).text(), tuple(lost))


def _lines(data: bytes) -> list[_Line]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        message = f"not UTF-8 (byte {error.start + 1}): save the table as “CSV UTF-8”"
        raise ImportProblem(message) from error
    reader = csv.DictReader(io.StringIO(normalized(text), newline=""))
    head = [column.strip().lower() for column in reader.fieldnames or []]
    if "label" not in head:
        message = f"line 1: the header needs a `label` column; known columns: {', '.join(COLUMNS)}"
        raise ImportProblem(message)
    unknown = [column for column in head if column not in COLUMNS]
    if unknown:
        message = f"line 1: unknown column `{unknown[0]}`; known columns: {', '.join(COLUMNS)}"
        raise ImportProblem(message)
    reader.fieldnames = head
    lines = []
    try:
        for row in reader:
            cells = {column: _clean(row.get(column) or "") for column in COLUMNS}
            if not any(cells.values()):
                continue
            if not cells["label"]:
                message = f"line {reader.line_num}: `label` is empty"
                raise ImportProblem(message)
            options = tuple(part.strip() for part in cells.pop("options").split("|") if part.strip())
            lines.append(_Line(number=reader.line_num, options=options, **cells))
    except csv.Error as error:
        message = f"line {reader.line_num}: not CSV: {error}"
        raise ImportProblem(message) from error
    if not lines:
        message = "the table has no rows"
        raise ImportProblem(message)
    return lines


def _clean(cell: str) -> str:
    return " ".join("".join(char if char >= " " and not "\x7f" <= char <= "\x9f" else " " for char in cell).split())


def slug(text: str, taken: set[str]) -> str:
    """An id out of a label: Latin letters, at most 40, unique."""
    base = re.sub("[^a-z0-9]+", "_", unaccented(text)).strip("_")[:40].strip("_") or "f"
    base = base if base[0].isalpha() and base not in ("null", "true", "false") else f"f_{base}"
    name, number = base, 1
    while name in taken:
        number += 1
        name = f"{base}_{number}"
    taken.add(name)
    return name


def quoted(text: str) -> str:
    """A YAML double-quoted scalar."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


class _Spec:
    """Writes the spec in the order of the table."""

    def __init__(self, lines: list[_Line], heading: Heading, lost: list[str]) -> None:
        self.lines = lines
        self.heading = heading
        self.lost = lost
        self.taken: set[str] = {"applicant", "application", *(self.subject(line) for line in lines)}
        self.tables = {line.id for line in lines if line.type == "table"}

    def text(self) -> str:
        fields = [line for line in self.lines if self.type_of(line) != "file"]
        papers = [line for line in self.lines if self.type_of(line) == "file"]
        out = [
            "# Imported as printed. `eformc lint` says what of it the state already holds.",
            f"procedure: {self.heading.id}",
            f"title: {quoted(self.heading.title)}",
            "subjects:",
            f"  applicant: {{is: {self.heading.entity}, known_by: login}}",
            *self.subjects(),
            "pages:",
            *self.pages(fields),
        ]
        if papers:
            out += ["attachments:", *(line for paper in papers for line in self.attachment(paper))]
        return "\n".join(out) + "\n"

    def subjects(self) -> list[str]:
        """Subjects the table names: each is the entity of that name, else one like whoever logs in."""
        out = []
        for name in dict.fromkeys(self.subject(line) for line in self.lines):
            if name not in ("", "applicant", "application"):
                entity = name if name in self.heading.entities else self.heading.entity
                out.append(f"  {name}: {{is: {entity}, optional: true}}")
        return out

    def subject(self, line: _Line) -> str:
        """The line's subject as an id; empty where it is nobody's (the office's, the application's) or not said."""
        name = slug(line.subject, set()) if line.subject else ""
        return "" if name in ("authority", "application", "none") else name

    def type_of(self, line: _Line) -> str:
        kind = _TYPES.get(line.type.lower())
        if kind is None:
            self.lose(line, f"type `{line.type}` is not known; taken as text")
            return "text"
        if kind in ("choice", "choices") and len(set(line.options)) < 2:
            return "text"
        return kind

    def lose(self, line: _Line, text: str) -> None:
        message = f"line {line.number}: {text}"
        if message not in self.lost:
            self.lost.append(message)

    def pages(self, lines: list[_Line]) -> list[str]:
        if not lines:
            message = "the table has no fields, only attachments"
            raise ImportProblem(message)
        out: list[str] = []
        section: str | None = None
        names: set[str] = set()
        for line in lines:
            if line.part_of and line.part_of in self.tables:
                continue
            if section is None or line.section != section:
                section = line.section
                page = slug(section or self.heading.id, names)
                out += [f"  - page: {page}", f"    title: {quoted(section or self.heading.title)}", "    fields:"]
            out += self.field(line, "      ")
        return out

    def field(self, line: _Line, indent: str) -> list[str]:
        name = slug(line.label, self.taken)
        kind = self.type_of(line)
        out = [f"{indent}- {name}:", f"{indent}    title: {quoted(line.label)}", f"{indent}    type: {kind}"]
        if kind in ("choice", "choices"):
            out.append(f"{indent}    options: [{', '.join(self.options(line))}]")
        elif line.options and kind not in ("yes_no", "text"):
            self.lose(line, f"options of a `{kind}` field are left out")
        if kind == "table":
            columns = [one for one in self.lines if one.part_of == line.id]
            if not columns:
                self.lose(line, "a table without columns; taken as text")
                out[-1] = f"{indent}    type: long_text"
            else:
                out.append(f"{indent}    columns:")
                taken, self.taken = self.taken, set()
                for column in columns:
                    out += self.field(column, indent + "      ")
                self.taken = taken
        return [*out, *self.rest(line, indent)]

    def options(self, line: _Line) -> list[str]:
        taken: set[str] = set()
        return [f"{{{slug(option, taken)}: {quoted(option)}}}" for option in dict.fromkeys(line.options)]

    def rest(self, line: _Line, indent: str) -> list[str]:
        out = []
        if line.condition:
            out.append(f"{indent}    help: {quoted(line.condition)}")
            self.lose(line, f"the condition “{line.condition}” is kept as help; write it as `when:`")
        if line.required.lower() not in ("true", "yes", "1", "x", "có") and (line.required or line.condition):
            out.append(f"{indent}    optional: true")
        if self.subject(line) and not line.part_of:
            out.append(f"{indent}    of: {self.subject(line)}")
        if line.id:
            out.append(f"{indent}    ref: [{quoted(line.id)}]")
        return out

    def attachment(self, line: _Line) -> list[str]:
        name = slug(line.label, self.taken)
        return [f"  - {name}:", f"      title: {quoted(line.label)}", *self.rest(line, "  ")]


IMPORTER = Importer("csv", (".csv",), _read)
