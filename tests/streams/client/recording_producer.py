"""A producer without a broker: keeps what is sent, confirms or refuses it when asked."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from kafka.errors import KafkaTimeoutError

Sent = tuple[str, bytes, bytes, dict[str, str]]


@dataclass
class RecordedDelivery:
    """Confirms, unless its event is among those that get lost."""

    producer: "RecordingProducer"
    size: int
    lost: bool

    def get(self, timeout: float | None = None) -> Any:
        assert timeout is not None
        self.producer.unconfirmed -= 1
        self.producer.bytes_unconfirmed -= self.size
        if self.lost:
            raise KafkaTimeoutError("expired in the buffer")
        return None


@dataclass
class RecordingProducer:
    """`lost` are positions of sends that are never confirmed, `refused` of those that raise."""

    lost: frozenset[int] = frozenset()
    refused: frozenset[int] = frozenset()
    sent: list[Sent] = field(default_factory=list)
    unconfirmed: int = 0
    bytes_unconfirmed: int = 0
    most_unconfirmed: int = 0
    most_bytes_unconfirmed: int = 0
    closed: bool = False

    def send(
        self, topic: str, *, value: bytes, key: bytes, headers: Sequence[tuple[str, bytes]]
    ) -> RecordedDelivery:
        if len(self.sent) in self.refused:
            raise KafkaTimeoutError("no metadata of the topic")
        lost = len(self.sent) in self.lost
        self.sent.append((topic, key, value, {name: text.decode() for name, text in headers}))
        self.unconfirmed += 1
        self.bytes_unconfirmed += len(value)
        self.most_unconfirmed = max(self.most_unconfirmed, self.unconfirmed)
        self.most_bytes_unconfirmed = max(self.most_bytes_unconfirmed, self.bytes_unconfirmed)
        return RecordedDelivery(self, len(value), lost)

    def flush(self, timeout: float | None = None) -> None:  # noqa: ARG002
        assert not self.closed

    def close(self, timeout: float | None = None) -> None:  # noqa: ARG002
        self.closed = True
