"""Facts about one work as the record has them: plain events, each at its place of the record."""

from dataclasses import dataclass
from typing import Any

from processors.reports import RecordedAt
from schemas import topics
from tests import events

MILLIS_A_DAY = 86_400_000

Rules = tuple[tuple[bool, str], ...]
"""Ordered (include, territory code); empty means the world."""


@dataclass(frozen=True, slots=True, eq=False)
class Told:
    """One event, in the form tests/events.py makes, and where the broker recorded it."""

    topic: str
    event: dict[str, Any]
    at: RecordedAt

    @property
    def kind(self) -> str:
        name: str = self.event["body"][0]
        return name.rpartition(".")[2]

    @property
    def body(self) -> dict[str, Any]:
        body: dict[str, Any] = self.event["body"][1]
        return body

    @property
    def source(self) -> str:
        source: str = self.event["source"]
        return source

    @property
    def event_id(self) -> str:
        event_id: str = self.event["event_id"]
        return event_id


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
    body = {"registration_id": registration_id, "revision": revision, "work": work, "reason": ""}
    event = _event("registrations.RegistrationWithdrawn", source, work, body, event_id)
    return Told(topics.REGISTRATIONS, event, at)


def decision(
    at: RecordedAt,
    work: str,
    registration_id: str,
    outcome: str,
    *,
    event_id: str,
    registration_source: str = "",
    right: str = "MakeAvailable",
    territories: Rules = (),
    from_day: int = 0,
    until_day: int | None = None,
) -> Told:
    """A ClaimDecided; without `registration_source` it names that id of every source."""
    body = {
        "work": work,
        "registration_id": registration_id,
        "registration_source": registration_source,
        "right": right,
        "territories": [{"include": include, "code": code} for include, code in territories],
        "from_day": from_day,
        "until_day": until_day,
        "outcome": outcome,
        "reference": "",
    }
    event = _event("registrations.ClaimDecided", "court", work, body, event_id)
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
    at: RecordedAt,
    licence_id: str,
    licensor: str,
    licensee: str,
    *,
    event_id: str,
    source: str = "",
    parent: str | None = None,
    exclusivity: str = "NonExclusive",
    state_from_day: int | None = None,
    **words: Any,
) -> Told:
    """A LicenceGranted; `words` as tests.events.licence takes them."""
    event = events.licence(licence_id, licensor, licensee, event_id=event_id, **words)
    event["source"] = source or licensor
    event["body"][1].update(
        parent_licence_id=parent, exclusivity=exclusivity, state_from_day=state_from_day
    )
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
    body = {"trade_id": trade_id, "revision": revision, "works": list(works), "reason": ""}
    event = _event("trades.TradeWithdrawn", source, trade_id, body, event_id)
    return Told(topics.TRADES, event, at)


def recorded_again(told: Told, at: RecordedAt) -> Told:
    """The same event, byte for byte, at another place of the record."""
    return Told(told.topic, told.event, at)


def _event(
    kind: str, source: str, subject: str, body: dict[str, Any], event_id: str
) -> dict[str, Any]:
    return {
        "event_id": event_id,
        "source": source,
        "occurred_at": 1_700_000_000_000_000,
        "subject": subject,
        "body": (f"rightstream.{kind}", body),
    }
