"""Prefill for callers without an event loop of their own."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Mapping
from types import TracebackType
from typing import Self

from eformc.contract.plan import Plan
from eformc.kernel.dates import Day
from eformc.kernel.json_text import Json
from eformc.prefill.execution import Authenticated
from eformc.prefill.results import Prefilled
from eformc.prefill.running import DEADLINE, Watch, run
from eformc.prefill.source import Source


class Blocking:
    """Sources kept open by a loop in a thread of its own; `run` may be called from any number of threads. A context
    manager: leaving it closes the sources.
    """

    def __init__(self, sources: Mapping[str, Source]) -> None:
        self._sources = dict(sources)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="eformc-prefill", daemon=True)
        self._thread.start()

    def run(
        self, plan: Plan, subject: Authenticated, answers: Mapping[str, Json], *, today: Day, deadline: float = DEADLINE, watch: Watch | None = None
    ) -> Prefilled:
        """As `eformc.prefill.run`, waiting for it."""
        course = run(plan, subject, answers, self._sources, today=today, deadline=deadline, watch=watch)
        return asyncio.run_coroutine_threadsafe(course, self._loop).result()

    def close(self) -> None:
        """Close the sources and end the thread. Sources that will not close within a second are left."""
        if self._loop.is_closed():
            return
        for source in dict.fromkeys(self._sources.values()):
            closing = asyncio.run_coroutine_threadsafe(asyncio.wait_for(source.close(), 1.0), self._loop)
            closing.exception()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()
