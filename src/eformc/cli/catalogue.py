"""`eformc catalogue`: what the state holds, asked by words."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click
from click.shell_completion import CompletionItem

from eformc.cli.shared import FINDINGS, FINE, Session, write

if TYPE_CHECKING:
    from eformc.model.catalogue import Catalogue
    from eformc.model.search import HitKind
    from eformc.project import Project


@click.group(name="catalogue")
def COMMAND() -> None:  # noqa: N802 - what every verb exports
    """Ask the catalogue: what is held, by whom, found with which key, by which law, called what."""


def _options(command: Callable[..., Any]) -> Callable[..., Any]:
    command = click.option("--catalogue", "name", metavar="ID", help="This catalogue instead of the project's own.")(command)
    return click.option("--format", "format_name", type=click.Choice(["text", "json"]), default="text")(command)


@COMMAND.command(name="search")
@click.argument("words", nargs=-1, required=True)
@click.option("--all", "every", is_flag=True, help="Show every hit, not only the best.")
@_options
@click.pass_obj
def _search(session: Session, words: tuple[str, ...], every: bool, name: str | None, format_name: str) -> int:
    """Find data elements, relations, papers, registries and code lists by WORDS, in any language, with or without marks.

    Exits with 1 where nothing is found.
    """
    from eformc.model.search import search
    from eformc.reports.catalogue import search_json, search_text

    project, catalogue = _asked(session, name)
    wanted = " ".join(words)
    hits = search(catalogue, wanted)
    write(search_json(hits, wanted) if format_name == "json" else search_text(hits, wanted, session.language(project.settings), every=every))
    return FINE if hits else FINDINGS


def _ids(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    catalogue = Session(None, quiet=True, color="never", today=None).project().catalogue(None)
    return [CompletionItem(thing) for thing in _known(catalogue) if incomplete in thing] if catalogue is not None else []


@COMMAND.command(name="show")
@click.argument("thing", metavar="ID", shell_complete=_ids)
@_options
@click.pass_obj
def _show(session: Session, thing: str, name: str | None, format_name: str) -> int:
    """Show one thing of the catalogue: ID is a data element (person.birth_date), a relation, an entity, a registry, a paper
    or a code list.
    """
    from eformc.reports.catalogue import show_json, show_text

    project, catalogue = _asked(session, name)
    known = _known(catalogue)
    wanted = thing if thing in known else _meant(catalogue, thing)
    if wanted is None:
        from eformc.diagnostics import closest
        from eformc.model.search import search

        near = closest(thing, known) or next((hit.id for hit in search(catalogue, thing)), None)
        hint = f" Did you mean `{near}`?" if near else " `eformc catalogue search WORDS` finds ids by words."
        message = f"the catalogue {catalogue.id} has nothing with the id `{thing}`.{hint}"
        raise click.UsageError(message)
    if format_name == "json":
        write(show_json(catalogue, known[wanted], wanted))
    else:
        write(show_text(catalogue, known[wanted], wanted, session.language(project.settings)))
    return FINE


@COMMAND.command(name="check")
@_options
@click.pass_obj
def _check(session: Session, name: str | None, format_name: str) -> int:
    """Show mistakes in the catalogue's files, how much it holds, and what it leaves open. Exits with 1 on mistakes."""
    from eformc.cli.shared import failing, report_of
    from eformc.formats import formats
    from eformc.reports.catalogue import check_json, check_text

    project, catalogue = _asked(session, name)
    found = tuple(project.catalogue_diagnostics)
    if found and format_name == "text":
        lint = formats()["text"]
        write(lint.print(report_of(session, project, (), found)))
    write(check_json(catalogue, len(found)) if format_name == "json" else check_text(catalogue, session.language(project.settings)))
    return FINDINGS if failing(found, "error") else FINE


def _asked(session: Session, name: str | None) -> tuple[Project, Catalogue]:
    """The project and the catalogue that is asked."""
    project = session.project()
    catalogue = project.catalogue(name)
    if catalogue is None:
        names = ", ".join(project.catalogue_folders())
        message = f"there is no catalogue `{name}`." if name else "no catalogue is chosen here."
        hint = f" Known: {names}; name one with `--catalogue ID`." if names else " Name its folder in eformc.toml: [catalogues] NAME = \"FOLDER\"."
        raise click.UsageError(message + hint)
    return project, catalogue


def _known(catalogue: Catalogue) -> dict[str, HitKind | None]:
    """The ids of a catalogue with what each is; None: an entity. Where two kinds share an id, the first named here wins."""
    from eformc.model.search import HitKind

    found: dict[str, HitKind | None] = {}
    for entity in catalogue.entities.values():
        found[entity.id] = None
        found |= {one.id: HitKind.ELEMENT for one in entity.elements.values()}
        found |= {f"{entity.id}.{name}": HitKind.RELATION for name in entity.relations if name not in entity.elements}
    for kind, ids in ((HitKind.REGISTRY, catalogue.registries), (HitKind.DOCUMENT, catalogue.documents), (HitKind.CODES, catalogue.code_lists)):
        found |= {thing: kind for thing in ids if thing not in found}
    return found


def _meant(catalogue: Catalogue, thing: str) -> str | None:
    """The id of an element written as a spec writes it (`applicant.birth_date`), alone, or by its wording (`ngay_sinh`)."""
    owner, _, name = thing.rpartition(".")
    if owner and owner != "applicant":
        return None
    login = catalogue.entities[catalogue.login_entity]
    if name in login.elements:
        return f"{login.id}.{name}"
    if name in login.relations:
        return f"{login.id}.{name}"
    holding = [entity.id for entity in catalogue.entities.values() if name in entity.elements]
    if not owner and len(holding) == 1:
        return f"{holding[0]}.{name}"
    from eformc.model.search import element_meant

    meant = element_meant(login, name)
    return f"{login.id}.{meant}" if meant else None
