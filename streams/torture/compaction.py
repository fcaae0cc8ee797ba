"""Makes the broker compact as hard as it can: what nobody should rely on goes at once."""

from dataclasses import dataclass
from typing import Final

from kafka import KafkaConsumer
from kafka.admin import ConfigResource, ConfigResourceType, KafkaAdminClient
from kafka.structs import TopicPartition

from streams.app import app_id
from streams.changelog import changelog_topic
from streams.topics_admin import STATEFUL_STAGES

BROKER_PROPERTIES: Final = {
    "log.cleaner.backoff.ms": "500",
    "log.retention.check.interval.ms": "1000",
    "log.segment.delete.delay.ms": "1000",
}
_TOPIC: Final = {
    "segment.ms": "2000",
    "segment.bytes": str(1 << 20),
    "min.cleanable.dirty.ratio": "0.01",
    "min.compaction.lag.ms": "0",
    "max.compaction.lag.ms": "1000",
    "delete.retention.ms": "100",
    "file.delete.delay.ms": "1000",
}
"""A megabyte is the least Kafka 4 allows for a segment."""


def compacted_topics() -> list[str]:
    """The changelogs: all else is kept whole."""
    return [changelog_topic(app_id(stage), "state") for stage in STATEFUL_STAGES]


def compact_hard(bootstrap: str) -> None:
    """Sets all compacted topics so. Blocks on the broker."""
    admin = KafkaAdminClient(bootstrap_servers=bootstrap)
    try:
        admin.alter_configs(
            [
                ConfigResource(ConfigResourceType.TOPIC, name, dict(_TOPIC))
                for name in compacted_topics()
            ]
        )
    finally:
        admin.close()


@dataclass(frozen=True, slots=True)
class Compaction:
    """Messages ever written to a compacted topic, and how many of them are left."""

    written: int
    left: int


def compaction(bootstrap: str) -> dict[str, Compaction]:
    """By topic, as it is now. Reads all of them: blocks for as long as that takes."""
    consumer = KafkaConsumer(bootstrap_servers=bootstrap, enable_auto_commit=False)
    try:
        return {name: _compaction(consumer, name) for name in compacted_topics()}
    finally:
        consumer.close()


def _compaction(consumer: KafkaConsumer, topic: str) -> Compaction:
    places = [TopicPartition(topic, one) for one in consumer.partitions_for_topic(topic) or ()]
    consumer.assign(places)
    consumer.seek_to_beginning(*places)
    ends = consumer.end_offsets(places)
    left = 0
    while any(consumer.position(place) < end for place, end in ends.items()):
        left += sum(len(records) for records in consumer.poll(timeout_ms=500).values())
    return Compaction(sum(ends.values()), left)
