"""Workbooks (.xlsx, .xls, .ods): a table of questions, an XLSForm, or a form that is drawn in cells."""

from __future__ import annotations

import re
from collections.abc import Iterator

from eformc.importers.columns import columns_of, form_of, rows_of
from eformc.importers.form import ImportedForm
from eformc.importers.importer import Heading, Importer
from eformc.importers.losses import Place
from eformc.importers.paper.blocks import BOX, Block, Cell, Grid, Line, marked
from eformc.importers.paper.kinds import one_of
from eformc.importers.paper.reading import read_blocks
from eformc.importers.words import Words
from eformc.importers.workbooks import Sheet, filled, sheets_of

HEADER_WITHIN = 20
"""Rows from the top in which the header of a table of questions is looked for."""
FEWEST_HEADERS = 3
"""Cells of a row that is the header of a table to be filled in."""
BLANK_CELL = " ........ "


def _form(data: bytes, heading: Heading) -> ImportedForm:
    sheets = sheets_of(data)
    named = {sheet.name.strip().casefold(): sheet for sheet in sheets}
    if "survey" not in named and sheets and _is_survey(sheets[0]):
        named["survey"] = sheets[0]
    if "survey" in named:
        from eformc.importers.xlsform import read_survey

        return read_survey(named, heading)
    for sheet in sheets:
        for at, (_, cells) in enumerate(sheet.rows[:HEADER_WITHIN]):
            columns = columns_of(cells, heading.words)
            if {"label", "type"} <= set(columns.values()) or {"label", "required"} <= set(columns.values()):
                return _questions(sheet, at, columns, heading)
    return read_blocks([block for sheet in sheets for block in _drawn(sheet, heading.words)], {}, heading)


def _is_survey(sheet: Sheet) -> bool:
    """Its header is that of an XLSForm, whose questions have a type and a name."""
    header = next(({cell.casefold() for cell in cells} for _, cells in sheet.rows if any(cells)), set())
    return {"type", "name"} <= header


def _questions(sheet: Sheet, header: int, columns: dict[int, str], heading: Heading) -> ImportedForm:
    """A table of questions; columns that are none of ours are reported."""
    lines = ((Place("row", str(number), sheet.name), cells) for number, cells in sheet.rows[header + 1 :])
    form = form_of(rows_of(lines, columns), heading)
    number, cells = sheet.rows[header]
    for at in filled(cells):
        if at not in columns:
            form.lose("construct", Place("row", str(number), sheet.name), cells[at])
    return form


# --- drawn forms --------------------------------------------------------------------------------------------------


def _drawn(sheet: Sheet, words: Words) -> Iterator[Block]:
    """A form drawn in cells, as lines and grids: a label that ends in a colon has its blank in the cells behind it."""
    at = 0
    while at < len(sheet.rows):
        number, cells = sheet.rows[at]
        place = Place("row", str(number), sheet.name)
        body = _rows_below(sheet, at, words) if _is_header(cells) else 0
        if body:
            yield _grid(sheet.rows[at][1], body, place)
            at += body
        else:
            following = sheet.rows[at + 1][1] if at + 1 < len(sheet.rows) else []
            for part in _line(cells, titles=_is_header(following) or _boxed(following, words)).split("\n"):
                yield Line(marked(part, words), place)
        at += 1


def _is_header(cells: list[str]) -> bool:
    said = [cells[at] for at in filled(cells)]
    return len(said) >= FEWEST_HEADERS and not any(cell.endswith(":") or ".." in cell or "…" in cell or len(cell) > 120 for cell in said)


def _rows_below(sheet: Sheet, at: int, words: Words) -> int:
    """Rows below a header that are to be filled in: empty, or with a number in front; one where the sheet ends."""
    count = 0
    for _, cells in sheet.rows[at + 1 :]:
        said = [cells[place] for place in filled(cells)]
        if said and not (len(said) == 1 and re.fullmatch(r"\d{1,3}|[.…]+", said[0])):
            break
        count += 1
    header = sheet.rows[at][1]
    numbered = one_of(header[filled(header)[0]], words.row_number)
    return count or int(numbered and at + 1 == len(sheet.rows))


def _grid(header: list[str], rows: int, place: Place) -> Grid:
    said = filled(header)
    top = [Cell(lines=[Line(header[at].replace("\n", " "), place)]) for at in said]
    return Grid([top, *([[Cell() for _ in said]] * min(max(rows, 1), 3))], place)


def _boxed(cells: list[str], words: Words) -> bool:
    return any(marked(cell, words).startswith(BOX) for cell in cells if cell)


def _line(cells: list[str], *, titles: bool) -> str:
    """A row as a line; behind a label that ends in a colon, empty cells are a blank. `titles`: alone on its row, it is
    the title of what comes next instead.
    """
    out = ""
    said = filled(cells)
    for at in said:
        text = cells[at]
        follows = (at + 1 < len(cells) and cells[at + 1]) or (titles and len(said) == 1)
        out += ("\t" if out else "") + text + (BLANK_CELL if text.endswith(":") and not follows else "")
    return out


IMPORTER = Importer("workbook", (".xlsx", ".xlsm", ".xls", ".ods"), _form)
