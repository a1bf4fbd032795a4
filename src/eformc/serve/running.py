"""Starting the server on this machine, and ending it."""

from __future__ import annotations

import socket
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import uvicorn

from eformc.demo.citizens import Citizens
from eformc.kernel.dates import Day
from eformc.prefill import EVERY
from eformc.registries import open_sources, places_of
from eformc.serve.app import application
from eformc.serve.connections import MOST_AT_ONCE, patient
from eformc.serve.desk import Desk
from eformc.serve.submissions import Submissions
from eformc.serve.workshop import Workshop

LOOPBACK = "127.0.0.1"


def hosts_of(port: int) -> tuple[str, ...]:
    """The names a browser on this machine uses for this server."""
    return f"{LOOPBACK}:{port}", f"localhost:{port}"


def listening(port: int) -> socket.socket:
    """A socket on loopback alone; port 0 takes a free one. Raises `OSError`."""
    made = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)  # named: else asyncio leaves Nagle's 40 ms on
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind((LOOPBACK, port))
        made.listen(256)
    except OSError:
        made.close()
        raise
    return made


class _Server(uvicorn.Server):
    """Says when it listens and an interruption ends it in order: not before."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self.ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self.ready()


def serve(workshop: Workshop, citizens: Citizens, submissions: Path, today: Day | None, port: int, ready: Callable[[str], None]) -> None:
    """Serve until interrupted. `today`: a day to keep to, else that of each form's time zone. `ready` is told the address once it is listened at. Raises `OSError` where the port is taken."""
    with listening(port) as at:
        found = at.getsockname()[1]
        registry = open_sources(places_of(f"sqlite:{citizens.path.resolve()}"))[EVERY]
        desk = Desk(citizens, registry, Submissions(submissions), today)
        app = application(workshop, desk, hosts_of(found))
        config = uvicorn.Config(
            app, http=patient(), ws="none", loop="asyncio", lifespan="on", log_level="warning", access_log=False, server_header=False, date_header=False,
            proxy_headers=False, h11_max_incomplete_event_size=16_384, limit_concurrency=MOST_AT_ONCE, timeout_keep_alive=5, timeout_graceful_shutdown=2,
        )  # fmt: skip
        with suppress(KeyboardInterrupt):  # the way to end it
            _Server(config, lambda: ready(f"http://{LOOPBACK}:{found}/")).run(sockets=[at])
