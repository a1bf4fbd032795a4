"""Grids of a printed form: tables with rows to fill in, labels beside empty cells, cells for single digits, layout."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from eformc.importers.paper.blocks import Block, Cell, Grid, Line
from eformc.importers.paper.kinds import one_of, plain_of, says
from eformc.importers.paper.lines import label_of
from eformc.importers.words import Words

FEWEST_DIGITS = 7
"""Empty cells in a row that are cells for single digits."""
MOST_COLUMNS = 60



class Rows(Struct, frozen=True):
    """A table whose rows are filled in."""

    columns: tuple[str, ...]


class Digits(Struct, frozen=True):
    """One answer, a digit in each of `count` cells; the label may be empty."""

    label: str
    count: int


class Pair(Struct, frozen=True):
    """A label beside an empty cell."""

    label: str


class Loose(Struct, frozen=True):
    """A block in a grid that only arranges things."""

    block: Block


def read_grid(grid: Grid, words: Words) -> Iterator[Rows | Digits | Pair | Loose]:
    """The questions of a grid, in reading order."""
    rows = [row for row in grid.rows if row]
    if (digits := _digits(rows)) is not None:
        yield digits
    elif (table := _table(rows, words)) is not None:
        yield table
    elif _pairs(rows):
        for row in rows:
            yield from _row_of_pairs(row)
    else:
        for row in rows:
            if (digits := _digits([row])) is not None:
                yield digits
                continue
            for cell in row:
                yield from (Loose(line) for line in cell.lines)
                for inner in cell.grids:
                    yield Loose(inner)


def mentions(grid: Grid, words: tuple[str, ...]) -> bool:
    """One of these words stands in a grid."""
    return any(says(cell.text, words) for row in grid.rows for cell in row)


def _digits(rows: list[list[Cell]]) -> Digits | None:
    if len(rows) != 1:
        return None
    cells = rows[0]
    empty = [cell for cell in cells if cell.empty]
    said = [cell for cell in cells if not cell.empty]
    if len(empty) >= FEWEST_DIGITS and len(said) <= 1 and (not said or cells[0] is said[0]):
        return Digits(said[0].text if said else "", len(empty))
    return None


def _table(rows: list[list[Cell]], words: Words) -> Rows | None:
    """A header, perhaps of two rows, above rows that are empty but for their numbers."""
    at = 0
    while at < len(rows) and at < 4 and not _to_fill(rows[at], words):
        at += 1
    header, body = rows[:at], rows[at:]
    width = sum(cell.span for cell in rows[0]) if rows else 0
    if not header or not body or not 2 <= width <= MOST_COLUMNS or any(_lengthy(cell) for row in header for cell in row):
        return None
    if not all(_to_fill(row, words) or len(row) < 2 for row in body[:3]):
        return None
    while len(header) > 1 and all(re.fullmatch(r"\(?(\d{1,2}|[a-z])\)?", plain_of(cell.text)) for cell in header[-1]):
        header.pop()  # a row that numbers the columns
    if len(header[0]) == 2 and width == 2 and len(body) == 1 and not all(cell.text for cell in header[0]):
        return None
    labels = _labels(header, width)
    kept = [label for label in labels if label and not one_of(label, words.row_number)]
    return Rows(tuple(kept)) if len(kept) >= 2 or (kept and len(labels) == len(kept) + 1) else None


def _to_fill(row: list[Cell], words: Words) -> bool:
    """A row to be filled in: empty, but for a number in front or dots."""
    if len(row) < 2:
        return False
    rest = row[1:] if re.fullmatch(r"\(?(\d{1,3}|[a-z]|…|\.*)[.)]*", row[0].text) else row
    return bool(rest) and all(cell.empty for cell in rest)


def _lengthy(cell: Cell) -> bool:
    return bool(cell.grids) or any(line.filled for line in cell.lines)


def _labels(header: list[list[Cell]], width: int) -> list[str]:
    """The label of each column: what stands above it, from top to bottom."""
    said: list[list[str]] = [[] for _ in range(width)]
    for row in header:
        at = 0
        for cell in row:
            text = label_of(re.sub(r"(?<=\w)-\s+(?=\w)", "-", cell.text)).text
            for column in range(at, min(at + cell.span, width)):
                if text and text not in said[column]:
                    said[column].append(text)
            at += cell.span
    return [": ".join(parts) for parts in said]


def _pairs(rows: list[list[Cell]]) -> bool:
    """Every row is a label and an empty cell, once or more often."""
    paired = [row for row in rows if len(row) >= 2]
    if len(paired) != len(rows):
        return False
    return all(
        len(row) % 2 == 0 and all(not label.empty and not _lengthy(label) and answer.empty for label, answer in zip(row[::2], row[1::2], strict=True))
        for row in rows
    )


def _row_of_pairs(row: list[Cell]) -> Iterator[Pair]:
    for label in row[::2]:
        yield Pair(label.text)


def lines_of(block: Block) -> Iterator[Line]:
    """Every line of a block, those of grids cell by cell."""
    if isinstance(block, Line):
        yield block
        return
    for row in block.rows:
        for cell in row:
            yield from cell.lines
            for inner in cell.grids:
                yield from lines_of(inner)
