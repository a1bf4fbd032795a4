"""`eformc plan PROCEDURE`: the reasoning for one form."""

from __future__ import annotations

from pathlib import Path

import click

from eformc.cli.shared import FINE, Session, procedure_unit, write


@click.command(name="plan")
@click.argument("procedure")
@click.option("--format", "format_name", type=click.Choice(["text", "json", "html"]), default="text")
@click.option("--data-flow", is_flag=True, help="The statement for the data-protection officer: who is asked what, by which law.")
@click.pass_obj
def COMMAND(session: Session, procedure: str, format_name: str, data_flow: bool) -> int:  # noqa: N802
    """Show origin and path of every field, what each key unlocks, and the smallest form."""
    from eformc.reports.data_flow import data_flow_html, data_flow_json, data_flow_text
    from eformc.reports.plan import plan_json, plan_text

    project = session.project([procedure] if Path(procedure).exists() else [])
    unit = procedure_unit(project, procedure)
    if unit.reasoned is None:
        message = f"{unit.path} cannot be compiled; run `eformc lint {unit.path}`"
        raise click.UsageError(message)
    lang = session.language(project.settings)
    if format_name == "html" and not data_flow:
        message = "`--format html` is for `--data-flow`"
        raise click.UsageError(message)
    plans = {"text": plan_text, "json": plan_json}
    statements = {"text": data_flow_text, "json": data_flow_json, "html": data_flow_html}
    write((statements if data_flow else plans)[format_name](unit.reasoned, lang))
    return FINE
