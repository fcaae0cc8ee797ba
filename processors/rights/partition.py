"""The rights of one partition: facts of its works as ownership, prices, cases and anomalies.

State is the set of facts; everything else here is derived from it and can be built again. What a
fact changes is found by pricing the lines it may touch before and after it, so exactly the rows
that differ are sent again. Rows carry `knowledge`, the number of facts known, as their version.
"""

from collections.abc import Iterable
from typing import Any

import numpy as np

from processors.facts_state import Decode, message_key, recorded_at_of
from processors.growing import GrowingColumn, NameIndex
from processors.licensing.book import LicenceBook
from processors.licensing.licence import licence_of
from processors.outgoing import Outgoing
from processors.outputs import COUNT_KEY, Effects
from processors.ownership.book import OwnershipBook
from processors.ownership.known_facts import ownership_fact
from processors.ownership.refused import RefusedEvent, refused_event, refused_key
from processors.ownership.statements import OVERCLAIM_WINDOW_DAYS
from processors.pricing.cells import Books
from processors.reports import RecordedAt, ReportHeader
from processors.signals import StatedSignal
from processors.usage_columns import UsageSegment, header_of, segment_of
from processors.withdrawals import withdrawal_of
from schemas import topics

from .licensed_works import LicensedWorks
from .open_cases import OpenCases
from .open_usage import OpenUsage
from .owned_works import OwnedWorks


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
        window_days: int = OVERCLAIM_WINDOW_DAYS,
    ) -> None:
        """`perhaps_sent` is how many of the new facts to come an earlier holder may have sent rows
        for before it died without keeping them. What they change is sent fact by fact: in one
        batch a change and its reversal would seem to be nothing, while readers have the change."""
        self._perhaps_sent = perhaps_sent
        self._decode = decode
        self._state = state
        self._works = NameIndex()
        ownership = OwnershipBook(self._works)
        self._registered = GrowingColumn(0, np.int8)
        licences = LicenceBook(self._works, ownership.holders)
        self._books = Books(ownership, licences, self._registered)
        self._out = Outgoing(partition, state)
        self._owned = OwnedWorks(
            decode, state, self._works, ownership, self._registered, self._out, partitions,
            window_days,
        )  # fmt: skip
        self._licensed = LicensedWorks(
            decode, state, self._works, licences, self._registered, self._out, partitions
        )
        self._usage = OpenUsage(decode, state, self._works, self._books, self._out)
        self._cases = OpenCases(self._works, self._books, self._out)
        for key, message in list(state.items()):
            if key != COUNT_KEY:
                self._fold(message)
        self._owned.restored()
        self._out.silent = False
        self._usage.spikes.judge_all()

    @property
    def knowledge(self) -> int:
        """Facts taken in so far: the version of what is sent. Only grows."""
        return self._out.knowledge

    def apply(self, message: bytes) -> Effects:
        """Takes one fact in. A fact known already has no effects. Raises WireFault, PackedFault."""
        self._out.begin()
        known = self._out.knowledge
        self._fold(message)
        # Facts known already are not among those the earlier holder died without keeping.
        if self._perhaps_sent > 0 and self._out.knowledge > known:
            self._perhaps_sent -= 1
            self._settle_changes()
        return self._out.effects

    def flush(self) -> Effects:
        """What the facts about works taken in since the last flush have changed: each once, however
        many there were. To be called before what they led to is made durable."""
        self._out.begin()
        self._settle_changes()
        return self._out.effects

    def _settle_changes(self) -> None:
        """Under the version of the last fact: read again with batches cut elsewhere, a version of a
        row still says the same."""
        self._settle_ownership()
        self._usage.send_spikes()

    def _settle_ownership(self) -> None:
        if self._owned.changed:
            self._owned.settle(self._usage, self._cases)

    def _settle_before(self, headers: list[ReportHeader], works: Iterable[int] = ()) -> None:
        """What registrations changed is sent before the standing of a report may change, and before
        new lines of these works are priced: later, what was said before is told by the ownership of
        the last flush, and only of reports that hold."""
        changed = self._owned.changed
        if changed and (
            not changed.keys().isdisjoint(works)
            or any(self._usage.segments.of_report(one.key) for one in headers)
        ):
            self._settle_ownership()

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
        elif body["refused"] is not None:
            self._take_refused(refused_event(body, recorded_at), message)
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
        event = self._decode(topic, event_message)
        name, body = event["body"]
        kind = name.rpartition(".")[2]
        if topic == topics.REGISTRATIONS or kind == "AssignmentRecorded":
            self._out.count_fact()
            if self._out.silent:
                self._owned.note(key, event)
            else:
                self._owned.put(key, message, event, ownership_fact(event, recorded_at))
            return
        self._settle_changes()
        self._out.count_fact()
        if kind == "LicenceGranted":
            licence = licence_of(body, event["source"], key.hex(), recorded_at)
            self._licensed.take(licence, key, message, self._usage, self._cases)
        elif kind == "TradeWithdrawn":
            withdrawal = withdrawal_of(
                body, event["source"], key.hex(), recorded_at, event["event_id"]
            )
            self._licensed.take(withdrawal, key, message, self._usage, self._cases)
            self._owned.withdraw(withdrawal)
        else:
            self._out.keep(key, message)
            if topic == topics.SIGNALS:
                self._cases.attach(StatedSignal.of(event, recorded_at), body["reference"])

    def _take_refused(self, refused: RefusedEvent, message: bytes) -> None:
        key = refused_key(refused)
        if key not in self._state or self._out.silent:
            self._owned.refuse(key, message, refused)

    def _take_attached(self, body: dict[str, Any], recorded_at: RecordedAt, message: bytes) -> None:
        stated = StatedSignal.of(self._decode(topics.SIGNALS, body["message"]), recorded_at)
        key = b"a" + repr((stated.case_id, *recorded_at, body["work"])).encode()
        if not self._cases.is_news(key, body["version"]):
            return
        self._cases.put_attached(key, body["version"])
        self._settle_ownership()
        self._out.count_fact()
        self._out.keep(key, message)
        if body["attached"]:
            self._cases.attach(stated, body["work"])
        else:
            self._cases.detach(stated, body["work"])
