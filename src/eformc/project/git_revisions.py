"""A project as it stood at a revision of git: unpacked to a temporary folder, never checked out over anything."""

from __future__ import annotations

import io
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from eformc.project.files import SPEC_NAMES, FileProblem

PREFIX = "git:"


def is_revision(given: str) -> bool:
    """True if an argument names a revision: `git:REV` or `git:REV:PATH`."""
    return given.startswith(PREFIX)


def parts(given: str) -> tuple[str, str]:
    """Revision and path of `git:REV:PATH`; the path is counted from the project's folder and may be empty."""
    revision, _, path = given.removeprefix(PREFIX).partition(":")
    return revision, path


@contextmanager
def unpacked(revision: str, root: Path) -> Iterator[Path]:
    """The project's folder as it was at a revision, for as long as the context lasts. Raises `FileProblem`."""
    if shutil.which("git") is None:
        message = f"{PREFIX}{revision}: git is not installed"
        raise FileProblem(message)
    commit = _git(root, revision, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}").decode().strip()
    data = _git(root, revision, "archive", "--format=tar", commit)
    with tempfile.TemporaryDirectory(prefix="eformc-") as folder, tarfile.open(fileobj=io.BytesIO(data)) as archive:
        archive.extractall(folder, filter=lambda member, to: _inside(member, to, revision))  # noqa: S202 - by a filter
        yield Path(folder)


def _inside(member: tarfile.TarInfo, folder: str, revision: str) -> tarfile.TarInfo | None:
    """A member that leads nowhere else; a link out of the project is left out. Raises `FileProblem` where it is a spec."""
    try:
        return tarfile.data_filter(member, folder)
    except tarfile.FilterError:
        if member.name.endswith(SPEC_NAMES):
            message = f"{PREFIX}{revision}:{member.name}: leads out of the project, and nothing outside is read"
            raise FileProblem(message) from None
        return None


def _git(root: Path, revision: str, *arguments: str) -> bytes:
    done = subprocess.run(["git", "-C", str(root), *arguments], capture_output=True, check=False)  # noqa: S603, S607  (git of the path)
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        message = f"{PREFIX}{revision}: {said[-1] if said else 'no such revision here'}"
        raise FileProblem(message)
    return done.stdout
