"""`eformc report`: the burden and its reduction, per procedure and in all."""

from __future__ import annotations

from pathlib import Path

import click

from eformc.cli.shared import FINDINGS, FINE, Session, units_of, write


@click.command(name="report")
@click.argument("paths", nargs=-1)
@click.option("--format", "format_name", type=click.Choice(["text", "json", "html", "csv"]), default="text")
@click.option("--min-reduction", type=click.FloatRange(0, 100), help="Fail when the pooled reduction is below N percent.")
@click.option("--baseline", type=click.Path(path_type=Path), help="Fail when a procedure asks more than this file says.")
@click.option("--write-baseline", type=click.Path(path_type=Path), help="Store today's burden in this file.")
@click.pass_obj
def COMMAND(  # noqa: N802
    session: Session, paths: tuple[str, ...], format_name: str, min_reduction: float | None, baseline: Path | None,
    write_baseline: Path | None,
) -> int:  # fmt: skip
    """Count what has to be typed, confirmed or neither, and what that saves."""
    from eformc.bundle.writing import replace_file
    from eformc.reports import printers
    from eformc.reports.baseline import BaselineError, baseline_text, growths, read_baseline
    from eformc.reports.figures import figures_of

    project = session.project(paths)
    units = [unit for unit in units_of(project, paths) if unit.reasoned is not None]
    figures = figures_of(project, units)
    write(printers()[format_name](figures, session.language(project.settings)))
    failed = False
    if baseline is not None:
        try:
            grown = list(growths(figures, read_baseline(str(baseline), baseline.read_bytes())))
        except BaselineError as error:
            raise click.UsageError(str(error)) from error
        except OSError as error:
            message = f"{baseline}: {error.strerror}"
            raise click.UsageError(message) from error
        for one in grown:
            session.talk(f"eformc: {one.procedure}: {one.what} grew from {one.before} to {one.now}")
        failed = bool(grown)
    if write_baseline is not None:
        replace_file(write_baseline, baseline_text(figures).encode())
    if min_reduction is not None and figures.total.reduction * 100 < min_reduction:
        session.talk(f"eformc: reduction {figures.total.reduction:.1%} is below {min_reduction:g} %")
        failed = True
    return FINDINGS if failed else FINE
