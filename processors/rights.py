"""The rights of one partition: facts of its works folded into ownership, prices, cases and anomalies.

State is the set of facts; everything else here is derived from it and can be built again. What a
fact changes is found by pricing the lines it may touch before and after it, so exactly the rows
that differ are sent again. Rows carry `knowledge`, the number of facts known, as their version.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from hashlib import blake2b
from typing import Any

import numpy as np
from numpy.typing import NDArray

from schemas import topics

from .accruals import accrual_record, changed_rows, in_line_order, rows_of
from .anomalies.overclaim import overclaims
from .anomalies.row import Anomaly, anomaly_record, changes
from .anomalies.spike import RECENT_DAYS, UsageHistory, spike_anomalies
from .anomalies.unlicensed import unlicensed_usage
from .cases import Signal, case_record, judged_case, signal_of
from .days import day_of_millis
from .growing import GrowingColumn, NameIndex
from .licensing.book import LicenceBook
from .licensing.licence import licence_of
from .open_segments import OpenSegment, OpenSegments
from .outputs import Effects, Output
from .ownership.book import OwnershipBook
from .ownership.picture import ownership_record
from .ownership.segments import ownership_segments
from .partitioning import partition_of
from .pricing.accounts import LineState
from .pricing.price import Books, PricedLines, Report, inactive_lines, price_lines
from .registration import Registration, claim_of, effective_registrations, reference_claims
from .reports import PartStanding, RecordedAt, ReportBook, ReportHeader
from .usage_columns import UsageSegment, header_of, segment_of
from .usage_territory import usage_territory

Column = NDArray[np.int64]
Decode = Callable[[str, bytes], dict[str, Any]]
"""(topic, framed message) to record; the nested events of facts are kept as their sender framed them."""

_INACTIVE = {
    PartStanding.SUPERSEDED: LineState.SUPERSEDED,
    PartStanding.REJECTED: LineState.REJECTED,
}


class RightsPartition:
    """One partition of the rights stage. `state` maps fact keys to fact messages and is kept up here;
    the caller makes the entries of `Effects.state` durable after the outputs."""

    def __init__(
        self, partition: int, partitions: int, decode: Decode, state: dict[bytes, bytes]
    ) -> None:
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
        self._registrations: dict[int, list[bytes]] = {}
        self._segments = OpenSegments()
        self._reports = ReportBook()
        self._history = UsageHistory()
        self._signals: dict[int, dict[str, Signal]] = {}
        self._retracted: set[str] = set()
        self._attached: dict[bytes, int] = {}
        self._events_known = 0
        self._effects = Effects()
        self._silent = False
        for message in list(state.values()):
            self._restore(message)

    @property
    def knowledge(self) -> int:
        """Facts known: only grows, and is the same for the same set of facts."""
        return (
            self._events_known + self._reports.headers_known + self._segments.versions_known
        )

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
        return self._effects

    def _restore(self, message: bytes) -> None:
        self._silent = True
        try:
            self._fold(message)
        finally:
            self._silent = False
            self._effects = Effects()

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
            self._take_attached(body, message)
        else:
            self._take_event(body["topic"], body["message"], recorded_at, message)

    # Usage

    def _take_headers(self, headers: list[ReportHeader], message: bytes) -> None:
        key = b"h" + blake2b(message, digest_size=16).digest()
        if key not in self._state or self._silent:
            with self._report_change({header.key for header in headers}):
                for header in headers:
                    self._reports.add(header)
            self._keep(key, message)

    def _take_segment(self, segment: UsageSegment, message: bytes) -> None:
        key = b"s" + segment.key
        known = self._segments.get(key)
        if known is not None and known.version >= segment.version:
            return
        with self._report_change({segment.header.key}, apart_from=key):
            self._reports.add(segment.header)
        before = None if known is None else self._segment(known)
        if before is not None and known is not None and known.active:
            self._count_usage(before, -1)
        works = self._works.codes_of(segment.subjects)
        self._registered.reach(len(self._works.names))
        now = self._segments.put(key, segment.header, segment.version, works.tolist())
        self._keep(key, message)
        now.active = self._standing(now) is PartStanding.ACTIVE
        if now.active:
            self._count_usage(segment, 1)
        if not self._silent:
            self._send_new(segment, before, self._rows(segment, now))

    def _send_new(
        self, segment: UsageSegment, before: UsageSegment | None, priced: PricedLines
    ) -> None:
        self._send_rows(segment, priced)
        self._send_anomalies(segment.key.hex(), changes((), unlicensed_usage(segment, priced)))
        if before is not None:
            gone = np.flatnonzero(~np.isin(before.lines.line, segment.lines.line))
            self._send_rows(
                before, rows_of(inactive_lines(len(before.lines), LineState.MOVED), gone)
            )

    def _count_usage(self, segment: UsageSegment, sign: int) -> None:
        lines = segment.lines
        oldest = day_of_millis(segment.header.recorded_at.millis) - RECENT_DAYS
        daily = np.flatnonzero((lines.days == 1) & (lines.first_day >= oldest))
        if not len(daily):
            return
        work = self._works.codes_of(segment.subjects)[lines.subject[daily]]
        day, units = lines.first_day[daily], lines.units[daily]
        if self._silent:
            self._history.add(work, day, sign * units)
            return
        self._history.reach(int(day.max()))
        pairs = self._history.judged_by(work, day)
        before = spike_anomalies(self._works.names, *self._history.spikes(*pairs))
        self._history.add(work, day, sign * units)
        after = spike_anomalies(self._works.names, *self._history.spikes(*pairs))
        self._send_anomalies(f"partition {self.partition}", changes(before, after))

    @contextmanager
    def _report_change(
        self, keys: Iterable[Any], apart_from: bytes | None = None
    ) -> Iterator[None]:
        """Sends the rows of segments whose standing the block changes."""
        siblings = [
            one
            for key in keys
            for one in self._segments.of_report(key)
            if one.state_key != apart_from
        ]
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
            was = unlicensed_usage(segment, self._priced(segment)) if was_active else []
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
        digest = blake2b(event_message, digest_size=16).digest()
        key = b"e" + digest
        if key in self._state and not self._silent:
            return
        event = self._decode(topic, event_message)
        kind = event["body"][0].rpartition(".")[2]
        if topic == topics.REGISTRATIONS:
            self._take_registration(event["body"][1]["work"], key, message)
        elif kind == "LicenceGranted":
            self._take_licence(event, digest.hex(), recorded_at, key, message)
        elif topic == topics.SIGNALS:
            self._take_signal(kind, event, key, message)
        else:
            self._know_event(key, message)

    def _know_event(self, key: bytes, message: bytes) -> None:
        self._events_known += 1
        self._keep(key, message)

    def _take_registration(self, name: str, key: bytes, message: bytes) -> None:
        work = self._works.code(name)
        self._registered.reach(len(self._works.names))
        touched = self._segments.of_works([work])
        signals = list(self._signals.get(work, {}).items())
        before = self._known_registrations(work)
        segments_before = self._books.ownership.segments_of_work.get(work, [])
        with self._reissue(touched, {work}), self._rejudge(work, signals):
            self._registrations.setdefault(work, []).append(key)
            self._know_event(key, message)
            now = self._known_registrations(work)
            segments = ownership_segments(now)
            self._books.ownership.replace(work, segments)
            self._registered.values[work] = int(bool(effective_registrations(now)))
        if self._silent:
            return
        record = ownership_record(name, now, segments, self.knowledge)
        self._send(topics.OWNERSHIP, name.encode(), record)
        self._send_claims(name, reference_claims(before), reference_claims(now), now)
        self._send_anomalies(name, changes(overclaims(name, segments_before), overclaims(name, segments)))

    def _known_registrations(self, work: int) -> list[Registration]:
        return [self._registration(key) for key in self._registrations.get(work, ())]

    def _registration(self, key: bytes) -> Registration:
        fact = self._decode(topics.FACTS, self._state[key])
        event = self._decode(topics.REGISTRATIONS, fact["body"][1]["message"])
        kind, body = event["body"]
        withdrawn = kind.endswith("RegistrationWithdrawn")
        return Registration(
            event["event_id"],
            event["source"],
            body["registration_id"],
            body["revision"],
            body["work"],
            "Other" if withdrawn else body["kind"],
            "" if withdrawn else body["title"],
            () if withdrawn else tuple(body["references"]),
            () if withdrawn else tuple(claim_of(claim) for claim in body["claims"]),
            event["occurred_at"],
            RecordedAt(fact["recorded_at"], fact["partition"], fact["offset"]),
            withdrawn,
        )

    def _send_claims(
        self, name: str, before: dict[str, int], now: dict[str, int], known: list[Registration]
    ) -> None:
        if before == now:
            return
        homes = {partition_of(reference, self._partitions) for reference in (*before, *now)}
        recorded_at = max(one.recorded_at for one in known)
        for home in sorted(homes):
            mine = [one for one in sorted(now) if partition_of(one, self._partitions) == home]
            body = {
                "work": name,
                "version": self.knowledge,
                "references": mine,
                "claimed_at": [now[one] for one in mine],
            }
            record = {
                "recorded_at": recorded_at.millis,
                "partition": recorded_at.partition,
                "offset": recorded_at.offset,
                "body": ("rightstream.references.ReferenceClaims", body),
            }
            self._effects.outputs.append(
                Output(topics.REFERENCES, name.encode(), record, home)
            )

    def _take_licence(
        self,
        event: dict[str, Any],
        fact_id: str,
        recorded_at: RecordedAt,
        key: bytes,
        message: bytes,
    ) -> None:
        licence = licence_of(event["body"][1], event["source"], fact_id, recorded_at)
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
        signals = [
            (work, list(of_work.items()))
            for work, of_work in self._signals.items()
            if blanket or work in codes
        ]
        with self._reissue(touched, None if blanket else codes), self._rejudge_all(signals):
            self._books.licences.add(licence)
            self._know_event(key, message)

    def _take_signal(self, kind: str, event: dict[str, Any], key: bytes, message: bytes) -> None:
        self._know_event(key, message)
        self._attach(kind, event, event["body"][1]["reference"])

    def _take_attached(self, body: dict[str, Any], message: bytes) -> None:
        digest = blake2b(body["message"], digest_size=16).digest()
        key = b"a" + digest + body["work"].encode()
        known = self._attached.get(key, 0)
        if body["version"] <= known:
            return
        self._attached[key] = body["version"]
        self._events_known += body["version"] - known
        self._keep(key, message)
        event = self._decode(topics.SIGNALS, body["message"])
        kind = event["body"][0].rpartition(".")[2]
        if body["attached"]:
            self._attach(kind, event, body["work"])
        elif kind == "InfringementSignalled":
            self._detach(signal_of(event["source"], event["body"][1]), body["work"])

    def _attach(self, kind: str, event: dict[str, Any], name: str) -> None:
        body, source = event["body"][1], event["source"]
        case_id = f"{source}/{body['signal_id']}"
        work = self._works.code(name)
        self._registered.reach(len(self._works.names))
        of_work = self._signals.setdefault(work, {})
        if kind == "SignalRetracted":
            self._retracted.add(case_id)
        else:
            of_work.setdefault(case_id, signal_of(source, body))
        if case_id in of_work and not self._silent:
            self._send_case(work, of_work[case_id])

    def _detach(self, signal: Signal, name: str) -> None:
        self._signals.get(self._works.code(name), {}).pop(signal.case_id, None)
        record = case_record(signal, name, "Moved", "", "", self.knowledge)
        self._send(topics.CASES, signal.case_id.encode(), record)

    def _send_case(self, work: int, signal: Signal) -> None:
        self._send(topics.CASES, signal.case_id.encode(), self._case(work, signal))

    def _case(self, work: int, signal: Signal) -> dict[str, Any]:
        retracted = signal.case_id in self._retracted
        return judged_case(
            self._books, signal, self._works.names[work], work, retracted, self.knowledge
        )

    # What a change touches

    @contextmanager
    def _reissue(self, touched: list[OpenSegment], works: set[int] | None) -> Iterator[None]:
        """Sends the rows that the block changes, among the lines of `works` (None: all) in `touched`."""
        active = [] if self._silent else [one for one in touched if one.active]
        segments = [self._segment(one) for one in active]
        chosen = [self._lines_of(segment, works) for segment in segments]
        before = [self._priced(*pair) for pair in zip(segments, chosen, strict=True)]
        yield
        for segment, lines, was in zip(segments, chosen, before, strict=True):
            now = self._priced(segment, lines)
            changed = changed_rows(was, now)
            if len(changed):
                self._send_rows(segment, rows_of(now, changed))
                self._send_anomalies(
                    segment.key.hex(),
                    changes(unlicensed_usage(segment, was), unlicensed_usage(segment, now)),
                )

    def _lines_of(self, segment: UsageSegment, works: set[int] | None) -> Column:
        if works is None:
            return np.arange(len(segment.lines))
        codes = self._works.codes_of(segment.subjects)
        wanted = np.isin(codes, np.fromiter(works, np.int64, len(works)))
        return np.flatnonzero(wanted[segment.lines.subject])

    @contextmanager
    def _rejudge(self, work: int, signals: list[tuple[str, Signal]]) -> Iterator[None]:
        with self._rejudge_all([(work, signals)] if signals else []):
            yield

    @contextmanager
    def _rejudge_all(
        self, signals: list[tuple[int, list[tuple[str, Signal]]]]
    ) -> Iterator[None]:
        watched = [] if self._silent else [(work, one) for work, of in signals for _, one in of]
        before = [self._case(work, signal) for work, signal in watched]
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
            return self._priced(segment)
        return inactive_lines(len(segment.lines), _INACTIVE[standing])

    def _priced(self, segment: UsageSegment, chosen: Column | None = None) -> PricedLines:
        lines = segment.lines if chosen is None else segment.lines.take(chosen)
        context = segment.context
        report = Report(
            segment.header.key.sender, context.currency, usage_territory(context.territory)
        )
        work = self._works.codes_of(segment.subjects)[lines.subject]
        books = Books(self._books.ownership, self._books.licences, self._registered.values)
        priced = price_lines(books, report, segment.use_types, lines, work)
        if chosen is None:
            return priced
        ordered = in_line_order(priced)
        return PricedLines(
            chosen[ordered.place],
            *(getattr(ordered, name) for name in PricedLines.__slots__ if name != "place"),
        )

    def _send_rows(self, segment: UsageSegment, priced: PricedLines) -> None:
        if not len(priced.place) or self._silent:
            return
        holders, licences = self._books.ownership.holders.names, self._books.licences
        record = accrual_record(
            segment,
            priced,
            self.knowledge,
            lambda code: holders[code],
            lambda code: licences.by_code(code).licence_id,
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

    def _keep(self, key: bytes, message: bytes) -> None:
        self._state[key] = message
        if not self._silent:
            self._effects.state.append((key, message))
