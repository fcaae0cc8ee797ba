"""The publisher over a producer without a broker."""

from datetime import date
from typing import Any

import pytest

from schemas import topics
from schemas.codecs import codecs_of
from schemas.models import ClockAdvanced, ControlEvent
from streams.client import NotDelivered, Publisher, UsageReportWriter, new_traceparent, publisher
from tests import events
from tests.streams.client.recording_producer import RecordingProducer

CODECS = codecs_of(None)
DAY = date(2026, 9, 4)


def works(count: int) -> list[dict[str, Any]]:
    return [events.registration(f"work:w-{number}") for number in range(count)]


def test_events_are_sent_in_order_with_key_and_headers() -> None:
    producer = RecordingProducer()
    records = works(3)
    with Publisher(producer, CODECS) as sender:
        for record in records:
            sender.publish(record, topics.REGISTRATIONS)
        sender.publish(ControlEvent.of(ClockAdvanced(day=DAY), source="desk"), topics.CONTROL)
    assert [key for _, key, _, _ in producer.sent] == [
        b"work:w-0",
        b"work:w-1",
        b"work:w-2",
        b"clock",
    ]
    for record, (topic, _, value, headers) in zip(records, producer.sent, strict=False):
        assert topic == topics.REGISTRATIONS
        assert CODECS.decode(topic, value) == record
        assert headers["ce_id"] == record["event_id"]
    assert producer.closed
    assert producer.unconfirmed == 0


def test_the_trace_of_the_sender_is_carried() -> None:
    producer, trace = RecordingProducer(), new_traceparent()
    with Publisher(producer, CODECS) as sender:
        sender.publish(works(1)[0], topics.REGISTRATIONS, traceparent=trace)
        assert sender.publish_all(works(2), topics.REGISTRATIONS, traceparent=trace) == 2
    spans = [headers["traceparent"] for _, _, _, headers in producer.sent]
    assert spans[0] == trace
    assert {span.split("-")[1] for span in spans} == {trace.split("-")[1]}
    assert len(set(spans)) == 3


def test_nothing_is_sent_of_an_event_that_is_none() -> None:
    producer = RecordingProducer()
    with Publisher(producer, CODECS) as sender, pytest.raises(ValueError, match="body"):
        sender.publish(works(1)[0], topics.TRADES)
    assert producer.sent == []


def test_a_lost_event_is_named() -> None:
    producer, records = RecordingProducer(lost=frozenset({1})), works(3)
    sender = Publisher(producer, CODECS)
    for record in records:
        sender.publish(record, topics.REGISTRATIONS)
    with pytest.raises(NotDelivered, match=f"event {records[1]['event_id']} to ipr.registrations"):
        sender.flush()
    sender.flush()
    assert producer.unconfirmed == 0


def test_an_event_the_producer_does_not_take_is_named() -> None:
    producer, records = RecordingProducer(refused=frozenset({0})), works(1)
    sender = Publisher(producer, CODECS)
    with pytest.raises(NotDelivered, match=f"event {records[0]['event_id']} .*no metadata"):
        sender.publish(records[0], topics.REGISTRATIONS)


def test_leaving_closes_also_when_something_was_lost() -> None:
    producer = RecordingProducer(lost=frozenset({0}))
    with pytest.raises(NotDelivered), Publisher(producer, CODECS) as sender:
        sender.publish(works(1)[0], topics.REGISTRATIONS)
    assert producer.closed


def test_a_fault_of_the_sender_is_not_hidden_by_a_lost_event() -> None:
    producer = RecordingProducer(lost=frozenset({0}))

    def fail(sender: Publisher) -> None:
        with sender:
            sender.publish(works(1)[0], topics.REGISTRATIONS)
            raise LookupError("mine")

    with pytest.raises(LookupError, match="mine"):
        fail(Publisher(producer, CODECS))
    assert producer.closed


def test_only_so_many_events_are_under_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publisher, "MOST_IN_FLIGHT", 5)
    producer = RecordingProducer()
    with Publisher(producer, CODECS) as sender:
        sender.publish_all(works(20), topics.REGISTRATIONS)
    assert len(producer.sent) == 20
    assert producer.most_unconfirmed == 5


def test_only_so_many_bytes_are_under_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publisher, "MOST_BYTES_IN_FLIGHT", 400)
    producer = RecordingProducer()
    with Publisher(producer, CODECS) as sender:
        sender.publish_all(works(20), topics.REGISTRATIONS)
    assert len(producer.sent) == 20
    assert producer.most_bytes_unconfirmed <= 400


def test_a_report_is_sent_whole_under_one_trace() -> None:
    producer = RecordingProducer()
    report = UsageReportWriter("tunefy", "R1", (DAY, date(2026, 10, 1)), "CNY", "CN", block_lines=2)
    for number in range(5):
        report.add(f"work:w-{number}", "OnDemandStream", DAY, 1, 1)
    with Publisher(producer, CODECS) as sender:
        assert sender.publish_report(report) == 3
        assert producer.unconfirmed == 0
    assert {key for _, key, _, _ in producer.sent} == {b"tunefy|R1"}
    parts = [CODECS.decode(topics.USAGE, value)["body"][1] for _, _, value, _ in producer.sent]
    assert [(part["part"], part["parts"]) for part in parts] == [(1, 3), (2, 3), (3, 3)]
    traces = {headers["traceparent"].split("-")[1] for _, _, _, headers in producer.sent}
    assert len(traces) == 1


def test_a_connection_is_idempotent_and_waits_for_all(monkeypatch: pytest.MonkeyPatch) -> None:
    given: dict[str, Any] = {}

    def producer(**settings: Any) -> RecordingProducer:
        given.update(settings)
        return RecordingProducer()

    monkeypatch.setattr(publisher, "KafkaProducer", producer)
    Publisher.connect("broker:9092", acks=1, client_id="mine", linger_ms=50)
    assert given["bootstrap_servers"] == "broker:9092"
    assert (given["acks"], given["enable_idempotence"]) == ("all", True)
    assert given["allow_auto_create_topics"] is False
    assert given["max_request_size"] > 8 * 1024 * 1024
    assert (given["client_id"], given["linger_ms"]) == ("mine", 50)
