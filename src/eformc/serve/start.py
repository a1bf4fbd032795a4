"""The first page: whom to play, which procedure, how the registries answer; and what was handed in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from eformc.demo.citizens import Citizens
from eformc.demo.records import Citizen, Flawed
from eformc.demo.switches import Behaviour
from eformc.kernel.words import say
from eformc.model.catalogue import Catalogue
from eformc.reasoning.burden import burden
from eformc.serve.counter import Counter, not_found
from eformc.serve.posts import posted
from eformc.serve.rendering import date_of, page
from eformc.serve.submissions import csv_table, json_lines
from eformc.serve.words import LANGUAGES, SUGGESTED, word
from eformc.wording.messages import language_name


async def first(request: Request) -> Response:
    """To the language the browser prefers."""
    wanted = [part.split(";")[0].strip()[:2] for part in request.headers.get("accept-language", "").split(",")]
    lang = next((lang for lang in wanted if lang in LANGUAGES), LANGUAGES[0])
    return RedirectResponse(f"/{lang}/", 303)


async def home(request: Request) -> Response:
    return _home(Counter.of(request))


async def people(request: Request) -> Response:
    """The first page with those whose name was searched for: posted, so that no name stands in an address."""
    counter = Counter.of(request)
    name = (await posted(request)).text("name")[:100]
    return _home(counter, name, counter.desk.citizens.search(name))


def _home(counter: Counter, name: str = "", found: list[Citizen] | None = None) -> Response:
    desk, lang = counter.desk, counter.lang
    citizen = counter.visit.citizen
    catalogues = _catalogues(counter)
    suggested = [(one, desk.citizens.suggested(one)) for one in SUGGESTED]
    return counter.keep(
        page(
            "home.html.j2", lang, citizen=citizen, flaws=list(_flaws(desk.citizens, citizen, catalogues, lang)), name=name, found=found, kin=list(_kin(citizen, catalogues, lang)),
            suggested=[(one, some) for one, some in suggested if some], procedures=list(_procedures(counter)),
            registries=[(registry.id, say(registry.title, lang)) for catalogue in catalogues for registry in catalogue.registries.values()],
            behaviours=list(Behaviour), chosen=counter.visit.behaviours, links=_links(counter),
        )
    )  # fmt: skip


def _links(counter: Counter) -> list[tuple[str, str]]:
    """The other languages of the server's pages and of the project's forms: (language, its name)."""
    spoken = [lang for ready in counter.workshop.ready.values() for lang in ready.form.views]
    return [(lang, language_name(lang)) for lang in dict.fromkeys((*LANGUAGES, *spoken)) if lang != counter.lang]


def _catalogues(counter: Counter) -> list[Catalogue]:
    named = dict.fromkeys(ready.unit.procedure.catalogue for ready in counter.workshop.ready.values() if ready.unit.procedure)
    return [found for name in named if (found := counter.workshop.project.catalogue(name)) is not None]


def _procedures(counter: Counter) -> Iterator[dict[str, Any]]:
    for unit in counter.workshop.units.values():
        procedure = unit.procedure
        if procedure is None:
            yield {"id": "", "title": unit.path.rsplit("/", 1)[-1], "code": "", "counts": "", "sound": False}
            continue
        counts = burden(unit.reasoned) if unit.reasoned is not None else None
        said = word("typed", counter.lang, typed=counts.typed, needed=counts.needed) if counts else ""
        yield {
            "id": procedure.id, "title": say(procedure.title, counter.lang), "code": procedure.code or "", "counts": said,
            "sound": counter.workshop.procedure(procedure.id) is not None,
        }  # fmt: skip


def _flaws(citizens: Citizens, citizen: Citizen | None, catalogues: list[Catalogue], lang: str) -> Iterator[tuple[str, str, str, str]]:
    """The deliberate flaws: (registry, element, flaw, truth) in words."""
    for flaw in citizens.flaws(citizen.key) if citizen else ():
        registry, element = _said(flaw, catalogues, lang)
        truth = date_of(flaw.truth) if isinstance(flaw.truth, str) else ", ".join(map(str, flaw.truth.values())) if isinstance(flaw.truth, dict) else ""
        yield registry, element, flaw.flaw, truth


def _kin(citizen: Citizen | None, catalogues: list[Catalogue], lang: str) -> Iterator[tuple[str, str, str]]:
    """(what they are, name, number) of the next of kin: numbers that a form may ask."""
    for relation, key, name in citizen.kin if citizen else ():
        found = [catalogue.entities[catalogue.login_entity].relations.get(relation) for catalogue in catalogues]
        yield next((say(one.title, lang) for one in found if one is not None), relation), name, key


def _said(flaw: Flawed, catalogues: list[Catalogue], lang: str) -> tuple[str, str]:
    name, _, lookup = flaw.lookup.partition(".")
    for catalogue in catalogues:
        registry = catalogue.registries.get(name)
        if registry is not None:
            entity = next((one.entity for one in registry.lookups if one.id == lookup), catalogue.login_entity)
            element = catalogue.resolve(entity, tuple(flaw.element.split("."))) if flaw.element else None
            return say(registry.title, lang), say(element.title, lang) if element else ""
    return name, flaw.element


async def log_in(request: Request) -> Response:
    """Be a citizen, or nobody."""
    counter = Counter.of(request)
    key = (await posted(request)).text("key")
    counter.desk.log_in(counter.visit, counter.desk.citizens.get(key) if key else None)
    return counter.keep(RedirectResponse(f"/{counter.lang}/#which", 303))


async def switch(request: Request) -> Response:
    """Let registries misbehave."""
    counter = Counter.of(request)
    texts = (await posted(request)).texts
    known = {registry for catalogue in _catalogues(counter) for registry in catalogue.registries}
    chosen = {name: Behaviour(said[-1]) for name, said in texts.items() if name in known and said[-1] in set(Behaviour)}
    counter.desk.switch(counter.visit, {name: one for name, one in chosen.items() if one is not Behaviour.ANSWERS})
    return counter.keep(RedirectResponse(f"/{counter.lang}/#registries", 303))


async def submissions(request: Request) -> Response:
    counter = Counter.of(request)
    titles = {name: say(ready.unit.procedure.title, counter.lang) for name, ready in counter.workshop.ready.items() if ready.unit.procedure}
    rows = [(one.reference, one.received, titles.get(one.procedure, one.procedure)) for one in await counter.desk.handed_in()]
    return counter.keep(page("submissions.html.j2", counter.lang, rows=rows))


async def exported(request: Request) -> Response:
    """All submissions as JSON Lines or CSV."""
    counter = Counter.of(request)
    every = iter(await counter.desk.handed_in())
    match request.path_params["format"]:
        case "jsonl":
            return _file(json_lines(every), "application/jsonl", "submissions.jsonl")
        case "csv":
            return _file("\ufeff" + csv_table(every), "text/csv", "submissions.csv")
        case _:
            return not_found(counter)


def _file(text: str, media_type: str, name: str) -> Response:
    return Response(text, media_type=f"{media_type}; charset=utf-8", headers={"Content-Disposition": f'attachment; filename="{name}"'})
