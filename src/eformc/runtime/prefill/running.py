"""Running a plan: lookups side by side as soon as their keys are there, within one deadline, each value judged.

The subject comes from the caller's authenticated context and from nowhere else: what an answer says at a place that is
given at the start is not looked at. A source must say whose record it gives; one for somebody else is dropped and
reported. No source can erase what another one gave.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from collections.abc import Set as AbstractSet

from eformc.kernel.dates import Day
from eformc.runtime.prefill.course import Authenticated, Call, Course
from eformc.runtime.prefill.plan import Plan
from eformc.runtime.prefill.source import Answer, Json, Kind, Refused, Source, SourceError
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
    loop = asyncio.get_running_loop()
    until = loop.time() + deadline
    waiting: dict[asyncio.Task[Answer | None], Call] = {}
    while True:
        for call in course.ready():
            waiting[asyncio.ensure_future(_asked(sources, call, max(0.0, until - loop.time())))] = call
        if not waiting:
            return course.ended()
        left = until - loop.time()
        done, _ = await asyncio.wait(waiting, timeout=max(0.0, left), return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            course.take(waiting.pop(task), *_outcome(task))
        if not done or loop.time() >= until:
            for task, call in waiting.items():
                task.cancel()
                task.add_done_callback(_forgotten)
                course.take(call, None, "timeout")
            return course.ended()


async def _asked(sources: Mapping[str, Source], call: Call, seconds: float) -> Answer | None:
    source = sources.get(call.request.registry) or sources.get(EVERY)
    if source is None:
        raise SourceError("no-source")
    return await source.look_up(call.request, seconds)


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


def _is_one(answer: object) -> bool:
    """Whether an adapter, whoever wrote it, gave what an answer is."""
    kinds = {"key": Mapping, "record": Mapping, "withheld": AbstractSet, "lacking": AbstractSet, "as_of": str}
    return all(isinstance(getattr(answer, name, None), kind) for name, kind in kinds.items())


def _forgotten(task: asyncio.Task[Answer | None]) -> None:
    """Nobody waits any longer: take the error, so that asyncio does not print it (it may quote data)."""
    if not task.cancelled():
        task.exception()
