"""`eformc report`: the burden and its reduction, per procedure and in all."""

from __future__ import annotations

import click

from eformc.cli.shared import FINDINGS, FINE, Session, units_of, write


@click.command(name="report")
@click.argument("paths", nargs=-1)
@click.option("--format", "format_name", type=click.Choice(["text", "json", "html", "csv"]), default="text")
@click.option("--min-reduction", type=click.FloatRange(0, 100), help="Fail when the pooled reduction is below N percent.")
@click.pass_obj
def COMMAND(session: Session, paths: tuple[str, ...], format_name: str, min_reduction: float | None) -> int:  # noqa: N802
    """Count what has to be typed, confirmed or neither, and what that saves."""
    from eformc.reports import printers
    from eformc.reports.figures import figures_of

    project = session.project(paths)
    units = [unit for unit in units_of(project, paths) if unit.reasoned is not None]
    figures = figures_of(project, units)
    write(printers()[format_name](figures, session.language(project.settings)))
    if min_reduction is not None and figures.total.reduction * 100 < min_reduction:
        session.talk(f"eformc: reduction {figures.total.reduction:.1%} is below {min_reduction:g} %")
        return FINDINGS
    return FINE
