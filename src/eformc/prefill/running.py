"""Running a plan: lookups side by side as soon as their keys are there, within one deadline, each value judged.

The subject comes from the caller's authenticated context and from nowhere else: what an answer says at a place that is
given at the start is not looked at. A source must say whose record it gives; one for somebody else is dropped and
reported. No source can erase what another one gave.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from inspect import isawaitable
from typing import Any, TypeAlias

from eformc.contract.plan import Plan
from eformc.kernel.dates import Day
from eformc.kernel.json_text import Json
from eformc.prefill.execution import Authenticated, Call, PlanExecution, Reading
from eformc.prefill.results import Prefilled, State
from eformc.prefill.source import Answer, Kind, Refused, Request, Source, SourceError

DEADLINE = 2.0
"""Seconds that one prefill takes at most, unless the caller says otherwise."""
Watch: TypeAlias = Callable[[Reading], "bool | Awaitable[bool]"]
"""A portal's own limit and log: told of a `Reading`, gives True where it may be made."""
EVERY = "*"
"""Among sources: the one asked where a registry has none of its own."""


async def run(
    plan: Plan,
    subject: Authenticated,
    answers: Mapping[str, Json],
    sources: Mapping[str, Source],
    *,
    today: Day,
    deadline: float = DEADLINE,
    watch: Watch | None = None,
) -> Prefilled:
    """Run a plan with what is known and answered so far. Returns within `deadline` seconds, whatever sources do; never
    raises because of one. `sources`: by registry, `*` for all others. `watch`: is told of each record that is to be read by a
    number somebody typed, and says if it may be.
    """
    course = PlanExecution(plan, subject, answers, today)
    waiting = _Waiting(deadline)
    try:
        while True:
            for source, calls in _by_source(sources, await _let(watch, course, waiting, course.ready())):
                if source is None or not waiting.start(source, calls):
                    for call in calls:
                        course.take(call, None, "no-source" if source is None else "internal")
            if not waiting.calls:
                return course.ended()
            for lookup in await waiting.finished():
                course.take(waiting.calls.pop(lookup), *_outcome(lookup))
            if waiting.late():
                for call in waiting.calls.values():
                    course.take(call, None, "timeout")
                return course.ended()
    finally:
        waiting.leave()


async def _let(watch: Watch | None, course: PlanExecution, waiting: _Waiting, calls: list[Call]) -> list[Call]:
    """The calls that may be made; the others are refused. A watch that fails, or is late, lets nothing through."""
    if watch is None:
        return calls
    let = []
    for call in calls:
        reading = course.reading(call)
        try:
            said = True if reading is None else watch(reading)
            if isawaitable(said):
                async with asyncio.timeout_at(waiting.until):
                    said = await said
        except Exception:  # noqa: BLE001 (whatever a portal's own code raises)
            said = False
        if said is True:
            let.append(call)
        else:
            course.take(call, None, State.REFUSED)
    return let


def _by_source(sources: Mapping[str, Source], calls: list[Call]) -> Iterable[tuple[Source | None, list[Call]]]:
    """The calls of each source, so that it can make them together."""
    found: dict[int, tuple[Source | None, list[Call]]] = {}
    for call in calls:
        source = sources.get(call.request.registry) or sources.get(EVERY)
        found.setdefault(id(source), (source, []))[1].append(call)
    return found.values()


_Lookup: TypeAlias = "asyncio.Future[Answer | None]"


class _Waiting:
    """The lookups of one run that are under way, and one clock for all of them."""

    def __init__(self, deadline: float) -> None:
        self.loop = asyncio.get_running_loop()
        self.until = self.loop.time() + deadline
        self.calls: dict[_Lookup, Call] = {}
        self.done: list[_Lookup] = []
        self.wake: asyncio.Future[None] | None = None
        self.clock: asyncio.TimerHandle | None = None

    def start(self, source: Source, calls: list[Call]) -> bool:
        """Make calls at a source, together where it can; False where it fails to."""
        seconds = max(0.0, self.until - self.loop.time())
        together: Callable[..., Sequence[_Lookup]] | None = getattr(source, "look_up_all", None)
        lookups: list[_Lookup] = []
        try:
            if together is not None:
                lookups += together([call.request for call in calls], seconds)
            else:
                lookups += [self.loop.create_task(_asked(source, call.request, seconds)) for call in calls]
        except Exception:  # noqa: BLE001 (whatever an adapter raises)
            return False
        if not all(map(asyncio.isfuture, lookups)) or len(set(lookups)) != len(calls):
            for lookup in filter(asyncio.isfuture, lookups):
                lookup.add_done_callback(self.ended)
                lookup.cancel()
            return False
        for lookup, call in zip(lookups, calls, strict=True):
            self.calls[lookup] = call
            lookup.add_done_callback(self.ended)
        if self.clock is None:
            self.clock = self.loop.call_at(self.until, self.rouse)
        return True

    def ended(self, lookup: _Lookup) -> None:
        """Take the error even of a lookup that nobody waits for any longer, so that asyncio does not print it (it
        may quote data).
        """
        if lookup in self.calls:
            self.done.append(lookup)
            self.rouse()
        elif not lookup.cancelled():
            lookup.exception()

    def rouse(self) -> None:
        if self.wake is not None and not self.wake.done():
            self.wake.set_result(None)

    def late(self) -> bool:
        return self.loop.time() >= self.until

    async def finished(self) -> list[_Lookup]:
        """Those that have ended, as soon as there are some; none where the time is up first."""
        if not self.done and not self.late():
            self.wake = self.loop.create_future()
            await self.wake
        done, self.done = self.done, []
        return done

    def leave(self) -> None:
        """Wait for nothing any longer."""
        if self.clock is not None:
            self.clock.cancel()
        left, self.calls = list(self.calls), {}
        for lookup in left:
            if not lookup.cancel():
                self.ended(lookup)


async def _asked(source: Source, request: Request, seconds: float) -> Answer | None:
    return await source.look_up(request, seconds)


def _outcome(lookup: _Lookup) -> tuple[Answer | None, Kind | State]:
    """The outcome of a lookup. An adapter's own errors are never shown: they may quote what it read."""
    if lookup.cancelled():
        return None, "timeout"
    error = lookup.exception()
    match error:
        case None:
            answer = lookup.result()
            if answer is None:
                return None, State.NO_RECORD
            return (answer, State.VALUE) if _is_one(answer) else (None, "internal")
        case SourceError():
            return None, error.kind
        case Refused():
            return None, State.REFUSED
        case TimeoutError():
            return None, "timeout"
        case OSError():
            return None, "connection"
        case _:  # whatever an adapter raises
            return None, "internal"


def _is_one(answer: Any) -> bool:
    """True if an adapter, whoever wrote it, gave what an answer is."""
    if type(answer) is Answer and type(answer.key) is dict and type(answer.record) is dict and type(answer.as_of) is str:
        return type(answer.withheld) is frozenset and type(answer.lacking) is frozenset
    return all(isinstance(getattr(answer, name, None), kind) for name, kind in _MADE_OF.items())


_MADE_OF = {"key": Mapping, "record": Mapping, "withheld": AbstractSet, "lacking": AbstractSet, "as_of": str}
