"""How far behind each stage is, from the offsets the groups have committed."""

import time
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from kafka import KafkaConsumer
from kafka.admin import KafkaAdminClient
from kafka.errors import KafkaError
from kafka.structs import TopicPartition

from schemas import topics
from schemas.generation import UNNAMED, Generation

from .app import app_id

_COORDINATOR_SECONDS = 30.0
_REQUEST_SECONDS = 30.0

EVIDENCE_GROUP = "rightstream-evidence"
GROUP_TOPICS = {
    app_id("intake"): topics.INPUTS,
    app_id("matching"): (topics.REFERENCES,),
    app_id("rights"): (topics.FACTS,),
    "rightstream-warehouse": topics.OUTPUTS,
    EVIDENCE_GROUP: (topics.RECEIPTS,),
}

Offsets = dict[TopicPartition, int]


@dataclass(frozen=True, slots=True)
class Lag:
    """Messages not yet committed, by group, and the ends they were measured against."""

    by_group: dict[str, int]
    ends: tuple[int, ...]

    @property
    def total(self) -> int:
        return sum(self.by_group.values())


Positions = dict[str, dict[TopicPartition, tuple[int, int]]]
"""By group and partition: how many messages are committed, and how many there are."""


class LagMeter:
    """Asks the broker about the groups of a generation, which are called by their plain names here.
    Every call blocks on the broker, a single question at most `request_seconds`."""

    def __init__(
        self,
        bootstrap: str,
        partitions: int,
        generation: Generation = UNNAMED,
        groups: Collection[str] = tuple(GROUP_TOPICS),
        request_seconds: float = _REQUEST_SECONDS,
    ) -> None:
        millis = int(request_seconds * 1000)
        self._admin = KafkaAdminClient(bootstrap_servers=bootstrap, request_timeout_ms=millis)
        self._consumer = KafkaConsumer(bootstrap_servers=bootstrap, request_timeout_ms=millis)
        self._on_broker = {group: _group_on_broker(group, generation) for group in groups}
        self._partitions = {
            group: [
                TopicPartition(generation.topic(topic), number)
                for topic in GROUP_TOPICS[group]
                for number in range(self._count(topic, partitions, generation))
            ]
            for group in groups
        }

    def _count(self, topic: str, partitions: int, generation: Generation) -> int:
        """What a generation shares may have another number of partitions than it has."""
        if generation.name and topic not in topics.DERIVED:
            known = self._consumer.partitions_for_topic(topic)
            if known:
                return len(known)
        (plan,) = (plan for plan in topics.PLANS if plan.name == topic)
        return plan.partitions(partitions)

    def measure(self) -> Lag:
        positions = self.positions()
        by_group = {
            group: sum(end - committed for committed, end in places.values())
            for group, places in positions.items()
        }
        ends = tuple(end for places in positions.values() for _, end in places.values())
        return Lag(by_group, ends)

    def positions(self) -> Positions:
        """How far each group is in each of its partitions."""
        everything = [place for places in self._partitions.values() for place in places]
        ends = self._ends(everything)
        committed = self._committed_offsets()
        return {
            group: {
                place: (_offset(committed.get(self._on_broker[group], {}), place), ends[place])
                for place in places
            }
            for group, places in self._partitions.items()
        }

    def ends(self, group: str) -> Offsets:
        """How far what a group reads reaches now."""
        return self._ends(self._partitions[group])

    def reached(self, due: dict[str, Offsets]) -> bool:
        """Whether each group has committed all before these ends."""
        committed = self._committed_offsets()
        return all(
            _offset(committed.get(self._on_broker[group], {}), place) >= end
            for group, ends in due.items()
            for place, end in ends.items()
        )

    def _ends(self, places: list[TopicPartition]) -> Offsets:
        deadline = time.monotonic() + _COORDINATOR_SECONDS
        while True:
            try:
                ends: Offsets = self._consumer.end_offsets(places)
                return ends
            except KeyError as fault:
                # kafka-python leaves out partitions of topics that it has not asked about yet, asks
                # about them then, and stumbles over what is missing.
                if time.monotonic() > deadline:
                    raise TimeoutError(f"the broker does not know {fault}") from fault
                time.sleep(0.05)

    def _committed_offsets(self) -> dict[str, dict[TopicPartition, Any]]:
        # A broker that has just started is still loading its offsets and says so.
        deadline = time.monotonic() + _COORDINATOR_SECONDS
        while True:
            try:
                found: dict[str, dict[TopicPartition, Any]] = self._admin.list_group_offsets(
                    dict.fromkeys(self._on_broker.values())
                )
                return found
            except KafkaError as fault:
                if not fault.retriable or time.monotonic() > deadline:
                    raise
                time.sleep(0.2)

    def wait_until_idle(self, timeout_seconds: float, pause_seconds: float = 0.25) -> bool:
        """True once every group has committed all there is, twice in a row with nothing new."""
        deadline = time.monotonic() + timeout_seconds
        before: tuple[int, ...] = ()
        while time.monotonic() < deadline:
            lag = self.measure()
            if lag.total == 0 and lag.ends == before:
                return True
            before = lag.ends if lag.total == 0 else ()
            time.sleep(pause_seconds)
        return False

    def close(self) -> None:
        self._consumer.close()
        self._admin.close()


def _group_on_broker(group: str, generation: Generation) -> str:
    """The evidence log has one group: two generations must not sign for it at once."""
    return group if group == EVIDENCE_GROUP else generation.group(group)


def _offset(committed: dict[TopicPartition, Any], place: TopicPartition) -> int:
    return max(committed[place].offset, 0) if place in committed else 0
