"""`eformc try PROCEDURE --citizen ID`: what this synthetic person would still have to type."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from eformc.cli.shared import FINE, Session, counting, procedure_unit, write

if TYPE_CHECKING:
    from eformc.demo.citizens import Citizens
    from eformc.demo.records import Citizen
    from eformc.demo.switches import Behaviour
    from eformc.model.catalogue import Catalogue


@click.command(name="try")
@click.argument("procedure")
@click.option("--citizen", metavar="ID", required=True, help="The person's number; or a name, or a label such as children.")
@click.option("--silent", multiple=True, metavar="REGISTRY", help="A registry that does not answer; may be repeated.")
@click.option("--no-record", multiple=True, metavar="REGISTRY", help="A registry that knows nobody; may be repeated.")
@click.option("--answers", metavar="FILE", help="Answers given so far (JSON): later lookups run with the keys in them.")
@click.option("--people", type=click.IntRange(1, 1_000_000), default=10_000, show_default=True, help="How many synthetic people there are.")
@click.option("--data", "folder", type=click.Path(file_okay=False), help="Folder of the population (default: demo, in the output folder).")
@click.option("--format", "format_name", type=click.Choice(["text", "json"]), default="text")
@click.pass_obj
def COMMAND(  # noqa: N802
    session: Session, procedure: str, citizen: str, silent: tuple[str, ...], no_record: tuple[str, ...], answers: str | None, people: int,
    folder: str | None, format_name: str,
) -> int:  # fmt: skip
    """Show what a synthetic person would still have to type, which lookups are made, and what a silent registry changes."""
    from eformc.cli.validate import read_json
    from eformc.demo.login import authenticated
    from eformc.demo.population import people_of
    from eformc.demo.reading import DescriptionProblem
    from eformc.demo.switches import Behaviour, Switched
    from eformc.prefill import EVERY, Blocking
    from eformc.project.settings import output_folder
    from eformc.reasoning.planning import plan_of
    from eformc.registries import open_sources, places_of
    from eformc.reports.trying import trial_json, trial_of, trial_text

    project = session.project([procedure] if Path(procedure).exists() else [])
    unit = procedure_unit(project, procedure)
    if unit.reasoned is None or not unit.sound:
        message = f"{unit.path} cannot be compiled; run `eformc lint {unit.path}`"
        raise click.UsageError(message)
    catalogue = unit.reasoned.catalogue
    today = session.day_of(catalogue)
    behaviours = _behaviours(catalogue, {Behaviour.SILENT: silent, Behaviour.NO_RECORD: no_record})
    typed = read_json(answers) if answers else {}
    home = Path(folder) if folder else output_folder(project.settings) / "demo"
    try:
        citizens = people_of(catalogue, project.catalogue_folders()[catalogue.id], project.catalogue_files[catalogue.id], home, people, counting(session, people))
    except DescriptionProblem as error:
        raise click.UsageError(str(error)) from error
    who = _citizen(citizens, citizen)
    sources = open_sources(places_of(f"sqlite:{citizens.path.resolve()}"))
    plan = plan_of(unit.reasoned)
    with Blocking({EVERY: Switched(sources[EVERY], behaviours)}) as prefill:
        prefilled = prefill.run(plan, authenticated(plan, who), typed if isinstance(typed, dict) else {}, today=today)
    trial = trial_of(unit.reasoned, prefilled, typed, today)
    lang = session.language(project.settings)
    write(trial_json(trial, who.key, lang) if format_name == "json" else trial_text(trial, f"{who.name}, {who.key}", lang))
    return FINE


def _behaviours(catalogue: Catalogue, named: dict[Behaviour, tuple[str, ...]]) -> dict[str, Behaviour]:
    from eformc.diagnostics import closest

    made = {registry: behaviour for behaviour, registries in named.items() for registry in registries}
    for registry in made:
        if registry not in catalogue.registries:
            near = closest(registry, catalogue.registries)
            hint = f"Did you mean `{near}`?" if near else f"Known: {', '.join(catalogue.registries)}."
            message = f"there is no registry `{registry}`. {hint}"
            raise click.UsageError(message)
    return made


def _citizen(citizens: Citizens, wanted: str) -> Citizen:
    """By number, else the first by label or by name. Raises `click.UsageError` with some who are there."""
    found = citizens.get(wanted)
    some = [found] if found is not None else [*citizens.suggested(wanted, 1), *citizens.search(wanted)]
    if some:
        return some[0]
    there = ", ".join(f"{one.key} ({one.name})" for one in citizens.suggested("children"))
    message = f"there is no citizen `{wanted}`. Some who are there: {there}"
    raise click.UsageError(message)
