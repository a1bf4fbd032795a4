"""`eformc rules`: the catalogue of everything that can be found."""

from __future__ import annotations

from pathlib import Path

import click

from eformc.cli.shared import FINE, Session, write


@click.command(name="rules")
@click.argument("selectors", nargs=-1)
@click.option("--format", "format_name", type=click.Choice(["text", "json", "md"]), default="text")
@click.option("--pages", type=click.Path(file_okay=False, path_type=Path), help="Write a page for each rule, and an index, into this folder.")
@click.pass_obj
def COMMAND(session: Session, selectors: tuple[str, ...], format_name: str, pages: Path | None) -> int:  # noqa: N802
    """List the rules: code, severity, name, whether it has a fix, whether it counts in this project.

    SELECTORS are codes, beginnings of codes, names, families or presets.
    """
    from eformc.diagnostics.pages import page_value
    from eformc.formats.json import json_text
    from eformc.formats.rule_pages import index_page, pages_of
    from eformc.rules.editions import UnknownSelectorError, selected

    project = session.project()
    terms, lang, laws = project.terms(), session.language(project.settings), project.laws()
    try:
        codes = selected(selectors or ("all",), terms.kinds)
    except UnknownSelectorError as error:
        raise click.UsageError(str(error)) from error
    chosen = [kind for code, kind in terms.kinds.items() if code in codes]
    if pages is not None:
        from eformc.project.atomic_files import replace_files

        written = replace_files({pages / name: text.encode() for name, text in pages_of(chosen, laws).items()})
        session.talk(f"eformc: {len(chosen)} rules, {written} pages written below {pages}")
        return FINE
    if format_name == "json":
        value = [{**page_value(kind, laws), "counts": kind.code in terms.wanted} for kind in chosen]
        write(json_text({"rules": value}))
    elif format_name == "md":
        write(index_page(chosen, lang))
    else:
        for kind in chosen:
            marks = "fix" if kind.fix else "   "
            counts = "" if kind.code in terms.wanted else "  (does not count here)"
            write(f"{kind.code}  {kind.severity.value:8} {marks}  {kind.name}{counts}\n")
    return FINE
