"""Rows of an XLSForm's sheets under the names of their columns, and the types they ask for under one name each."""

from __future__ import annotations

import re

from msgspec import Struct, field

from eformc.importers.form import Texts, one_line
from eformc.importers.importer import ImportProblem
from eformc.importers.languages import code_of
from eformc.importers.losses import Place
from eformc.importers.workbooks import Sheet

HEADERS = {
    "relevance": "relevant", "bind::relevant": "relevant", "bind:relevant": "relevant", "skip": "relevant", "bind::constraint": "constraint", "bind:constraint": "constraint",
    "bind::required": "required", "bind:required": "required", "calculate": "calculation", "bind::calculate": "calculation", "read_only": "readonly", "read only": "readonly",
    "bind::readonly": "readonly", "constraint message": "constraint_message", "bind::jr:constraintmsg": "constraint_message", "constraining_message": "constraint_message",
    "required message": "required_message", "requiredmsg": "required_message",
    "bind::jr:requiredmsg": "required_message", "list name": "list_name", "control::jr:count": "repeat_count", "jr:count": "repeat_count", "count": "repeat_count", "value": "name",
    "caption": "label", "choice filter": "choice_filter", "dataset": "list_name", "command": "type", "tag": "name",
}  # fmt: skip
TRANSLATED = ("label", "hint", "guidance_hint", "constraint_message", "required_message")
MOST_BLANK_ROWS = 60
"""Empty rows between two of a sheet: what comes below more of them belongs to no form."""
SELECT = re.compile(r"(select[_ ](?:one|1)(?:[_ ]from[_ ]file|[_ ]external)?|select[_ ](?:multiple|all that apply)(?:[_ ]from[_ ]file|[_ ]external)?|rank)(?: from)?\s+(\S+)(?:\s+(or[_ ]other|or specify other))?$", re.IGNORECASE)
SECTION = re.compile(r"(begin|end)[_ ](group|repeat|looped group|lgroup|loop)(?:\s.*)?")
LOOP = re.compile(r"begin[_ ]loop(?: over)?\s+(\S+)", re.IGNORECASE)
_OLD_WORDS = ((re.compile(r"^(?:add|q) ", re.IGNORECASE), ""), (re.compile(r" prompt(?: using)?\b", re.IGNORECASE), ""), (re.compile(r"^select1\b", re.IGNORECASE), "select one"), (re.compile(r"^(select \w+) using\b", re.IGNORECASE), r"\1"))  # fmt: skip


class Row(Struct):
    """One row of a sheet: cells by header, texts by language."""

    place: Place
    cells: dict[str, str]
    texts: dict[str, dict[str, str]] = field(default_factory=dict)

    def get(self, key: str) -> str:
        """A cell; empty where there is none."""
        return self.cells.get(key, "")

    def name(self) -> str:
        """The cell `name` on one line."""
        return one_line(self.get("name"))

    def asks(self) -> str:
        """The cell `type` in the words of today: `add select one prompt using x` is `select one x`."""
        text = one_line(self.get("type"))
        for old, new in _OLD_WORDS:
            text = old.sub(new, text)
        return text

    def disabled(self) -> bool:
        """The row is set aside by its author."""
        return self.get("disabled").lower() in ("yes", "true", "x")


class Choice(Struct, frozen=True):
    """One option of a list. `name`: as conditions call it; `code`: as the spec does."""

    code: str
    name: str
    texts: Texts
    row: Row


def rows_of(sheet: Sheet, languages: dict[str, str]) -> list[Row]:
    """The rows below a sheet's header. `languages` takes the languages of its columns, code -> name. Raises `ImportProblem`
    where two columns are the same.
    """
    header = next((cells for _, cells in sheet.rows if any(cells)), [])
    columns = [_column(cell, languages) for cell in header]
    named = [one for one, cell in zip(columns, header, strict=True) if cell]
    twice = next((cell for one, cell in zip(columns, header, strict=True) if cell and one[0] and named.count(one) > 1), "")
    if twice:
        message = f"sheet {sheet.name}: two columns say the same as `{one_line(twice)}`; take one of them out"
        raise ImportProblem(message)
    out = []
    begun = False
    blank = 0
    for number, cells in sheet.rows:
        blank = 0 if any(cells) else blank + 1
        if blank > MOST_BLANK_ROWS:
            break
        if not begun:
            begun = any(cells)
            continue
        row = Row(Place("row", str(number), sheet.name), {})
        for (key, lang), cell in zip(columns, cells, strict=False):
            if cell and key in TRANSLATED:
                row.texts.setdefault(key, {})[lang] = one_line(cell)
            elif cell and key:
                row.cells[key] = cell
        if row.cells or row.texts:
            out.append(row)
    return out


def has_column(sheet: Sheet, name: str) -> bool:
    """The sheet's header has a column of this name, or of one that says the same."""
    header = next((cells for _, cells in sheet.rows if any(cells)), [])
    return any(_column(cell, {})[0] == name for cell in header)


def _column(cell: str, languages: dict[str, str]) -> tuple[str, str]:
    """The header's name, and the language of its texts."""
    whole = one_line(cell).lower()
    if whole in HEADERS:
        return HEADERS[whole], ""
    name, _, lang = one_line(cell).replace("::", ":").partition(":")
    key = HEADERS.get(name.strip().lower(), name.strip().lower())
    if key not in TRANSLATED or not lang:
        return key if key in TRANSLATED or not lang else f"{key}::{lang}".lower(), ""
    code = code_of(lang.strip())
    languages.setdefault(code, lang)
    return key, code
