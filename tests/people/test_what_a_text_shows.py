"""What texts are found to say is what looking at every window, every term, one by one says."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eformc.kernel.identity_cache import identity_key
from eformc.kernel.patterns import PatternError, alphabet, parse, printed
from eformc.rules.lifecycle.retired_term import _finder
from eformc.rules.people.unshown_format import shows

PATTERNS = ["[A-Z]{2}[0-9]{4}", "[0-9]{9}|[0-9]{12}", "0[0-9]{9}", "[a-z]+@[a-z]+", "", "(ab|cd)?", "[A-Z]-[0-9]", "[0-9]{1,2} [0-9]{4}"]
WORDS = ["Ghi", "ví", "dụ:", "AB1234", "AB", "12.34", "12-34", "(0912", "345", "678).", "a@b", "“ab”", "A-7,", "2026", "11", ".", "cd"]


@given(st.sampled_from(PATTERNS), st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join))
def test_a_text_shows_an_answer_if_some_words_in_a_row_are_one(source, text):
    pattern = parse(source)
    parts = [part.strip("“”\"'(),;:") for part in text.split()]
    rows = (" ".join(parts[a:b]).rstrip(".") for a in range(len(parts)) for b in range(a + 1, min(len(parts), a + 6) + 1))
    whole = re.compile(pattern.body, re.ASCII)
    expected = any(whole.fullmatch(row) or whole.fullmatch(re.sub("[ .-]", "", row)) for row in rows)
    assert shows(text, pattern) is expected


@given(st.data())
def test_no_match_has_a_character_beyond_the_alphabet(data):
    source = data.draw(st.text("ab[](|)?*+{2,3}0-9", max_size=12))
    try:
        pattern = parse(source)
    except PatternError:
        return
    match = data.draw(st.from_regex(re.compile(pattern.body, re.ASCII), fullmatch=True))
    every = alphabet(pattern.tree)
    assert not match or re.compile(f"{printed(every)}+", re.ASCII).fullmatch(match)
    assert list(every.ranges) == sorted(every.ranges)


@pytest.fixture(scope="module")
def terms(project):
    return project.catalogue("vn").retired_terms


@given(data=st.data())
def test_terms_are_found_as_one_by_one(terms, data):
    spoken = [word for term in terms for word in (*term.words, *term.not_in)]
    pieces = st.sampled_from([*spoken, *(word.upper() for word in spoken), "Số", "của", "x"])
    text = data.draw(st.lists(pieces, max_size=5).flatmap(lambda some: st.sampled_from([" ".join(some), "".join(some)])))
    expected = []
    for term in terms:
        left = text
        for phrase in term.not_in:
            left = re.sub(re.escape(phrase), " ", left, flags=re.IGNORECASE)
        words = "|".join(re.escape(word) for word in sorted(term.words, key=len, reverse=True))
        found = re.search(rf"(?<!\w)(?:{words})(?!\w)", left, re.IGNORECASE)
        expected += [(found[0], term)] if found else []
    assert list(_finder(tuple(map(identity_key, terms)))(text)) == expected
