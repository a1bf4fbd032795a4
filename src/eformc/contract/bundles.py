"""A bundle as it lies on disk, read whole: all its files of one build, each as the manifest says."""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from eformc.contract.errors import PortalError
from eformc.kernel.patterns import PatternError
from eformc.safe_files import read_regular

MANIFEST = "manifest.json"
TRIES, PAUSE = 10, 0.02
"""A bundle that is being replaced is looked for again so many times, with so many seconds between."""


NOT_OURS = (ValueError, TypeError, AttributeError, LookupError, ArithmeticError, RecursionError, PatternError)
"""What reading JSON raises that has not the shape of a file of a bundle."""


class BundleError(PortalError):
    """A bundle that cannot be read; the message says which file and why."""


def read_bundle(folder: Path) -> dict[str, bytes]:
    """The files of a bundle's folder (`OUT/<procedure>`) by name, all of one build, manifest included. Raises `BundleError`
    where a file is missing or is not what the manifest says.
    """
    problem = BundleError(str(folder))
    for attempt in range(TRIES):
        try:
            with _reader(folder) as read:
                return _read(folder, read)
        except OSError as error:
            problem = BundleError(f"{folder / str(error.filename or '')}: {error.strerror}")
        except BundleError as error:
            problem = error
        if attempt < TRIES - 1:
            time.sleep(PAUSE)
    raise problem


@contextmanager
def _reader(folder: Path) -> Iterator[Callable[[str], bytes]]:
    """Reads files of one and the same folder, though another takes its name meanwhile, where the system has handles of
    folders.
    """
    if os.open not in os.supports_dir_fd:
        yield lambda name: read_regular(folder / name)
        return
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield lambda name: read_regular(name, dir_fd=handle)
    finally:
        os.close(handle)


def _read(folder: Path, read: Callable[[str], bytes]) -> dict[str, bytes]:
    found = {MANIFEST: read(MANIFEST)}
    try:
        outputs = [(str(one["path"]), one["sha256"]) for one in json.loads(found[MANIFEST])["outputs"]]
    except (ValueError, TypeError, KeyError) as error:
        message = f"{folder / MANIFEST}: not a manifest that eformc wrote ({type(error).__name__}: {error})"
        raise BundleError(message) from error
    for path, digest in outputs:
        if path.startswith(("/", "\\")) or ".." in path.split("/"):
            message = f"{folder / MANIFEST}: names `{path}`, which is no file of the bundle"
            raise BundleError(message)
        found[path] = read(path)
        if hashlib.sha256(found[path]).hexdigest() != digest:
            message = f"{folder / path}: is not the file that was built (its digest is not the manifest's); build it again"
            raise BundleError(message)
    return found
