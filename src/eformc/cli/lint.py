"""`eformc lint`: what is found, in any format."""

from __future__ import annotations

import click

from eformc.cli.shared import FINDINGS, FINE, Session, all_diagnostics, failing, report_of, units_of, write


@click.command(name="lint")
@click.argument("paths", nargs=-1)
@click.option("--format", "format_name", default="text", help="text, json, sarif, github, gitlab or junit.")
@click.option("--fix", is_flag=True, help="Mend what can be mended safely, in the files.")
@click.option("--unsafe-fixes", is_flag=True, help="With --fix: also what may change the meaning.")
@click.option("--fail-on", type=click.Choice(["error", "warning", "info", "never"]), help="Least severity that fails.")
@click.pass_obj
def COMMAND(  # noqa: N802 - the name every verb's module exports
    session: Session, paths: tuple[str, ...], format_name: str, fix: bool, unsafe_fixes: bool, fail_on: str | None
) -> int:
    """Find mistakes, and fields that ask for what the state holds."""
    from eformc.formats import formats

    if format_name not in formats():
        message = f"no format `{format_name}`; known: {', '.join(formats())}"
        raise click.UsageError(message)
    project = session.project(paths)
    if fix:
        from eformc.workspace.fixing import fix_files

        mended = fix_files(project, paths, unsafe=unsafe_fixes)
        session.talk(f"eformc: {mended} fixes made")
        project = session.project(paths)
    units = units_of(project, paths)
    diagnostics = all_diagnostics(project, units)
    write(formats()[format_name].print(report_of(session, project, units, diagnostics)))
    return FINDINGS if failing(diagnostics, fail_on or project.settings.fail_on) else FINE
