"""Rows of a repeating group that registries say that there are."""

from __future__ import annotations

from typing import Any

from eformc.contract.held import Given, HeldValue
from eformc.kernel.json_text import short_digest


def held_rows(table: str, held: Given) -> int:
    """The number of rows of a table (JSON Pointer) that registries say there are, whatever was typed."""
    start = f"{table}/"
    numbers = {int(token) for at in held if at.startswith(start) and (token := at.removeprefix(start).split("/")[0]).isdigit()}
    return 1 + max((number for number in numbers if row_id(number, table, held)), default=-1)


def row_id(number: int, table: str, held: Given) -> str:
    """By which a row that a registry gave is known again, wherever it stands: what was there of it before any key of its own.
    Empty of a row that is there because its key was typed.
    """
    own = _own(number, table, held)
    if not own:
        return ""
    alike = sum(_own(before, table, held) == own for before in range(number))  # two of one name: the first of them, the second
    masked = any(masked for masked, _ in own.values())
    said = own if masked else {at: value for at, (_, value) in own.items()}
    return short_digest([said, alike] if masked or alike else said)


def _own(number: int, table: str, held: Given) -> dict[str, tuple[bool, Any]]:
    """The values that do not hang on a key of the row: if each is masked, and the value, or what its mask lets through."""
    start = f"{table}/{number}/"
    return {
        at.removeprefix(start): (bool(found.masked), found.masked or found.value)
        for at, found in held.items()
        if at.startswith(start) and isinstance(found, HeldValue) and not any(key.startswith(start) for key in found.keys)
    }
