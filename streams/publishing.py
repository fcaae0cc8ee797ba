"""Sends many events fast: the producer behind demo, generator, importers and benchmarks."""

from collections.abc import Callable, Iterable
from typing import Any

from kafka import KafkaProducer

from schemas.codecs import Codecs

Event = tuple[str, bytes, dict[str, Any]]
"""(topic, key, record)."""

_IN_FLIGHT = 2_000


class EventPublisher:
    """Encodes and sends events; `close` returns when the broker has them all."""

    def __init__(self, bootstrap: str, codecs: Codecs) -> None:
        self._codecs = codecs
        self._producer = KafkaProducer(
            bootstrap_servers=bootstrap,
            acks="all",
            linger_ms=5,
            batch_size=512 * 1024,
            max_request_size=16 * 1024 * 1024,
        )
        self._sent: list[Any] = []

    def publish(self, topic: str, key: bytes, record: dict[str, Any]) -> None:
        """Sends one event. Waits for the broker if too many are under way; raises what it says."""
        self.publish_raw(topic, key, self._codecs.encode(topic, record))

    def publish_raw(self, topic: str, key: bytes, message: bytes | None) -> None:
        self._sent.append(self._producer.send(topic, message, key=key))
        if len(self._sent) >= _IN_FLIGHT:
            self.confirm()

    def publish_all(
        self, events: Iterable[Event], progress: Callable[[int], None] = lambda _: None
    ) -> int:
        """Sends events in order; `progress` hears the running count. Returns the count."""
        count = 0
        for topic, key, record in events:
            self.publish(topic, key, record)
            count += 1
            progress(count)
        self.confirm()
        return count

    def confirm(self) -> None:
        """Returns when the broker has all that was sent. Raises the first refusal."""
        self._producer.flush()
        for sent in self._sent:
            sent.get(timeout=60)
        self._sent.clear()

    def close(self) -> None:
        self.confirm()
        self._producer.close()

    def abandon(self) -> None:
        """Ends at once: whether the broker has what was not confirmed is not known."""
        self._producer.close(timeout=0)
