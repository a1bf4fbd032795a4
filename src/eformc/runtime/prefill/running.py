"""Running a plan: lookups side by side as soon as their keys are there, within one deadline, each value judged.

The subject comes from the caller's authenticated context and from nowhere else: what an answer says at a place that is
given at the start is not looked at. A source must say whose record it gives; one for somebody else is dropped and
reported. No source can erase what another one gave.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from typing import Any

from eformc.kernel.dates import Day
from eformc.runtime.prefill.course import Authenticated, Call, Course
from eformc.runtime.prefill.plan import Plan
from eformc.runtime.prefill.source import Answer, Json, Kind, Refused, Request, Source, SourceError
from eformc.runtime.prefill.states import Prefilled, State

DEADLINE = 2.0
"""Seconds that one prefill takes at most, unless the caller says otherwise."""
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
) -> Prefilled:
    """Run a plan with what is known and answered so far. Returns within `deadline` seconds, whatever sources do; never
    raises because of one. `sources`: by registry, `*` for all others.
    """
    course = Course(plan, subject, answers, today)
    waiting = _Waiting(deadline)
    try:
        while True:
            for call in course.ready():
                source = sources.get(call.request.registry) or sources.get(EVERY)
                if source is None:
                    course.take(call, None, "no-source")
                else:
                    waiting.start(source, call)
            if not waiting.calls:
                return course.ended()
            for task in await waiting.finished():
                course.take(waiting.calls.pop(task), *_outcome(task))
            if waiting.late():
                for call in waiting.calls.values():
                    course.take(call, None, "timeout")
                return course.ended()
    finally:
        waiting.leave()


class _Waiting:
    """The lookups of one run that are under way, by their tasks, and one clock for all of them."""

    def __init__(self, deadline: float) -> None:
        self.loop = asyncio.get_running_loop()
        self.until = self.loop.time() + deadline
        self.calls: dict[asyncio.Task[Answer | None], Call] = {}
        self.done: list[asyncio.Task[Answer | None]] = []
        self.wake: asyncio.Future[None] | None = None
        self.clock: asyncio.TimerHandle | None = None

    def start(self, source: Source, call: Call) -> None:
        task = self.loop.create_task(_asked(source, call.request, max(0.0, self.until - self.loop.time())))
        task.add_done_callback(self.ended)
        self.calls[task] = call
        if self.clock is None:
            self.clock = self.loop.call_at(self.until, self.rouse)

    def ended(self, task: asyncio.Task[Answer | None]) -> None:
        """Of one that nobody waits for any longer its error is taken all the same, so that asyncio does not print it (it
        may quote data).
        """
        if task in self.calls:
            self.done.append(task)
            self.rouse()
        elif not task.cancelled():
            task.exception()

    def rouse(self) -> None:
        if self.wake is not None and not self.wake.done():
            self.wake.set_result(None)

    def late(self) -> bool:
        return self.loop.time() >= self.until

    async def finished(self) -> list[asyncio.Task[Answer | None]]:
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
        for task in left:
            if not task.cancel():
                self.ended(task)


async def _asked(source: Source, request: Request, seconds: float) -> Answer | None:
    return await source.look_up(request, seconds)


def _outcome(task: asyncio.Task[Answer | None]) -> tuple[Answer | None, Kind | State]:
    """What became of a lookup. An adapter's own errors are never shown: they may quote what it read."""
    if task.cancelled():
        return None, "timeout"
    error = task.exception()
    match error:
        case None:
            answer = task.result()
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
    """Whether an adapter, whoever wrote it, gave what an answer is."""
    if type(answer) is Answer and type(answer.key) is dict and type(answer.record) is dict and type(answer.as_of) is str:
        return type(answer.withheld) is frozenset and type(answer.lacking) is frozenset
    return all(isinstance(getattr(answer, name, None), kind) for name, kind in _MADE_OF.items())


_MADE_OF = {"key": Mapping, "record": Mapping, "withheld": AbstractSet, "lacking": AbstractSet, "as_of": str}
