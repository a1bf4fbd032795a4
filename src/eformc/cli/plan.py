"""`eformc plan PROCEDURE`: the reasoning for one form."""

from __future__ import annotations

from pathlib import Path

import click

from eformc.cli.shared import FINE, Session, procedure_unit, write


@click.command(name="plan")
@click.argument("procedure")
@click.option("--format", "format_name", type=click.Choice(["text", "json"]), default="text")
@click.pass_obj
def COMMAND(session: Session, procedure: str, format_name: str) -> int:  # noqa: N802
    """Show origin and path of every field, what each key unlocks, and the smallest form."""
    from eformc.reports.plan import plan_json, plan_text

    project = session.project([procedure] if Path(procedure).exists() else [])
    unit = procedure_unit(project, procedure)
    if unit.reasoned is None:
        message = f"{unit.path} cannot be compiled; run `eformc lint {unit.path}`"
        raise click.UsageError(message)
    lang = session.language(project.settings)
    write(plan_json(unit.reasoned, lang) if format_name == "json" else plan_text(unit.reasoned, lang))
    return FINE
