"""How far behind each stage is, from the offsets the groups have committed."""

import time
from dataclasses import dataclass
from typing import Any

from kafka import KafkaConsumer
from kafka.admin import KafkaAdminClient
from kafka.errors import KafkaError
from kafka.structs import TopicPartition

from schemas import topics

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
    """Asks the broker. Every call blocks on it, a single question at most `request_seconds`."""

    def __init__(
        self, bootstrap: str, partitions: int, request_seconds: float = _REQUEST_SECONDS
    ) -> None:
        millis = int(request_seconds * 1000)
        self._admin = KafkaAdminClient(bootstrap_servers=bootstrap, request_timeout_ms=millis)
        self._consumer = KafkaConsumer(bootstrap_servers=bootstrap, request_timeout_ms=millis)
        plans = {plan.name: plan.partitions(partitions) for plan in topics.PLANS}
        self._partitions = {
            group: [
                TopicPartition(topic, number)
                for topic in group_topics
                for number in range(plans[topic])
            ]
            for group, group_topics in GROUP_TOPICS.items()
        }

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
        ends = self._consumer.end_offsets(everything)
        committed = self._committed_offsets()
        found: Positions = {}
        for group, places in self._partitions.items():
            known = committed.get(group, {})
            found[group] = {
                place: (max(known[place].offset if place in known else 0, 0), ends[place])
                for place in places
            }
        return found

    def _committed_offsets(self) -> dict[str, dict[TopicPartition, Any]]:
        # A broker that has just started is still loading its offsets and says so.
        deadline = time.monotonic() + _COORDINATOR_SECONDS
        while True:
            try:
                found: dict[str, dict[TopicPartition, Any]] = self._admin.list_group_offsets(
                    dict.fromkeys(self._partitions)
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
