"""`eformc merge`: the shares of a build that several machines made, as one."""

from __future__ import annotations

from pathlib import Path

import click

from eformc.cli.build import say_left, say_strangers, say_written
from eformc.cli.shared import FINDINGS, FINE, Session, print_findings


@click.command(name="merge")
@click.argument("shares", nargs=-1, required=True, type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("-o", "--output", type=click.Path(file_okay=False, path_type=Path), required=True, help="Folder for the bundles.")
@click.option("--strict", is_flag=True, help="No bundle for a spec with any error, not only where it cannot be compiled.")
@click.option("--all-or-nothing", "all_or_nothing", is_flag=True, help="Write no bundle at all where one spec gets none.")
@click.pass_obj
def COMMAND(session: Session, shares: tuple[Path, ...], output: Path, strict: bool, all_or_nothing: bool) -> int:  # noqa: N802
    """Merge what `eformc build --shard` built: the same findings and the same bytes as one build."""
    from eformc.build.shards import merge, read_shards
    from eformc.build.withheld import keep_apart, withheld

    run = session.run(no_cache=True)
    keep_apart(output, run.settings, map(str, shares))
    homes = read_shards(run, shares)
    print_findings(session, run, run.summaries)
    left = withheld(run, run.summaries, run.text, strict=strict)
    paths = {one.path for one in left}
    made = [one for one in run.summaries if one.path not in paths]
    if left and (all_or_nothing or not made):
        say_left(session, run, left, (), output)
        session.talk("eformc: nothing was written")
        return FINDINGS
    kept: list[Path] = []
    written = merge(run, homes, output, made, kept.append)
    say_left(session, run, left, [str(one.procedure_id) for one in made], output)
    say_strangers(session, run, output, kept)
    say_written(session, run, "merged", made, left, written, output)
    return FINDINGS if left else FINE
