"""Watches the usage of a partition's works for spikes, and says which are new, changed or gone."""

import numpy as np
from numpy.typing import NDArray

from processors.days import day_of_millis
from processors.usage_columns import UsageSegment

from .row import Anomaly, changes
from .spike import RECENT_DAYS, UsageHistory, spike_anomalies

Column = NDArray[np.int64]
WorkDay = tuple[int, int]


class SpikeWatch:
    """`names` are the works by code, and may grow. Days are judged together, when asked."""

    def __init__(self, names: list[str]) -> None:
        self._names = names
        self._history = UsageHistory()
        self._counted: list[tuple[Column, Column]] = []
        self._spiking: dict[WorkDay, Anomaly] = {}

    @property
    def waiting(self) -> bool:
        """Whether anything was counted since the last judgement."""
        return bool(self._counted)

    def count(self, segment: UsageSegment, works: Column, sign: int, *, silent: bool) -> None:
        """Adds the one-day lines of a segment (sign 1) or takes them back (-1).

        `works` are the codes of its subjects; `silent` ones are left to `judge_all`.
        """
        lines = segment.lines
        oldest = day_of_millis(segment.header.recorded_at.millis) - RECENT_DAYS
        daily = np.flatnonzero((lines.days == 1) & (lines.first_day >= oldest))
        if not len(daily):
            return
        work, day = works[lines.subject[daily]], lines.first_day[daily]
        self._history.add(work, day, sign * lines.units[daily])
        if silent:
            return
        judged = self._history.was_busy(work)
        if judged.any():
            self._counted.append((work[judged], day[judged]))

    def judge(self) -> list[tuple[Anomaly, bool]]:
        """Changes since the last judgement, as of `anomalies.row.changes`."""
        if not self._counted:
            return []
        work, day = (np.concatenate(columns) for columns in zip(*self._counted, strict=True))
        self._counted.clear()
        counted = set(np.unique(work).tolist())
        known = {pair: row for pair, row in self._spiking.items() if pair[0] in counted}
        work, day = self._history.judged_by(work, day)
        now = self._odd(
            np.append(work, np.array([pair[0] for pair in known], np.int64)),
            np.append(day, np.array([pair[1] for pair in known], np.int64)),
        )
        for pair in known:
            del self._spiking[pair]
        self._spiking.update(now)
        return changes(known.values(), now.values())

    def judge_all(self) -> None:
        """Judges every busy day: once state was read back, where nothing is to be told."""
        self._spiking = self._odd(*self._history.busy())

    def _odd(self, work: Column, day: Column) -> dict[WorkDay, Anomaly]:
        work, day, units, median = self._history.spikes(work, day)
        rows = spike_anomalies(self._names, work, day, units, median)
        return dict(zip(zip(work.tolist(), day.tolist(), strict=True), rows, strict=True))
