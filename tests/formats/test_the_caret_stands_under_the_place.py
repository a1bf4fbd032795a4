"""The caret of text output, measured by what a terminal would draw."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from wcwidth import wcswidth

from eformc.formats.text import excerpt
from eformc.source import SourceText, Span

PIECES = ["a", "Đ", "ế", "e\u0302\u0301", "ộ", "o\u0323\u0302", "表", "ｶ", "😀", "ក្", "ไม้", "नि", " ", "{", ": "]


@pytest.mark.parametrize(
    ("before", "marked", "spaces", "carets"),
    [("title: ", "Họ", 7, 2), ("e\u0302\u0301: ", "x", 3, 1), ("表題: ", "名前", 6, 4), ("ก็: ", "x", 3, 1), ("", "a", 0, 1)],
)
def test_it_stands_right_under_marks_and_wide_letters(before, marked, spaces, carets):
    source = SourceText("x", before + marked + " tail")
    line, caret = excerpt(Span(source, len(before), len(before) + len(marked)))
    assert caret == " " * (len(" 1 | ") - 2) + "| " + " " * spaces + "^" * carets
    assert line.startswith(" 1 | ")


@settings(max_examples=300)
@given(st.lists(st.sampled_from(PIECES), max_size=20).map("".join), st.lists(st.sampled_from(PIECES), min_size=1, max_size=5).map("".join), st.sampled_from(PIECES))
def test_it_is_as_far_and_as_wide_as_what_it_marks(before, marked, after):
    source = SourceText("x", before + marked + after)
    lines = excerpt(Span(source, len(before), len(before) + len(marked)))
    if not lines:
        assert not (before + marked + after).strip()
        return
    caret = lines[1].removeprefix("   | ")
    assert len(caret) - len(caret.lstrip(" ")) == max(0, wcswidth(before))
    assert caret.count("^") == max(1, wcswidth(marked))
