"""The files a project is made of: specs, fragments, catalogues. Imports nothing that compiles."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

from eformc.project.settings import Settings, inside_project
from eformc.safe_files import is_inside, read_inside
from eformc.shipped import data_dir

_OTHER_KINDS = re.compile(rb"^(?:\xef\xbb\xbf)?(?:entity|registry|documents|code_list|fragment|population|laws)[ \t]*:", re.MULTILINE)
_CATALOGUE = re.compile(rb"^(?:\xef\xbb\xbf)?catalogue[ \t]*:", re.MULTILINE)
_NAMED = re.compile(rb"^(?:\xef\xbb\xbf)?procedure[ \t]*:", re.MULTILINE)
_PROCEDURE = re.compile(rb"^(?:\xef\xbb\xbf)?(?:procedure|subjects|pages)[ \t]*:", re.MULTILINE)
SPEC_NAMES = (".eform.yaml", ".eform.yml")
FRAGMENT_ID = re.compile(r"[a-z][a-z0-9_-]{0,63}")
DEMO = "demo"
"""The folder of a catalogue that describes its demonstration population: no part of what it means."""


class FileProblem(Exception):
    """A file or folder that cannot be read; the message says which and why."""


def spec_paths(paths: Iterable[str], root: Path | None = None) -> list[Path]:
    """The spec files below the given paths, sorted. Raises `FileProblem` for a path that is not there."""
    return [Path(path) for path, _ in specs(paths, root)]


def specs(paths: Iterable[str], root: Path | None = None) -> Iterator[tuple[str, bytes]]:
    """The spec files below the given paths, with forward slashes, and their bytes; sorted. A file given by name is a spec
    whatever it holds, and so is one whose own name says so. `root`: the project's folder, which no link may lead out of.
    """
    named: dict[str, Path] = {}
    below: dict[str, Path] = {}
    for given in paths:
        path = Path(given)
        home = home_of(path, root)
        if path.is_dir():
            below.update(dict.fromkeys(_yaml_below(path.as_posix()), home))
        elif os.path.lexists(path):
            named[path.as_posix()] = home
        else:
            message = f"{given}: no such file or folder"
            raise FileProblem(message)
    for name in sorted(below.keys() | named.keys()):
        data = read_file(name, named.get(name) or below[name], folder_known=True)
        if name in named or is_spec(data, name):
            yield name, data


def home_of(given: Path, root: Path | None) -> Path:
    """The folder that links below a path named by the user, to read or to write, may lead to: the project where it lies in
    it, else its own. Raises `FileProblem` where the path itself is reached by a link that leads out of the project or the
    working directory.
    """
    shown = Path(os.path.abspath(given))  # noqa: PTH100 - as it was written, links and all
    folder = shown if given.is_dir() else shown.parent
    for place in (root, Path.cwd()):
        if place not in (None, Path("/")) and shown.is_relative_to(place) and not is_inside(place, folder):
            message = f"{given}: is reached by a link that leads out of {place}; name the folder that it leads to"
            raise FileProblem(message)
    return root if root is not None and is_inside(root, folder) else folder


def is_spec(data: bytes, name: str = "") -> bool:
    """True if a YAML file is a spec: one of that name is; of the others those that are of another kind (catalogues,
    fragments) by their keys are not.
    """
    if name.endswith(SPEC_NAMES):
        return True
    head = data[:65536]
    if _NAMED.search(head) is not None:
        return True
    other = _OTHER_KINDS.search(head) is not None
    return not other and (_PROCEDURE.search(head) is not None or _CATALOGUE.search(head) is None)


def read_file(path: Path | str, root: Path | None = None, *, folder_known: bool = False) -> bytes:
    """A file's bytes. `root`: the folder that no link may lead out of; without one the file's own. Raises `FileProblem`."""
    try:
        inside = root if root is not None else os.path.dirname(path) or "."  # noqa: PTH120
        return read_inside(inside, path, folder_known=folder_known or root is None)
    except OSError as error:
        message = f"{path}: {error.strerror}"
        raise FileProblem(message) from error


def _yaml_below(folder: str) -> Iterator[str]:
    """YAML files below a folder; nothing hidden, no linked folders. What is called as specs are is given whatever it is."""
    todo = [folder]
    while todo:
        here = todo.pop()
        start = "" if here == "." else here if here.endswith("/") else f"{here}/"  # as pathlib joins
        with os.scandir(here) as entries:
            for entry in entries:
                name = entry.name
                if name.startswith("."):
                    continue
                if entry.is_dir(follow_symlinks=False):
                    todo.append(start + name)
                elif name.endswith(SPEC_NAMES) or (name.endswith((".yaml", ".yml")) and entry.is_file()):
                    yield start + name


def relative(root: Path, path: str) -> str:
    """A path as it may stand in an output: from the project's folder, with forward slashes."""
    parent, name = os.path.split(path)
    if name in ("", ".", "..") or os.path.islink(path):  # noqa: PTH114 - a hot loop
        real, base = Path(path).resolve(), root.resolve()
        return real.relative_to(base).as_posix() if real.is_relative_to(base) else real.name
    return _prefix(root, parent) + name


@lru_cache(maxsize=64)
def _prefix(root: Path, folder: str) -> str:
    """The prefix of the names of a folder's files; nothing outside the project."""
    real, base = Path(folder).resolve(), root.resolve()
    inner = real.relative_to(base).as_posix() if real.is_relative_to(base) else "."
    return "" if inner == "." else f"{inner}/"


def inside(root: Path, path: str) -> Path | None:
    """A file of the project by its path from the project's folder; None if it is not there or not inside."""
    base = root.resolve()
    found = (base / path).resolve()
    return found if found.is_file() and found.is_relative_to(base) else None


def fragment(root: Path, of: str, name: str) -> tuple[str, bytes] | None:
    """A fragment by id: in a `fragments` folder beside the spec, or beside one of its parents up to the root. Nothing where
    it is no id. Raises `FileProblem`.
    """
    if not FRAGMENT_ID.fullmatch(name):
        return None
    folder = Path(of).resolve().parent
    base = root.resolve()
    home = base if folder.is_relative_to(base) else folder
    while True:
        for suffix in (".yaml", ".yml"):
            path = folder / "fragments" / f"{name}{suffix}"
            if path.is_file():
                shown = Path(of).parent / "fragments" / path.name
                return (shown if shown.is_file() else path).as_posix(), read_file(path, home)
        if folder == home:
            return None
        folder = folder.parent


def catalogue_folders(settings: Settings) -> dict[str, Path]:
    """Catalogue id -> folder: the project's own before the ones that ship with eformc."""
    own = {name: inside_project(settings, "catalogues", folder) for name, folder in settings.catalogues.items()}
    base = data_dir("catalogue")
    found = sorted(child for child in base.iterdir() if child.is_dir()) if base.is_dir() else []
    return {**{child.name: child for child in found}, **own}


def default_catalogue(settings: Settings) -> str | None:
    """The project's only catalogue, the one the settings name, or for a project without any the one that eformc ships as such."""
    if settings.catalogue:
        return settings.catalogue
    own = list(settings.catalogues)
    if len(own) == 1:
        return own[0]
    folders = list(catalogue_folders(settings))
    if len(folders) == 1:
        return folders[0]
    return None if own else _shipped_default(folders)


def _shipped_default(folders: list[str]) -> str | None:
    """The catalogue that the file `default` beside the shipped ones names."""
    named = data_dir("catalogue") / "default"
    name = named.read_text(encoding="utf-8").strip() if named.is_file() else ""
    return name if name in folders else None


def catalogue_files(folder: Path, root: Path) -> dict[str, bytes]:
    """The files of a catalogue: path as it stands in outputs -> bytes. Raises `FileProblem`."""
    base = root.resolve()
    home = root if folder.resolve().is_relative_to(base) else folder
    out = {}
    for path in sorted(folder.rglob("*")):
        if path.suffix in (".yaml", ".yml", ".csv") and DEMO not in path.relative_to(folder).parts[:-1] and not path.is_dir():
            data = read_file(path, home, folder_known=True)  # `rglob` follows no linked folder
            real = path.resolve()
            name = real.relative_to(base) if real.is_relative_to(base) else Path(folder.name) / path.relative_to(folder)
            out[name.as_posix()] = data
    return out
