"""The chase against a naive closure on generated catalogues, and what it says of subjects that hang together."""

from hypothesis import given, settings
from hypothesis import strategies as st

from eformc.kernel.values import Text
from eformc.model.catalogue import Catalogue, Element, Entity, Lookup, Registry, Relation
from eformc.model.laws import Citation
from eformc.model.procedure import Known, Procedure, SameAs, Subject
from eformc.reasoning import chase as chasing
from eformc.reasoning.lookup_graph import lookup_graph_of
from eformc.reasoning.subject_graph import subjects_of

ELEMENTS = [f"e{number}" for number in range(7)]


def catalogue(lookups):
    elements = {name: Element("thing", name, {"en": name}, "text", Text()) for name in ELEMENTS}
    relations = {"friend": Relation("friend", "thing", {"en": "friend"})}
    entity = Entity("thing", {"en": "thing"}, ("e0",), elements, relations)
    made = tuple(Lookup(f"l{n}", "r", "thing", given, gives) for n, (given, gives) in enumerate(lookups))
    registry = Registry("r", {}, {}, Citation(), True, Citation(), {}, True, {}, {}, (), made)
    return Catalogue("c", {}, ("en",), "", "", "UTC", "thing", ("e0",), {}, {}, {"thing": entity}, {"r": registry}, {}, {})


def chase(made, subjects, asked=()):
    return chasing.chase(lookup_graph_of(made), subjects_of(made, subjects), asked)


def procedure(**subjects):
    return Procedure("p", {"en": "p"}, ("en",), "c", subjects, ())


def subject(name, **more):
    return Subject(name, "thing", more.pop("known", Known.KEY), {"en": name}, **more)


PATHS = st.one_of(
    st.tuples(st.sampled_from(ELEMENTS)), st.tuples(st.just("friend"), st.sampled_from(ELEMENTS))
)
LOOKUPS = st.lists(
    st.tuples(st.lists(PATHS, min_size=1, max_size=2, unique=True).map(tuple), st.lists(PATHS, min_size=1, max_size=4, unique=True).map(tuple)),
    max_size=6,
)


def naive(lookups, asked):
    """Least hops of every fact: all lookups, all subjects, again and again until nothing changes."""
    hops = {("a", "e0"): 0, **dict.fromkeys(asked, 0)}
    while True:
        before = dict(hops)
        for node in ("a", "b"):
            for keys_of, gives in lookups:
                keys = [(".".join((node, *path[:-1])), path[-1]) for path in keys_of]
                if all(key in hops for key in keys):
                    far = 1 + max(hops[key] for key in keys)
                    for path in gives:
                        fact = (".".join((node, *path[:-1])), path[-1])
                        hops[fact] = min(far, hops.get(fact, far))
        for source, target in (("a.friend", "b"), ("b", "a.friend")):
            for (node, name), far in list(hops.items()):
                if node == source:
                    hops[(target, name)] = min(far, hops.get((target, name), far))
        if hops == before:
            return hops


@settings(max_examples=300, deadline=None)
@given(LOOKUPS)
def test_the_chase_reaches_what_a_naive_closure_reaches_in_as_few_hops(lookups):
    subjects = procedure(a=subject("a", known=Known.LOGIN), b=subject("b", known=Known.RELATION, via=("a", "friend")))
    found = chase(catalogue(lookups), subjects)
    assert {fact: arrival.cost.hops for fact, arrival in found.items()} == naive(lookups, ())


@settings(max_examples=200, deadline=None)
@given(LOOKUPS, st.sets(st.sampled_from(ELEMENTS), max_size=3))
def test_asking_more_never_makes_less_known(lookups, asked):
    subjects = procedure(a=subject("a", known=Known.LOGIN), b=subject("b"))
    without = set(chase(catalogue(lookups), subjects))
    found = set(chase(catalogue(lookups), subjects, {("b", name) for name in asked}))
    assert without <= found
    assert {("b", name) for name in asked} <= found


@settings(max_examples=100, deadline=None)
@given(LOOKUPS)
def test_adding_a_lookup_never_adds_a_question(lookups):
    subjects = procedure(a=subject("a", known=Known.LOGIN))
    before = set(chase(catalogue(lookups[:-1]), subjects))
    assert before <= set(chase(catalogue(lookups), subjects))


@settings(max_examples=100, deadline=None)
@given(LOOKUPS, st.randoms(use_true_random=False))
def test_the_order_of_lookups_changes_nothing_that_is_known(lookups, dice):
    subjects = procedure(a=subject("a", known=Known.LOGIN))
    shuffled = list(lookups)
    dice.shuffle(shuffled)
    one, other = chase(catalogue(lookups), subjects), chase(catalogue(shuffled), subjects)
    assert {f: a.cost.hops for f, a in one.items()} == {f: a.cost.hops for f, a in other.items()}


def test_a_cycle_of_lookups_ends():
    loop = [((("e1",),), (("e2",),)), ((("e2",),), (("e1",),)), ((("e0",),), (("e1",),))]
    found = chase(catalogue(loop), procedure(a=subject("a", known=Known.LOGIN)))
    assert found[("a", "e2")].cost.hops == 2


def test_a_subject_that_always_is_another_one_shares_its_facts():
    lookups = [((("e0",),), (("e1",),))]
    subjects = procedure(a=subject("a", known=Known.LOGIN), b=subject("b", same_as=(SameAs("a", None),)))
    assert [one.id for one in subjects_of(catalogue([]), subjects)] == ["a"]
    assert chase(catalogue(lookups), subjects)[("a", "e1")].cost.hops == 1


def test_a_subject_that_always_is_one_who_is_not_yet_known_stays_itself():
    subjects = procedure(a=subject("a", known=Known.LOGIN, same_as=(SameAs("b", None),)), b=subject("b"))
    assert [one.id for one in subjects_of(catalogue([]), subjects)] == ["a", "b"]
    assert chase(catalogue([((("e0",),), (("e1",),))]), subjects)[("a", "e1")].cost.hops == 1
