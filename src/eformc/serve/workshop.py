"""The author's project as the server sees it: each spec compiled, and compiled again when its file is saved."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from eformc.emit.form import published
from eformc.reasoning.planning import plan_of
from eformc.runtime.prefill import Plan
from eformc.runtime.published import PublishedForm
from eformc.workspace import Project, Unit
from eformc.workspace.files import FileProblem


@dataclass(frozen=True, slots=True)
class Ready:
    """A form that can be filled in: the last state of its spec that could be compiled."""

    unit: Unit
    form: PublishedForm
    plan: Plan


@dataclass(slots=True)
class Workshop:
    """`open_project` reads settings and catalogues anew. `revision` counts what changed: pages that show an older one
    load themselves again.
    """

    open_project: Callable[[], Project]
    paths: tuple[str, ...]
    project: Project = field(init=False)
    units: dict[Path, Unit] = field(default_factory=dict)
    ready: dict[str, Ready] = field(default_factory=dict)
    revision: int = 1

    def __post_init__(self) -> None:
        self.project = self.open_project()
        self._read(self.project.spec_paths(self.paths))

    def procedure(self, name: str) -> Ready | None:
        return self.ready.get(name)

    def unit(self, name: str) -> Unit | None:
        """A spec by its procedure's id, compiled or not."""
        found = next((unit for unit in self.units.values() if unit.procedure is not None and unit.procedure.id == name), None)
        return found or (self.ready[name].unit if name in self.ready else None)

    def watched(self) -> list[Path]:
        """Folders and files whose changes matter: specs, catalogues, settings."""
        folders = [Path(path).resolve() for path in self.paths]
        folders += [folder.resolve() for folder in self.project.catalogue_folders().values()]
        return [path for path in dict.fromkeys(folders) if path.exists()]

    def saved(self, changed: Iterable[Path]) -> list[str]:
        """Take up files that changed: a spec alone, or everything where a catalogue, a fragment or the settings did. Gives
        the procedures that were compiled.
        """
        specs = {path.resolve() for path in self.units}
        files = {path.resolve() for path in changed}
        try:
            found = self.project.spec_paths(self.paths)
            new = [path for path in found if path.resolve() not in specs]
            gone = [path for path in self.units if path not in found]
            if files <= specs | {path.resolve() for path in new}:
                again = [path for path in found if path.resolve() in files]
            else:
                self.project = self.open_project()
                again, self.units = found, {}
            for path in gone:
                self.units.pop(path, None)
            self._read(again)
        except FileProblem:  # an editor is writing: the next event comes
            return []
        self.revision += 1
        return [unit.procedure.id for path in again if (unit := self.units.get(path)) is not None and unit.procedure is not None]

    def _read(self, paths: Iterable[Path]) -> None:
        for path in paths:
            self.units[path] = self.project.unit(path)
        settled = self.project.together([self.units[path] for path in sorted(self.units)])
        before = {id(ready.unit.reasoned) for ready in self.ready.values()}
        for path, unit in zip(sorted(self.units), settled, strict=True):
            self.units[path] = unit
            if unit.sound and unit.reasoned is not None and id(unit.reasoned) not in before:
                ready = Ready(unit, published(unit.reasoned), plan_of(unit.reasoned))
                self.ready[ready.form.procedure] = ready
        here = {unit.procedure.id for unit in self.units.values() if unit.procedure is not None}
        unread = any(unit.procedure is None for unit in self.units.values())
        self.ready = {name: ready for name, ready in self.ready.items() if name in here or unread}
