"""`eformc lint`: what is found, in any format."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from msgspec import Struct
from msgspec.structs import replace

from eformc.cli.shared import (
    FINDINGS,
    FINE,
    Session,
    all_diagnostics,
    difference,
    failing,
    looked_at,
    report_of,
    settled_paths,
    units_of,
    write,
)
from eformc.diagnostics import Diagnostic
from eformc.formats import Report

if TYPE_CHECKING:
    from eformc.project import Project
    from eformc.project.checking import CheckedSpec, Checker


class _Wanted(Struct, frozen=True):
    """The options of a call, as given."""

    format_name: str | None
    outputs: tuple[str, ...]
    select: tuple[str, ...]
    ignore: tuple[str, ...]
    fix: bool
    unsafe_fixes: bool
    diff: bool
    fail_on: str | None
    exit_zero: bool
    stdin_filename: str | None
    baseline: Path | None
    no_baseline: bool
    write_baseline: Path | None
    jobs: int
    no_cache: bool
    verbose: bool


@click.command(name="lint")
@click.argument("paths", nargs=-1)
@click.option("--format", "format_name", help="Format on standard output: text (default), concise, json, sarif, github, gitlab, junit, rdjson.")
@click.option("--output", "outputs", multiple=True, metavar="FORMAT[=FILE]", help="Write a format to a file (or standard output); may be given several times.")
@click.option("--select", multiple=True, metavar="RULES", help="Only these rules: codes, beginnings of codes, names, families, presets.")
@click.option("--ignore", multiple=True, metavar="RULES", help="Not these rules.")
@click.option("--fix", is_flag=True, help="Mend what can be mended safely, in the files; take what is mended out of the baseline.")
@click.option("--unsafe-fixes", is_flag=True, help="With --fix or --diff: also what may change the meaning.")
@click.option("--diff", is_flag=True, help="Show what --fix would change and write nothing; exits with 1 if anything.")
@click.option("--fail-on", type=click.Choice(["error", "warning", "info", "never"]), help="Least severity that fails.")
@click.option("--exit-zero", is_flag=True, help="Exit with 0 whatever is found (as --fail-on never).")
@click.option("--stdin-filename", metavar="PATH", help="The name of what comes from standard input.")
@click.option("--baseline", type=click.Path(path_type=Path), help="Findings in this file do not count (default: the settings').")
@click.option("--no-baseline", is_flag=True, help="Everything counts, whatever the settings' baseline says.")
@click.option("--write-baseline", type=click.Path(path_type=Path), help="Store today's findings in this file: from now on only new ones count.")
@click.option("-j", "--jobs", type=click.IntRange(0), default=0, help="Processes to use (default: one for each core).")
@click.option("--no-cache", is_flag=True, help="Look at everything anew, and remember nothing.")
@click.option("--verbose", is_flag=True, help="Show each finding, also those that are the same for most questions of a form.")
@click.pass_obj
def COMMAND(session: Session, /, paths: tuple[str, ...], **options: Any) -> int:  # noqa: N802 - what every verb exports
    """Find mistakes, and fields that ask for what the state holds."""
    wanted = _Wanted(**options)
    targets = _targets(wanted.format_name, wanted.outputs)
    named = tuple(wanted.stdin_filename or path if path == "-" else path for path in paths)
    if wanted.fix or wanted.diff:
        if "-" in paths:
            message = "--fix and --diff take files, not standard input"
            raise click.UsageError(message)
        changes = _mend(session, session.project(named, wanted.select, wanted.ignore), paths, wanted)
        if wanted.diff:
            return changes
    project, units = _looked(session, paths, named, wanted)
    found = all_diagnostics(project, units)
    baseline = _baseline(session, project, wanted, found)
    shown: tuple[Diagnostic, ...] = found
    known: tuple[Diagnostic, ...] = ()
    if baseline is not None:
        from eformc.project.baseline import compare_with_baseline, refresh_baseline

        judgement = compare_with_baseline(project, found, [unit.path for unit in units], baseline)
        if wanted.fix and judgement.gone:
            refresh_baseline(baseline, judgement.gone)
            session.talk(f"eformc: {sum(entry.count for entry in judgement.gone)} mended findings taken out of {baseline}")
            judgement = compare_with_baseline(project, found, [unit.path for unit in units], baseline)
        shown, known = judgement.shown, judgement.known
    _print(report_of(session, project, units, shown, known, verbose=wanted.verbose), targets)
    return FINDINGS if failing(shown, "never" if wanted.exit_zero else wanted.fail_on or project.settings.fail_on) else FINE


def _looked(
    session: Session, paths: tuple[str, ...], named: tuple[str, ...], wanted: _Wanted
) -> tuple[Checker, Sequence[CheckedSpec]]:
    """The specs of a call: what comes from standard input here and now, files by as many processes as there are."""
    if "-" in paths:
        project = session.project(named, wanted.select, wanted.ignore)
        return project, units_of(project, paths, wanted.stdin_filename or "<stdin>")
    run = session.run(named, wanted.select, wanted.ignore, no_cache=wanted.no_cache, jobs=wanted.jobs)
    return run, looked_at(run, paths)


def _mend(session: Session, project: Project, paths: tuple[str, ...], wanted: _Wanted) -> int:
    """Make the fixes, or show them; gives the exit code of showing."""
    from eformc.project.fix_files import mended_files, write_mended

    files = mended_files(project, paths or settled_paths(project.settings), unsafe=wanted.unsafe_fixes)
    count = sum(one.count for one in files)
    if not wanted.diff:
        write_mended(files)
        session.talk(f"eformc: {count} fixes made in {len(files)} files")
        return FINE
    for one in files:
        write(difference(one.path.as_posix(), one.before, one.after))
    session.talk(f"eformc: {count} fixes would be made in {len(files)} files")
    return FINDINGS if files else FINE


def _baseline(session: Session, project: Checker, wanted: _Wanted, found: tuple[Diagnostic, ...]) -> Path | None:
    """The baseline to judge by; written first where it was asked for."""
    if wanted.write_baseline is not None:
        from eformc.diagnostics.baseline import baseline_text
        from eformc.project.atomic_files import replace_file

        replace_file(wanted.write_baseline, baseline_text(found, project.relative).encode())
        session.talk(f"eformc: {len(found)} findings written to {wanted.write_baseline}; from now on only new ones count")
        return wanted.write_baseline
    if wanted.no_baseline:
        return None
    from eformc.project.settings import inside_project

    settled = inside_project(project.settings, "baseline", project.settings.baseline) if project.settings.baseline else None
    return wanted.baseline or settled


def _targets(format_name: str | None, outputs: tuple[str, ...]) -> list[tuple[str, Path | None]]:
    """Format and file (None: standard output) of everything asked for. Refuses unknown formats and a file named twice."""
    from eformc.diagnostics import closest
    from eformc.formats import formats

    wanted: list[tuple[str, Path | None]] = [(format_name or "text", None)] if format_name or not outputs else []
    for output in outputs:
        name, _, file = output.partition("=")
        wanted.append((name, Path(file) if file else None))
    for name, _ in wanted:
        if name not in formats():
            near = closest(name, formats())
            message = f"no format `{name}`;" + (f" did you mean `{near}`?" if near else f" known: {', '.join(formats())}")
            raise click.UsageError(message)
    files = [file for _, file in wanted if file is not None]
    if len(set(files)) < len(files):
        message = "two outputs into one file"
        raise click.UsageError(message)
    return wanted


def _print(report: Report, targets: list[tuple[str, Path | None]]) -> None:
    """Files first and all together, then standard output."""
    from eformc.formats import formats

    plain = replace(report, color=False)
    texts = {file: formats()[name].print(plain) for name, file in targets if file is not None}
    if texts:
        from eformc.project.atomic_files import replace_files

        replace_files({file: text.encode("utf-8", "backslashreplace") for file, text in texts.items()})
    for name, file in targets:
        if file is None:
            write(formats()[name].print(report))
