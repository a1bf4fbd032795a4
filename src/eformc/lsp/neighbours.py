"""The facts that the other specs of a project tell about an open one: read when the project is, then again only where it changed."""

from __future__ import annotations

from pathlib import Path

from eformc.build.cache import Cache, folder_for
from eformc.build.driver import Run
from eformc.build.results import told_by
from eformc.project import FileProblem, Settings, SettingsError
from eformc.project.findings import Looked

Neighbours = dict[Path, Looked]
"""By the resolved path of a spec."""


def spec_places(settings: Settings) -> list[str]:
    """The files and folders with specs that a project's settings name and that are there."""
    places = [settings.root / spec for spec in settings.specs]
    return [place.as_posix() for place in places if place.exists()]


def neighbours_of(settings: Settings, today: str) -> Neighbours:
    """The facts that every spec of a project tells; from the cache where it did not change. One process: an editor waits for
    nothing here, and may end the server at any time.
    """
    cache = Cache(folder_for(settings.root), today)
    try:
        run = Run(settings, today, cache, jobs=1)
        return {Path(one.path).resolve(): told_by(one, run.terms(), run.text) for one in run.look(spec_places(settings))}
    except (FileProblem, SettingsError):  # said where a spec is looked at, or by the next look
        return {}
    finally:
        cache.close()


def belongs(settings: Settings, path: Path) -> bool:
    """True if a resolved path is one of a project's specs, or would be once it is saved."""
    return any(path.is_relative_to(Path(place).resolve()) for place in spec_places(settings))
