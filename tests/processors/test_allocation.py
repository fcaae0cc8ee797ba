"""Largest remainder: parts add up to the total exactly, and are those of the textbook."""

from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from processors.allocation import split_by_largest_remainder
from tests.processors.fraction_oracle import hamilton

Cell = tuple[int, list[int]]


def split(cells: list[Cell]) -> list[list[int]]:
    """The parts of each (total, shares) cell, all cells split at once."""
    counts = [len(shares) for _, shares in cells]
    parts = split_by_largest_remainder(
        np.array([total for total, _ in cells], np.int64),
        np.array([sum(shares) or 1 for _, shares in cells], np.int64),
        np.array(counts, np.int64),
        np.array([share for _, shares in cells for share in shares], np.int64),
    )
    ends = np.cumsum(counts).tolist()
    return [parts[end - count : end].tolist() for end, count in zip(ends, counts, strict=True)]


EXAMPLES = [
    # total, shares, parts
    (100, [500_000, 500_000], [50, 50]),
    (101, [500_000, 500_000], [51, 50]),  # a tie goes to the earlier entry
    (100, [333_333, 333_333, 333_334], [33, 33, 34]),
    (100, [333_334, 333_333, 333_333], [34, 33, 33]),
    (2, [333_333, 333_333, 333_334], [1, 0, 1]),  # the largest remainder, then the earlier
    (1, [1, 999_999], [0, 1]),
    (5, [200_000] * 5, [1, 1, 1, 1, 1]),
    (7, [200_000] * 5, [2, 2, 1, 1, 1]),
    (0, [600_000, 400_000], [0, 0]),
    (3, [1_000_600], [3]),  # the tolerance of CWR: 100.06 % is still the whole
    (100, [999_400], [100]),
    (10, [0, 1_000_000], [0, 10]),
]


@pytest.mark.parametrize(("total", "shares", "parts"), EXAMPLES)
def test_worked_examples(total: int, shares: list[int], parts: list[int]) -> None:
    """Each row: a royalty in 10^-8, the shares in ppm in order of holder, what each is owed."""
    assert split([(total, shares)]) == [parts]
    assert hamilton(total, shares) == parts


cells = st.lists(
    st.tuples(
        st.integers(0, 9 * 10**17),
        st.lists(st.integers(1, 1_000_000), min_size=1, max_size=12),
    ),
    min_size=1,
    max_size=8,
)
tight_cells = st.lists(
    st.tuples(st.integers(0, 30), st.lists(st.integers(1, 4), min_size=1, max_size=8)),
    min_size=1,
    max_size=8,
)


@settings(max_examples=300, deadline=None)
@given(st.one_of(cells, tight_cells))
def test_parts_are_those_of_exact_fractions(some: list[Cell]) -> None:
    """Whatever the cells beside it, a cell is split as by hand; small numbers make many ties."""
    assert split(some) == [hamilton(total, shares) for total, shares in some]


@pytest.mark.parametrize("seed", range(6))
def test_two_thousand_holders_of_the_largest_royalty(seed: int) -> None:
    """9 * 10^17 over 2,000 shares of up to a million ppm stays inside int64 and exact."""
    rng = Random(seed)
    some = [
        (rng.choice((9 * 10**17, 9 * 10**17 - 1, rng.randrange(9 * 10**17))), shares)
        for shares in (
            [rng.randint(1, 1_000_000) for _ in range(2_000)],
            [1_000_000] * 2_000,
            [1] * 1_999 + [1_000_000],
        )
    ]
    parts = split(some)
    assert parts == [hamilton(total, shares) for total, shares in some]
    assert [sum(part) for part in parts] == [total for total, _ in some]


def test_cells_without_entries_disturb_nobody() -> None:
    """Empty cells before, between and after others, with the totals of nothing: zero."""
    some: list[Cell] = [(0, []), (7, [1, 1]), (0, []), (0, []), (5, [2, 1]), (0, [])]
    assert split(some) == [[], [4, 3], [], [], [3, 2], []]


def test_no_entries_at_all() -> None:
    """Nothing is owed to nobody."""
    assert split([(0, []), (0, [])]) == [[], []]
    assert split([]) == []
