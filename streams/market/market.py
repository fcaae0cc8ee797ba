"""The synthetic market: every event it sends, in order, and the truth about them."""

from collections.abc import Iterator

import numpy as np

from .event import MICROS_PER_DAY, MarketEvent, platform_event
from .faulty import FaultyBlock, faulty_blocks
from .labels import MarketLabels
from .paced import Paced
from .plan import MarketPlan
from .registrations import Registrations
from .reports import issues_in_order, planned_reports
from .setting import setting_of
from .shipping import Shipment, shipments
from .signals import Signals
from .spikes import PlantedSpikes
from .trades import Trades
from .usage import Block, UsageBlocks


class Market:
    """Same plan, same events, on every machine. Memory grows with the works, not with the lines.

    Making one takes about 4 µs and 0.5 kB a work. Iterate once at a time: `labels` are the last's.
    """

    def __init__(self, plan: MarketPlan) -> None:
        self.plan = plan
        self._setting = setting_of(plan)
        self._registrations = Registrations(self._setting)
        self._trades = Trades(self._setting)
        self._signals = Signals(self._setting, self._trades)
        self._faulty = faulty_blocks(self._setting)
        channels = [one for platform in self._setting.platforms for one in platform.channels]
        lines = plan.lines - sum(one.lines for one in self._faulty)
        self._reports = planned_reports(plan, channels, lines)
        self._spikes = PlantedSpikes(self._setting, self._reports)
        self.labels = MarketLabels(plan.seed)

    def events(self) -> Iterator[MarketEvent]:
        """All events in sending order. `labels` are whole when the last one has been taken."""
        self.labels = self._first_labels()
        for event in self._sent():
            self.labels.events[event.topic] = self.labels.events.get(event.topic, 0) + 1
            yield event

    def _sent(self) -> Iterator[MarketEvent]:
        yield from self._admissions()
        yield from self._registrations.on_time()
        yield from self._trades.granted()
        yield from self._usage_and_what_comes_between()

    def _admissions(self) -> Iterator[MarketEvent]:
        at_micros = (self.plan.licences_from_day - 30) * MICROS_PER_DAY
        for platform in self._setting.platforms:
            body = {"platform": platform.name, "name": platform.title, "admitted": True}
            yield platform_event(f"admission-{platform.name}", at_micros, body)

    def _usage_and_what_comes_between(self) -> Iterator[MarketEvent]:
        late = Paced(self._registrations.late(), self._setting.works.late_count, 60, 98)
        between = (
            Paced(self._signals.signalled(), self._signals.count, 10, 80),
            Paced(self._refused(), len(self._faulty), 20, 70),
            Paced(self._trades.revisions(), self._trades.revision_count, 40, 90),
            Paced(self._registrations.follow_ups(), self._registrations.follow_up_count, 50, 90),
            late,
            Paced(self._signals.retractions(), self._signals.retraction_count, 85, 95),
        )
        blocks = UsageBlocks(self._setting, self._spikes)
        issues = issues_in_order(self.plan, self._reports)
        total = sum(issue.parts for issue in issues)
        for shipment in shipments(issues):
            marker = "/again" if shipment.new_event else ""
            block = blocks.block(shipment.issue, shipment.part, marker)
            self._count(shipment, block, late.sent)
            yield block.event
            if not shipment.resent:
                for paced in between:
                    yield from paced.due(shipment.number + 1, total)

    def _refused(self) -> Iterator[MarketEvent]:
        for faulty in self._faulty:
            self._count_faulty(faulty)
            yield faulty.event

    def _first_labels(self) -> MarketLabels:
        restated = [report for report in self._reports if report.restated_size]
        labels = MarketLabels(
            self.plan.seed,
            works=self.plan.works,
            works_late=self._setting.works.late_count,
            works_overclaimed=self._registrations.overclaimed,
            references_contested=self._registrations.contested_references,
            licences_ineffective=self._trades.ineffective,
            spikes=[(self._setting.names.work(work), day) for work, day in self._spikes.days()],
            cases=self._signals.certain_cases(),
        )
        labels.reports = len(self._reports)
        labels.reports_restated = len(restated)
        labels.reports_lower_revision_late = sum(one.lower_revision_late for one in restated)
        return labels

    def _count_faulty(self, faulty: FaultyBlock) -> None:
        labels = self.labels
        labels.blocks += 1
        labels.lines_in += faulty.lines
        labels.lines_rejected += faulty.lines
        labels.rejected[faulty.event.record["event_id"]] = faulty.code

    def _count(self, shipment: Shipment, block: Block, late_sent: int) -> None:
        """`late_sent` late registrations went before this block."""
        labels = self.labels
        if shipment.resent:
            labels.blocks_resent_new_event += shipment.new_event
            labels.blocks_resent_same_event += not shipment.new_event
            return
        lines = len(block.work)
        labels.blocks += 1
        labels.lines_in += lines
        if shipment.issue.superseded:
            labels.lines_superseded += lines
            return
        known = block.work[block.work >= 0]
        labels.lines_matched += len(known)
        labels.lines_unmatched += lines - len(known)
        # those on time have order -1, before every number sent
        late = np.count_nonzero(self._setting.works.late_order[known] >= late_sent)
        labels.lines_late_claimed += int(late)
