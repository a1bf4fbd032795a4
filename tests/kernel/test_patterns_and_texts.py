"""What every pattern of a list is printed as, or where and why it is refused; expressions as text; comparing bounds.

The list is `patterns.txt`, one pattern a line; UPDATE_GOLDEN=1 writes what is said of each. Long ones are written as a
Python expression, after `=`.
"""

import os
import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eformc.characters import normalized, too_many_marks
from eformc.kernel import dates, text
from eformc.kernel.decimals import decimal_text
from eformc.kernel.evaluate import Between, Scope, holds
from eformc.kernel.expressions import (
    And,
    Arithmetic,
    Calculate,
    Call,
    Compare,
    Function,
    If,
    In,
    Literal,
    Not,
    Op,
    Or,
    Ref,
    Type,
)
from eformc.kernel.patterns import PatternError, parse
from eformc.kernel.printing import printed
from eformc.kernel.words import say

GOLDEN = Path(__file__).with_name("patterns.txt")


def said_of(source):
    try:
        body = parse(source).body
    except PatternError as error:
        return f"refused: {error.reason} at {error.at} {error.args_ or ''}".rstrip()
    return body if len(body) < 80 else f"{body[:20]}… ({len(body)})"


def test_every_pattern_is_printed_or_refused_as_written_down():
    sources = [line.partition(" ⇒ ")[0] for line in GOLDEN.read_text(encoding="utf-8").splitlines()]
    made = "".join(f"{source} ⇒ {said_of(eval(source[1:]) if source.startswith('=') else source)}\n" for source in sources)
    if os.environ.get("UPDATE_GOLDEN"):
        GOLDEN.write_text(made, encoding="utf-8")
    assert GOLDEN.read_text(encoding="utf-8") == made


def test_a_refused_pattern_says_its_reason_as_text():
    with pytest.raises(PatternError, match=r"^pattern-dot$"):
        parse(".")


A, N, D = Ref(("s", "a"), Type.CODE), Ref(("n",), Type.INTEGER), Ref(("d",), Type.DECIMAL, scale=2)
YES, CS = Ref(("yes",), Type.BOOLEAN), Ref(("cs",), Type.CODES)
ONE = Literal(1, Type.INTEGER)


@pytest.mark.parametrize(
    ("expression", "as_text"),
    [
        (Literal(True, Type.BOOLEAN), "true"),
        (Literal(False, Type.BOOLEAN), "false"),
        (Literal((1250, 2), Type.DECIMAL), "12.50"),
        (Literal((-5, 1), Type.DECIMAL), "-0.5"),
        (Literal("x", Type.TEXT), '"x"'),
        (Literal('say "x"', Type.TEXT), "'say \"x\"'"),
        (Not(YES), "!yes"),
        (Not(And((YES, YES))), "!(yes && yes)"),
        (Or((YES, And((YES, Not(YES))))), "yes || (yes && !yes)"),
        (Compare(Op.LE, N, ONE), "n <= 1"),
        (Compare(Op.EQ, Calculate(Arithmetic.ADD, N, ONE, Type.INTEGER), ONE), "(n + 1) == 1"),
        (In(A, (Literal("x", Type.CODE), Literal("y", Type.CODE))), 's.a in ["x", "y"]'),
        (In(A, (Literal("x", Type.CODE),)), 's.a in ["x"]'),
        (In(CS, (Literal("x", Type.TEXT),)), '"x" in cs'),
        (Call(Function.TODAY, (), Type.DATE), "today()"),
        (Call(Function.ROUND_UP, (Calculate(Arithmetic.DIV, D, N, Type.DECIMAL, 6), ONE), Type.DECIMAL, 1), "round_up(d / n, 1)"),
        (If(YES, N, ONE), "yes ? n : 1"),
        (If(Compare(Op.GT, N, ONE), Calculate(Arithmetic.MUL, N, N, Type.INTEGER), ONE), "(n > 1) ? (n * n) : 1"),
    ],
)
def test_an_expression_is_printed_as_it_is_written(expression, as_text):
    assert printed(expression) == as_text


def test_names_are_the_submissions():
    assert printed(Ref(("a", "b", "c"), Type.TEXT)) == "a.b.c"


# born in 2000: 25 or 26 on the day; born 1990-05-17: 36
@pytest.mark.parametrize(
    ("op", "years", "truth"),
    [
        (op, years, truth)
        for op, by_years in {
            Op.EQ: {24: False, 25: None, 26: None, 27: False},
            Op.NE: {24: True, 25: None, 26: None, 27: True},
            Op.LT: {25: False, 26: None, 27: True},
            Op.LE: {24: False, 25: None, 26: True},
            Op.GT: {24: True, 25: None, 26: False},
            Op.GE: {25: True, 26: None, 27: False},
        }.items()
        for years, truth in by_years.items()
    ],
)
def test_a_number_within_bounds_is_compared_in_three_truths(op, years, truth):
    age = Call(Function.AGE, (Ref(("born",), Type.DATE),), Type.INTEGER)
    scope = Scope({"born": "2000"}, dates.parse("2026-06-15"))
    mirrored = {Op.LT: Op.GT, Op.GT: Op.LT, Op.LE: Op.GE, Op.GE: Op.LE}.get(op, op)
    assert holds(Compare(op, age, Literal(years, Type.INTEGER)), scope) is truth
    assert holds(Compare(mirrored, Literal(years, Type.INTEGER), age), scope) is truth
    sure = Scope({"born": "1990-05-17"}, dates.parse("2026-06-15"))
    assert holds(Compare(op, age, Literal(36, Type.INTEGER)), sure) is (op in (Op.EQ, Op.LE, Op.GE))


def test_two_ages_within_bounds_are_compared():
    ages = [Call(Function.AGE, (Ref((name,), Type.DATE),), Type.INTEGER) for name in ("a", "b")]

    def truth(op, a, b):
        return holds(Compare(op, *ages), Scope({"a": a, "b": b}, dates.parse("2026-06-15")))

    assert [truth(op, "2000", "2000") for op in Op] == [None] * 6
    assert [truth(op, "2000", "1999") for op in Op] == [None, None, None, True, False, None]
    assert [truth(op, "2000", "1998") for op in Op] == [False, True, True, True, False, False]
    assert [truth(op, "2000-01-01", "2000-06-15") for op in Op] == [True, False, False, True, False, True]
    assert Between(1, 2) == Between(1, 2)


@pytest.mark.parametrize(
    ("typed", "kept", "lines"),
    [
        (" a ", "a", "a"), ("\u00a0\ta\u00a0", "a", "a"), ("e\u0302\u0301", "ế", "ế"), ("a\r\nb", "a\nb", "a\nb"), ("a\rb", "a\nb", "a\nb"),
        ("\na\n", "\na\n", "a"), (" \n a", "\n a", "a"), ("\u0085a\ufeff", "\u0085a\ufeff", "\u0085a\ufeff"), ("", "", ""),
    ],
)  # fmt: skip
def test_text_is_made_canonical(typed, kept, lines):
    assert text.canonical(typed) == kept
    assert text.canonical(typed, multiline=True) == lines


@pytest.mark.parametrize("plain, marked", [("duong", "ĐƯỜNG"), ("hoa", "hòa"), ("hoa", "hoà"), ("hoa", "HOA\u0300"), ("strasse", "Straße"), ("ao", "Æø"), ("ld", "Łð"), ("ouvre", "Œuvre")])
def test_marks_case_and_strokes_are_taken_off(plain, marked):
    assert text.unaccented(marked) == plain


def test_what_no_text_may_hold_is_named():
    assert [text.stray_of(one) for one in ("a", "a\n", "\t", "\x7f", " ", "\x80", "a\u202e\x00", "\U000e0001", "\ud800")] == [
        "", "U+000A", "U+0009", "U+007F", "", "U+0080", "U+202E", "U+E0001", "U+D800",
    ]  # fmt: skip
    assert [text.stray_of(one, multiline=True) for one in ("a\n", "\t", "\x7f", "\r")] == ["", "U+0009", "U+007F", "U+000D"]


@pytest.mark.parametrize(
    ("put_in", "line", "lines"),
    [
        ("a\tb\nc", "a b c", "a b\nc"), ("a\u2028b\x0bc\x85", "a b c", "a\nb\nc"), ("\u202eNg\u200bọc\u2069", "Ngọc", "Ngọc"), ("Ho\u200d\u200ca", "Hoa", "Hoa"),
        ("क्\u200dष", "क्\u200dष", "क्\u200dष"), ("می\u200cخواهم", "می\u200cخواهم", "می\u200cخواهم"), ("葛\U000e0100", "葛\U000e0100", "葛\U000e0100"),
        ("👩\u200d❤\ufe0f\u200d👩", "👩\u200d❤\ufe0f\u200d👩", "👩\u200d❤\ufe0f\u200d👩"), ("1\ufe0f❤\ufe0f\ufe0f", "1❤\ufe0f", "1❤\ufe0f"), ("a\ufffd", "a\ufffd", "a\ufffd"),
        ("e" + "\u0323" * 31, "e" + "\u0323" * 31, "e" + "\u0323" * 31), ("e\u0302" + "\u0323" * 29, "ệ" + "\u0323" * 28, "ệ" + "\u0323" * 28),
    ],
)  # fmt: skip
def test_what_is_typed_is_rid_of_what_nobody_sees(put_in, line, lines):
    assert text.typed(put_in) == line
    assert text.typed(put_in, multiline=True) == lines


def test_every_character_that_is_typed_comes_out_as_one_that_may_stand():
    for point in range(0x110000):
        char = chr(point)
        kind = unicodedata.category(char)
        if kind in ("Cn", "Co", "Cs", "So", "Lo") and unicodedata.is_normalized("NFC", char) and point % 251:
            continue  # letters by the ten thousand, alike
        assert not unicodedata.combining(char) or (unicodedata.category(char)[0] == "M" and point >= 0x300), hex(point)
        for put_in in (char, char + "\ufe0f", char + "\u200d", char + "\u0338\u200d", char + "\u093c\ufe0f", "a" + char):
            made = text.typed(put_in)
            assert text.stray_of(made) == ("U+FFFD" if char == "\ufffd" else ""), ascii(put_in)
            assert text.typed(made) == made, ascii(put_in)


@given(st.text(st.one_of(st.characters(), st.sampled_from("\u200c\u200d\ufe0f\ufe0e\u202e\u0301\u0323\u094d\u093c❤👩\n\t\r")), max_size=60))
def test_typing_twice_changes_nothing(put_in):
    made = text.typed(put_in, multiline=True)
    assert text.typed(made, multiline=True) == made


@given(st.text(st.sampled_from("\u0301\u0323aệ\u093c漢"), max_size=300))
def test_a_run_of_marks_is_found_wherever_it_begins(put_in):
    whole = re.search("[\u0301\u0323\u093c]{31}", put_in)
    assert too_many_marks(put_in) == (whole.end() - 1 if whole else -1)
    assert normalized(put_in) == (put_in if whole else unicodedata.normalize("NFC", put_in))


def test_scaled_numbers_as_text():
    assert [decimal_text(n, scale) for n, scale in ((0, 2), (5, 2), (-5, 2), (1250, 2), (-1250, 1), (7, 3), (123456, 6))] == [
        "0.00", "0.05", "-0.05", "12.50", "-125.0", "0.007", "0.123456",
    ]  # fmt: skip


def test_words_in_a_language_that_is_not_there_are_said_in_one_that_is():
    assert say({"vi": "có", "en": "yes"}, "vi") == "có"
    assert say({"vi": "có", "en": "yes"}, "en") == "yes"
    assert say({"vi": "có"}, "fr") == "có"
    assert say({}, "vi") == ""
