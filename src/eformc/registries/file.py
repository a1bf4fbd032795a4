"""Plain files, for tests and trying out: a folder with `<registry>.<lookup>.json` or `.csv` per lookup.

JSON: an array of objects, one per record, named by elements (`"mother.full_name"`); `null` says that there is none. CSV:
a header of elements; an empty cell says nothing. `as_of` dates a record, `withheld` (JSON) lists what it does not give.
"""

from __future__ import annotations

import asyncio
import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from eformc.prefill import Answer, Request, Source, SourceError
from eformc.registries.adapter import Adapter
from eformc.registries.cells import read_cell
from eformc.registries.settings import Named, Place
from eformc.registries.strict_json import strict_loads


class Files:
    """Reads each file once, when it is first wanted."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.tables: dict[tuple[str, str], _Table] = {}

    async def look_up(self, request: Request, seconds: float) -> Answer | None:
        name = (request.registry, request.lookup)
        if name not in self.tables:
            self.tables[name] = await asyncio.to_thread(self.read, *name)
        return self.tables[name].find(request)

    def read(self, registry: str, lookup: str) -> _Table:
        named = self.place.named(registry, lookup)
        stem = self.place.path() / (named.at or f"{registry}.{lookup}")
        for suffix, parse in ((".json", _json), (".csv", _csv)):
            path = stem.with_name(stem.name + suffix)
            if path.is_file():
                return _Table(parse(path), named, cells=suffix == ".csv")
        raise SourceError("layout")

    async def close(self) -> None:
        self.tables.clear()


def _json(path: Path) -> Sequence[Mapping[str, Any]]:
    made = strict_loads(path.read_bytes())
    if not isinstance(made, list) or not all(isinstance(one, dict) for one in made):
        raise SourceError("malformed")
    return made


def _csv(path: Path) -> Sequence[Mapping[str, Any]]:
    try:
        return list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig")), strict=True))
    except (UnicodeDecodeError, csv.Error):
        raise SourceError("malformed") from None


class _Table:
    """Records by key. `cells`: values are texts of cells."""

    def __init__(self, rows: Sequence[Mapping[str, Any]], named: Named, *, cells: bool) -> None:
        self.rows = rows
        self.named = named
        self.cells = cells
        self.columns = {name for row in rows for name in row}
        self.by_key: dict[tuple[str, ...], dict[tuple[Any, ...], list[Mapping[str, Any]]]] = {}

    def called(self, element: str) -> str:
        return self.named.name(element) or element

    def find(self, request: Request) -> Answer | None:
        names = tuple(request.key)
        if names not in self.by_key:
            index: dict[tuple[Any, ...], list[Mapping[str, Any]]] = {}
            for row in self.rows:
                index.setdefault(tuple(str(row.get(self.called(name))) for name in names), []).append(row)
            self.by_key[names] = index
        wanted = tuple(str(key.reveal()) for key in request.key.values())
        found = self.by_key[names].get(wanted, [])
        if len(found) > 1:
            raise SourceError("several")
        return self.answer(request, found[0]) if found else None

    def answer(self, request: Request, row: Mapping[str, Any]) -> Answer:
        lacking = frozenset(name for name in request.wanted if self.called(name) not in self.columns) if self.cells else frozenset()
        record = {}
        for name, shape in request.wanted.items():
            if self.called(name) in row:
                known, value = read_cell(row[self.called(name)], shape, none=name in self.named.none) if self.cells else (True, row[self.called(name)])
                if known:
                    record[name] = value
        withheld = row.get("withheld")
        return Answer(
            {name: row.get(self.called(name)) for name in request.key},
            record,
            frozenset(withheld) if isinstance(withheld, list) else frozenset(),
            lacking,
            str(row.get("as_of") or ""),
        )


def _open(place: Place) -> Source:
    return Files(place)


ADAPTER = Adapter(("file",), _open)
