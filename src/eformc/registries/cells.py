"""Cells of stores whose columns have no JSON types: what one says, read as the shape that is wanted."""

from __future__ import annotations

from typing import Any

from eformc.prefill import SourceError
from eformc.prefill.source import Shape
from eformc.registries.strict_json import strict_loads


def read_cell(cell: Any, shape: Shape, *, none: bool) -> tuple[bool, Any]:
    """(whether the cell says anything, the value). An empty cell says nothing, or with `none` that there is none. Lists
    and objects stand as JSON text, yes and no as 1 and 0 or `true` and `false`, numbers in digits; a cell that holds
    something else is given as it is, and found to be of another kind.
    """
    if cell is None or cell == "":
        return none, None
    match shape:
        case "text":
            return True, cell
        case "boolean":
            return True, {0: False, 1: True, "0": False, "1": True, "false": False, "true": True}.get(cell, cell)
        case "number":
            plain = isinstance(cell, str) and cell.isascii() and cell.removeprefix("-").isdigit() and len(cell) <= 16
            return True, int(cell) if plain else cell
        case "list" | "object":
            return True, _parsed(cell)


def _parsed(cell: Any) -> Any:
    if not isinstance(cell, str):
        return cell
    try:
        return strict_loads(cell.encode("utf-8", "surrogatepass"))
    except SourceError:
        return cell
