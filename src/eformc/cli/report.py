"""`eformc report`: the burden and its reduction, per procedure and in all."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from eformc.cli.shared import FINDINGS, FINE, Session, given_paths, some, write

if TYPE_CHECKING:
    from collections.abc import Callable

    from eformc.build.driver import Run
    from eformc.project.analysis import Project
    from eformc.reports.figures import Row


T = TypeVar("T")


@click.command(name="report")
@click.argument("paths", nargs=-1)
@click.option("--format", "format_name", type=click.Choice(["text", "json", "html", "csv"]), default="text")
@click.option("--min-reduction", type=click.FloatRange(0, 100), help="Fail when the pooled reduction is below N percent.")
@click.option("--baseline", type=click.Path(path_type=Path), help="Fail when a procedure asks more than this file says.")
@click.option("--write-baseline", type=click.Path(path_type=Path), help="Store today's burden in this file.")
@click.option("--effort", is_flag=True, help="What each page takes instead: steps, questions, words, minutes (text or json).")
@click.option("--max-steps", type=click.IntRange(1), help="With --effort: fail when everybody has to take more steps.")
@click.option("--max-minutes", type=click.IntRange(1), help="With --effort: fail when a form takes more minutes.")
@click.option("--max-words", type=click.IntRange(1), help="With --effort: fail when a question has more words.")
@click.option("-j", "--jobs", type=click.IntRange(0), default=0, help="Processes to use (default: one for each core).")
@click.pass_obj
def COMMAND(  # noqa: N802
    session: Session, paths: tuple[str, ...], format_name: str, min_reduction: float | None, baseline: Path | None,
    write_baseline: Path | None, effort: bool, max_steps: int | None, max_minutes: int | None, max_words: int | None, jobs: int,
) -> int:  # fmt: skip
    """Count what has to be typed, confirmed or neither, and what that saves."""
    most = {"steps": max_steps, "minutes": max_minutes, "most_words": max_words}
    if effort:
        if format_name not in ("text", "json") or baseline or write_baseline or min_reduction is not None:
            message = "--effort goes with --format text or json, and with gates of its own"
            raise click.UsageError(message)
        return _effort(session, paths, format_name, most, jobs)
    if any(limit is not None for limit in most.values()):
        message = "--max-steps, --max-minutes and --max-words go with --effort"
        raise click.UsageError(message)
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


def _effort(session: Session, paths: tuple[str, ...], format_name: str, most: dict[str, int | None], jobs: int) -> int:
    """Measure the pages, and say what is more than a gate allows."""
    from eformc.reports.effort import effort_of, over, printed, printed_json

    run = session.run(paths, jobs=jobs)
    lang = session.language(run.settings)
    rows = _each(run, paths, partial(effort_of, lang=lang))
    found = [row for row in rows if row is not None]
    write(printed_json(found) if format_name == "json" else printed(found, lang))
    if lost := len(rows) - len(found):
        session.talk(f"eformc: {lost} of {len(rows)} specs cannot be understood and are not counted; `eformc lint` says why")
    broken = over(found, most, lang)
    for line in broken:
        session.talk(f"eformc: {line}")
    gated = any(limit is not None for limit in most.values())
    return FINDINGS if broken or (lost and gated) else FINE


def _rows(run: Run, paths: tuple[str, ...], *, detailed: bool) -> list[Row | None]:
    """The rows of the specs of a call."""
    from eformc.reports.figures import row_of

    return _each(run, paths, partial(row_of, detailed=detailed))


def _each(run: Run, paths: tuple[str, ...], count: Callable[[Project, str, bytes], T]) -> list[T]:
    """Count something of each spec of a call; `-` is standard input."""
    from eformc.build.worker import project_of

    others = tuple(path for path in paths if path != "-")
    rows = [count(project_of(run.job()), "<stdin>", sys.stdin.buffer.read())] if "-" in paths else []
    if others or not paths:
        found = run.each(given_paths(run.settings, others), count)
        some(found, run.settings, others)
        rows += found
    return rows
