"""`eformc report`: the burden and its reduction, per procedure and in all."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from eformc.cli.shared import FINDINGS, FINE, Session, given_paths, some, write

if TYPE_CHECKING:
    from eformc.build.driver import Run
    from eformc.reports.figures import Row


@click.command(name="report")
@click.argument("paths", nargs=-1)
@click.option("--format", "format_name", type=click.Choice(["text", "json", "html", "csv"]), default="text")
@click.option("--min-reduction", type=click.FloatRange(0, 100), help="Fail when the pooled reduction is below N percent.")
@click.option("--baseline", type=click.Path(path_type=Path), help="Fail when a procedure asks more than this file says.")
@click.option("--write-baseline", type=click.Path(path_type=Path), help="Store today's burden in this file.")
@click.option("-j", "--jobs", type=click.IntRange(0), default=0, help="Processes to use (default: one for each core).")
@click.pass_obj
def COMMAND(  # noqa: N802
    session: Session, paths: tuple[str, ...], format_name: str, min_reduction: float | None, baseline: Path | None,
    write_baseline: Path | None, jobs: int,
) -> int:  # fmt: skip
    """Count what has to be typed, confirmed or neither, and what that saves."""
    from eformc.project.atomic_files import replace_file
    from eformc.reports import DETAILED, printers
    from eformc.reports.baseline import BaselineError, baseline_text, growths, read_baseline
    from eformc.reports.figures import figures_of

    run = session.run(paths, jobs=jobs)
    rows = _rows(run, paths, detailed=format_name in DETAILED)
    figures = figures_of(rows)
    if lost := rows.count(None):
        session.talk(f"eformc: {lost} of {len(rows)} specs cannot be understood and are not counted; `eformc lint` says why")
    write(printers()[format_name](figures, session.language(run.settings)))
    failed = bool(lost) and (baseline is not None or min_reduction is not None)  # what is not counted passes no gate
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
        failed = failed or bool(grown)
    if write_baseline is not None:
        replace_file(write_baseline, baseline_text(figures).encode())
    if min_reduction is not None and figures.total.reduction * 100 < min_reduction:
        session.talk(f"eformc: reduction {figures.total.reduction:.1%} is below {min_reduction:g} %")
        failed = True
    return FINDINGS if failed else FINE


def _rows(run: Run, paths: tuple[str, ...], *, detailed: bool) -> list[Row | None]:
    """The rows of the specs of a call; `-` is standard input."""
    from eformc.build.worker import project_of
    from eformc.reports.figures import row_of

    count = partial(row_of, detailed=detailed)
    others = tuple(path for path in paths if path != "-")
    rows = [count(project_of(run.job()), "<stdin>", sys.stdin.buffer.read())] if "-" in paths else []
    if others or not paths:
        found = run.each(given_paths(run.settings, others), count)
        some(found, run.settings, others)
        rows += found
    return rows
