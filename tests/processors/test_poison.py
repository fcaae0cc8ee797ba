"""Events that intake once accepted, or refused in words too long to send, and that then stopped a
later stage for everyone: each by name."""

from copy import deepcopy
from typing import Any

import pytest

from processors import limits
from processors.intake import Intake, Received
from processors.reports import RecordedAt
from processors.subjects import SubjectIndex
from schemas import topics
from schemas.identifiers import canonical
from schemas.wire import MAX_MESSAGE_BYTES, MAX_OWN_MESSAGE_BYTES
from streams.agents.platforms import AdmittedPlatforms
from tests import events
from tests.driver import CODECS

AT = RecordedAt(1_790_000_000_000, 0, 7)
INTAKE = Intake(2, SubjectIndex(canonical), lambda *_: True)
Event = dict[str, Any]

GOOD = {
    topics.REGISTRATIONS: events.registration("work:a", events.claim("party:ann", 500_000)),
    topics.SIGNALS: events.signal("s1", "work:a", "tunefy"),
    topics.USAGE: events.usage("tunefy", "R1", ("work:a", 1, 1)),
}
LICENCE = events.licence("L1", "party:ann", "tunefy", per_unit_e8=5, currency="CNY")
ASSIGNMENT = events.assignment("A1", "work:a", "party:ann", "party:bob")
MOST = MAX_MESSAGE_BYTES - 1_000


def with_body(event: Event, **said: Any) -> Event:
    changed = deepcopy(event)
    changed["body"][1].update(said)
    return changed


def codes(topic: str, event: Event) -> list[str]:
    taken = INTAKE.take(Received(topic, AT, b"", b"", {}), event)
    (receipt,) = (one.record for one in taken.outputs if one.topic == topics.RECEIPTS)
    found: list[str] = receipt["reasons"]
    return found


@pytest.mark.parametrize("day", [limits.LATEST_RIGHTS_DAY + 1, limits.EARLIEST_DAY - 1, 2**31 - 1])
@pytest.mark.parametrize(
    ("event", "field"),
    [
        (LICENCE, "executed_on"),
        (LICENCE, "state_from_day"),
        (ASSIGNMENT, "executed_on"),
        (ASSIGNMENT, "retention_end_day"),
        (ASSIGNMENT, "prior_royalty_day"),
        (ASSIGNMENT, "post_term_day"),
    ],
)
def test_no_day_of_a_trade_is_beyond_the_calendar(event: Event, field: str, day: int) -> None:
    """The delay of its recordal left 64 bits, and the rights stage could not send it."""
    assert "bad_day" in codes(topics.TRADES, with_body(event, **{field: day}))


def test_a_registration_is_created_within_the_calendar() -> None:
    event = with_body(GOOD[topics.REGISTRATIONS], created_on=2**31 - 1)
    assert codes(topics.REGISTRATIONS, event) == ["bad_day"]


@pytest.mark.parametrize("rate", [-1, 2**31 - 1])
def test_the_rate_that_does_not_count_is_checked_as_well(rate: int) -> None:
    """It goes on with the licence, and the sink's column of it holds nothing below 0."""
    pricing = {**LICENCE["body"][1]["pricing"], "revenue_share_ppm": rate}
    assert codes(topics.TRADES, with_body(LICENCE, pricing=pricing)) == ["bad_price"]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"rights": ["MakeAvailable"] * 65}, "too_many"),
        ({"use_types": ["OnDemandStream"] * 65}, "too_many"),
        ({"parent_licence_id": "L\u202e2"}, "unprintable"),
        ({"parent_licence_id": "L" * 2_001}, "too_long"),
        ({"licence_id": "L-\u0430"}, "mixed_scripts"),
        ({"licensee": "tun\u0435fy"}, "mixed_scripts"),
        ({"licensee": "\u0440\u0430\u0443"}, "look_alike"),
    ],
)
def test_a_licence_is_bounded_and_named_plainly(said: Event, code: str) -> None:
    assert codes(topics.TRADES, with_body(LICENCE, **said)) == [code]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"note": "x" * 2_001}, "too_long"),
        ({"note": "a\u202eb"}, "unprintable"),
        ({"evidence_hash": b"x" * 65}, "too_many"),
        ({"signal_id": "s\u3164"}, "invisible_character"),
        ({"platform": "cafe\u0301"}, "not_normalised"),
    ],
)
def test_a_signal_is_bounded_and_named_plainly(said: Event, code: str) -> None:
    assert codes(topics.SIGNALS, with_body(GOOD[topics.SIGNALS], **said)) == [code]


@pytest.mark.parametrize(
    "title",
    [
        "\u6771\u4eac\u3000\u7269\u8a9e",  # Japanese, with its own space
        "L\u2019amour\u00a0!",
        "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",  # Persian, with a non-joiner
        "\u0915\u094d\u200d\u0937",  # Hindi, with a joiner
        "\U0001f468\u200d\U0001f467",  # a family
        "\u200f\u05e9\u05dc\u05d5\u05dd",  # Hebrew, with a mark of direction
        "Cafe\u0301",
        "\U00031350",  # a character newer than this Python
    ],
)
def test_a_title_is_written_as_its_language_is(title: str) -> None:
    event = with_body(GOOD[topics.REGISTRATIONS], title=title)
    assert codes(topics.REGISTRATIONS, event) == []


@pytest.mark.parametrize("title", ["a\u202eb", "a\u2066b", "a\x00b", "a\nb", "a\u2028b"])
def test_a_title_moves_nothing_around_it(title: str) -> None:
    event = with_body(GOOD[topics.REGISTRATIONS], title=title)
    assert codes(topics.REGISTRATIONS, event) == ["unprintable"]


@pytest.mark.parametrize(
    "said",
    [
        {"currency": "\0" * MOST},
        {"territory": "\U000e0001" * (MOST // 4)},
        {"use_types": ["\0" * (MOST // 60)] * 60},
        {"report_id": "\0" * MOST},
    ],
)
def test_a_dead_letter_that_quotes_what_was_sent_fits_a_message(said: Event) -> None:
    """Escaped, a character takes up to ten: intake could not send it, and stopped for ever."""
    event = with_body(GOOD[topics.USAGE], **said)
    value = CODECS[topics.USAGE].encode(event)
    taken = INTAKE.take(Received(topics.USAGE, AT, b"", value, {}), event)
    assert not taken.accepted
    for output in taken.outputs:
        size = len(CODECS[output.topic].encode(output.record)) + len(output.key)
        assert size < MAX_OWN_MESSAGE_BYTES - 1_024


def test_a_key_as_long_as_a_message_is_not_passed_on_whole() -> None:
    """The key of a message has no bound but the broker's; with what intake adds, its fact had none
    that fits. It says nothing: order is that of the record."""
    event = GOOD[topics.REGISTRATIONS]
    value = CODECS[topics.REGISTRATIONS].encode(event)
    key = b"k" * (MAX_OWN_MESSAGE_BYTES - 2_000)
    taken = INTAKE.take(Received(topics.REGISTRATIONS, AT, key, value, {}), event)
    assert taken.accepted
    fact = taken.outputs[0]
    assert fact.key == key[: limits.MAX_MESSAGE_KEY]
    other = INTAKE.take(Received(topics.REGISTRATIONS, AT, b"another subject", value, {}), event)
    assert (other.outputs[0].record, other.outputs[0].partition) == (fact.record, fact.partition)


def test_a_refused_admission_admits_nobody() -> None:
    """The dead letter said no, and the platform was let in all the same."""

    class Only:
        def decode(self, topic: str, message: bytes | None) -> Event:
            return CODECS[topic].decode(message)

    platforms = AdmittedPlatforms()
    good = events.admission("tunefy")
    for number, event in enumerate(({**good, "source": ""}, with_body(good, platform="t\u0443ne"))):
        assert codes(topics.CONTROL, event)
        message = CODECS[topics.CONTROL].encode(event)
        platforms.learn_from(Only(), message, RecordedAt(AT.millis, 0, number))  # type: ignore[arg-type]
        assert not platforms.admitted(event["body"][1]["platform"], AT)
    platforms.learn_from(Only(), CODECS[topics.CONTROL].encode(good), AT)  # type: ignore[arg-type]
    assert platforms.admitted("tunefy", AT)
