"""Filling in a form: the page with what is held, later lookups, what was posted, the receipt."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import replace
from hashlib import sha256
from secrets import token_urlsafe
from typing import Any, TypeAlias

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from eformc.kernel.evaluate import Finding, at
from eformc.kernel.expressions import pointer_text
from eformc.kernel.form import Item
from eformc.kernel.words import say
from eformc.runtime.decoding import decoded, resolved
from eformc.runtime.envelope import Envelope, envelope
from eformc.runtime.messages import ui
from eformc.runtime.prefill import Held, Prefilled, State
from eformc.runtime.published import PublishedForm
from eformc.runtime.read_out import read_out
from eformc.runtime.render import Presentation
from eformc.runtime.submission import Submitted
from eformc.runtime.view import HeldValue, Link
from eformc.serve.counter import Counter, not_found
from eformc.serve.posts import posted
from eformc.serve.rendering import date_of, form_page, page
from eformc.serve.submissions import Submission, leaves, new_reference, now
from eformc.serve.words import word
from eformc.serve.workshop import Ready

Json: TypeAlias = Any


async def show(request: Request) -> Response:
    """The form, with what the registries hold of the citizen in its places."""
    counter = Counter.of(request)
    ready = counter.procedure()
    if ready is None:
        return not_found(counter)
    prefilled = await counter.desk.prefilled(counter.visit, ready.plan, {})
    form = at_home(ready.form, counter)
    lang = counter.form_lang(form)
    shown = presentation(form, lang)
    text = form.page(lang, held=prefilled.given(lang), envelope=Envelope(once=token_urlsafe(18)), presentation=shown)
    return counter.keep(form_page(text, shown))


async def send(request: Request) -> Response:
    """Take what was posted: errors show the page again, a first sending shows the check, a checked one is kept and answered
    with a receipt.
    """
    counter = Counter.of(request)
    ready = counter.procedure()
    if ready is None:
        return not_found(counter)
    post = await posted(request)
    told = envelope(post.texts)
    post = replace(post, files=counter.visit.files_of(ready.form.procedure, told.once, post.files))
    form = at_home(ready.form, counter)
    lang = counter.form_lang(form)
    prefilled = await counter.desk.prefilled(counter.visit, ready.plan, decoded(form.form, post))
    held = prefilled.given(lang)
    made = form.submitted(post, counter.desk.today, held)
    if made.complete and told.final and not told.change:
        return await _kept(counter, ready, told, made, prefilled)
    shown = presentation(form, lang)
    if made.complete and not told.change:
        return counter.keep(form_page(form.check_page(lang, made=made, posted=post, held=held, envelope=told, presentation=shown), shown))
    wrong = replace(made, faults=(*made.faults, *(_not_got(pointer) for pointer in made.missing)))
    text = form.page(lang, made=wrong, held=held, envelope=told, presentation=shown, mend=not told.change)
    return counter.keep(form_page(text, shown, 200 if told.change else 422))


async def look_up(request: Request) -> Response:
    """What the answers so far unlock, for the page's script."""
    counter = Counter.of(request)
    ready = counter.procedure()
    if ready is None or request.headers.get("x-eformc") != "1":
        return Response(status_code=404)
    try:
        answers = json.loads(await request.body())
    except (ValueError, RecursionError):
        return Response(status_code=400)
    typed = resolved(ready.form.form, answers)
    prefilled = await counter.desk.prefilled(counter.visit, ready.plan, typed)
    lang = counter.form_lang(ready.form)
    return JSONResponse({"held": dict(in_page(prefilled, lang))})


def in_page(prefilled: Prefilled, lang: str) -> list[tuple[str, dict[str, Json]]]:
    """Places that a lookup with an answer, or without one, is told of; what nobody was asked is left out."""
    given = prefilled.given(lang)
    out: list[tuple[str, dict[str, Json]]] = []
    for pointer, one in prefilled.held.items():
        if one.state is State.NOT_ASKED or not one.lookup or one.suggestion:
            continue
        told: dict[str, Json] = {"state": one.state.value}
        shown = given.get(pointer)
        if isinstance(shown, HeldValue):
            told |= {"value": shown.value, "text": shown.text, "source": shown.source, "as_of": ui("as_of", lang, date=date_of(shown.as_of)) if shown.as_of else ""}
        out.append((pointer, told))
    return out


async def receipt(request: Request) -> Response:
    """What was taken, under its reference."""
    counter = Counter.of(request)
    found = await counter.desk.submission(request.path_params["reference"])
    if found is None:
        return not_found(counter)
    ready = counter.workshop.procedure(found.procedure)
    titles = titles_of(ready.form, counter.form_lang(ready.form)) if ready else {}
    lines = list(_read_out(ready.form, found.answers, titles, counter.lang)) if ready else list(leaves(found.answers))
    sources: dict[str, list[str]] = {}
    for pointer, one in found.provenance.items():
        if one["state"] == "value" and one.get("source"):
            sources.setdefault(one["source"], []).append(titles.get(pointer, pointer))
    title = say(ready.unit.procedure.title, counter.lang) if ready and ready.unit.procedure else found.procedure
    return counter.keep(page("receipt.html.j2", counter.lang, submission=found, title=title, lines=lines, sources=list(sources.items())))


def _read_out(form: PublishedForm, answers: Json, titles: Mapping[str, str], lang: str) -> Iterator[tuple[str, str]]:
    """What was sent, as people read it: (title, text) in the order of the form."""
    for entry in form.form.entries:
        found = at(answers, entry.pointer)
        title = titles.get(pointer_text(entry.pointer)) or say(entry.title, lang)
        if isinstance(entry, Item):
            if found is not None:
                yield title, read_out(entry.value, found, lang)
            continue
        for number, row in enumerate(found if isinstance(found, list) else (), 1):
            for column in entry.columns:
                cell = at(row, column.pointer)
                if cell is not None:
                    yield f"{title} {number}: {say(column.title, lang)}", read_out(column.value, cell, lang)


# --- parts --------------------------------------------------------------------------------------------------------------


def at_home(form: PublishedForm, counter: Counter) -> PublishedForm:
    """The form with this server's addresses in its pages. The id that the page keeps its draft under is the citizen's own:
    one browser plays many.
    """
    views = {}
    citizen = counter.visit.citizen.key if counter.visit.citizen else ""
    draft = f"{form.procedure}.{sha256(citizen.encode()).hexdigest()[:8]}"
    for lang, view in form.views.items():
        others = [Link(f"/{other}/forms/{form.procedure}", other, language_name(other)) for other in form.views if other != lang]
        home = Link(f"/{counter.lang}/", counter.lang, word("change", counter.lang))
        views[lang] = replace(view, action=f"/{lang}/forms/{form.procedure}", links=(*others, home), engine={**view.engine, "id": draft})
    return replace(form, views=views)


def language_name(lang: str) -> str:
    return {"vi": "Tiếng Việt", "en": "English", "fr": "Français"}.get(lang, lang)


def titles_of(form: PublishedForm, lang: str) -> dict[str, str]:
    """JSON Pointer -> what the page calls it."""
    return {entry["p"]: str(entry["t"]) for entry in form.views[lang].engine["fields"]}


def _not_got(pointer: str) -> Finding:
    """A value that the server itself should have got."""
    return Finding(tuple(pointer.split("/")[1:]), "required")


def presentation(form: PublishedForm, lang: str) -> Presentation:
    """The page as this server shows it: it asks here what a typed key unlocks."""
    return Presentation(lookup=f"/{lang}/forms/{form.procedure}/lookup")


async def _kept(counter: Counter, ready: Ready, told: Envelope, made: Submitted, prefilled: Prefilled) -> Response:
    received = now()
    citizen = counter.visit.citizen
    submission = Submission(
        new_reference(int(received[:4])), received, ready.form.procedure, ready.form.version, counter.form_lang(ready.form),
        citizen.key if citizen else "", made.answers, provenance(prefilled, made, counter.form_lang(ready.form)), told.to_json(),
    )  # fmt: skip
    try:
        reference = await counter.desk.take(submission, told.once)
    except sqlite3.Error:
        return counter.keep(page("message.html.j2", counter.lang, status=503, message=word("kept_not", counter.lang)))
    return counter.keep(RedirectResponse(f"/{counter.lang}/receipts/{reference}", 303))


def provenance(prefilled: Prefilled, made: Submitted, lang: str) -> dict[str, dict[str, Json]]:
    """Of every place a registry was to fill: what came of it, and the registry's copy where the answer is another."""
    answers = dict(_values(made.answers))
    out = {}
    for pointer, one in prefilled.held.items():
        if one.field and one.state is not State.NOT_ASKED:
            out[pointer] = _origin(one, answers.get(pointer), lang)
    return out


def _origin(one: Held, answer: Json, lang: str) -> dict[str, Json]:
    made: dict[str, Json] = {"state": one.state.value, "source": say(one.source, lang) if one.source else ""}
    if one.as_of:
        made["as_of"] = one.as_of
    if one.state is State.VALUE and answer is not None and answer != one.value:
        made["registry_says"] = one.value
    return made


def _values(answers: Json, where: str = "") -> list[tuple[str, Json]]:
    out: list[tuple[str, Json]] = []
    numbered = enumerate(answers) if isinstance(answers, list) else ()
    for name, value in answers.items() if isinstance(answers, dict) else numbered:
        out += [(f"{where}/{name}", value), *_values(value, f"{where}/{name}")]
    return out

