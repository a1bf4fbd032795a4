"""Connections that nobody can keep the others out with: uvicorn's protocol with patience and a number of seats.

A connection waits while no whole request of it is there: it is new, or between two requests, or has sent half of one;
also while its client does not read. Of those that wait only so many stay; one more, and the oldest of the address that
has most is let go. Who sends a request at once is hardly ever among them, whatever others do.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

HEAD_SECONDS, READ_SECONDS = 10.0, 20.0
"""Until the head of a request is there; until a client takes more of its answer."""
MOST_WAITING = 128
MOST_AT_ONCE = 640
"""Requests that are worked at: more are answered 503 (uvicorn's `limit_concurrency`)."""


def patient(head: float = HEAD_SECONDS, read: float = READ_SECONDS, most: int = MOST_WAITING) -> type[H11Protocol]:
    """The protocol of one server, for `uvicorn.Config(http=…)`. `head`, `read`: seconds; `most`: connections that wait."""
    waiting: dict[PatientProtocol, None] = {}

    class Patient(PatientProtocol):
        seats, most_waiting, head_seconds, read_seconds = waiting, most, head, read

    return Patient


class PatientProtocol(H11Protocol):
    """A connection. `seats`: those of the server that wait, the longest waiting first."""

    seats: dict[PatientProtocol, None]
    most_waiting: int
    head_seconds: float
    read_seconds: float

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.timer: asyncio.TimerHandle | None = None
        self.stalled: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take a seat, soon."""
        super().connection_made(transport)
        self.look_later()
        self.timer = self.loop.call_later(self.head_seconds, self.transport.abort)

    def data_received(self, data: bytes) -> None:
        """Read on; the head's time runs from its first byte."""
        super().data_received(data)
        if self.working() and not self.cycle.more_body and self.conn.trailing_data[0]:
            self.cycle.keep_alive = False  # one request at a time: no browser sends the next before it has its answer
        self.look()
        if self.working() or self.transport.is_closing():
            self.timer = _stopped(self.timer)
        elif self.timer is None:
            self.timer = self.loop.call_later(self.head_seconds, self.transport.abort)

    def on_response_complete(self) -> None:
        """Wait for the next request, as one who came just now."""
        super().on_response_complete()
        self.look_later()

    def pause_writing(self) -> None:
        """Wait for a client that does not read."""
        super().pause_writing()
        self.stalled = self.stalled or self.loop.call_later(self.read_seconds, self.transport.abort)
        self.look()

    def resume_writing(self) -> None:
        """Go on writing."""
        super().resume_writing()
        self.stalled = _stopped(self.stalled)
        self.look()

    def connection_lost(self, exc: Exception | None) -> None:
        """Leave the seat."""
        self.seats.pop(self, None)
        self.timer, self.stalled = _stopped(self.timer), _stopped(self.stalled)
        super().connection_lost(exc)

    def working(self) -> bool:
        """True if a request's head is there and its answer is not yet written."""
        return bool(self.cycle) and not self.cycle.response_complete

    def look_later(self) -> None:
        """Look once what the client has sent already is read: many come in one turn of the loop, and the next turn reads."""
        self.loop.call_soon(self.loop.call_soon, self.look)

    def look(self) -> None:
        """Note whether this connection waits, and let one go where too many do."""
        if self.working() and not self.cycle.more_body and self.stalled is None:
            self.seats.pop(self, None)
            return
        if self not in self.connections:
            return
        self.seats.setdefault(self)
        if len(self.seats) > self.most_waiting:
            of = Counter(one.address() for one in self.seats)
            ((most, _),) = of.most_common(1)
            gone = next(one for one in self.seats if one.address() == most)
            del self.seats[gone]
            gone.transport.abort()

    def address(self) -> str:
        """The client's address; of a socket that has none, nothing."""
        return self.client[0] if self.client else ""


def _stopped(timer: asyncio.TimerHandle | None) -> asyncio.TimerHandle | None:
    """No timer: this one is called off."""
    if timer is not None:
        timer.cancel()
    return None
