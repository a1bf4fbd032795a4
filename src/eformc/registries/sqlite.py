"""SQLite, the embedded default: `sqlite:registry.sqlite`. Opened read-only, four times over; keys are bound."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
import time
from asyncio import Future
from collections import deque
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from urllib.parse import quote

from msgspec import Struct, field

from eformc.prefill import Answer, Request, Source, SourceError
from eformc.registries.adapter import Adapter
from eformc.registries.settings import Place, SourcesProblem
from eformc.registries.sql import Statement, answer_of, quoted, statement_of, table_of

_STEPS = 2000
"""Instructions of SQLite's machine between two looks at the clock: some 0.1 ms."""
_SLOW = 0.005
"""Seconds after which the lookups of a batch no longer wait for one another."""
_READING = frozenset({sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE})


class _Batch(Struct, eq=False):
    """Lookups that one thread makes one after the other, unless one of them is slow. `left`, `answers`: not made yet; made
    and not told yet. Both are changed by threads, one step at a time.
    """

    loop: asyncio.AbstractEventLoop
    until: float
    lookups: list[Future[Answer | None]]
    left: deque[tuple[Request, Future[Answer | None]]]
    answers: deque[tuple[Future[Answer | None], Answer | Exception | None]] = field(default_factory=deque)
    slow: bool = False
    clock: asyncio.TimerHandle | None = None


class Database:
    """A few threads, each with a connection of its own: SQLite blocks, the event loop must not."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.most = int(place.option("connections", 2))
        self.threads = ThreadPoolExecutor(self.most, thread_name_prefix="eformc-sqlite")
        self.under_way: set[_Batch] = set()
        self.own = threading.local()
        self.opened: list[sqlite3.Connection] = []
        self.columns: dict[str, frozenset[str]] = {}
        self.statements: dict[tuple[str, str, tuple[str, ...]], Statement] = {}

    async def look_up(self, request: Request, seconds: float) -> Answer | None:
        return await self.look_up_all([request], seconds)[0]

    def look_up_all(self, requests: Sequence[Request], seconds: float) -> list[Future[Answer | None]]:
        """Several lookups in one thread; in all of them as soon as one is slow."""
        loop = asyncio.get_running_loop()
        lookups: list[Future[Answer | None]] = [loop.create_future() for _ in requests]
        until = time.monotonic() + min(seconds, self.place.timeout)
        batch = _Batch(loop, until, lookups, deque(zip(requests, lookups, strict=True)))
        self.threads.submit(self.work, batch)
        self.under_way.add(batch)
        if len(requests) > 1:
            batch.clock = loop.call_later(_SLOW, self.hurry, batch)
        return lookups

    def work(self, batch: _Batch) -> None:
        """Make lookups of a batch until none is left. The answers are told together, or one by one where it takes long."""
        while True:
            try:
                request, lookup = batch.left.popleft()
            except IndexError:
                return
            if not lookup.cancelled():
                batch.answers.append((lookup, self.outcome(request, batch.until)))
            if batch.slow or not batch.left:
                with suppress(RuntimeError):  # the loop was closed meanwhile: nobody waits
                    batch.loop.call_soon_threadsafe(self.tell, batch)

    def outcome(self, request: Request, until: float) -> Answer | Exception | None:
        try:
            return self.read(request, until)
        except Exception as error:  # noqa: BLE001 (whatever it is, it is told to who waits)
            return error

    def hurry(self, batch: _Batch) -> None:
        """Tell what there is, and let the other threads help."""
        batch.slow = True
        self.tell(batch)
        for _ in range(min(len(batch.left), self.most - 1)):
            self.threads.submit(self.work, batch)

    def tell(self, batch: _Batch) -> None:
        """Give answers to who waits for them."""
        while batch.answers:
            lookup, answer = batch.answers.popleft()
            if lookup.done():
                continue
            if isinstance(answer, Exception):
                lookup.set_exception(answer)
            else:
                lookup.set_result(answer)
        if not batch.left and all(lookup.done() for lookup in batch.lookups):
            self.end(batch)

    def end(self, batch: _Batch) -> None:
        if batch.clock is not None:
            batch.clock.cancel()
        for lookup in batch.lookups:
            lookup.cancel()
        self.under_way.discard(batch)

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
        name = (request.registry, request.lookup, tuple(request.wanted))
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
        for batch in list(self.under_way):
            self.tell(batch)
            self.end(batch)
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
