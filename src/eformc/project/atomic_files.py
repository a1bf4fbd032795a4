"""Files replaced whole: written beside, made durable, then renamed over."""

from __future__ import annotations

import errno
import os
import secrets
import stat
import sys
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from itertools import chain, islice
from pathlib import Path

_HERE = getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)
FEW = 32
"""Up to so many files are made durable one by one; more of them by one sync of their file system."""


def replace_file(path: Path, data: bytes) -> None:
    """Replace one file whole; on any error the old one stays."""
    replace_files({path: data})


def replace_files(files: Mapping[Path, bytes]) -> int:
    """Replace files: all new contents are on disk before the first name changes. Unchanged files are not touched.

    Gives the number of files written. On any error before the renames nothing has changed and nothing is left over.
    """
    changed = {path: data for path, data in files.items() if not same(path, data)}
    staged: dict[Path, Path] = {}
    try:
        for path, data in changed.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            staged[path] = beside = path.with_name(f".{path.name}.{secrets.token_hex(6)}.tmp")
            write_new(beside, data)
        durable(staged.values())
        for path, beside in staged.items():
            beside.replace(path)
    finally:
        for beside in staged.values():
            beside.unlink(missing_ok=True)
    durable(sorted({path.parent for path in staged}))
    return len(changed)


def write_new(path: Path | str, data: bytes) -> None:
    """Write a file that is not there yet; through no link."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _HERE, 0o666)
    try:
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(handle, rest) :]
    finally:
        os.close(handle)


def same(path: Path | str, data: bytes) -> bool:
    """True if a regular file holds exactly these bytes already. Follows no link, waits for no pipe."""
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | _HERE)
    except OSError:
        return False
    try:
        found = os.fstat(handle)
        return stat.S_ISREG(found.st_mode) and found.st_size == len(data) and os.read(handle, len(data) + 1) == data
    except OSError:
        return False
    finally:
        os.close(handle)


def exchange(one: Path, other: Path) -> bool:
    """Exchange two folders in one step: whoever looks sees the one or the other under a name, at any moment. False where
    system or file system cannot (then nothing has changed).
    """
    call = _exchanging()
    if call is None:
        return False
    number = call(os.fsencode(one), os.fsencode(other))
    if number in _CANNOT:
        return False
    if number:
        raise OSError(number, os.strerror(number), str(other))
    return True


_CANNOT = {errno.ENOSYS, errno.EINVAL, errno.EXDEV, errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP}
"""Error numbers of file systems and sandboxes of containers that know no exchange."""


@lru_cache(maxsize=1)
def _exchanging() -> Callable[[bytes, bytes], int] | None:
    """The system's call: Linux's `renameat2`, macOS's `renamex_np`. It gives 0 or the error's number."""
    import ctypes

    try:
        library = ctypes.CDLL(None, use_errno=True)
        if sys.platform == "darwin":
            swap, flags = library.renamex_np, (2,)  # RENAME_SWAP
            return lambda one, other: ctypes.get_errno() if swap(one, other, *flags) else 0
        rename, here = library.renameat2, -100  # AT_FDCWD
    except (AttributeError, OSError, TypeError):
        return None
    return lambda one, other: ctypes.get_errno() if rename(here, one, here, other, 2) else 0  # RENAME_EXCHANGE


def durable(paths: Iterable[Path]) -> None:
    """Files and folders are on disk when this returns: one by one if they are few, else by one sync for all of them
    (6 ms a file is what a build of a province would wait for most).
    """
    rest = iter(paths)
    few = list(islice(rest, FEW + 1))
    if len(few) > FEW and _sync_file_system(few[0]):
        return
    for path in chain(few, rest):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _sync_file_system(path: Path) -> bool:
    """Linux's `syncfs`, which says when something could not be written; False where there is none."""
    import ctypes

    try:
        sync = ctypes.CDLL(None, use_errno=True).syncfs
    except (AttributeError, OSError, TypeError):
        return False
    handle = os.open(path, os.O_RDONLY)
    try:
        if sync(handle) != 0:
            number = ctypes.get_errno()
            raise OSError(number, os.strerror(number), str(path))
    finally:
        os.close(handle)
    return True
