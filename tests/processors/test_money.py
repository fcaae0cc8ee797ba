"""Shares of revenue: every line rounded once, half to even, exact up to 10^15 micros."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from processors.money import decimal_text, revenue_share_e8
from tests.processors.fraction_oracle import half_even, revenue_share


def shares(revenue: list[int], ppm: list[int]) -> list[int]:
    found = revenue_share_e8(np.array(revenue, np.int64), np.array(ppm, np.int64))
    return [int(amount) for amount in found]


EXAMPLES = [
    # revenue in micros, ppm, royalty in 10^-8
    (1_000_000, 1_000_000, 100_000_000),  # 1.00 at 100 %
    (1_000_000, 520_000, 52_000_000),  # 1.00 at 52 %
    (33_333, 123_457, 411_519),  # 411,519.2...
    (0, 520_000, 0),
    (1, 0, 0),
    (1, 5_000, 0),  # a half: to the even 0
    (1, 15_000, 2),  # one and a half: to the even 2
    (1, 25_000, 2),  # two and a half: to the even 2
    (1, 5_001, 1),
    (1, 4_999, 0),
    (10_001, 5_000, 5_000),  # 5,000.5: to the even 5,000
    (10_003, 5_000, 5_002),  # 5,001.5: to the even 5,002
    (10**15, 1_000_000, 10**17),
    (10**15 - 1, 999_999, 99_999_899_999_999_900),
]


@pytest.mark.parametrize(("revenue", "ppm", "royalty"), EXAMPLES)
def test_worked_examples(revenue: int, ppm: int, royalty: int) -> None:
    """Each row: revenue of a line, the rate of its licence, the royalty."""
    assert shares([revenue], [ppm]) == [royalty]
    assert revenue_share(revenue, ppm) == royalty


@settings(max_examples=400, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.one_of(st.integers(-(10**15), 10**15), st.integers(-50, 50)),
            st.integers(0, 1_000_000),
        ),
        min_size=1,
        max_size=20,
    )
)
def test_royalty_is_the_exact_share_rounded_half_even(lines: list[tuple[int, int]]) -> None:
    """No line's royalty depends on the lines beside it, and none leaves int64."""
    revenue, ppm = [line[0] for line in lines], [line[1] for line in lines]
    assert shares(revenue, ppm) == [revenue_share(*line) for line in lines]


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 2 * 10**14 - 1), st.sampled_from([5_000, 15_000, 25_000, 995_000]))
def test_exact_ties_go_to_the_even(number: int, ppm: int) -> None:
    """Odd revenues at these rates end in exactly a half: the last digit of the royalty is even."""
    revenue = 2 * number + 1
    exact = Fraction(revenue * ppm, 10_000)
    assert exact.denominator == 2
    (royalty,) = shares([revenue], [ppm])
    assert royalty % 2 == 0
    assert abs(royalty - exact) == Fraction(1, 2)


def test_half_even_of_python_agrees() -> None:
    """The oracle of these tests rounds as Python's `round` does on exact fractions."""
    for numerator in range(-50, 51):
        for denominator in (1, 2, 3, 4, 7):
            amount = Fraction(numerator, denominator)
            assert half_even(amount) == round(amount)


TEXTS = [
    # amount, scale, text
    (0, 8, "0.00"),
    (1, 8, "0.00000001"),
    (100_000_000, 8, "1.00"),
    (123_450_000, 8, "1.2345"),
    (-150_000_000, 8, "-1.50"),
    (-1, 8, "-0.00000001"),
    (9 * 10**17, 8, "9000000000.00"),
    (12_345, 2, "123.45"),
    (1_200, 3, "1.20"),
    (7, 1, "0.70"),
    (42, 0, "42"),
    (-42, 0, "-42"),
]


@pytest.mark.parametrize(("amount", "scale", "text"), TEXTS)
def test_decimal_text(amount: int, scale: int, text: str) -> None:
    """At least two decimals, none lost, no trailing zeros beyond them."""
    assert decimal_text(amount, scale) == text


@settings(max_examples=200, deadline=None)
@given(st.integers(-(10**20), 10**20), st.integers(0, 12))
def test_decimal_text_says_the_amount_exactly(amount: int, scale: int) -> None:
    """Read back as a fraction, the text is the integer it was made from."""
    assert Fraction(decimal_text(amount, scale)) == Fraction(amount, 10**scale)
