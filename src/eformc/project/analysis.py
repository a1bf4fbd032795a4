"""Reading a project: which files are specs, which catalogues there are, and what is found in each spec."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from msgspec import Struct, field
from msgspec.structs import replace

from eformc.diagnostics import Diagnostic
from eformc.diagnostics.suppressions import suppressions
from eformc.kernel.words import Words
from eformc.language.holes import without_echoes
from eformc.language.procedure import compile_procedure
from eformc.model.catalogue import Catalogue
from eformc.model.procedure import Procedure
from eformc.project import catalogue_cache, files
from eformc.project.dependencies import watched
from eformc.project.findings import SpecFindings, SpecResult, Suppressed, apply_suppressions, is_sound
from eformc.project.rule_config import Terms, terms_of
from eformc.project.rule_sources import crashed, rules_of
from eformc.project.settings import Settings, SettingsError
from eformc.project.valid_days import holding
from eformc.reasoning.catalogue_index import CatalogueIndex, index_of
from eformc.reasoning.explain import explain
from eformc.reasoning.reasoned import Reasoned
from eformc.reasoning.recognition import Wordings, recognise, wordings_of
from eformc.rules import form_on
from eformc.rules.day import Day
from eformc.rules.lifecycle.law_not_in_force import Dated, in_catalogue, in_comments
from eformc.rules.rule import Form, Rule, Told
from eformc.source import Node, SourceText


class SpecAnalysis(Struct, frozen=True):
    """One spec file: its text, what it means as far as it could be understood, and everything found in it."""

    path: str
    source: SourceText
    root: Node
    procedure: Procedure | None
    reasoned: Reasoned | None
    result: SpecResult
    """Everything found in it alone, before comments set any of it aside."""
    findings: SpecFindings
    inputs: tuple[tuple[str, bytes], ...] = ()

    @property
    def procedure_id(self) -> str | None:
        """The procedure's id; None where the spec could not be understood as one."""
        return self.procedure.id if self.procedure is not None else None

    @property
    def catalogue(self) -> str:
        """The id of the catalogue it was compiled with."""
        return self.result.catalogue

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """The findings that are shown."""
        return self.findings.shown

    @property
    def suppressed(self) -> Suppressed:
        """The findings that comments set aside."""
        return self.findings.suppressed

    @property
    def sound(self) -> bool:
        """True if it can be compiled (see `is_sound`)."""
        return is_sound(reasoned=self.result.reasoned, findings=self.findings)


class DependencyRecorder:
    """The inputs a spec asked for beside its own text and the catalogue: fragments, files that are there, the day.

    `texts`: by resolved path, fragments that are not yet on disk as they shall be read.
    """

    def __init__(self, root: Path, today: str, texts: Mapping[Path, bytes] | None = None) -> None:
        self.root = root
        self.texts = texts or {}
        self.day = Day(today)
        self.fragments: list[tuple[str, str, str, bytes]] = []
        self.files: dict[str, bool] = {}
        self.catalogue = ""
        """The catalogue it was compiled against, if that is there."""

    def fragment(self, of: str, name: str) -> tuple[str, bytes] | None:
        """A fragment by id (see `files.fragment`)."""
        found = files.fragment(self.root, of, name)
        if found and self.texts:
            found = found[0], self.texts.get(Path(found[0]).resolve(), found[1])
        self.fragments.append((of, name, *(found or ("", b""))))
        return found

    def exists(self, path: str) -> bool:
        """True if there is a file of the project at a path from its root."""
        self.files[path] = files.inside(self.root, path) is not None
        return self.files[path]


class Project(Struct):
    """`today` is an ISO date: an input like any other. Nothing here is changed after it was read.

    `kept`: a folder of this user's own where compiled catalogues lie. `read`: where the names of what is read of a
    catalogue are noted, if somebody wants to know.
    """

    settings: Settings
    today: str
    kept: Path | None = None
    read: set[str] | None = None
    _rules: tuple[Rule, ...] | None = None
    _terms: Terms | None = None
    _catalogues: dict[str, Catalogue | None] = field(default_factory=dict)
    _wordings: dict[str, Wordings] = field(default_factory=dict)
    _indexes: dict[str, CatalogueIndex] = field(default_factory=dict)
    catalogue_diagnostics: list[Diagnostic] = field(default_factory=list)
    catalogue_files: dict[str, dict[str, bytes]] = field(default_factory=dict)
    catalogue_found: dict[str, tuple[Diagnostic, ...]] = field(default_factory=dict)
    catalogue_dated: dict[str, tuple[Dated, ...]] = field(default_factory=dict)
    catalogue_digests: dict[str, list[tuple[str, str]]] = field(default_factory=dict)

    def __repr__(self) -> str:
        return f"Project({str(self.settings.root)!r}, {self.today!r})"

    # --- catalogues -----------------------------------------------------------------------------------------------

    def catalogue_folders(self) -> dict[str, Path]:
        """Catalogue id -> folder: the project's own before the ones that ship with eformc."""
        return files.catalogue_folders(self.settings)

    def default_catalogue(self) -> str | None:
        """The id of the project's only catalogue, or of the one the settings name."""
        return files.default_catalogue(self.settings)

    def catalogue(self, name: str | None) -> Catalogue | None:
        """A catalogue by id; without one the project's only one, or the one the settings name. Raises `SettingsError` for
        one that calls itself otherwise.
        """
        wanted = name or files.default_catalogue(self.settings)
        if wanted is None:
            return None
        if wanted not in self._catalogues:
            folder = self.catalogue_folders().get(wanted)
            if folder is None:
                return None
            self.catalogue_files[wanted] = files.catalogue_files(folder, self.settings.root)
            catalogue, wordings, found = self._compiled(self.catalogue_files[wanted])
            if catalogue is not None and catalogue.id != wanted:
                message = (
                    f"{self.settings.file or folder}: the catalogue that is called `{wanted}` here calls itself "
                    f"`{catalogue.id}` in {folder.name}/catalogue.yaml; give it one name in both places"
                )
                raise SettingsError(message)
            if wordings is not None:
                self._wordings[wanted] = wordings
            self.catalogue_diagnostics += found
            self.catalogue_found[wanted] = found
            self.catalogue_dated[wanted] = dated = in_catalogue(catalogue) if catalogue is not None else ()
            held = [dated[at].found for at in holding([(one.after, one.before) for one in dated], self.today)]
            self.catalogue_diagnostics += self.terms().counted(held) if held else []
            self._catalogues[wanted] = watched(catalogue, self.read) if catalogue and self.read is not None else catalogue
        return self._catalogues[wanted]

    def _compiled(self, given: dict[str, bytes]) -> tuple[Catalogue | None, Wordings | None, tuple[Diagnostic, ...]]:
        """Catalogue, its words and what is wrong with it: as it was kept, or compiled anew."""
        name = catalogue_cache.kept_name(given) if self.kept is not None else ""
        found = catalogue_cache.load(self.kept, name) if self.kept is not None else None
        if isinstance(found, tuple) and len(found) == 3:
            return found
        from eformc.language.catalogue import CatalogueCompiler

        outcome = CatalogueCompiler(given).compile()
        made = outcome.value, wordings_of(outcome.value) if outcome.value else None, tuple(outcome.diagnostics)
        if self.kept is not None:
            catalogue_cache.save(self.kept, name, made)
        return made

    def catalogue_findings(self, name: str) -> tuple[Diagnostic, ...]:
        """Findings in a catalogue; none in one that is not there."""
        return self.catalogue_found.get(name, ())

    def laws(self) -> dict[str, Words]:
        """The laws the project's catalogue puts into the rules' citations; nothing where there is no one catalogue."""
        catalogue = self.catalogue(None)
        return {"once_only_law": catalogue.once_only_law.noted()} if catalogue else {}

    # --- specs ----------------------------------------------------------------------------------------------------

    def spec_paths(self, paths: Iterable[str]) -> list[Path]:
        """The spec files below the given paths, sorted. Raises `FileProblem` for a path that is not there."""
        return files.spec_paths(paths, self.settings.root)

    def units(self, paths: Iterable[str]) -> list[SpecAnalysis]:
        """Every spec below the paths, compiled, reasoned about and linted."""
        return self.together([self.unit_of(path, data) for path, data in files.specs(paths, self.settings.root)])

    def together(self, units: list[SpecAnalysis]) -> list[SpecAnalysis]:
        """The same specs with what is found between them: ids that stand twice, facts asked in several steps."""
        settled = apply_suppressions([unit.result for unit in units], self.terms())
        return [replace(unit, findings=findings) for unit, findings in zip(units, settled, strict=True)]

    def among(self, unit: SpecAnalysis, others: Iterable[SpecResult]) -> SpecAnalysis:
        """A spec with what is found between it and others, of which no more need be known than what they tell."""
        every = sorted([*others, unit.result], key=lambda one: one.path)
        findings, = apply_suppressions(every, self.terms(), only=unit.path)
        return replace(unit, findings=findings)

    def unit(self, path: Path) -> SpecAnalysis:
        return self.unit_of(path.as_posix(), files.read_file(path, self.settings.root, folder_known=True))

    def unit_of(self, path: str, data: bytes, asked: DependencyRecorder | None = None) -> SpecAnalysis:
        """One spec from its bytes (an editor's, or standard input's). `asked` remembers what else it depends on."""
        asked = asked or DependencyRecorder(self.settings.root, self.today)
        inputs: dict[str, bytes] = {self.relative(path): data}

        def fragment(of: str, name: str) -> tuple[str, bytes] | None:
            found = asked.fragment(of, name)
            if found:
                inputs[self.relative(found[0])] = found[1]
            return found

        def catalogue(name: str | None) -> Catalogue | None:
            found = self.catalogue(name)
            asked.catalogue = name or files.default_catalogue(self.settings) or ""
            return found

        outcome = compile_procedure(
            path, data, catalogue, fragment, tuple(self.catalogue_folders()), asked.exists
        )
        compiled_ = outcome.value
        found, told, reasoned = list(outcome.diagnostics), dict[str, Told](), None
        comments = tuple(suppressions(compiled_.source, compiled_.root))
        if compiled_.procedure is not None:
            reasoned = self.reasoned(compiled_.procedure)
            form = form_on(reasoned, asked.day)
            found += without_echoes(
                self.lint(form), outcome.diagnostics, compiled_.holes, compiled_.procedure, whole=compiled_.whole
            )
            found += in_comments(form, comments)
            told, crashes = self.tell(form)
            found += crashes
        result = SpecResult(
            path, compiled_.procedure.id if compiled_.procedure else "", compiled_.procedure.span if compiled_.procedure else None,
            tuple(found), comments, told, reasoned is not None, asked.catalogue,
        )  # fmt: skip
        findings, = apply_suppressions([result], self.terms())
        inputs_ = tuple(sorted(inputs.items()))
        return SpecAnalysis(path, compiled_.source, compiled_.root, compiled_.procedure, reasoned, result, findings, inputs_)

    def reasoned_of(self, path: str, data: bytes) -> Reasoned | None:
        """The analysis of what a spec asks for and why, without looking for faults; None for what is no procedure."""
        asked = DependencyRecorder(self.settings.root, self.today)
        made = compile_procedure(path, data, self.catalogue, asked.fragment, tuple(self.catalogue_folders()), asked.exists).value
        return self.reasoned(made.procedure) if made.procedure is not None else None

    def reasoned(self, procedure: Procedure) -> Reasoned:
        catalogue = self.catalogue(procedure.catalogue)
        if catalogue is None:
            message = f"a procedure is compiled against its catalogue, and {procedure.catalogue} is not there"
            raise LookupError(message)
        if procedure.catalogue not in self._wordings:
            self._wordings[procedure.catalogue] = wordings_of(catalogue)
        if procedure.catalogue not in self._indexes:
            self._indexes[procedure.catalogue] = index_of(catalogue)
        recognised = recognise(procedure, self._wordings[procedure.catalogue])
        return explain(procedure, catalogue, recognised, self._indexes[procedure.catalogue])

    def lint(self, form: Form) -> Iterator[Diagnostic]:
        """The findings of the rules in one form. A rule that stops with an error is a finding; the others go on."""
        for rule in self.rules():
            try:
                yield from rule.check(form)
            except Exception as error:  # noqa: BLE001 - whatever a rule, maybe not ours, may raise
                yield _crash(rule, form, error)

    def tell(self, form: Form) -> tuple[dict[str, Told], list[Diagnostic]]:
        """The facts the form tells the rules between forms, by code, and the findings that one of them could not listen."""
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
        return files.relative(self.settings.root, path)

    def fragment(self, of: str, name: str) -> tuple[str, bytes] | None:
        """A fragment by id (see `files.fragment`)."""
        return files.fragment(self.settings.root, of, name)

    def printed(self, procedure: Procedure) -> Reasoned | None:
        """The printed form that a procedure replaces, if that can be understood. Raises `FileProblem`."""
        path = self.inside(procedure.replaces.path) if procedure.replaces else None
        return self.reasoned_of(path.as_posix(), files.read_file(path, self.settings.root)) if path else None

    def inside(self, path: str) -> Path | None:
        """A file of the project (see `files.inside`)."""
        return files.inside(self.settings.root, path)


def _crash(rule: Rule, form: Form, error: Exception) -> Diagnostic:
    procedure = form.reasoned.procedure
    span = procedure.span or next(field.span for _, field in procedure.fields())
    return crashed(rule, span, procedure.id, error)
