"""Files replaced whole: written beside, made durable, then renamed over."""

from __future__ import annotations

import ctypes
import os
from array import array
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import chain, islice
from pathlib import Path
from struct import calcsize
from threading import Event, Thread

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
            staged[path] = beside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
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
    """Write a file that nobody reads yet."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), 0o666)
    try:
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(handle, rest) :]
    finally:
        os.close(handle)


def same(path: Path | str, data: bytes) -> bool:
    """Whether a file holds exactly these bytes already."""
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
    except OSError:
        return False
    try:
        return os.fstat(handle).st_size == len(data) and os.read(handle, len(data) + 1) == data
    except OSError:  # a folder of that name
        return False
    finally:
        os.close(handle)


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


@contextmanager
def written_early(folder: Path, every: float = 1.0) -> Iterator[None]:
    """Within it, what is staged below a folder is written to disk while more is made: the last sync has little left to do.
    `every`: seconds. Raises `OSError` at the end if something could not be written: who syncs later is not told again.
    """
    stop, failed = Event(), list[OSError]()

    def keep_writing() -> None:
        try:
            while not stop.wait(every):
                if folder.is_dir() and not _sync_file_system(folder):  # made with the first file: later on a slow machine
                    return
        except OSError as error:
            failed.append(error)

    thread = Thread(target=keep_writing, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
    if failed:
        raise failed[0]


def lay_apart(folder: Path) -> None:
    """Say that what will be made in the folders of one has nothing to do with each other (`chattr +T`): ext4 then puts them
    in different groups of its disk. Without a journal it looks over all that was deleted in a group in the last minutes
    whenever it makes a file there: a build took twice as long after one was deleted. A hint, given only there.
    """
    try:
        import fcntl

        if not _is_ext4_without_journal(folder.stat().st_dev):
            return
        handle = os.open(folder, os.O_RDONLY)
        try:
            flags = array("i", [0, 0])
            fcntl.ioctl(handle, _GET_FLAGS, flags)
            flags[0] |= _TOP_OF_HIERARCHY
            fcntl.ioctl(handle, _SET_FLAGS, flags)
        finally:
            os.close(handle)
    except (ImportError, OSError):
        pass  # another system, or not ours to say


_SIZE = calcsize("l") << 16
_GET_FLAGS, _SET_FLAGS = 0x80006601 | _SIZE, 0x40006602 | _SIZE
_TOP_OF_HIERARCHY = 0x00020000
"""`FS_IOC_GETFLAGS`, `FS_IOC_SETFLAGS` and `FS_TOPDIR_FL` of linux/fs.h."""


def _is_ext4_without_journal(device: int) -> bool:
    name = Path(f"/sys/dev/block/{os.major(device)}:{os.minor(device)}").resolve().name
    return Path("/proc/fs/ext4", name).is_dir() and not list(Path("/proc/fs/jbd2").glob(f"{name}-*"))


def _sync_file_system(path: Path) -> bool:
    """Linux's `syncfs`, which says when something could not be written; False where there is none."""
    try:
        sync = ctypes.CDLL(None, use_errno=True).syncfs
    except (AttributeError, OSError):
        return False
    handle = os.open(path, os.O_RDONLY)
    try:
        if sync(handle) != 0:
            number = ctypes.get_errno()
            raise OSError(number, os.strerror(number), str(path))
    finally:
        os.close(handle)
    return True
