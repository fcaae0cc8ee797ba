"""The rights of one partition: facts of its works as ownership, prices, cases and anomalies.

State is the set of facts; everything else here is derived from it and can be built again. What a
fact changes is found by pricing the lines it may touch before and after it, so exactly the rows
that differ are sent again. Rows carry `knowledge`, the number of facts known, as their version.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
from numpy.typing import NDArray

from schemas import topics

from .accruals import accrual_record, changed_rows, in_blocks, rows_of
from .anomalies.overclaim import overclaims
from .anomalies.row import Anomaly, anomaly_record, changes
from .anomalies.spike_watch import SpikeWatch
from .anomalies.unlicensed import unlicensed_usage
from .cases import Signal, case_record, judged_case
from .facts_state import Decode, message_key
from .growing import GrowingColumn, NameIndex
from .known_registrations import KnownRegistrations, claim_outputs
from .licensing.book import LicenceBook
from .licensing.licence import licence_of
from .open_segments import OpenSegment, OpenSegments
from .outputs import COUNT_KEY, Effects, Output, count_bytes, restored_count
from .ownership.book import OwnershipBook
from .ownership.picture import ownership_record
from .ownership.segments import OwnershipSegment, ownership_segments
from .pricing.accounts import LineState
from .pricing.cells import Books
from .pricing.priced_lines import PricedLines, inactive_lines
from .pricing.segments import SegmentPricing
from .registration import Registration, effective_registrations
from .reports import PartStanding, RecordedAt, ReportBook, ReportHeader
from .signals import SignalBook, StatedSignal
from .usage_columns import UsageSegment, header_of, segment_of

Column = NDArray[np.int64]
_INACTIVE = {
    PartStanding.SUPERSEDED: LineState.SUPERSEDED,
    PartStanding.REJECTED: LineState.REJECTED,
}


class RightsPartition:
    """One partition of the rights stage.

    `state` maps fact keys to fact messages and is kept up here; the caller
    makes the entries of `Effects.state` durable after the outputs.
    """

    def __init__(
        self,
        partition: int,
        partitions: int,
        decode: Decode,
        state: dict[bytes, bytes],
        perhaps_sent: int = 0,
    ) -> None:
        """`perhaps_sent` is how many of the facts to come an earlier holder may have sent rows for
        before it died without keeping them. What they change is sent fact by fact: in one batch a
        change and its reversal would seem to be nothing, while readers have the change."""
        self._perhaps_sent = perhaps_sent
        self.partition = partition
        self._partitions = partitions
        self._decode = decode
        self._state = state
        self._works = NameIndex()
        ownership = OwnershipBook(self._works)
        self._registered = GrowingColumn(0, np.int8)
        self._books = Books(
            ownership, LicenceBook(self._works, ownership.holders), self._registered
        )
        self._pricing = SegmentPricing(self._works, self._books)
        self._registrations = KnownRegistrations(decode, state)
        self._segments = OpenSegments()
        self._reports = ReportBook()
        self._spikes = SpikeWatch(self._works.names)
        self._signals: SignalBook[int] = SignalBook()
        self._attached: dict[bytes, int] = {}
        self._changed_works: dict[int, tuple[list[OwnershipSegment], int]] = {}
        self._effects = Effects()
        self.knowledge = restored_count(state)
        """Facts taken in so far: the version of all that is sent. Only grows."""
        self._silent = True
        for key, message in list(state.items()):
            if key != COUNT_KEY:
                self._fold(message)
        self._silent = False
        self._spikes.judge_all()

    @property
    def open_lines(self) -> int:
        return sum(len(self._segment(one).lines) for one in self._segments)

    @property
    def works_known(self) -> int:
        return len(self._works.names)

    def apply(self, message: bytes) -> Effects:
        """Takes one fact in. A fact known already has no effects. Raises WireFault, PackedFault."""
        self._effects = Effects()
        self._fold(message)
        if self._perhaps_sent > 0:
            self._perhaps_sent -= 1
            self._settle_changes()
        return self._effects

    def flush(self) -> Effects:
        """Rows of lines that registrations taken in since the last flush have changed: each once,
        however many there were. To be called before what they led to is made durable."""
        self._effects = Effects()
        self._settle_changes()
        return self._effects

    def _settle_changes(self) -> None:
        """Under the version of the last fact: read again with batches cut elsewhere, a version of a
        row still says the same."""
        if self._changed_works:
            self._reissue_changed_works()
        if self._spikes.waiting:
            self._send_anomalies(f"partition {self.partition}", self._spikes.judge())

    def _settle_before(self, headers: list[ReportHeader], works: Iterable[int] = ()) -> None:
        """What registrations changed is sent before the standing of a report may change, and before
        new lines of these works are priced: later, what was said before is told by the ownership of
        the last flush, and only of reports that hold."""
        if self._changed_works and (
            not self._changed_works.keys().isdisjoint(works)
            or any(self._segments.of_report(one.key) for one in headers)
        ):
            self._reissue_changed_works()

    def _fold(self, message: bytes) -> None:
        fact = self._decode(topics.FACTS, message)
        recorded_at = RecordedAt(fact["recorded_at"], fact["partition"], fact["offset"])
        name, body = fact["body"]
        kind = name.rpartition(".")[2]
        if kind == "UsageSegment":
            self._take_segment(segment_of(body, recorded_at), message)
        elif kind == "ReportHeaders":
            self._take_headers([header_of(header) for header in body["headers"]], message)
        elif kind == "AttachedEvent":
            self._take_attached(body, recorded_at, message)
        else:
            self._take_event(body["topic"], body["message"], recorded_at, message)

    # Usage

    def _take_headers(self, headers: list[ReportHeader], message: bytes) -> None:
        key = message_key(b"h", message)
        if key not in self._state or self._silent:
            self._settle_before(headers)
            self._count_fact()
            with self._report_change(headers):
                for header in headers:
                    self._reports.add(header)
            self._keep(key, message)

    def _take_segment(self, segment: UsageSegment, message: bytes) -> None:
        key = b"s" + segment.key
        known = self._segments.get(key)
        if known is not None and not known.yields_to(segment):
            return
        works = self._pricing.works_of(segment)
        self._registered.reach(len(self._works.names))
        self._settle_before([segment.header], works)
        self._count_fact()
        with self._report_change([segment.header], apart_from=key):
            self._reports.add(segment.header)
        before = None if known is None else self._segment(known)
        unlicensed: list[Anomaly] = []
        if before is not None and known is not None and known.active:
            self._count_usage(before, -1)
            if not self._silent:
                unlicensed = unlicensed_usage(before, self._pricing.priced(before))
        now = self._segments.put(key, segment.header, segment.version, works)
        self._keep(key, message)
        now.active = self._standing(now) is PartStanding.ACTIVE
        if now.active:
            self._count_usage(segment, 1)
        if not self._silent:
            priced = self._rows(segment, now)
            self._send_rows(segment, priced)
            self._send_anomalies(
                segment.key.hex(), changes(unlicensed, unlicensed_usage(segment, priced))
            )
            if before is not None:
                gone = self._gone(before, segment)
                self._send_rows(
                    before, rows_of(inactive_lines(len(before.lines), LineState.MOVED), gone)
                )

    def _gone(self, before: UsageSegment, now: UsageSegment) -> Column:
        """Positions in `before` of the lines that `now` does not have, or has for another work."""
        had, has = (
            (self._works.codes_of(one.subjects)[one.lines.subject] << 32) | one.lines.line
            for one in (before, now)
        )
        return np.flatnonzero(~np.isin(had, has))

    def _count_usage(self, segment: UsageSegment, sign: int) -> None:
        self._spikes.count(segment, self._pricing.works_of(segment), sign, silent=self._silent)

    @contextmanager
    def _report_change(
        self, headers: Iterable[ReportHeader], apart_from: bytes | None = None
    ) -> Iterator[None]:
        """Sends the rows of segments whose standing the block changes."""
        touched = {
            one.state_key: one
            for header in headers
            for one in (
                self._segments.of_report(header.key)
                if self._reports.raises_revision(header)
                else self._segments.of_part(header)
            )
        }
        siblings = [one for key, one in touched.items() if key != apart_from]
        before = [self._standing(one) for one in siblings]
        yield
        for one, standing in zip(siblings, before, strict=True):
            now = self._standing(one)
            if now is standing:
                continue
            segment = self._segment(one)
            was_active, one.active = one.active, now is PartStanding.ACTIVE
            if was_active != one.active:
                self._count_usage(segment, 1 if one.active else -1)
            if self._silent:
                continue
            rows = self._rows(segment, one)
            self._send_rows(segment, rows)
            was = unlicensed_usage(segment, self._pricing.priced(segment)) if was_active else []
            self._send_anomalies(
                segment.key.hex(),
                changes(was, unlicensed_usage(segment, rows) if one.active else []),
            )

    def _standing(self, one: OpenSegment) -> PartStanding:
        header = one.header
        return self._reports.standing(header.key, header.revision, header.part, header.digest)

    # Registrations, trades, signals, control

    def _take_event(
        self, topic: str, event_message: bytes, recorded_at: RecordedAt, message: bytes
    ) -> None:
        key = message_key(b"e", message)
        if key in self._state and not self._silent:
            return
        self._count_fact()
        event = self._decode(topic, event_message)
        kind = event["body"][0].rpartition(".")[2]
        if topic == topics.REGISTRATIONS:
            self._take_registration(event["body"][1]["work"], key, message)
        elif kind == "LicenceGranted":
            self._take_licence(event, recorded_at, key, message)
        elif topic == topics.SIGNALS:
            self._keep(key, message)
            self._attach(StatedSignal.of(event, recorded_at), event["body"][1]["reference"])
        else:
            self._keep(key, message)

    def _take_registration(self, name: str, key: bytes, message: bytes) -> None:
        work = self._works.code(name)
        self._registered.reach(len(self._works.names))
        before = self._registrations.of_work(work)
        segments_before = ownership_segments(before)
        if not self._silent:
            was_registered = int(self._registered.values[work])
            self._changed_works.setdefault(work, (segments_before, was_registered))
        with self._rejudge({work}):
            self._keep(key, message)
            now = [*before, self._registrations.add(work, key)]
            segments = ownership_segments(now)
            self._books.ownership.replace(work, segments)
            self._registered.values[work] = int(bool(effective_registrations(now)))
        if self._silent:
            return
        record = ownership_record(name, now, segments, self.knowledge)
        self._send(topics.OWNERSHIP, name.encode(), record)
        self._send_claims(name, before, now)
        self._send_anomalies(
            name, changes(overclaims(name, segments_before), overclaims(name, segments))
        )

    def _send_claims(self, name: str, before: list[Registration], now: list[Registration]) -> None:
        self._effects.outputs.extend(
            claim_outputs(name, before, now, self.knowledge, self._partitions)
        )

    def _take_licence(
        self,
        event: dict[str, Any],
        recorded_at: RecordedAt,
        key: bytes,
        message: bytes,
    ) -> None:
        self._settle_changes()
        self._count_fact()
        licence = licence_of(event["body"][1], event["source"], key.hex(), recorded_at)
        earlier = self._books.licences.current(licence.source, licence.licence_id)
        concerned = [licence] if earlier is None else [licence, earlier]
        touched = [
            one
            for platform in sorted({each.licensee for each in concerned})
            for one in self._segments.of_platform(platform)
        ]
        named = {name for each in concerned for name in each.works}
        blanket = any(not each.works for each in concerned)
        codes = {self._works.code(name) for name in named}
        self._registered.reach(len(self._works.names))
        if not blanket:
            of_works = {id(one) for one in self._segments.of_works(codes)}
            touched = [one for one in touched if id(one) in of_works]
        watched = self._signals.subjects() if blanket else codes
        with self._reissue(touched, None if blanket else codes), self._rejudge(watched):
            self._books.licences.add(licence)
            self._keep(key, message)

    def _take_attached(self, body: dict[str, Any], recorded_at: RecordedAt, message: bytes) -> None:
        stated = StatedSignal.of(self._decode(topics.SIGNALS, body["message"]), recorded_at)
        key = b"a" + repr((stated.case_id, *recorded_at, body["work"])).encode()
        known = self._attached.get(key, 0)
        if body["version"] <= known:
            return
        self._attached[key] = body["version"]
        self._count_fact()
        self._keep(key, message)
        if body["attached"]:
            self._attach(stated, body["work"])
        else:
            self._detach(stated, body["work"])

    def _attach(self, stated: StatedSignal, name: str) -> None:
        work = self._works.code(name)
        self._registered.reach(len(self._works.names))
        self._signals.put(work, stated)
        self._send_case(work, stated)

    def _detach(self, stated: StatedSignal, name: str) -> None:
        work = self._works.code(name)
        self._registered.reach(len(self._works.names))
        self._signals.drop(work, stated)
        if stated.signal is not None and self._signals.holding(work, stated.case_id) is None:
            record = case_record(stated.signal, name, "Moved", "", "", self.knowledge)
            self._send(topics.CASES, stated.case_id.encode(), record)
        self._send_case(work, stated)

    def _send_case(self, work: int, stated: StatedSignal) -> None:
        signal = self._signals.holding(work, stated.case_id)
        if signal is not None and not self._silent:
            self._send(topics.CASES, signal.case_id.encode(), self._case(work, signal))

    def _case(self, work: int, signal: Signal) -> dict[str, Any]:
        retracted = self._signals.is_retracted(work, signal.case_id)
        return judged_case(
            self._books, signal, self._works.names[work], work, retracted, self.knowledge
        )

    # What a change touches

    @contextmanager
    def _reissue(self, touched: list[OpenSegment], works: set[int] | None) -> Iterator[None]:
        """Sends the rows the block changes, among the lines of `works` (None: all) in `touched`."""
        active = [] if self._silent else [one for one in touched if one.active]
        segments = [self._segment(one) for one in active]
        chosen = [self._pricing.lines_of(segment, works) for segment in segments]
        before = [self._pricing.priced(*pair) for pair in zip(segments, chosen, strict=True)]
        yield
        for segment, lines, was in zip(segments, chosen, before, strict=True):
            now = self._pricing.priced(segment, lines)
            changed = changed_rows(was, now)
            if len(changed):
                self._send_rows(segment, rows_of(now, changed))
                self._send_anomalies(
                    segment.key.hex(),
                    changes(unlicensed_usage(segment, was), unlicensed_usage(segment, now)),
                )

    def _reissue_changed_works(self) -> None:
        changed, self._changed_works = self._changed_works, {}
        touched = self._segments.of_works(changed)
        if not touched:
            return
        now = {
            work: (
                ownership_segments(self._registrations.of_work(work)),
                int(self._registered.values[work]),
            )
            for work in changed
        }
        self._set_works(changed)
        with self._reissue(touched, set(changed)):
            self._set_works(now)

    def _set_works(self, works: dict[int, tuple[list[OwnershipSegment], int]]) -> None:
        for work, (segments, registered) in works.items():
            self._books.ownership.replace(work, segments)
            self._registered.values[work] = registered

    @contextmanager
    def _rejudge(self, works: Iterable[int]) -> Iterator[None]:
        """Sends the cases of these works that the block changes."""
        watched = [] if self._silent else list(self._signals.held_by(works))
        before = [self._case(*one) for one in watched]
        yield
        for (work, signal), was in zip(watched, before, strict=True):
            now = self._case(work, signal)
            if {**was, "version": 0} != {**now, "version": 0}:
                self._send(topics.CASES, signal.case_id.encode(), now)

    # Rows

    def _segment(self, one: OpenSegment) -> UsageSegment:
        fact = self._decode(topics.FACTS, self._state[one.state_key])
        recorded_at = RecordedAt(fact["recorded_at"], fact["partition"], fact["offset"])
        return segment_of(fact["body"][1], recorded_at)

    def _rows(self, segment: UsageSegment, one: OpenSegment) -> PricedLines:
        standing = self._standing(one)
        if standing is PartStanding.ACTIVE:
            return self._pricing.priced(segment)
        return inactive_lines(len(segment.lines), _INACTIVE[standing])

    def _send_rows(self, segment: UsageSegment, priced: PricedLines) -> None:
        if not len(priced.place) or self._silent:
            return
        ownership, licences = self._books.ownership, self._books.licences
        for rows in in_blocks(priced):
            record = accrual_record(
                segment, rows, self.knowledge, ownership.holders.names, licences.ids
            )
            self._effects.outputs.append(
                Output(topics.ACCRUALS, segment.key, record, self.partition)
            )

    def _send_anomalies(self, scope: str, rows: list[tuple[Anomaly, bool]]) -> None:
        if rows and not self._silent:
            record = anomaly_record(scope, rows, self.knowledge)
            self._send(topics.ANOMALIES, scope.encode(), record)

    def _send(self, topic: str, key: bytes, record: dict[str, Any]) -> None:
        if not self._silent:
            self._effects.outputs.append(Output(topic, key, record, self.partition))

    def _count_fact(self) -> None:
        """To be called once for each new fact, before anything is sent because of it."""
        if not self._silent:
            self.knowledge += 1
            self._keep(COUNT_KEY, count_bytes(self.knowledge))

    def _keep(self, key: bytes, message: bytes) -> None:
        self._state[key] = message
        if not self._silent:
            self._effects.state.append((key, message))
