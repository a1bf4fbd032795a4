"""Putting many bundles in place: staged beside each other by any number of processes, made durable by one sync, renamed.

Whoever reads meanwhile sees each file old or new, never half; a new bundle appears whole, and of a bundle that changes
the manifest changes last. A build that is killed leaves a folder `.eformc-*`, which the next one takes away.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from itertools import chain
from pathlib import Path

from eformc.bundle.writing import FEW, durable, lay_apart, same, write_new

MANIFEST = "manifest.json"
_STAGING = ".eformc-"


@contextmanager
def staging(out: Path) -> Iterator[Path]:
    """A folder to stage in, below `out` (on its file system), while no other build writes there. Gone in the end."""
    made = [folder for folder in (out, *out.parents) if not folder.exists()]
    out.mkdir(parents=True, exist_ok=True)
    try:
        yield from _staging(out)
    finally:
        for folder in made:
            with suppress(OSError):  # something was built
                folder.rmdir()


def _staging(out: Path) -> Iterator[Path]:
    with _alone(out):
        for left in out.glob(f"{_STAGING}*"):
            shutil.rmtree(left, ignore_errors=True)
        folder = out / f"{_STAGING}{os.getpid()}"
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _alone(out: Path) -> Iterator[None]:
    """Wait until no other process publishes to a folder. The folder itself is locked: nothing is left in it."""
    try:
        import fcntl
    except ImportError:  # no such locks on Windows; staging folders are told apart by process there
        yield
        return
    handle = os.open(out, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def stage(folder: Path, out: Path, procedure: str, files: Iterable[tuple[str, bytes]]) -> list[str]:
    """Write those files of a bundle that are not in place already; gives their paths within the bundle."""
    there, here = out / procedure, folder / procedure
    fresh = not there.is_dir()
    staged: list[str] = []
    made: set[str] = set()
    for path, data in files:
        if fresh or not same(there / path, data):
            target = os.path.join(here, path)  # noqa: PTH118 - a hot loop
            parent = os.path.dirname(target)  # noqa: PTH120
            if parent not in made:
                if not folder.is_dir():
                    folder.mkdir(parents=True, exist_ok=True)
                    lay_apart(folder)
                os.makedirs(parent, exist_ok=True)  # noqa: PTH103
                made.add(parent)
            write_new(target, data)
            staged.append(path)
    return staged


def publish(
    out: Path, folder: Path, bundles: Mapping[str, tuple[str, Sequence[str]]], top: Mapping[str, bytes]
) -> int:
    """Put staged bundles (procedure -> folder it was staged below, paths) and the files all of them share in place.

    Gives the number of files written.
    """
    shared = {path: data for path, data in top.items() if not same(out / path, data)}
    for path, data in shared.items():
        target = folder / ".top" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        write_new(target, data)
    durable(chain(
        (Path(below, name, path) for name, (below, paths) in bundles.items() for path in paths),
        (folder / ".top" / path for path in shared),
    ))  # fmt: skip
    touched: set[Path] = {out}
    for name in sorted(bundles):
        below, paths = bundles[name]
        if paths:
            touched |= _put_bundle(Path(below, name), out / name, paths)
    for path in sorted(shared):
        (out / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / ".top" / path).replace(out / path)
        touched.add((out / path).parent)
    written = len(shared) + sum(len(paths) for _, paths in bundles.values())
    if written:
        durable(sorted(touched) if len(touched) <= FEW else [out] * (FEW + 1))
    return written


def _put_bundle(staged: Path, there: Path, paths: Sequence[str]) -> set[Path]:
    """One bundle in place: a new one by one rename, else file by file and the manifest last."""
    try:
        staged.rename(there)
    except OSError:
        pass  # it is there already
    else:
        return set()
    before = outputs_of(there)
    touched: set[Path] = set()
    for path in sorted(paths, key=lambda path: (path == MANIFEST, path)):
        (there / path).parent.mkdir(parents=True, exist_ok=True)
        (staged / path).replace(there / path)
        touched.add((there / path).parent)
    for gone in before - outputs_of(there):
        (there / gone).unlink(missing_ok=True)
    return touched


def outputs_of(bundle: Path) -> set[str]:
    """The files that a bundle's manifest says are in it; those that lead out of it are not."""
    try:
        manifest = json.loads((bundle / MANIFEST).read_bytes())
        paths = {str(one["path"]) for one in manifest["outputs"]}
    except (OSError, ValueError, TypeError, KeyError):
        return set()
    return {path for path in paths if not path.startswith(("/", "\\")) and ".." not in Path(path).parts}
