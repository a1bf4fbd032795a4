"""Rows that were chosen, while rows come, go and change places: a number is always that of the row that was meant."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from eformc.kernel.evaluate import at
from eformc.kernel.expressions import Pointer, pointer_text
from eformc.kernel.form import Form, Item, Table
from eformc.kernel.judge import whole_number
from eformc.kernel.values import RowOf, RowsOf

Json: TypeAlias = Any


def chosen_rows(form: Form) -> Iterator[tuple[Table | None, Item, RowOf | RowsOf]]:
    """The questions of a form whose options are rows, each with the table it is a column of."""
    for entry in form.entries:
        for item in entry.columns if isinstance(entry, Table) else (entry,):
            if isinstance(item.value, RowOf | RowsOf):
                yield entry if isinstance(entry, Table) else None, item, item.value


def renumbered(form: Form, answers: dict[str, Json], numbers: Mapping[str, Sequence[int | None]]) -> dict[str, Json]:
    """The answers with the rows that are chosen in them by other numbers. `numbers`: JSON Pointer of a table -> of each row of now, the number it
    had, from 0; a table that is left out stays as it is. A row that is no more gets the number behind the last one: nothing is dropped unsaid.
    """
    for table, item, value in chosen_rows(form):
        of = numbers.get(pointer_text((value.table,)))
        if of is None:
            continue
        owners = at(answers, table.pointer) if table is not None else [answers]
        for owner in owners if isinstance(owners, list) else ():
            parent = at(owner, item.pointer[:-1])
            if isinstance(parent, dict) and item.pointer[-1] in parent:
                parent[item.pointer[-1]] = _moved(parent[item.pointer[-1]], of)
    return answers


def _moved(value: Json, of: Sequence[int | None]) -> Json:
    if isinstance(value, list):
        moved = [_moved(one, of) for one in value]
        numbers = sorted({one for one in moved if isinstance(one, int)})
        return [*numbers, *(one for one in moved if not isinstance(one, int))]
    number = whole_number(value)
    if number is None:
        return value
    return of.index(number - 1) + 1 if number - 1 in of else len(of) + 1


def places_of(numbers: Mapping[Pointer, Sequence[int]]) -> dict[str, Sequence[int]]:
    """The numbers of rows by JSON Pointer."""
    return {pointer_text(pointer): of for pointer, of in numbers.items()}
