"""How values are declared, and JSON between programs."""

import json
from pathlib import Path
from typing import ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import NODEFAULT, field

from eformc.kernel.json_text import compact, compact_bytes
from eformc.kernel.struct import PartlyCompared, Redacted, compared, defaults
from eformc.model.catalogue import Element
from eformc.prefill.source import Answer

ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
LONE = "half \ud800"


class Written(PartlyCompared, frozen=True):
    uncompared: ClassVar = ("where",)

    name: str
    entries: dict[str, int] = field(default_factory=dict)
    where: object = None


def test_where_something_is_written_does_not_tell_it_apart():
    assert Written("a", {"b": 1}, 1) == Written("a", {"b": 1}, 2)
    assert Written("a", {"b": 1}) != Written("a", {"b": 2})
    assert compared(Written) == ("name", "entries")
    with pytest.raises(TypeError):
        hash(Written("a"))


def test_values_of_two_kinds_are_not_equal():
    class Other(PartlyCompared, frozen=True):
        name: str
        entries: dict[str, int]
        where: object = None

    assert Written("a") != Other("a", {})


def test_a_value_is_not_changed():
    with pytest.raises(AttributeError):
        Written("a").name = "b"


def test_defaults_are_known_and_each_value_has_its_own():
    assert defaults(Written) == {"name": NODEFAULT, "entries": {}, "where": None}
    assert Written("a").entries is not Written("a").entries
    assert defaults(Element)["span"] is None


def test_what_is_personal_is_not_printed():
    class Quiet(Redacted, frozen=True):
        secret: str

    assert repr(Quiet("079123456789")) == "Quiet()"
    assert "079" not in repr(Answer({"id": "079123456789"}, {"name": "079"}, as_of="2026-01-01"))
    assert "2026-01-01" in repr(Answer({}, {}, as_of="2026-01-01"))


@given(ANY)
def test_json_on_one_line_says_what_pythons_encoder_says(value):
    assert json.loads(compact(value)) == json.loads(json.dumps(value))
    assert "\n" not in compact(value)
    assert compact(value) == compact(json.loads(compact(value)))


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_texts_are_written_as_they_are(text):
    assert compact([text]) == json.dumps([text], ensure_ascii=False, separators=(",", ":"))
    assert compact_bytes([text]) == compact([text]).encode()


def test_half_a_pair_stays_half_a_pair():
    assert compact({"a": LONE}) == '{"a":"half \ud800"}'
    with pytest.raises(UnicodeEncodeError):
        compact_bytes(LONE)


def test_what_is_no_json_is_refused():
    with pytest.raises(TypeError):
        compact({"a": object()})


def test_values_are_declared_one_way():
    """A frozen dataclass takes ten times as long to declare and to make."""
    root = Path(__file__).resolve().parents[2] / "src" / "eformc"
    assert [str(path) for path in root.rglob("*.py") if "@dataclass" in path.read_text(encoding="utf-8")] == []
