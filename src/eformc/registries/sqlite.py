"""SQLite, the embedded default: `sqlite:registry.sqlite`. Opened read-only, four times over; keys are bound."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote

from eformc.registries.adapter import Adapter
from eformc.registries.settings import Place, SourcesProblem
from eformc.registries.sql import Statement, answer_of, quoted, statement_of, table_of
from eformc.runtime.prefill import Answer, Request, Source, SourceError

_STEPS = 2000
"""Instructions of SQLite's machine between two looks at the clock: some 0.1 ms."""
_READING = frozenset({sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE})


class Database:
    """A few threads, each with a connection of its own: SQLite blocks, the event loop must not."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.threads = ThreadPoolExecutor(int(place.option("connections", 2)), thread_name_prefix="eformc-sqlite")
        self.own = threading.local()
        self.opened: list[sqlite3.Connection] = []
        self.columns: dict[str, frozenset[str]] = {}
        self.statements: dict[tuple[str, str, tuple[str, ...]], Statement] = {}

    async def look_up(self, request: Request, seconds: float) -> Answer | None:
        until = time.monotonic() + min(seconds, self.place.timeout)
        return await asyncio.get_running_loop().run_in_executor(self.threads, self.read, request, until)

    def read(self, request: Request, until: float) -> Answer | None:
        """Look up in this thread's connection until `until` (of the monotonic clock)."""
        if time.monotonic() >= until:
            raise SourceError("timeout")
        try:
            connection = self.connection()
            connection.set_progress_handler(lambda: time.monotonic() >= until, _STEPS)
            statement = self.statement(connection, request)
            keys = [key.reveal() for key in request.key.values()]
            return answer_of(statement, request, connection.execute(statement.text, keys).fetchmany(2))
        except UnicodeDecodeError:
            raise SourceError("malformed") from None
        except sqlite3.Error as error:
            late = error.sqlite_errorcode in (sqlite3.SQLITE_INTERRUPT, sqlite3.SQLITE_BUSY) if hasattr(error, "sqlite_errorcode") else False
            raise SourceError("timeout" if late else "connection") from None

    def connection(self) -> sqlite3.Connection:
        found: sqlite3.Connection | None = getattr(self.own, "connection", None)
        if found is None:
            uri = f"file:{quote(str(self.place.path().absolute()))}?mode=ro"
            found = sqlite3.connect(uri, uri=True, timeout=0.1, check_same_thread=False, isolation_level=None)
            found.execute("PRAGMA query_only = ON")
            found.execute("PRAGMA trusted_schema = OFF")
            found.text_factory = _strict
            found.set_authorizer(lambda action, *_: sqlite3.SQLITE_OK if action in _READING else sqlite3.SQLITE_DENY)
            self.own.connection = found
            self.opened.append(found)
        return found

    def statement(self, connection: sqlite3.Connection, request: Request) -> Statement:
        name = (request.registry, request.lookup, tuple(sorted(request.wanted)))
        if name not in self.statements:
            self.statements[name] = statement_of(self.place, request, self.columns_of(connection, request), "?")
        return self.statements[name]

    def columns_of(self, connection: sqlite3.Connection, request: Request) -> frozenset[str]:
        table = table_of(self.place, request.registry, request.lookup)
        if table not in self.columns:
            try:
                empty = connection.execute(f"SELECT * FROM {quoted(table)} LIMIT 0")  # noqa: S608 (the operator's name, quoted)
            except sqlite3.OperationalError as error:
                raise SourceError("layout" if "no such table" in str(error) else "connection") from None
            self.columns[table] = frozenset(one[0] for one in empty.description)
        return self.columns[table]

    async def close(self) -> None:
        for connection in self.opened:
            connection.interrupt()
        await asyncio.to_thread(self.threads.shutdown, cancel_futures=True)
        while self.opened:
            self.opened.pop().close()


def _strict(text: bytes) -> str:
    return text.decode("utf-8")


def _open(place: Place) -> Source:
    if not place.path().is_file():
        message = f"there is no SQLite file `{place.path()}`"
        raise SourcesProblem(message)
    return Database(place)


ADAPTER = Adapter(("sqlite",), _open)
