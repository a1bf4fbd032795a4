"""Registries that misbehave on request: what a form does when one is silent, slow, or knows nobody."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from enum import StrEnum

from eformc.kernel.json_text import Json
from eformc.prefill import Answer, Refused, Request, Source

SLOW = 1.0
"""Seconds a slow registry takes."""


class Behaviour(StrEnum):
    """`ANSWERS` as it should; no answer at all; an answer late; no record; the door shut."""

    ANSWERS = "answers"
    SILENT = "silent"
    SLOW = "slow"
    NO_RECORD = "no_record"
    REFUSES = "refuses"


class Switched:
    """A source in front of another one. `behaviours`: by registry, read at each lookup; the others answer."""

    def __init__(self, source: Source, behaviours: Mapping[str, Behaviour]) -> None:
        self.source, self.behaviours = source, behaviours

    async def look_up(self, request: Request, seconds: float) -> Answer | None:
        match self.behaviours.get(request.registry, Behaviour.ANSWERS):
            case Behaviour.ANSWERS:
                return await self.source.look_up(request, seconds)
            case Behaviour.SILENT:
                await asyncio.sleep(seconds)
                raise TimeoutError
            case Behaviour.SLOW:
                await asyncio.sleep(min(SLOW, seconds))
                return await self.source.look_up(request, seconds)
            case Behaviour.NO_RECORD:
                return None
            case Behaviour.REFUSES:
                raise Refused

    async def close(self) -> None:
        await self.source.close()


class Remembered:
    """A source that gives what it once gave: what a citizen saw on the page is what is sent, though the registry may
    have gone silent meanwhile. For one login; it is forgotten with it.
    """

    def __init__(self, source: Source) -> None:
        self.source = source
        self.answers: dict[tuple[str, str, tuple[tuple[str, Json], ...], tuple[str, ...]], Answer] = {}

    async def look_up(self, request: Request, seconds: float) -> Answer | None:
        key = tuple((name, one.reveal()) for name, one in request.key.items())
        name = (request.registry, request.lookup, key, tuple(sorted(request.wanted)))
        if name not in self.answers:
            found = await self.source.look_up(request, seconds)
            if found is None:
                return None
            self.answers[name] = found
        return self.answers[name]

    async def close(self) -> None:
        self.answers.clear()
