"""`eformc prefill PROCEDURE`: run the prefill map, print the instance and where each value comes from."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from eformc.cli.shared import FINE, Session, procedure_unit, write


@click.command(name="prefill")
@click.argument("procedure")
@click.option("--given", multiple=True, metavar="PTR=VALUE", help="A fact known at the start: a pointer, or an element of who logs in.")
@click.option("--source", "url", metavar="URL", help="One place for all registries: sqlite:FILE, postgresql://…, https://…, file:FOLDER.")
@click.option("--sources", "sources_file", type=click.Path(dir_okay=False), help="A sources.toml that names a place per registry.")
@click.option("--answers", metavar="FILE", help="Answers given so far (JSON): later lookups run with the keys in them.")
@click.option("--deadline", type=click.FloatRange(0.01, 60), default=2.0, show_default=True, help="Seconds for everything.")
@click.option("--format", "format_name", type=click.Choice(["text", "json"]), default="json")
@click.pass_obj
def COMMAND(  # noqa: N802
    session: Session, procedure: str, given: tuple[str, ...], url: str | None, sources_file: str | None, answers: str | None,
    deadline: float, format_name: str,
) -> int:  # fmt: skip
    """Run the prefill map of a procedure against registries; print the instance and its provenance."""
    from eformc.cli.validate import read_json
    from eformc.prefill import Authenticated, Blocking
    from eformc.reasoning.planning import plan_of
    from eformc.registries import SourcesProblem, open_sources, places_of, read_sources
    from eformc.reports.prefill import prefill_json, prefill_text

    if (url is None) is (sources_file is None):
        message = "name the registries' place: `--source URL` for all, or `--sources sources.toml`"
        raise click.UsageError(message)
    project = session.project([procedure] if Path(procedure).exists() else [])
    unit = procedure_unit(project, procedure)
    if unit.reasoned is None or not unit.sound:
        message = f"{unit.path} cannot be compiled; run `eformc lint {unit.path}`"
        raise click.UsageError(message)
    plan = plan_of(unit.reasoned)
    typed = read_json(answers) if answers else {}
    if not isinstance(typed, dict):
        message = f"{answers}: the answers are no JSON object"
        raise click.UsageError(message)
    subject = Authenticated(_given(given, [one.pointer for one in plan.given]))
    today = session.day_of(unit.reasoned.catalogue)
    try:
        sources = open_sources(read_sources(Path(sources_file)) if sources_file else places_of(url or ""))
    except SourcesProblem as error:
        raise click.UsageError(str(error)) from None
    with Blocking(sources) as prefill:
        prefilled = prefill.run(plan, subject, typed, today=today, deadline=deadline)
    lang = session.language(project.settings)
    write(prefill_json(unit.reasoned, prefilled, typed, today) if format_name == "json" else prefill_text(unit.reasoned, prefilled, lang))
    return FINE


def _given(pairs: tuple[str, ...], pointers: list[str]) -> dict[str, Any]:
    """`/applicant/personal_id=079…`, or the last part of a pointer alone where it is the only one of that name."""
    made = {}
    for pair in pairs:
        name, sign, value = pair.partition("=")
        matches = [one for one in pointers if one == name or one.rpartition("/")[2] == name]
        if not sign or not matches:
            known = ", ".join(f"{one}=…" for one in pointers) or "nothing"
            message = f"`--given {name}`: this map is given {known}"
            raise click.UsageError(message)
        if len(matches) > 1:
            message = f"`--given {name}` may be {', '.join(matches)}: write the pointer"
            raise click.UsageError(message)
        made[matches[0]] = value
    return made
