"""`eformc demo`: a synthetic population in a database, to try forms with."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from eformc.cli.shared import FINE, Session, counting

if TYPE_CHECKING:
    from eformc.demo.world import World


@click.command(name="demo")
@click.option("--people", type=click.IntRange(1, 3_000_000), default=10_000, show_default=True, help="How many people, the dead included.")
@click.option("--seed", type=int, default=2026, show_default=True, help="The same seed gives the same people.")
@click.option("--catalogue", metavar="ID", help="Whose people (default: the project's catalogue).")
@click.option("--as-of", metavar="DATE", help="The day the registries stand at (default: the description's).")
@click.option("-o", "--output", type=click.Path(dir_okay=False), help="A SQLite file.")
@click.option("--postgres", metavar="DSN", help="A PostgreSQL database, as `postgresql://…` or `${NAME}` of the environment.")
@click.pass_obj
def COMMAND(  # noqa: N802
    session: Session, people: int, seed: int, catalogue: str | None, as_of: str | None, output: str | None, postgres: str | None
) -> int:
    """Make a synthetic population and what each registry of the catalogue holds of it."""
    from eformc.demo.population import demo_files, population
    from eformc.demo.reading import DescriptionProblem
    from eformc.demo.store import fingerprint, write_sqlite

    if (output is None) == (postgres is None):
        message = "say where to: -o FILE.sqlite or --postgres DSN"
        raise click.UsageError(message)
    project = session.project([])
    name = catalogue or project.default_catalogue()
    found = project.catalogue(name)
    if found is None or name is None:
        message = f"there is no catalogue `{name}`; known: {', '.join(project.catalogue_folders())}"
        raise click.UsageError(message)
    folder = project.catalogue_folders()[name]
    try:
        world = population(found, folder, seed, as_of)
        about = fingerprint(world, people, {**project.catalogue_files[name], **demo_files(folder)})
        if output is not None:
            write_sqlite(Path(output), world, people, about, counting(session, people))
        else:
            _to_postgres(str(postgres), world, people, about, session)
    except (DescriptionProblem, ValueError) as error:
        raise click.UsageError(str(error)) from error
    place = output or "the database"
    session.talk(f"eformc: {people} people and what {len(found.registries)} registries hold of them, in {place}")
    return FINE


def _to_postgres(dsn: str, world: World, people: int, about: dict[str, str], session: Session) -> None:
    try:
        import psycopg
    except ImportError:
        message = "PostgreSQL wants psycopg: pip install 'eformc[postgres]'"
        raise click.UsageError(message) from None
    from eformc.demo.store import write_postgres

    try:
        with psycopg.connect(os.path.expandvars(dsn)) as base:
            write_postgres(base, world, people, about, counting(session, people))
    except psycopg.Error as error:
        message = f"PostgreSQL: {str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__}"
        raise click.UsageError(message) from error
