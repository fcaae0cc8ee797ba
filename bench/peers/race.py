"""Runs a peer in processes of its own; times it from outside, by the offsets it has committed."""

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
    processes: int = 1
    timeout_seconds: float = 1800.0

    def run(self, peer: str) -> dict[str, Any]:
        """Runs a peer until it has committed all lines. Raises RuntimeError, TimeoutError."""
        create_topics(self.bootstrap, result_topics(peer, self.partitions))
        plans = [self._plan(peer, number) for number in range(self.processes)]
        with self._started(plans) as running:
            self._wait(running, plans[0])
            ended = time.monotonic()
            cpu = [psutil.Process(one.pid).cpu_times() for one in running]
            memory = sum(psutil.Process(one.pid).memory_info().rss for one in running)
        marks = [json.loads(plan.mark.read_text()) for plan in plans if plan.mark.exists()]
        seconds = ended - min(started for started, _ in marks)
        used = sum(times.user + times.system for times in cpu) - sum(spent for _, spent in marks)
        return {
            "processes": len(marks),
            "seconds": round(seconds, 2),
            "lines_per_second": round(self.lines / seconds),
            "cpu_seconds": round(used, 1),
            "lines_per_cpu_second": round(self.lines / used),
            "memory_bytes": memory,
        }

    def _plan(self, peer: str, number: int) -> PeerPlan:
        folder = self.folder / f"{peer}-{number}"
        folder.mkdir(parents=True)
        return PeerPlan(peer, self.bootstrap, self.partitions, self.works, str(folder))

    @contextmanager
    def _started(self, plans: list[PeerPlan]) -> Iterator[list[BoundProcess]]:
        running: list[BoundProcess] = []
        try:
            for plan in plans:
                argv = [self.python, "-m", f"bench.peers.{plan.peer}", plan.to_json()]
                log = Path(plan.folder) / "peer.log"
                running.append(BoundProcess.start(argv, log, {"OMP_NUM_THREADS": "1"}, PROJECT))
            yield running
        finally:
            for one in running:
                one.terminate(STOP_SECONDS)

    def _wait(self, running: list[BoundProcess], plan: PeerPlan) -> None:
        deadline = time.monotonic() + self.timeout_seconds
        meter = OffsetMeter(self.bootstrap, plan, self.partitions)
        try:
            while not meter.all_done(self.lines):
                for one in running:
                    if one.exit_code() is not None:
                        raise RuntimeError(f"{plan.peer} ended by itself:\n{one.tail(40)}")
                if time.monotonic() > deadline:
                    raise TimeoutError(f"{plan.peer} is not done:\n{running[0].tail(40)}")
                time.sleep(PAUSE_SECONDS)
        finally:
            meter.close()


class OffsetMeter:
    """Asks the broker how far a peer is. Every call blocks on it."""

    def __init__(self, bootstrap: str, plan: PeerPlan, partitions: int) -> None:
        self._group = plan.group
        self._results = places(plan.results, partitions)
        self._admin = KafkaAdminClient(bootstrap_servers=bootstrap)
        self._consumer = KafkaConsumer(bootstrap_servers=bootstrap)
        self._ends = self._consumer.end_offsets(places(LINES, partitions))

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


def result_topics(peer: str, partitions: int) -> list[NewTopic]:
    """The peer's output topic, and plain Faust's changelog; Quix makes its own."""
    plan = PeerPlan(peer, "", partitions, 0, "")
    wanted = [NewTopic(plan.results, partitions, 1)]
    if peer == "plain_faust":
        changelog = f"{plan.group}-accruals-changelog"
        compacted = {"cleanup.policy": "compact"}
        wanted.append(NewTopic(changelog, partitions, 1, topic_configs=compacted))
    return wanted


def create_topics(bootstrap: str, wanted: list[NewTopic]) -> None:
    admin = KafkaAdminClient(bootstrap_servers=bootstrap)
    admin.create_topics(wanted, timeout_ms=30_000)
    admin.close()
