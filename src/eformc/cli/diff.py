"""`eformc diff OLD NEW`: what a new version breaks, and for whom."""

from __future__ import annotations

import click

from eformc.cli.shared import FINDINGS, FINE, Session, write

_CLASSES = ("consumers", "drafts", "prefill", "citizens", "readers", "harmless", "never")


@click.command(name="diff")
@click.argument("old")
@click.argument("new")
@click.option("--format", "format_name", default="text", help="text, json, markdown, or migration (of open drafts).")
@click.option("--fail-on", type=click.Choice(_CLASSES), default="citizens", show_default=True, help="Fail where this class, or a graver one, is hurt.")
@click.pass_obj
def COMMAND(session: Session, old: str, new: str, format_name: str, fail_on: str) -> int:  # noqa: N802
    """Compare two versions: files, folders, bundles, or `git:REV` and `git:REV:PATH`.

    Classes, gravest first: consumers of submissions, open drafts, prefill providers, citizens (burden up), readers of
    the old schema, harmless. What is called breaking comes with answers that were right and are refused now.
    """
    from eformc.diff.change import failing
    from eformc.diff.printers import printers
    from eformc.project.versions import compared, sides

    if format_name not in printers():
        message = f"no format `{format_name}`; known: {', '.join(printers())}"
        raise click.UsageError(message)
    project = session.project()
    comparisons = compared(sides(old, project), sides(new, project), project.today)
    write(printers()[format_name](comparisons, session.language(project.settings)))
    return FINDINGS if failing(comparisons, fail_on) else FINE
