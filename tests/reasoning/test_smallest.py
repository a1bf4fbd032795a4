"""The smallest form against brute force on generated dependencies, and on forms whose answer is plain to see."""

from itertools import chain, combinations

from hypothesis import given, settings
from hypothesis import strategies as st
from test_chase import LOOKUPS, catalogue, chase, procedure, subject

from conftest import ROOT
from eformc.model.procedure import Known
from eformc.reasoning.dependencies import Dependency, dependencies_of
from eformc.reasoning.dependencies import dependencies as ready
from eformc.reasoning.lookup_graph import lookup_graph_of
from eformc.reasoning.reasoned import Origin
from eformc.reasoning.smallest import least, smallest
from eformc.reasoning.subject_graph import start_of, subjects_of

FACTS = [("a", f"e{number}") for number in range(8)]
SOME = st.frozensets(st.sampled_from(FACTS), min_size=1, max_size=3)
DEPENDENCIES = st.lists(st.builds(Dependency, SOME, SOME), max_size=8)


def every_choice(facts):
    return chain.from_iterable(combinations(facts, size) for size in range(len(facts) + 1))


@settings(max_examples=250, deadline=None)
@given(DEPENDENCIES, st.sets(st.sampled_from(FACTS), max_size=2), SOME, st.lists(st.integers(1, 6), min_size=8, max_size=8))
def test_no_cheaper_set_of_questions_determines_every_needed_fact(dependencies, known, needed, prices):
    cost = dict(zip(FACTS, prices, strict=True))
    made = ready(dependencies)
    found = least(made, known, needed, cost)
    assert needed <= made.closure([*known, *found])
    enough = [some for some in every_choice(FACTS) if needed <= made.closure([*known, *some])]
    best = min((sum(cost[fact] for fact in some), len(some)) for some in enough)
    assert (sum(cost[fact] for fact in found), len(found)) == best
    assert found == least(ready(reversed(dependencies)), known, needed, cost)


@settings(max_examples=150, deadline=None)
@given(LOOKUPS)
def test_the_dependencies_determine_what_the_chase_reaches(lookups):
    subjects = procedure(a=subject("a", known=Known.LOGIN), b=subject("b", known=Known.RELATION, via=("a", "friend")))
    made = catalogue(lookups)
    nodes = subjects_of(made, subjects)
    assert dependencies_of(lookup_graph_of(made), nodes).closure(start_of(nodes)) == set(chase(made, subjects))


def form(project, fields, subjects="  mother: {is: person}\n"):
    spec = (
        "procedure: x\ntitle: {vi: X, en: X}\nsubjects:\n  applicant: {is: person, known_by: login}\n"
        f"{subjects}pages:\n  - page: one\n    title: {{vi: Một, en: One}}\n    fields:\n"
    ) + "".join(f"      - {field}\n" for field in fields)
    unit = project.unit_of("x.eform.yaml", spec.encode())
    assert unit.sound, [d.text("en") for d in unit.diagnostics]
    return unit


FIVE = ["mother.full_name", "mother.birth_date", "mother.ethnicity", "mother.nationality", "mother.residence_address"]


def test_one_number_is_cheaper_than_five_lines(project):
    found = smallest(form(project, FIVE).reasoned)
    assert [question.fact for question in found.added] == [("mother", "personal_id")]
    assert set(found.added[0].unlocks) == set(FIVE)
    assert set(found.dropped) == set(FIVE)
    assert found.cost < found.cost_now


def test_one_line_is_cheaper_than_the_number_that_finds_it(project):
    found = smallest(form(project, ["mother.nationality"]).reasoned)
    assert [question.fact for question in found.questions] == [("mother", "nationality")]


def test_a_waived_question_stays_and_names_its_law(project):
    waived = 'applicant.full_name: {waive: verify, because: "Luật Thử nghiệm 2024, Điều 15", until: 2027-12-31}'
    (question,) = smallest(form(project, [waived], "").reasoned).questions
    assert question.field == "applicant.full_name"
    assert question.waiver is not None


def test_the_real_procedures_ask_no_more_than_the_smallest_form_and_what_law_demands(project):
    for path in sorted((ROOT / "specs" / "procedures").glob("*.yaml")):
        reasoned = project.unit(path).reasoned
        found = smallest(reasoned)
        asked = {one.id for one in reasoned.fields if one.origin is Origin.ASKED and one.system is None}
        assert asked - {question.field for question in found.questions} == set(found.dropped)
        assert not found.added, path
        assert not found.dropped, path
