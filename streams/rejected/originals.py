"""The messages that dead letters are about, as they lie on their topics."""

from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

from kafka import KafkaConsumer
from kafka.structs import TopicPartition

from .letter import Letter, MessagePlace

_WAIT_MILLIS = 10_000
Header = tuple[str, bytes | None]


@dataclass(frozen=True, slots=True)
class Message:
    """A message byte for byte, its headers in their order. `copied`: taken from the letter, since
    its topic no longer has it."""

    key: bytes | None
    value: bytes | None
    headers: tuple[Header, ...]
    copied: bool = False


class MessageGone(LookupError):
    """Neither the topic nor the letter has the whole message."""


class Originals:
    """Reads single messages. To be used in a `with` statement. Every call blocks on the broker."""

    def __init__(self, bootstrap: str) -> None:
        # One message is wanted at a time; a larger one is given all the same.
        self._consumer = KafkaConsumer(
            bootstrap_servers=bootstrap, enable_auto_commit=False, max_partition_fetch_bytes=65_536
        )

    def of(self, letter: Letter) -> Message:
        """What was refused: from its topic if that still has it, else from a whole letter.

        Raises MessageGone when neither has it: the topic was made anew, say, and the letter is cut.
        """
        found = self._at(letter.place)
        if found is not None and _same(found, letter):
            return found
        if letter.whole:
            return Message(letter.key, letter.value, tuple(letter.headers.items()), copied=True)
        why = "has another message there" if found else "has no message there"
        raise MessageGone(
            f"{letter.place}: the topic {why}, and its dead letter holds only the first "
            f"{len(letter.value or b'')} bytes; the sender must send it again"
        )

    def _at(self, place: MessagePlace) -> Message | None:
        at = TopicPartition(place.topic, place.partition)
        if place.partition not in (self._consumer.partitions_for_topic(place.topic) or ()):
            return None
        self._consumer.assign([at])
        begin = self._consumer.beginning_offsets([at])[at]
        if not begin <= place.offset < self._consumer.end_offsets([at])[at]:
            return None
        self._consumer.seek(at, place.offset)
        record: Any = next(
            iter(self._consumer.poll(timeout_ms=_WAIT_MILLIS, max_records=1).get(at, ())), None
        )
        if record is None or record.offset != place.offset:
            return None
        return Message(record.key, record.value, tuple(record.headers))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._consumer.close()


def _same(found: Message, letter: Letter) -> bool:
    """Byte for byte, as far as the letter goes."""
    if found.value is None or letter.value is None:
        return found.value is letter.value
    if letter.whole:
        return found.value == letter.value
    return found.value.startswith(letter.value)
