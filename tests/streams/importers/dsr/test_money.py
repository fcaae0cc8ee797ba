"""Money: exact micros, and rounding that keeps the sum."""

from __future__ import annotations

from decimal import Decimal, localcontext

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from streams.importers.dsr import money

#: Plain decimals as reports write them: up to 8 digits before the point and 30 behind.
AMOUNTS = st.from_regex(r"[0-9]{1,8}(\.[0-9]{0,30})?", fullmatch=True)


@pytest.mark.parametrize(
    ("written", "micros"),
    [("125.23", 125_230_000), ("0.0", 0), ("7", 7_000_000), ("5.", 5_000_000), ("0.000001", 1)],
)
def test_amount_is_read_exactly_to_the_micro(written, micros):
    assert money.split_micros(written) == (micros, 0)


def test_trailing_zeros_are_not_a_rest():
    assert money.split_micros("1.5" + "0" * 29) == (1_500_000, 0)


def test_digits_behind_the_micro_are_the_rest():
    assert money.split_micros("0.0000015") == (1, 5 * 10**23)


def test_price_times_units_is_exact():
    assert money.times("0.99", "7") == (6_930_000, 0)
    assert money.times("0.0000001", "3") == (0, 3 * 10**23)
    assert money.times("2", "1.5") == (3_000_000, 0)


def rounded(amounts: list[str]) -> list[int]:
    """Micros of the rows after rounding."""
    rounding = money.ExactRounding()
    micros = []
    for row, amount in enumerate(amounts):
        whole, rest = money.split_micros(amount)
        micros.append(whole)
        rounding.whole += whole
        if rest:
            rounding.rows.append(row)
            rounding.rests.append(rest)
    for row in rounding.settle():
        micros[row] += 1
    return micros


def test_largest_rests_get_the_micros_left_over():
    assert rounded(["0.0000004", "0.0000007", "0.0000009"]) == [0, 1, 1]


def test_equal_rests_go_by_the_order_of_the_file():
    assert rounded(["0.0000005", "0.0000005"]) == [1, 0]


@pytest.mark.parametrize(("amounts", "total"), [(["0.0000005"], 0), (["0.0000015"], 2)])
def test_a_half_goes_to_the_even_micro(amounts, total):
    assert sum(rounded(amounts)) == total


@settings(deadline=None)
@given(st.lists(AMOUNTS))
def test_sum_of_the_rows_is_the_exact_sum_rounded_half_even(amounts):
    with localcontext(prec=200):
        exact = sum((Decimal(amount) for amount in amounts), Decimal(0))
        expected = int((exact * 1_000_000).to_integral_value("ROUND_HALF_EVEN"))
    assert sum(rounded(amounts)) == expected


@settings(deadline=None)
@given(st.lists(AMOUNTS))
def test_no_row_moves_by_a_whole_micro(amounts):
    for amount, micros in zip(amounts, rounded(amounts), strict=True):
        with localcontext(prec=200):
            assert abs(Decimal(amount) * 1_000_000 - micros) < 1


@settings(deadline=None)
@given(st.integers(0, 10**15))
def test_micros_are_written_as_exact_decimals(micros):
    assert Decimal(money.micros_text(micros)) * 1_000_000 == micros


@settings(deadline=None)
@given(st.text())
def test_only_plain_decimals_of_limited_size_pass(text):
    if money.decimal_problem(text) is None:
        assert "e" not in text.lower()
        assert len(text.lstrip("+-").replace(".", "")) <= money.MAX_DIGITS
        Decimal(money.canonical(text))
