"""The envelope every input event travels in."""

from datetime import UTC, datetime
from typing import Generic, Self, TypeVar
from uuid import uuid4

from .primitives import Micros, Text
from .record import AvroRecord, EventBody

Body = TypeVar("Body", bound=EventBody)


class Event(AvroRecord, Generic[Body]):
    """Who says what about which subject, and when."""

    event_id: Text
    """Made by the sender; sending it twice changes nothing."""

    source: Text
    """The party or platform that says this."""

    occurred_at: Micros
    """When the sender says it happened, to the microsecond."""

    subject: Text
    """What the event is about: a work, licence, report, signal or platform."""

    body: Body

    @classmethod
    def of(
        cls,
        body: Body,
        *,
        source: str,
        event_id: str | None = None,
        occurred_at: datetime | None = None,
    ) -> Self:
        """The event of a body, about what the body names.

        Without an `event_id` a random one is made: keep the event, not the body, to send it again.
        Without `occurred_at` it is now.
        """
        return cls(
            event_id=str(uuid4()) if event_id is None else event_id,
            source=source,
            occurred_at=datetime.now(UTC) if occurred_at is None else occurred_at,
            subject=body.subject,
            body=body,
        )
