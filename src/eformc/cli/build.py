"""`eformc build`: specs to bundles."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from eformc.cli.shared import FINDINGS, FINE, Session, looked_at, stopped


@click.command(name="build")
@click.argument("paths", nargs=-1)
@click.option("-o", "--output", type=click.Path(file_okay=False), help="Folder for the bundles (default: settings, build).")
@click.option("--strict", is_flag=True, help="Stop at any error, not only at what cannot be compiled.")
@click.option("-j", "--jobs", type=click.IntRange(0), default=0, help="Processes to use (default: one for each core).")
@click.option("--no-cache", is_flag=True, help="Build everything anew, and remember nothing.")
@click.option("--executor", metavar="ADDRESS", help="Whose processes: dask://HOST:PORT, or module:factory of an Executor.")
@click.option("--shard", "share", metavar="I/N", help="Build only the I-th of N shares; `eformc merge` puts them together.")
@click.pass_obj
def COMMAND(  # noqa: N802
    session: Session, paths: tuple[str, ...], output: str | None, strict: bool, jobs: int, no_cache: bool,
    executor: str | None, share: str | None,
) -> int:  # fmt: skip
    """Compile specs to JSON Schema, HTML forms and prefill maps."""
    if "-" in paths:
        return _from_standard_input(session, output, strict=strict)
    from eformc.workspace.building import building, publish

    which = None
    if share:
        from eformc.workspace.share import shard

        which = shard(share)
    if share and which is None:
        message = f"`--shard` takes a share such as 2/5, not `{share}`"
        raise click.UsageError(message)
    run = session.run(paths, no_cache=no_cache, jobs=jobs, executor=executor)
    out = Path(output) if output else run.settings.root / run.settings.output
    run.shard = which
    with building(run, out):
        summaries = looked_at(run, paths)
        if stopped(session, run, summaries, strict=strict):
            return FINDINGS
        written = publish(run)
        if which is not None:
            from eformc.workspace.shards import write_shard

            write_shard(run, which, out)
    session.talk(f"eformc: {len(summaries)} procedures built, {written} files written below {out}")
    return FINE


def _from_standard_input(session: Session, output: str | None, *, strict: bool) -> int:
    from eformc.bundle import bundle_of, write_bundles
    from eformc.bundle.assets import assets
    from eformc.workspace.theming import theme_of

    project = session.project()
    unit = project.unit_of("<stdin>", sys.stdin.buffer.read())
    if stopped(session, project, [unit], strict=strict) or unit.reasoned is None:
        return FINDINGS
    out = Path(output) if output else project.settings.root / project.settings.output
    catalogue_inputs = project.catalogue_files.get(unit.reasoned.procedure.catalogue, {}).items()
    bundle = bundle_of(unit.reasoned, (*unit.inputs, *catalogue_inputs), theme_of(project.settings))
    written = write_bundles([bundle], out, assets([unit.reasoned.catalogue]))
    session.talk(f"eformc: 1 procedures built, {written} files written below {out}")
    return FINE
