"""Exact division of a total by shares: largest remainder (Hamilton), ties to the earlier entry."""

import numpy as np
from numpy.typing import NDArray

Column = NDArray[np.int64]


def split_by_largest_remainder(
    total_e8: Column, denominator: Column, count: Column, share: Column
) -> Column:
    """Splits each total over its entries so that the parts add up to it exactly.

    Shapes: `total_e8`, `denominator` and `count` have one value a cell; `share` has sum(count)
    values, the entries of the cells one after another, in the order that breaks ties. The shares of
    a cell add up to its denominator (at most 2 * 10^9). Totals must not be negative.
    """
    if not len(share):
        return np.zeros(0, np.int64)
    cell = np.repeat(np.arange(len(total_e8)), count)
    denominators = denominator[cell]
    whole, rest = np.divmod(total_e8, denominator)
    # total * share / denominator, without leaving int64: rest < denominator.
    part, remainder = np.divmod(rest[cell] * share, denominators)
    floor: Column = whole[cell] * share + part
    starts = np.cumsum(count) - count
    missing = total_e8 - _sums(floor, starts, count)
    if not missing.any():
        return floor
    # Cell by cell, the largest remainder first; a remainder is below 2^31.
    by_remainder = np.argsort((cell << 32) - remainder, kind="stable")
    rank = np.empty_like(cell)
    rank[by_remainder] = np.arange(len(cell))
    rank -= starts[cell]
    return floor + (rank < missing[cell])


def _sums(values: Column, starts: Column, count: Column) -> Column:
    sums = np.zeros(len(starts), np.int64)
    filled = count > 0
    if filled.any():
        sums[filled] = np.add.reduceat(values, starts[filled])
    return sums
