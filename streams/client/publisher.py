"""Sends events to the input topics and knows which of them arrived."""

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from types import TracebackType
from typing import Any, Final, Protocol, Self

from kafka import KafkaProducer
from kafka.errors import KafkaError

from schemas import topics
from schemas.codecs import Codecs, codecs_of
from schemas.models import Event
from schemas.wire import MAX_MESSAGE_BYTES

from .message import Header, Message, message_of
from .traceparent import child_of, new_traceparent
from .usage_report import UsageReportWriter

MOST_IN_FLIGHT: Final = 1_000
MOST_BYTES_IN_FLIGHT: Final = 32 * 1024 * 1024
DELIVERY_SECONDS: Final = 120.0


class NotDelivered(ConnectionError):
    """The broker did not confirm an event, which may or may not have arrived: send it again.

    The same event id makes the second time harmless.
    """


class Delivery(Protocol):
    """What a producer answers to `send`."""

    def get(self, timeout: float | None = None) -> Any:
        """Blocks until the broker has answered. Raises KafkaError."""
        ...


class Producer(Protocol):
    """What of kafka-python's KafkaProducer is used here."""

    def send(
        self, topic: str, *, value: bytes, key: bytes, headers: Sequence[Header]
    ) -> Delivery: ...

    def flush(self, timeout: float | None = None) -> None: ...

    def close(self, timeout: float | None = None) -> None: ...


class Publisher:
    """Publishes events in the order given; events of one key stay in order on their topic.

    `publish` returns before the broker has the event; `flush` returns when it has them all. Use as
    a context manager: leaving it flushes and closes. Not for use by several threads at once.
    """

    def __init__(self, producer: Producer, codecs: Codecs) -> None:
        self._producer = producer
        self._codecs = codecs
        self._in_flight: deque[tuple[Message, Delivery]] = deque()
        self._bytes_in_flight = 0

    @classmethod
    def connect(
        cls, bootstrap: str, *, registry_url: str | None = None, **settings: Any
    ) -> "Publisher":
        """A publisher to a broker. `settings` are KafkaProducer's: security, client id, linger.

        Without a registry the ids of this release's files are used. Raises KafkaError when no
        broker answers.
        """
        producer = KafkaProducer(
            **{
                "bootstrap_servers": bootstrap,
                "linger_ms": 5,
                "batch_size": 256 * 1024,
                # A frame, a key and headers around the largest value.
                "max_request_size": MAX_MESSAGE_BYTES + 64 * 1024,
                "allow_auto_create_topics": False,
                **settings,
                # With these a retry of the client neither loses nor doubles nor reorders.
                "acks": "all",
                "enable_idempotence": True,
            }
        )
        return cls(producer, codecs_of(registry_url))

    def publish(
        self,
        event: Event[Any] | Mapping[str, Any],
        topic: str,
        *,
        traceparent: str | None = None,
    ) -> None:
        """Sends one event, a model or a record. Blocks while too much is under way.

        Raises ValueError or TypeError when it is not an event of the topic, NotDelivered when an
        earlier one was not confirmed.
        """
        message = message_of(event, topic, self._codecs, traceparent=traceparent)
        self._make_room(len(message.value))
        try:
            delivery = self._producer.send(
                topic, value=message.value, key=message.key, headers=list(message.headers)
            )
        except KafkaError as fault:
            raise _not_delivered(message, fault) from fault
        self._in_flight.append((message, delivery))
        self._bytes_in_flight += len(message.value)

    def publish_all(
        self,
        events: Iterable[Event[Any] | Mapping[str, Any]],
        topic: str,
        *,
        traceparent: str | None = None,
    ) -> int:
        """Sends events under one trace and flushes. Returns how many. Raises as `publish`."""
        trace = new_traceparent() if traceparent is None else traceparent
        count = 0
        for event in events:
            self.publish(event, topic, traceparent=child_of(trace))
            count += 1
        self.flush()
        return count

    def publish_report(self, report: UsageReportWriter, *, traceparent: str | None = None) -> int:
        """Closes a report and sends its parts. Returns how many. Raises ReportRefused too."""
        return self.publish_all(report.close(), topics.USAGE, traceparent=traceparent)

    def flush(self) -> None:
        """Returns when the broker has all that was published. Raises NotDelivered."""
        self._producer.flush()
        while self._in_flight:
            self._await_oldest()

    def close(self) -> None:
        """Flushes and closes the connection, which is closed also when NotDelivered is raised."""
        try:
            self.flush()
        finally:
            self._producer.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if fault is None:
            self.close()
        else:
            # What is under way is still sent, but a second fault must not hide the first.
            self._producer.close()

    def _make_room(self, size: int) -> None:
        while self._in_flight and (
            len(self._in_flight) >= MOST_IN_FLIGHT
            or self._bytes_in_flight + size > MOST_BYTES_IN_FLIGHT
        ):
            self._await_oldest()

    def _await_oldest(self) -> None:
        message, delivery = self._in_flight.popleft()
        self._bytes_in_flight -= len(message.value)
        try:
            delivery.get(timeout=DELIVERY_SECONDS)
        except KafkaError as fault:
            raise _not_delivered(message, fault) from fault


def _not_delivered(message: Message, fault: KafkaError) -> NotDelivered:
    return NotDelivered(f"event {message.event_id} to {message.topic}: {fault!r}")
