"""Real stores for tests: SQLite and PostgreSQL tables in the default layout, files, an HTTP server on loopback."""

import asyncio
import csv
import json
import os
import pwd
import shutil
import sqlite3
import subprocess
import threading
from contextlib import contextmanager, suppress
from pathlib import Path


def cell(value):
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict) else value


def columns(records):
    return list(dict.fromkeys(name for record in records for name in record))


def to_sqlite(path, tables):
    """`tables`: (registry, lookup) -> records."""
    with sqlite3.connect(path) as database:
        for (registry, lookup), records in tables.items():
            names = columns(records)
            listed = ", ".join('"' + name.replace(".", "__") + '"' for name in names)
            database.execute(f'CREATE TABLE "{registry}__{lookup}" ({listed})')
            marks = ", ".join("?" * len(names))
            rows = [[cell(record.get(name)) for name in names] for record in records]
            database.executemany(f'INSERT INTO "{registry}__{lookup}" VALUES ({marks})', rows)
            for key in names[:1]:
                database.execute(f'CREATE INDEX "{registry}__{lookup}_key" ON "{registry}__{lookup}" ("{key}")')
    database.close()
    return f"sqlite:{path}"


_TYPES = {int: "integer", bool: "boolean", list: "jsonb", dict: "jsonb"}


def to_postgresql(url, tables):
    import psycopg

    with psycopg.connect(url, autocommit=True) as database:
        for (registry, lookup), records in tables.items():
            names = columns(records)
            kinds = {name: _TYPES.get(next((type(one[name]) for one in records if one.get(name) is not None), str), "text") for name in names}
            listed = ", ".join(f'"{name.replace(".", "__")}" {kinds[name]}' for name in names)
            database.execute(f'CREATE TABLE "{registry}__{lookup}" ({listed})')
            with database.cursor() as cursor, cursor.copy(f'COPY "{registry}__{lookup}" FROM STDIN') as copy:
                for record in records:
                    copy.write_row([cell(record.get(name)) for name in names])
            database.execute(f'CREATE INDEX ON "{registry}__{lookup}" ("{names[0]}")')
    return url


def to_files(folder, tables, form="json"):
    folder.mkdir(exist_ok=True)
    for (registry, lookup), records in tables.items():
        path = folder / f"{registry}.{lookup}.{form}"
        if form == "json":
            path.write_text(json.dumps(records, ensure_ascii=False), encoding="utf-8")
            continue
        with path.open("w", encoding="utf-8", newline="") as out:
            writer = csv.DictWriter(out, columns(records))
            writer.writeheader()
            for record in records:
                writer.writerow({name: {True: "true", False: "false"}.get(value, cell(value)) if isinstance(value, bool) else cell(value) for name, value in record.items()})
    return f"file:{folder}"


# --- PostgreSQL ---------------------------------------------------------------------------------------------------


def _programs():
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    here = shutil.which("initdb")
    if not found and here is None:
        raise RuntimeError("PostgreSQL is not installed: apt-get install postgresql")
    return found[-1].parent if found else Path(here).resolve().parent


@contextmanager
def postgresql(folder):
    """A server of its own in a folder, over a Unix socket alone; gives the URL of a fresh database. Not run as root."""
    programs = _programs()
    command = []
    if os.geteuid() == 0:
        user = pwd.getpwnam("postgres")
        for path in (folder, *[one for one in folder.parents if str(one).startswith("/tmp/")]):
            path.chmod(0o755)
        os.chown(folder, user.pw_uid, user.pw_gid)
        command = ["runuser", "-u", "postgres", "--"]
    data = folder / "data"

    def run(name, *arguments):
        subprocess.run([*command, programs / name, *arguments], check=True, capture_output=True, timeout=60, cwd="/")

    run("initdb", "-D", data, "-U", "eformc", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync")
    settings = "-c listen_addresses='' -c fsync=off -c full_page_writes=off -c shared_buffers=32MB -c logging_collector=off"
    run("pg_ctl", "-D", data, "-w", "-o", f"{settings} -k {folder}", "-l", folder / "log", "start")
    try:
        yield f"postgresql://eformc@/postgres?host={folder}"
    finally:
        run("pg_ctl", "-D", data, "-m", "immediate", "stop")


# --- HTTP ---------------------------------------------------------------------------------------------------------


@contextmanager
def http_server(answer, tls=None):
    """A server on loopback whose every connection is `await answer(reader, writer)`; gives its address."""
    loop = asyncio.new_event_loop()
    ready = threading.Event()
    port = []

    async def connected(reader, writer):
        with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            await answer(reader, writer)
        writer.close()

    async def serve():
        server = await asyncio.start_server(connected, "127.0.0.1", 0, ssl=tls)
        port.append(server.sockets[0].getsockname()[1])
        ready.set()

    serving_task = loop.create_task(serve())
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    ready.wait(5)
    try:
        yield f"{'http' if tls is None else 'https'}://127.0.0.1:{port[0]}"
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(5)
        for task in {*asyncio.all_tasks(loop), serving_task}:
            task.cancel()
        loop.run_until_complete(asyncio.sleep(0))
        loop.close()


async def read_request(reader):
    """One request: its first line, its headers, its JSON."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    first, *lines = head.split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines if line)}
    body = await reader.readexactly(int(headers.get("content-length", 0)))
    return first, headers, body


def response(status, body, kind="application/json"):
    data = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
    return f"HTTP/1.1 {status} OK\r\nContent-Type: {kind}\r\nContent-Length: {len(data)}\r\n\r\n".encode() + data


def serving(tables):
    """The protocol of the HTTP adapter over records, connections kept: what an agency's gateway would do."""
    indexed = {}
    for (registry, lookup), records in tables.items():
        key = columns(records)[0]
        index = indexed[f"/{registry}/{lookup}"] = (key, {})
        for record in records:
            index[1].setdefault(record[key], []).append(record)

    def found(path, asked):
        if path not in indexed:
            return response("404", {})
        key, index = indexed[path]
        records = index.get(asked["key"][key], [])
        if len(records) > 1:
            return response("200", {"record": [{}, {}]})
        if not records:
            return response("200", {"key": asked["key"], "record": None})
        record = {name: records[0][name] for name in asked["elements"] if name in records[0]}
        return response("200", {"key": {key: records[0][key]}, "record": record, "as_of": "2026-01-02"})

    async def answer(reader, writer):
        while True:
            first, _, body = await read_request(reader)
            writer.write(found(first.split(" ")[1], json.loads(body)))
            await writer.drain()

    return answer
