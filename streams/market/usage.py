"""Usage blocks: one part of one revision of a report, its columns built in numpy."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np

from .draws import Column, Concern, Draws, high, low
from .event import MICROS_PER_DAY, MarketEvent, usage_event
from .reports import GONE_ONE_IN, GONE_SLOT, Issue, Report
from .setting import Setting
from .slots import ChannelSlots, Slots
from .spikes import PlantedSpikes

_PER_MILLE: Final = 1_000
_WEEKDAY_PER_MILLE: Final = np.array((930, 900, 910, 940, 1_090, 1_160, 1_070))
"""Monday first: people listen and watch more as the week ends."""

_WEEKDAY_OF_DAY_0: Final = 3
_SHORT_SPAN_DAYS: Final = 7
_SHORT_SPANS_BEFORE: Final = 5
"""Monthly lines of these places in the week cover a week, the others the month."""


@dataclass(frozen=True, slots=True)
class Block:
    """A usage event and the work of each of its lines, -1 where nobody ever registers it."""

    event: MarketEvent
    work: Column


class UsageBlocks:
    """Builds any part of any issue; asked again it builds the same."""

    def __init__(self, setting: Setting, spikes: PlantedSpikes) -> None:
        self._setting = setting
        self._spikes = spikes
        self._slots_of = lru_cache(maxsize=64)(self._channel_slots)
        self._draws_of = lru_cache(maxsize=64)(self._report_draws)

    def block(self, issue: Issue, part: int, resend: str = "") -> Block:
        """`part` counts from 1. `resend` marks a new event with the content of an earlier one."""
        report = issue.report
        first = (part - 1) * issue.block_lines
        count = min(issue.block_lines, issue.size - first)
        place = _slot_of_line(np.arange(first, first + count), issue.revision)
        start, stop = int(place[0]), int(place[-1]) + 1
        slots = self._slots_of(report).slots(start, stop - start)
        slots = self._spikes.planted(report, start, slots)
        factor = self._factors(issue, start, stop - start)
        if len(place) != stop - start:
            slots, factor = slots.at(place - start), factor[place - start]
        first_day, days = _days(report, slots, place)
        weekday = _WEEKDAY_PER_MILLE[(first_day + _WEEKDAY_OF_DAY_0) % 7]
        units = np.maximum(slots.units * days * factor // _PER_MILLE * weekday // _PER_MILLE, 1)
        event_id = f"{report.channel.platform}/{report.report_id}/{issue.revision}/{part}{resend}"
        body = {
            "report_id": report.report_id,
            "revision": issue.revision,
            "part": part,
            "parts": issue.parts,
            "period_from_day": report.from_day,
            "period_until_day": report.until_day,
            "service": report.channel.service,
            "commercial_model": report.channel.model,
            "currency": report.channel.currency,
            "territory": report.channel.territory,
            "use_types": list(report.channel.use_types),
            "reference": self._setting.names.texts[slots.name].tolist(),
            "use_type": slots.use_type.tolist(),
            "first_day": first_day.tolist(),
            "days": days.tolist() if report.channel.monthly else [],
            "units": units.tolist(),
            "revenue_micros": (units * slots.unit_micros).tolist(),
            "allocations": None,
        }
        at_micros = self._sent_at(issue, part)
        return Block(usage_event(event_id, report.channel.platform, at_micros, body), slots.work)

    def _factors(self, issue: Issue, first: int, count: int) -> Column:
        """Units of this period to usual ones, per mille; revision 2 changes one line in four."""
        words = self._draws_of(issue.report, 1).words(first, count)
        factor = 900 + high(words, 201)
        if issue.revision == 1:
            return factor
        words = self._draws_of(issue.report, issue.revision).words(first, count)
        changed = 850 + high(words, 301)
        return np.where(low(words, 4) == 0, factor * changed // _PER_MILLE, factor)

    def _sent_at(self, issue: Issue, part: int) -> int:
        """A day after the period, a restatement nine days later; seconds apart within a report."""
        day = issue.report.until_day + 1 + 9 * (issue.revision - 1)
        return day * MICROS_PER_DAY + issue.report.number * 60_000_000 + part * 1_000

    def _channel_slots(self, report: Report) -> ChannelSlots:
        return ChannelSlots(self._setting, report.channel, report.channel_number, report.size)

    def _report_draws(self, report: Report, revision: int) -> Draws:
        concern = Concern.REPORT if revision == 1 else Concern.RESTATEMENT
        return Draws(self._setting.plan.seed, concern, report.channel_number, report.period)


def _slot_of_line(line: Column, revision: int) -> Column:
    """Lines are slots in order; a restatement passes over the slots that are gone."""
    if revision == 1:
        return line
    hundred, place = np.divmod(line, GONE_ONE_IN - 1)
    return hundred * GONE_ONE_IN + place + (place >= GONE_SLOT)


def _days(report: Report, slots: Slots, place: Column) -> tuple[Column, Column]:
    """(first day, days) of each line: single days by week, a week or all of it by month."""
    if not report.channel.monthly:
        return report.from_day + slots.place_in_week, np.ones_like(place)
    short = slots.place_in_week < _SHORT_SPANS_BEFORE
    offset = np.where(short, _SHORT_SPAN_DAYS * (place % 4), 0)
    length = report.until_day - report.from_day
    return report.from_day + offset, np.where(short, _SHORT_SPAN_DAYS, length)
