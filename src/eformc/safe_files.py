"""Reading files that others brought along: of a project, a catalogue, a theme.

Whatever a checkout holds, no file outside the folder it may be read from is opened: links are followed only where they
stay below that folder, and nothing but a regular file is read, so that a pipe or a device holds nobody up.
"""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

_FLAGS = (
    os.O_RDONLY | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
)
_LINK = {errno.ELOOP, getattr(errno, "EMLINK", errno.ELOOP), getattr(errno, "EFTYPE", errno.ELOOP)}  # as Linux, FreeBSD, NetBSD say it


class Outside(OSError):
    """A path that leads out of the folder it may be read from. `filename` is the path as it was given."""

    def __init__(self, path: str | Path, root: str | Path) -> None:
        super().__init__(errno.EACCES, f"leads out of {root}, and nothing outside is read", str(path))


def read_inside(root: str | Path, path: str | Path, *, folder_known: bool = False) -> bytes:
    """A regular file's bytes, if it lies below `root` once links are resolved. `folder_known`: the caller found the path
    by walking below `root` without following links, so that only the file itself may be one. Raises `OSError`.
    """
    if not folder_known:
        parent = os.path.dirname(path) or "."  # noqa: PTH120 - a hot loop
        if not is_inside(root, parent):
            raise Outside(path, root)
    try:
        handle = os.open(path, _FLAGS)
    except OSError as error:
        if error.errno not in _LINK:
            raise
        real = os.path.realpath(path)
        if not is_inside(root, real):
            raise Outside(path, root) from None
        handle = os.open(real, _FLAGS)
    return _content(handle, path)


def read_regular(path: str | Path, dir_fd: int | None = None) -> bytes:
    """The bytes of a regular file that is no link (in the folder of a handle, if one is given). Raises `OSError`; waits for
    nobody.
    """
    return _content(os.open(path, _FLAGS, dir_fd=dir_fd), path)


def read_without_waiting(path: str | Path) -> bytes:
    """The bytes of a regular file, or of one that a link leads to. Raises `OSError`; a pipe is refused, not waited for."""
    return _content(os.open(path, _FLAGS & ~getattr(os, "O_NOFOLLOW", 0)), path)


def _content(handle: int, path: str | Path) -> bytes:
    with open(handle, "rb", buffering=0) as file:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise OSError(errno.EINVAL, "is no file that can be read", str(path))
        return file.readall()


def is_inside(root: str | Path, path: str | Path) -> bool:
    """True if a path lies below a folder, or is it, once links are resolved."""
    base, real = os.path.realpath(root), os.path.realpath(path)
    return real == base or real.startswith(base.rstrip(os.sep) + os.sep)
