"""File stamps (digest, size, times, inode) that show whether published outputs are unchanged."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from eformc.build.cache import Cache
from eformc.safe_files import read_regular

if TYPE_CHECKING:
    from eformc.build.results import Summary

MANIFEST = "manifest.json"
RACY = 50_000_000
"""Nanoseconds: a file that changed so shortly before it was looked at may change again under the same time."""

Stamp = list[str | int]
"""SHA-256, size, time of change, time of its entry's change, inode; of what changed just now the digest alone."""
State = dict[str, Stamp]
"""Path within a bundle -> its stamp."""


def bundle_digests(summary: Summary) -> dict[str, str]:
    """The files of a bundle and their digests."""
    record = summary.record
    if record.outputs is None or record.manifest is None:
        return {}
    return {**{path: digest for path, digest, _ in record.outputs}, MANIFEST: record.manifest[0]}


def state_of(folder: str, wanted: Mapping[str, str], now: int) -> State:
    """The stamps of files (path -> SHA-256) that were put into a folder. `now`: nanoseconds since the epoch."""
    out: State = {}
    for path, digest in wanted.items():
        found = os.stat(f"{folder}/{path}")  # noqa: PTH116
        settled = now - found.st_ctime_ns > RACY  # else it is read next time
        out[path] = [digest, found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino] if settled else [digest]
    return out


def up_to_date(cache: Cache, out: Path, summaries: Iterable[Summary]) -> set[str]:
    """Keys of the specs whose outputs stand below `out` as they were built."""
    where = out.resolve()
    built = cache.built(where)
    states: dict[str, State] = dict(zip(built, json.loads(f"[{','.join(built.values())}]"), strict=True))
    folders = _folders_in(out)
    return {
        summary.key
        for summary in summaries
        if (name := summary.procedure_id) is not None and name in folders and summary.record.outputs is not None
        and in_folder(f"{where}/{name}", bundle_digests(summary), states.get(name, {}))
    }  # fmt: skip


def _folders_in(out: Path) -> set[str]:
    """The real folders of a folder: what is reached by a link was not put there by a build."""
    try:
        with os.scandir(out) as entries:
            return {entry.name for entry in entries if entry.is_dir(follow_symlinks=False)}
    except OSError:
        return set()


def in_folder(folder: str, wanted: Mapping[str, str], state: State) -> bool:
    """True if files hold what their digests say: known by size and times, else by reading them."""
    for path, digest in wanted.items():
        full = f"{folder}/{path}"  # a hot loop
        try:
            found = os.lstat(full)
            seen = [digest, found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino]
            if state.get(path) == seen:
                continue
            if hashlib.sha256(read_regular(full)).hexdigest() != digest:
                return False
        except OSError:
            return False
    return True
