"""The fewest lookups against brute force on generated catalogues, and where a registry that is asked anyway holds more."""

from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st
from test_chase import ELEMENTS

from eformc.kernel.expressions import Compare, Literal, Op, Ref, Type
from eformc.kernel.values import Text
from eformc.model.catalogue import Catalogue, Element, Entity, Lookup, Registry, Relation
from eformc.model.laws import Citation
from eformc.model.procedure import Field, Known, Page, Procedure, SameAs, Subject
from eformc.reasoning.explain import explain
from eformc.reasoning.lookup_cover import fewest
from eformc.reasoning.planning import plan_of

HELD = ELEMENTS[1:]
GIVES = st.lists(st.sampled_from(HELD), min_size=1, max_size=4, unique=True)
KEYS = st.sampled_from(["e0", "e0", "e0", "e1"])
LOOKUPS = st.lists(st.tuples(KEYS, GIVES), min_size=1, max_size=6)


def reasoned(lookups, wanted):
    """A form for whoever logs in with `e0`: a registry per lookup, in the order of authority; a form with the wanted elements."""
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


SUBJECTS = {
    "a": Subject("a", "thing", Known.LOGIN, {"en": "a"}),
    "b": Subject("b", "thing", Known.RELATION, {"en": "b"}, via=("a", "friend")),
    "c": Subject("c", "thing", Known.RELATION, {"en": "c"}, via=("a", "friend")),
    "d": Subject("d", "thing", Known.KEY, {"en": "d"}, same_as=(SameAs("a", None),)),
}
"""Subjects: whoever logs in, two of one relation, and one that always is whoever logs in."""
FACTS = st.tuples(st.sampled_from(sorted(SUBJECTS)), st.sampled_from(HELD))
PATHS = st.lists(st.sampled_from([*((name,) for name in HELD), *(("friend", name) for name in ELEMENTS)]), min_size=1, max_size=5, unique=True)


def of_several(lookups, fields, read):
    """A form about several subjects: its fields, and facts that a condition reads beside them."""
    elements = {name: Element("thing", name, {"en": name}, "text", Text()) for name in ELEMENTS}
    entity = Entity("thing", {"en": "thing"}, ("e0",), elements, {"friend": Relation("friend", "thing", {"en": "friend"})})
    registries = {
        f"r{n}": Registry(f"r{n}", {"en": f"r{n}"}, {}, Citation(), True, Citation(), {}, True, {}, {}, (), (Lookup("l", f"r{n}", "thing", ((key,),), tuple(gives)),))
        for n, (key, gives) in enumerate(lookups)
    }
    catalogue = Catalogue("c", {}, ("en",), "", "", "UTC", "thing", ("e0",), Citation(), {}, {"thing": entity}, registries, {}, {})
    whens = [Compare(Op.EQ, Ref(fact, Type.TEXT, known=True), Literal("x", Type.TEXT)) for fact in read] + [None] * len(fields)
    made = tuple(
        Field(f"{subject}.{name}", (subject, name), {"en": name}, "text", Text(), subject=subject, element=elements[name], when=when)
        for (subject, name), when in zip(fields, whens, strict=False)
    )
    return explain(Procedure("p", {"en": "p"}, ("en",), "c", SUBJECTS, (Page("one", {"en": "one"}, made),)), catalogue)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(KEYS, PATHS), min_size=1, max_size=6), st.lists(FACTS, min_size=1, max_size=5, unique=True), st.lists(FACTS, max_size=3, unique=True))
def test_whoever_the_subjects_are_every_lookup_has_its_key(lookups, fields, read):
    form = of_several(lookups, fields, read)
    found = fewest(form)
    assert len(set(found.values())) <= max(len(set(form.behind.values()) | {one.steps[-1] for one in form.fields if one.steps}), 1)
    known = {("a", "e0"), *(one.fact for one in form.fields if one.origin == "asked"), *found}
    known |= {(other, name) for one, other in (("a.friend", "b"), ("b", "a.friend")) for subject, name in known if subject == one}
    for step in found.values():
        assert known.issuperset(step.keys), (step.id, sorted(known))
    plan_of(form)


def test_of_two_subjects_of_one_relation_the_second_is_read_by_a_condition():
    lookups = [("e0", [("friend", "e0"), ("e1",)]), ("e0", [("e2",)]), ("e0", [("e1",), ("e2",), ("friend", "e0")]), ("e0", [("e3",)])]
    form = of_several(lookups, [("a", "e1"), ("a", "e2")], [("c", "e3")])
    found = fewest(form)
    assert {fact: step.id for fact, step in found.items()}[("b", "e3")] == "b.r3.l"
    assert {step.lookup.registry for step in found.values()} == {"r2", "r3"}
