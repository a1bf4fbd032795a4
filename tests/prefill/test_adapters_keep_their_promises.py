"""The adapter kit over every adapter, each against a real store; and that the kit itself sees what is broken."""

import asyncio
import sqlite3

import pytest
from stores import http_server, serving, to_files, to_postgresql, to_sqlite

from eformc.prefill import Answer, SourceError
from eformc.registries import adapters, open_sources, places_of
from eformc.registries.kit import KEY, LOOKUP, RECORDS, REGISTRY, broken_promises, request

TABLES = {(REGISTRY, LOOKUP): RECORDS}
TESTED = {"sqlite", "postgresql", "postgres", "http", "https", "file"}


def promises(url):
    async def check():
        return await broken_promises(open_sources(places_of(url))["*"])

    return asyncio.run(check())


def test_sqlite(tmp_path):
    assert promises(to_sqlite(tmp_path / "kit.sqlite", TABLES)) == []


@pytest.mark.parametrize("form", ["json", "csv"])
def test_files(tmp_path, form):
    assert promises(to_files(tmp_path / "kit", TABLES, form)) == []


@pytest.mark.xdist_group("postgresql")
def test_postgresql(postgresql_url):
    assert promises(to_postgresql(postgresql_url, TABLES)) == []


def test_http():
    with http_server(serving(TABLES)) as url:
        assert promises(url) == []


def test_every_adapter_is_tested():
    assert set(adapters()) == TESTED


class Careless:
    """A source as one would write it in a hurry: a number for a key, everything of the record, the first of two."""

    async def look_up(self, asked, seconds):
        number = asked.key[KEY].reveal()
        found = next((one for one in RECORDS if one[KEY].lstrip("0") == number.strip().lstrip("0")), None)
        if found is None:
            raise KeyError(number)
        return Answer({KEY: number.lstrip("0")}, {name: value or None for name, value in found.items() if name != KEY})

    async def close(self):
        pass


def test_the_kit_sees_a_careless_source():
    found = asyncio.run(broken_promises(Careless()))
    for words in ("other values", "key does not come back", "two records", "a key of nobody", "error of its own", "quotes the key", "more, or less"):
        assert any(words in one for one in found), (words, found)


def test_nothing_can_be_written_through_sqlite(tmp_path):
    source = open_sources(places_of(to_sqlite(tmp_path / "kit.sqlite", TABLES)))["*"]
    asyncio.run(source.look_up(request("007"), 1.0))
    for connection in source.opened:
        for text in ("DELETE FROM kit__by_number", "CREATE TABLE x (y)", "ATTACH 'x' AS y", "PRAGMA query_only = OFF"):
            with pytest.raises(sqlite3.DatabaseError):
                connection.execute(text)


@pytest.mark.xdist_group("postgresql")
def test_nothing_can_be_written_through_postgresql(postgresql_url):
    import psycopg

    async def write():
        source = open_sources(places_of(postgresql_url))["*"]
        async with source.connection() as connection:
            with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
                await connection.execute("CREATE TABLE x (y integer)")
        await source.close()

    asyncio.run(write())


def test_a_slow_statement_ends_in_time(tmp_path):
    path = tmp_path / "slow.sqlite"
    with sqlite3.connect(path) as database:
        database.execute(
            "CREATE VIEW kit__by_number AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n LIMIT 1000000000) "
            "SELECT 'x' AS number, count(*) AS name FROM n"
        )
    database.close()

    async def slow():
        source = open_sources(places_of(f"sqlite:{path}"))["*"]
        loop = asyncio.get_running_loop()
        started = loop.time()
        with pytest.raises(SourceError, match="timeout"):
            await source.look_up(request("x", ["name"]), 0.3)
        assert loop.time() - started < 0.4
        await source.close()

    asyncio.run(slow())


@pytest.mark.xdist_group("postgresql")
def test_a_slow_statement_ends_in_time_in_postgresql(postgresql_url):
    import psycopg

    with psycopg.connect(postgresql_url, autocommit=True) as database:
        database.execute("CREATE VIEW kit__by_sleep AS SELECT 'x'::text AS number, pg_sleep(30)::text AS name")

    async def slow():
        source = open_sources(places_of(postgresql_url))["*"]
        loop = asyncio.get_running_loop()
        started = loop.time()
        with pytest.raises(SourceError, match="timeout"):
            await source.look_up(request("x", ["name"], "by_sleep"), 0.3)
        assert loop.time() - started < 0.6
        await source.close()

    asyncio.run(slow())
