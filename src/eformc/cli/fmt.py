"""`eformc fmt`: one layout for every spec."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

import click

from eformc.cli.shared import FINDINGS, FINE, USAGE, Session, difference, settled_paths, write
from eformc.project.format_files import Laid


@click.command(name="fmt")
@click.argument("paths", nargs=-1)
@click.option("--check", is_flag=True, help="Write nothing; exit with 1 if a file would change.")
@click.option("--diff", is_flag=True, help="Show what would change and write nothing; exit with 1 if anything.")
@click.pass_obj
def COMMAND(session: Session, paths: tuple[str, ...], check: bool, diff: bool) -> int:  # noqa: N802
    """Lay out specs, fragments and catalogue files: two spaces a level, comments kept, the meaning untouched.

    `-` is standard input, laid out to standard output.
    """
    from eformc.project.atomic_files import replace_files
    from eformc.project.format_files import laid, laid_files

    if paths == ("-",):
        files = [laid("<stdin>", sys.stdin.buffer.read())]
    else:
        settings = session.project(paths).settings
        files = list(laid_files(paths or settled_paths(settings), settings.root))
    unread = [one for one in files if one.flaws]
    for one in unread:
        session.talk(f"eformc: {_place(one)}: it cannot be read and stays as it is; `eformc lint` says why")
    changed = [one for one in files if one.after != one.before]
    if diff:
        for one in changed:
            write(difference(one.path, one.before.decode(), one.after.decode()))
    elif paths == ("-",):
        write(files[0].after.decode("utf-8", "surrogateescape"))
    elif check:
        for one in changed:
            write(f"{one.path}\n")
    else:
        replace_files({Path(one.path): one.after for one in changed})
    _talk(session, files, changed, done=not (check or diff))
    if unread:
        return USAGE
    return FINDINGS if changed and (check or diff) else FINE


def _talk(session: Session, files: list[Laid], changed: Iterable[Laid], *, done: bool) -> None:
    count = len(list(changed))
    session.talk(f"eformc: {count} of {len(files)} files {'laid out' if done else 'would be laid out'}")


def _place(one: Laid) -> str:
    line, column, _, _ = one.flaws[0].span.places()
    return f"{one.path}:{line}:{column}"
