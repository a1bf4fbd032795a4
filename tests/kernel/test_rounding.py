"""Roundings are those of Python's `decimal`, on every number; what is rounded is a fraction without loss."""

import decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eformc.kernel import dates
from eformc.kernel.evaluate import COMMON, Scope, amount, rounded
from eformc.kernel.expressions import ROUNDINGS, Arithmetic, Calculate, Call, Function, If, Literal, Ref, Type

MODES = {
    Function.ROUND_HALF_UP: decimal.ROUND_HALF_UP, Function.ROUND_HALF_EVEN: decimal.ROUND_HALF_EVEN,
    Function.ROUND_UP: decimal.ROUND_UP, Function.ROUND_DOWN: decimal.ROUND_DOWN,
}  # fmt: skip
N, D, YES = Ref(("n",), Type.INTEGER), Ref(("d",), Type.DECIMAL, scale=2), Ref(("yes",), Type.BOOLEAN)


def test_every_rounding_has_its_mode():
    assert set(MODES) == ROUNDINGS


@given(st.integers(-(10**12), 10**12), st.integers(0, 6), st.integers(0, 6), st.sampled_from(sorted(MODES)))
def test_a_number_is_rounded_as_decimal_rounds_it(digits, scale, places, how):
    number = decimal.Decimal(digits).scaleb(-scale)
    wanted = number.quantize(decimal.Decimal(1).scaleb(-places), rounding=MODES[how])
    assert rounded(Fraction(digits, 10**scale), places, how) == int(wanted.scaleb(places))


@pytest.mark.parametrize("how", sorted(MODES))
def test_halves_and_their_neighbours(how):
    for twice in range(-41, 42):
        wanted = (decimal.Decimal(twice) / 2).quantize(decimal.Decimal(1), rounding=MODES[how])
        assert rounded(Fraction(twice, 2), 0, how) == int(wanted)
        assert isinstance(rounded(Fraction(twice, 2), 0, how), int)
        above = (decimal.Decimal(twice) / 2 + decimal.Decimal("0.001")).quantize(decimal.Decimal(1), rounding=MODES[how])
        assert rounded(Fraction(twice, 2) + Fraction(1, 1000), 0, how) == int(above)


def value(expression, **answers):
    return amount(expression, Scope(answers, dates.parse("2026-11-24")))


def half_up(inner, places):
    return Call(Function.ROUND_HALF_UP, (inner, Literal(places, Type.INTEGER)), Type.DECIMAL, places)


def calculated(op, left, right):
    return Calculate(op, left, right, Type.DECIMAL, COMMON)


@pytest.mark.parametrize(("op", "wanted"), [(Arithmetic.ADD, "10.5"), (Arithmetic.SUB, "9.5"), (Arithmetic.MUL, "5.0"), (Arithmetic.DIV, "20.0")])
def test_every_calculation_is_made_within_a_rounding(op, wanted):
    assert value(half_up(calculated(op, N, D), 1), n=10, d="0.50") == int(decimal.Decimal(wanted).scaleb(COMMON))


def test_a_condition_within_a_rounding_chooses_what_is_rounded():
    chosen = half_up(If(YES, calculated(Arithmetic.DIV, N, Literal(3, Type.INTEGER)), D), 2)
    assert value(chosen, yes=True, n=10, d="0.50") == 3_330_000
    assert value(chosen, yes=False, n=10, d="0.50") == 500_000
    assert value(chosen, n=10, d="0.50") is None
    assert value(chosen, yes=True, d="0.50") is None


def test_nothing_is_divided_by_zero_nor_outside_a_rounding():
    assert value(half_up(calculated(Arithmetic.DIV, N, N), 0), n=0) is None
    assert value(calculated(Arithmetic.DIV, N, N), n=1) is None
    assert value(calculated(Arithmetic.MUL, N, D), n=3, d="-0.50") == -1_500_000


def test_sums_are_of_the_columns_own_decimals():
    total = Call(Function.SUM, (Ref(("rows", "d"), Type.DECIMAL, scale=2),), Type.DECIMAL, 2)
    assert value(total, rows=[{"d": "0.50"}, {"d": "1.25"}]) == 1_750_000
    assert value(total, rows=[{"d": "0.50"}, {"d": "1.2"}]) is None
    assert value(total, rows=[]) == 0
    assert value(Call(Function.PRESENT, (N,), Type.BOOLEAN), n=0) is True
