"""The author's view beside the form: findings, reasoning, reduction, JSON; told when the file is saved."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from eformc.emit.json_schema import schema_of
from eformc.emit.prefill import prefill_of
from eformc.kernel.words import say
from eformc.project import SpecAnalysis
from eformc.reasoning.burden import burden
from eformc.reports.plan import plan_text
from eformc.reports.prefill import prefill_json, prefill_text
from eformc.reports.words import percent, word
from eformc.serve.counter import Counter, not_found
from eformc.serve.rendering import page

BEAT = 15.0
"""Seconds between signs of life on the stream of events."""
MOST_STREAMS = 24
"""Pages that are told of what was saved; one more, and the first is told no longer."""


async def view(request: Request) -> Response:
    """The form in a frame, and beside it everything that is known of its spec, for who is played."""
    counter = Counter.of(request)
    unit = counter.workshop.unit(request.path_params["procedure"])
    if unit is None or unit.procedure is None:
        return not_found(counter)
    ready = counter.workshop.procedure(unit.procedure.id)
    fired = ""
    if ready is not None and ready.unit.reasoned is not None:
        prefilled = await counter.desk.prefilled(counter.visit, ready, {})
        fired = prefill_text(ready.unit.reasoned, prefilled, counter.lang)
    return counter.keep(
        page(
            "author.html.j2", counter.lang, live=True, id=unit.procedure.id, title=say(unit.procedure.title, counter.lang),
            findings=_findings(counter, unit), counts=_counts(unit, counter.lang), plan=plan_text(unit.reasoned, counter.lang) if unit.reasoned else "",
            fired=fired, ready=ready is not None, revision=counter.workshop.revision, path=counter.workshop.project.relative(unit.path),
        )
    )  # fmt: skip


def _findings(counter: Counter, unit: SpecAnalysis) -> list[dict[str, str]]:
    out = []
    for one in unit.diagnostics:
        line, column, *_ = one.span.places()
        out.append({"code": one.code, "severity": one.severity.value, "place": f"{line}:{column}", "text": one.text(counter.lang), "help": one.help(counter.lang)})
    return out


def _counts(unit: SpecAnalysis, lang: str) -> list[tuple[str, str]]:
    if unit.reasoned is None:
        return []
    counts = burden(unit.reasoned)
    numbers = [(word(name, lang), str(getattr(counts, name))) for name in ("needed", "typed", "confirmed", "silent")]
    return [*numbers, (word("reduction", lang), percent(counts.reduction, lang))]


async def json_of(request: Request) -> Response:
    """The schema, the prefill map, or the instance as the registries fill it for who is logged in."""
    counter = Counter.of(request)
    ready = counter.procedure()
    what = request.path_params["what"]
    if ready is None or ready.unit.reasoned is None:
        return Response(status_code=404)
    match what:
        case "schema":
            return JSONResponse(schema_of(ready.unit.reasoned.procedure))
        case "map":
            return JSONResponse(prefill_of(ready.unit.reasoned))
        case "instance":
            prefilled = await counter.desk.prefilled(counter.visit, ready, {})
            return JSONResponse(json.loads(prefill_json(ready.unit.reasoned, prefilled, {}, counter.desk.today_of(ready))))
        case _:
            return Response(status_code=404)


async def events(request: Request) -> Response:
    """A stream that says when something was saved (server-sent events)."""
    return StreamingResponse(_events(request), media_type="text/event-stream")


async def _events(request: Request) -> AsyncIterator[str]:
    """A page's stream. Of more than `MOST_STREAMS` the oldest ends; a page that is still there asks again."""
    workshop, changed, streams = request.app.state.workshop, request.app.state.changed, request.app.state.streams
    own = object()
    streams[own] = None
    while len(streams) > MOST_STREAMS:
        del streams[next(iter(streams))]
        async with changed:
            changed.notify_all()
    try:
        yield f"data: {workshop.revision}\n\n"
        while own in streams and not await request.is_disconnected():
            try:
                async with asyncio.timeout(BEAT), changed:
                    await changed.wait()
            except TimeoutError:
                yield ": here\n\n"
            else:
                yield f"data: {workshop.revision}\n\n"
    finally:
        streams.pop(own, None)
