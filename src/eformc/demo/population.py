"""Making a catalogue's population: what every face calls."""

from __future__ import annotations

from pathlib import Path

from eformc.demo.citizens import Citizens
from eformc.demo.description import description_of
from eformc.demo.store import Progress, fingerprint, write_sqlite
from eformc.demo.world import World
from eformc.model.catalogue import Catalogue
from eformc.safe_files import read_inside

PEOPLE, SEED = 10_000, 2026


def demo_files(folder: Path) -> dict[str, bytes]:
    """The demonstration files of a catalogue's folder, by name: those in its `demo` folder."""
    demo = folder / "demo"
    return {f"{folder.name}/demo/{path.name}": read_inside(folder, path) for path in sorted(demo.iterdir())} if demo.is_dir() else {}


def population(catalogue: Catalogue, folder: Path, seed: int = SEED, as_of: str | None = None) -> World:
    """A catalogue's world. Raises `DescriptionProblem`."""
    return World(catalogue, description_of(catalogue, demo_files(folder), as_of), seed)


def standing(path: Path, world: World, people: int, sources: dict[str, bytes], progress: Progress = lambda done: None) -> Citizens:
    """The population at a path: the one that stands there if it is the same, else a new one."""
    about = fingerprint(world, people, sources)
    citizens = Citizens(path)
    if not path.is_file() or citizens.about() != about:
        write_sqlite(path, world, people, about, progress)
    return citizens


def people_of(catalogue: Catalogue, home: Path, files: dict[str, bytes], folder: Path, people: int, progress: Progress) -> Citizens:
    """The demonstration population of a catalogue (in `home`, made of `files`), made where it does not stand in `folder`
    yet. Raises `DescriptionProblem`.
    """
    return standing(folder / f"{catalogue.id}.sqlite", population(catalogue, home), people, {**files, **demo_files(home)}, progress)
