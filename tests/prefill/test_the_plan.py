"""The map as a plan: what every plan of every form keeps, and that it is read back as it was made."""

import json
from copy import deepcopy

import jsonschema
import msgspec
import pytest

from conftest import ROOT
from eformc.contract.plan_json import plan_from_json, plan_to_json
from eformc.emit.code_lists import shared_lists
from eformc.emit.prefill import prefill_of, published_schema
from eformc.kernel.expressions import refs
from eformc.reasoning.planning import plan_of


@pytest.fixture(scope="module")
def forms(project, procedures):
    return [*procedures, *project.units([str(ROOT / "examples" / "as-printed")])]


def test_a_plan_is_read_back_as_it_was_made(forms):
    for unit in forms:
        plan, shared = plan_of(unit.reasoned), shared_lists(unit.reasoned.catalogue)
        assert plan_from_json(plan_to_json(plan, shared), shared) == plan
        jsonschema.validate(prefill_of(unit.reasoned), published_schema())


def test_every_place_has_one_source(forms):
    for unit in forms:
        plan = plan_of(unit.reasoned)
        fills = [fill.pointer for lookup in plan.lookups for fill in lookup.fills]
        given = [one.pointer for one in plan.given]
        assert len(set(fills)) == len(fills), unit.path
        assert not set(fills) & set(given), unit.path


def test_every_key_is_known_before_it_is_used(forms):
    for unit in forms:
        plan = plan_of(unit.reasoned)
        asked = {"".join(f"/{part}" for part in ((r.field.table, "*") if r.field.table else ()) + r.field.pointer) for r in unit.reasoned.fields if r.origin == "asked"}
        known = {one.pointer for one in plan.given} | asked
        known |= {one.pointer for one in plan.derived if set(one.inputs) <= known}
        for stage in range(1, 1 + max((one.stage for one in plan.lookups), default=0)):
            now = [one for one in plan.lookups if one.stage == stage]
            for lookup in now:
                assert set(lookup.given.values()) <= known, (unit.path, lookup.id)
            known |= {fill.pointer for lookup in now for fill in lookup.fills}


def test_what_a_condition_reads_and_no_field_holds_is_looked_up(plans):
    for plan in plans.values():
        supplied = {fill.pointer for lookup in plan.lookups for fill in lookup.fills} | {one.pointer for one in plan.given}
        for lookup in plan.lookups:
            for ref in refs(lookup.when) if lookup.when is not None else ():
                if ref.known:
                    assert "/" + "/".join(ref.pointer) in supplied, lookup.id
    married = next(fill for one in plans["khai-sinh"].lookups for fill in one.fills if fill.pointer == "/mother/marital_status")
    assert not married.field


def test_every_value_that_may_come_has_a_kind_to_be_judged_by(forms):
    for unit in forms:
        plan = plan_of(unit.reasoned)
        for lookup in plan.lookups:
            assert {fill.pointer for fill in lookup.fills} <= set(plan.values)
            assert set(lookup.given.values()) <= set(plan.values)
        assert {one.pointer for one in (*plan.derived, *plan.given)} <= set(plan.values)


def test_every_field_that_is_not_asked_has_a_way_to_its_value(forms):
    for unit in forms:
        plan = plan_of(unit.reasoned)
        supplied = {fill.pointer for lookup in plan.lookups for fill in lookup.fills} | {one.pointer for one in (*plan.given, *plan.derived)}
        for reason in unit.reasoned.fields:
            at = "".join(f"/{part}" for part in ((reason.field.table, "*") if reason.field.table else ()) + reason.field.pointer)
            how = reason.element.derivable if reason.element is not None else None
            office = how is not None and not how.elements  # what came, the school year of the day: the office says it
            if reason.bound and reason.origin != "asked" and not office:
                assert at in supplied, (unit.path, at)


def scalars(made, way=()):
    """The way to every text, number and truth value of a map, apart from what `codec` reads and from words."""
    for key, inner in made.items() if isinstance(made, dict) else enumerate(made):
        if key in ("condition", "compute", "kinds", "lists"):
            continue
        if isinstance(inner, dict | list):
            yield from scalars(inner, (*way, key))
        elif key != "prefill":
            yield (*way, key)


def test_a_value_of_another_type_is_refused_with_its_path(forms):
    unit = next(unit for unit in forms if unit.procedure.id == "khai-sinh")
    made, shared = json.loads(json.dumps(plan_to_json(plan_of(unit.reasoned), shared_lists(unit.reasoned.catalogue)))), shared_lists(unit.reasoned.catalogue)
    ways = list(scalars(made))
    assert any(way[-1] == "hops" for way in ways)
    for way in ways:
        wrong = deepcopy(made)
        place = wrong
        for key in way[:-1]:
            place = place[key]
        place[way[-1]] = ["no such thing"]
        with pytest.raises(msgspec.ValidationError, match=r"`\$\.") as told:
            plan_from_json(wrong, shared)
        if isinstance(way[-1], str) and way[0] in ("lookups", "derived", "given") and not isinstance(place, list) and len(way) == 3:
            assert str(told.value).endswith(f".{way[-1]}`"), way


def test_hops_are_a_number(forms):
    unit = next(unit for unit in forms if unit.procedure.id == "khai-sinh")
    shared = shared_lists(unit.reasoned.catalogue)
    made = json.loads(json.dumps(plan_to_json(plan_of(unit.reasoned), shared)))
    made["lookups"][0]["hops"] = "x"
    with pytest.raises(msgspec.ValidationError, match=r"\$\.lookups\[0\]\.hops"):
        plan_from_json(made, shared)
