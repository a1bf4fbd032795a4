"""`eformc cache`: what earlier runs left to be taken up again."""

from __future__ import annotations

from pathlib import Path

import click

from eformc.cli.shared import FINE, Session, write


@click.command(name="cache")
@click.argument("what", type=click.Choice(["show", "clear", "prune"]), default="show")
@click.option("--largest", type=click.IntRange(0), default=512, show_default=True, help="With prune: megabytes to keep at most.")
@click.pass_obj
def COMMAND(session: Session, what: str, largest: int) -> int:  # noqa: N802
    """Show where results of earlier runs are kept and how much there is; clear them; prune the oldest."""
    from eformc.build.cache import Cache, folder_for
    from eformc.project import load_settings

    settings = load_settings(Path())
    cache = Cache(folder_for(settings.root), session.day())
    if cache.folder is None:
        write("no cache: there is no folder that only this user may write to (EFORMC_CACHE_DIR names one)\n")
        return FINE
    if what == "clear":
        cache.clear()
        session.talk(f"eformc: {cache.folder} is empty now")
    elif what == "prune":
        gone = cache.prune(largest << 20)
        session.talk(f"eformc: {gone} rows taken out, {cache.bytes() / 1e6:.1f} MB left")
    else:
        write(f"{cache.folder}\n{cache.count()} results, {cache.bytes() / 1e6:.1f} MB\n")
    return FINE
