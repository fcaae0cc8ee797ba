"""What intake tells of a refused event about title, so that what builds on it can wait."""

from typing import Any

import pytest

from processors.intake import Intake, Received
from processors.outputs import Output
from processors.reports import RecordedAt
from processors.subjects import SubjectIndex
from schemas import topics
from schemas.identifiers import canonical
from tests import events
from tests.driver import CODECS

Event = dict[str, Any]
INTAKE = Intake(3, SubjectIndex(canonical), lambda *_: True)


def refusal(event: Event, topic: str = topics.REGISTRATIONS) -> list[Output]:
    """The facts of it."""
    value = CODECS[topic].encode(event)
    taken = INTAKE.take(
        Received(topic, RecordedAt(1_790_000_000_000, 1, 5), b"k", value, {}), event
    )
    assert not taken.accepted
    return [one for one in taken.outputs if one.topic == topics.FACTS]


def broken(**words: Any) -> Event:
    event = events.registration("work:a", events.claim("party:ann", 0), event_id="e1")
    event["body"][1].update({name: word for name, word in words.items() if name != "envelope"})
    return {**event, **words.get("envelope", {})}


@pytest.mark.parametrize(
    ("event", "told"),
    [
        pytest.param(broken(), ("e1", "R1"), id="one claim is bad"),
        pytest.param(broken(envelope={"event_id": ""}), ("", "R1"), id="no event id"),
        pytest.param(broken(registration_id=""), ("e1", ""), id="no registration id"),
        pytest.param(broken(registration_id="x" * 9_999), ("e1", ""), id="an endless one"),
        pytest.param(broken(registration_id="", envelope={"event_id": ""}), None, id="neither"),
        pytest.param(broken(work="isrc:USSM19803037"), None, id="no work"),
        pytest.param(broken(work="work:\u202ea"), None, id="no work that could be one"),
        pytest.param(broken(envelope={"source": ""}), None, id="no source"),
        pytest.param(broken(envelope={"source": "s\n"}), None, id="no source that could be one"),
    ],
)
def test_what_can_be_told_of_a_refused_event(event: Event, told: tuple[str, str] | None) -> None:
    """It parks if somebody could mend it: a source, a work, and an id to be known by again."""
    facts = refusal(event)
    if told is None:
        assert facts == []
        return
    (fact,) = facts
    name, body = fact.record["body"]
    assert (name, body["message"]) == ("rightstream.facts.RecordedEvent", b"")
    assert (body["refused"]["event_id"], body["refused"]["object_id"]) == told
    assert fact.key == b"ipr.registrations|1|5"
    assert body["refused"]["reasons"]


def test_what_is_not_about_title_parks_nothing() -> None:
    licence = events.licence("L1", "party:ann", "tunefy", revenue_share_ppm=2_000_000)
    assert refusal(licence, topics.TRADES) == []
    assert refusal(events.signal("s1", "work:\n", "tunefy"), topics.SIGNALS) == []


def test_a_withdrawal_of_a_trade_is_told_everywhere() -> None:
    facts = refusal(events.withdrawn_trade("A1", "market", revision=0), topics.TRADES)
    assert [one.partition for one in facts] == [0, 1, 2]
