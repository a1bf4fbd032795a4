"""The application: routes, and what they stand on."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from pathlib import Path

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Lifespan

from eformc.portal.guard import Guard
from eformc.project import SettingsError
from eformc.serve import author, forms, start
from eformc.serve.counter import Counter, Elsewhere, not_found
from eformc.serve.desk import Desk
from eformc.serve.rendering import page
from eformc.serve.workshop import THEME, Workshop

_LANG = "/{lang}"


async def _nowhere(request: Request, error: Exception) -> Response:
    try:
        return not_found(error.counter if isinstance(error, Elsewhere) else Counter.of(request))
    except Elsewhere as elsewhere:
        return not_found(elsewhere.counter)


async def _template(request: Request, error: Exception) -> Response:
    """A mistake in a theme's template, told to the author whose machine this is."""
    counter = Counter.of(request)
    return counter.keep(page("message.html.j2", counter.lang, status=500, message=str(error)))


def application(workshop: Workshop, desk: Desk, hosts: Iterable[str], *, watch: bool = True) -> Guard:
    """The ASGI application behind its guard. `hosts`: what the Host header may be."""
    routes = [
        Route("/", start.first),
        Route("/events", author.events),
        Route(_LANG, start.home),
        Route(_LANG + "/", start.home),
        Route(_LANG + "/people", start.people, methods=["POST"]),
        Route(_LANG + "/login", start.log_in, methods=["POST"]),
        Route(_LANG + "/switches", start.switch, methods=["POST"]),
        Route(_LANG + "/forms/{procedure}", forms.show, methods=["GET"]),
        Route(_LANG + "/forms/{procedure}", forms.send, methods=["POST"]),
        Route(_LANG + "/forms/{procedure}/names", forms.name, methods=["POST"]),
        Route(_LANG + "/forms/{procedure}/lookup", forms.look_up, methods=["POST", "HEAD"]),
        Route(_LANG + "/receipts/{reference}", forms.receipt),
        Route(_LANG + "/submissions", start.submissions),
        Route(_LANG + "/submissions.{format}", start.exported),
        Route(_LANG + "/author/{procedure}", author.view),
        Route(_LANG + "/author/{procedure}/{what}.json", author.json_of),
    ]
    app = Starlette(
        routes=routes, lifespan=_lifespan(watch=watch), exception_handlers={404: _nowhere, Elsewhere: _nowhere, SettingsError: _template},
        middleware=[Middleware(GZipMiddleware, minimum_size=1000, compresslevel=6)],
    )  # fmt: skip
    app.router.redirect_slashes = False
    app.state.workshop, app.state.desk = workshop, desk
    return Guard(app, hosts)


def _lifespan(*, watch: bool) -> Lifespan[Starlette]:
    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        app.state.changed, app.state.streams = asyncio.Condition(), {}
        watching = asyncio.create_task(_watch(app)) if watch else None
        yield
        if watching is not None:
            watching.cancel()
        await app.state.desk.close()

    return lifespan


async def _watch(app: Starlette) -> None:
    """Compile what is saved, and tell the pages that are open."""
    from watchfiles import awatch

    workshop: Workshop = app.state.workshop
    async for changes in awatch(*workshop.watched(), debounce=100, step=30):
        files = [Path(name) for _, name in changes if name.endswith((".yaml", ".yml", ".csv", ".toml", *THEME))]
        if files:
            await asyncio.to_thread(workshop.saved, files)
            async with app.state.changed:
                app.state.changed.notify_all()
