"""`eformc lsp`: the language server for editors, over standard input and output."""

from __future__ import annotations

import click

from eformc.cli.shared import FINE, Session


@click.command(name="lsp")
@click.option("--stdio", is_flag=True, help="Standard input and output (the only way there is; editors like to say it).")
@click.pass_obj
def COMMAND(session: Session, stdio: bool) -> int:  # noqa: N802
    """Serve an editor: findings while typing, completion, hover, definitions, renames, fixes (`docs/editors.md`)."""
    try:
        from eformc.lsp.server import server
    except ImportError as error:
        message = f"the language server needs more than the compiler: pip install 'eformc[lsp]' ({error.name} is missing)"
        raise click.UsageError(message) from error
    made = server(session.day(), session.language(session.project().settings))
    made.files.plugins = session.plugin
    made.start_io()
    return FINE
