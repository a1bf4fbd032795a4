"""Nobody sees anybody else's data: 64 workers, 10,000 prefills, a source that swaps one answer in a hundred."""

import asyncio
import random

import pytest
from prefill_kit import TODAY, keys
from test_bad_sources import plan_of

from eformc.prefill import Answer, Authenticated, State, run

PEOPLE = [f"{number:012d}" for number in range(1000)]
RUNS, WORKERS = 10_000, 64


class Swapping:
    """Answers late and out of order; one answer in a hundred is another person's."""

    def __init__(self):
        self.chance = random.Random(6)
        self.swapped = 0

    async def look_up(self, request, seconds):
        asked = keys(request)["id"]
        whose = asked
        if self.chance.random() < 0.01:
            whose = self.chance.choice([one for one in PEOPLE[:50] if one != asked])
            self.swapped += 1
        if self.chance.random() < 0.2:
            await asyncio.sleep(self.chance.random() / 200)
        return Answer({"id": whose}, {"a": f"of {whose}"})

    async def close(self):
        pass


@pytest.mark.long
def test_ten_thousand_prefills_leak_nothing_and_every_swap_is_seen():
    plan, source = plan_of(2), Swapping()
    queue = iter(range(RUNS))
    leaks, seen, values = 0, 0, 0

    async def worker():
        nonlocal leaks, seen, values
        for number in queue:
            person = PEOPLE[number % len(PEOPLE)]
            result = await run(plan, Authenticated({"/me/id": person}), {}, {"*": source}, today=TODAY, deadline=60)
            seen += len(result.events)
            for n in range(2):
                held = result.held[f"/me/a{n}"]
                values += held.state is State.VALUE
                leaks += held.state is State.VALUE and held.value != f"of {person}"

    async def everybody():
        await asyncio.gather(*(worker() for _ in range(WORKERS)))

    asyncio.run(everybody())
    assert source.swapped > 150
    assert (leaks, seen) == (0, source.swapped)
    assert values == RUNS * 2 - source.swapped
