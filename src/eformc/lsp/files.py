"""An editor's open files: each with its last text, what it means, and what it meant when it could last be read."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path

from lsprotocol.types import Position
from msgspec import Struct, field
from msgspec.structs import replace

from eformc.diagnostics import Diagnostic
from eformc.language.catalogue import CatalogueCompiler
from eformc.language.mistakes import KINDS
from eformc.lsp.fragments import MOST, found_in, including
from eformc.lsp.names import Named, Role, names_of
from eformc.lsp.neighbours import Neighbours, belongs, spec_places
from eformc.lsp.positions import Lines, lines_of
from eformc.lsp.trail import kind_of
from eformc.project import Project, Settings, SettingsError, load_settings
from eformc.project.analysis import DependencyRecorder, SpecAnalysis
from eformc.project.files import FileProblem
from eformc.project.findings import SpecResult
from eformc.project.settings import data_only
from eformc.safe_files import read_inside
from eformc.source import Mapping, Node, SourceText, read


class Open(Struct, frozen=True):
    """One open file at one version. `good`: the last version of it that could be read (perhaps this one)."""

    uri: str
    path: str
    version: int | None
    text: str
    lines: Lines
    source: SourceText
    root: Node
    unit: SpecAnalysis | None
    diagnostics: tuple[Diagnostic, ...]
    good: Open | None = None

    @property
    def readable(self) -> bool:
        return isinstance(self.root, Mapping)

    def standing(self, position: Position) -> tuple[Open, int]:
        """The version that a place is to be looked at in, and the offset there: the last one that could be read, where
        nothing changed up to the end of the line.
        """
        offset = self.lines.offset(self.source, position)
        if self.readable or self.good is None:
            return self, offset
        end = self.source.text.find("\n", offset)
        above = self.source.text[: end if end >= 0 else len(self.source.text)]
        return (self.good, offset) if self.good.source.text.startswith(above) else (self, offset)

    def best(self) -> Open:
        """This version, or the last one that could be read."""
        return self if self.readable or self.good is None else self.good


class Files(Struct):
    """All open files, by URI, and the projects they belong to, by folder."""

    today: str
    encoding: str = "utf-16"
    opened: dict[str, Open] = field(default_factory=dict)
    texts: dict[Path, bytes] = field(default_factory=dict)
    projects: dict[Path, Project] = field(default_factory=dict)
    defined: dict[Path, dict[tuple[Role, str], tuple[Path, Named]]] = field(default_factory=dict)
    neighbours: dict[Path, Neighbours] = field(default_factory=dict)
    """Facts that the specs on disk tell each other, by project; open ones tell it themselves."""
    users: dict[Path, list[Path]] = field(default_factory=dict)
    """The specs on disk that put a fragment in."""
    plugins: tuple[str, ...] = ()
    """The packages whose rules run beside eformc's, if a project wants them: the command line names them."""

    def edit(self, uri: str, path: str, version: int | None, text: str) -> Open:
        """Take over a text and find everything in it."""
        before = self.opened.get(uri)
        made = self.read(uri, path, version, text)
        if not made.readable and before is not None:
            good = before if before.readable else before.good
            made = Open(uri, path, version, text, made.lines, made.source, made.root, made.unit, made.diagnostics, good)
        self.opened[uri] = made
        self.texts[Path(path).resolve()] = text.encode("utf-8", "replace")
        return made

    def read(self, uri: str, path: str, version: int | None, text: str) -> Open:
        """A text with what is found in it, from scratch."""
        data = text.encode("utf-8", "replace")
        source, root, flaws = read(path, data)
        lines = lines_of(text, self.encoding)
        kind = kind_of(root)
        if kind == "procedure":
            project = self.project(path)
            alone = project.unit_of(path, data, DependencyRecorder(project.settings.root, project.today, self.texts))
            unit = self._among_others(project, alone)
            return Open(uri, path, version, text, lines, unit.source, unit.root, unit, _own(unit))
        if kind == "fragment":
            found = found_in(source, self._including(path, data))
            own = [KINDS[flaw.code].at(flaw.span, flaw.message, args=dict(flaw.args)) for flaw in flaws]
            return Open(uri, path, version, text, lines, source, root, None, found or tuple(own))
        return Open(uri, path, version, text, lines, source, root, None, self._of_catalogue(path, data))

    def _including(self, path: str, data: bytes) -> Iterator[SpecAnalysis]:
        """A few of the specs that put a fragment in, with its text as it is typed: open ones first."""
        project, fragment = self.project(path), Path(path).resolve()
        if fragment not in self.users:
            self.users[fragment] = list(including(fragment, self.specs(path), {}))
        texts = {**self.texts, fragment: data}
        opened = including(fragment, [Path(one.path) for one in self.opened.values() if one.unit is not None], texts)
        others = (spec for spec in self.users[fragment] if spec.resolve() not in self.texts)
        for spec in islice(chain(opened, others), MOST):
            asked = DependencyRecorder(project.settings.root, project.today, texts)
            try:
                yield project.unit_of(spec.as_posix(), texts.get(spec.resolve()) or read_inside(project.settings.root, spec), asked)
            except OSError:  # gone meanwhile
                continue

    def _among_others(self, project: Project, unit: SpecAnalysis) -> SpecAnalysis:
        """A spec with what is found between it and the other specs of its project, once they were looked at."""
        root, mine = project.settings.root, Path(unit.path).resolve()
        if root not in self.neighbours or not belongs(project.settings, mine):
            return unit
        others: dict[Path, SpecResult] = {**self.neighbours[root], **self._told_in_editor(root)}
        others.pop(mine, None)
        return project.among(unit, others.values())

    def _told_in_editor(self, root: Path) -> Neighbours:
        """The facts that the open specs of a project tell: with their last text that could be read."""
        units = [one.best().unit for one in self.opened.values() if self.project(one.path).settings.root == root]
        return {Path(unit.path).resolve(): unit.result for unit in units if unit is not None}

    def met(self, root: Path, neighbours: Neighbours) -> list[Open]:
        """Take over what the specs of a project tell; gives the open ones of which something else is found now."""
        self.neighbours[root] = neighbours
        return self.settled(root)

    def settled(self, root: Path) -> list[Open]:
        """Look between the specs of a project again, not into them; gives the open ones of which something else is found."""
        changed = []
        for file in list(self.opened.values()):
            project = self.project(file.path)
            if file.unit is None or project.settings.root != root:
                continue
            unit = self._among_others(project, file.unit)
            if unit.diagnostics != file.unit.diagnostics:
                self.opened[file.uri] = replace(file, unit=unit, diagnostics=_own(unit))
                changed.append(self.opened[file.uri])
        return changed

    def _of_catalogue(self, path: str, data: bytes) -> tuple[Diagnostic, ...]:
        """The findings of the whole catalogue in this file, with its text as it is now."""
        project, resolved = self.project(path), Path(path).resolve()
        for folder in project.catalogue_folders().values():
            if resolved.is_relative_to(folder.resolve()):
                names = (one for one in sorted(folder.resolve().rglob("*")) if one.suffix in (".yaml", ".yml", ".csv"))
                files = {one.as_posix(): read_inside(folder, one) for one in names}
                found = CatalogueCompiler({**files, resolved.as_posix(): data}).compile().diagnostics
                return tuple(one for one in found if one.span.path == resolved.as_posix())
        return ()

    def close(self, uri: str) -> None:
        """Forget an open file: the one on disk counts again."""
        gone = self.opened.pop(uri, None)
        if gone is None:
            return
        self.texts.pop(Path(gone.path).resolve(), None)
        project, path = self.project(gone.path), Path(gone.path).resolve()
        known = self.neighbours.get(project.settings.root, {})
        if known.pop(path, None) is not None and path.is_file():
            known[path] = project.unit(Path(gone.path)).result

    def forget(self) -> None:
        """Read settings and catalogues anew: something changed on disk."""
        self.projects.clear()
        self.defined.clear()
        self.users.clear()
        for one in list(self.opened.values()):
            self.edit(one.uri, one.path, one.version, one.text)

    def project(self, path: str) -> Project:
        """The project a file belongs to; one with nothing but defaults where its settings cannot be read."""
        folder = Path(path).parent
        try:
            settings = data_only(load_settings(folder), self.plugins)
        except SettingsError:
            settings = Settings(folder.resolve())
        if settings.root not in self.projects:
            self.projects[settings.root] = Project(settings, self.today)
        return self.projects[settings.root]

    def definitions(self, path: str) -> dict[tuple[Role, str], tuple[Path, Named]]:
        """The places where the names of the catalogues are given: (role, `entity.name` or name) -> file and place."""
        project = self.project(path)
        root = project.settings.root
        if root not in self.defined:
            found: dict[tuple[Role, str], tuple[Path, Named]] = {}
            for folder in project.catalogue_folders().values():
                for file in sorted(folder.rglob("*.y*ml")):
                    for named in names_of(read(file.as_posix(), read_inside(folder, file))[1]):
                        if named.defines:
                            name = f"{named.owner}.{named.name}" if named.owner else named.name
                            found.setdefault((named.role, name), (file, named))
            self.defined[root] = found
        return self.defined[root]

    def specs(self, path: str) -> list[Path]:
        """The specs of a file's project, for what is looked for everywhere."""
        project = self.project(path)
        try:
            return project.spec_paths(spec_places(project.settings))
        except FileProblem:
            return []


def _own(unit: SpecAnalysis) -> tuple[Diagnostic, ...]:
    """The findings in a spec's own file; what lies in a fragment shows there."""
    return tuple(found for found in unit.diagnostics if found.span.path == unit.path)


def shown(file: Open) -> list[Diagnostic]:
    """The diagnostics of a file: of one that cannot be read, why, and what was found before on lines that are still there."""
    found = list(file.diagnostics)
    if file.readable or file.good is None:
        return found
    before, now = file.good.source.text.split("\n"), file.source.text.split("\n")
    same = 0
    while same < min(len(before), len(now)) and before[same] == now[same]:
        same += 1
    return found + [one for one in file.good.diagnostics if one.span.places()[2] <= same]
