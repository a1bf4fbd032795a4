"""Writing a population into SQLite or PostgreSQL: streamed block by block, whole or not at all."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from eformc.demo.layout import ABOUT, CITIZENS, FLAWS, OWN, Table, citizen_row, flaw_row, row_of, tables_of
from eformc.demo.records import written
from eformc.demo.world import World

if TYPE_CHECKING:
    import psycopg

Progress: TypeAlias = Callable[[int], None]
Rows: TypeAlias = dict[str, list[list[Any]]]


LAYOUT = "2"
"""The version of the tables; a database of another one is made anew."""


def fingerprint(world: World, people: int, files: dict[str, bytes]) -> dict[str, str]:
    """A digest of all that a population follows from: the same makes the same bytes."""
    catalogue = sha256(b"".join(name.encode() + b"\0" + data + b"\0" for name, data in sorted(files.items()))).hexdigest()
    as_of = str(world.description.as_of)
    return {"catalogue": world.catalogue.id, "seed": str(world.seed), "people": str(people), "as_of": as_of, "sources": catalogue, "layout": LAYOUT}


def blocks_of_rows(world: World, people: int, about: dict[str, str], progress: Progress) -> Iterator[tuple[Table, list[list[Any]]]]:
    """Rows, a table and a block at a time."""
    tables = tables_of(world.catalogue)
    own = {table.name: table for table in OWN}
    done = 0
    for block in written(world, people):
        for name, entries in block.entries.items():
            yield tables[name], [row_of(tables[name], entry.values) for entry in entries]
        yield own[CITIZENS], [citizen_row(one) for one in block.citizens]
        yield own[FLAWS], [flaw_row(one) for one in block.flaws]
        done += len(block.citizens)
        progress(done)
    yield own[ABOUT], [[name, value] for name, value in about.items()]


# --- SQLite ---------------------------------------------------------------------------------------------------------------

_SQLITE = {"text": "TEXT", "integer": "INTEGER", "boolean": "INTEGER", "json": "TEXT"}


def write_sqlite(path: Path, world: World, people: int, about: dict[str, str], progress: Progress = lambda done: None) -> None:
    """A database of its own at `path`; a file that stood there stays until the new one is whole. Raises `OSError`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    part.unlink(missing_ok=True)
    try:
        with closing(sqlite3.connect(part, isolation_level=None)) as base:
            for pragma in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -64000", "encoding = 'UTF-8'"):
                base.execute(f"PRAGMA {pragma}")
            base.execute("BEGIN")
            _fill_sqlite(base, world, people, about, progress)
            base.execute("COMMIT")
        part.replace(path)
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def _fill_sqlite(base: sqlite3.Connection, world: World, people: int, about: dict[str, str], progress: Progress) -> None:
    tables = (*tables_of(world.catalogue).values(), *OWN)
    for table in tables:
        columns = ", ".join(f"{quoted(column.name)} {_SQLITE[column.kind]}" for column in table.columns)
        base.execute(f"CREATE TABLE {quoted(table.name)} ({columns}) STRICT")
    for table, rows in blocks_of_rows(world, people, about, progress):
        blanks = ", ".join("?" * len(table.columns))
        base.executemany(f"INSERT INTO {quoted(table.name)} VALUES ({blanks})", rows)  # noqa: S608  names are the catalogue's
    for statement in _indexes(tables):
        base.execute(statement)


def _indexes(tables: tuple[Table, ...]) -> Iterator[str]:
    for table in tables:
        for number, columns in enumerate(table.indexed):
            name = quoted(f"{table.name}.{number}")
            yield f"CREATE INDEX {name} ON {quoted(table.name)} ({', '.join(map(quoted, columns))})"


def quoted(name: str) -> str:
    """An identifier of SQL."""
    return '"' + name.replace('"', '""') + '"'


# --- PostgreSQL -----------------------------------------------------------------------------------------------------------

_POSTGRES = {"text": "text", "integer": "bigint", "boolean": "boolean", "json": "jsonb"}


def write_postgres(base: psycopg.Connection[Any], world: World, people: int, about: dict[str, str], progress: Progress = lambda done: None) -> None:
    """The same tables in the connection's schema, in one transaction; what stood there by these names is replaced.
    Raises `psycopg.Error`.
    """
    from psycopg import sql

    tables = (*tables_of(world.catalogue).values(), *OWN)
    with base.transaction(), base.cursor() as cursor:
        for table in tables:
            columns = sql.SQL(", ").join(sql.SQL("{} {}").format(sql.Identifier(column.name), sql.SQL(_POSTGRES[column.kind])) for column in table.columns)
            cursor.execute(sql.SQL("DROP TABLE IF EXISTS {}").format(sql.Identifier(table.name)))
            cursor.execute(sql.SQL("CREATE TABLE {} ({})").format(sql.Identifier(table.name), columns))
        for table, rows in blocks_of_rows(world, people, about, progress):
            with cursor.copy(sql.SQL("COPY {} FROM STDIN").format(sql.Identifier(table.name))) as copy:
                for row in rows:
                    copy.write_row(row)
        for statement in _indexes(tables):
            cursor.execute(statement.encode())
        for table in tables:
            cursor.execute(sql.SQL("ANALYZE {}").format(sql.Identifier(table.name)))
