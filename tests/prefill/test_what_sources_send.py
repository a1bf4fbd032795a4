"""JSON of a source, and characters of any text: strict, bounded, each edge of them."""

import json
import unicodedata

import pytest

from eformc.characters import MOST_MARKS, bare, checked, cleaned, name_of, normalized, readable, refused, too_many_marks
from eformc.prefill import SourceError
from eformc.registries.strict_json import MOST_LEVELS, strict_loads


@pytest.mark.parametrize("value", [{}, [], {"a": [1, "x", None, True, 1.5]}, "đ", '"[{\\', {"[": "]}"}, "\\", ["\\\"["] * 40])
def test_json_is_read(value):
    assert strict_loads(json.dumps(value).encode()) == value
    assert strict_loads(json.dumps(value, ensure_ascii=False).encode()) == value


@pytest.mark.parametrize("data", [b"", b"x", b"\xff", b'{"a": 1, "a": 2}', b'{"b": {"a": 1, "a": 1}}', b"NaN", b"-Infinity", b'"\\ud800"', b'{"\\udfff": 1}', b"[1", b"1 2", b"9" * 5000])
def test_what_is_no_json_is_malformed(data):
    with pytest.raises(SourceError) as raised:
        strict_loads(data)
    assert raised.value.kind == "malformed"


def test_so_many_levels():
    for start, end in (("[", "]"), ('{"a":', "}")):
        def deep(levels, start=start, end=end):
            return (start * levels + "1" + end * levels).encode()

        assert strict_loads(deep(MOST_LEVELS)) is not None
        with pytest.raises(SourceError) as raised:
            strict_loads(deep(MOST_LEVELS + 1))
        assert raised.value.kind == "too-large"
    flat = json.dumps([[], {}] * 100 + ["[" * 100, '\\"' + "{" * 100]).encode()
    assert strict_loads(flat) == json.loads(flat)
    with pytest.raises(SourceError):
        strict_loads(b"[" * 100_000)
    with pytest.raises(SourceError) as raised:
        strict_loads(b'"\\\\"' + b"[" * 40)
    assert raised.value.kind == "too-large"


# --- characters ---------------------------------------------------------------------------------------------------------

MARK = "\u0301"


def test_marks_in_a_row():
    for before in ("", "e", "e" * 7, MARK * 3 + "e", "đ"):
        text = before + MARK * MOST_MARKS
        assert too_many_marks(text) == -1 or before.startswith(MARK)
        assert too_many_marks(before + MARK * (MOST_MARKS + 1)) == len(before) + MOST_MARKS
        assert too_many_marks(before + MARK * (MOST_MARKS + 9) + "x") == len(before) + MOST_MARKS
    assert too_many_marks((MARK * MOST_MARKS + "ế") * 20) == -1
    assert too_many_marks("ế" * 100) == too_many_marks("x" * 100) == too_many_marks("") == -1
    assert too_many_marks("ế" * 100 + MARK * (MOST_MARKS + 1)) == 100 + MOST_MARKS
    long = "e" + MARK * (MOST_MARKS + 1)
    assert normalized(long) == long
    assert checked(long) == (long, 1 + MOST_MARKS)
    assert checked("e" + MARK) == ("é", -1)
    assert checked("é", "NFD") == ("e" + MARK, -1)
    assert checked("abc") == ("abc", -1)
    assert normalized("e" + MARK) == "é"
    assert normalized("é", "NFD") == "e" + MARK


def test_what_no_text_may_hold_is_found_where_it_stands():
    assert list(refused("a\u202eb\x00c")) == [1, 3]
    assert list(refused("a\tb\nc")) == [1, 3]
    assert list(refused("a\tb\nc", "\n")) == [1]
    assert list(refused("a\tb\nc", "\t\n")) == []
    assert list(refused("plain, đầy đủ")) == []
    assert list(refused("\ud800")) == [0]
    assert list(refused("\u200d")) == [0]
    assert list(refused("a\u200d")) == [1]
    assert list(refused("क\u200d")) == []
    assert list(refused("क\ufe0f\u200d")) == []  # a joiner may follow the selector of a picture
    assert list(refused("क\ufe0f\ufe0f")) == [2]
    assert list(refused("a\ufe0f\u200d")) == [1]
    assert list(refused("\u180b")) == [0]
    assert list(refused("\u1820\u180b")) == list(refused("\u4e00\U000e0100")) == list(refused("葛\U000e01ef")) == []
    assert list(refused("a\U000e0100")) == list(refused("a\U000e01ef")) == list(refused("a\u180f")) == list(refused("a\ufe00")) == [1]


def test_a_typed_text_is_cleaned():
    assert cleaned("a\r\nb\rc\x0bd\x85e\u2028f\tg", multiline=True) == "a\nb\nc\nd\ne\nf g"
    assert cleaned("a\r\nb\tc", multiline=False) == "a b c"
    assert cleaned("a\u202e\u200bb\x00\ud800", multiline=False) == "ab"
    assert cleaned("a\u200db क\u200d \u200d", multiline=True) == "ab क\u200d "
    assert cleaned("❤\ufe0f\u200d❤ ❤\ufe0f\ufe0f", multiline=True) == "❤\ufe0f\u200d❤ ❤\ufe0f"
    assert cleaned("x\ufffd", multiline=True) == "x\ufffd"
    assert cleaned("plain", multiline=True) == "plain"
    assert cleaned("e\u0301\t", multiline=False) == "é "


def test_what_is_left_without_marks():
    assert bare("e\u0301क\u200d\ufe0fx") == "eकx"
    assert all(unicodedata.category(char)[0] != "M" for char in bare("\u0301\u0488\u0903"))


def test_half_a_pair_is_shown_as_a_sign():
    assert readable("a\ud800b\udfff") == "a\ufffdb\ufffd"
    assert readable("ế😀") == "ế😀"
    assert (name_of("\u202e"), name_of("a"), name_of("😀")) == ("U+202E", "U+0061", "U+1F600")
