"""Usage spikes: a work's units of one day against its own history of that weekday.

Robust z-score (Iglewicz and Hoaglin 1993) over the eight days a week apart before it, in integers:
a day is odd when 0.6745 * (units - median) > 3.5 * MAD, with the MAD never below a tenth of the
median nor below one, at least half of the eight days seen, and at least a thousand units.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from .row import Anomaly

Column = NDArray[np.int64]

WEEKS: Final = 8
LEAST_HISTORY: Final = 4
LEAST_UNITS: Final = 1_000
RECENT_DAYS: Final = 400
"""Lines older than this when they were recorded take no part: what is kept stays bounded."""

_PAGE_DAYS: Final = 32


class UsageHistory:
    """Units by work code and day: a function of the lines added, in any order.

    Days are kept in pages of 32, one int64 array [works, 32] a page.
    """

    def __init__(self) -> None:
        self._pages: dict[int, NDArray[np.int64]] = {}
        self._latest_day = 0

    def reach(self, day: int) -> None:
        """Makes `day` known before its units are, so that `judged_by` looks far enough ahead."""
        self._latest_day = max(self._latest_day, day)

    def add(self, work: Column, day: Column, units: Column) -> None:
        """Adds units; negative ones take lines back."""
        if not len(work):
            return
        self.reach(int(day.max()))
        number, slot = np.divmod(day, _PAGE_DAYS)
        for page in np.unique(number):
            here = number == page
            grown = self._page(int(page), int(work.max()) + 1)
            np.add.at(grown, (work[here], slot[here]), units[here])

    def _page(self, number: int, works: int) -> NDArray[np.int64]:
        page = self._pages.get(number)
        if page is None or len(page) < works:
            capacity = max(1024, works + works // 4)
            grown = np.zeros((capacity, _PAGE_DAYS), np.int64)
            if page is not None:
                grown[: len(page)] = page
            page = self._pages[number] = grown
        return page

    def units(self, work: Column, day: Column) -> Column:
        found = np.zeros(len(work), np.int64)
        number, slot = np.divmod(day, _PAGE_DAYS)
        for key in np.unique(number):
            page = self._pages.get(int(key))
            if page is not None:
                here = (number == key) & (work < len(page))
                found[here] = page[work[here], slot[here]]
        return found

    def judged_by(self, work: Column, day: Column) -> tuple[Column, Column]:
        """Distinct (work, day) pairs whose judgement these pairs take part in."""
        weeks = min(WEEKS, max(0, (self._latest_day - int(day.min())) // 7)) if len(day) else 0
        stride = 1 << 20
        pairs = np.unique(
            np.concatenate([work * stride + day + 7 * week for week in range(weeks + 1)])
        )
        return pairs // stride, pairs % stride

    def spikes(self, work: Column, day: Column) -> tuple[Column, Column, Column, Column]:
        """(work, day, units, median) of the pairs that are odd."""
        units = self.units(work, day)
        busy = units >= LEAST_UNITS
        work, day, units = work[busy], day[busy], units[busy]
        history = np.stack(
            [self.units(work, day - 7 * week) for week in range(1, WEEKS + 1)], axis=1
        ) if len(work) else np.zeros((0, WEEKS), np.int64)  # fmt: skip
        seen = (history > 0).sum(axis=1) >= LEAST_HISTORY
        work, day, units, history = work[seen], day[seen], units[seen], history[seen]
        twice_median = _twice_median(history)
        deviation_x4 = _twice_median(np.abs(2 * history - twice_median[:, None]))
        deviation_x20 = np.maximum(5 * deviation_x4, np.maximum(twice_median, 20))
        # 1349 * twice (units - median) > 700 * deviation_x20; divided, it stays in int64.
        whole, rest = np.divmod(deviation_x20, 1349)
        odd = 2 * units - twice_median > 700 * whole + 700 * rest // 1349
        return work[odd], day[odd], units[odd], twice_median[odd] // 2


def _twice_median(values: NDArray[np.int64]) -> Column:
    ordered = np.sort(values, axis=1)
    middle = ordered.shape[1] // 2
    twice: Column = ordered[:, middle - 1] + ordered[:, middle]
    return twice


def spike_anomalies(
    names: list[str], work: Column, day: Column, units: Column, median: Column
) -> list[Anomaly]:
    """Rows of the odd pairs; `names` are the works by code."""
    return [
        Anomaly("UsageSpike", names[w], "", "", f"day {d}", d, d + 1, u, m, 0, "")
        for w, d, u, m in zip(
            work.tolist(), day.tolist(), units.tolist(), median.tolist(), strict=True
        )
    ]
