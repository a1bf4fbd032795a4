"""Any form and outline, written as JSON and read again, is the same; what is alike stands in the file once."""

import json
import random
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import ValidationError, convert

from eformc.contract.codec import Writer, expression_in_json, value_from_json
from eformc.contract.form_json import FormContent, form_from_json, form_to_json
from eformc.contract.page_layout import (
    Columns,
    Fact,
    Mention,
    Outline,
    PageOutline,
    Place,
    Section,
    Source,
    Told,
    Unasked,
)
from eformc.contract.supplies import Supply
from eformc.emit.code_lists import shared_lists
from eformc.emit.form import published
from eformc.kernel import expressions as ex
from eformc.kernel import patterns
from eformc.kernel import values as v
from eformc.kernel.form import Constraint, Form, Item, Table
from eformc.kernel.json_text import compact_bytes
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
    made(v.Text, st.integers(0, 2), st.integers(2, 4), st.none() | st.sampled_from(["[0-9]{12}", "a|b"]).map(patterns.parse), st.booleans(), st.lists(st.tuples(NAME, NAME), max_size=1).map(tuple))
    | made(v.Integer, LIMIT, LIMIT) | made(v.Decimal, st.integers(0, 2), LIMIT, LIMIT) | made(v.Money, NAME, st.integers(0, 2), LIMIT)
    | made(v.Date, st.sampled_from(v.Precision), st.none() | st.just("today")) | made(v.Boolean, st.booleans())
    | made(v.Choice, LIST | st.just(SHARED), st.none() | NAME) | made(v.Choices, LIST, st.integers(0, 2), LIMIT)
    | made(v.File, st.lists(NAME, max_size=2).map(tuple), st.integers(1, 9))
)  # fmt: skip
VALUE = st.recursive(
    PLAIN, lambda inner: made(v.Record, NAME, st.lists(made(v.Part, NAME, WORDS, inner, STRENGTH, WORDS), max_size=2).map(tuple)), max_leaves=2
)
NAMES = st.lists(NAME, max_size=2).map(tuple)
ITEM = made(Item, POINTER, VALUE, WORDS, STRENGTH, WHEN, NAMES, WORDS, WORDS)
TABLE = made(Table, POINTER, st.lists(ITEM, max_size=2).map(tuple), WORDS, st.integers(1, 2), st.integers(2, 9), STRENGTH, WHEN, WHEN, WHEN, WORDS, WORDS)
FORMS = made(
    Form, st.lists(ITEM | TABLE, max_size=4).map(tuple), st.lists(made(Constraint, NAME, EXPRESSION, WORDS, POINTER, WHEN), max_size=1).map(tuple),
    st.frozensets(NAME, max_size=2),
)  # fmt: skip
POINTERS = st.lists(POINTER, max_size=2).map(tuple)
UNASKED = made(Unasked, st.booleans(), st.sampled_from(Policy), st.none() | st.integers(0, 2), WORDS, st.none() | POINTERS, POINTERS)
PLACE = made(Place, WORDS, WORDS, NAME, STRENGTH, NAME, st.booleans(), st.booleans(), st.none() | UNASKED, st.booleans(), WORDS)
TOLD = made(Told, WORDS, st.integers(0, 2), WHEN, st.sampled_from(["info", "warning", "stop"]), st.booleans(), st.none() | st.integers(0, 1))
SECTION = made(Section, WORDS, st.integers(0, 1), st.integers(1, 2), WORDS, WHEN, WORDS)
PAGE = made(
    PageOutline, NAME, WORDS, st.lists(PLACE | made(Columns, st.lists(PLACE, max_size=2).map(tuple), WORDS, WORDS), max_size=2).map(tuple), WORDS, WHEN,
    st.lists(TOLD, max_size=1).map(tuple), st.lists(SECTION, max_size=1).map(tuple), WORDS,
)  # fmt: skip
OUTLINES = made(
    Outline, WORDS, WORDS, WORDS, st.just(("vi",)), st.lists(PAGE, max_size=2).map(tuple), st.lists(made(Source, WORDS, WORDS, WORDS, WORDS), max_size=1).map(tuple),
    *(st.lists(WORDS, max_size=1).map(tuple) for _ in range(3)), st.lists(NAME, max_size=1).map(tuple),
    st.dictionaries(NAME, WORDS, max_size=1), st.lists(made(Fact, POINTER, WORDS, st.none() | LIST), max_size=1).map(tuple), POINTERS,
    st.lists(made(Mention, NAME, POINTER, st.none() | VALUE), max_size=1).map(tuple), NAME,
)  # fmt: skip


SUPPLY = made(Supply, POINTER, st.booleans(), st.booleans(), WHEN, st.booleans())
CONTENT = made(FormContent, NAME, NAME, FORMS, st.lists(SUPPLY, max_size=2).map(tuple), OUTLINES)
LISTS = {"long": SHARED}


def written(content, lists=LISTS):
    return json.loads(compact_bytes(form_to_json(content, lists)))


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(content=CONTENT)
def test_any_form_and_outline_come_back(content):
    made = written(content)
    assert set(made["lists"]) <= {"long"}
    assert form_from_json(made, LISTS) == content


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(value=VALUE)
def test_any_value_comes_back_where_it_stands(value):
    writer = Writer(LISTS)
    made = json.loads(compact_bytes(writer.value(value)))
    assert not any(writer.gathered.values())
    assert value_from_json(made, LISTS) == value


@settings(max_examples=150, deadline=None, derandomize=True)
@given(expression=EXPRESSION)
def test_an_expression_says_its_class_where_another_could_stand(expression):
    made = json.loads(compact_bytes(expression_in_json(expression)))
    assert convert(made, ex.Expression) == expression
    assert made["is"] == type(expression).__name__
    if isinstance(expression, ex.In):
        assert all("is" not in option for option in made["options"])


def test_what_is_alike_stands_once(procedures):
    for unit in procedures:
        made = json.loads(json.dumps(published(unit.reasoned).to_json({})))
        for name in ("conditions", "code_lists", "records"):
            texts = [json.dumps(one, sort_keys=True) for one in made[name]]
            assert len(set(texts)) == len(texts)


@pytest.mark.parametrize("damage", [
    {"records": [{"kind": "address", "parts": 1}]}, {"conditions": [{"is": "Record"}]}, {"conditions": [7]}, {"code_lists": [{"id": "a", "codes": [], "more": 1}]},
    {"code_lists": [{"id": "a"}]}, {"code_lists": [{"list": "unknown"}]}, {"records": [{"kind": "a", "parts": [{"name": "b", "title": {}, "value": 0}]}]},
    {"supplies": [{"at": "/a", "known_when": 0}]}, {"supplies": [{"at": "/a", "known_when": -1}]}, {"form": 3}, {"entries": {"entries": [{"is": "Page"}]}},
])  # fmt: skip
def test_what_no_writer_wrote_is_refused(damage):
    bare = written(FormContent("form", "1", Form(()), (), Outline({}, {}, {}, ("vi",), ())))
    assert form_from_json(bare, {})
    with pytest.raises(ValueError, match=r"\$|there is no|is not among|has an `id`|version"):
        form_from_json(bare | damage, {})


def places(made, way=()):
    """The way to everything in a file that is no text by language."""
    for key, inner in made.items() if isinstance(made, dict) else enumerate(made):
        yield (*way, key)
        if isinstance(inner, dict | list):
            yield from places(inner, (*way, key))


def test_a_value_of_another_type_is_refused_with_its_path(procedures):
    unit = next(unit for unit in procedures if unit.procedure.id == "ct01")
    shared = shared_lists(unit.reasoned.catalogue)
    text = json.dumps(published(unit.reasoned).to_json(shared))
    for way in random.Random(20).sample(list(places(json.loads(text))), 300):
        made = place = json.loads(text)
        for key in way[:-1]:
            place = place[key]
        place[way[-1]] = 1.5  # no field takes one
        path = "$" + "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in way)
        if way[0] == "form":
            continue
        with pytest.raises(ValidationError) as told:
            form_from_json(made, shared)
        said = str(told.value).rpartition("`$")[2].removesuffix("`")
        assert re.fullmatch(re.escape(said).replace(re.escape("[...]"), r"\.[^.]+"), path[1:]), (path, str(told.value))
