"""The fewest lookups against brute force on generated catalogues, and where a registry that is asked anyway holds more."""

from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st
from test_chase import ELEMENTS

from eformc.kernel.values import Text
from eformc.model.catalogue import Catalogue, Element, Entity, Lookup, Registry
from eformc.model.laws import Citation
from eformc.model.procedure import Field, Known, Page, Procedure, Subject
from eformc.reasoning.explain import explain
from eformc.reasoning.fewest import fewest
from eformc.reasoning.planning import plan_of

HELD = ELEMENTS[1:]
GIVES = st.lists(st.sampled_from(HELD), min_size=1, max_size=4, unique=True)
KEYS = st.sampled_from(["e0", "e0", "e0", "e1"])
LOOKUPS = st.lists(st.tuples(KEYS, GIVES), min_size=1, max_size=6)


def reasoned(lookups, wanted):
    """Who logs in with `e0`; a registry per lookup, in the order of authority; a form with the wanted elements."""
    elements = {name: Element("thing", name, {"en": name}, "text", Text()) for name in ELEMENTS}
    entity = Entity("thing", {"en": "thing"}, ("e0",), elements, {})
    registries = {
        f"r{n}": Registry(f"r{n}", {"en": f"r{n}"}, {}, Citation(), True, Citation(), {}, True, {}, {}, (), (Lookup("l", f"r{n}", "thing", ((key,),), tuple((one,) for one in gives)),))
        for n, (key, gives) in enumerate(lookups)
    }
    catalogue = Catalogue("c", {}, ("en",), "", "", "UTC", "thing", ("e0",), Citation(), {}, {"thing": entity}, registries, {}, {})
    fields = tuple(Field(f"a.{name}", ("a", name), {"en": name}, "text", Text(), subject="a", element=elements[name]) for name in wanted)
    subject = Subject("a", "thing", Known.LOGIN, {"en": "a"})
    return explain(Procedure("p", {"en": "p"}, ("en",), "c", {"a": subject}, (Page("one", {"en": "one"}, fields),)), catalogue)


def closure(lookups, chosen, asked):
    known, before = {"e0", *asked}, None
    while known != before:
        before = set(known)
        for number in chosen:
            key, gives = lookups[number]
            known |= set(gives) if key in known else set()
    return known


@settings(max_examples=200, deadline=None)
@given(LOOKUPS, st.lists(st.sampled_from(HELD), min_size=1, max_size=4, unique=True))
def test_no_smaller_set_of_lookups_brings_every_fact(lookups, wanted):
    form = reasoned(lookups, wanted)
    found = fewest(form)
    held = {one.element.name for one in form.fields if one.origin == "held"}
    asked = {one.element.name for one in form.fields if one.origin == "asked"}
    assert {fact[1] for fact in found} >= held
    chosen = {int(step.lookup.registry[1:]) for step in found.values()}
    assert held <= closure(lookups, chosen, asked)
    choices = (some for size in range(len(lookups) + 1) for some in combinations(range(len(lookups)), size))
    assert len(chosen) == next(len(some) for some in choices if held <= closure(lookups, some, asked))


def test_a_registry_that_is_asked_anyway_is_asked_for_more():
    form = reasoned([("e0", ["e1"]), ("e0", ["e2"]), ("e0", ["e1", "e2", "e3"])], ["e1", "e2", "e3"])
    assert [one.steps[-1].lookup.registry for one in form.fields] == ["r0", "r1", "r2"]
    plan = plan_of(form)
    assert [one.registry for one in plan.lookups] == ["r2"]
    assert {fill.pointer for fill in plan.lookups[0].fills} == {"/a/e1", "/a/e2", "/a/e3"}


def test_two_lookups_that_replace_three_are_found():
    form = reasoned(
        [("e0", ["e1"]), ("e0", ["e2"]), ("e0", ["e3", "e4"]), ("e0", ["e1", "e3"]), ("e0", ["e2", "e4"])], ["e1", "e2", "e3", "e4"]
    )
    assert [one.registry for one in plan_of(form).lookups] == ["r3", "r4"]


def test_of_equally_few_the_more_authoritative():
    form = reasoned([("e0", ["e1"]), ("e0", ["e1"])], ["e1"])
    assert [one.registry for one in plan_of(form).lookups] == ["r0"]
