"""Reading a project: which files are specs, which catalogues there are, and what is found in each spec."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from eformc.diagnostics import Diagnostic
from eformc.diagnostics.suppressions import suppressions
from eformc.language.catalogue import CatalogueCompiler
from eformc.language.procedure import compile_procedure
from eformc.model.catalogue import Catalogue
from eformc.model.procedure import Procedure
from eformc.reasoning.explain import explain
from eformc.reasoning.reasoned import Reasoned
from eformc.reasoning.recognition.wordings import Wordings
from eformc.source import Node, SourceText
from eformc.workspace.data import shipped
from eformc.workspace.rule_set import crashed, rules_of
from eformc.workspace.settings import Settings
from eformc.workspace.settling import Aside, Looked, fatal, settle
from eformc.workspace.terms import Terms, terms_of

if TYPE_CHECKING:
    from eformc.rules.day import Day
    from eformc.rules.rule import Form, Rule, Told

_OTHER_KINDS = re.compile(rb"^(?:catalogue|entity|registry|documents|code_list|fragment|population)[ \t]*:", re.MULTILINE)
_PROCEDURE = re.compile(rb"^procedure[ \t]*:", re.MULTILINE)
DEMO = "demo"
"""The folder of a catalogue that describes its demonstration population: no part of what it means."""


@dataclass(frozen=True, slots=True)
class Unit:
    """One spec file: its text, what it means as far as it could be understood, and everything found in it."""

    path: str
    source: SourceText
    root: Node
    procedure: Procedure | None
    reasoned: Reasoned | None
    looked: Looked
    """Everything found in it alone, before comments set any of it aside."""
    diagnostics: tuple[Diagnostic, ...]
    suppressed: Aside = ()
    inputs: tuple[tuple[str, bytes], ...] = ()

    @property
    def sound(self) -> bool:
        """Whether it can be compiled: no error of the language or of behaviour."""
        return self.reasoned is not None and not fatal(self.diagnostics)


class FileProblem(Exception):
    """A file or folder that cannot be read; the message says which and why."""


@dataclass(slots=True)
class Project:
    """`today` is an ISO date: an input like any other. Nothing here is changed after it was read."""

    settings: Settings
    today: str
    _catalogues: dict[str, Catalogue | None] = field(default_factory=dict)
    _wordings: dict[str, Wordings] = field(default_factory=dict)
    catalogue_diagnostics: list[Diagnostic] = field(default_factory=list)
    catalogue_files: dict[str, dict[str, bytes]] = field(default_factory=dict)
    _rules: tuple[Rule, ...] | None = None
    _terms: Terms | None = None

    # --- catalogues -----------------------------------------------------------------------------------------------

    def catalogue_folders(self) -> dict[str, Path]:
        """Catalogue id -> folder: the project's own before the ones that ship with eformc."""
        own = {name: self.settings.root / folder for name, folder in self.settings.catalogues.items()}
        base = shipped("catalogue")
        found = sorted(child for child in base.iterdir() if child.is_dir()) if base.is_dir() else []
        return {**{child.name: child for child in found}, **own}

    def catalogue(self, name: str | None) -> Catalogue | None:
        """A catalogue by id; without one the project's only one, or the one the settings name."""
        wanted = name or self.default_catalogue()
        if wanted is None or wanted not in self.catalogue_folders():
            return None
        if wanted not in self._catalogues:
            files = dict(_read_folder(self.catalogue_folders()[wanted], self.settings.root))
            outcome = CatalogueCompiler(files).compile()
            self._catalogues[wanted] = outcome.value
            self.catalogue_diagnostics += outcome.diagnostics
            self.catalogue_files[wanted] = files
        return self._catalogues[wanted]

    def default_catalogue(self) -> str | None:
        if self.settings.catalogue:
            return self.settings.catalogue
        own = list(self.settings.catalogues)
        if len(own) == 1:
            return own[0]
        folders = list(self.catalogue_folders())
        return folders[0] if len(folders) == 1 else None

    # --- specs ----------------------------------------------------------------------------------------------------

    def spec_paths(self, paths: Iterable[str]) -> list[Path]:
        """The spec files below the given paths, sorted. Raises `FileProblem` for a path that is not there."""
        found: dict[Path, None] = {}
        for given in paths:
            path = Path(given)
            if path.is_dir():
                found.update(dict.fromkeys(_specs_below(path)))
            elif path.is_file():
                found[path] = None
            else:
                message = f"{given}: no such file or folder"
                raise FileProblem(message)
        return sorted(found, key=lambda path: path.as_posix())

    def units(self, paths: Iterable[str]) -> list[Unit]:
        """Every spec below the paths, compiled, reasoned about and linted."""
        return self.together([self.unit(path) for path in self.spec_paths(paths)])

    def together(self, units: list[Unit]) -> list[Unit]:
        """The same specs with what is found between them: ids that stand twice, facts asked in several steps."""
        settled = settle([unit.looked for unit in units], self.terms())
        return [
            replace(unit, diagnostics=shown, suppressed=aside)
            for unit, (shown, aside) in zip(units, settled, strict=True)
        ]

    def unit(self, path: Path) -> Unit:
        try:
            data = path.read_bytes()
        except OSError as error:
            message = f"{path}: {error.strerror}"
            raise FileProblem(message) from error
        return self.unit_of(path.as_posix(), data)

    def unit_of(self, path: str, data: bytes, day: Day | None = None) -> Unit:
        """One spec from its bytes (an editor's, or standard input's). `day` remembers what was asked of today."""
        from eformc.rules.day import Day
        from eformc.rules.rule import Form

        inputs: dict[str, bytes] = {self.relative(path): data}

        def fragment(of: str, name: str) -> tuple[str, bytes] | None:
            found = self.fragment(of, name)
            if found:
                inputs[self.relative(found[0])] = found[1]
            return found

        outcome = compile_procedure(
            path, data, self.catalogue, fragment, tuple(self.catalogue_folders()), self.exists
        )
        compiled = outcome.value
        found, told, reasoned = list(outcome.diagnostics), dict[str, "Told"](), None
        if compiled.procedure is not None:
            reasoned = self.reasoned(compiled.procedure)
            form = Form(reasoned, day or Day(self.today))
            found += self.lint(form)
            told, crashes = self.tell(form)
            found += crashes
        id_span = compiled.procedure.span if compiled.procedure else None
        looked = Looked(
            path, compiled.procedure.id if compiled.procedure else "", id_span, tuple(found),
            tuple(suppressions(compiled.source, compiled.root)), told,
        )  # fmt: skip
        (shown, aside), = settle([looked], self.terms())
        return Unit(
            path, compiled.source, compiled.root, compiled.procedure, reasoned, looked, shown, aside,
            tuple(sorted(inputs.items())),
        )  # fmt: skip

    def reasoned(self, procedure: Procedure) -> Reasoned:
        from eformc.reasoning.recognition import recognise, wordings_of

        catalogue = self.catalogue(procedure.catalogue)
        if catalogue is None:  # the procedure was compiled against it
            message = f"catalogue {procedure.catalogue} is gone"
            raise FileProblem(message)
        if procedure.catalogue not in self._wordings:
            self._wordings[procedure.catalogue] = wordings_of(catalogue)
        recognised = recognise(procedure, self._wordings[procedure.catalogue])
        return explain(procedure, catalogue, recognised)

    def lint(self, form: Form) -> Iterator[Diagnostic]:
        """What the rules find in one form. A rule that stops with an error is a finding; the others go on."""
        for rule in self.rules():
            try:
                yield from rule.check(form)
            except Exception as error:  # noqa: BLE001 - whatever a rule, maybe not ours, may raise
                yield _crash(rule, form, error)

    def tell(self, form: Form) -> tuple[dict[str, Told], list[Diagnostic]]:
        """What the form tells the rules between forms, by code, and the findings that one of them could not listen."""
        told: dict[str, Told] = {}
        crashes = []
        for code, rule in self.terms().between.items():
            try:
                if rule.across is not None:
                    told[code] = rule.across.tell(form)
            except Exception as error:  # noqa: BLE001 - as above
                crashes.append(_crash(rule, form, error))
        return told, crashes

    def rules(self) -> tuple[Rule, ...]:
        """The rules of eformc and those the settings add. Raises `SettingsError`."""
        if self._rules is None:
            self._rules = rules_of(self.settings)
        return self._rules

    def terms(self) -> Terms:
        """On what terms findings count here and today. Raises `SettingsError`."""
        if self._terms is None:
            self._terms = terms_of(self.settings, self.today, self.rules(), self.relative)
        return self._terms

    # --- files ----------------------------------------------------------------------------------------------------

    def relative(self, path: str) -> str:
        """A path as it may stand in an output: from the project's folder, with forward slashes."""
        resolved = Path(path).resolve()
        root = self.settings.root.resolve()
        return resolved.relative_to(root).as_posix() if resolved.is_relative_to(root) else resolved.name

    def exists(self, path: str) -> bool:
        return self.inside(path) is not None

    def inside(self, path: str) -> Path | None:
        """A file of the project by its path from the project's folder; None if it is not there or not inside."""
        root = self.settings.root.resolve()
        found = (root / path).resolve()
        return found if found.is_file() and found.is_relative_to(root) else None

    def fragment(self, of: str, name: str) -> tuple[str, bytes] | None:
        """A fragment by id: in a `fragments` folder beside the spec, or beside one of its parents up to the root."""
        folder = Path(of).resolve().parent
        root = self.settings.root.resolve()
        while True:
            for suffix in (".yaml", ".yml"):
                path = folder / "fragments" / f"{name}{suffix}"
                if path.is_file():
                    shown = Path(of).parent / "fragments" / path.name
                    return (shown if shown.is_file() else path).as_posix(), path.read_bytes()
            if folder == root or folder == folder.parent:
                return None
            folder = folder.parent

    def printed(self, procedure: Procedure) -> Unit | None:
        """The printed form that a procedure replaces, compiled."""
        path = self.inside(procedure.replaces.path) if procedure.replaces else None
        return self.unit(path) if path else None


def _crash(rule: Rule, form: Form, error: Exception) -> Diagnostic:
    procedure = form.reasoned.procedure
    span = procedure.span or next(field.span for _, field in procedure.fields())
    return crashed(rule, span, procedure.id, error)


def _specs_below(folder: Path) -> Iterator[Path]:
    """YAML files that are specs: those that are of another kind (catalogues, fragments) by their first key are not."""
    for path in sorted(folder.rglob("*")):
        if path.suffix not in (".yaml", ".yml") or not path.is_file() or any(part.startswith(".") for part in path.parts):
            continue
        head = path.read_bytes()[:65536]
        if _PROCEDURE.search(head) or not _OTHER_KINDS.search(head):
            yield path


@lru_cache(maxsize=8)
def _read_folder(folder: Path, root: Path) -> tuple[tuple[str, bytes], ...]:
    base = root.resolve()
    out = []
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix in (".yaml", ".yml", ".csv") and DEMO not in path.relative_to(folder).parts[:-1]:
            resolved = path.resolve()
            inside = resolved.is_relative_to(base)
            name = resolved.relative_to(base) if inside else Path(folder.name) / path.relative_to(folder)
            out.append((name.as_posix(), path.read_bytes()))
    return tuple(out)
