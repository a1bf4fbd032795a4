"""The report as a table for a terminal."""

from __future__ import annotations

from eformc.reasoning.burden import Burden
from eformc.reports.figures import Figures
from eformc.reports.words import percent, word

_COLUMNS = ("needed", "typed", "confirmed", "silent", "system_lines", "reduction", "printed", "reduction_from_printed", "attachments")
_SUGGESTED = ("if_bound", "if_bound_reduction")
"""Columns that are there where something was recognised."""


def printed(figures: Figures, lang: str) -> str:
    """A row per procedure and the total; every denominator is a column."""
    suggested = any(row.if_bound != row.burden for row in figures.rows)
    names = (*_COLUMNS, *_SUGGESTED) if suggested else _COLUMNS
    head = [word("procedure", lang), *(word(name, lang) for name in names)]
    rows = [[row.id, *_cells(row.burden, row.if_bound, lang)] for row in figures.rows]
    rows.append([word("total", lang), *_cells(figures.total, figures.if_bound, lang)])
    rows = [cells[: len(head)] for cells in rows]
    widths = [max(len(line[at]) for line in [head, *rows]) for at in range(len(head))]
    lines = [_line(head, widths), _line(["─" * width for width in widths], widths)]
    lines += [_line(row, widths) for row in rows[:-1]]
    lines += [_line(["─" * width for width in widths], widths), _line(rows[-1], widths)]
    notes = [word("counting", lang), *([word("suggestions", lang)] if suggested else [])]
    return "\n".join([*lines, "", *notes]) + "\n"


def _cells(burden: Burden, if_bound: Burden, lang: str) -> list[str]:
    from_printed = burden.reduction_from_printed
    return [
        str(burden.needed),
        str(burden.typed),
        str(burden.confirmed),
        str(burden.silent),
        str(burden.system_lines),
        percent(burden.reduction, lang),
        "–" if burden.printed is None else str(burden.printed),
        "–" if from_printed is None else percent(from_printed, lang),
        f"{burden.attachments_typed}/{burden.attachments_needed}",
        str(if_bound.typed),
        percent(if_bound.reduction, lang),
    ]


def _line(cells: list[str], widths: list[int]) -> str:
    first, *rest = cells
    return "  ".join([first.ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(rest, widths[1:], strict=True))]).rstrip()
