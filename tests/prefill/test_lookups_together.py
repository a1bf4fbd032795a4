"""Lookups of a stage are made together where a source can: none waits for a slow one, and none is lost with another."""

import asyncio
import sqlite3
import threading

import pytest
from prefill_kit import HOA, Made, keys, prefill
from stores import to_sqlite

from eformc.prefill import Answer, SourceError, State
from eformc.registries import open_sources, places_of
from eformc.registries.kit import KEY, LOOKUP, RECORDS, REGISTRY, request

GIVEN = {"/applicant/personal_id": HOA}


@pytest.fixture
def slow_and_fast(tmp_path):
    """An SQLite registry with a lookup that answers and one that never ends."""
    path = tmp_path / "kit.sqlite"
    url = to_sqlite(path, {(REGISTRY, LOOKUP): RECORDS})
    with sqlite3.connect(path) as database:
        database.execute(
            "CREATE VIEW kit__by_waiting AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n LIMIT 1000000000) "
            "SELECT 'x' AS number, count(*) AS name FROM n"
        )
    database.close()
    return url


@pytest.mark.parametrize("order", ["fast first", "slow first", "slow between"])
def test_a_slow_lookup_holds_up_no_other(slow_and_fast, order):
    asked = {
        "fast first": ["007", "7", "slow"], "slow first": ["slow", "007", "7"], "slow between": ["007", "slow", "7"],
    }[order]  # fmt: skip

    async def ends():
        source = open_sources(places_of(slow_and_fast))["*"]
        loop = asyncio.get_running_loop()
        await source.look_up(request("007"), 1.0)
        started, times = loop.time(), {}
        lookups = source.look_up_all([request("x", ["name"], "by_waiting") if one == "slow" else request(one) for one in asked], 0.6)
        for one, lookup in zip(asked, lookups, strict=True):
            lookup.add_done_callback(lambda _, one=one: times.setdefault(one, loop.time() - started))
        found = await asyncio.gather(*lookups, return_exceptions=True)
        await source.close()
        return dict(zip(asked, found, strict=True)), times

    found, times = asyncio.run(ends())
    assert found["007"].key == {KEY: "007"}
    assert found["7"].key == {KEY: "7"}
    assert isinstance(found["slow"], SourceError)
    assert found["slow"].kind == "timeout"
    assert max(times["007"], times["7"]) < 0.4 < times["slow"] < 0.9


def test_closing_leaves_nobody_waiting(slow_and_fast):
    async def closed():
        source = open_sources(places_of(slow_and_fast))["*"]
        lookups = source.look_up_all([request("x", ["name"], "by_waiting")] * 5, 30.0)
        await asyncio.sleep(0.05)
        await source.close()
        return await asyncio.wait_for(asyncio.gather(*lookups, return_exceptions=True), 1.0)

    assert all(isinstance(one, SourceError | asyncio.CancelledError) for one in asyncio.run(closed()))


class Several(Made):
    """A source that makes lookups together, in its own way."""

    def __init__(self, together):
        super().__init__(lambda request: Answer(keys(request), {"full_name": "Hoa"}))
        self.together, self.stages = together, []

    def look_up_all(self, requests, seconds):
        self.stages.append(len(requests))
        return self.together([asyncio.ensure_future(self.look_up(one, seconds)) for one in requests])


def test_a_stage_is_asked_for_at_once(plans):
    source = Several(list)
    result = prefill(plans["ly-lich-tu-phap"], GIVEN, {"*": source})
    assert result.held["/applicant/full_name"].value == "Hoa"
    assert source.stages == [len(source.asked)]
    assert len(source.asked) > 1


def failing(_):
    raise KeyError


@pytest.mark.parametrize("together", [failing, lambda _: [], lambda made: made[:-1], lambda made: [made[0]] * len(made), lambda made: [1] * len(made), lambda _: None])
def test_an_adapter_that_does_it_wrong_is_unavailable_at_once(plans, together):
    result = prefill(plans["ly-lich-tu-phap"], GIVEN, {"*": Several(together)})
    assert {one.kind for one in result.fired} == {"internal"}
    assert result.held["/applicant/full_name"].state is State.UNAVAILABLE


def test_an_sqlite_stage_takes_one_thread(slow_and_fast):
    async def threads():
        source = open_sources(places_of(slow_and_fast))["*"]
        seen = []
        read = source.read
        source.read = lambda *asked: seen.append(threading.get_ident()) or read(*asked)
        await asyncio.gather(*source.look_up_all([request("007"), request("7")], 1.0))
        await source.close()
        return seen

    made = asyncio.run(threads())
    assert len(made) == 2
    assert len(set(made)) == 1
