"""Runs a peer in a process of its own, and times it from outside by the offsets it has committed.

One process: when a second one of plain Faust joined, lines were seen to be answered twice.
"""

import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
from kafka import KafkaConsumer
from kafka.admin import KafkaAdminClient, NewTopic
from kafka.structs import TopicPartition

from streams.local.bound_process import BoundProcess

from .job import LINES
from .plan import PeerPlan

PROJECT = Path(__file__).resolve().parents[2]
PEERS = ("plain_faust", "quix", "handwritten")
STOP_SECONDS = 15.0
PAUSE_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class Race:
    """The lines on the topic of a broker, and how peers run on them."""

    bootstrap: str
    partitions: int
    works: int
    lines: int
    folder: Path
    python: str = sys.executable
    timeout_seconds: float = 3600.0

    def run(self, peer: str) -> dict[str, Any]:
        """Runs a peer until it has committed all lines. Raises RuntimeError, TimeoutError."""
        folder = self.folder / peer
        folder.mkdir(parents=True)
        plan = PeerPlan(peer, self.bootstrap, self.partitions, self.works, str(folder))
        create_topics(self.bootstrap, result_topics(plan))
        with self._started(plan) as process:
            self._wait(process, plan)
            ended = time.monotonic()
            running = psutil.Process(process.pid)
            times, memory = running.cpu_times(), running.memory_info().rss
        started, spent = json.loads(plan.mark.read_text())
        seconds, used = ended - started, times.user + times.system - spent
        return {
            "processes": 1,
            "seconds": round(seconds, 2),
            "lines_per_second": round(self.lines / seconds),
            "cpu_seconds": round(used, 1),
            "lines_per_cpu_second": round(self.lines / used),
            "memory_bytes": memory,
        }

    @contextmanager
    def _started(self, plan: PeerPlan) -> Iterator[BoundProcess]:
        argv = [self.python, "-m", f"bench.peers.{plan.peer}", plan.to_json()]
        log = Path(plan.folder) / "peer.log"
        process = BoundProcess.start(argv, log, cwd=PROJECT)
        try:
            yield process
        finally:
            process.terminate(STOP_SECONDS)

    def _wait(self, process: BoundProcess, plan: PeerPlan) -> None:
        deadline = time.monotonic() + self.timeout_seconds
        meter = OffsetMeter(self.bootstrap, plan)
        try:
            while not meter.all_done(self.lines):
                if process.exit_code() is not None:
                    raise RuntimeError(f"{plan.peer} ended by itself:\n{process.tail(40)}")
                if time.monotonic() > deadline:
                    raise TimeoutError(f"{plan.peer} is not done:\n{process.tail(40)}")
                time.sleep(PAUSE_SECONDS)
        finally:
            meter.close()


class OffsetMeter:
    """Asks the broker how far a peer is. Every call blocks on it."""

    def __init__(self, bootstrap: str, plan: PeerPlan) -> None:
        self._group = plan.group
        self._results = places(plan.results, plan.partitions)
        self._admin = KafkaAdminClient(bootstrap_servers=bootstrap)
        self._consumer = KafkaConsumer(bootstrap_servers=bootstrap)
        self._ends = self._consumer.end_offsets(places(LINES, plan.partitions))

    def all_done(self, lines: int) -> bool:
        """Whether there is a result for each line and every line is committed."""
        if sum(self._consumer.end_offsets(self._results).values()) < lines:
            return False
        known = self._admin.list_group_offsets([self._group])[self._group]
        return all(
            place in known and known[place].offset >= end
            for place, end in self._ends.items()
            if end
        )

    def close(self) -> None:
        self._consumer.close()
        self._admin.close()


def places(topic: str, partitions: int) -> list[TopicPartition]:
    return [TopicPartition(topic, number) for number in range(partitions)]


def result_topics(plan: PeerPlan) -> list[NewTopic]:
    """The peer's output topic, and plain Faust's changelog; Quix makes its own."""
    wanted = [NewTopic(plan.results, plan.partitions, 1)]
    if plan.peer == "plain_faust":
        changelog = f"{plan.group}-accruals-changelog"
        compacted = {"cleanup.policy": "compact"}
        wanted.append(NewTopic(changelog, plan.partitions, 1, topic_configs=compacted))
    return wanted


def create_topics(bootstrap: str, wanted: list[NewTopic]) -> None:
    admin = KafkaAdminClient(bootstrap_servers=bootstrap)
    admin.create_topics(wanted, timeout_ms=30_000)
    admin.close()
