"""Works that are used far too often on one day: planted where the spike rule must find them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from .plan import USAGE_WEEKS
from .reports import Report
from .setting import Setting
from .slots import Slots

_MOST: Final = 6
_USUAL_UNITS: Final = 1_000
_TIMES: Final = 60
_MEAN_UNITS: Final = 300


@dataclass(frozen=True, slots=True)
class Spike:
    """The work in this slot of the channel, used far too often in this period."""

    slot: int
    work: int
    place_in_week: int
    period: int


class PlantedSpikes:
    """Spikes in the first slots of the first channel, one of a seldom used work each.

    The slot has the work on the same weekday of every week, so the rule has its history, and
    `_TIMES` its units in one of the last weeks. Both grow with what the work is used elsewhere.
    """

    def __init__(self, setting: Setting, reports: Sequence[Report]) -> None:
        plan, works = setting.plan, setting.works
        size = min((one.size for one in reports if one.channel_number == 0), default=0)
        weeks = sum(one.channel_number == 0 for one in reports)
        count = min(_MOST, size, works.works // 10) if weeks == USAGE_WEEKS else 0
        self._plan = plan
        self._usual = _USUAL_UNITS + plan.lines * _MEAN_UNITS // (works.works * 7 * USAGE_WEEKS)
        self.spikes = [
            Spike(
                slot,
                int(works.popularity.work_of_rank[works.works // 2 + slot * works.works // 20]),
                slot,
                USAGE_WEEKS - 1 - slot % 3,
            )
            for slot in range(count)
        ]

    def days(self) -> list[tuple[int, int]]:
        """(work, day) of each."""
        start = self._plan.usage_from_day
        return [(one.work, start + 7 * one.period + one.place_in_week) for one in self.spikes]

    def planted(self, report: Report, first: int, slots: Slots) -> Slots:
        """The slots from `first` on, with the spikes and their history put in."""
        if report.channel_number or first > _MOST:
            return slots
        here = [one for one in self.spikes if first <= one.slot < first + len(slots.work)]
        work, name, day, units = (
            np.array(column)
            for column in (slots.work, slots.name, slots.place_in_week, slots.units)
        )
        for one in here:
            place = one.slot - first
            work[place] = name[place] = one.work
            day[place] = one.place_in_week
            units[place] = self._usual * (_TIMES if one.period == report.period else 1)
        return replace(slots, work=work, name=name, place_in_week=day, units=units)
