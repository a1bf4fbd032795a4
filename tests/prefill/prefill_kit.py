"""Plans of the real procedures, sources made of functions, and one person to look up."""

import asyncio

from eformc.kernel import dates
from eformc.prefill import Answer, Authenticated, run

TODAY = dates.parse("2026-11-23")
HOA = "079180000001"


class Made:
    """A source made of a function `(request) -> Answer | None`, plain or asynchronous; keeps what it was asked."""

    def __init__(self, answer):
        self.answer = answer
        self.asked = []

    async def look_up(self, request, seconds):
        self.asked.append(request)
        found = self.answer(request)
        return await found if asyncio.iscoroutine(found) else found

    async def close(self):
        pass


def keys(request):
    return {name: key.reveal() for name, key in request.key.items()}


def answering(record):
    """A source that gives this record, for whatever key."""
    return Made(lambda request: Answer(keys(request), {name: record[name] for name in request.wanted if name in record}))


def prefill(plan, given, sources, answers=None, deadline=2.0, today=TODAY):
    return asyncio.run(run(plan, Authenticated(given), answers or {}, sources, today=today, deadline=deadline))

