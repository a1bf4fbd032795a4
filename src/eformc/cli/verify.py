"""`eformc verify [PATHS]`: generate answers, ask every reader, print a counterexample or the count."""

from __future__ import annotations

import json
from typing import Any

import click

from eformc.cli.shared import FINDINGS, FINE, Session, units_of, write


@click.command(name="verify")
@click.argument("paths", nargs=-1)
@click.option("--cases", type=click.IntRange(1), default=400, show_default=True, help="Answers to try for each procedure.")
@click.option("--seed", default="1", show_default=True, help="Draws the answers: the same seed draws the same ones.")
@click.option("--format", "format_name", type=click.Choice(["text", "json"]), default="text")
@click.pass_obj
def COMMAND(session: Session, paths: tuple[str, ...], cases: int, seed: str, format_name: str) -> int:  # noqa: N802
    """Put generated answers to every reader of each form: evaluator, JSON Schema validators, the page's script."""
    from eformc.emit.json_schema import schema_of
    from eformc.model.lowering import form_of
    from eformc.verify.answers import day
    from eformc.verify.readers import Judged, ReaderError, readers
    from eformc.verify.trial import trial

    project = session.project(paths)
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


def _line(result: dict[str, Any]) -> str:
    head = f"{result['procedure']}: {result['cases']} answers, {result['valid']} valid, {result['checks']} checks"
    if "reader" not in result:
        return head + "\n"
    answers = json.dumps(result["answers"], ensure_ascii=True)
    return (
        f"{head}; {result['reader']} differs on answer {result['number']}:\n"
        f"  answers     {answers}\n  definition  {json.dumps(result['definition'], ensure_ascii=True)}\n  {result['reader']}  {result['said']}\n"
    )
