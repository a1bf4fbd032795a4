"""Putting bundles in place, each whole: staged beside each other by any number of processes, made durable, exchanged.

Whoever reads meanwhile sees a bundle old or new, never something of both, also when the build is killed or the disk is
full between any two steps. A new bundle appears by a rename. Of one that changes, the whole folder is staged (what stays
the same is linked, not written) and exchanged with the old one in one step of the system (`writing.exchange`). Where a
system has no such step the old folder is moved aside first: then a bundle may be missing for a moment, and one that a
killed build moved aside is put back by the next.

Why no links to versioned folders, which would do everywhere: they do not survive being copied (zip, Windows, servers
that follow no links), and a link in the output folder is what a stranger's checkout would plant.

What stands in the output folder and is not eformc's is left alone. Nothing is written, read or deleted through a link.
"""

from __future__ import annotations

import errno
import json
import os
import secrets
import shutil
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from itertools import chain
from pathlib import Path

from eformc.contract.code_lists import FOLDER as LISTS
from eformc.contract.code_lists import NAME
from eformc.project.atomic_files import FEW, durable, exchange, same, write_new
from eformc.safe_files import read_regular

MANIFEST = "manifest.json"
_STAGING = ".eformc-"
_ASIDE = ".old"
_TOP = ".top"
_A_FOLDER = "is a folder where a file must go; take it away, or build elsewhere (-o)"


_NOT_FOLLOWED: dict[str, bool] = {"follow_symlinks": False} if os.link in os.supports_follow_symlinks else {}
_NO_FILE = {errno.ENOENT, errno.ELOOP, errno.EINVAL, errno.EISDIR, errno.ENXIO, errno.EMLINK}
"""Nothing there, or a link, a folder, a pipe."""


class OutputProblem(OSError):
    """Something stands in the output folder where a bundle must go. `filename` says what, `strerror` what to do."""

    def __init__(self, path: Path | str, message: str) -> None:
        super().__init__(errno.EEXIST, message, str(path))


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
        for left in sorted(out.glob(f"{_STAGING}*")):
            _put_back(left, out)
            shutil.rmtree(left, ignore_errors=True)  # follows no link
        folder = out / f"{_STAGING}{secrets.token_hex(8)}"  # nobody can have put a link there
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _put_back(left: Path, out: Path) -> None:
    """Bundles that a killed build had moved aside and not yet replaced."""
    aside = left / _ASIDE
    if all(path.is_dir() and not path.is_symlink() for path in (left, aside)):
        for old in sorted(aside.iterdir()):
            if not os.path.lexists(out / old.name):
                old.rename(out / old.name)


@contextmanager
def _alone(out: Path) -> Iterator[None]:
    """Wait until no other process publishes to a folder. The folder itself is locked: nothing is left in it."""
    try:
        import fcntl
    except ImportError:  # no such locks on Windows; staging folders are told apart by name there
        yield
        return
    handle = os.open(out, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def stage(folder: Path, out: Path, procedure: str, files: Iterable[tuple[str, bytes]]) -> tuple[str, list[str]]:
    """Write those files of a bundle that are not in place already, into a folder of their own below `folder`. Gives that
    folder, and their paths within the bundle. Raises `OutputProblem` where no bundle can stand.
    """
    there = out / procedure
    fresh = not _is_folder(there)
    here = ""
    staged: list[str] = []
    for path, data in files:
        if fresh or not same(f"{there}/{path}", data):
            here = here or _new_folder(folder, procedure)
            if "/" in path:
                os.makedirs(os.path.dirname(f"{here}/{path}"), exist_ok=True)  # noqa: PTH103, PTH120 - a hot loop
            write_new(f"{here}/{path}", data)
            staged.append(path)
    return here, staged


def _is_folder(path: Path) -> bool:
    """True if a real folder stands there; False where there is nothing. Raises `OutputProblem` for anything else."""
    try:
        mode = os.lstat(path).st_mode
    except FileNotFoundError:
        return False
    if stat.S_ISDIR(mode):
        return True
    kind = "a link, and nothing is written through links" if stat.S_ISLNK(mode) else "no folder"
    raise OutputProblem(path, f"is {kind}; take it away, or build elsewhere (-o)")


def _new_folder(folder: Path, procedure: str) -> str:
    """A folder that nobody else stages in: two specs may call themselves alike, a batch may be done twice."""
    number = 0
    while True:
        here = f"{folder}/{procedure}" + (f"~{number}" if number else "")
        try:
            os.mkdir(here)  # noqa: PTH102 - a hot loop
        except FileNotFoundError:
            folder.mkdir(parents=True, exist_ok=True)
        except FileExistsError:
            number += 1
        else:
            return here


def publish(
    out: Path, folder: Path, bundles: Mapping[str, tuple[str, Sequence[str]]], top: Mapping[str, bytes],
    kept: Callable[[Path], None] = lambda path: None,
) -> int:  # fmt: skip
    """Put staged bundles (procedure -> folder it was staged in, paths) and the files all of them share in place. Gives the
    number of files written. `kept` is told what stays in a bundle's folder that is not eformc's. Raises `OutputProblem`
    before anything has changed.
    """
    for path in top:
        _check_way(out, path)
    shared = {path: data for path, data in top.items() if not same(out / path, data)}
    for path, data in shared.items():
        target = folder / _TOP / path
        target.parent.mkdir(parents=True, exist_ok=True)
        write_new(target, data)
    # folders that bundles share come first: a bundle finds what it names
    changes: list[_Change] = [*_shared_changes(out, folder / _TOP, shared, top, bundles)]
    changes += [_Change(Path(bundles[name][0]), out / name, bundles[name][1]) for name in sorted(bundles) if bundles[name][1]]
    for change in changes:
        change.prepare(kept)
    durable(chain(
        (one.staged / path for one in changes for path in one.paths),
        dict.fromkeys((one.staged / path).parent for one in changes if not one.alone for path in (MANIFEST, *one.paths)),
        (folder / _TOP / path for path in shared if "/" not in path),
    ))  # fmt: skip
    touched = {out, *((one.there / one.paths[0]).parent for one in changes if one.alone)}
    for change in changes:
        change.make(folder / _ASIDE)
    alone = sorted(path for path in shared if "/" not in path)
    for path in alone:
        (folder / _TOP / path).replace(out / path)
    written = len(alone) + sum(len(one.paths) for one in changes)
    if written:
        durable(sorted(touched) if len(touched) <= FEW else [out] * (FEW + 1))
    for change in changes:
        shutil.rmtree(change.staged, ignore_errors=True)  # the old one: before times are looked at, which its links change
    return written


def _shared_changes(
    out: Path, staged: Path, shared: Iterable[str], top: Iterable[str], bundles: Iterable[str]
) -> Iterator[_SharedChange]:
    """A change for each folder that bundles share and of which a file changes. `staged`: where those files are."""
    paths: dict[str, list[str]] = {}
    for path in sorted(shared):
        name, inner, rest = path.partition("/")
        if inner:
            paths.setdefault(name, []).append(rest)
    named = {*top, *_outputs_in(out)} if paths else set()
    for name, some in paths.items():
        yield _SharedChange(staged / name, out / name, some, named, lambda: _lists_of_others(out, bundles))


def _outputs_in(out: Path) -> set[str]:
    """The files beside the bundles that the last build lists; nothing where that cannot be read."""
    with suppress(OSError):
        return outputs_of(out)
    return set()


def _lists_of_others(out: Path, bundles: Iterable[str]) -> Iterator[str]:
    """The code lists, as paths in `assets`, of bundles that stay as they are: of an earlier build, or of a part of it."""
    made = {*bundles}
    with os.scandir(out) as entries:
        names = [one.name for one in entries if one.name not in made and one.is_dir(follow_symlinks=False)]
    for name in names:
        for file in ("form.json", "prefill.json"):
            with suppress(OSError, ValueError, TypeError, KeyError):
                lists = json.loads(read_regular(out / name / file))["lists"]
                yield from (f"{LISTS.partition('/')[2]}/{one}.json" for one in lists)


def _check_way(out: Path, path: str) -> None:
    """Raises `OutputProblem` where a shared file cannot go: a folder of its name, a parent that is no real folder."""
    for parent in reversed(Path(path).parents[:-1]):
        _is_folder(out / parent)
    with suppress(FileNotFoundError):
        if stat.S_ISDIR(os.lstat(out / path).st_mode):
            raise OutputProblem(out / path, _A_FOLDER)


class _Change:
    """One bundle to be put in place. `paths`: of its files those that were staged; the others are as they were."""

    __slots__ = ("alone", "paths", "staged", "there")

    def __init__(self, staged: Path, there: Path, paths: Sequence[str]) -> None:
        self.staged, self.there, self.paths = staged, there, paths
        self.alone = False
        """True if one file takes the place of one, so that a rename does it whole."""

    def prepare(self, kept: Callable[[Path], None]) -> None:
        """Make the staged folder whole: what stays of the bundle, and what in its folder is not eformc's, is linked.
        Nothing changes below `there`. Raises `OSError`.
        """
        if not _is_folder(self.there):
            return
        before = outputs_of(self.there) | {MANIFEST}
        after = before if MANIFEST not in self.paths else outputs_of(self.staged) | {MANIFEST}
        folders = _folders_in(self.there)
        for path in after & folders:
            raise OutputProblem(self.there / path, _A_FOLDER)
        if len(self.paths) == 1 and before <= after:
            self.alone = True
            return
        for path in after.difference(self.paths):
            _link(self.there / path, self.staged / path)
        ours = (before - folders) | {path.partition("/")[0] for path in after}
        for name in sorted(set(os.listdir(self.there)) - ours):  # noqa: PTH208
            _keep(self.there / name, self.staged / name)
            kept(self.there / name)
        shutil.copymode(self.there, self.staged)

    def make(self, aside: Path) -> None:
        """Put the bundle in place, whole."""
        if self.alone:
            (self.staged / self.paths[0]).replace(self.there / self.paths[0])
        elif not os.path.lexists(self.there):
            self.staged.rename(self.there)
        elif not exchange(self.staged, self.there):
            self._by_two_steps(aside)

    def _by_two_steps(self, aside: Path) -> None:
        """Replace a folder where folders cannot be exchanged: the old one is moved aside, the new one takes its place."""
        aside.mkdir(exist_ok=True)
        old = aside / self.there.name
        self.there.rename(old)
        try:
            self.staged.rename(self.there)
        except BaseException:
            old.rename(self.there)
            raise


class _SharedChange(_Change):
    """A folder that bundles share, to be put in place. Code lists that nobody names any more are left out: those of the
    build before stay, for whoever reads one of its bundles while they are exchanged. `named`: files that this build and
    the one before put beside the bundles; `others`: gives the lists that all other bundles read.
    """

    __slots__ = ("named", "others")

    def __init__(self, staged: Path, there: Path, paths: Sequence[str], named: set[str], others: Callable[[], Iterable[str]]) -> None:
        super().__init__(staged, there, paths)
        self.named, self.others = named, others

    def prepare(self, kept: Callable[[Path], None]) -> None:
        """Make the staged folder whole: what stays is linked, whatever it is; see `_Change.prepare`."""
        if not _is_folder(self.there):
            return
        stays, unnamed = self._standing()
        left = unnamed and unnamed.difference(self.others())
        if len(self.paths) == 1 and not left and (self.there / self.paths[0]).parent.is_dir():
            self.alone = True
            return
        for path in stays + sorted(unnamed - left):
            ours = f"{self.there.name}/{path}" in self.named or path in unnamed
            (_link if ours else _keep)(self.there / path, self.staged / path)
        for parent in {parent for path in self.paths for parent in Path(path).parents}:
            if (self.there / parent).is_dir():
                shutil.copymode(self.there / parent, self.staged / parent)

    def _standing(self) -> tuple[list[str], set[str]]:
        """Everything in the folder that is not replaced: (what is named or not eformc's, lists of earlier builds)."""
        stays, unnamed = list[str](), set[str]()
        folders = {parent.as_posix() for path in self.paths for parent in Path(path).parents}
        for folder in sorted(one for one in folders if (self.there / one).is_dir()):
            for name in sorted(os.listdir(self.there / folder)):  # noqa: PTH208
                path = (Path(folder) / name).as_posix()
                if path in self.paths or path in folders:
                    continue
                a_list = f"{self.there.name}/{folder}" == LISTS and NAME.fullmatch(name.removesuffix(".json"))
                if a_list and f"{LISTS}/{name}" not in self.named:
                    unnamed.add(path)
                else:
                    stays.append(path)
        return stays, unnamed


def _folders_in(folder: Path) -> set[str]:
    with os.scandir(folder) as entries:
        return {entry.name for entry in entries if entry.is_dir(follow_symlinks=False)}


def _link(path: Path, beside: Path) -> None:
    """A second name for a file that stays as it is: it is never written to, only replaced. A copy where there are no
    second names.
    """
    beside.parent.mkdir(parents=True, exist_ok=True)
    try:
        _name_again(path, beside)
    except FileNotFoundError:
        raise
    except OSError:
        write_new(beside, read_regular(path))
        shutil.copymode(path, beside)


def _name_again(path: Path, beside: Path) -> None:
    os.link(path, beside, **_NOT_FOLLOWED)


def _keep(path: Path, beside: Path) -> None:
    """Something that is not eformc's, kept in the new folder: whatever it is, it is neither followed nor read."""
    if path.is_dir() and not path.is_symlink():
        beside.mkdir()
        for one in sorted(path.iterdir()):
            _keep(one, beside / one.name)
        shutil.copymode(path, beside)
        return
    try:
        _name_again(path, beside)
    except OSError as error:
        raise OutputProblem(path, "is not eformc's and cannot be kept where it is; move it out of the bundle's folder") from error


def outputs_of(bundle: Path) -> set[str]:
    """The files that a bundle's manifest says are in it; those that lead out of it are not. Raises `OSError` where it is there
    and cannot be read: else what is in it would be taken for somebody else's, and kept beside the new files.
    """
    try:
        manifest = json.loads(read_regular(bundle / MANIFEST))
        paths = {str(one["path"]) for one in manifest["outputs"]}
    except OSError as error:
        if error.errno in _NO_FILE:
            return set()
        raise
    except (ValueError, TypeError, KeyError):
        return set()
    return {path for path in paths if path and not path.startswith(("/", "\\")) and ".." not in Path(path).parts}


SHARED = frozenset({"assets", "index.html", MANIFEST, "shard.json", "demo"})
"""Names of the files that eformc puts beside the bundles; no procedure may be called so (`language.reading`)."""


def strangers(out: Path, made: Iterable[str]) -> tuple[list[str], list[str]]:
    """Everything in an output folder beside the bundles that were made: (bundles of other builds, everything else), by
    name.
    """
    ours = {*made, *SHARED}
    earlier, others = list[str](), list[str]()
    with os.scandir(out) as entries:
        for entry in sorted(entries, key=lambda entry: entry.name):
            if entry.name in ours or entry.name.startswith("."):
                continue
            bundle = entry.is_dir(follow_symlinks=False) and os.path.isfile(f"{entry.path}/{MANIFEST}")  # noqa: PTH113
            (earlier if bundle else others).append(entry.name)
    return earlier, others
