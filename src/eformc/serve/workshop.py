"""The author's project as the server sees it: each spec compiled, and compiled again when its file is saved."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from msgspec import Struct

from eformc.contract.plan import Plan
from eformc.emit.form import published
from eformc.portal.forms import PublishedForm
from eformc.portal.html.theme import Theme
from eformc.project import Project, SettingsError, SpecAnalysis
from eformc.project.files import FileProblem
from eformc.project.settings import inside_project
from eformc.project.themes import theme_of
from eformc.reasoning.planning import plan_of

THEME = (".j2", ".css", ".svg", ".png")
"""The endings of a theme's files, beside its `theme.toml`."""


class Ready(Struct, frozen=True):
    """A form that can be filled in: the last state of its spec that could be compiled."""

    unit: SpecAnalysis
    form: PublishedForm
    plan: Plan


class Workshop:
    """`open_project` reads settings and catalogues anew. `revision` counts what changed: pages that show an older one
    load themselves again. Raises `SettingsError` for a theme that cannot be used.
    """

    def __init__(self, open_project: Callable[[], Project], paths: tuple[str, ...]) -> None:
        self.open_project = open_project
        self.paths = paths
        self.units: dict[Path, SpecAnalysis] = {}
        self.ready: dict[str, Ready] = {}
        self.revision = 1
        self.project = open_project()
        self.theme: Theme = theme_of(self.project.settings)
        self._read(self.project.spec_paths(self.paths), {})

    def procedure(self, name: str) -> Ready | None:
        return self.ready.get(name)

    def unit(self, name: str) -> SpecAnalysis | None:
        """A spec by its procedure's id, compiled or not."""
        found = next((unit for unit in self.units.values() if unit.procedure is not None and unit.procedure.id == name), None)
        return found or (self.ready[name].unit if name in self.ready else None)

    def watched(self) -> list[Path]:
        """Folders and files whose changes matter: specs, catalogues, settings."""
        folders = [Path(path).resolve() for path in self.paths]
        folders += [folder.resolve() for folder in self.project.catalogue_folders().values()]
        settings = self.project.settings.file
        more = [settings] if settings else []
        theme = self._theme_path()
        more += [theme if theme.is_dir() else theme.parent] if theme is not None else []
        return [path for path in dict.fromkeys((*folders, *more)) if path.exists()]

    def _theme_path(self) -> Path | None:
        settings = self.project.settings
        if settings.own_theme is not None:
            return Path(settings.own_theme)
        return inside_project(settings, "theme", settings.theme) if settings.theme is not None else None

    def saved(self, changed: Iterable[Path]) -> list[str]:
        """Take up files that changed: a spec alone, or everything where a catalogue, a fragment or the settings did. Gives
        the procedures that were compiled.
        """
        specs = {path.resolve() for path in self.units}
        files = {path.resolve() for path in changed}
        try:
            found = self.project.spec_paths(self.paths)
            new = {path.resolve() for path in found} - specs
            if files <= specs | new:
                again = [path for path in found if path.resolve() in files]
                kept = {path: unit for path, unit in self.units.items() if path in found}
            elif all(path.suffix in THEME for path in files):
                self.theme = theme_of(self.project.settings)
                again, kept = [], dict(self.units)
            else:
                self.project = self.open_project()
                self.theme = theme_of(self.project.settings)
                again, kept = found, {}
            self._read(again, kept)
        except (FileProblem, SettingsError):  # half written, or being moved: the next event comes
            return []
        self.revision += 1
        return [unit.procedure.id for path in again if (unit := self.units.get(path)) is not None and unit.procedure is not None]

    def _read(self, paths: Iterable[Path], kept: Mapping[Path, SpecAnalysis]) -> None:
        """Compile these and judge them with the others. What requests read is exchanged whole: they run beside this."""
        units = {**kept, **{path: self.project.unit(path) for path in paths}}
        order = sorted(units)
        units = dict(zip(order, self.project.together([units[path] for path in order]), strict=True))
        ready, before = dict(self.ready), {id(one.unit.reasoned) for one in self.ready.values()}
        for unit in units.values():
            if unit.sound and unit.reasoned is not None and id(unit.reasoned) not in before:
                made = Ready(unit, published(unit.reasoned), plan_of(unit.reasoned))
                ready[made.form.procedure] = made
        here = {unit.procedure.id for unit in units.values() if unit.procedure is not None}
        unread = any(unit.procedure is None for unit in units.values())
        self.units = units
        self.ready = {name: one for name, one in ready.items() if name in here or unread}
