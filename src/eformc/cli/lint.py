"""`eformc lint`: what is found, in any format."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click

from eformc.cli.shared import FINDINGS, FINE, Session, all_diagnostics, failing, report_of, units_of, write
from eformc.formats import Report


@click.command(name="lint")
@click.argument("paths", nargs=-1)
@click.option("--format", "format_name", help="Format on standard output: text (default), concise, json, sarif, github, gitlab, junit, rdjson.")
@click.option("--output", "outputs", multiple=True, metavar="FORMAT[=FILE]", help="Write a format to a file (or standard output); may be given several times.")
@click.option("--fix", is_flag=True, help="Mend what can be mended safely, in the files.")
@click.option("--unsafe-fixes", is_flag=True, help="With --fix: also what may change the meaning.")
@click.option("--fail-on", type=click.Choice(["error", "warning", "info", "never"]), help="Least severity that fails.")
@click.option("--exit-zero", is_flag=True, help="Exit with 0 whatever is found (as --fail-on never).")
@click.option("--stdin-filename", metavar="PATH", help="The name of what comes from standard input.")
@click.pass_obj
def COMMAND(  # noqa: N802 - the name every verb's module exports
    session: Session, paths: tuple[str, ...], format_name: str | None, outputs: tuple[str, ...], fix: bool,
    unsafe_fixes: bool, fail_on: str | None, exit_zero: bool, stdin_filename: str | None,
) -> int:  # fmt: skip
    """Find mistakes, and fields that ask for what the state holds."""
    targets = _targets(format_name, outputs)
    named = tuple(stdin_filename or path if path == "-" else path for path in paths)
    project = session.project(named)
    if fix:
        from eformc.workspace.fixing import fix_files

        mended = fix_files(project, paths, unsafe=unsafe_fixes)
        session.talk(f"eformc: {mended} fixes made")
        project = session.project(named)
    units = units_of(project, paths, stdin_filename or "<stdin>")
    diagnostics = all_diagnostics(project, units)
    _print(report_of(session, project, units, diagnostics), targets)
    return FINDINGS if failing(diagnostics, "never" if exit_zero else fail_on or project.settings.fail_on) else FINE


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
    from eformc.bundle.writing import replace_files
    from eformc.formats import formats

    plain = replace(report, color=False)
    texts = {file: formats()[name].print(plain) for name, file in targets if file is not None}
    replace_files({file: text.encode("utf-8", "backslashreplace") for file, text in texts.items()})
    for name, file in targets:
        if file is None:
            write(formats()[name].print(report))
