"""`eformc suppressions`: everything that was set aside, for the public record."""

from __future__ import annotations

import click

from eformc.cli.shared import FINE, Session, units_of, write


@click.command(name="suppressions")
@click.argument("paths", nargs=-1)
@click.option("--format", "format_name", type=click.Choice(["text", "json", "csv", "md"]), default="text")
@click.pass_obj
def COMMAND(session: Session, paths: tuple[str, ...], format_name: str) -> int:  # noqa: N802
    """List what was set aside, with reason, law and end: comments, waivers, and rules the settings leave out."""
    from eformc.reports.public_record import PRINTERS, entries_of

    project = session.project(paths)
    units = units_of(project, paths)
    write(PRINTERS[format_name](entries_of(project, units), session.language(project.settings)))
    return FINE
