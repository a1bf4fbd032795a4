"""An editor's open files: each with its last text, what it means, and what it meant when it could last be read."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from lsprotocol.types import Position

from eformc.diagnostics import Diagnostic
from eformc.language.catalogue import CatalogueCompiler
from eformc.language.mistakes import KINDS
from eformc.lsp.names import Named, Role, names_of
from eformc.lsp.positions import Lines, lines_of
from eformc.lsp.trail import kind_of
from eformc.source import Mapping, Node, SourceText, read
from eformc.workspace import Project, Settings, SettingsError, load_settings
from eformc.workspace.files import FileProblem
from eformc.workspace.project import Asked, Unit


class AskedInEditor(Asked):
    """What a spec asks for, where open files count with the text they have in the editor."""

    def __init__(self, project: Project, texts: dict[Path, bytes]) -> None:
        super().__init__(project.settings.root, project.today)
        self.texts = texts

    def fragment(self, of: str, name: str) -> tuple[str, bytes] | None:
        """See `Asked.fragment`."""
        found = super().fragment(of, name)
        return (found[0], self.texts.get(Path(found[0]).resolve(), found[1])) if found else None


@dataclass(frozen=True, slots=True)
class Open:
    """One open file at one version. `good`: the last version of it that could be read (perhaps this one)."""

    uri: str
    path: str
    version: int | None
    text: str
    lines: Lines
    source: SourceText
    root: Node
    unit: Unit | None
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


@dataclass(slots=True)
class Files:
    """All open files, by URI, and the projects they belong to, by folder."""

    today: str
    encoding: str = "utf-16"
    opened: dict[str, Open] = field(default_factory=dict)
    texts: dict[Path, bytes] = field(default_factory=dict)
    projects: dict[Path, Project] = field(default_factory=dict)
    defined: dict[Path, dict[tuple[Role, str], tuple[Path, Named]]] = field(default_factory=dict)

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
            unit = project.unit_of(path, data, AskedInEditor(project, self.texts))
            own = tuple(found for found in unit.diagnostics if found.span.path == path)
            return Open(uri, path, version, text, lines, unit.source, unit.root, unit, own)
        if kind == "fragment":
            found = [KINDS[flaw.code].at(flaw.span, flaw.message, args=dict(flaw.args)) for flaw in flaws]
            return Open(uri, path, version, text, lines, source, root, None, tuple(found))
        return Open(uri, path, version, text, lines, source, root, None, self._of_catalogue(path, data))

    def _of_catalogue(self, path: str, data: bytes) -> tuple[Diagnostic, ...]:
        """What the whole catalogue finds in this file, with its text as it is now."""
        project, resolved = self.project(path), Path(path).resolve()
        for folder in project.catalogue_folders().values():
            if resolved.is_relative_to(folder.resolve()):
                files = {one.as_posix(): one.read_bytes() for one in sorted(folder.resolve().rglob("*")) if one.suffix in (".yaml", ".yml", ".csv")}
                found = CatalogueCompiler({**files, resolved.as_posix(): data}).compile().diagnostics
                return tuple(one for one in found if one.span.path == resolved.as_posix())
        return ()

    def close(self, uri: str) -> None:
        """Forget an open file: the one on disk counts again."""
        gone = self.opened.pop(uri, None)
        if gone is not None:
            self.texts.pop(Path(gone.path).resolve(), None)

    def forget(self) -> None:
        """Read settings and catalogues anew: something changed on disk."""
        self.projects.clear()
        self.defined.clear()
        for one in list(self.opened.values()):
            self.edit(one.uri, one.path, one.version, one.text)

    def project(self, path: str) -> Project:
        """The project a file belongs to; one with nothing but defaults where its settings cannot be read."""
        folder = Path(path).parent
        try:
            settings = load_settings(folder)
        except SettingsError:
            settings = Settings(folder.resolve())
        if settings.root not in self.projects:
            self.projects[settings.root] = Project(settings, self.today)
        return self.projects[settings.root]

    def definitions(self, path: str) -> dict[tuple[Role, str], tuple[Path, Named]]:
        """Where the names of the catalogues are given: (role, `entity.name` or name) -> file and place."""
        project = self.project(path)
        root = project.settings.root
        if root not in self.defined:
            found: dict[tuple[Role, str], tuple[Path, Named]] = {}
            for folder in project.catalogue_folders().values():
                for file in sorted(folder.rglob("*.y*ml")):
                    for named in names_of(read(file.as_posix(), file.read_bytes())[1]):
                        if named.defines:
                            name = f"{named.owner}.{named.name}" if named.owner else named.name
                            found.setdefault((named.role, name), (file, named))
            self.defined[root] = found
        return self.defined[root]

    def specs(self, path: str) -> list[Path]:
        """The specs of a file's project, for what is looked for everywhere."""
        project = self.project(path)
        places = [str(project.settings.root / spec) for spec in project.settings.specs]
        try:
            return project.spec_paths([place for place in places if Path(place).exists()])
        except FileProblem:
            return []


def shown(file: Open) -> list[Diagnostic]:
    """What is said of a file: of one that cannot be read, why, and what was found before on lines that are still there."""
    found = list(file.diagnostics)
    if file.readable or file.good is None:
        return found
    before, now = file.good.source.text.split("\n"), file.source.text.split("\n")
    same = 0
    while same < min(len(before), len(now)) and before[same] == now[same]:
        same += 1
    return found + [one for one in file.good.diagnostics if one.span.places()[2] <= same]
