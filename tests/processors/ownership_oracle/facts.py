"""Facts about one work as the record has them: plain events, each at its place of the record."""

from typing import Any

from processors.reports import RecordedAt
from schemas import topics
from tests import events
from tests.processors.sent_events import Sent

MILLIS_A_DAY = 86_400_000

Rules = tuple[tuple[bool, str], ...]
"""Ordered (include, territory code); empty means the world."""


Told = Sent
"""One event, in the form tests/events.py makes, and where the broker recorded it."""


def on_day(day: int, *, millis: int = 0, partition: int = 0, offset: int = 0) -> RecordedAt:
    """A place of the record: `millis` after the start of the UTC day that is `day` since 1970."""
    return RecordedAt(day * MILLIS_A_DAY + millis, partition, offset)


def recorded_day(at: RecordedAt) -> int:
    """The UTC day, counted from 1970-01-01."""
    return at.millis // MILLIS_A_DAY


def registration(at: RecordedAt, work: str, *claims: dict[str, Any], **words: Any) -> Told:
    """A RegistrationSubmitted; `words` as tests.events.registration takes them."""
    return Told(topics.REGISTRATIONS, events.registration(work, *claims, **words), at)


def withdrawal(
    at: RecordedAt, work: str, registration_id: str, revision: int, *, source: str, event_id: str
) -> Told:
    event = events.withdrawn(
        work, registration_id, revision=revision, source=source, event_id=event_id
    )
    return Told(topics.REGISTRATIONS, event, at)


def decision(
    at: RecordedAt, work: str, registration_id: str, outcome: str, *, event_id: str, **words: Any
) -> Told:
    """A ClaimDecided; `words` as tests.events.decision takes them."""
    event = events.decision(work, registration_id, outcome, event_id=event_id, **words)
    return Told(topics.REGISTRATIONS, event, at)


def assignment(
    at: RecordedAt,
    assignment_id: str,
    work: str,
    assignor: str,
    assignee: str,
    share_ppm: int = 1_000_000,
    *,
    event_id: str,
    **words: Any,
) -> Told:
    """An AssignmentRecorded; `words` as tests.events.assignment takes them."""
    event = events.assignment(assignment_id, work, assignor, assignee, share_ppm, **words)
    event["event_id"] = event_id
    return Told(topics.TRADES, event, at)


def licence(
    at: RecordedAt, licence_id: str, licensor: str, licensee: str, *, event_id: str, **words: Any
) -> Told:
    """A LicenceGranted; `words` as tests.events.licence takes them."""
    event = events.licence(licence_id, licensor, licensee, event_id=event_id, **words)
    return Told(topics.TRADES, event, at)


def trade_withdrawal(
    at: RecordedAt,
    trade_id: str,
    revision: int,
    *,
    source: str,
    event_id: str,
    works: tuple[str, ...] = (),
) -> Told:
    event = events.withdrawn_trade(
        trade_id, source, revision=revision, works=works, event_id=event_id
    )
    return Told(topics.TRADES, event, at)


def recorded_again(told: Told, at: RecordedAt) -> Told:
    """The same event, byte for byte, at another place of the record."""
    return Told(told.topic, told.event, at, told.refused)
