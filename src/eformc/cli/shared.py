"""What verbs share: the session (language, colours, the day), the project, exit codes, progress."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import click

from eformc import __version__
from eformc.diagnostics import Arg, Diagnostic, Severity, sort_key
from eformc.formats import PAGES, Report, SetAside
from eformc.workspace import Project, Settings, Unit, load_settings
from eformc.workspace.settings import settings_from

FINE, FINDINGS, USAGE = 0, 1, 2


@dataclass(slots=True)
class Session:
    """The options every verb has."""

    lang: str | None
    quiet: bool
    color: str
    today: str | None
    config: str | None = None

    def project(self, paths: Iterable[str] = (), select: Iterable[str] = (), ignore: Iterable[str] = ()) -> Project:
        """The project that the paths belong to (the working directory's, without paths). `select` stands for the
        settings' own, `ignore` is added to theirs.
        """
        first = next((path for path in paths if path not in ("-", "<stdin>")), None)
        start = Path(first) if first else Path()
        settings = settings_from(Path(self.config)) if self.config else load_settings(start if start.is_dir() else start.parent)
        chosen = tuple(_listed(select)) or settings.select
        settings = replace(settings, select=chosen, ignore=(*settings.ignore, *_listed(ignore)))
        return Project(settings, self.day())

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


def units_of(project: Project, paths: tuple[str, ...], stdin: str = "<stdin>") -> list[Unit]:
    """The specs of a call: the given paths, or the settings'; `-` is standard input, shown under the name `stdin`."""
    if "-" in paths:
        others = [path for path in paths if path != "-"]
        return [project.unit_of(stdin, sys.stdin.buffer.read()), *project.units(others)]
    given = paths or settled_paths(project)
    units = project.units(given)
    if not units:
        message = f"no spec files below {', '.join(given)}"
        raise click.UsageError(message)
    return units


def settled_paths(project: Project) -> tuple[str, ...]:
    """The paths the settings name, for verbs called without any."""
    return tuple(str(_shown(project.settings.root / spec)) for spec in project.settings.specs)


def _shown(path: Path) -> Path:
    """A path as a person would write it from here."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


def all_diagnostics(project: Project, units: list[Unit]) -> tuple[Diagnostic, ...]:
    found = [*project.catalogue_diagnostics, *(diagnostic for unit in units for diagnostic in unit.diagnostics)]
    return tuple(sorted(found, key=sort_key))


def report_of(
    session: Session, project: Project, units: list[Unit], diagnostics: tuple[Diagnostic, ...],
    known: tuple[Diagnostic, ...] = (),
) -> Report:  # fmt: skip
    """What the formats print: findings, what was looked at, what was set aside. `known`: by the baseline."""
    commented = [SetAside(diagnostic, comment.reason) for unit in units for diagnostic, comment in unit.suppressed]
    aside = (*commented, *(SetAside(diagnostic, "in the baseline", in_source=False) for diagnostic in known))
    shown = {one.span.path for one in (*diagnostics, *(found.diagnostic for found in aside))}
    return Report(
        diagnostics,
        __version__,
        session.language(project.settings),
        sum(1 for unit in units if unit.procedure is not None),
        tuple(unit.path for unit in units),
        session.colored(),
        aside,
        {path: project.relative(path) for path in sorted(shown)},
        laws_of(project),
        project.settings.rule_pages or PAGES,
    )


def laws_of(project: Project) -> dict[str, Arg]:
    """What the project's catalogue puts into the rules' citations; nothing where there is no one catalogue."""
    catalogue = project.catalogue(None)
    return {"once_only_law": catalogue.once_only_law} if catalogue else {}


def failing(diagnostics: Iterable[Diagnostic], fail_on: str) -> bool:
    """Whether a finding is at or above the failing severity."""
    if fail_on == "never":
        return False
    return any(diagnostic.severity.rank >= Severity(fail_on).rank for diagnostic in diagnostics)


def procedure_unit(project: Project, name: str) -> Unit:
    """A procedure by its file or by its id."""
    if name == "-":
        return project.unit_of("<stdin>", sys.stdin.buffer.read())
    if Path(name).is_file():
        return project.unit(Path(name))
    units = project.units([spec for spec in settled_paths(project) if Path(spec).exists()])
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


def counting(session: Session) -> Callable[[int], None]:
    """Shows on a terminal how many people were made; silent elsewhere."""
    shows = sys.stderr.isatty() and not session.quiet

    def count(done: int) -> None:
        if shows:
            click.echo(f"\reformc: {done} people", nl=False, err=True)

    return count
