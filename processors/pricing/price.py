"""Prices the lines of one block: ownership, licence, royalty and split, on whole columns.

A cell is one right of one usage line; its royalty is rounded once and split by largest remainder.
What is not licensed has no price: the whole reported revenue is then what is at stake, and is held.
A line is looked up by the first day it covers.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from processors.allocation import split_by_largest_remainder
from processors.growing import GrowingColumn
from processors.licensing.book import NO_LICENCE, LicenceBook, Use
from processors.licensing.licence import PricingKind
from processors.limits import MAX_ROYALTY_E8_PER_LINE
from processors.money import E8_PER_MICRO, revenue_share_e8
from processors.ownership.book import AMBIGUOUS, OwnershipBook
from processors.rights_of_use import rights_of_use
from processors.territories import TerritorySet
from processors.usage_columns import UsageLines

from .accounts import Account, HoldReason, LineState

Column = NDArray[np.int64]

NO_HOLDER = -1

# Plain integers: numpy asks an enum member for a dozen attributes each time it meets one.
_ACCRUED, _HELD, _UNMATCHED = (
    int(LineState.ACCRUED),
    int(LineState.HELD),
    int(LineState.UNMATCHED),
)


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


@dataclass(frozen=True, slots=True)
class Books:
    """What is known of works, licences, and which works any registration speaks for."""

    ownership: OwnershipBook
    licences: LicenceBook
    registered: GrowingColumn


@dataclass(frozen=True, slots=True)
class Report:
    """What pricing needs of the report a line is in."""

    platform: str
    currency: str
    territory: TerritorySet


def price_lines(
    books: Books, report: Report, use_types: list[str], lines: UsageLines, work: Column
) -> PricedLines:
    """Rows of all lines. `work` has the work code of each line."""
    groups = []
    for code, use_type in enumerate(use_types):
        chosen = np.flatnonzero(lines.use_type == code)
        if not len(chosen):
            continue
        rights = rights_of_use(use_type)
        for nth, right in enumerate(rights):
            use = Use(report.platform, right, use_type, report.territory)
            at_stake = _slice_of(lines.revenue_micros[chosen] * E8_PER_MICRO, nth, len(rights))
            groups.append(_price_cells(books, report, use, lines, work, chosen, at_stake))
    priced = _one_row_a_line(groups)
    priced.assert_conserved()
    return priced


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


def _slice_of(amount: Column, nth: int, of: int) -> Column:
    if of == 1:
        return amount
    whole, rest = np.divmod(amount, of)
    return whole + (nth < rest)


def _price_cells(
    books: Books,
    report: Report,
    use: Use,
    lines: UsageLines,
    works: Column,
    chosen: Column,
    at_stake: Column,
) -> PricedLines:
    work, day = works[chosen], lines.first_day[chosen]
    segment = books.ownership.find(work, use.right, use.territory, day)
    owned = np.flatnonzero(segment >= 0)
    count, holder, share = books.ownership.entries_of(segment[owned])
    licence = np.full(len(chosen), NO_LICENCE, np.int64)
    licence[owned] = books.licences.find(use, work[owned], day[owned], count, holder)
    royalty, reason = _royalties(books.licences, report.currency, licence, lines, chosen, at_stake)
    conflict = books.ownership.in_conflict.values[segment[owned]] > 0
    reason[owned[conflict]] = np.maximum(reason[owned[conflict]], HoldReason.OVERCLAIM)
    reason[segment == AMBIGUOUS] = HoldReason.TERRITORY
    state = np.where(reason > 0, _HELD, _ACCRUED)
    state[books.registered.values[work] == 0] = _UNMATCHED
    reason[state == _UNMATCHED] = HoldReason.NONE
    royalty = np.where(state == _UNMATCHED, at_stake, royalty)
    paid = state[owned] == _ACCRUED
    denominator = books.ownership.denominator.values[segment[owned]].astype(np.int64)
    in_paid = np.repeat(paid, count)
    amount = split_by_largest_remainder(
        royalty[owned[paid]], denominator[paid], count[paid], share[in_paid]
    )
    return _with_entries(
        books, use.right, chosen, state, reason, royalty, licence, holder[in_paid], amount,
        owned[paid], count[paid],
    )  # fmt: skip


def _royalties(
    licences: LicenceBook,
    currency: str,
    licence: Column,
    lines: UsageLines,
    chosen: Column,
    at_stake: Column,
) -> tuple[Column, Column]:
    reason = np.full(len(chosen), int(HoldReason.UNLICENSED), np.int64)
    royalty = at_stake.copy()
    licensed = np.flatnonzero(licence != NO_LICENCE)
    if not len(licensed):
        return royalty, reason
    code = licence[licensed]
    kind, rate = licences.kind.values[code], licences.rate.values[code]
    priced_in = licences.currency.values[code]
    units, revenue = lines.units[chosen[licensed]], lines.revenue_micros[chosen[licensed]]
    per_unit = kind == int(PricingKind.PER_UNIT)
    right_currency = (priced_in == licences.currency_code(currency)) | (
        (priced_in == licences.any_currency) & ~per_unit
    )
    bounded = ~per_unit | (units <= MAX_ROYALTY_E8_PER_LINE // np.maximum(rate, 1))
    price = np.where(per_unit, units * rate, revenue_share_e8(revenue, np.where(per_unit, 0, rate)))
    good = right_currency & bounded
    royalty[licensed[good]] = price[good]
    reason[licensed] = np.where(
        bounded, np.where(right_currency, HoldReason.NONE, HoldReason.CURRENCY),
        HoldReason.AMOUNT_LIMIT,
    )  # fmt: skip
    return royalty, reason


def _with_entries(
    books: Books,
    right: int,
    chosen: Column,
    state: Column,
    reason: Column,
    royalty: Column,
    licence: Column,
    paid_holder: Column,
    paid_amount: Column,
    paid_cell: Column,
    paid_count: Column,
) -> PricedLines:
    entries = np.ones(len(chosen), np.int64)
    entries[paid_cell] = paid_count
    cell = np.repeat(np.arange(len(chosen)), entries)
    is_paid = np.zeros(len(chosen), bool)
    is_paid[paid_cell] = True
    entry_paid = is_paid[cell]
    holder = np.full(len(cell), NO_HOLDER, np.int64)
    holder[entry_paid] = paid_holder
    amount = royalty[cell]
    amount[entry_paid] = paid_amount
    account = np.where(state[cell] == _UNMATCHED, int(Account.UNMATCHED), int(Account.HELD))
    unclaimed = holder == books.ownership.unclaimed_code
    account[entry_paid] = np.where(
        unclaimed[entry_paid], int(Account.UNCLAIMED), int(Account.PAYABLE)
    )
    return PricedLines(
        chosen, state, reason, royalty, entries, holder, account,
        np.full(len(cell), right), licence[cell], amount,
    )  # fmt: skip


def _one_row_a_line(groups: list[PricedLines]) -> PricedLines:
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
