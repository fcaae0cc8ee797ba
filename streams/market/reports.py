"""The reports of a market and how many lines each has: together exactly the lines planned.

All weekly reports of a channel have the same size and list the same works on the same weekdays, as
a platform's catalogue does: what differs from week to week is how often they were used. Monthly
reports give one line a work for several days, and the last of them takes what division leaves over.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from processors.days import date_of, day_of

from .draws import Concern, Draws, high
from .plan import USAGE_WEEKS, MarketPlan
from .platforms import Channel

_MONTHS: Final = 2
_RESTATED_STRIDE: Final = 47
"""One report in so many is restated; no multiple of the weeks, so that all weeks have some."""

_LATE_LOWER_ONE_IN: Final = 3
GONE_ONE_IN: Final = 100
GONE_SLOT: Final = 57
"""A restatement leaves out every slot whose number ends in 57."""


@dataclass(frozen=True, slots=True)
class Report:
    """`size` lines in revision 1, `restated_size` in revision 2, 0 when it is never restated."""

    number: int
    channel_number: int
    channel: Channel
    period: int
    from_day: int
    until_day: int
    size: int
    restated_size: int
    lower_revision_late: bool

    @property
    def report_id(self) -> str:
        cadence = "M" if self.channel.monthly else "W"
        period = date_of(self.from_day).strftime("%Y%m%d")
        return f"{self.channel.service}.{self.channel.territory}.{cadence}{period}"


@dataclass(frozen=True, slots=True)
class Issue:
    """One revision of a report as it is sent, in parts of `block_lines`."""

    report: Report
    revision: int
    block_lines: int

    @property
    def size(self) -> int:
        return self.report.size if self.revision == 1 else self.report.restated_size

    @property
    def superseded(self) -> bool:
        return self.revision == 1 and self.report.restated_size > 0

    @property
    def parts(self) -> int:
        return -(-self.size // self.block_lines)

    @property
    def sent_in_week(self) -> int:
        """Weeks after the usage began: restatements follow two weeks later, or come first."""
        report = self.report
        week = report.period if not report.channel.monthly else 4 + 4 * report.period
        if report.lower_revision_late:
            return week + 2 * (2 - self.revision)
        return week + 2 * (self.revision - 1)


def restated_size(size: int) -> int:
    """Lines of a restatement: without the slots that are gone, with half as many new ones."""
    gone = (size + GONE_ONE_IN - GONE_SLOT - 1) // GONE_ONE_IN
    return size - gone + gone // 2


def planned_reports(plan: MarketPlan, channels: Sequence[Channel], lines: int) -> list[Report]:
    """Reports whose revisions have exactly `lines` lines together; none is empty."""
    empty = [
        Report(0, number, channel, period, from_day, until_day, 0, 0, False)
        for number, channel in enumerate(channels)
        for period, (from_day, until_day) in enumerate(_periods(plan, channel.monthly))
    ]
    overflow = max(place for place, report in enumerate(empty) if report.channel.monthly)
    first = int(high(Draws(plan.seed, Concern.SCHEDULE).words(0, 1), USAGE_WEEKS)[0])
    restated = [at for at in range(first, len(empty), _RESTATED_STRIDE) if at != overflow]
    weight = sum(report.channel.weight for report in empty)
    weight += sum(empty[place].channel.weight for place in restated)
    sized = [_sized(report, lines * report.channel.weight // weight) for report in empty]
    for nth, place in enumerate(restated):
        sized[place] = replace(
            sized[place],
            restated_size=restated_size(sized[place].size),
            lower_revision_late=nth % _LATE_LOWER_ONE_IN == 1,
        )
    given = sum(report.size + report.restated_size for report in sized)
    sized[overflow] = _sized(sized[overflow], sized[overflow].size + lines - given)
    return [replace(report, number=place) for place, report in enumerate(sized) if report.size]


def issues_in_order(plan: MarketPlan, reports: Sequence[Report]) -> list[Issue]:
    """Every revision of every report, in the order they are sent."""
    issues = [
        Issue(report, revision, plan.block_lines)
        for report in reports
        for revision in (1, 2)
        if revision == 1 or report.restated_size
    ]
    return sorted(issues, key=lambda one: (one.sent_in_week, one.report.number, one.revision))


def _sized(report: Report, size: int) -> Report:
    return replace(report, size=size)


def _periods(plan: MarketPlan, monthly: bool) -> list[tuple[int, int]]:
    """Half-open days of the weeks before the plan's end, or of the calendar months."""
    if not monthly:
        start = plan.usage_from_day
        return [(start + 7 * week, start + 7 * week + 7) for week in range(USAGE_WEEKS)]
    first_of_month = date_of(plan.end_day).replace(day=1)
    months = []
    for _ in range(_MONTHS):
        next_month = first_of_month
        first_of_month = (next_month - timedelta(days=1)).replace(day=1)
        months.append((day_of(first_of_month), day_of(next_month)))
    return months[::-1]
