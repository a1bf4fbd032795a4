"""Any form and outline, written as JSON and read again, is the same; what is alike stands in the file once."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eformc.contract.codec import Reader, Writer
from eformc.contract.page_layout import Columns, Fact, Outline, PageOutline, Place, Source, Unasked
from eformc.emit.form import published
from eformc.kernel import expressions as ex
from eformc.kernel import patterns
from eformc.kernel import values as v
from eformc.kernel.form import Constraint, Form, Item, Table
from eformc.model.catalogue import Policy


def made(kind, *parts):
    return st.tuples(*parts).map(lambda given: kind(*given))


NAME = st.text("abc/~é", min_size=1, max_size=4)
POINTER = st.lists(NAME, min_size=1, max_size=2).map(tuple)
WORDS = st.dictionaries(st.sampled_from(["vi", "en", "fr"]), st.text("aăâ\u2028\"\\ ", max_size=4), max_size=2)
KIND = st.sampled_from(ex.Type)
LIMIT = st.none() | st.integers(-2, 2)
LITERAL = made(ex.Literal, NAME | st.integers(-2, 2) | st.booleans() | st.tuples(st.integers(-2, 2), st.integers(0, 2)), KIND)
REF = made(ex.Ref, POINTER, KIND, st.booleans(), st.integers(0, 2), st.booleans())


def above(inner):
    several = st.lists(inner, min_size=1, max_size=2).map(tuple)
    return (
        made(ex.Not, inner) | made(ex.And, several) | made(ex.Or, several)
        | made(ex.Compare, st.sampled_from(ex.Op), inner, inner) | made(ex.In, inner, st.lists(LITERAL, max_size=2).map(tuple))
        | made(ex.Calculate, st.sampled_from(ex.Arithmetic), inner, inner, KIND, st.integers(0, 2))
        | made(ex.Call, st.sampled_from(ex.Function), several, KIND, st.integers(0, 2)) | made(ex.If, inner, inner, inner)
    )  # fmt: skip


EXPRESSION = st.recursive(LITERAL | REF, above, max_leaves=3)
WHEN = st.none() | EXPRESSION
STRENGTH = st.sampled_from(v.Strength)
CODE = made(v.Code, NAME, WORDS, st.none() | NAME, WHEN, st.lists(NAME, max_size=1).map(tuple))
LIST = made(v.CodeList, st.sampled_from(["one", "two", "long"]), st.lists(CODE, max_size=2).map(tuple), st.none() | NAME, st.none() | NAME)
SHARED = v.CodeList("long", (v.Code("0", {"vi": "Không"}),))
PLAIN = (
    made(v.Text, st.integers(0, 2), st.integers(2, 4), st.none() | st.sampled_from(["[0-9]{12}", "a|b"]).map(patterns.parse), st.booleans())
    | made(v.Integer, LIMIT, LIMIT) | made(v.Decimal, st.integers(0, 2), LIMIT, LIMIT) | made(v.Money, NAME, st.integers(0, 2), LIMIT)
    | made(v.Date, st.sampled_from(v.Precision), st.none() | st.just("today")) | made(v.Boolean, st.booleans())
    | made(v.Choice, LIST | st.just(SHARED), st.none() | NAME) | made(v.Choices, LIST, st.integers(0, 2), LIMIT)
    | made(v.File, st.lists(NAME, max_size=2).map(tuple), st.integers(1, 9))
)  # fmt: skip
VALUE = st.recursive(
    PLAIN, lambda inner: made(v.Record, NAME, st.lists(made(v.Part, NAME, WORDS, inner, STRENGTH, WORDS), max_size=2).map(tuple)), max_leaves=2
)
ITEM = made(Item, POINTER, VALUE, WORDS, STRENGTH, WHEN)
TABLE = made(Table, POINTER, st.lists(ITEM, max_size=2).map(tuple), WORDS, st.integers(1, 2), st.integers(2, 9), STRENGTH, WHEN)
FORMS = made(
    Form, st.lists(ITEM | TABLE, max_size=4).map(tuple), st.lists(made(Constraint, NAME, EXPRESSION, WORDS, POINTER, WHEN), max_size=1).map(tuple),
    st.frozensets(NAME, max_size=2),
)  # fmt: skip
POINTERS = st.lists(POINTER, max_size=2).map(tuple)
UNASKED = made(Unasked, st.booleans(), st.sampled_from(Policy), st.none() | st.integers(0, 2), WORDS, st.none() | POINTERS, POINTERS)
PLACE = made(Place, WORDS, WORDS, NAME, STRENGTH, NAME, st.booleans(), st.booleans(), st.none() | UNASKED)
PAGE = made(PageOutline, NAME, WORDS, st.lists(PLACE | made(Columns, st.lists(PLACE, max_size=2).map(tuple), WORDS), max_size=2).map(tuple), WORDS, WHEN)
OUTLINES = made(
    Outline, WORDS, WORDS, WORDS, st.just(("vi",)), st.lists(PAGE, max_size=2).map(tuple), st.lists(made(Source, WORDS, WORDS, WORDS, WORDS), max_size=1).map(tuple),
    st.lists(WORDS, max_size=1).map(tuple), st.lists(WORDS, max_size=1).map(tuple), st.lists(NAME, max_size=1).map(tuple),
    st.dictionaries(NAME, WORDS, max_size=1), st.lists(made(Fact, POINTER, WORDS, st.none() | LIST), max_size=1).map(tuple), POINTERS,
)  # fmt: skip


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(form=FORMS, outline=OUTLINES, once=st.booleans())
def test_any_form_and_outline_come_back(form, outline, once):
    writer = Writer({"long": SHARED}, once=once)
    text = json.dumps([writer.to_json(form, Form), writer.to_json(outline, Outline), writer.gathered()])
    made, made_outline, gathered = json.loads(text)
    assert once or not any(gathered.values())
    assert writer.lists <= {"long"}
    reader = Reader({"long": SHARED}, gathered)
    assert reader.from_json(made, Form) == form
    assert reader.from_json(made_outline, Outline) == outline


def test_what_is_alike_stands_once(procedures):
    for unit in procedures:
        made = json.loads(json.dumps(published(unit.reasoned).to_json({})))
        for name in ("conditions", "code_lists", "records"):
            texts = [json.dumps(one, sort_keys=True) for one in made[name]]
            assert len(set(texts)) == len(texts)


@pytest.mark.parametrize("damage", [
    {"records": [{"kind": "address", "parts": 1}]}, {"conditions": [{"is": "Record"}]}, {"conditions": [7]}, {"code_lists": [{"id": "a", "codes": [], "more": 1}]},
])  # fmt: skip
def test_what_no_writer_wrote_is_refused(damage):
    with pytest.raises((KeyError, TypeError, ValueError)):
        Reader({}, damage)
