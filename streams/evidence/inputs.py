"""How far the input topics reach, and where they have holes."""

from collections.abc import Iterable

from kafka import KafkaConsumer
from kafka.structs import TopicPartition

from processors.evidence.log import SOURCES, Place

_LOOK_MILLIS = 500


class InputTopics:
    """Asks the broker, and reads a message only to see where it lies. Every call blocks on it."""

    def __init__(self, bootstrap: str) -> None:
        self._consumer = KafkaConsumer(
            bootstrap_servers=bootstrap, enable_auto_commit=False, max_poll_records=1
        )

    def places(self) -> list[Place]:
        """Partitions of the topics whose messages are leaves. Raises LookupError without one."""
        found = []
        for topic in SOURCES:
            numbers = self._consumer.partitions_for_topic(topic)
            if not numbers:
                raise LookupError(f"there is no topic {topic}; `./rightstream topics` makes it")
            found += [Place(topic, number) for number in sorted(numbers)]
        return found

    def ends(self, places: Iterable[Place]) -> dict[Place, int]:
        """First offset after the last message, for each."""
        ends = self._consumer.end_offsets([TopicPartition(*place) for place in places])
        return {Place(at.topic, at.partition): end for at, end in ends.items()}

    def next_message(self, place: Place, offset: int) -> int:
        """Offset of the first message at `offset` or later; where none is there yet, how far there
        is none. Markers of a sender's transactions take offsets, and are no messages."""
        at = TopicPartition(*place)
        self._consumer.assign([at])
        self._consumer.seek(at, offset)
        records = self._consumer.poll(timeout_ms=_LOOK_MILLIS).get(at)
        first: int = records[0].offset if records else self._consumer.position(at)
        self._consumer.unsubscribe()
        return first

    def close(self) -> None:
        self._consumer.close()
