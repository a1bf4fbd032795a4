"""`eformc serve`: fill in the forms in a browser on this machine, with a synthetic population and live reload."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from eformc.cli.shared import FINE, Session, counting, settled_paths

if TYPE_CHECKING:
    from eformc.serve.workshop import Workshop


@click.command(name="serve")
@click.argument("paths", nargs=-1)
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="On 127.0.0.1; 0 takes a free one.")
@click.option("--people", type=click.IntRange(1, 1_000_000), default=10_000, show_default=True, help="How many synthetic people.")
@click.option("--data", "folder", type=click.Path(file_okay=False), help="Folder of the population and the submissions (default: demo, in the output folder).")
@click.option("--theme", type=click.Path(exists=True), metavar="DIR", help="This theme (a file, or a folder that may hold templates) instead of the settings'.")
@click.pass_obj
def COMMAND(  # noqa: N802
    session: Session, paths: tuple[str, ...], port: int, people: int, folder: str | None, theme: str | None
) -> int:
    """Fill in the forms in a browser on this machine, as synthetic citizens; pages follow what is saved."""
    try:
        from eformc.serve.running import serve
        from eformc.serve.workshop import Workshop
    except ImportError as error:
        message = f"`eformc serve` wants {error.name}: pip install 'eformc[serve]'"
        raise click.UsageError(message) from None
    from eformc.demo.population import people_of
    from eformc.demo.reading import DescriptionProblem
    from eformc.kernel import dates
    from eformc.project.settings import output_folder

    session.theme = theme
    project = session.project(paths)
    given = paths or settled_paths(project.settings)
    workshop = Workshop(lambda: session.project(paths), given)
    today = dates.parse(project.today)
    catalogue = workshop.project.catalogue(_catalogue_of(workshop))
    if today is None or catalogue is None:
        message = f"no spec below {', '.join(given)} names a catalogue that is there"
        raise click.UsageError(message)
    home = Path(folder) if folder else output_folder(project.settings) / "demo"
    try:
        citizens = people_of(
            catalogue, project.catalogue_folders()[catalogue.id], workshop.project.catalogue_files[catalogue.id], home, people, counting(session, people)
        )
        serve(
            workshop, citizens, home / "submissions.sqlite", today if session.today else None, port,
            lambda address: click.echo(f"eformc: open {address} (Ctrl+C ends it)", err=True),
        )  # fmt: skip
    except DescriptionProblem as error:
        raise click.UsageError(str(error)) from error
    except OSError as error:
        message = f"port {port}: {error.strerror}. Take another one: --port 0"
        raise click.UsageError(message) from error
    return FINE


def _catalogue_of(workshop: Workshop) -> str | None:
    """The catalogue of the first form that can be filled in: its people are the ones to play."""
    first = next(iter(workshop.ready.values()), None)
    return first.unit.procedure.catalogue if first is not None and first.unit.procedure is not None else None
