"""Findings and outputs of earlier runs, by content: one SQLite file for each project, outside it.

Nothing in it is ever trusted to be right, only to be what was written: each row carries a digest of itself, and whatever
cannot be read, is locked, full or damaged is as good as absent. It lies in the user's own cache folder, not in the
project, so that a contribution cannot bring forged results along; a folder that belongs to somebody else, or that others
may write to, is not used. Rows hold JSON. The compiled catalogue is a pickle, and is opened only out of such a folder,
after its digest was compared, and by an unpickler that makes nothing but eformc's own values (see `compiled`).
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
import stat
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple, TypeVar

FORMAT = 2
FILE = "results.sqlite"
LARGEST = 512 << 20
"""Bytes beyond which what was not used for longest is taken out."""
_SCHEMA = """
create table if not exists results (key text primary key, used text, catalogue text, whole text, parts text, needs text,
  value text, sum text) without rowid;
create table if not exists built (out text, procedure text, used text, state text, sum text, primary key (out, procedure))
  without rowid;
create table if not exists catalogues (whole text primary key, used text, value text, sum text) without rowid;
"""
R = TypeVar("R", bound=tuple)  # type: ignore[type-arg]


class Result(NamedTuple):
    """The result of one spec. `whole`: the digest of the catalogue it was found with; `parts` it reads (spaced names), and
    `needs`, their digest together. `value`: see `batch`.
    """

    key: str
    catalogue: str
    whole: str
    parts: str
    needs: str
    value: str


class Built(NamedTuple):
    """The files of an output folder: `state` as JSON, path -> [sha256, size, mtime, ctime, inode]."""

    out: str
    procedure: str
    state: str


class Known(NamedTuple):
    """A catalogue's parts and findings by its digest, as JSON."""

    whole: str
    value: str


def folder_for(root: Path) -> Path | None:
    """The cache folder of a project; None where the user has none of their own. `EFORMC_CACHE_DIR` overrides."""
    base = os.environ.get("EFORMC_CACHE_DIR") or os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")  # noqa: PTH111
    if not os.path.isabs(base):  # noqa: PTH117 - "~" where there is no home
        return None
    name = hashlib.sha256(os.fsencode(root.resolve())).hexdigest()[:20]
    return Path(base) / "eformc" / name


def own_folder(folder: Path) -> bool:
    """Make a folder if need be; whether it is this user's alone to write to."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        found = folder.stat()
    except OSError:
        return False
    if not hasattr(os, "geteuid"):
        return True
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.geteuid() and not found.st_mode & 0o022


class Cache:
    """`day`: when rows are said to have been used. A cache without a folder remembers nothing and finds nothing."""

    def __init__(self, folder: Path | None, day: str) -> None:
        self.day = day
        self.folder = folder if folder is not None and own_folder(folder) else None
        self._connection: sqlite3.Connection | None = None
        if self.folder is not None:
            self._open(self.folder / FILE)

    def _open(self, path: Path) -> None:
        for attempt in range(2):
            try:
                connection = sqlite3.connect(path, timeout=2, isolation_level=None)
                self._connection = connection
                connection.execute("pragma synchronous=off")  # a cache may be lost; damage is noticed by the sums
                connection.execute("pragma trusted_schema=off")
                version = connection.execute("pragma user_version").fetchone()[0]
                if version != FORMAT:
                    connection.executescript("begin immediate; drop table if exists results; drop table if exists built; "
                                             f"drop table if exists catalogues; {_SCHEMA} pragma user_version={FORMAT}; commit")
            except sqlite3.OperationalError:  # locked, read-only, full: not for this run
                self.close()
            except (sqlite3.Error, ValueError, TypeError, UnicodeError):
                self.close()
                if attempt == 0:
                    self._remove(path)
                    continue
            return

    @staticmethod
    def _remove(path: Path) -> None:
        for suffix in ("", "-journal"):
            try:
                Path(f"{path}{suffix}").unlink(missing_ok=True)
            except OSError:
                return

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    # --- reading ------------------------------------------------------------------------------------------------

    def results(self, keys: Sequence[str]) -> Iterator[list[Result]]:
        """The results under these keys, some hundred at a time."""
        for some in _slices(keys, 500):
            marks = ",".join("?" * len(some))
            yield self._rows(Result, f"select key, catalogue, whole, parts, needs, value, sum from results where key in ({marks})", some)

    def built(self, out: Path, only: str | None = None) -> dict[str, str]:
        """The state in which this user's runs last left an output folder: procedure -> state ("": of the files beside them)."""
        query = "select out, procedure, state, sum from built where out = ?"
        rows = self._rows(Built, query, [str(out)]) if only is None else self._rows(Built, f"{query} and procedure = ?", [str(out), only])
        return {row.procedure: row.state for row in rows}

    def catalogue(self, whole: str) -> str | None:
        rows = self._rows(Known, "select whole, value, sum from catalogues where whole = ?", [whole])
        return next((row.value for row in rows), None)

    def _rows(self, kind: type[R], query: str, values: Sequence[str]) -> list[R]:
        if self._connection is None:
            return []
        try:
            rows = self._connection.execute(query, values).fetchall()
            return [kind(*row[:-1]) for row in rows if all(isinstance(one, str) for one in row) and _sum(row[:-1]) == row[-1]]
        except (sqlite3.Error, UnicodeError, ValueError) as error:
            self._failed(error)
            return []

    # --- writing ------------------------------------------------------------------------------------------------

    def store(self, results: Iterable[Result], built: Iterable[Built] = (), catalogues: Iterable[Known] = ()) -> None:
        """Remember; where that is not possible, do not."""

        def write(connection: sqlite3.Connection) -> None:
            for table, blanks, rows in (("results", 8, results), ("built", 5, built), ("catalogues", 4, catalogues)):
                keys = 2 if table == "built" else 1
                connection.executemany(
                    f"insert or replace into {table} values ({','.join('?' * blanks)})",
                    ((*row[:keys], self.day, *row[keys:], _sum(row)) for row in rows),
                )

        self._write(write)

    def touch(self, keys: Sequence[str]) -> None:
        """Say that rows were used today, so that they are not the first to go."""

        def write(connection: sqlite3.Connection) -> None:
            for some in _slices(keys, 500):
                marks = ",".join("?" * len(some))
                connection.execute(f"update results set used = ? where used < ? and key in ({marks})", [self.day, self.day, *some])

        if keys:
            self._write(write)

    def prune(self, largest: int = LARGEST) -> int:
        """Take out what was not used for longest until the file is small enough; gives how many rows went."""
        gone = 0

        def oldest_out(connection: sqlite3.Connection) -> None:
            nonlocal gone
            days = "select used from results union all select used from built union all select used from catalogues"
            oldest = connection.execute(f"select min(used) from ({days})").fetchone()[0]
            before = connection.total_changes
            for table in ("results", "built", "catalogues"):
                connection.execute(f"delete from {table} where used <= ?", [oldest or ""])
            gone += connection.total_changes - before

        while self._connection is not None and self.bytes() > largest:
            before = gone
            self._write(oldest_out)
            self._vacuum()
            if gone == before:
                break
        return gone

    def _vacuum(self) -> None:
        try:
            if self._connection is not None:
                self._connection.execute("vacuum")
        except sqlite3.Error:
            self.close()

    def clear(self) -> None:
        """Forget everything."""
        self.close()
        for path in self.folder.iterdir() if self.folder is not None else ():
            if path.is_file():
                path.unlink(missing_ok=True)

    def _write(self, work: Callable[[sqlite3.Connection], None]) -> None:
        """Write all of it or nothing; a cache that cannot be written to is left alone from then on."""
        if self._connection is None:
            return
        try:
            self._connection.execute("begin immediate")
            work(self._connection)
            self._connection.execute("commit")
        except (sqlite3.Error, UnicodeError, ValueError) as error:
            self._failed(error)

    def _failed(self, error: Exception) -> None:
        """Close; a file that is damaged (not merely locked, full or read-only) is taken away."""
        self.close()
        if isinstance(error, sqlite3.DatabaseError) and not isinstance(error, sqlite3.OperationalError) and self.folder:
            self._remove(self.folder / FILE)

    # --- looking ------------------------------------------------------------------------------------------------

    def bytes(self) -> int:
        return sum(path.stat().st_size for path in self.folder.iterdir() if path.is_file()) if self.folder is not None else 0

    def count(self) -> int:
        if self._connection is None:
            return 0
        try:
            number: int = self._connection.execute("select count(*) from results").fetchone()[0]
        except sqlite3.Error:
            return 0
        return number


def _sum(row: Iterable[str]) -> str:
    return hashlib.blake2b("\0".join(row).encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()


def _slices(values: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    for at in range(0, len(values), size):
        yield values[at : at + size]


