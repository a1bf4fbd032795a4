"""`eformc completion SHELL`: shell completion."""

from __future__ import annotations

import click

from eformc.cli.shared import FINE, write


@click.command(name="completion")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def COMMAND(ctx: click.Context, shell: str) -> int:  # noqa: N802
    """Print the completion script of a shell: `eval "$(eformc completion bash)"`."""
    from click.shell_completion import get_completion_class

    found = get_completion_class(shell)
    if found is None:
        message = f"no completion for {shell}"
        raise click.UsageError(message)
    root = ctx.find_root().command
    write(found(root, {}, "eformc", "_EFORMC_COMPLETE").source() + "\n")
    return FINE
