"""`eformc verify [PATHS]`: generate answers, ask every reader, print a counterexample or the count."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from eformc.cli.shared import FINDINGS, FINE, Session, units_of, write

if TYPE_CHECKING:
    from eformc.project import Project


@click.command(name="verify")
@click.argument("paths", nargs=-1)
@click.option("--cases", type=click.IntRange(1), default=400, show_default=True, help="Answers to try for each procedure.")
@click.option("--walks", type=click.IntRange(1), help="Walk each form so many events instead: is what is held kept to its law?")
@click.option("--seed", default="1", show_default=True, help="Draws the answers: the same seed draws the same ones.")
@click.option("--format", "format_name", type=click.Choice(["text", "json"]), default="text")
@click.pass_obj
def COMMAND(  # noqa: N802
    session: Session, paths: tuple[str, ...], cases: int, walks: int | None, seed: str, format_name: str
) -> int:
    """Put generated answers to every reader of each form: evaluator, JSON Schema validators, the page's script. With
    --walks: walk at random through filling in each form, and look whether what is held keeps to its law.
    """
    from eformc.emit.json_schema import schema_of
    from eformc.model.lowering import form_of
    from eformc.verify.answers import day
    from eformc.verify.readers import Judged, ReaderError, readers
    from eformc.verify.trial import trial

    project = session.project(paths)
    if walks is not None:
        return _walk(session, project, paths, walks, seed, format_name)
    asked, missing = readers()
    for reason in missing:
        session.talk(f"eformc: not asked: {reason}")
    results: list[dict[str, Any]] = []
    for unit in units_of(project, paths):
        if unit.procedure is None or not unit.sound:
            message = f"{unit.path} cannot be compiled; run `eformc lint {unit.path}`"
            raise click.UsageError(message)
        judged = Judged(form_of(unit.procedure), schema_of(unit.procedure), day(project.today))
        try:
            outcome = trial(judged, asked, cases, f"{seed}/{unit.procedure.id}")
        except ReaderError as error:
            raise click.UsageError(str(error)) from error
        found = outcome.difference
        results.append(
            {"procedure": unit.procedure.id, "cases": outcome.cases, "valid": outcome.valid, "checks": outcome.checks}
            | ({"reader": found.reader, "number": found.number, "answers": found.answers, "definition": found.definition, "said": found.said} if found else {})
        )
        if format_name == "text":
            write(_line(results[-1]))
    names = [reader.name for reader in asked]
    total = {key: sum(one[key] for one in results) for key in ("cases", "checks")}
    differences = sum(1 for one in results if "reader" in one)
    if format_name == "json":
        value = {"seed": seed, "readers": ["evaluator", *names], "procedures": results, "total": {**total, "differences": differences}}
        write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")
    else:
        write(f"evaluator, {', '.join(names)}: {total['cases']} answers, {total['checks']} checks, {differences} differences (seed {seed})\n")
    return FINDINGS if differences else FINE


def _walk(session: Session, project: Project, paths: tuple[str, ...], events: int, seed: str, format_name: str) -> int:
    """Walk every form (docs/semantics.md, section 15); print the shortest walk that breaks a law, or the count."""
    from eformc.emit.form import published
    from eformc.reasoning.planning import plan_of
    from eformc.verify.walks import walked

    results: list[dict[str, Any]] = []
    for unit in units_of(project, paths):
        if unit.reasoned is None or not unit.sound:
            message = f"{unit.path} cannot be compiled; run `eformc lint {unit.path}`"
            raise click.UsageError(message)
        found = walked(published(unit.reasoned), plan_of(unit.reasoned), session.day_of(unit.reasoned.catalogue), events, f"{seed}/{unit.reasoned.procedure.id}")
        result = {"procedure": unit.reasoned.procedure.id, "events": found.events, "walks": found.walks, "finished": found.finished}
        results.append(result | ({"law": found.fault.law, "steps": found.fault.steps} if found.fault else {}))
        if format_name == "text":
            steps = "".join(f"  {step}\n" for step in found.fault.steps) if found.fault else ""
            write(f"{result['procedure']}: {found.events} events, {found.walks} walks, {found.finished} sent" + (f"; law {found.fault.law}:\n{steps}" if found.fault else "\n"))
    broken = sum(1 for one in results if "law" in one)
    if format_name == "json":
        write(json.dumps({"seed": seed, "procedures": results, "total": {"events": sum(one["events"] for one in results), "broken": broken}}, ensure_ascii=False, indent=2) + "\n")
    else:
        write(f"{sum(one['events'] for one in results)} events, {broken} laws broken (seed {seed})\n")
    return FINDINGS if broken else FINE


def _line(result: dict[str, Any]) -> str:
    head = f"{result['procedure']}: {result['cases']} answers, {result['valid']} valid, {result['checks']} checks"
    if "reader" not in result:
        return head + "\n"
    answers = json.dumps(result["answers"], ensure_ascii=True)
    return (
        f"{head}; {result['reader']} differs on answer {result['number']}:\n"
        f"  answers     {answers}\n  definition  {json.dumps(result['definition'], ensure_ascii=True)}\n  {result['reader']}  {result['said']}\n"
    )
