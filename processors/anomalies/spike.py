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

_STRIDE: Final = 1 << 32
_STEP_DAYS: Final = 32
_NEVER: Final = 1 << 31


class UsageHistory:
    """Units by work code and day: a function of the lines added, in any order.

    One int64 array [works, days] over the days seen, which grows on either side.
    """

    def __init__(self) -> None:
        self._units = np.zeros((1024, 0), np.int64)
        self._was_busy = np.zeros(1024, bool)
        self._first_day = 0
        self._earliest_day = _NEVER
        self._latest_day = 0

    def add(self, work: Column, day: Column, units: Column) -> None:
        """Adds units; negative ones take lines back."""
        if not len(work):
            return
        self._reach(int(work.max()), int(day.min()), int(day.max()))
        place = day - self._first_day
        np.add.at(self._units, (work, place), units)
        self._was_busy[work[self._units[work, place] >= LEAST_UNITS]] = True

    def was_busy(self, work: Column) -> NDArray[np.bool_]:
        """Whether a day of each work ever had enough units to be judged."""
        return self._was_busy[work]

    def _reach(self, work: int, first_day: int, last_day: int) -> None:
        self._earliest_day = min(self._earliest_day, first_day)
        self._latest_day = max(self._latest_day, last_day)
        works, days = self._units.shape
        end = self._first_day + days
        if days and work < works and self._first_day <= first_day and last_day < end:
            return
        start = min(first_day, self._first_day) if days else first_day
        start -= start % _STEP_DAYS
        end = max(last_day + 1, end) if days else last_day + 1
        end += -end % _STEP_DAYS
        rows = works if work < works else work + work // 4 + 1
        grown = np.zeros((rows, end - start), np.int64)
        if days:
            offset = self._first_day - start
            grown[:works, offset : offset + days] = self._units
        self._units, self._first_day = grown, start
        self._was_busy = np.append(self._was_busy, np.zeros(rows - len(self._was_busy), bool))

    def units(self, work: Column, day: NDArray[np.int64]) -> NDArray[np.int64]:
        """Units of each (work, day); `work` broadcasts against `day`."""
        works, days = self._units.shape
        place = day - self._first_day
        inside = (place >= 0) & (place < days) & (work < works)
        if not days:
            return np.zeros(np.broadcast(work, day).shape, np.int64)
        found = self._units[np.minimum(work, works - 1), np.clip(place, 0, days - 1)]
        return np.where(inside, found, 0)

    def busy(self) -> tuple[Column, Column]:
        """All (work, day) pairs with enough units to be judged."""
        work, place = np.nonzero(self._units >= LEAST_UNITS)
        return work.astype(np.int64), place.astype(np.int64) + self._first_day

    def judged_by(self, work: Column, day: Column) -> tuple[Column, Column]:
        """Distinct busy (work, day) pairs whose judgement these pairs may change."""
        if not len(day):
            return work, day
        weeks = min(WEEKS, max(0, (self._latest_day - int(day.min())) // 7))
        pairs = np.unique(work * _STRIDE + day)
        later = (pairs[:, None] + 7 * np.arange(weeks + 1)).ravel()
        # Without enough weeks before it no day is odd.
        later = later[later % _STRIDE >= self._earliest_day + 7 * LEAST_HISTORY]
        pairs = np.unique(later[self.units(later // _STRIDE, later % _STRIDE) >= LEAST_UNITS])
        return pairs // _STRIDE, pairs % _STRIDE

    def spikes(self, work: Column, day: Column) -> tuple[Column, Column, Column, Column]:
        """(work, day, units, median) of the pairs that are odd."""
        units = self.units(work, day)
        busy = units >= LEAST_UNITS
        work, day, units = work[busy], day[busy], units[busy]
        weeks_before = day[:, None] - 7 * np.arange(1, WEEKS + 1)
        history = self.units(work[:, None], weeks_before)
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
