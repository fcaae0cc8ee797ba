"""What processes count of themselves: the names others rely on, and that each is counted."""

import asyncio
import os
import re
import subprocess
import sys
import time
import urllib.request
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from aiokafka.producer.message_accumulator import BatchBuilder
from kafka import KafkaProducer
from kafka.structs import TopicPartition
from prometheus_client import REGISTRY
from prometheus_client.metrics import MetricWrapperBase
from prometheus_client.parser import text_string_to_metric_families
from pydantic import ValidationError

from processors.intake import Intake
from processors.outputs import Effects, Output
from processors.subjects import SubjectIndex
from schemas import topics
from schemas.codecs import codecs_of
from schemas.packed import pack
from schemas.settings import Settings
from sinks import writer
from sinks.metrics import SinkMetrics
from sinks.writer import WarehouseSink
from streams.agents.intake import IntakeAgent
from streams.agents.partition_agent import PartitionAgent, StateWriter
from streams.agents.sending import Sender
from streams.batched_producer import Outbox
from streams.durable_batch import BatchLimits, drive
from streams.evidence.metrics import EvidenceMetrics
from streams.local.broker import LocalBroker
from streams.local.ports import free_ports
from streams.metrics import WorkerMetrics
from streams.state_store import StateStore
from streams.topics_admin import ensure_topics

PROJECT = Path(__file__).parents[2]
OPERATING = PROJECT / "docs" / "operating.md"
PROMETHEUS = PROJECT / "deploy" / "prometheus"
SUFFIXES = {"histogram": ("_bucket", "_count", "_sum"), "counter": (), "gauge": ()}


Named = dict[str, tuple[str, tuple[str, ...]]]
"""(kind, labels) of metrics, by the name they are asked for."""


def everything() -> Named:
    found = {}
    processes = (WorkerMetrics("rights"), SinkMetrics(), EvidenceMetrics())
    for metric in (one for process in processes for one in vars(process).values()):
        if isinstance(metric, MetricWrapperBase):
            (family,) = metric.describe()
            name = f"{family.name}_total" if family.type == "counter" else family.name
            found[name] = (family.type, tuple(metric._labelnames))
    return found


def series(names: Named) -> set[str]:
    return {name + suffix for name, (kind, _) in names.items() for suffix in ("", *SUFFIXES[kind])}


def value(metrics: WorkerMetrics | SinkMetrics, name: str, **labels: str) -> float:
    found = metrics.registry.get_sample_value(f"rightstream_{name}", labels)
    return 0.0 if found is None else found


# Names


@pytest.mark.parametrize(
    "file", [OPERATING, *sorted(PROMETHEUS.glob("*.yml"))], ids=lambda file: file.name
)
def test_every_metric_that_is_named_exists(file: Path) -> None:
    named = set(re.findall(r"\brightstream_[a-z_]+", file.read_text()))
    assert named <= series(everything())
    assert named or file.name == "prometheus.yml"


def test_every_metric_is_in_the_handbook_with_its_labels() -> None:
    rows = re.findall(r"^\| `(rightstream_\w+)` \| ([\w, ]*?) ?\|", OPERATING.read_text(), re.M)
    told = {name: tuple(labels.split(", ")) if labels else () for name, labels in rows}
    assert told == {name: labels for name, (_, labels) in everything().items()}


def test_names_keep_to_the_rules_of_prometheus() -> None:
    for name, (kind, _) in everything().items():
        assert re.fullmatch(r"rightstream_[a-z_]+", name)
        assert name.endswith("_total") == (kind == "counter")
        assert not re.search(r"_(ms|millis|count|sum|bucket)$", name)


def test_alerts_group_by_labels_that_are_there() -> None:
    known = {label for _, labels in everything().values() for label in labels}
    known |= {"le", "instance", "job", "group_id"}
    for labels in re.findall(r"\bby \(([^)]+)\)", (PROMETHEUS / "alerts.yml").read_text()):
        assert set(labels.split(", ")) <= known


def test_processes_share_no_registry() -> None:
    one, other = WorkerMetrics("rights"), WorkerMetrics("rights")
    one.took("ipr.facts")
    assert value(other, "events_taken_total", stage="rights", topic="ipr.facts") == 0
    assert not [name for name in REGISTRY._names_to_collectors if name.startswith("rightstream")]


# Settings


def test_nothing_is_served_unless_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("RIGHTSTREAM_METRICS_PORT", raising=False)
    assert Settings().metrics_port is None
    assert Settings().metrics_host == "127.0.0.1"
    monkeypatch.setenv("RIGHTSTREAM_METRICS_PORT", "9464")
    assert Settings().metrics_port == 9464


@pytest.mark.parametrize("port", ["0", "-1", "65536", "http"])
def test_a_port_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch, port: str) -> None:
    monkeypatch.setenv("RIGHTSTREAM_METRICS_PORT", port)
    with pytest.raises(ValidationError, match="metrics_port"):
        Settings()


# Workers


@dataclass
class Message:
    """What agents read of a Kafka message."""

    topic: str
    value: bytes | None = b""
    partition: int = 0
    offset: int = 0
    timestamp: float = 0.0
    key: bytes | None = None
    headers: Any = None
    generation_id: int = 1

    @property
    def tp(self) -> TopicPartition:
        return TopicPartition(self.topic, self.partition)


@dataclass
class Stream:
    """Gives its events, then waits until they are acknowledged."""

    app = SimpleNamespace(consumer=SimpleNamespace(_committed_offset={}))

    events_to_come: list[Any]
    acknowledged: list[Any] = field(default_factory=list)
    enable_acks: bool = True

    async def events(self) -> AsyncIterator[Any]:
        for event in self.events_to_come:
            yield event
        while len(self.acknowledged) < len(self.events_to_come):
            await asyncio.sleep(0.001)

    async def ack(self, event: Any) -> None:
        self.acknowledged.append(event)


class Agent:
    """Takes everything in and settles at once."""

    async def take(self, event: Any) -> object:
        return event

    def still_holds(self, _event: Any, _held: object) -> bool:
        return True

    async def cut(self) -> "Agent":
        return self

    async def settle(self) -> None:
        pass


class Producer:
    """Stands in for Faust's producer: the broker has everything at once."""

    def new_batch(self) -> BatchBuilder:
        return BatchBuilder(1024, 0)

    async def send_batch(self, *_: Any) -> Any:
        acknowledged = asyncio.get_running_loop().create_future()
        acknowledged.set_result(
            SimpleNamespace(topic_partition=TopicPartition("changelog", 0), offset=0)
        )
        return acknowledged


def outbox() -> Outbox:
    return Outbox(Producer())  # type: ignore[arg-type]


class Codecs:
    def encode(self, _topic: str, _record: Any) -> bytes:
        return b""


def sender(metrics: WorkerMetrics) -> Sender:
    return Sender(outbox(), Codecs(), 4, metrics)  # type: ignore[arg-type]


def event(topic: str, **values: Any) -> Any:
    return SimpleNamespace(message=Message(topic, **values))


def test_events_and_batches_are_counted_when_acknowledged() -> None:
    metrics = WorkerMetrics("intake")
    events = [event(topics.USAGE), event(topics.USAGE, offset=1), event(topics.TRADES)]
    stream: Any = Stream(events)
    asyncio.run(drive(stream, Agent(), BatchLimits(2, 0.001), metrics))
    assert stream.acknowledged == events
    assert value(metrics, "events_taken_total", stage="intake", topic=topics.USAGE) == 2
    assert value(metrics, "events_taken_total", stage="intake", topic=topics.TRADES) == 1
    assert value(metrics, "batch_events_sum") == 3
    batches = value(metrics, "batch_events_count")
    assert 1 <= batches <= 3
    assert value(metrics, "batch_settle_seconds_count") == batches
    assert value(metrics, "last_settled_timestamp_seconds") > 1.7e9


def test_outputs_and_their_lines_are_counted() -> None:
    metrics = WorkerMetrics("rights")
    line = {"line": pack(np.arange(300))}
    outputs = [
        Output(topics.FACTS, b"", {"body": ("rightstream.facts.UsageSegment", line)}, 0),
        Output(topics.FACTS, b"", {"body": ("rightstream.facts.RecordedEvent", {})}, 0),
        Output(topics.ACCRUALS, b"", line, 0),
        Output(topics.PLATFORM_ALLOCATIONS, b"", {"line": [1, 2, 3]}, 0),
    ]
    asyncio.run(sender(metrics).send(outputs))
    assert value(metrics, "outputs_sent_total", topic=topics.FACTS) == 2
    assert value(metrics, "outputs_sent_total", topic=topics.ACCRUALS) == 1
    assert value(metrics, "outputs_sent_total", topic=topics.PLATFORM_ALLOCATIONS) == 1
    assert value(metrics, "usage_lines_total", stage="rights") == 600


def test_dead_letters_are_counted_by_reason() -> None:
    metrics = WorkerMetrics("intake")
    intake = Intake(4, SubjectIndex(str), lambda *_: True)
    unused: Any = None
    agent = IntakeAgent(sender(metrics), codecs_of(None), intake, unused, unused, metrics)
    for message in (b"\x01 no frame", b"\x01 nor this", None):
        asyncio.run(agent.take(event(topics.USAGE, value=message)))
    assert value(metrics, "dead_letters_total", reason="not_framed") == 2
    assert value(metrics, "dead_letters_total", reason="empty_message") == 1
    assert value(metrics, "outputs_sent_total", topic=topics.REJECTED) == 3


class OneEntry:
    """A partition whose state is the last message."""

    def apply(self, message: bytes) -> Effects:
        return Effects(state=[(b"last", message)])

    def flush(self) -> Effects:
        return Effects(state=[(b"n", b"")])


def test_state_and_live_partitions_are_counted() -> None:
    metrics, store = WorkerMetrics("rights"), StateStore()
    store.dealt([0, 3])
    for held in store.held():
        held.is_whole = True
    writer = StateWriter(store, "changelog", outbox())
    agent = PartitionAgent(writer, lambda *_: OneEntry(), sender(metrics), metrics)
    metrics.watch_partitions(agent.live_partitions)

    async def batch() -> None:
        for number in (0, 0, 3):
            await agent.take(event(topics.FACTS, partition=number))
        await (await agent.cut()).settle()

    asyncio.run(batch())
    # Each of two partitions: the last of its messages, and its count.
    assert value(metrics, "state_entries_sent_total") == 4
    assert value(metrics, "partitions_live") == 2
    store.dealt([0])
    assert value(metrics, "partitions_live") == 1


# The sink


class Collector:
    """Rows of one table; a record is a row."""

    def __init__(self, table: str) -> None:
        self.table = table
        self.rows = 0

    def add(self, _record: dict[str, Any]) -> None:
        self.rows += 1

    def take(self) -> Any:
        taken, self.rows = self.rows, 0
        return SimpleNamespace(num_rows=taken)


class Consumer:
    """Polls what the test lays ready."""

    def __init__(self, *_: Any, **__: Any) -> None:
        self.ready: dict[TopicPartition, list[Any]] = {}
        self.commits = 0

    def poll(self, timeout_ms: int) -> dict[TopicPartition, list[Any]]:
        assert timeout_ms >= 0
        polled, self.ready = self.ready, {}
        return polled

    def commit(self, _offsets: Any) -> None:
        self.commits += 1


class Warehouse:
    """Takes rows, or refuses them."""

    fault: Exception | None = None

    def insert(self, _table: str, _columns: Any, _token: str) -> None:
        if self.fault is not None:
            raise self.fault


@dataclass
class Sink:
    """A sink of two tables without broker and warehouse."""

    metrics: SinkMetrics
    warehouse: Warehouse
    consumer: Consumer
    sink: WarehouseSink

    def polls(self, **rows: int) -> None:
        self.consumer.ready = {
            TopicPartition(topic, 0): [
                SimpleNamespace(offset=at, key=None, value=b"") for at in range(count)
            ]
            for topic, count in rows.items()
        }
        self.sink.step(0)


@pytest.fixture
def sink(monkeypatch: pytest.MonkeyPatch) -> Sink:
    monkeypatch.setattr(
        writer, "collectors", lambda: {"cases": Collector("c"), "receipts": Collector("r")}
    )
    metrics, warehouse = SinkMetrics(), Warehouse()
    limits = writer.BatchLimits(rows=10, seconds=3600, many=1, filling_seconds=3600)
    made = WarehouseSink(
        Consumer(),
        warehouse,  # type: ignore[arg-type]
        lambda *_: {},
        limits,
        metrics=metrics,
    )
    return Sink(metrics, warehouse, made._consumer, made)


def test_rows_are_pending_until_their_batch_is_committed(sink: Sink) -> None:
    sink.polls(cases=4, receipts=2)
    assert value(sink.metrics, "sink_pending_rows") == 6
    assert value(sink.metrics, "sink_rows_inserted_total", table="c") == 0
    assert value(sink.metrics, "sink_last_success_timestamp_seconds") == 0
    sink.polls(cases=4)
    assert sink.consumer.commits == 1
    assert value(sink.metrics, "sink_pending_rows") == 0
    assert value(sink.metrics, "sink_rows_inserted_total", table="c") == 8
    assert value(sink.metrics, "sink_rows_inserted_total", table="r") == 2
    assert value(sink.metrics, "sink_insert_seconds_count", table="c") == 1
    assert value(sink.metrics, "sink_batch_rows_sum") == 10
    assert value(sink.metrics, "sink_last_success_timestamp_seconds") > 1.7e9


def test_rows_that_were_refused_stay_pending(sink: Sink) -> None:
    sink.warehouse.fault = ConnectionError("away")
    with pytest.raises(ConnectionError):
        sink.polls(cases=12)
    assert value(sink.metrics, "sink_pending_rows") == 12
    assert value(sink.metrics, "sink_rows_inserted_total", table="c") == 0
    assert value(sink.metrics, "sink_batch_rows_count") == 0
    assert value(sink.metrics, "sink_last_success_timestamp_seconds") == 0


@pytest.mark.parametrize(
    ("rows", "waited_seconds", "idle", "due"),
    [
        (1, 0.9, True, False),
        (1, 1.0, False, True),
        (49_999, 1.0, False, True),
        (50_000, 1.0, False, False),
        (50_000, 0.0, True, True),
        (50_000, 4.0, False, True),
        (500_000, 0.0, False, True),
    ],
)
def test_large_batches_fill_while_more_is_coming(
    rows: int, waited_seconds: float, idle: bool, due: bool
) -> None:
    assert writer.BatchLimits().due(rows, waited_seconds, idle=idle) is due


# Served


@contextmanager
def process(log: Path, settings: dict[str, str], *module: str) -> Iterator[None]:
    with log.open("wb") as output:
        started = subprocess.Popen(
            [sys.executable, "-m", *module],
            cwd=PROJECT,
            env={**os.environ, **settings, "PYTHONPATH": str(PROJECT)},
            stdout=output,
            stderr=output,
        )
    try:
        yield
    finally:
        started.terminate()
        try:
            started.wait(20)
        except subprocess.TimeoutExpired:
            started.kill()
            started.wait()


def scraped(port: int) -> dict[str, float]:
    """Samples by name and label values; empty as long as nothing is served."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=5) as answer:
            text = answer.read().decode()
    except OSError:
        return {}
    return {
        " ".join((sample.name, *sample.labels.values())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


@pytest.mark.system
def test_worker_and_sink_serve_what_they_count(tmp_path: Path) -> None:
    intake_port, sink_port = free_ports(2)
    with LocalBroker(tmp_path / "kafka") as broker:
        ensure_topics(broker.bootstrap, 2)
        settings = {
            "RIGHTSTREAM_BOOTSTRAP": broker.bootstrap,
            "RIGHTSTREAM_PARTITIONS": "2",
            "RIGHTSTREAM_DATA": str(tmp_path / "data"),
        }
        intake = {**settings, "RIGHTSTREAM_METRICS_PORT": str(intake_port)}
        sink = {**settings, "RIGHTSTREAM_METRICS_PORT": str(sink_port)}
        with (
            process(tmp_path / "intake.log", intake, "streams.worker", "intake", "0"),
            process(tmp_path / "sink.log", sink, "sinks.process"),
        ):
            producer = KafkaProducer(bootstrap_servers=broker.bootstrap)
            producer.send(topics.USAGE, b"no frame").get(timeout=20)
            producer.close()
            deadline = time.monotonic() + 90
            while scraped(sink_port).get("rightstream_sink_batch_rows_sum") != 2:
                assert time.monotonic() < deadline, (tmp_path / "sink.log").read_text()[-2000:]
                time.sleep(0.1)
            told = scraped(intake_port)
            assert told["rightstream_events_taken_total intake ipr.usage"] == 1
            assert told["rightstream_dead_letters_total not_framed"] == 1
            assert told["rightstream_outputs_sent_total ipr.receipts"] == 1
            told = scraped(sink_port)
            assert told["rightstream_sink_rows_inserted_total receipt_rows"] == 1
            assert told["rightstream_sink_rows_inserted_total dead_letter_rows"] == 1
