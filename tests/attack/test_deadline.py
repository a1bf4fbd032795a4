"""The deadline of a prefill holds within a tenth, whatever a registry does: by a clock of the test's own, so that a busy
machine changes nothing.

Server and prefill run in one event loop over real sockets. Its time stands still while anything is ready, and jumps to
the next timer when nothing is.
"""

import asyncio
import json
import selectors
import sys
from pathlib import Path

import pytest
from msgspec.structs import replace

sys.path.append(str(Path(__file__).resolve().parents[1] / "prefill"))
from prefill_kit import HOA, TODAY, Made, answering
from stores import read_request, response
from test_bad_sources import BEHAVIOURS, GIVEN, GOOD, raw

from eformc.prefill import Answer, Authenticated, State, run
from eformc.registries import open_sources, places_of

DEADLINES = [pytest.param(0.5, marks=pytest.mark.long), 2.0, pytest.param(30.0, marks=pytest.mark.long)]
PAUSE = 0.02
"""Real seconds in which something may still come: a thread that looks up an address, a packet on its way."""


class _Clock(selectors.DefaultSelector):
    """Waits for nothing that is far away: where nothing is ready, it is later."""

    def __init__(self):
        super().__init__()
        self.now = 1000.0

    def select(self, timeout=None):
        ready = super().select(0)
        if ready or timeout is None or timeout <= 0:
            return ready or super().select(timeout)
        ready = super().select(PAUSE)
        if not ready:
            self.now += timeout
        return ready


class _Loop(asyncio.SelectorEventLoop):
    def __init__(self):
        self.clock = _Clock()
        super().__init__(self.clock)

    def time(self):
        return self.clock.now


def told(story):
    """Runs a coroutine in a loop with such a clock, and gives its result."""
    with asyncio.Runner(loop_factory=_Loop) as runner:
        return runner.run(story)


async def hangs(reader, writer):
    await asyncio.sleep(1e6)


async def reads_nothing_and_writes(reader, writer):
    while True:
        writer.write(b"x" * 10_000)
        await writer.drain()


async def hangs_in_the_body(reader, writer):
    await read_request(reader)
    writer.write(raw(json.dumps(GOOD))[:-5])
    await asyncio.sleep(1e6)


async def huge_header(reader, writer):
    await read_request(reader)
    writer.write(b"HTTP/1.1 200 OK\r\nX: " + b"y" * 20_000_000 + b"\r\n")
    await writer.drain()
    await asyncio.sleep(1e6)


async def a_header_now_and_then(reader, writer):
    await read_request(reader)
    writer.write(b"HTTP/1.1 200 OK\r\n")
    while True:
        writer.write(b"X-More: y\r\n")
        await writer.drain()
        await asyncio.sleep(0.1)


async def chunks_of_one_byte(reader, writer):
    await read_request(reader)
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n")
    while True:
        writer.write(b"1\r\n \r\n")
        await writer.drain()
        await asyncio.sleep(0.3)


async def closes_and_closes(reader, writer):
    await read_request(reader)
    await asyncio.sleep(0.4)
    writer.transport.abort()


async def marks(reader, writer):
    await read_request(reader)
    writer.write(response("200", {**GOOD, "record": {"full_name": "e" + "\u0316\u0300" * 60_000, "birth_date": "1980"}}))
    await writer.drain()


async def redirects(reader, writer):
    await read_request(reader)
    await asyncio.sleep(0.2)
    writer.write(b"HTTP/1.1 307 Again\r\nLocation: /again\r\nContent-Length: 0\r\n\r\n")
    await writer.drain()


def from_the_list(behaviour):
    async def behaves(reader, writer):
        await read_request(reader)
        if callable(behaviour):
            await behaviour(writer)
        else:
            writer.write(behaviour)
        await writer.drain()

    return behaves


OURS = [hangs, reads_nothing_and_writes, hangs_in_the_body, huge_header, a_header_now_and_then, chunks_of_one_byte, closes_and_closes, marks, redirects]
EVERY = {**{one.__name__: one for one in OURS}, **{name: from_the_list(one[0]) for name, one in BEHAVIOURS.items()}}
NEVER_ANSWER = {"hangs", "hangs_in_the_body", "a_header_now_and_then", "chunks_of_one_byte", "slow", "slow headers", "one byte after the other", "1xx for ever"}


async def asked(plan, behaves, deadline, *, sources=None, given=GIVEN):
    """(seconds of the loop's clock, what came of it) of a prefill whose registry of persons behaves so."""
    strays = set()

    async def served(reader, writer):
        strays.add(asyncio.current_task())
        try:
            await behaves(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            writer.transport.abort()

    server = await asyncio.start_server(served, "127.0.0.1", 0, limit=2**16)
    port = server.sockets[0].getsockname()[1]
    source = open_sources(places_of(f"http://127.0.0.1:{port}"))["*"]
    loop = asyncio.get_running_loop()
    started = loop.time()
    result = await run(plan, Authenticated(given), {}, {"population": source, **(sources or {})}, today=TODAY, deadline=deadline)
    took = loop.time() - started
    for one in strays:
        one.cancel()
    await source.close()
    server.close()
    return took, result


@pytest.mark.parametrize("deadline", DEADLINES)
@pytest.mark.parametrize("name", EVERY)
def test_the_deadline_holds(plans, name, deadline):
    identity = answering({"identity_document": {"kind": "cccd", "number": HOA}})
    took, result = told(asked(plans["khai-sinh"], EVERY[name], deadline, sources={"identity": identity}))
    assert took <= deadline * 1.1, (name, took)
    held = result.held["/applicant/full_name"]
    if name in NEVER_ANSWER and not (name == "slow" and deadline > 5) and not (name == "slow headers" and deadline > 2):
        assert (held.state, held.kind) == (State.UNAVAILABLE, "timeout")
    assert result.held["/applicant/identity_document"].state is State.VALUE  # the others are untouched


@pytest.mark.parametrize("deadline", DEADLINES)
@pytest.mark.parametrize("share", [0.5, 0.9, 0.99])
def test_lookups_in_a_row_share_one_deadline(plans, deadline, share):
    """The first answers late; the second, which needs its key, never."""

    async def answer(request):
        await asyncio.sleep(deadline * share)
        record = {name: HOA if name.endswith("personal_id") else "x" for name in request.wanted}
        return Answer({name: key.reveal() for name, key in request.key.items()}, record)

    took, _ = told(asked(plans["xac-nhan-hon-nhan"], hangs, deadline, sources={"civil_status": Made(answer), "identity": Made(answer)}, given={"/applicant/personal_id": HOA}))
    assert took <= deadline * 1.1


@pytest.mark.parametrize("behaves", [hangs, a_header_now_and_then, huge_header, redirects])
def test_a_source_that_hangs_where_it_gives_tokens(plans, behaves, monkeypatch):
    async def story():
        server = await asyncio.start_server(behaves, "127.0.0.1", 0)
        at = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        (place,) = places_of(at).values()
        source = open_sources({"*": replace(place, options=(("token_url", at + "/token"), ("client_id", "x")))})["*"]
        loop = asyncio.get_running_loop()
        started = loop.time()
        result = await run(plans["khai-sinh"], Authenticated(GIVEN), {}, {"population": source}, today=TODAY, deadline=2.0)
        took = loop.time() - started
        await source.close()
        server.close()
        return took, result.held["/applicant/full_name"].state

    took, state = told(story())
    assert took <= 2.2
    assert state is State.UNAVAILABLE
