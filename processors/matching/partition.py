"""Matching, of one partition of references: which work a reference means, and what waits for one.

A reference means the work that claimed it first, by what the registrations say. Lines of a block
are passed to the partitions of their works; lines nobody claims are unmatched, also for years.
When claims change, the segments they touch are sent again with a higher version, and the unmatched
rows of lines that found their work are taken back.
"""

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from processors.accruals import rows_of
from processors.anomalies.duplicate import duplicate_works
from processors.anomalies.row import Anomaly, changes
from processors.facts_state import Decode, message_key, recorded_at_of
from processors.outgoing import Outgoing
from processors.outputs import COUNT_KEY, Effects
from processors.partitioning import partition_of
from processors.pricing.accounts import LineState
from processors.pricing.priced_lines import PricedLines, inactive_lines, unmatched_lines
from processors.reports import PartStanding, RecordedAt, ReportBook, ReportHeader, ReportKey
from processors.usage_columns import UsageSegment, header_of, segment_of, segment_record
from schemas import topics

from .reference_claims import NO_WORK, ReferenceClaimBook
from .waiting_signals import WaitingSignals

Column = NDArray[np.int64]
_NOWHERE = -1


def _part(header: ReportHeader) -> tuple[ReportKey, int, int]:
    return (header.key, header.revision, header.part)


class MatchingPartition:
    """One partition of the matching stage; `state` as in RightsPartition."""

    def __init__(
        self, partition: int, partitions: int, decode: Decode, state: dict[bytes, bytes]
    ) -> None:
        self.partition = partition
        self._partitions = partitions
        self._decode = decode
        self._state = state
        self._claims = ReferenceClaimBook()
        self._reports = ReportBook()
        self._segments: dict[bytes, ReportHeader] = {}
        self._segments_of: dict[str, list[bytes]] = {}
        self._segments_of_report: dict[ReportKey, list[bytes]] = {}
        self._segments_of_part: dict[tuple[ReportKey, int, int], list[bytes]] = {}
        self._moved: dict[str, dict[str, None]] = {}
        self._out = Outgoing(partition, state)
        self._signals = WaitingSignals(decode, state, self._claims, partitions, self._out)
        for key, message in list(state.items()):
            if key != COUNT_KEY:
                self._fold(message)
        self._out.silent = False

    @property
    def knowledge(self) -> int:
        """Facts taken in so far: the version of what is sent. Only grows."""
        return self._out.knowledge

    def apply(self, message: bytes) -> Effects:
        """Takes one fact in. A fact known already has no effects. Raises WireFault, PackedFault."""
        self._out.begin()
        self._fold(message)
        return self._out.effects

    def flush(self) -> Effects:
        """Segments and rows that claims taken in since the last flush have moved: each once,
        however many there were. To be called before what they led to is made durable."""
        self._out.begin()
        moved, self._moved = self._moved, {}
        for key in dict.fromkeys(
            key for one in sorted(moved) for key in self._segments_of.get(one, ())
        ):
            self._send_again(self._segment(key), moved)
        return self._out.effects

    def _fold(self, message: bytes) -> None:
        fact = self._decode(topics.REFERENCES, message)
        recorded_at = recorded_at_of(fact)
        name, body = fact["body"]
        kind = name.rpartition(".")[2]
        if kind == "UsageSegment":
            self._take_segment(segment_of(body, recorded_at), message)
        elif kind == "ReportHeaders":
            self._take_headers([header_of(header) for header in body["headers"]], message)
        elif kind == "ReferenceClaims":
            self._take_claims(body, message)
        elif body["topic"] == topics.SIGNALS:
            self._take_signal(body["message"], recorded_at, message)
        else:
            self._take_control(message)

    def _take_segment(self, segment: UsageSegment, message: bytes) -> None:
        key = b"s" + segment.key
        known = self._segments.get(key)
        if known is not None and known.recorded_at <= segment.header.recorded_at:
            return
        self._out.count_fact()
        self._learn([segment.header])
        self._segments[key] = segment.header
        if known is None:
            self._segments_of_report.setdefault(segment.header.key, []).append(key)
            self._segments_of_part.setdefault(_part(segment.header), []).append(key)
            for reference in segment.subjects:
                self._segments_of.setdefault(reference, []).append(key)
        self._out.keep(key, message)
        works = [self._claims.work_of(reference) for reference in segment.subjects]
        homes = self._homes_of(works)
        self._pass_on(segment, works, homes, set(homes.tolist()) - {_NOWHERE})
        self._send_waiting(segment, [not work for work in works])

    def _take_headers(self, headers: list[ReportHeader], message: bytes) -> None:
        key = message_key(b"h", message)
        if key not in self._state or self._out.silent:
            self._out.count_fact()
            self._learn(headers)
            self._out.keep(key, message)

    def _learn(self, headers: Iterable[ReportHeader]) -> None:
        headers = list(headers)
        siblings = dict.fromkeys(
            key
            for header in headers
            for key in (
                self._segments_of_report.get(header.key, ())
                if self._reports.raises_revision(header)
                else self._segments_of_part.get(_part(header), ())
            )
        )
        before = [self._standing(self._segments[key]) for key in siblings]
        for header in headers:
            self._reports.add(header)
        for key, was in zip(siblings, before, strict=True):
            if not self._out.silent and self._standing(self._segments[key]) is not was:
                segment = self._segment(key)
                waiting = [not self._claims.work_of(one) for one in segment.subjects]
                self._send_waiting(segment, waiting)

    def _take_claims(self, body: dict[str, Any], message: bytes) -> None:
        work, version = body["work"], body["version"]
        if version <= self._claims.version_of(work):
            return
        self._out.count_fact()
        claimed_at = dict(zip(body["references"], body["claimed_at"], strict=True))
        asked = {*claimed_at, *self._claims_of(work)}
        before = {reference: self._claims.work_of(reference) for reference in asked}
        doubled = self._doubled(asked)
        self._claims.put(work, version, claimed_at)
        self._out.send_anomalies(work, changes(doubled, self._doubled(asked)))
        self._out.keep(b"c" + work.encode(), message)
        moved = {one: was for one, was in before.items() if self._claims.work_of(one) != was}
        if self._out.silent or not moved:
            return
        for reference in sorted(moved):
            self._moved.setdefault(reference, {})[moved[reference]] = None
            self._signals.move(reference, moved[reference])

    def _doubled(self, references: Iterable[str]) -> list[Anomaly]:
        if self._out.silent:
            return []
        return [
            row
            for reference in sorted(references)
            for row in duplicate_works(reference, self._claims.claimants(reference))
        ]

    def _claims_of(self, work: str) -> list[str]:
        kept = self._state.get(b"c" + work.encode())
        if kept is None:
            return []
        references: list[str] = self._decode(topics.REFERENCES, kept)["body"][1]["references"]
        return references

    def _send_again(self, segment: UsageSegment, moved: dict[str, dict[str, None]]) -> None:
        """`moved` has, by reference, every work it has meant since the last flush."""
        works = [self._claims.work_of(reference) for reference in segment.subjects]
        earlier = [moved.get(reference, {}) for reference in segment.subjects]
        homes = self._homes_of(works)
        told = {
            self._home(work)
            for now, before in zip(works, earlier, strict=True)
            if before
            for work in (now, *before)
            if work
        }
        self._pass_on(segment, works, homes, told)
        found = [
            bool(now) and NO_WORK in before for now, before in zip(works, earlier, strict=True)
        ]
        lost = [bool(before) and not now for now, before in zip(works, earlier, strict=True)]
        self._send_rows(segment, LineState.MOVED, found)
        self._send_waiting(segment, lost)

    def _home(self, work: str) -> int:
        return partition_of(work, self._partitions)

    def _homes_of(self, works: list[str]) -> Column:
        return np.array([self._home(work) if work else _NOWHERE for work in works], np.int64)

    def _pass_on(
        self, segment: UsageSegment, works: list[str], homes: Column, told: set[int]
    ) -> None:
        """Sends each home that is told the lines whose work lives there, also when there are none
        left; `works` and `homes` are those of the segment's subjects."""
        if self._out.silent:
            return
        line_home = homes[segment.lines.subject]
        for home in sorted(told):
            here = np.flatnonzero(homes == home)
            names = [works[subject] for subject in here.tolist()]
            code_of = {work: code for code, work in enumerate(dict.fromkeys(names))}
            local = np.full(len(works), -1, np.int64)
            local[here] = [code_of[work] for work in names]
            lines = segment.lines.take(np.flatnonzero(line_home == home))
            part = UsageSegment(
                segment.header,
                segment.context,
                self.partition,
                self._out.knowledge,
                segment.use_types,
                list(code_of),
                lines.with_subject(local[lines.subject]),
            )
            self._out.send_fact(
                home, part.key, part.header.recorded_at, "UsageSegment", segment_record(part)
            )

    def _send_waiting(self, segment: UsageSegment, waiting: list[bool]) -> None:
        """Rows of the lines that wait for a work, as the report's standing has them."""
        standing = self._standing(segment.header)
        state = {
            PartStanding.ACTIVE: LineState.UNMATCHED,
            PartStanding.SUPERSEDED: LineState.SUPERSEDED,
            PartStanding.REJECTED: LineState.REJECTED,
        }[standing]
        self._send_rows(segment, state, waiting)

    def _send_rows(self, segment: UsageSegment, state: LineState, subjects: list[bool]) -> None:
        chosen = np.flatnonzero(np.array(subjects, bool)[segment.lines.subject])
        if self._out.silent or not len(chosen):
            return
        priced: PricedLines
        if state is LineState.UNMATCHED:
            priced = unmatched_lines(segment.lines.revenue_micros)
        else:
            priced = inactive_lines(len(segment.lines), state)
        self._out.send_rows(segment, rows_of(priced, chosen))

    def _take_control(self, message: bytes) -> None:
        key = message_key(b"k", message)
        if key not in self._state or self._out.silent:
            self._out.count_fact()
            self._out.keep(key, message)

    def _take_signal(self, event_message: bytes, recorded_at: RecordedAt, message: bytes) -> None:
        key = message_key(b"e", message)
        if key in self._state and not self._out.silent:
            return
        self._out.count_fact()
        self._out.keep(key, message)
        self._signals.put(key, self._decode(topics.SIGNALS, event_message), recorded_at)

    def _segment(self, key: bytes) -> UsageSegment:
        fact = self._decode(topics.REFERENCES, self._state[key])
        recorded_at = recorded_at_of(fact)
        return segment_of(fact["body"][1], recorded_at)

    def _standing(self, header: ReportHeader) -> PartStanding:
        return self._reports.standing(header.key, header.revision, header.part, header.digest)
