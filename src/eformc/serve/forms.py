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

from eformc.contract.held import Given, HeldValue
from eformc.contract.pointers import copied, value_at, without
from eformc.kernel.evaluate import Finding
from eformc.kernel.expressions import pointer_text
from eformc.kernel.form import Item, Table
from eformc.kernel.words import say
from eformc.portal.forms import PublishedForm
from eformc.portal.html.receipt import Receipt
from eformc.portal.html.render import Presentation
from eformc.portal.submission.decode import Posted, decoded, resolved
from eformc.portal.submission.envelope import Envelope, envelope
from eformc.portal.submission.holding import Disputed, Turn
from eformc.portal.submission.judge import Submitted
from eformc.portal.view.check_answers import overview
from eformc.portal.view.populate import with_submission
from eformc.portal.view.types import CheckPart, Line, Link
from eformc.prefill import Held, Prefilled, State
from eformc.serve.counter import Counter, not_found
from eformc.serve.posts import posted
from eformc.serve.rendering import date_of, form_page, page, standing_page
from eformc.serve.submissions import Submission, new_reference, now
from eformc.serve.words import word
from eformc.serve.workshop import Ready
from eformc.wording.masks import masked_text
from eformc.wording.messages import language_name, ui
from eformc.wording.values import format_value

Json: TypeAlias = Any
MOST_SAID = 200
"""The characters of a name that are looked at."""


async def show(request: Request) -> Response:
    """The form, with what the registries hold of the citizen in its places."""
    counter = Counter.of(request)
    ready = counter.procedure()
    if ready is None:
        return not_found(counter)
    kept = counter.visit.pages.get(request.query_params.get("page", ""))
    if kept is not None:
        return counter.keep(form_page(kept))
    form = at_home(ready.form, counter)
    prefilled = await counter.desk.prefilled(counter.visit, ready, {})
    lang = counter.form_lang(form)
    around = Envelope(once=token_urlsafe(18), who=prefilled.who)
    with counter.rendering():
        text = form.page(lang, held=prefilled.given(lang), envelope=around, presentation=presentation(counter, ready, lang))
    return counter.keep(form_page(text))


async def send(request: Request) -> Response:
    """Take what was posted: the form again, the check, or a receipt (docs/semantics.md, section 15). Every answer redirects."""
    counter = Counter.of(request)
    ready = counter.procedure()
    if ready is None:
        return not_found(counter)
    post = await posted(request)
    form = at_home(ready.form, counter)
    lang = counter.form_lang(form)
    post, taken_out = without_row(post)
    told = envelope(post.texts)
    if taken_out:
        told = replace(told, change=True)
        counter.visit.drop_files(ready.form.procedure, told.once, taken_out)
    if told.who and told.who != counter.desk.who(counter.visit, ready):
        return _session_over(counter, ready, post)
    post = replace(post, files=counter.visit.files_of(ready.form.procedure, told.once, post.files))
    typed = decoded(form.form, post)
    prefilled = await counter.desk.prefilled(counter.visit, ready, typed)
    what = form.belonging(post, told, prefilled.given(lang))
    if what.typed != typed:
        prefilled = await counter.desk.prefilled(counter.visit, ready, what.typed)
    held = prefilled.given(lang)
    turn = form.turn(what, counter.desk.today_of(ready), held)
    if turn.answer == "take":
        return await _kept(counter, ready, post, turn, prefilled)
    if turn.answer == "check":
        return _check(counter, ready, post, turn, held, ui("look_once_more", lang) if turn.news else "")
    made = replace(turn.made, faults=(*turn.made.faults, *(_not_got(pointer) for pointer in turn.made.missing)))
    around = replace(turn.told, who=prefilled.who)
    with counter.rendering():
        text = form.page(lang, made=made, held=held, envelope=around, presentation=presentation(counter, ready, lang), mend=not told.change, turn=turn)
    return _redirected(counter, ready, text)


def _redirected(counter: Counter, ready: Ready, text: str) -> Response:
    """A page in answer to a post, under an address of its own: Back and reload send nothing again."""
    at = counter.visit.keep_page(text)
    return counter.keep(RedirectResponse(f"/{counter.lang}/forms/{ready.form.procedure}?page={at}", 303))


def _check(counter: Counter, ready: Ready, post: Posted, turn: Turn, held: Given, notice: str, *, again: bool = False) -> Response:
    form = at_home(ready.form, counter)
    lang = counter.form_lang(form)
    shown = presentation(counter, ready, lang)
    with counter.rendering():
        text = form.check_page(lang, made=turn.made, posted=post, held=held, envelope=turn.told, presentation=shown, notice=notice, again=again)
    return _redirected(counter, ready, text)


def _session_over(counter: Counter, ready: Ready, post: Posted) -> Response:
    """The page was made for a login that is no longer there: nothing is taken, nothing is lost."""
    lang = counter.form_lang(ready.form)
    other = counter.visit.citizen is not None
    carried = [(name, text) for name, texts in post.texts.items() if name.startswith(("f.", "e.")) and name not in ("e.confirmed", "e.change") for text in texts]
    return counter.keep(
        page(
            "session.html.j2", counter.lang, status=401, action=f"/{counter.lang}/forms/{ready.form.procedure}", carried=carried,
            over=ui("session_over", lang), kept=ui("session_other" if other else "session_kept", lang), log_in=ui("log_in_again", lang),
            go_on=ui("next", lang), anew=ui("new_application", lang) if other else "",
        )
    )  # fmt: skip


def without_row(post: Posted) -> tuple[Posted, str]:
    """A post without the row, or the file, that its button takes out; the name of its controls, if there was one."""
    at = post.text("e.drop")
    if not at.startswith("/"):
        return post, ""
    start = "f" + at.replace("/", ".") + "."
    texts = {name: texts for name, texts in post.texts.items() if not name.startswith(start) and name != "e.drop"}
    for name in ("e.shown", "e.row", "e.doubt"):
        if name in texts:
            texts[name] = [line for line in texts[name] if not f"{line} ".startswith((f"{at}/", f"{at} "))]
    return Posted(texts, {name: file for name, file in post.files.items() if not f"{name}.".startswith(start)}), start.rstrip(".")


async def look_up(request: Request) -> Response:
    """The values the answers so far unlock, for the page's script: of each place what there is, and the answers it came by."""
    if request.method == "HEAD":  # whether anybody is there
        return Response(status_code=204)
    counter = Counter.of(request)
    ready = counter.procedure()
    if ready is None or request.headers.get("x-eformc") != "1":
        return Response(status_code=404)
    if request.headers.get("x-eformc-who", "") != counter.desk.who(counter.visit, ready):
        return Response(status_code=401)
    try:
        answers = json.loads(await request.body())
    except (ValueError, RecursionError):
        return Response(status_code=400)
    typed = resolved(ready.form.form, answers)
    prefilled = await counter.desk.prefilled(counter.visit, ready, typed)
    lang = counter.form_lang(ready.form)
    return JSONResponse(ready.form.looked_up(lang, answers, counter.desk.today_of(ready), prefilled.given(lang)))


async def name(request: Request) -> Response:
    """The names of a long list, or what is said of one that was typed, for the page's script."""
    counter = Counter.of(request)
    ready = counter.procedure()
    if ready is None or request.headers.get("x-eformc") != "1":
        return Response(status_code=404)
    try:
        asked = json.loads(await request.body())
        at, within, said = asked["at"], asked.get("within", ""), asked.get("said")
    except (ValueError, RecursionError, KeyError, TypeError, AttributeError):
        return Response(status_code=400)
    if not isinstance(at, str) or not isinstance(within, str) or not isinstance(said, str | None):
        return Response(status_code=400)
    return JSONResponse(ready.form.names(counter.form_lang(ready.form), at, within, said if said is None else said[:MOST_SAID]))


async def receipt(request: Request) -> Response:
    """The page of what was taken, under its reference; and where its values came from. The page takes the draft off the device."""
    counter = Counter.of(request)
    found = await counter.desk.submission(request.path_params["reference"])
    ready = counter.workshop.procedure(found.procedure) if found is not None else None
    if found is None or ready is None:
        return not_found(counter)
    form = at_home(ready.form, counter)
    lang = counter.form_lang(form)
    view, shown = form.views[lang], presentation(counter, ready, lang)
    made = Submitted(found.answers, found.answers, (), (), (), counter.desk.today_of(ready))
    doubted = [one["at"] for one in found.envelope.get("disputed", ()) if "said" not in one]
    parts = overview(with_submission(view, _typed(found), (), _as_held(form, found, lang)), form.hidden(made), doubted=doubted)
    origins = CheckPart(word("where_from", counter.lang), tuple(_origins(form, found, lang)))
    told = Receipt(
        found.reference, f"{date_of(found.received[:10])} {found.received[11:16]}",
        next_steps=(word("next_text", counter.lang), *_called_back(found, lang), word("open_to_all", counter.lang)), answers=(*parts, *([origins] if origins.lines else ())),
    )  # fmt: skip
    with counter.rendering():
        return counter.keep(standing_page(form.receipt_page(lang, told, presentation=shown)))


def _called_back(found: Submission, lang: str) -> Iterator[str]:
    """That somebody will call, where that was wished for."""
    number = found.envelope.get("call_back")
    if isinstance(number, str):
        yield ui("will_call", lang, number=number)


def _as_held(form: PublishedForm, found: Submission, lang: str) -> dict[str, HeldValue]:
    """Held values, as it was sent."""
    values = {entry.pointer: entry.value for entry in form.form.entries if isinstance(entry, Item)}
    values |= {(*entry.pointer, "*", *one.pointer): one.value for entry in form.form.entries if isinstance(entry, Table) for one in entry.columns}
    out = {}
    for pointer, one in found.provenance.items():
        tokens = tuple(pointer.split("/")[1:])
        sent, value = value_at(found.answers, pointer), values.get(tuple("*" if token.isdigit() else token for token in tokens))
        if one["state"] != State.VALUE or sent is None or value is None:
            continue
        there = one.get("registry_says", sent)
        if one.get("masked"):
            text, trace = masked_text(value, there, lang)
            out[pointer] = HeldValue(text, there, masked=trace)
        elif tokens in values:
            out[pointer] = HeldValue(format_value(value, there, lang), there)
    return out


def _typed(found: Submission) -> Json:
    """The answers, as it was sent, without the values that are somebody else's."""
    answers = copied(found.answers)
    for pointer, one in found.provenance.items():
        if one.get("masked") and "registry_says" not in one and value_at(answers, pointer) is not None:
            without(answers, pointer)
    return answers


def _origins(form: PublishedForm, found: Submission, lang: str) -> Iterator[Line]:
    """Source by source, what came from it."""
    titles = {one.pointer: one.title for one in form.views[lang].data.fields}
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
        views[lang] = replace(view, links=(*others, home), data=replace(view.data, id=draft))
    return replace(form, views=views)


def _not_got(pointer: str) -> Finding:
    """A value that the server itself should have got."""
    return Finding(tuple(pointer.split("/")[1:]), "required")


def presentation(counter: Counter, ready: Ready, lang: str) -> Presentation:
    """The page as this server shows it: it is sent here, and asks here what an answer changes."""
    theme = counter.workshop.theme
    told = replace(theme, name=tuple((one, " – ".join(filter(None, (theme.named(one), word("trial", one))))) for one in ready.form.views))
    at = f"/{lang}/forms/{ready.form.procedure}"
    return Presentation(theme=told, action=at, lookup=f"{at}/lookup", names=f"{at}/names", keys=ready.plan.reads(), today=str(counter.desk.today_of(ready)))


async def _kept(counter: Counter, ready: Ready, post: Posted, turn: Turn, prefilled: Prefilled) -> Response:
    received, lang = now(ready.form.outline.time_zone), counter.form_lang(ready.form)
    citizen = counter.visit.citizen
    around = turn.told.to_json() | ({"disputed": [_dispute(one) for one in turn.disputed]} if turn.disputed else {})
    submission = Submission(
        new_reference(int(received[:4])), received, ready.form.procedure, ready.form.version, lang,
        citizen.key if citizen else "", turn.made.answers, provenance(prefilled, turn.made, lang), around,
    )  # fmt: skip
    try:
        taken = await counter.desk.take(submission, counter.visit.owner, turn.told.once, again=turn.told.again)
    except sqlite3.Error:
        return counter.keep(page("message.html.j2", counter.lang, status=503, message=word("kept_not", counter.lang)))
    if not taken.sent_before:
        return counter.keep(RedirectResponse(f"/{counter.lang}/receipts/{taken.reference}", 303))
    once = token_urlsafe(18)
    anew = Posted({**post.texts, "e.once": [once]}, counter.visit.files_of(ready.form.procedure, once, post.files))
    notice = ui("sent_before" if taken.same else "sent_other", lang, reference=taken.reference)
    return _check(counter, ready, anew, turn, prefilled.given(lang), notice, again=True)


def _dispute(one: Disputed) -> dict[str, Json]:
    """As the office reads it: what the registry says, and what the citizen says instead, if they know."""
    return {"at": one.at, "registry_says": one.registry_says, **({"said": one.said} if one.said is not None else {})}


def provenance(prefilled: Prefilled, made: Submitted, lang: str) -> dict[str, dict[str, Json]]:
    """The result for every place a registry was to fill, and the registry's copy where the answer is another."""
    answers = dict(_values(made.answers))
    out = {}
    for pointer, one in prefilled.held.items():
        at_ = _as_sent(pointer, made)
        if at_ is not None and one.field and one.state is not State.NOT_ASKED:
            out[at_] = _origin(one, answers.get(at_), lang)
    return out


def _as_sent(pointer: str, made: Submitted) -> str | None:
    """A place of the page as one of the submission, where rows that hold nothing are left out; None where its row is."""
    tokens = tuple(pointer.split("/")[1:])
    for table, numbers in made.places.items():
        rest = tokens[len(table) :]
        if tokens[: len(table)] == table and rest and rest[0].isdigit():
            return pointer_text((*table, str(numbers.index(int(rest[0]))), *rest[1:])) if int(rest[0]) in numbers else None
    return pointer


def _origin(one: Held, answer: Json, lang: str) -> dict[str, Json]:
    made: dict[str, Json] = {"state": one.state.value, "source": say(one.source, lang) if one.source else ""}
    if one.as_of:
        made["as_of"] = one.as_of
    if one.state is State.VALUE and answer is not None and answer != one.value:
        made["registry_says"] = one.value
    if one.masked:
        made["masked"] = True
    return made


def _values(answers: Json, where: str = "") -> list[tuple[str, Json]]:
    out: list[tuple[str, Json]] = []
    numbered = enumerate(answers) if isinstance(answers, list) else ()
    for name, value in answers.items() if isinstance(answers, dict) else numbered:
        out += [(f"{where}/{name}", value), *_values(value, f"{where}/{name}")]
    return out

