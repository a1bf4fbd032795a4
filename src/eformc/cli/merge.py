"""`eformc merge`: the shares of a build that several machines made, as one."""

from __future__ import annotations

from pathlib import Path

import click

from eformc.cli.shared import FINDINGS, FINE, Session, stopped


@click.command(name="merge")
@click.argument("shares", nargs=-1, required=True, type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("-o", "--output", type=click.Path(file_okay=False, path_type=Path), required=True, help="Folder for the bundles.")
@click.option("--strict", is_flag=True, help="Stop at any error, not only at what cannot be compiled.")
@click.pass_obj
def COMMAND(session: Session, shares: tuple[Path, ...], output: Path, strict: bool) -> int:  # noqa: N802
    """Merge what `eformc build --shard` built: the same findings and the same bytes as one build."""
    from eformc.workspace.shards import merge, read_shards

    run = session.run(no_cache=True)
    read_shards(run, shares)
    if stopped(session, run, run.summaries, strict=strict):
        return FINDINGS
    written = merge(run, shares, output)
    session.talk(f"eformc: {len(run.summaries)} procedures merged, {written} files written below {output}")
    return FINE
