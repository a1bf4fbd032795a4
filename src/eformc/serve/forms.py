"""Filling in a form: the page with what is held, later lookups, what was posted, the receipt."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from hashlib import sha256
from secrets import token_urlsafe
from typing import Any, TypeAlias

from msgspec.structs import replace
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from eformc.kernel.evaluate import Finding, at
from eformc.kernel.form import Item
from eformc.kernel.words import say
from eformc.runtime.decoding import decoded, resolved
from eformc.runtime.envelope import Envelope, envelope
from eformc.runtime.filling import filled
from eformc.runtime.messages import language_name, ui
from eformc.runtime.overview import overview
from eformc.runtime.prefill import Held, Prefilled, State
from eformc.runtime.published import PublishedForm
from eformc.runtime.read_out import read_out
from eformc.runtime.receipt import Receipt
from eformc.runtime.render import Presentation
from eformc.runtime.submission import Submitted
from eformc.runtime.theme import Theme
from eformc.runtime.view import CheckPart, HeldValue, Line, Link
from eformc.serve.counter import Counter, not_found
from eformc.serve.posts import posted
from eformc.serve.rendering import date_of, form_page, page, standing_page
from eformc.serve.submissions import Submission, new_reference, now
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
    return counter.keep(form_page(text))


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
        return counter.keep(form_page(form.check_page(lang, made=made, posted=post, held=held, envelope=told, presentation=shown)))
    wrong = replace(made, faults=(*made.faults, *(_not_got(pointer) for pointer in made.missing)))
    text = form.page(lang, made=wrong, held=held, envelope=told, presentation=shown, mend=not told.change)
    return counter.keep(form_page(text, 200 if told.change else 422))


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
    """What was taken, under its reference; and where its values came from. The page takes the draft off the device."""
    counter = Counter.of(request)
    found = await counter.desk.submission(request.path_params["reference"])
    ready = counter.workshop.procedure(found.procedure) if found is not None else None
    if found is None or ready is None:
        return not_found(counter)
    form = at_home(ready.form, counter)
    lang = counter.form_lang(form)
    view, shown = form.views[lang], presentation(form, lang)
    made = Submitted(found.answers, found.answers, (), (), (), counter.desk.today)
    parts = overview(filled(view, found.answers, (), _as_held(form, found, lang)), form.hidden(made))
    origins = CheckPart(word("where_from", counter.lang), tuple(_origins(form, found, lang)))
    told = Receipt(
        found.reference, f"{date_of(found.received[:10])} {found.received[11:16]}",
        next_steps=(word("next_text", counter.lang), word("open_to_all", counter.lang)), answers=(*parts, *([origins] if origins.lines else ())),
    )  # fmt: skip
    return counter.keep(standing_page(form.receipt_page(lang, told, presentation=shown)))


def _as_held(form: PublishedForm, found: Submission, lang: str) -> dict[str, HeldValue]:
    """What registries gave, as it was sent."""
    values = {entry.pointer: entry.value for entry in form.form.entries if isinstance(entry, Item)}
    out = {}
    for pointer, one in found.provenance.items():
        tokens = tuple(pointer.split("/")[1:])
        sent = at(found.answers, tokens)
        if one["state"] == State.VALUE and sent is not None and tokens in values:
            out[pointer] = HeldValue(read_out(values[tokens], sent, lang), sent)
    return out


def _origins(form: PublishedForm, found: Submission, lang: str) -> Iterator[Line]:
    """Source by source, what came from it."""
    titles = {entry["p"]: str(entry["t"]) for entry in form.views[lang].engine["fields"]}
    sources: dict[str, list[str]] = {}
    for pointer, one in found.provenance.items():
        if one["state"] == State.VALUE and one.get("source") and "registry_says" not in one:
            sources.setdefault(one["source"], []).append(titles.get(pointer, pointer))
    yield from (Line(source, ", ".join(names)) for source, names in sources.items())


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
        views[lang] = replace(view, links=(*others, home), engine={**view.engine, "id": draft})
    return replace(form, views=views)


def _not_got(pointer: str) -> Finding:
    """A value that the server itself should have got."""
    return Finding(tuple(pointer.split("/")[1:]), "required")


def presentation(form: PublishedForm, lang: str) -> Presentation:
    """The page as this server shows it: it is sent here, and asks here what a typed key unlocks."""
    told = Theme(name=tuple((one, word("trial", one)) for one in form.views))
    return Presentation(theme=told, action=f"/{lang}/forms/{form.procedure}", lookup=f"/{lang}/forms/{form.procedure}/lookup")


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

