"""PostgreSQL: `postgresql://user@host/database` (psycopg 3, extra `postgres`). Read-only sessions, keys are bound."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from eformc.prefill import Answer, Refused, Request, Source, SourceError
from eformc.registries.adapter import Adapter
from eformc.registries.settings import Place, SourcesProblem
from eformc.registries.sql import Statement, answer_of, quoted, statement_of, table_of

if TYPE_CHECKING:
    from psycopg import AsyncConnection

_COLUMNS = """
SELECT attname FROM pg_attribute
WHERE attrelid = to_regclass(%s) AND attnum > 0 AND NOT attisdropped AND has_column_privilege(attrelid, attnum, 'SELECT')
"""


class Server:
    """A few kept connections. Every session is read-only and ends its statements by itself (`statement_timeout`)."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.free: list[AsyncConnection[Any]] = []
        self.slots = asyncio.Semaphore(int(place.option("connections", 8)))
        self.columns: dict[str, frozenset[str]] = {}
        self.statements: dict[tuple[str, str, tuple[str, ...]], Statement] = {}

    async def look_up(self, request: Request, seconds: float) -> Answer | None:
        import psycopg

        try:
            async with asyncio.timeout(min(seconds, self.place.timeout)), self.slots:
                return await self.read(request)
        except TimeoutError:
            raise SourceError("timeout") from None
        except (psycopg.errors.QueryCanceled, psycopg.errors.LockNotAvailable):
            raise SourceError("timeout") from None
        except psycopg.errors.InsufficientPrivilege:
            raise Refused from None
        except (psycopg.errors.UndefinedTable, psycopg.errors.UndefinedColumn, psycopg.errors.UndefinedFunction):
            raise SourceError("layout") from None
        except psycopg.errors.DataError:
            raise SourceError("malformed") from None
        except psycopg.OperationalError:
            raise SourceError("connection") from None
        except psycopg.Error:
            raise SourceError("status") from None

    async def read(self, request: Request) -> Answer | None:
        """Look up in a kept connection; once more in a new one where the kept one turns out to be dead."""
        import psycopg

        kept = bool(self.free)
        try:
            return await self.read_once(request)
        except psycopg.OperationalError as error:
            if not kept or error.sqlstate == "57014":  # the statement was ended: it took too long
                raise
            for dead in self.free:
                await dead.close()
            self.free.clear()
            return await self.read_once(request)

    async def read_once(self, request: Request) -> Answer | None:
        async with self.connection() as connection:
            statement = await self.statement(connection, request)
            keys = [key.reveal() for key in request.key.values()]
            found = await connection.execute(statement.text.encode(), keys)
            return answer_of(statement, request, await found.fetchmany(2))

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[AsyncConnection[Any]]:
        """A connection nobody else uses; kept afterwards if it is whole."""
        found = self.free.pop() if self.free else await self.connect()
        whole = False
        try:
            yield found
            whole = True
        finally:
            if whole and not found.closed:
                self.free.append(found)
            else:
                await found.close()

    async def connect(self) -> AsyncConnection[Any]:
        from psycopg import AsyncConnection

        wait = max(1, int(self.place.timeout * 1000))
        return await AsyncConnection.connect(
            self.place.url.reveal(),
            autocommit=True,
            options=f"-c default_transaction_read_only=on -c statement_timeout={wait} -c idle_session_timeout=0",
            application_name="eformc",
        )

    async def statement(self, connection: AsyncConnection[Any], request: Request) -> Statement:
        name = (request.registry, request.lookup, tuple(sorted(request.wanted)))
        if name not in self.statements:
            columns = await self.columns_of(connection, table_of(self.place, request.registry, request.lookup))
            self.statements[name] = statement_of(self.place, request, columns, "%s")
        return self.statements[name]

    async def columns_of(self, connection: AsyncConnection[Any], table: str) -> frozenset[str]:
        if table not in self.columns:
            found = await (await connection.execute(_COLUMNS.encode(), [quoted(table)])).fetchall()
            if not found:
                raise SourceError("layout")
            self.columns[table] = frozenset(name for (name,) in found)
        return self.columns[table]

    async def close(self) -> None:
        for connection in self.free:
            await connection.close()
        self.free.clear()


def _open(place: Place) -> Source:
    try:
        import psycopg  # noqa: F401
    except ImportError:
        message = "PostgreSQL needs a driver: pip install eformc[postgres]"
        raise SourcesProblem(message) from None
    return Server(place)


ADAPTER = Adapter(("postgresql", "postgres"), _open)
