"""All that verbs share: the session (language, colours, the day), the project, exit codes, progress."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import click
from msgspec import Struct
from msgspec.structs import replace

from eformc import __version__
from eformc.diagnostics import Diagnostic, Severity, sort_key
from eformc.formats import PAGES, Report, SetAside
from eformc.project import Settings, load_settings
from eformc.project.settings import settings_from

if TYPE_CHECKING:
    from eformc.build.driver import Run
    from eformc.build.results import Summary
    from eformc.kernel.dates import Day
    from eformc.model.catalogue import Catalogue
    from eformc.project import Project, SpecAnalysis
    from eformc.project.checking import CheckedSpec, Checker

FINE, FINDINGS, USAGE = 0, 1, 2


class Session(Struct):
    """The options every verb has."""

    lang: str | None
    quiet: bool
    color: str
    today: str | None
    config: str | None = None
    plugin: tuple[str, ...] = ()
    theme: str | None = None
    """The theme named on the command line, of verbs that render pages."""
    also: tuple[str, ...] = ()
    """Outputs for other systems named on the command line of `build`."""

    def project(self, paths: Iterable[str] = (), select: Iterable[str] = (), ignore: Iterable[str] = ()) -> Project:
        """The project that the paths belong to (the working directory's, without paths). `select` stands for the
        settings' own, `ignore` is added to theirs.
        """
        from eformc.project import Project

        settings = self.settings(paths, select, ignore)
        return Project(settings, self.day(), _kept(settings))

    def run(
        self, paths: Iterable[str] = (), select: Iterable[str] = (), ignore: Iterable[str] = (), *,
        no_cache: bool = False, jobs: int = 0, executor: str | None = None,
    ) -> Run:  # fmt: skip
        """A run over the specs of the project that the paths belong to."""
        from eformc.build.cache import Cache, folder_for
        from eformc.build.driver import Run

        settings = self.settings(paths, select, ignore)
        cache = Cache(None if no_cache else folder_for(settings.root), self.day())
        run = Run(settings, self.day(), cache, jobs, None, self.progress)
        if executor:
            from eformc.build.executors import executor_of

            run.executor = executor_of(executor)
        return run

    def settings(self, paths: Iterable[str] = (), select: Iterable[str] = (), ignore: Iterable[str] = ()) -> Settings:
        """The settings that hold where the paths are, with what only the command line may say: which code runs (plug-ins),
        whose templates are rendered.
        """
        settings = _settings(paths, select, ignore, self.config)
        theme = os.path.abspath(self.theme) if self.theme is not None else None  # noqa: PTH100 - as it was written
        return replace(settings, trusted=self.plugin, own_theme=theme, also=tuple(dict.fromkeys((*settings.also, *self.also))))

    def progress(self, done: int, total: int) -> None:
        """Print the progress of a long run: on a terminal only, on one line that goes away."""
        if self.quiet or not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
            return
        text = f"{done}/{total}" if done < total else " " * (2 * len(str(total)) + 1)
        sys.stderr.write(f"\r{text}" + ("" if done < total else "\r"))
        sys.stderr.flush()

    def day(self) -> str:
        """Today as an ISO date; from `--today` or the clock."""
        if self.today is None:
            from datetime import date

            return date.today().isoformat()
        from eformc.kernel import dates

        day = dates.parse(self.today)
        if day is None or day.precision != "day":
            message = f"`--today` takes a date such as 2026-12-31, not `{self.today}`"
            raise click.UsageError(message)
        return self.today

    def day_of(self, catalogue: Catalogue) -> Day:
        """Today where a catalogue's forms are at home; `--today` wins."""
        from datetime import UTC, datetime

        from eformc.kernel import dates

        given = dates.parse(self.day()) if self.today is not None else None
        return given or dates.day_in(catalogue.time_zone, datetime.now(UTC))

    def language(self, settings: Settings | None = None) -> str:
        """Language of messages: `--lang`, the settings, the locale, English."""
        if self.lang:
            return self.lang
        if settings is not None and settings.lang:
            return settings.lang
        for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
            value = os.environ.get(name, "")
            if value:
                return "vi" if value.startswith("vi") else "en"
        return "en"

    def colored(self) -> bool:
        if self.color != "auto":
            return self.color == "always"
        if os.environ.get("FORCE_COLOR") and not os.environ.get("NO_COLOR"):
            return True
        return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"

    def talk(self, text: str) -> None:
        """Say something on standard error, unless asked to be quiet."""
        if not self.quiet:
            print(text, file=sys.stderr)


def _settings(paths: Iterable[str], select: Iterable[str], ignore: Iterable[str], config: str | None) -> Settings:
    """The settings that hold where the paths are; `select` stands for their own, `ignore` is added to theirs."""
    first = next((path for path in paths if path not in ("-", "<stdin>")), None)
    start = Path(first) if first else Path()
    settings = settings_from(Path(config)) if config else load_settings(start if start.is_dir() else start.parent)
    chosen = tuple(_listed(select)) or settings.select
    return replace(settings, select=chosen, ignore=(*settings.ignore, *_listed(ignore)))


def _kept(settings: Settings) -> Path | None:
    """The folder of compiled catalogues, if there is a folder of this user's own."""
    from eformc.build.cache import folder_for, own_folder

    folder = folder_for(settings.root)
    return folder if folder is not None and own_folder(folder) else None


def _listed(given: Iterable[str]) -> Iterator[str]:
    """Values of an option that may be given several times, each with commas."""
    return (part.strip() for one in given for part in one.split(",") if part.strip())


def write(text: str) -> None:
    """A result to standard output: UTF-8 whatever the locale says; half a surrogate pair, which is no character, as its
    escape.
    """
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace"))
    sys.stdout.buffer.flush()


def units_of(project: Project, paths: tuple[str, ...], stdin: str = "<stdin>") -> list[SpecAnalysis]:
    """The specs of a call: the given paths, or the settings'; `-` is standard input, shown under the name `stdin`."""
    if "-" in paths:
        others = [path for path in paths if path != "-"]
        return [project.unit_of(stdin, sys.stdin.buffer.read()), *project.units(others)]
    units = project.units(given_paths(project.settings, paths))
    some(units, project.settings, paths)
    return units


def given_paths(settings: Settings, paths: tuple[str, ...]) -> tuple[str, ...]:
    """The paths of a call, or the settings' specs."""
    return paths or settled_paths(settings)


def looked_at(run: Run, paths: tuple[str, ...]) -> list[Summary]:
    """The results of the specs of a call. A share of them may be empty."""
    from eformc.project import files

    given = given_paths(run.settings, paths)
    summaries = run.look(given)
    some(summaries if run.shard is None else list(islice(files.specs(given, run.settings.root), 1)), run.settings, paths)
    return summaries


def some(found: Sequence[object], settings: Settings, paths: tuple[str, ...]) -> None:
    """Refuse a call that names no specs."""
    if not found:
        message = f"no spec files below {', '.join(given_paths(settings, paths))}"
        raise click.UsageError(message)


def settled_paths(settings: Settings) -> tuple[str, ...]:
    """The paths the settings name, for verbs called without any. Where there are no settings and no folder of specs: the
    specs that lie in the working directory.
    """
    folders = [settings.root / spec for spec in settings.specs]
    if settings.file is None and not any(folder.exists() for folder in folders):
        here = tuple(sorted(path.name for path in Path().glob("*.eform.y*ml") if path.is_file()))
        if not here:
            message = "there are no settings (eformc.toml) and no specs here. Start a spec with `eformc new NAME`, or a project with `eformc new .`"
            raise click.UsageError(message)
        return here
    return tuple(str(_shown(folder)) for folder in folders)


def _shown(path: Path) -> Path:
    """A path as a person would write it from here."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


def all_diagnostics(project: Checker, units: Sequence[CheckedSpec]) -> tuple[Diagnostic, ...]:
    found = [*project.catalogue_diagnostics, *(diagnostic for unit in units for diagnostic in unit.diagnostics)]
    return tuple(sorted(found, key=sort_key))


def report_of(
    session: Session, project: Checker, units: Sequence[CheckedSpec], diagnostics: tuple[Diagnostic, ...],
    known: tuple[Diagnostic, ...] = (), *, verbose: bool = False,
) -> Report:  # fmt: skip
    """The report that formats print: findings, what was looked at, what was set aside. `known`: by the baseline. `verbose`:
    each finding is shown.
    """
    commented = [SetAside(diagnostic, comment.reason) for unit in units for diagnostic, comment in unit.suppressed]
    aside = (*commented, *(SetAside(diagnostic, "in the baseline", in_source=False) for diagnostic in known))
    shown = {one.span.path for one in (*diagnostics, *(found.diagnostic for found in aside))}
    return Report(
        diagnostics,
        __version__,
        session.language(project.settings),
        sum(1 for unit in units if unit.procedure_id is not None),
        tuple(unit.path for unit in units),
        session.colored(),
        aside,
        {path: project.relative(path) for path in sorted(shown)},
        project.laws(),
        project.settings.rule_pages or PAGES,
        verbose,
    )


def print_findings(session: Session, project: Checker, looked: Sequence[CheckedSpec]) -> None:
    """Print the findings of a build on standard error, unless asked to be quiet."""
    if session.quiet:  # nobody asks for them, and working them out takes time
        return
    diagnostics = all_diagnostics(project, looked)
    if diagnostics:
        from eformc.formats import formats

        report = report_of(session, project, looked, diagnostics)
        click.echo(formats()["text"].print(report), err=True, nl=False, color=session.colored())


def failing(diagnostics: Iterable[Diagnostic], fail_on: str) -> bool:
    """True if a finding is at or above the failing severity."""
    if fail_on == "never":
        return False
    return any(diagnostic.severity.rank >= Severity(fail_on).rank for diagnostic in diagnostics)


def procedure_unit(project: Project, name: str) -> SpecAnalysis:
    """A procedure by its file or by its id."""
    if name == "-":
        return project.unit_of("<stdin>", sys.stdin.buffer.read())
    if Path(name).is_file():
        return project.units([name])[0]
    units = project.units([spec for spec in settled_paths(project.settings) if Path(spec).exists()])
    by_id = {unit.procedure.id: unit for unit in units if unit.procedure is not None}
    if name in by_id:
        return by_id[name]
    from eformc.diagnostics import closest

    near = closest(name, by_id)
    hint = f" Did you mean `{near}`?" if near else f" Known: {', '.join(sorted(by_id)) or 'none'}."
    message = f"there is no file and no procedure `{name}`.{hint}"
    raise click.UsageError(message)


def difference(path: str, before: str, after: str) -> str:
    """A unified diff, to be printed; empty where nothing changes."""
    import difflib

    lines = difflib.unified_diff(before.splitlines(keepends=True), after.splitlines(keepends=True), path, path)
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)


def counting(session: Session, people: int) -> Callable[[int], None]:
    """Shows on a terminal how many people of how many were made; silent elsewhere."""
    shows = sys.stderr.isatty() and not session.quiet

    def count(done: int) -> None:
        if shows:
            click.echo(f"\reformc: {done} of {people} people", nl=done >= people, err=True)

    return count
