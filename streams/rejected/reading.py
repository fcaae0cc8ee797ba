"""A topic read once through, to the end it had at the start."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from kafka import KafkaConsumer
from kafka.structs import TopicPartition

from schemas.codecs import Codecs
from schemas.generation import UNNAMED, Generation

_POLL_MILLIS = 500
_CLOCKS_DIFFER_MILLIS = 60_000
"""What answers a message is recorded after it; the clocks of two brokers may differ by so much."""


@dataclass(frozen=True, slots=True)
class Deployment:
    """What is asked: a broker, how its messages are read, and which generation answers. Inputs are
    those of all generations; receipts and dead letters each has its own."""

    bootstrap: str
    codecs: Codecs
    generation: Generation = UNNAMED

    def records_of(self, topic: str, since_millis: int | None = None) -> Iterator[Any]:
        """As the function, of the topic as this generation has it."""
        return records_of(self.bootstrap, self.generation.topic(topic), since_millis)


def records_of(bootstrap: str, topic: str, since_millis: int | None = None) -> Iterator[Any]:
    """Records of all partitions, in the order of each; from those recorded at `since_millis`, or a
    little before it, on. Keeps nothing. Blocks on the broker; raises KafkaError."""
    consumer = KafkaConsumer(
        bootstrap_servers=bootstrap, enable_auto_commit=False, auto_offset_reset="earliest"
    )
    try:
        numbers = consumer.partitions_for_topic(topic) or set()
        places = [TopicPartition(topic, number) for number in sorted(numbers)]
        consumer.assign(places)
        ends = consumer.end_offsets(places)
        open_places = _seek(consumer, places, ends, since_millis)
        while open_places:
            for place, records in consumer.poll(timeout_ms=_POLL_MILLIS).items():
                for record in records:
                    if record.offset < ends[place]:
                        yield record
            # Positions pass markers of transactions, which are no records.
            done = [place for place in open_places if consumer.position(place) >= ends[place]]
            if done:
                consumer.pause(*done)
                open_places = [place for place in open_places if place not in done]
    finally:
        consumer.close()


def _seek(
    consumer: KafkaConsumer,
    places: list[TopicPartition],
    ends: dict[TopicPartition, int],
    since_millis: int | None,
) -> list[TopicPartition]:
    """Goes to where reading starts; the places that have something to read."""
    if since_millis is None:
        consumer.seek_to_beginning(*places)
    else:
        since = max(since_millis - _CLOCKS_DIFFER_MILLIS, 0)
        found = consumer.offsets_for_times(dict.fromkeys(places, since))
        for place in places:
            at = found.get(place)
            consumer.seek(place, ends[place] if at is None else at.offset)
    return [place for place in places if consumer.position(place) < ends[place]]
