"""The data of a page's script are one value, written last; whatever a page says in it is written."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from eformc.contract.page_data import Asking, PageData, PageField, PageSum, PageTable, page_data, page_json
from eformc.emit.html import emit, form_view
from eformc.kernel import expressions as ex
from eformc.kernel import values as v
from eformc.kernel.form import Constraint
from eformc.portal.html.render import sections_of

BARE = PageData(id="form", version="1", zone="UTC", lang="en")
TWO = ex.Literal(2, ex.Type.INTEGER)
FIRST = ex.Ref(("first",), ex.Type.INTEGER)
SUM = ex.Calculate(ex.Arithmetic.ADD, FIRST, TWO, ex.Type.INTEGER)
MORE = ex.Compare(ex.Op.GT, SUM, TWO)
SAID = {
    "id": "other", "version": "2", "zone": "Asia/Ho_Chi_Minh", "held": True, "rules": (MORE,), "fields": (PageField("/first", "First", v.Integer()),),
    "constraints": ((Constraint("more", MORE, {"en": "More"}, ("first",)), "More"),), "texts": {"required": "Write it."}, "words": {"send": "Send"},
    "written": {"scales": {"k": 3}}, "tongues": (("Nam", "vi"),), "given": {"/first": {"state": "value"}}, "kept": True, "prefill": Asking("/lookup", {"/first": ()}), "sends": True,
    "today": "2026-11-28", "officer": True, "sums": (PageSum("/fee", v.Integer(), ex.Ref(("n",), ex.Type.INTEGER)),), "names": "/names", "whom": ("/name",), "says": {"0": True}, "mentions": ("/first",), "was": (("/former", "/first", {}),),
}  # fmt: skip

CALCULATED = """
procedure: calculated
title: {en: Calculated}
languages: [en]
subjects:
  applicant: {is: person, known_by: login}
pages:
  - page: one
    title: {en: One}
    fields:
      - first: {title: {en: First}, type: integer}
      - second: {title: {en: Second}, type: integer, when: first + 2 > 5}
"""


def test_every_field_is_written_when_it_says_something():
    assert set(SAID) == set(PageData.__struct_fields__) - {"lang"}
    bare = page_data(BARE)
    for name, value in SAID.items():
        made = page_data(replace(BARE, **{name: value}))
        assert made[name] != bare.get(name), name
        assert json.loads(page_json(replace(BARE, **{name: value})))[name] is not None


def test_what_the_script_knows_anyway_is_not_written():
    assert list(page_data(BARE)) == ["id", "version", "zone", "rules", "fields", "constraints", "texts", "words"]
    page = replace(BARE, fields=(PageField("/name", "Name", v.Text()), PageTable("/rows", "Rows", (PageField("/name", "Name", v.Text()),), 1, 9)))
    field, table = page_data(page, {"/name": "Name"})["fields"]
    assert field == {"p": "/name", "v": {"k": "text", "most": 250}}
    assert table["table"] == [{"p": "/name", "t": "Name", "v": {"k": "text", "most": 250}}]


def test_places_are_fields_tables_and_their_columns():
    table = PageTable("/rows", "Rows", (PageField("/name", "Name", v.Text()),), 1, 9)
    page = replace(BARE, fields=(PageField("/name", "Name", v.Text()), table))
    assert [at for at, _ in page.places()] == ["/name", "/rows", "/rows/*/name"]
    assert [one.pointer for one in page.asked()] == ["/name", "/name"]


def test_a_page_whose_condition_calculates_is_printed(project, tmp_path):
    (tmp_path / "calculated.yaml").write_text(CALCULATED, encoding="utf-8")
    (unit,) = project.units([str(tmp_path / "calculated.yaml")])
    assert "calls" in sections_of(form_view(unit.reasoned, "en").data)
    assert '["calc","+",["ref",["first"]' in emit(unit.reasoned, "en")


KIND = st.sampled_from(ex.Type)
LEAF = st.builds(ex.Ref, st.just(("first",)), KIND) | st.builds(ex.Literal, st.integers(0, 9), KIND)


def above(inner):
    some = st.lists(inner, min_size=1, max_size=3).map(tuple)
    return (
        st.builds(ex.Not, inner) | st.builds(ex.And, some) | st.builds(ex.Or, some) | st.builds(ex.Compare, st.sampled_from(ex.Op), inner, inner)
        | st.builds(ex.In, inner, st.just((TWO,))) | st.builds(ex.Calculate, st.sampled_from(ex.Arithmetic), inner, inner, KIND)
        | st.builds(ex.Call, st.sampled_from(ex.Function), some, KIND) | st.builds(ex.If, inner, inner, inner)
    )  # fmt: skip


def inside(expression):
    yield expression
    for one in ex.children(expression):
        yield from inside(one)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(rule=st.recursive(LEAF, above, max_leaves=8))
def test_any_condition_gets_the_sections_it_calls(rule):
    every = list(inside(rule))
    functions = {one.function for one in every if isinstance(one, ex.Call)}
    wanted = {
        "calls": any(isinstance(one, ex.Call | ex.Calculate) for one in every),
        "moves": bool(functions & {*ex.MOVES, *ex.SPANS}),
        "looks": bool(functions & {ex.Function.ANY, ex.Function.ALL, ex.Function.DISTINCT, ex.Function.OR_ZERO})
        or any(isinstance(one, ex.Call) and one.function is ex.Function.COUNT and len(one.arguments) > 1 for one in every),
        "decimals": any(isinstance(one, ex.Ref) and one.type is ex.Type.DECIMAL for one in every),
        "times": any(isinstance(one, ex.Ref) and one.type in (ex.Type.TIME, ex.Type.MOMENT) for one in every),
    }
    assert sections_of(replace(BARE, rules=(rule,))) == {name for name, used in wanted.items() if used}


@pytest.mark.parametrize("limit", ["today + 3 days", "2026-01-01", None])
def test_limits_that_move_with_the_day_need_to_reckon(limit):
    page = replace(BARE, fields=(PageField("/day", "Day", v.Date(maximum=limit)),))
    assert ("moves" in sections_of(page)) == (limit == "today + 3 days")
