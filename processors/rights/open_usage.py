"""The usage a partition holds: what each part counts for, and the rows of its lines."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import numpy as np
from numpy.typing import NDArray

from processors.accruals import changed_rows, rows_of
from processors.anomalies.row import Anomaly, changes
from processors.anomalies.spike_watch import SpikeWatch
from processors.anomalies.unlicensed import unlicensed_usage
from processors.facts_state import Decode, recorded_at_of
from processors.growing import NameIndex
from processors.open_segments import OpenSegment, OpenSegments
from processors.outgoing import Outgoing
from processors.pricing.accounts import LineState
from processors.pricing.cells import Books
from processors.pricing.priced_lines import PricedLines, inactive_lines
from processors.pricing.segments import SegmentPricing
from processors.reports import PartStanding, ReportBook, ReportHeader
from processors.usage_columns import UsageSegment, segment_of
from schemas import topics

Column = NDArray[np.int64]
_INACTIVE = {
    PartStanding.SUPERSEDED: LineState.SUPERSEDED,
    PartStanding.REJECTED: LineState.REJECTED,
}


class OpenUsage:
    """Segments of usage and the reports they are parts of. Bytes of segments stay in `state`."""

    def __init__(
        self,
        decode: Decode,
        state: dict[bytes, bytes],
        works: NameIndex,
        books: Books,
        outgoing: Outgoing,
    ) -> None:
        self._decode = decode
        self._state = state
        self._works = works
        self._books = books
        self._out = outgoing
        self._pricing = SegmentPricing(works, books)
        self._reports = ReportBook()
        self.segments = OpenSegments()
        self.spikes = SpikeWatch(works.names)

    def is_news(self, segment: UsageSegment) -> bool:
        """Whether it is new, or replaces what is known of the same part."""
        known = self.segments.get(_state_key(segment))
        return known is None or known.yields_to(segment)

    def works_of(self, segment: UsageSegment) -> Column:
        """Codes of its subjects."""
        return self._pricing.works_of(segment)

    def put_headers(self, headers: list[ReportHeader]) -> None:
        """Takes in that these parts exist."""
        with self._standing_changes(headers):
            for header in headers:
                self._reports.add(header)

    def put(self, segment: UsageSegment, message: bytes) -> None:
        """Takes in a segment that is news; `message` is the fact that brought it."""
        key = _state_key(segment)
        known = self.segments.get(key)
        with self._standing_changes([segment.header], apart_from=key):
            self._reports.add(segment.header)
        before = None if known is None else self._segment(known)
        unlicensed: list[Anomaly] = []
        if before is not None and known is not None and known.active:
            self._count(before, -1)
            if not self._out.silent:
                unlicensed = unlicensed_usage(before, self._pricing.priced(before))
        now = self.segments.put(key, segment.header, segment.version, self.works_of(segment))
        self._out.keep(key, message)
        now.active = self._standing(now) is PartStanding.ACTIVE
        if now.active:
            self._count(segment, 1)
        if self._out.silent:
            return
        priced = self._rows(segment, now)
        self._send_rows(segment, priced)
        self._send_unlicensed(segment, unlicensed, unlicensed_usage(segment, priced))
        if before is not None:
            moved = inactive_lines(len(before.lines), LineState.MOVED)
            self._send_rows(before, rows_of(moved, self._gone(before, segment)))

    def _gone(self, before: UsageSegment, now: UsageSegment) -> Column:
        """Positions in `before` of the lines that `now` does not have, or has for another work."""
        had, has = (
            (self._works.codes_of(one.subjects)[one.lines.subject] << 32) | one.lines.line
            for one in (before, now)
        )
        return np.flatnonzero(~np.isin(had, has))

    @contextmanager
    def _standing_changes(
        self, headers: Iterable[ReportHeader], apart_from: bytes | None = None
    ) -> Iterator[None]:
        """Sends the rows of segments whose standing the block changes."""
        touched = {
            one.state_key: one
            for header in headers
            for one in (
                self.segments.of_report(header.key)
                if self._reports.raises_revision(header)
                else self.segments.of_part(header)
            )
        }
        siblings = [one for key, one in touched.items() if key != apart_from]
        before = [self._standing(one) for one in siblings]
        yield
        for one, standing in zip(siblings, before, strict=True):
            if self._standing(one) is not standing:
                self._send_new_standing(one)

    def _send_new_standing(self, one: OpenSegment) -> None:
        segment = self._segment(one)
        was_active, one.active = one.active, self._standing(one) is PartStanding.ACTIVE
        if was_active != one.active:
            self._count(segment, 1 if one.active else -1)
        if self._out.silent:
            return
        rows = self._rows(segment, one)
        self._send_rows(segment, rows)
        was = unlicensed_usage(segment, self._pricing.priced(segment)) if was_active else []
        now = unlicensed_usage(segment, rows) if one.active else []
        self._send_unlicensed(segment, was, now)

    @contextmanager
    def reissued(self, touched: list[OpenSegment], works: set[int] | None) -> Iterator[None]:
        """Sends the rows the block changes, among the lines of `works` (None: all) in `touched`."""
        active = [] if self._out.silent else [one for one in touched if one.active]
        segments = [self._segment(one) for one in active]
        chosen = [self._pricing.lines_of(segment, works) for segment in segments]
        before = [self._pricing.priced(*pair) for pair in zip(segments, chosen, strict=True)]
        yield
        for segment, lines, was in zip(segments, chosen, before, strict=True):
            now = self._pricing.priced(segment, lines)
            changed = changed_rows(was, now)
            if len(changed):
                self._send_rows(segment, rows_of(now, changed))
                self._send_unlicensed(
                    segment, unlicensed_usage(segment, was), unlicensed_usage(segment, now)
                )

    def send_spikes(self) -> None:
        """Sends which days have become odd, or are no longer, since this was last called."""
        if self.spikes.waiting:
            self._out.send_anomalies(f"partition {self._out.partition}", self.spikes.judge())

    def _send_rows(self, segment: UsageSegment, priced: PricedLines) -> None:
        holders, licences = self._books.ownership.holders.names, self._books.licences.ids
        self._out.send_rows(segment, priced, holders, licences)

    def _send_unlicensed(
        self, segment: UsageSegment, was: list[Anomaly], now: list[Anomaly]
    ) -> None:
        self._out.send_anomalies(segment.key.hex(), changes(was, now))

    def _count(self, segment: UsageSegment, sign: int) -> None:
        self.spikes.count(segment, self.works_of(segment), sign, silent=self._out.silent)

    def _standing(self, one: OpenSegment) -> PartStanding:
        header = one.header
        return self._reports.standing(header.key, header.revision, header.part, header.digest)

    def _segment(self, one: OpenSegment) -> UsageSegment:
        fact = self._decode(topics.FACTS, self._state[one.state_key])
        recorded_at = recorded_at_of(fact)
        return segment_of(fact["body"][1], recorded_at)

    def _rows(self, segment: UsageSegment, one: OpenSegment) -> PricedLines:
        standing = self._standing(one)
        if standing is PartStanding.ACTIVE:
            return self._pricing.priced(segment)
        return inactive_lines(len(segment.lines), _INACTIVE[standing])


def _state_key(segment: UsageSegment) -> bytes:
    return b"s" + segment.key
