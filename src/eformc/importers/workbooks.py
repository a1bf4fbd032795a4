"""Workbooks (XLSX, XLS, ODS) as rows of texts, read by calamine within limits that are looked at before it is called."""

from __future__ import annotations

import datetime
import io
import re
from collections.abc import Iterator, Sequence
from typing import Any

from msgspec import Struct

from eformc.characters import cleaned, normalized
from eformc.importers.guarded import OLE, Archive
from eformc.importers.importer import ImportProblem

MOST_CELLS = 4_000_000
"""Cells of the smallest rectangle that holds all of a sheet: a reader allocates it whole."""
MOST_OLD_CELLS = 65_536 * 256
"""Cells of all sheets of an old workbook: as many as one of its sheets can have. Old programs count columns that were never used."""
MOST_SHEETS = 200
LARGEST = 160_000_000
"""Bytes of all parts when unpacked."""
LARGEST_XLS = 8_000_000
LONGEST_CELL = 8_000
_CELL = re.compile(rb'<(?:\w+:)?c\s[^>]*?\br="([A-Z]{1,3})(\d{1,7})"')
_REPEATED = re.compile(rb"<table:table-(row|cell)\b([^>]*?)(/?)>")


class Sheet(Struct, frozen=True):
    """A sheet by its name: rows of texts, each with its number from 1, empty rows left out at the end."""

    name: str
    rows: list[tuple[int, list[str]]]


def sheets_of(data: bytes) -> list[Sheet]:
    """The visible sheets of a workbook. Raises `ImportProblem` for what cannot be read or is too large."""
    if data.startswith(OLE):
        if len(data) > LARGEST_XLS:
            message = f"an old workbook larger than {LARGEST_XLS // 1_000_000} MB: save it as .xlsx"
            raise ImportProblem(message)
    else:
        _measure(Archive(data))
    try:
        import python_calamine as calamine
    except ImportError as error:
        message = "workbooks need the extra `import`: pip install 'eformc[import]'"
        raise ImportProblem(message) from error
    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        visible = [one.name for one in book.sheets_metadata if one.visible == calamine.SheetVisibleEnum.Visible]
        names = [name for name in book.sheet_names if name in visible][:MOST_SHEETS]
        return list(_read(book, names, old=data.startswith(OLE)))
    except ImportProblem:
        raise
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt | SystemExit | MemoryError):
            raise
        message = f"not a workbook that can be read: {' '.join(str(error).split())[:200]}"
        raise ImportProblem(message) from error


def _read(book: Any, names: list[str], *, old: bool) -> Iterator[Sheet]:
    left = MOST_OLD_CELLS
    for name in names:
        sheet = book.get_sheet_by_name(name)
        yield _sheet(name, sheet, left if old else MOST_CELLS)
        left -= sheet.total_height * sheet.total_width


def _sheet(name: str, sheet: Any, left: int) -> Sheet:
    """The filled part of a sheet. `left`: the cells it may have, blank ones counted."""
    height, width = sheet.total_height, sheet.total_width
    if height * width > left:
        message = f"sheet {name}: more than {left} cells, blank ones counted; delete the empty columns and rows around the form"
        raise ImportProblem(message)
    indent = [""] * (sheet.start or (0, 0))[1]  # rows begin at the first used column
    rows = [(at, _filled(indent + [text_of(cell) if cell != "" else "" for cell in row])) for at, row in enumerate(sheet.iter_rows(), 1)]
    while rows and not rows[-1][1]:
        rows.pop()
    return Sheet(name, rows)


def _filled(cells: list[str]) -> list[str]:
    """A row without the empty cells at its end."""
    while cells and not cells[-1]:
        cells.pop()
    return cells


def text_of(cell: Any) -> str:
    """A cell as a text: whole numbers without a point, dates as ISO; NFC, its lines kept, nothing unseen in it."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, datetime.datetime):
        return cell.date().isoformat() if cell.time() == datetime.time() else cell.isoformat(timespec="minutes")
    if isinstance(cell, datetime.date):
        return cell.isoformat()
    text = normalized(cleaned(str(cell)[:LONGEST_CELL], multiline=True))
    return "\n".join(line.strip() for line in text.strip().split("\n"))


def _measure(archive: Archive) -> None:
    """Refuse a workbook whose sheets would take too much room when they are read."""
    total = 0
    for name in archive.names():
        data = archive.part(name)
        total += len(data)
        if total > LARGEST:
            message = "the workbook is too large when unpacked"
            raise ImportProblem(message)
        if name.startswith("xl/worksheets/") and name.endswith(".xml"):
            _measure_xlsx(name, data)
        elif name == "content.xml":
            _measure_ods(data)


def _measure_xlsx(name: str, data: bytes) -> None:
    rows: list[int] = []
    columns: list[int] = []
    for column, row in _CELL.findall(data):
        rows.append(int(row))
        columns.append(_column(column))
    if rows and (max(rows) * max(columns)) > MOST_CELLS:
        message = f"{name}: cells as far apart as row {max(rows)}, column {max(columns)}: more than {MOST_CELLS} in all"
        raise ImportProblem(message)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _measure_ods(data: bytes) -> None:
    """Rows and cells may be written once and repeated; empty ones at the end count for nothing."""
    total, rows, width = 0, 1, 0
    for kind, attributes, closed in _REPEATED.findall(data):
        repeated = re.search(rb'number-(?:rows|columns)-repeated="(\d{1,12})"', attributes)
        count = int(repeated[1]) if repeated else 1
        if kind == b"row":
            total += rows * width
            rows, width = count, 0
        elif not closed or b"value" in attributes:
            width += count
    if total + rows * width > MOST_CELLS:
        message = f"content.xml: more than {MOST_CELLS} cells"
        raise ImportProblem(message)


def filled(row: Sequence[str]) -> list[int]:
    """The places of a row where something stands."""
    return [at for at, cell in enumerate(row) if cell]
