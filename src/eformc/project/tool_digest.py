"""A digest of eformc itself and of what it runs with: results of another are no results of this one."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path


@lru_cache(maxsize=1)
def tool_digest() -> str:
    """A digest of eformc and its surroundings as far as they may change a result: names, sizes and times of its own files (a checkout changes
    without its version), the libraries beside it by name and version, Python's version.
    """
    from eformc.shipped import data_dir

    seen = hashlib.blake2b(sys.version.encode(), digest_size=12)
    package = Path(__file__).resolve().parent.parent
    for folder in (package, data_dir("templates")):
        for path, size, changed in _stats(folder):
            seen.update(f"{path}\0{size}\0{changed}\n".encode())
    libraries = [name for folder in sys.path if folder.endswith("site-packages") for name in _names(folder)]
    seen.update("\n".join(sorted(name for name in libraries if name.endswith(".dist-info"))).encode())
    return seen.hexdigest()


def _stats(folder: Path) -> Iterator[tuple[str, int, int]]:
    todo = [str(folder)]
    while todo:
        with os.scandir(todo.pop()) as entries:
            for entry in sorted(entries, key=lambda entry: entry.name):
                if entry.is_dir(follow_symlinks=False):
                    if entry.name not in ("__pycache__", "_data"):
                        todo.append(entry.path)
                else:
                    found = entry.stat()
                    yield entry.path, found.st_size, found.st_mtime_ns


def _names(folder: str) -> list[str]:
    try:
        return os.listdir(folder)  # noqa: PTH208
    except OSError:
        return []
