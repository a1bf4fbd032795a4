"""Which files a project is made of: specs, fragments, catalogues. Imports nothing that compiles."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

from eformc.workspace.data import shipped
from eformc.workspace.settings import Settings

_OTHER_KINDS = re.compile(rb"^(?:catalogue|entity|registry|documents|code_list|fragment|population)[ \t]*:", re.MULTILINE)
_PROCEDURE = re.compile(rb"^procedure[ \t]*:", re.MULTILINE)
DEMO = "demo"
"""The folder of a catalogue that describes its demonstration population: no part of what it means."""


class FileProblem(Exception):
    """A file or folder that cannot be read; the message says which and why."""


def spec_paths(paths: Iterable[str]) -> list[Path]:
    """The spec files below the given paths, sorted. Raises `FileProblem` for a path that is not there."""
    return [Path(path) for path, _ in specs(paths)]


def specs(paths: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    """The spec files below the given paths, with forward slashes, and their bytes; sorted. A file given by name is a spec
    whatever it holds.
    """
    named: set[str] = set()
    below: set[str] = set()
    for given in paths:
        path = Path(given)
        if path.is_dir():
            below.update(_yaml_below(path.as_posix()))
        elif path.is_file():
            named.add(path.as_posix())
        else:
            message = f"{given}: no such file or folder"
            raise FileProblem(message)
    for name in sorted(below | named):
        data = read_file(name)
        if name in named or is_spec(data):
            yield name, data


def is_spec(data: bytes) -> bool:
    """Whether a YAML file is a spec: those that are of another kind (catalogues, fragments) by their first key are not."""
    head = data[:65536]
    return _PROCEDURE.search(head) is not None or _OTHER_KINDS.search(head) is None


def read_file(path: Path | str) -> bytes:
    """A file's bytes. Raises `FileProblem`."""
    try:
        with open(path, "rb", buffering=0) as file:  # noqa: PTH123 - a hot loop
            return file.readall()
    except OSError as error:
        message = f"{path}: {error.strerror}"
        raise FileProblem(message) from error


def _yaml_below(folder: str) -> Iterator[str]:
    """YAML files below a folder; nothing hidden, no linked folders."""
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
                elif name.endswith((".yaml", ".yml")) and entry.is_file():
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
    """What stands before the names of a folder's files; nothing outside the project."""
    real, base = Path(folder).resolve(), root.resolve()
    inner = real.relative_to(base).as_posix() if real.is_relative_to(base) else "."
    return "" if inner == "." else f"{inner}/"


def inside(root: Path, path: str) -> Path | None:
    """A file of the project by its path from the project's folder; None if it is not there or not inside."""
    base = root.resolve()
    found = (base / path).resolve()
    return found if found.is_file() and found.is_relative_to(base) else None


def fragment(root: Path, of: str, name: str) -> tuple[str, bytes] | None:
    """A fragment by id: in a `fragments` folder beside the spec, or beside one of its parents up to the root."""
    folder = Path(of).resolve().parent
    base = root.resolve()
    while True:
        for suffix in (".yaml", ".yml"):
            path = folder / "fragments" / f"{name}{suffix}"
            if path.is_file():
                shown = Path(of).parent / "fragments" / path.name
                return (shown if shown.is_file() else path).as_posix(), path.read_bytes()
        if folder in (base, folder.parent):
            return None
        folder = folder.parent


def catalogue_folders(settings: Settings) -> dict[str, Path]:
    """Catalogue id -> folder: the project's own before the ones that ship with eformc."""
    own = {name: settings.root / folder for name, folder in settings.catalogues.items()}
    base = shipped("catalogue")
    found = sorted(child for child in base.iterdir() if child.is_dir()) if base.is_dir() else []
    return {**{child.name: child for child in found}, **own}


def default_catalogue(settings: Settings) -> str | None:
    """The project's only catalogue, or the one the settings name."""
    if settings.catalogue:
        return settings.catalogue
    own = list(settings.catalogues)
    if len(own) == 1:
        return own[0]
    folders = list(catalogue_folders(settings))
    return folders[0] if len(folders) == 1 else None


def catalogue_files(folder: Path, root: Path) -> dict[str, bytes]:
    """The files of a catalogue: path as it stands in outputs -> bytes."""
    base = root.resolve()
    out = {}
    for path in sorted(folder.rglob("*")):
        if path.suffix in (".yaml", ".yml", ".csv") and DEMO not in path.relative_to(folder).parts[:-1] and path.is_file():
            real = path.resolve()
            name = real.relative_to(base) if real.is_relative_to(base) else Path(folder.name) / path.relative_to(folder)
            out[name.as_posix()] = read_file(path)
    return out
