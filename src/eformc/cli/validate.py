"""`eformc validate PROCEDURE FILE`: check a submission."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from eformc.cli.shared import FINDINGS, FINE, Session, procedure_unit, write


class _NotJson(ValueError):
    """JSON that is not strictly JSON."""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    seen = dict(pairs)
    if len(seen) < len(pairs):
        names = [name for name, _ in pairs]
        double = next(name for name in names if names.count(name) > 1)
        message = f"the key `{double}` stands twice"
        raise _NotJson(message)
    return seen


def _constant(name: str) -> Any:
    message = f"{name} is not JSON"
    raise _NotJson(message)


def read_json(path: str) -> Any:
    """A submission from a file or standard input, strictly JSON. Raises `click.UsageError` with the place."""
    try:
        data = sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()
        return json.loads(data.decode("utf-8"), object_pairs_hook=_once, parse_constant=_constant)
    except OSError as error:
        message = f"{path}: {error.strerror}"
    except UnicodeDecodeError:
        message = f"{path}: not UTF-8"
    except json.JSONDecodeError as error:
        message = f"{path}:{error.lineno}:{error.colno}: not JSON: {error.msg}"
    except RecursionError:
        message = f"{path}: nested too deeply"
    except ValueError as error:  # ours, and Python's on a number of thousands of digits
        message = f"{path}: {str(error).split(';')[0]}"
    raise click.UsageError(message)


@click.command(name="validate")
@click.argument("procedure")
@click.argument("file")
@click.option("--format", "format_name", type=click.Choice(["text", "json"]), default="text")
@click.pass_obj
def COMMAND(session: Session, procedure: str, file: str, format_name: str) -> int:  # noqa: N802
    """Check a submission (JSON) against a procedure, by the definition all readers follow."""
    from eformc.diagnostics.visible import visible
    from eformc.kernel.evaluate import evaluate
    from eformc.kernel.expressions import pointer_text
    from eformc.model.lowering import form_of
    from eformc.portal.submission.decode import resolved
    from eformc.wording.findings import finding_text
    from eformc.wording.localization import Localizer

    project = session.project([procedure] if Path(procedure).exists() else [])
    unit = procedure_unit(project, procedure)
    if unit.procedure is None or unit.reasoned is None or not unit.sound:
        message = f"{unit.path} cannot be compiled; run `eformc lint {unit.path}`"
        raise click.UsageError(message)
    answers = resolved(form_of(unit.procedure), read_json(file))  # of long lists a page that stands alone has only names
    today = session.day_of(unit.reasoned.catalogue)
    form = form_of(unit.procedure)
    verdict = evaluate(form, answers, today)
    lang = session.language(project.settings)
    if format_name == "json":
        findings = [
            {
                "pointer": pointer_text(finding.pointer),
                "code": finding.code,
                "args": dict(finding.args),
                "severity": "warning" if finding.warning else "error",
                "message": finding_text(form, finding, Localizer(lang), answers=answers),
            }
            for finding in verdict.findings
        ]
        write(json.dumps({"valid": verdict.valid, "findings": findings}, ensure_ascii=False, indent=2) + "\n")
    else:
        for finding in verdict.findings:
            write(visible(f"{pointer_text(finding.pointer)}: {finding_text(form, finding, Localizer(lang), answers=answers)}") + "\n")
        fine = {"en": "valid", "vi": "hợp lệ"} if verdict.valid else {"en": "not valid", "vi": "không hợp lệ"}
        session.talk(f"eformc: {fine.get(lang, fine['en'])}")
    return FINE if verdict.valid else FINDINGS
