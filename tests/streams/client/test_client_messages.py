"""Events as messages: keys, headers and what is refused before it is sent."""

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest

from schemas import topics
from schemas.codecs import codecs_of
from schemas.models import (
    AssignmentRecorded,
    CaseAction,
    CaseActionRecorded,
    CaseState,
    ClaimDecided,
    ClaimOutcome,
    ClockAdvanced,
    ControlEvent,
    Event,
    ParameterSet,
    PeriodCloseRequested,
    PlatformAdmitted,
    RegistrationEvent,
    RegistrationWithdrawn,
    RightsCoverage,
    SignalEvent,
    TradeEvent,
    TradeWithdrawn,
)
from streams.client import child_of, message_of, new_traceparent
from streams.client.message_key import key_of
from streams.client.traceparent import checked_traceparent
from tests import events

CODECS = codecs_of(None)
DAY = date(2026, 9, 4)
PERFORMING = RightsCoverage.PERFORMING


@pytest.mark.parametrize(
    ("topic", "record", "key"),
    [
        (topics.REGISTRATIONS, events.registration("work:w-1"), b"work:w-1"),
        (topics.TRADES, events.licence("L1", "party:p", "t", revenue_share_ppm=1), b"L1"),
        (topics.USAGE, events.usage("tunefy", "R1", ("work:w-1", 1, 1)), b"tunefy|R1"),
        (topics.SIGNALS, events.signal("S1", "isrc:USSM19803037", "t"), b"isrc:USSM19803037"),
        (topics.SIGNALS, events.retraction("S1", "work:w-1"), b"work:w-1"),
    ],
)
def test_a_record_has_its_key(topic: str, record: dict[str, Any], key: bytes) -> None:
    message = message_of(record, topic, CODECS)
    assert (message.topic, message.key) == (topic, key)
    assert CODECS.decode(topic, message.value) == record


@pytest.mark.parametrize(
    ("topic", "event", "key"),
    [
        (
            topics.REGISTRATIONS,
            RegistrationEvent.of(
                RegistrationWithdrawn(registration_id="R1", revision=2, work="work:w"), source="a"
            ),
            b"work:w",
        ),
        (
            topics.REGISTRATIONS,
            RegistrationEvent.of(
                ClaimDecided(
                    work="work:w",
                    registration_id="R1",
                    right=PERFORMING,
                    from_day=DAY,
                    outcome=ClaimOutcome.UPHELD,
                ),
                source="a",
            ),
            b"work:w",
        ),
        (
            topics.TRADES,
            TradeEvent.of(TradeWithdrawn(trade_id="L1", revision=2), source="a"),
            b"L1",
        ),
        (
            topics.TRADES,
            TradeEvent.of(
                AssignmentRecorded(
                    assignment_id="A1",
                    revision=1,
                    work="work:w",
                    assignor="party:p",
                    assignee="party:q",
                    rights=(PERFORMING,),
                    share_ppm=5,
                    from_day=DAY,
                ),
                source="a",
            ),
            b"A1",
        ),
        (
            topics.SIGNALS,
            SignalEvent.of(
                CaseActionRecorded(
                    case_id="C1", reference="work:w", action=CaseAction.REMOVED, actor="t"
                ),
                source="a",
            ),
            b"work:w",
        ),
        (
            topics.CONTROL,
            ControlEvent(
                event_id="1",
                source="desk",
                occurred_at=datetime(2026, 9, 4, tzinfo=UTC),
                subject="admission",
                body=PlatformAdmitted(platform="tunefy"),
            ),
            b"tunefy",
        ),
        (topics.CONTROL, ControlEvent.of(ClockAdvanced(day=DAY), source="a"), b"clock"),
        (
            topics.CONTROL,
            ControlEvent.of(
                PeriodCloseRequested(barrier_id="Q3", from_day=DAY, until_day=DAY), source="a"
            ),
            b"Q3",
        ),
        (
            topics.CONTROL,
            ControlEvent.of(ParameterSet(name="n", value="v", from_day=DAY), source="a"),
            b"n",
        ),
    ],
)
def test_every_kind_of_event_has_its_key(topic: str, event: Event[Any], key: bytes) -> None:
    assert key_of(event, topic) == key
    assert message_of(event, topic, CODECS).key == key


def test_headers_are_those_of_cloud_events_and_trace_context() -> None:
    event = RegistrationEvent.of(
        RegistrationWithdrawn(registration_id="R1", revision=2, work="work:作品"),
        source="registry a/中",
        event_id="e-1",
        occurred_at=datetime(2026, 9, 4, 12, 30, tzinfo=timezone(timedelta(hours=8))),
    )
    trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
    message = message_of(event, topics.REGISTRATIONS, CODECS, traceparent=trace)
    assert {name: text.decode() for name, text in message.headers} == {
        "ce_specversion": "1.0",
        "ce_id": "e-1",
        "ce_source": "registry%20a/%E4%B8%AD",
        "ce_type": "rightstream.registrations.RegistrationWithdrawn",
        "ce_time": "2026-09-04T04:30:00+00:00",
        "ce_subject": "work:作品",
        "content-type": "application/avro",
        "traceparent": trace,
    }
    assert message.event_id == "e-1"


def test_a_message_without_a_trace_starts_one() -> None:
    record = events.registration("work:w-1")
    traces = {
        dict(message_of(record, topics.REGISTRATIONS, CODECS).headers)["traceparent"]
        for _ in range(3)
    }
    assert len(traces) == 3
    for trace in traces:
        assert checked_traceparent(trace.decode())


@pytest.mark.parametrize(
    "text",
    [
        "",
        "4bf92f3577b34da6a3ce929d0e0e4736",
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\n",
        "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
    ],
)
def test_what_is_no_traceparent(text: str) -> None:
    with pytest.raises(ValueError, match="no W3C traceparent"):
        child_of(text)


def test_a_child_is_another_span_of_the_same_trace() -> None:
    parent = new_traceparent()
    one, other = child_of(parent), child_of(parent)
    assert {span.split("-")[1] for span in (parent, one, other)} == {parent.split("-")[1]}
    assert len({span.split("-")[2] for span in (parent, one, other)}) == 3


def test_events_go_to_input_topics_only() -> None:
    with pytest.raises(ValueError, match=r"ipr\.cases is no input topic"):
        message_of(events.registration("work:w-1"), topics.CASES, CODECS)
    with pytest.raises(ValueError, match="no input topic"):
        message_of(events.registration("work:w-1"), "ipr.registration", CODECS)


def test_an_event_goes_to_its_own_topic_only() -> None:
    clock = ControlEvent.of(ClockAdvanced(day=DAY), source="a")
    with pytest.raises(TypeError, match=r"ipr\.trades carries TradeEvent, not ControlEvent"):
        message_of(clock, topics.TRADES, CODECS)
    case = CaseState.model_construct()
    with pytest.raises(TypeError, match="not CaseState"):
        message_of(case, topics.TRADES, CODECS)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="body"):
        message_of(clock.to_record(), topics.TRADES, CODECS)


def test_a_record_is_checked_as_a_model_is() -> None:
    """The encoder would send 1 for it."""
    record = events.usage("tunefy", "R1", ("work:w-1", 1, 1))
    record["body"][1]["revenue_micros"] = [1.5]
    with pytest.raises(ValueError, match="valid integer"):
        message_of(record, topics.USAGE, CODECS)


def test_a_message_that_no_one_would_read_is_not_sent() -> None:
    record = events.registration("work:w-1")
    record["body"][1]["title"] = "x" * (1 << 20)
    with pytest.raises(ValueError, match=r"bytes; ipr\.registrations takes 1048576"):
        message_of(record, topics.REGISTRATIONS, CODECS)
