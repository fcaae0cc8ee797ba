"""Prices the lines of one block, right by right."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from processors.licensing.book import Use
from processors.money import E8_PER_MICRO
from processors.rights_of_use import rights_of_use
from processors.territories import TerritorySet
from processors.usage_columns import UsageLines

from .cells import Books, Cells, price_cells
from .priced_lines import PricedLines, one_row_a_line
from .selection import where

Column = NDArray[np.int64]


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
    rights = [rights_of_use(use_type) for use_type in use_types]
    groups = []
    for right in sorted({right for some in rights for right in some}):
        uses = [Use(report.platform, right, name, report.territory) for name in use_types]
        needs = np.array([right in some for some in rights])
        chosen = where(needs[lines.use_type])
        if not isinstance(chosen, slice) and not len(chosen):
            continue
        cells = Cells(lines, work, chosen, right, uses, report.currency)
        at_stake = lines.revenue_micros[chosen] * E8_PER_MICRO
        if any(len(some) > 1 for some in rights):
            nth = np.array([some.index(right) if right in some else 0 for some in rights])
            of = np.array([max(1, len(some)) for some in rights])
            at_stake = _slice_of(at_stake, nth[cells.use], of[cells.use])
        groups.append(price_cells(books, report.territory, cells, at_stake))
    priced = one_row_a_line(groups)
    priced.assert_conserved()
    return priced


def _slice_of(amount: Column, nth: Column, of: Column) -> Column:
    whole, rest = np.divmod(amount, of)
    return whole + (nth < rest)
