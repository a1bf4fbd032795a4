"""A form as a table (CSV): the columns of `columns`, separated by commas, semicolons or tabs, UTF-8 or with a mark of UTF-16."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from eformc.characters import cleaned, normalized
from eformc.importers.columns import COLUMNS, columns_of, form_of, rows_of
from eformc.importers.form import ImportedForm, slug
from eformc.importers.importer import Heading, Importer, ImportProblem
from eformc.importers.losses import Place

__all__ = ["COLUMNS", "IMPORTER", "slug"]
SEPARATORS = (",", ";", "\t")


def _form(data: bytes, heading: Heading) -> ImportedForm:
    text = normalized(_decoded(data)).lstrip("\ufeff")
    if text.lower().startswith("sep=") and text[5:6] in ("\n", "\r"):  # a line for Excel
        text = text[5:].lstrip("\r\n")
    for separator in SEPARATORS:
        columns = columns_of(next(_lines(text, separator), (1, []))[1], heading.words)
        if "label" in columns.values():
            return _read(text, separator, columns, heading)
    message = f"line 1: the header needs a `label` column; known columns: {', '.join(COLUMNS)}"
    raise ImportProblem(message)


def _read(text: str, separator: str, columns: dict[int, str], heading: Heading) -> ImportedForm:
    lines = _lines(text, separator)
    _, header = next(lines)
    unknown = [cell.strip() for at, cell in enumerate(header) if at not in columns and cell.strip()]
    if unknown:
        message = f"line 1: unknown column `{unknown[0]}`; known columns: {', '.join(COLUMNS)}"
        raise ImportProblem(message)
    placed = ((Place("line", str(number)), cells) for number, cells in lines)
    return form_of(rows_of(placed, columns), heading)


def _lines(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Rows with the number of the line each ends on, without hidden characters. Raises `ImportProblem` for what is no CSV."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        for row in reader:
            yield reader.line_num, [cleaned(cell, multiline=True) for cell in row]
    except csv.Error as error:
        message = f"line {reader.line_num}: not CSV: {error}"
        raise ImportProblem(message) from error


def _decoded(data: bytes) -> str:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        try:
            return data.decode("utf-16")
        except UnicodeDecodeError as error:
            message = f"not UTF-16, though its first bytes say so (byte {error.start + 1}): save the table as “CSV UTF-8”"
            raise ImportProblem(message) from error
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        message = f"not UTF-8 (byte {error.start + 1}): save the table as “CSV UTF-8”"
        raise ImportProblem(message) from error


IMPORTER = Importer("csv", (".csv", ".tsv"), _form)
