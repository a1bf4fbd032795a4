"""`eformc paper PROCEDURE -o FILE`: the form on paper, blank or filled."""

from __future__ import annotations

from pathlib import Path

import click

from eformc.cli.shared import FINE, Session, procedure_unit
from eformc.cli.validate import read_json


@click.command(name="paper")
@click.argument("procedure")
@click.option("--answers", metavar="FILE", help="A submission (JSON) to print into the form; `-` is standard input.")
@click.option("--large", is_flag=True, help="Large print.")
@click.option("--theme", type=click.Path(exists=True), metavar="DIR", help="A theme with `paper.html.j2` or `paper.css` of its own; rendered in a sandbox.")
@click.option("-o", "--output", required=True, metavar="FILE", help="FILE.pdf (needs eformc[pdf]) or FILE.html.")
@click.pass_obj
def COMMAND(session: Session, procedure: str, answers: str | None, large: bool, theme: str | None, output: str) -> int:  # noqa: N802
    """Print a form on A4, blank or with answers: the same questions, numbers and sources as on the page."""
    from eformc.emit.paper import paper_of
    from eformc.kernel import dates
    from eformc.portal.html.theme import NO_THEME
    from eformc.portal.paper.view import render_paper
    from eformc.project.atomic_files import replace_file
    from eformc.project.themes import mistakes_told, theme_of

    suffix = Path(output).suffix.lower()
    if suffix not in (".pdf", ".html"):
        message = f"`-o {output}`: paper is written as .pdf or .html"
        raise click.UsageError(message)
    session.theme = theme
    project = session.project([procedure] if Path(procedure).exists() else [])
    unit = procedure_unit(project, procedure)
    if unit.reasoned is None or not unit.sound:
        message = f"{unit.path} cannot be compiled; run `eformc lint {unit.path}`"
        raise click.UsageError(message)
    lang = _language(session, project.settings.lang, unit.reasoned.procedure.languages)
    given = read_json(answers) if answers is not None else None
    if answers is not None and not isinstance(given, dict):
        message = f"{answers}: a submission is a JSON object"
        raise click.UsageError(message)
    paper = paper_of(unit.reasoned, lang, answers=given, today=dates.parse(project.today))
    own = theme_of(project.settings) if theme is not None else NO_THEME
    with mistakes_told(own):
        html = render_paper(paper, large=large, theme=own)
    data = _pdf(session, html) if suffix == ".pdf" else html.encode()
    replace_file(Path(output), data)
    session.talk(f"eformc: {output} written")
    return FINE


def _language(session: Session, setting: str | None, languages: tuple[str, ...]) -> str:
    """The form's language: `--lang`, which must be one of the form's; else the settings' if it is; else its first."""
    if session.lang is None:
        return setting if setting in languages else languages[0]
    if session.lang not in languages:
        message = f"`--lang {session.lang}`: the form speaks {', '.join(languages)}"
        raise click.UsageError(message)
    return session.lang


def _pdf(session: Session, html: str) -> bytes:
    from eformc.portal.paper.pdf import can_print, foreign_letters, pdf_of

    if not can_print():
        message = "PDF needs WeasyPrint: pip install eformc[pdf] (or write .html and print it)"
        raise click.UsageError(message)
    foreign = foreign_letters(html)
    if foreign:
        session.talk(f"eformc: printed only if a font of this machine has them: {foreign}")
    try:
        return pdf_of(html)
    except OSError as error:
        message = f"PDF needs the library Pango (Debian: apt-get install libpango-1.0-0 libpangoft2-1.0-0): {error}"
        raise click.UsageError(message) from error
