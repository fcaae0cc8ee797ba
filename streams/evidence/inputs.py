"""How far the input topics reach, and where they have holes."""

from collections.abc import Iterable

from kafka import KafkaConsumer
from kafka.structs import TopicPartition

from processors.evidence.log import SOURCES, Place

_LOOK_MILLIS = 500
_MOST_MESSAGES = 5_000


class InputTopics:
    """Asks the broker, and reads messages only to see where they lie. Every call blocks on it."""

    def __init__(self, bootstrap: str) -> None:
        self._bootstrap = bootstrap
        # Never assigned anything: its metadata would then be of the assigned topic alone.
        self._consumer = KafkaConsumer(bootstrap_servers=bootstrap, enable_auto_commit=False)

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

    def holes(self, place: Place, offset: int) -> list[tuple[int, int]]:
        """Where no message lies from `offset` on, as (start, end): markers of a sender's
        transactions take offsets, too. Looks at a few thousand messages at most."""
        at = TopicPartition(*place)
        consumer = KafkaConsumer(bootstrap_servers=self._bootstrap, enable_auto_commit=False)
        found, following, seen = [], offset, 0
        try:
            consumer.assign([at])
            consumer.seek(at, offset)
            while seen < _MOST_MESSAGES and (
                records := consumer.poll(timeout_ms=_LOOK_MILLIS).get(at)
            ):
                for record in records:
                    if record.offset > following:
                        found.append((following, record.offset))
                    following = record.offset + 1
                seen += len(records)
            # Markers after the last message move the position on.
            if seen < _MOST_MESSAGES and consumer.position(at) > following:
                found.append((following, consumer.position(at)))
            return found
        finally:
            consumer.close()

    def close(self) -> None:
        self._consumer.close()
