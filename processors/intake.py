"""Intake: every event is answered; an accepted one becomes facts for the partitions it concerns.

Stateless: what it says depends on the event, its broker position and the platforms admitted.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Final

from schemas import topics

from . import limits
from .facts_state import fact_record
from .faults import EventFault, Faults
from .joined import joined
from .outputs import Output
from .partitioning import partition_of
from .receipt_version import receipt_version
from .refusal_facts import refusal_facts
from .reports import RecordedAt, ReportHeader
from .subjects import WORK_PREFIX, SubjectIndex
from .usage_block import UsageBlock, read_usage_block
from .usage_columns import UsageSegment, header_record, segment_key, segment_record
from .usage_split import split_block
from .validation.common import check_envelope
from .validation.events import event_faults

_MOST_HEADERS: Final = limits.MAX_KEPT_HEADER_BYTES

_ABOUT_TITLE: Final = frozenset({topics.REGISTRATIONS, topics.TRADES})

IsAdmitted = Callable[[str, RecordedAt], bool]
"""Whether a platform may report usage at that point of the record."""


@dataclass(frozen=True, slots=True)
class Received:
    """A message as it lies on its topic. `value` is what was sent, byte for byte."""

    topic: str
    recorded_at: RecordedAt
    key: bytes | None
    value: bytes | None
    headers: Mapping[str, bytes]


@dataclass(slots=True)
class Taken:
    """What one message led to. `*_without_lines`: the headers owed to partitions without lines."""

    outputs: list[Output] = field(default_factory=list)
    facts_without_lines: dict[int, ReportHeader] = field(default_factory=dict)
    references_without_lines: dict[int, ReportHeader] = field(default_factory=dict)
    lines: int = 0
    accepted: bool = True


@dataclass(frozen=True, slots=True)
class Intake:
    """`partitions` is that of facts and references; `subjects` may be shared, and changes."""

    partitions: int
    subjects: SubjectIndex
    is_admitted: IsAdmitted

    def take(self, received: Received, event: Mapping[str, Any]) -> Taken:
        """An event that was decoded: its facts and receipt, or a dead letter with all faults."""
        if received.topic == topics.USAGE:
            return self._take_usage(received, event)
        faults = event_faults(event, received.recorded_at)
        if faults:
            return self.refuse(received, faults.listed, event)
        taken = Taken()
        for topic, home in self._homes(received.topic, event):
            taken.outputs.append(_recorded_event(topic, home, received))
        taken.outputs.append(
            _receipt(received, event, joined("|", "event", event["source"], event["event_id"]))
        )
        return taken

    def _homes(self, topic: str, event: Mapping[str, Any]) -> list[tuple[str, int]]:
        everywhere = range(self.partitions)
        body = event["body"][1]
        of_work = event["body"][0].endswith("AssignmentRecorded")
        if topic == topics.REGISTRATIONS or of_work:
            return [(topics.FACTS, partition_of(body["work"], self.partitions))]
        if topic == topics.SIGNALS:
            reference = body["reference"]
            to = topics.FACTS if reference.startswith(WORK_PREFIX) else topics.REFERENCES
            return [(to, partition_of(reference, self.partitions))]
        if topic == topics.TRADES:
            return [(topics.FACTS, home) for home in everywhere]
        return [(to, home) for to in (topics.FACTS, topics.REFERENCES) for home in everywhere]

    def _take_usage(self, received: Received, event: Mapping[str, Any]) -> Taken:
        faults = Faults()
        source, body = event["source"], event["body"][1]
        check_envelope(event, received.recorded_at, faults)
        if not self.is_admitted(source, received.recorded_at):
            faults.add(
                "unknown_platform", "source", f"{source!r} is not admitted",
                "have the platform admitted on ipr.control, then replay the dead letter",
            )  # fmt: skip
        block = read_usage_block(source, body, received.recorded_at, self.subjects)
        if isinstance(block, Faults):
            return self.refuse(received, [*faults.listed, *block.listed], event)
        if faults:
            return self.refuse(received, faults.listed, event)
        return self._accept_block(received, event, block)

    def _accept_block(
        self, received: Received, event: Mapping[str, Any], block: UsageBlock
    ) -> Taken:
        to_facts, to_matching = split_block(block, self.partitions)
        taken = Taken(lines=len(block.lines))
        for topic, segments, owed in (
            (topics.FACTS, to_facts, taken.facts_without_lines),
            (topics.REFERENCES, to_matching, taken.references_without_lines),
        ):
            for home in range(self.partitions):
                if home in segments:
                    taken.outputs.append(_segment_fact(topic, home, segments[home]))
                else:
                    owed[home] = block.header
        if block.allocations is not None:
            taken.outputs.append(_platform_allocations(block))
        header = block.header
        receipt_key = joined(
            "|", "usage", *header.key, header.revision, header.part, header.digest.hex()
        )
        taken.outputs.append(_receipt(received, event, receipt_key, lines=len(block.lines)))
        return taken

    def refuse(
        self,
        received: Received,
        faults: list[EventFault],
        event: Mapping[str, Any] | None = None,
    ) -> Taken:
        """A dead letter with the raw message, a receipt that says why, and a fact for the work if
        it was about title. What would not fit a message is cut: its topic, partition and offset
        say where the whole of it is."""
        lines = 0
        if event is not None and received.topic == topics.USAGE:
            lines = len(event["body"][1]["reference"])
        at = received.recorded_at
        headers = received.headers
        if sum(len(name) + len(value) for name, value in headers.items()) > _MOST_HEADERS:
            headers = {}
        record = {
            "reason": faults[0].code,
            "faults": [str(fault) for fault in faults],
            "topic": received.topic,
            "partition": at.partition,
            "offset": at.offset,
            "recorded_at": at.millis,
            "lines": lines,
            "key": received.key and received.key[:_MOST_HEADERS],
            "value": received.value and received.value[: limits.MAX_KEPT_BYTES],
            "headers": dict(headers),
        }
        place = joined("|", received.topic, at.partition, at.offset)
        home = at.partition % self.partitions
        letter = Output(topics.REJECTED, place.encode(), record, home)
        codes = list(dict.fromkeys(fault.code for fault in faults))
        receipt = _receipt(received, event, f"refused|{place}", lines=lines, reasons=codes)
        taken = Taken([letter, receipt], lines=lines, accepted=False)
        if event is not None and received.topic in _ABOUT_TITLE:
            told = refusal_facts(received.topic, at, event, codes, self.partitions)
            taken.outputs.extend(told)
        return taken


def headers_fact(topic: str, home: int, headers: list[ReportHeader]) -> Output:
    """One fact for all report headers owed to a partition."""
    kind = "facts" if topic == topics.FACTS else "references"
    body = {"headers": [header_record(header) for header in headers]}
    at = headers[-1].recorded_at
    return Output(
        topic, b"headers", fact_record(at, f"rightstream.{kind}.ReportHeaders", body), home
    )


def _recorded_event(topic: str, home: int, received: Received) -> Output:
    kind = "facts" if topic == topics.FACTS else "references"
    body = {"topic": received.topic, "message": received.value}
    fact = fact_record(received.recorded_at, f"rightstream.{kind}.RecordedEvent", body)
    # Order is that of the record; the key says nothing, and may be as long as a whole message.
    return Output(topic, (received.key or b"")[: limits.MAX_MESSAGE_KEY], fact, home)


def _segment_fact(topic: str, home: int, segment: UsageSegment) -> Output:
    kind = "facts" if topic == topics.FACTS else "references"
    fact = fact_record(
        segment.header.recorded_at, f"rightstream.{kind}.UsageSegment", segment_record(segment)
    )
    return Output(topic, segment_key(segment.header, segment.origin), fact, home)


def _receipt(
    received: Received,
    event: Mapping[str, Any] | None,
    receipt_key: str,
    *,
    lines: int = 0,
    reasons: list[str] | None = None,
) -> Output:
    at = received.recorded_at
    record = {
        "receipt_key": receipt_key,
        "event_id": event["event_id"][: limits.MAX_TEXT] if event else "",
        "event_type": event["body"][0].rpartition(".")[2] if event else "",
        "source": event["source"][: limits.MAX_TEXT] if event else "",
        "subject": event["subject"][: limits.MAX_TEXT] if event else "",
        "accepted": not reasons,
        "version": receipt_version(received.topic, at),
        "lines": lines,
        "reasons": reasons or [],
        "topic": received.topic,
        "partition": at.partition,
        "offset": at.offset,
        "recorded_at": at.millis,
        "content_sha256": b"" if received.value is None else sha256(received.value).digest(),
    }
    return Output(topics.RECEIPTS, receipt_key.encode(), record)


def _platform_allocations(block: UsageBlock) -> Output:
    header, allocations = block.header, block.allocations
    assert allocations is not None
    subject = block.lines.subject.tolist()
    record = {
        "sender": header.key.sender,
        "report_id": header.key.report_id,
        "revision": header.revision,
        "part": header.part,
        "digest": header.digest,
        "territory": block.context.territory,
        "reference": [block.subjects.names[subject[line]] for line in allocations["line"]],
        **allocations,
    }
    key = joined("|", *header.key)
    return Output(topics.PLATFORM_ALLOCATIONS, key.encode(), record)
