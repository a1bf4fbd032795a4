"""Places: slicing the editor's text at every reported range gives what the source has there, in UTF-8, UTF-16 and UTF-32."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

pytest.importorskip("lsprotocol")

from eformc.lsp.positions import lines_of
from eformc.source import Span, read

PIECES = st.sampled_from(["a", "ễ", "e\u0302\u0303", "Đ", "😀", "𠀀", " ", ":", "-", "#", "\n", "\r\n", "\r", "\u0301", "ỷ", "k: v"])
CODECS = {"utf-8": ("utf-8", 1), "utf-16": ("utf-16-le", 2), "utf-32": ("utf-32-le", 4)}


def sliced(lines, place):
    """What an editor shows between two positions, by its own counting."""
    codec, width = CODECS[lines.encoding]
    out = []
    for number in range(place.start.line, place.end.line + 1):
        data = lines.line(number).encode(codec)
        begin = place.start.character * width if number == place.start.line else 0
        end = place.end.character * width if number == place.end.line else len(data)
        out.append(data[begin:end].decode(codec))
    return "\n".join(out)


@pytest.mark.parametrize("encoding", sorted(CODECS))
@given(pieces=st.lists(PIECES, max_size=40), data=st.data(), mark=st.booleans())
def test_ranges_hold_what_spans_hold(encoding, pieces, data, mark):
    text = ("\ufeff" if mark else "") + "".join(pieces)
    source, _, _ = read("x.yaml", text.encode())
    lines = lines_of(text, encoding)
    start = data.draw(st.integers(0, len(source.text)))
    end = data.draw(st.integers(start, len(source.text)))
    span = Span(source, start, end)
    place = lines.range(span)
    assert unicodedata.normalize("NFC", sliced(lines, place)).removeprefix("\ufeff") == unicodedata.normalize("NFC", span.text)
    assert lines.offset(source, place.start) == start
    assert lines.offset(source, place.end) == end


def test_an_emoji_counts_two_units_and_a_vietnamese_letter_one():
    source, _, _ = read("x.yaml", "a: 😀ễx\r\nb: c".encode())
    lines = lines_of("a: 😀ễx\r\nb: c", "utf-16")
    assert lines.range(Span(source, 5, 6)).start.character == 6
    assert lines.range(Span(source, 10, 11)).start.line == 1
