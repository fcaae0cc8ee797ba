"""Prices the cells of one right: ownership, licence, royalty and split, on whole columns.

A cell is one right of one usage line; its royalty is rounded once and split by largest remainder.
What is not licensed has no price: the whole reported revenue is then what is at stake, and is held.
A line is looked up by the first day it covers.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from processors.allocation import split_by_largest_remainder
from processors.growing import GrowingColumn
from processors.licensing.blanket import NO_LICENCE
from processors.licensing.book import LicenceBook, Use
from processors.licensing.licence import PricingKind
from processors.limits import MAX_ROYALTY_E8_PER_LINE
from processors.money import revenue_share_e8
from processors.ownership.book import AMBIGUOUS, OwnershipBook
from processors.territories import TerritorySet
from processors.usage_columns import UsageLines

from .accounts import Account, HoldReason, LineState
from .priced_lines import NO_HOLDER, PricedLines
from .selection import Selection, positions_within, where

Column = NDArray[np.int64]

# Plain integers: numpy asks an enum member for a dozen attributes each time it meets one.
_ACCRUED, _HELD, _UNMATCHED = (
    int(LineState.ACCRUED),
    int(LineState.HELD),
    int(LineState.UNMATCHED),
)


@dataclass(frozen=True, slots=True)
class Books:
    """What is known of works, licences, and which works any registration speaks for."""

    ownership: OwnershipBook
    licences: LicenceBook
    registered: GrowingColumn


class Cells:
    """The cells of one right: columns of the `chosen` lines."""

    __slots__ = ("currency", "day", "place", "revenue_micros", "right", "units", "use", "uses",
                 "work")  # fmt: skip

    def __init__(
        self, lines: UsageLines, work: Column, chosen: Selection, right: int,
        uses: list[Use], currency: str,
    ) -> None:  # fmt: skip
        self.right, self.uses, self.currency = right, uses, currency
        self.place: Column = np.arange(len(lines))[chosen]
        self.work: Column = work[chosen]
        self.use: Column = lines.use_type[chosen]
        self.day: Column = lines.first_day[chosen]
        self.units: Column = lines.units[chosen]
        self.revenue_micros: Column = lines.revenue_micros[chosen]


def price_cells(
    books: Books, territory: TerritorySet, cells: Cells, at_stake: Column
) -> PricedLines:
    """Rows of the cells; `at_stake` is the revenue each would be held for, in 10^-8."""
    ownership = books.ownership
    segment = ownership.find(cells.work, cells.right, territory, cells.day)
    owned = where(segment >= 0)
    owning = segment[owned]
    count, holder, share = ownership.entries_of(owning)
    licence = np.full(len(segment), NO_LICENCE, np.int64)
    licence[owned] = books.licences.find(
        cells.uses, cells.use[owned], cells.work[owned], cells.day[owned], count, holder
    )
    royalty, reason = _royalties(books.licences, cells, licence, at_stake)
    conflict = positions_within(owned, np.flatnonzero(ownership.in_conflict.values[owning]))
    reason[conflict] = np.maximum(reason[conflict], HoldReason.OVERCLAIM)
    reason[segment == AMBIGUOUS] = HoldReason.TERRITORY
    state = np.where(reason > 0, _HELD, _ACCRUED)
    unknown = np.flatnonzero(books.registered.values[cells.work] == 0)
    state[unknown], reason[unknown] = _UNMATCHED, HoldReason.NONE
    royalty[unknown] = at_stake[unknown]
    paid = where(state[owned] == _ACCRUED)
    if not isinstance(paid, slice):
        entries = np.repeat(state[owned] == _ACCRUED, count)
        holder, share = holder[entries], share[entries]
    place = positions_within(owned, np.arange(len(owning))[paid])
    amount = split_by_largest_remainder(
        royalty[place], ownership.denominator.values[owning[paid]], count[paid], share
    )
    owed = _Paid(place, count[paid], holder, amount)
    return _with_entries(ownership, cells, state, reason, royalty, licence, owed)


def _royalties(
    licences: LicenceBook, cells: Cells, licence: Column, at_stake: Column
) -> tuple[Column, Column]:
    reason = np.full(len(licence), int(HoldReason.UNLICENSED), np.int64)
    royalty = at_stake.copy()
    licensed = where(licence != NO_LICENCE)
    code = licence[licensed]
    if not len(code):
        return royalty, reason
    kind, rate = licences.kind.values[code], licences.rate.values[code]
    priced_in = licences.currency.values[code]
    units, revenue = cells.units[licensed], cells.revenue_micros[licensed]
    per_unit = kind == int(PricingKind.PER_UNIT)
    right_currency = (priced_in == licences.currency_code(cells.currency)) | (
        (priced_in == licences.any_currency) & ~per_unit
    )
    price = revenue_share_e8(revenue, np.where(per_unit, 0, rate))
    bounded = np.ones(len(code), bool)
    if per_unit.any():
        bounded = ~per_unit | (units <= MAX_ROYALTY_E8_PER_LINE // np.maximum(rate, 1))
        price = np.where(per_unit, units * rate, price)
    royalty[licensed] = np.where(right_currency & bounded, price, royalty[licensed])
    reason[licensed] = np.where(
        bounded, np.where(right_currency, HoldReason.NONE, HoldReason.CURRENCY),
        HoldReason.AMOUNT_LIMIT,
    )  # fmt: skip
    return royalty, reason


@dataclass(frozen=True, slots=True)
class _Paid:
    """Cells that are paid, and who gets what of them, entry by entry."""

    place: Column
    count: Column
    holder: Column
    amount_e8: Column


def _with_entries(
    ownership: OwnershipBook,
    cells: Cells,
    state: Column,
    reason: Column,
    royalty: Column,
    licence: Column,
    paid: _Paid,
) -> PricedLines:
    account = np.where(
        paid.holder == ownership.unclaimed_code, int(Account.UNCLAIMED), int(Account.PAYABLE)
    )
    if len(paid.place) == len(state):
        entries, holder, amount = paid.count, paid.holder, paid.amount_e8
    else:
        entries = np.ones(len(state), np.int64)
        entries[paid.place] = paid.count
        is_paid = np.zeros(len(state), bool)
        is_paid[paid.place] = True
        entry_paid = np.repeat(is_paid, entries)
        waiting = np.where(state == _UNMATCHED, int(Account.UNMATCHED), int(Account.HELD))
        holder = np.full(len(entry_paid), NO_HOLDER, np.int64)
        holder[entry_paid] = paid.holder
        amount = np.repeat(royalty, entries)
        amount[entry_paid] = paid.amount_e8
        accounts = np.repeat(waiting, entries)
        accounts[entry_paid] = account
        account = accounts
    return PricedLines(
        cells.place, state, reason, royalty, entries, holder, account,
        np.full(len(holder), cells.right), np.repeat(licence, entries), amount,
    )  # fmt: skip
