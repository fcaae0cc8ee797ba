"""The rights of one partition: facts of its works as ownership, prices, cases and anomalies.

State is the set of facts; everything else here is derived from it and can be built again. What a
fact changes is found by pricing the lines it may touch before and after it, so exactly the rows
that differ are sent again. Rows carry `knowledge`, the number of facts known, as their version.
"""

from collections.abc import Iterable
from typing import Any

import numpy as np

from processors.anomalies.defective import defective_assignments
from processors.anomalies.overclaim import overclaims
from processors.anomalies.row import Anomaly, changes
from processors.claim_outputs import claim_outputs
from processors.facts_state import Decode, message_key, recorded_at_of
from processors.growing import GrowingColumn, NameIndex
from processors.licensing.book import LicenceBook
from processors.licensing.licence import Licence, licence_of
from processors.open_segments import OpenSegment
from processors.outgoing import Outgoing
from processors.outputs import COUNT_KEY, Effects
from processors.ownership.book import OwnershipBook
from processors.ownership.known_facts import KnownOwnershipFacts
from processors.ownership.picture import ownership_record
from processors.ownership.segments import Ownership, OwnershipSegment
from processors.pricing.cells import Books
from processors.registration import effective_registrations
from processors.reports import RecordedAt, ReportHeader
from processors.signals import StatedSignal
from processors.usage_columns import UsageSegment, header_of, segment_of
from schemas import topics

from .open_cases import OpenCases
from .open_usage import OpenUsage


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
        self._partitions = partitions
        self._decode = decode
        self._state = state
        self._works = NameIndex()
        ownership = OwnershipBook(self._works)
        self._registered = GrowingColumn(0, np.int8)
        licences = LicenceBook(self._works, ownership.holders)
        self._books = Books(ownership, licences, self._registered)
        self._known = KnownOwnershipFacts(decode, state)
        self._changed_works: dict[int, tuple[list[OwnershipSegment], int]] = {}
        self._out = Outgoing(partition, state)
        self._usage = OpenUsage(decode, state, self._works, self._books, self._out)
        self._cases = OpenCases(self._works, self._books, self._out)
        for key, message in list(state.items()):
            if key != COUNT_KEY:
                self._fold(message)
        self._out.silent = False
        self._usage.spikes.judge_all()

    @property
    def knowledge(self) -> int:
        """Facts taken in so far: the version of what is sent. Only grows."""
        return self._out.knowledge

    def apply(self, message: bytes) -> Effects:
        """Takes one fact in. A fact known already has no effects. Raises WireFault, PackedFault."""
        self._out.begin()
        self._fold(message)
        if self._perhaps_sent > 0:
            self._perhaps_sent -= 1
            self._settle_changes()
        return self._out.effects

    def flush(self) -> Effects:
        """Rows of lines that registrations taken in since the last flush have changed: each once,
        however many there were. To be called before what they led to is made durable."""
        self._out.begin()
        self._settle_changes()
        return self._out.effects

    def _settle_changes(self) -> None:
        """Under the version of the last fact: read again with batches cut elsewhere, a version of a
        row still says the same."""
        if self._changed_works:
            self._reissue_changed_works()
        self._usage.send_spikes()

    def _settle_before(self, headers: list[ReportHeader], works: Iterable[int] = ()) -> None:
        """What registrations changed is sent before the standing of a report may change, and before
        new lines of these works are priced: later, what was said before is told by the ownership of
        the last flush, and only of reports that hold."""
        if self._changed_works and (
            not self._changed_works.keys().isdisjoint(works)
            or any(self._usage.segments.of_report(one.key) for one in headers)
        ):
            self._reissue_changed_works()

    def _fold(self, message: bytes) -> None:
        fact = self._decode(topics.FACTS, message)
        recorded_at = recorded_at_of(fact)
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

    def _take_headers(self, headers: list[ReportHeader], message: bytes) -> None:
        key = message_key(b"h", message)
        if key not in self._state or self._out.silent:
            self._settle_before(headers)
            self._out.count_fact()
            self._usage.put_headers(headers)
            self._out.keep(key, message)

    def _take_segment(self, segment: UsageSegment, message: bytes) -> None:
        if self._usage.is_news(segment):
            self._settle_before([segment.header], self._usage.works_of(segment))
            self._out.count_fact()
            self._usage.put(segment, message)

    def _take_event(
        self, topic: str, event_message: bytes, recorded_at: RecordedAt, message: bytes
    ) -> None:
        key = message_key(b"e", message)
        if key in self._state and not self._out.silent:
            return
        self._out.count_fact()
        event = self._decode(topic, event_message)
        kind = event["body"][0].rpartition(".")[2]
        if topic == topics.REGISTRATIONS or kind == "AssignmentRecorded":
            self._take_ownership_fact(event["body"][1]["work"], key, message)
        elif kind == "LicenceGranted":
            licence = licence_of(event["body"][1], event["source"], key.hex(), recorded_at)
            self._take_licence(licence, key, message)
        else:
            self._out.keep(key, message)
            if topic == topics.SIGNALS:
                stated = StatedSignal.of(event, recorded_at)
                self._cases.attach(stated, event["body"][1]["reference"])

    def _take_ownership_fact(self, name: str, key: bytes, message: bytes) -> None:
        work = self._works.code(name)
        self._registered.reach(len(self._works.names))
        before = self._known.of_work(work)
        owned_before = before.ownership()
        if not self._out.silent:
            was_registered = int(self._registered.values[work])
            self._changed_works.setdefault(work, (owned_before.segments, was_registered))
        with self._cases.rejudged({work}):
            self._out.keep(key, message)
            now = before.with_fact(self._known.add(work, key))
            owned = now.ownership()
            self._books.ownership.replace(work, owned.segments)
            self._registered.values[work] = int(bool(effective_registrations(now.registrations)))
        if self._out.silent:
            return
        knowledge, registrations = self._out.knowledge, now.registrations
        record = ownership_record(name, registrations, owned.segments, knowledge)
        self._out.send(topics.OWNERSHIP, name.encode(), record)
        self._out.send_all(
            claim_outputs(name, before.registrations, registrations, knowledge, self._partitions)
        )
        self._out.send_anomalies(
            name, changes(_oddities(name, owned_before), _oddities(name, owned))
        )

    def _take_licence(self, licence: Licence, key: bytes, message: bytes) -> None:
        self._settle_changes()
        self._out.count_fact()
        earlier = self._books.licences.current(licence.source, licence.licence_id)
        concerned = [licence] if earlier is None else [licence, earlier]
        codes = self._licensed_works(concerned)
        watched = self._cases.works() if codes is None else codes
        with (
            self._usage.reissued(self._usage_under(concerned, codes), codes),
            self._cases.rejudged(watched),
        ):
            self._books.licences.add(licence)
            self._out.keep(key, message)

    def _licensed_works(self, concerned: list[Licence]) -> set[int] | None:
        """Works these licences name; None when one is a blanket licence."""
        if any(not each.works for each in concerned):
            return None
        codes = {self._works.code(name) for each in concerned for name in each.works}
        self._registered.reach(len(self._works.names))
        return codes

    def _usage_under(self, concerned: list[Licence], codes: set[int] | None) -> list[OpenSegment]:
        """What the licensees have reported, with lines of these works."""
        reported = [
            one
            for platform in sorted({each.licensee for each in concerned})
            for one in self._usage.segments.of_platform(platform)
        ]
        if codes is None:
            return reported
        of_works = {id(one) for one in self._usage.segments.of_works(codes)}
        return [one for one in reported if id(one) in of_works]

    def _take_attached(self, body: dict[str, Any], recorded_at: RecordedAt, message: bytes) -> None:
        stated = StatedSignal.of(self._decode(topics.SIGNALS, body["message"]), recorded_at)
        key = b"a" + repr((stated.case_id, *recorded_at, body["work"])).encode()
        if not self._cases.is_news(key, body["version"]):
            return
        self._cases.put_attached(key, body["version"])
        self._out.count_fact()
        self._out.keep(key, message)
        if body["attached"]:
            self._cases.attach(stated, body["work"])
        else:
            self._cases.detach(stated, body["work"])

    def _reissue_changed_works(self) -> None:
        changed, self._changed_works = self._changed_works, {}
        touched = self._usage.segments.of_works(changed)
        if not touched:
            return
        now = {
            work: (
                self._known.of_work(work).ownership().segments,
                int(self._registered.values[work]),
            )
            for work in changed
        }
        self._set_works(changed)
        with self._usage.reissued(touched, set(changed)):
            self._set_works(now)

    def _set_works(self, works: dict[int, tuple[list[OwnershipSegment], int]]) -> None:
        for work, (segments, registered) in works.items():
            self._books.ownership.replace(work, segments)
            self._registered.values[work] = registered


def _oddities(work: str, ownership: Ownership) -> list[Anomaly]:
    return [
        *overclaims(work, ownership.segments),
        *defective_assignments(work, ownership.defective),
    ]
