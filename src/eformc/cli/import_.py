"""`eformc import FILE`: a spec from a foreign format."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from eformc.cli.shared import FINE, Session, write


@click.command(name="import")
@click.argument("file")
@click.option("-o", "--output", type=click.Path(dir_okay=False), help="Write the spec here instead of standard output.")
@click.option("--procedure", "name", help="The procedure's id (default: the file's name).")
@click.option("--title", help="The form's title (default: its id in words).")
@click.option("--force", is_flag=True, help="Overwrite a spec that is there.")
@click.option("--write-baseline", type=click.Path(path_type=Path), help="Store what lint finds in the new spec in this file: from then on only new findings count.")
@click.pass_obj
def COMMAND(  # noqa: N802
    session: Session, file: str, output: str | None, name: str | None, title: str | None, force: bool,
    write_baseline: Path | None,
) -> int:  # fmt: skip
    """Make a spec of a printed form that was put into a table (CSV)."""
    from eformc.importers import importers
    from eformc.importers.csv import slug
    from eformc.importers.importer import Heading, ImportProblem

    ending = ".csv" if file == "-" else Path(file).suffix.lower()
    importer = importers().get(ending)
    if importer is None:
        message = f"{file}: no importer for `{ending or 'files without ending'}`; known: {', '.join(importers())}"
        raise click.UsageError(message)
    data = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    project = session.project([file] if file != "-" else [])
    catalogue = project.catalogue(None)
    entity = catalogue.login_entity if catalogue else "person"
    entities = tuple(catalogue.entities) if catalogue else ()
    stem = name or ("form" if file == "-" else Path(file).stem.removesuffix(".eform"))
    try:
        identifier = slug(stem, set()).replace("_", "-")
        imported = importer.read(data, Heading(identifier, title or identifier.replace("-", " "), entity, entities))
    except ImportProblem as problem:
        message = f"{file}: {problem}"
        raise click.UsageError(message) from problem
    for lost in imported.lost:
        session.talk(f"{file}: {lost}")
    if output is None:
        if write_baseline is not None:
            message = "--write-baseline goes with -o: findings are known again by their file"
            raise click.UsageError(message)
        write(imported.spec)
        return FINE
    target = Path(output)
    if target.exists() and not force:
        message = f"{output} is already there; use --force to overwrite it"
        raise click.UsageError(message)
    from eformc.project.atomic_files import replace_file

    target.parent.mkdir(parents=True, exist_ok=True)
    replace_file(target, imported.spec.encode())
    session.talk(f"eformc: wrote {output}")
    if write_baseline is not None:
        _write_baseline(session, target, write_baseline)
    return FINE


def _write_baseline(session: Session, spec: Path, file: Path) -> None:
    """Store the findings in a spec."""
    from eformc.diagnostics.baseline import baseline_text
    from eformc.project.atomic_files import replace_file

    project = session.project([str(spec)])
    found = project.unit(spec).diagnostics
    replace_file(file, baseline_text(found, project.relative).encode())
    session.talk(f"eformc: {len(found)} findings written to {file}; `eformc lint {spec} --baseline {file}` counts only new ones")
