"""Prefills per second, p50 and p99 for SQLite, PostgreSQL and HTTP; the runtime's cost over the bare lookups; growth.

    python benchmarks/prefill.py [--people 10000] [--grow 100000] [--prefills 2000] [--population MODULE:FUNCTION]
    eformc demo --people 1000000 -o million.sqlite && python benchmarks/prefill.py --sqlite million.sqlite

Prints ratios and times of this machine; nothing is asserted. The population is made here, unless `--population` names a
function `(people) -> {(registry, lookup): records}`. Bare lookups: the same requests put to the same sources one by one
(`look_up`), side by side in the same waves, without a plan. Bare and whole take turns, person by person; the ratio is that
of their medians: what judging, states and conditions cost, less what is saved where a source makes the lookups of a stage
together. The load is that of the machine when the row was begun: compare rows of a quiet machine only.
"""

import argparse
import asyncio
import importlib
import os
import random
import sqlite3
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tests" / "prefill"), str(ROOT / "tests")]

from stores import http_server, postgresql, serving, to_postgresql, to_sqlite  # noqa: E402

from eformc.kernel import dates  # noqa: E402
from eformc.prefill import Authenticated, run  # noqa: E402
from eformc.project import Project, load_settings  # noqa: E402
from eformc.reasoning.planning import plan_of  # noqa: E402
from eformc.registries import open_sources, places_of  # noqa: E402

TODAY = dates.parse("2026-11-23")
FORM = "ly-lich-tu-phap"  # the form with the most lookups of who logs in
AT_ONCE = 16


def made_up(people):
    """Records of the population and identity databases for so many people; every second one is married."""
    def number(n):
        return f"0011{n:08d}"

    population = [
        {
            "personal_id": number(n), "full_name": f"Nguyễn Thị Số {n}", "birth_date": f"19{60 + n % 40}-05-17", "sex": "2",
            "ethnicity": "01", "nationality": "VN", "birth_place": "Hà Nội", "marital_status": "1", "other_name": None,
            "residence_address": {"province": "01", "commune": "00004", "detail": f"{n} phố Huế"},
            "permanent_address": {"province": "01", "commune": "00004", "detail": f"{n} phố Huế"},
            "temporary_address": None,
            "father.full_name": "Nguyễn Văn Cha", "father.personal_id": number((n + 1) % people),
            "mother.full_name": "Trần Thị Mẹ", "mother.personal_id": number((n + 2) % people),
            "spouse.full_name": None, "spouse.personal_id": None, "as_of": "2026-01-02",
        }
        for n in range(people)
    ]  # fmt: skip
    identity = [
        {"personal_id": number(n), "identity_document": {"kind": "cccd", "number": number(n), "issued_on": "2021-05-01", "issued_by": "Bộ Công an"}}
        for n in range(people)
    ]
    return {("population", "by_personal_id"): population, ("identity", "by_personal_id"): identity}


def quantile(times, share):
    return sorted(times)[min(len(times) - 1, int(len(times) * share))] * 1000


class Watched:
    """A source that keeps what it was asked, to ask it again bare."""

    def __init__(self, source):
        self.source = source
        self.asked = []

    async def look_up(self, request, seconds):
        self.asked.append(request)
        return await self.source.look_up(request, seconds)


async def measured(plan, url, keys, prefills):
    """Prefills/s, p50 and p99 in ms of many at once; medians in ms of bare lookups and of a prefill one after the other; how
    many lookups that takes.
    """
    load = os.getloadavg()[0]
    source = open_sources(places_of(url))["*"]
    registries = {lookup.registry for lookup in plan.lookups}
    chance = random.Random(1)
    people = [chance.choice(keys) for _ in range(prefills)]
    pointer = next(one.pointer for one in plan.given)
    sources = dict.fromkeys(registries & {"population", "identity"}, source)

    async def one(person):
        started = time.perf_counter()
        result = await run(plan, Authenticated({pointer: person}), {}, sources, today=TODAY)
        times.append(time.perf_counter() - started)
        return result

    times = []
    for person in people[:50]:
        result = await one(person)
    assert any(one.state == "value" and one.lookup for one in result.held.values())
    times = []
    queue = iter(people)

    async def worker():
        for person in queue:
            await one(person)

    started = time.perf_counter()
    await asyncio.gather(*(worker() for _ in range(AT_ONCE)))
    rate = prefills / (time.perf_counter() - started)
    p50, p99 = quantile(times, 0.5), quantile(times, 0.99)

    # the same requests in the same waves, bare
    waves = []
    for person in people[: prefills // 4]:
        watched = Watched(source)
        await run(plan, Authenticated({pointer: person}), {}, dict.fromkeys(sources, watched), today=TODAY)
        first = [asked for asked in watched.asked if asked.key["personal_id"].reveal() == person]
        waves.append((person, first, [asked for asked in watched.asked if asked not in first]))
    bare, whole = [], []
    for person, *stages in waves:
        started = time.perf_counter()
        for stage in stages:
            await asyncio.gather(*(source.look_up(asked, 1.0) for asked in stage))
        bare.append(time.perf_counter() - started)
        started = time.perf_counter()
        await run(plan, Authenticated({pointer: person}), {}, sources, today=TODAY)
        whole.append(time.perf_counter() - started)
    await source.close()
    return rate, p50, p99, quantile(bare, 0.5), quantile(whole, 0.5), len(waves[0][1]) + len(waves[0][2]), load


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--people", type=int, default=10_000)
    parser.add_argument("--grow", type=int, nargs="*", default=[])
    parser.add_argument("--prefills", type=int, default=2000)
    parser.add_argument("--population", default="")
    parser.add_argument("--sqlite", nargs="*", default=[], help="registries that are there already (made by `eformc demo`)")
    chosen = parser.parse_args()
    module, _, name = chosen.population.partition(":")
    population = getattr(importlib.import_module(module), name) if module else made_up
    project = Project(load_settings(ROOT), "2026-11-23")
    plan = plan_of(project.unit(ROOT / "specs" / "procedures" / f"{FORM}.eform.yaml").reasoned)
    print(f"{FORM}: {len(plan.lookups)} planned lookups; {AT_ONCE} at once; {chosen.prefills} prefills")
    print(f"{'source':12} {'people':>9} {'lookups':>8} {'prefills/s':>11} {'p50 ms':>8} {'p99 ms':>8} {'bare ms':>8} {'whole ms':>9} {'over bare':>10} {'load':>5}")
    for path in chosen.sqlite:
        with sqlite3.connect(path) as database:
            people = database.execute("SELECT count(*) FROM population__by_personal_id").fetchone()[0]
            keys = [key for (key,) in database.execute("SELECT personal_id FROM population__by_personal_id WHERE full_name IS NOT NULL ORDER BY rowid % 9973 LIMIT 5000")]
        show("sqlite", people, asyncio.run(measured(plan, f"sqlite:{path}", keys, chosen.prefills)))
    for people in [] if chosen.sqlite else [chosen.people, *chosen.grow]:
        tables = population(people)
        keys = [one["personal_id"] for one in tables["population", "by_personal_id"]]
        with tempfile.TemporaryDirectory(dir="/tmp", prefix="eformc-bench-", ignore_cleanup_errors=True) as folder:
            rows = [("sqlite", to_sqlite(Path(folder) / "people.sqlite", tables))]
            server = Path(folder) / "pg"
            server.mkdir()
            with postgresql(server) as url, http_server(serving(tables)) as address:
                rows += [("postgresql", to_postgresql(url, tables)), ("http", address)]
                for kind, place in rows:
                    show(kind, people, asyncio.run(measured(plan, place, keys, chosen.prefills)))


def show(kind, people, figures):
    rate, p50, p99, bare, whole, lookups, load = figures
    print(f"{kind:12} {people:9,} {lookups:8} {rate:11.0f} {p50:8.2f} {p99:8.2f} {bare:8.2f} {whole:9.2f} {whole / bare:10.2f} {load:5.1f}")


if __name__ == "__main__":
    main()
