"""`eformc build`: specs to bundles."""

from __future__ import annotations

from pathlib import Path

import click

from eformc.cli.shared import FINDINGS, FINE, Session, all_diagnostics, report_of, units_of
from eformc.diagnostics import Severity


@click.command(name="build")
@click.argument("paths", nargs=-1)
@click.option("-o", "--output", type=click.Path(file_okay=False), help="Folder for the bundles (default: settings, build).")
@click.option("--strict", is_flag=True, help="Stop at any error, not only at what cannot be compiled.")
@click.pass_obj
def COMMAND(session: Session, paths: tuple[str, ...], output: str | None, strict: bool) -> int:  # noqa: N802
    """Compile specs to JSON Schema, HTML forms and prefill maps."""
    from eformc.bundle import bundle_of, write_bundles
    from eformc.bundle.assets import assets
    from eformc.formats import formats

    project = session.project(paths)
    units = units_of(project, paths)
    diagnostics = all_diagnostics(project, units)
    if diagnostics and not session.quiet:
        report = report_of(session, project, units, diagnostics)
        click.echo(formats()["text"].print(report), err=True, nl=False, color=session.colored())
    stopped = any(not unit.sound for unit in units) or any(
        diagnostic.severity is Severity.ERROR for diagnostic in (diagnostics if strict else project.catalogue_diagnostics)
    )
    if stopped:
        session.talk("eformc: nothing was written")
        return FINDINGS
    out = Path(output) if output else project.settings.root / project.settings.output
    reasoned = [(unit.reasoned, unit.inputs) for unit in units if unit.reasoned is not None]
    bundles = []
    for one, inputs in reasoned:
        catalogue_inputs = tuple(project.catalogue_files.get(one.procedure.catalogue, {}).items())
        bundles.append(bundle_of(one, (*inputs, *catalogue_inputs)))
    catalogues = {one.catalogue.id: one.catalogue for one, _ in reasoned}
    written = write_bundles(bundles, out, assets(catalogues[name] for name in sorted(catalogues)))
    session.talk(f"eformc: {len(bundles)} procedures built, {written} files written below {out}")
    return FINE
