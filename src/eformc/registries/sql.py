"""All that SQL sources share: the default layout, one statement per lookup with bound keys, rows read as answers.

Default layout: a table `<registry>__<lookup>` (`population__by_personal_id`) with a column per element (`mother.full_name`
is `mother__full_name`). `as_of` dates the record; `withheld` holds a JSON list of elements that are not given.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from msgspec import Struct

from eformc.kernel.json_text import Json
from eformc.prefill import Answer, Request, SourceError
from eformc.registries.cells import read_cell
from eformc.registries.settings import Named, Place

EXTRA = ("as_of", "withheld")


def quoted(name: str) -> str:
    """A name of a table or column; `schema.table` keeps its dot outside the quotes."""
    return ".".join('"' + part.replace('"', '""') + '"' for part in name.split("."))


def table_of(place: Place, registry: str, lookup: str) -> str:
    """The table of a lookup, as the operator calls it or by default."""
    return place.named(registry, lookup).at or f"{registry}__{lookup}"


def column_of(named: Named, element: str) -> str:
    return named.name(element) or element.replace(".", "__")


class Statement(Struct, frozen=True):
    """A SELECT for one lookup. `keys` and `wanted` are elements in the order of its columns, `extra` after them."""

    text: str
    keys: tuple[str, ...]
    wanted: tuple[str, ...]
    extra: tuple[str, ...]
    lacking: frozenset[str]
    named: Named


def statement_of(place: Place, request: Request, columns: frozenset[str], mark: str) -> Statement:
    """The statement of a request at a table with these columns; at most two rows, to see that there is but one. `mark`: how
    the driver writes a bound parameter. Raises `SourceError` (`layout`) where a key has no column.
    """
    named = place.named(request.registry, request.lookup)
    keys = tuple(request.key)
    if any(column_of(named, key) not in columns for key in keys):
        raise SourceError("layout")
    wanted = tuple(name for name in request.wanted if column_of(named, name) in columns)
    extra = tuple(name for name in EXTRA if name in columns)

    def written(name: str) -> str:
        return quoted(name).replace("%", "%%") if "%" in mark else quoted(name)

    listed = [written(name) for name in (*(column_of(named, one) for one in (*keys, *wanted)), *extra)]
    found = " AND ".join(f"{written(column_of(named, key))} = {mark}" for key in keys)
    table = written(table_of(place, request.registry, request.lookup))
    text = f"SELECT {', '.join(listed)} FROM {table} WHERE {found} LIMIT 2"  # noqa: S608 (names are the operator's, and quoted)
    return Statement(text, keys, wanted, extra, frozenset(request.wanted) - set(wanted), named)


def answer_of(statement: Statement, request: Request, rows: Sequence[Sequence[Any]]) -> Answer | None:
    """The rows as an answer. Raises `SourceError` (`several`) for more than one."""
    if len(rows) > 1:
        raise SourceError("several")
    if not rows:
        return None
    cells = [_json(cell) for cell in rows[0]]
    key = dict(zip(statement.keys, cells, strict=False))
    record: dict[str, Json] = {}
    for name, cell in zip(statement.wanted, cells[len(key) :], strict=False):
        known, value = read_cell(cell, request.wanted[name], none=name in statement.named.none)
        if known:
            record[name] = value
    extra = dict(zip(statement.extra, cells[len(key) + len(statement.wanted) :], strict=True))
    _, withheld = read_cell(extra.get("withheld"), "list", none=False)
    listed = frozenset(one for one in withheld if isinstance(one, str)) if isinstance(withheld, list) else frozenset[str]()
    return Answer(key, record, listed, statement.lacking, str(extra.get("as_of") or ""))


def _json(cell: Any) -> Json:
    """Dates and decimals of typed columns as a submission writes them."""
    if isinstance(cell, datetime):
        return cell.isoformat(timespec="minutes")
    if isinstance(cell, date):
        return cell.isoformat()
    return format(cell, "f") if isinstance(cell, Decimal) else cell
