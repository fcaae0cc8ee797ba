"""Intake: every message is answered, by a receipt and its facts or by a dead letter as it came."""

from collections import Counter
from copy import deepcopy
from hashlib import sha256
from typing import Any

import pytest

from processors.faults import EventFault
from processors.intake import Intake, Received, Taken, headers_fact
from processors.outputs import Output
from processors.subjects import SubjectIndex
from schemas import topics
from schemas.identifiers import canonical
from tests import events
from tests.driver import CODECS, decode
from tests.processors.random_markets import recorded

AT = recorded(7)
Event = dict[str, Any]


def received(topic: str, event: Event, key: bytes | None = b"k") -> Received:
    trace = {"traceparent": b"00-1", "ce_id": b"e1"}
    return Received(topic, AT, key, CODECS[topic].encode(event), trace)


def take(topic: str, event: Event, partitions: int = 3, admitted: bool = True) -> Taken:
    message = received(topic, event)
    intake = Intake(partitions, SubjectIndex(canonical), lambda *_: admitted)
    return intake.take(message, decode(topic, message.value))


def sent(taken: Taken, topic: str) -> list[Output]:
    return [output for output in taken.outputs if output.topic == topic]


def one(taken: Taken, topic: str) -> dict[str, Any]:
    (output,) = sent(taken, topic)
    return output.record


def control(**body: Any) -> Event:
    said = {"platform": "tunefy", "name": "", "admitted": True, **body}
    return {
        "event_id": "c1", "source": "authority", "occurred_at": 0, "subject": "tunefy",
        "body": ("rightstream.control.PlatformAdmitted", said),
    }  # fmt: skip


REGISTRATION = events.registration("work:a", events.claim("party:ann", 1), event_id="e1")
LICENCE = events.licence("L1", "party:ann", "tunefy", revenue_share_ppm=1)
ROUTES = [
    # topic, event, how many facts of rights, how many of matching
    (topics.REGISTRATIONS, REGISTRATION, 1, 0),
    (topics.TRADES, LICENCE, 3, 0),
    (topics.SIGNALS, events.signal("s1", "work:a", "tunefy"), 1, 0),
    (topics.SIGNALS, events.signal("s1", "tunefy:1", "tunefy"), 0, 1),
    (topics.SIGNALS, events.retraction("s1", "tunefy:1"), 0, 1),
    (topics.CONTROL, control(), 3, 3),
]


@pytest.mark.parametrize(("topic", "event", "to_rights", "to_matching"), ROUTES)
def test_an_accepted_event_becomes_facts_byte_for_byte(
    topic: str, event: Event, to_rights: int, to_matching: int
) -> None:
    """A work's facts go to its partition, licences and control to all; the sender's own bytes and
    the broker's place travel along, and every fact can be written."""
    taken = take(topic, event)
    facts, references = sent(taken, topics.FACTS), sent(taken, topics.REFERENCES)
    assert (len(facts), len(references)) == (to_rights, to_matching)
    for some in (facts, references):
        homes = [output.partition for output in some]
        assert len(set(homes)) == len(homes)
    for output in (*facts, *references):
        assert output.key == b"k"
        fact = decode(output.topic, CODECS[output.topic].encode(output.record))
        assert (fact["recorded_at"], fact["partition"], fact["offset"]) == tuple(AT)
        told = fact["body"][1]
        assert (told["topic"], told["message"]) == (topic, received(topic, event).value)
        assert told.get("refused") is None
    assert taken.accepted


def test_the_receipt_of_an_event() -> None:
    """Found by who sent it under which id; sent again, it replaces itself."""
    taken = take(topics.REGISTRATIONS, REGISTRATION)
    assert one(taken, topics.RECEIPTS) == {
        "receipt_key": "event|registry-a|e1",
        "event_id": "e1",
        "event_type": "RegistrationSubmitted",
        "source": "registry-a",
        "subject": "work:a",
        "accepted": True,
        "version": (AT.millis << 20) + (AT.partition << 7) + AT.offset % 128,
        "lines": 0,
        "reasons": [],
        "topic": topics.REGISTRATIONS,
        "partition": AT.partition,
        "offset": AT.offset,
        "recorded_at": AT.millis,
        "content_sha256": sha256(
            received(topics.REGISTRATIONS, REGISTRATION).value or b""
        ).digest(),
    }


def test_an_accepted_block_reaches_every_partition() -> None:
    """With its lines, or with the header that a partition without lines is owed."""
    event = events.usage("tunefy", "r1", ("work:a", 1, 1), ("tunefy:1", 2, 2), ("work:a", 3, 3))
    for partitions in (1, 2, 5):
        taken = take(topics.USAGE, event, partitions)
        for topic, owed in (
            (topics.FACTS, taken.facts_without_lines),
            (topics.REFERENCES, taken.references_without_lines),
        ):
            homes = [output.partition or 0 for output in sent(taken, topic)]
            assert sorted([*homes, *owed]) == list(range(partitions))
        assert taken.lines == one(taken, topics.RECEIPTS)["lines"] == 3


def test_headers_owed_travel_together() -> None:
    """One fact for all headers of a batch, each with its own place in the record."""
    headers = []
    for report in ("r1", "r2"):
        taken = take(topics.USAGE, events.usage("tunefy", report, ("work:a", 1, 1)))
        headers += list(taken.references_without_lines.values())[:1]
    for topic in (topics.FACTS, topics.REFERENCES):
        output = headers_fact(topic, 2, headers)
        fact = decode(topic, CODECS[topic].encode(output.record))
        assert [header["report_id"] for header in fact["body"][1]["headers"]] == ["r1", "r2"]
        assert {header["offset"] for header in fact["body"][1]["headers"]} == {AT.offset}
        assert output.partition == 2


REFUSALS = [
    # topic, event, reason, all codes, lines
    (topics.REGISTRATIONS, events.registration("work:a", revision=0), "bad_revision",
     ["bad_revision"], 0),
    (topics.REGISTRATIONS, events.registration("a", revision=0), "bad_revision",
     ["bad_revision", "bad_identifier"], 0),
    (topics.TRADES, events.licence("L1", "ann", "", revenue_share_ppm=1), "bad_identifier",
     ["bad_identifier", "missing"], 0),
    (topics.SIGNALS, events.signal("s1", "work:a", "tunefy", territory="XX"), "unknown_territory",
     ["unknown_territory"], 0),
    (topics.CONTROL, control(platform=""), "missing", ["missing"], 0),
    (topics.USAGE, events.usage("tunefy", "r1", ("work:a", -1, 1), ("x", 1, 1)), "negative_units",
     ["negative_units", "bad_reference"], 2),
    (topics.USAGE, events.usage("tunefy", "r1"), "bad_block_size", ["bad_block_size"], 0),
    (topics.USAGE, events.usage("tunefy", "", ("work:a", 1, 1), event_id=" \n"), "unprintable",
     ["unprintable", "missing", "bad_report_id"], 1),
]  # fmt: skip


@pytest.mark.parametrize(("topic", "event", "reason", "codes", "lines"), REFUSALS)
def test_a_refused_event_is_a_dead_letter_with_all_its_faults(
    topic: str, event: Event, reason: str, codes: list[str], lines: int
) -> None:
    """The first fault names it, every fault is written out, the message is kept byte for byte, and
    nothing else comes of it, save that the work is told if it was about title."""
    message = received(topic, event)
    taken = take(topic, event)
    told = sent(taken, topics.FACTS)
    assert Counter(output.topic for output in taken.outputs) == Counter(
        {topics.REJECTED: 1, topics.RECEIPTS: 1, topics.FACTS: len(told)}
    )
    assert len(told) == (topic == topics.REGISTRATIONS and event["body"][1]["work"] == "work:a")
    assert (taken.accepted, taken.lines) == (False, lines)
    assert not taken.facts_without_lines
    letter = one(taken, topics.REJECTED)
    assert {**letter, "faults": len(letter["faults"])} == {
        "reason": reason,
        "faults": len(codes),
        "topic": topic,
        "partition": AT.partition,
        "offset": AT.offset,
        "recorded_at": AT.millis,
        "lines": lines,
        "key": b"k",
        "value": message.value,
        "headers": {"traceparent": b"00-1", "ce_id": b"e1"},
    }
    assert [text.partition(" ")[0] for text in letter["faults"]] == codes
    receipt = one(taken, topics.RECEIPTS)
    assert (receipt["accepted"], receipt["reasons"], receipt["lines"]) == (False, codes, lines)
    assert receipt["receipt_key"] == f"refused|{topic}|{AT.partition}|{AT.offset}"
    for output in taken.outputs:
        CODECS[output.topic].encode(output.record)


def test_a_message_that_is_no_event_is_kept_as_it_came() -> None:
    """Bytes, a key and headers of any kind, and no value at all."""
    intake = Intake(2, SubjectIndex(canonical), lambda *_: True)
    fault = EventFault("not_avro", "message", "not readable", "send Avro")
    for value in (b"\x00\xff garbage", b"", None):
        message = Received(topics.USAGE, AT, None, value, {"h": b"\x00"})
        taken = intake.refuse(message, [fault])
        letter = one(taken, topics.REJECTED)
        assert (letter["value"], letter["key"], letter["headers"]) == (value, None, {"h": b"\x00"})
        receipt = one(taken, topics.RECEIPTS)
        assert (receipt["event_id"], receipt["reasons"]) == ("", ["not_avro"])
        for output in taken.outputs:
            CODECS[output.topic].encode(output.record)


def test_a_platform_that_was_not_admitted_is_told_how_to_be() -> None:
    """A good block and a bad one: the dead letter can be replayed once the platform is admitted."""
    event = events.usage("tunefy", "r1", ("work:a", 1, 1))
    letter = one(take(topics.USAGE, event, admitted=False), topics.REJECTED)
    assert letter["reason"] == "unknown_platform"
    assert (len(letter["faults"]), letter["lines"]) == (1, 1)
    assert "replay" in letter["faults"][0]
    event["body"][1]["units"] = [-1]
    letter = one(take(topics.USAGE, event, admitted=False), topics.REJECTED)
    assert len(letter["faults"]) == 2


def test_what_the_platform_allocated_is_kept_beside() -> None:
    """Its own shares, by the reference of each line, for the digest of the block they are of."""
    event = events.usage("tunefy", "r1", ("work:a", 1, 1), ("isrc:US-SM1-98-03037", 1, 1))
    event["body"][1]["allocations"] = {
        "line": [1, 0, 1],
        "rights_controller": ["A", "B", "C"],
        "rights_type": ["", "", ""],
        "share_ppm": [500_000, -1, 500_000],
        "amount": [b"\x01"] * 3,
        "net_revenue": [b"\x02"] * 3,
        "currency": ["CNY"] * 3,
        "net_revenue_currency": [""] * 3,
    }
    taken = take(topics.USAGE, event)
    record = one(taken, topics.PLATFORM_ALLOCATIONS)
    assert record["reference"] == ["isrc:USSM19803037", "work:a", "isrc:USSM19803037"]
    assert record["rights_controller"] == ["A", "B", "C"]
    (owed, *_) = taken.facts_without_lines.values()
    assert record["digest"] == owed.digest
    CODECS[topics.PLATFORM_ALLOCATIONS].encode(record)


def test_what_is_said_depends_on_the_message_alone() -> None:
    """Read again after a crash, an event leads to the same outputs."""
    event = events.usage("tunefy", "r1", ("work:a", 1, 1), ("tunefy:1", 2, 2))
    assert take(topics.USAGE, event) == take(topics.USAGE, deepcopy(event))
