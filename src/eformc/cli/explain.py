"""`eformc explain CODE`: a rule's page."""

from __future__ import annotations

import click
from click.shell_completion import CompletionItem

from eformc.cli.shared import FINE, Session, write
from eformc.diagnostics import closest


def _codes(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    from eformc.rules.kinds import kinds

    every = kinds().values()
    return [CompletionItem(kind.code, help=kind.name) for kind in every if kind.code.startswith(incomplete.upper())]


@click.command(name="explain")
@click.argument("code", required=False, shell_complete=_codes)
@click.option("--format", "format_name", type=click.Choice(["text", "md", "json"]), default="text")
@click.pass_context
def COMMAND(ctx: click.Context, code: str | None, format_name: str) -> int:  # noqa: N802
    """Explain a rule: why it is there, its law, an example wrong and right. Without CODE: the list of rules."""
    from eformc.diagnostics.pages import markdown_page, page_value, text_page
    from eformc.formats.json import json_text

    session: Session = ctx.obj
    if code is None:
        from eformc.cli.rules import COMMAND as RULES

        return int(ctx.invoke(RULES, format_name=format_name))
    project = session.project()
    every, lang, laws = project.terms().kinds, session.language(project.settings), project.laws()
    by_name = {kind.name: kind for kind in every.values()}
    kind = every.get(code.upper()) or by_name.get(code.lower())
    if kind is None:
        near = closest(code.upper(), every) or closest(code.lower(), by_name)
        message = f"there is no rule `{code}`." + (f" Did you mean `{near}`?" if near else "")
        raise click.UsageError(message)
    if format_name == "json":
        write(json_text(page_value(kind, laws)))
    else:
        write((text_page if format_name == "text" else markdown_page)(kind, lang, laws))
    return FINE
