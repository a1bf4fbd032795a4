"""The same population in SQLite and in PostgreSQL, read through the adapters: the same values, the same states."""

import json
import sys
from pathlib import Path

import pytest
from msgspec.structs import replace

from eformc.demo.citizens import Citizens
from eformc.demo.login import authenticated
from eformc.demo.population import population
from eformc.demo.store import write_postgres, write_sqlite
from eformc.kernel import dates
from eformc.prefill import Blocking, State
from eformc.registries import open_sources, places_of

sys.path.append(str(Path(__file__).resolve().parents[1] / "prefill"))
from stores import postgresql

TODAY = dates.parse("2026-11-24")
PEOPLE = 400


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with postgresql(tmp_path_factory.mktemp("postgresql")) as url:
        yield url


def test_both_say_the_same_of_everybody(server, tmp_path, project, plans):
    import psycopg

    catalogue, folder = project.catalogue("vn"), project.catalogue_folders()["vn"]
    write_sqlite(tmp_path / "p.sqlite", population(catalogue, folder, 5), PEOPLE, {"seed": "5"})
    for _ in range(2):  # a second time takes the place of the first
        with psycopg.connect(server) as base:
            write_postgres(base, population(catalogue, folder, 5), PEOPLE, {"seed": "5"})
    with psycopg.connect(server) as base:
        assert base.execute("SELECT count(*) FROM demo_citizen").fetchone() == (PEOPLE,)
    citizens = Citizens(tmp_path / "p.sqlite")
    some = [one for label in ("married", "children", "year_only", "no_record", "invalid", "stale", "business") for one in citizens.suggested(label, 2)]
    assert len(some) > 8
    states = set()
    with Blocking(open_sources(places_of(f"sqlite:{tmp_path / 'p.sqlite'}"))) as here, Blocking(open_sources(places_of(server))) as there:
        for plan in plans.values():
            for one in some:
                runs = [side.run(plan, authenticated(plan, one), {}, today=TODAY, deadline=10) for side in (here, there)]
                assert runs[0].held == runs[1].held, (plan.procedure, one.key)
                assert runs[0].events == runs[1].events == ()
                states |= {held.state for held in runs[0].held.values()}
    assert {State.VALUE, State.NO_RECORD, State.NOT_ASKED} <= states


def test_what_is_invalid_on_purpose_is_no_value(tmp_path, project, plans):
    catalogue, folder = project.catalogue("vn"), project.catalogue_folders()["vn"]
    world = population(catalogue, folder, 5)
    rules = tuple(replace(rule, share=1.0) for rule in world.description.flaws if rule.flaw == "invalid")
    world.description = replace(world.description, flaws=rules)
    write_sqlite(tmp_path / "p.sqlite", world, 50, {})
    citizens = Citizens(tmp_path / "p.sqlite")
    one = citizens.suggested("invalid", 1)[0]
    assert {flaw.element for flaw in citizens.flaws(one.key)} == {"sex", "place_of_origin"}
    plan = plans["ct01"]
    with Blocking(open_sources(places_of(f"sqlite:{tmp_path / 'p.sqlite'}"))) as here:
        held = here.run(plan, authenticated(plan, one), {}, today=TODAY).held
    assert held["/applicant/sex"].state is State.UNAVAILABLE
    assert held["/applicant/sex"].kind == "type"
    assert held["/applicant/full_name"].state is State.VALUE
    assert json.dumps({at: one.value for at, one in held.items() if one.state is State.VALUE})
