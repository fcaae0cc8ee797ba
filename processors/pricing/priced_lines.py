"""Rows of priced lines: one a usage line, with the entries of its whole allocation."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from processors.licensing.blanket import NO_LICENCE
from processors.money import E8_PER_MICRO

from .accounts import Account, LineState

Column = NDArray[np.int64]

NO_HOLDER = -1


@dataclass(frozen=True, slots=True)
class PricedLines:
    """One row a line, as `place` (positions in the priced lines) says; entries one after another.

    `holder` and `licence` are codes of the partition's books; NO_HOLDER where nobody is owed yet.
    """

    place: Column
    state: Column
    hold_reason: Column
    royalty_e8: Column
    entries: Column
    holder: Column
    account: Column
    right: Column
    licence: Column
    amount_e8: Column

    def assert_conserved(self) -> None:
        """Every unit of every royalty is in exactly one account. Raises AssertionError."""
        if int(self.royalty_e8.sum()) != int(self.amount_e8.sum()):
            raise AssertionError(
                f"accounts hold {self.amount_e8.sum()}, royalties are {self.royalty_e8.sum()}"
            )


def inactive_lines(count: int, state: LineState) -> PricedLines:
    """Rows that take back what the lines said before: no royalty, no entries."""
    none = np.zeros(0, np.int64)
    zero = np.zeros(count, np.int64)
    return PricedLines(
        np.arange(count), np.full(count, state), zero, zero, zero, none, none, none, none, none
    )


def unmatched_lines(revenue_micros: Column) -> PricedLines:
    """Rows of lines whose work nobody has named: their whole revenue is at stake."""
    count = len(revenue_micros)
    zero, one = np.zeros(count, np.int64), np.ones(count, np.int64)
    at_stake = revenue_micros * E8_PER_MICRO
    return PricedLines(
        np.arange(count),
        np.full(count, LineState.UNMATCHED),
        zero,
        at_stake,
        one,
        np.full(count, NO_HOLDER),
        np.full(count, Account.UNMATCHED),
        zero,
        np.full(count, NO_LICENCE),
        at_stake,
    )


def one_row_a_line(groups: list[PricedLines]) -> PricedLines:
    """Rows of the same lines, priced right by right, as one row for each line."""
    if not groups:
        return inactive_lines(0, LineState.HELD)
    if len(groups) == 1:
        return groups[0]
    names = PricedLines.__slots__
    joined = PricedLines(*(np.concatenate([getattr(g, name) for g in groups]) for name in names))
    order = np.argsort(joined.place, kind="stable")
    if not len(order) or (np.diff(joined.place[order]) > 0).all():
        return joined
    return _merged(joined, order)


def _merged(cells: PricedLines, order: Column) -> PricedLines:
    """Joins the cells of one line: royalties and entries add up, the graver state is the line's."""
    place, first = np.unique(cells.place[order], return_index=True)
    starts = np.cumsum(cells.entries) - cells.entries
    counts = cells.entries[order]
    offsets = np.cumsum(counts) - counts
    entry = (
        np.arange(int(counts.sum())) - np.repeat(offsets, counts) + np.repeat(starts[order], counts)
    )
    return PricedLines(
        place,
        np.maximum.reduceat(cells.state[order], first),
        np.maximum.reduceat(cells.hold_reason[order], first),
        np.add.reduceat(cells.royalty_e8[order], first),
        np.add.reduceat(counts, first),
        cells.holder[entry],
        cells.account[entry],
        cells.right[entry],
        cells.licence[entry],
        cells.amount_e8[entry],
    )
