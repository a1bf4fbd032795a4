"""Files replaced whole: written beside, made durable, then renamed over."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path


def replace_file(path: Path, data: bytes) -> None:
    """Replace one file whole; on any error the old one stays."""
    replace_files({path: data})


def replace_files(files: Mapping[Path, bytes]) -> int:
    """Replace files: all new contents are on disk before the first name changes. Unchanged files are not touched.

    Gives the number of files written. On any error before the renames nothing has changed and nothing is left over.
    """
    changed = {path: data for path, data in files.items() if not _same(path, data)}
    staged: dict[Path, Path] = {}
    try:
        for path, data in changed.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            staged[path] = beside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
            with beside.open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
        for path, beside in staged.items():
            beside.replace(path)
    finally:
        for beside in staged.values():
            beside.unlink(missing_ok=True)
    for folder in sorted({path.parent for path in staged}):
        _sync(folder)
    return len(changed)


def _same(path: Path, data: bytes) -> bool:
    try:
        return path.stat().st_size == len(data) and path.read_bytes() == data
    except OSError:
        return False


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
