"""What a worker counts of itself."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import numpy as np
from aiokafka.producer.message_accumulator import BatchBuilder
from kafka.structs import TopicPartition

from processors.intake import Intake
from processors.outputs import Effects, Output
from processors.subjects import SubjectIndex
from schemas import topics
from schemas.codecs import codecs_of
from schemas.packed import pack
from streams.agents.intake import IntakeAgent
from streams.agents.partition_agent import PartitionAgent, StateWriter
from streams.agents.sending import Sender
from streams.batched_producer import Outbox
from streams.durable_batch import BatchLimits, drive
from streams.metrics import WorkerMetrics
from streams.state_store import StateStore
from tests.streams.metrics.counted import value


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
