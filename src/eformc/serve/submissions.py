"""Submissions in SQLite: one transaction each, on the disk before anybody is told that it was taken.

Write-ahead log with `synchronous = FULL`: a commit returns when the log is on the disk, so a receipt that was given is of
a submission that is there whole, whatever is killed afterwards.
"""

from __future__ import annotations

import csv
import io
import json
import secrets
import sqlite3
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeAlias

from msgspec import Struct

from eformc.kernel.dates import recorded
from eformc.kernel.json_text import compact

Json: TypeAlias = Any
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Letters and digits that are not taken for each other."""
_TABLE = """
CREATE TABLE IF NOT EXISTS submission (
  number INTEGER PRIMARY KEY, reference TEXT NOT NULL UNIQUE, once TEXT, received TEXT NOT NULL, procedure TEXT NOT NULL,
  version TEXT NOT NULL, lang TEXT NOT NULL, citizen TEXT NOT NULL, answers TEXT NOT NULL, provenance TEXT NOT NULL,
  envelope TEXT NOT NULL, owner TEXT NOT NULL, digest TEXT NOT NULL, UNIQUE (owner, procedure, once)
) STRICT
"""
_COLUMNS = "reference, received, procedure, version, lang, citizen, answers, provenance, envelope"


class Submission(Struct, frozen=True):
    """`answers`: the instance as the form's schema describes it. `provenance`: JSON Pointer -> where its value came from.
    `envelope`: who typed, who confirmed. `received`: time to the second with its offset and the name of its zone (RFC 9557), which is
    the catalogue's.
    """

    reference: str
    received: str
    procedure: str
    version: str
    lang: str
    citizen: str
    answers: Json
    provenance: Mapping[str, Json]
    envelope: Mapping[str, Json]

    def to_json(self) -> dict[str, Json]:
        return {name: getattr(self, name) for name in _COLUMNS.split(", ")}


class Taken(Struct, frozen=True):
    """The outcome of a sending. `sent_before`: nothing was taken, since `reference` was sent before, from the same page with
    other answers or (`same`) from another page with the same ones.
    """

    reference: str
    sent_before: bool = False
    same: bool = False


class Submissions:
    """A file of submissions. Used by one thread at a time."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(0o600)
        path.chmod(0o600)  # made by another version, or under another name; SQLite gives its own files the same
        self.base = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self.base.execute("PRAGMA journal_mode = WAL")
        self.base.execute("PRAGMA synchronous = FULL")
        self.base.execute(_TABLE)
        if "digest" not in {row[1] for row in self.base.execute("PRAGMA table_info(submission)")}:
            self._carry_over()

    def _carry_over(self) -> None:
        """A file of an older version: the same submissions in the table of now."""
        copied = f"once, {_COLUMNS}, owner, digest"
        self.base.executescript(
            f"BEGIN; ALTER TABLE submission RENAME TO older; {_TABLE};"  # noqa: S608
            f"INSERT INTO submission ({copied}) SELECT once, {_COLUMNS}, citizen, '' FROM older ORDER BY number; DROP TABLE older; COMMIT;"
        )

    def take(self, submission: Submission, owner: str, once: str, *, again: bool = False) -> Taken:
        """Keep a submission. `owner`: whose it is; `once`: the page's own mark (empty: none). What this owner sent for this
        procedure under the same mark is not taken twice: where the answers are the same, its reference is given; where they
        are others, and where the same answers came under another mark (unless `again`), nothing is taken and it is said.
        Raises `sqlite3.Error`; then nothing was kept.
        """
        made = submission.to_json()
        values = [made[name] if isinstance(made[name], str) else _text(made[name]) for name in _COLUMNS.split(", ")]
        digest = sha256(json.dumps(submission.answers, sort_keys=True).encode()).hexdigest()
        self.base.execute("BEGIN IMMEDIATE")
        try:
            before = self._before(owner, submission.procedure, once, digest, again=again)
            if before is None:
                marks = ", ".join("?" * (len(values) + 3))
                row = (once or None, owner, digest, *values)
                self.base.execute(f"INSERT INTO submission (once, owner, digest, {_COLUMNS}) VALUES ({marks})", row)  # noqa: S608
            self.base.execute("COMMIT")
        except BaseException:
            self.base.execute("ROLLBACK")
            raise
        return before or Taken(submission.reference)

    def _before(self, owner: str, procedure: str, once: str, digest: str, *, again: bool) -> Taken | None:
        """The earlier sending that this would be again."""
        ask = "SELECT reference, digest FROM submission WHERE owner = ? AND procedure = ?"
        marked = self.base.execute(f"{ask} AND once = ?", (owner, procedure, once)).fetchone() if once else None
        if marked is not None:
            return Taken(marked[0]) if marked[1] == digest else Taken(marked[0], sent_before=True)
        alike = None if again else self.base.execute(f"{ask} AND digest = ? ORDER BY number DESC", (owner, procedure, digest)).fetchone()
        return Taken(alike[0], sent_before=True, same=True) if alike is not None else None

    def get(self, reference: str) -> Submission | None:
        row = self.base.execute(f"SELECT {_COLUMNS} FROM submission WHERE reference = ?", (reference,)).fetchone()  # noqa: S608
        return _submission(row) if row else None

    def all(self) -> Iterator[Submission]:
        """The newest first."""
        for row in self.base.execute(f"SELECT {_COLUMNS} FROM submission ORDER BY number DESC").fetchall():  # noqa: S608
            yield _submission(row)

    def close(self) -> None:
        self.base.close()


def new_reference(year: int) -> str:
    """A number nobody can guess and everybody can read out over the telephone."""
    letters = "".join(secrets.choice(_ALPHABET) for _ in range(8))
    return f"DEMO-{year}-{letters[:4]}-{letters[4:]}"


def now(zone: str) -> str:
    """The time now as it is recorded, in a zone (IANA name)."""
    return recorded(zone, datetime.now(UTC))


def json_lines(submissions: Iterator[Submission]) -> str:
    """One submission a line."""
    return "".join(_text(one.to_json()) + "\n" for one in submissions)


def csv_table(submissions: Iterator[Submission]) -> str:
    """One submission a row, one leaf of the answers a column, named by its JSON Pointer."""
    rows = []
    for one in submissions:
        plain = {name: value for name, value in one.to_json().items() if isinstance(value, str)}
        rows.append(plain | dict(leaves(one.answers)))
    columns = list(dict.fromkeys(name for row in rows for name in row))
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\r\n")
    table.writerow(columns)
    table.writerows([_safe(row.get(name, "")) for name in columns] for row in rows)
    return out.getvalue()


def leaves(value: Json, at: str = "") -> Iterator[tuple[str, str]]:
    """JSON Pointer -> text of every value that holds no others."""
    if isinstance(value, dict | list):
        for name, inner in value.items() if isinstance(value, dict) else enumerate(value):
            token = str(name).replace("~", "~0").replace("/", "~1")
            yield from leaves(inner, f"{at}/{token}")
    else:
        yield at, value if isinstance(value, str) else json.dumps(value)


def _safe(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return "'" + cell if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell


def _text(value: Json) -> str:
    return compact(value)


def _submission(row: tuple[str, ...]) -> Submission:
    reference, received, procedure, version, lang, citizen, answers, provenance, envelope = row
    told = (json.loads(answers), json.loads(provenance), json.loads(envelope))
    return Submission(reference, received, procedure, version, lang, citizen, *told)
