"""In which order a batch becomes durable: outputs, then the count, then facts, then the mark."""

import asyncio
from typing import Any

import pytest
from aiokafka.producer.message_accumulator import BatchBuilder
from aiokafka.structs import RecordMetadata, TopicPartition

from processors.outputs import COUNT_KEY, Effects, Output
from schemas import topics
from streams.agents.partition_agent import PartitionAgent, StateWriter
from streams.agents.sending import Sender
from streams.batched_producer import Outbox, Shipment
from streams.metrics import WorkerMetrics
from streams.state_mark import MARK_KEY, StateMark
from streams.state_store import StateStore
from tests.streams.traps.changelogs import CHANGELOG, held_partition
from tests.streams.traps.stream_parts import message

Sent = list[tuple[str, int, bytes]]


class Broker:
    """Notes what it was given, in order; answers outputs only once it may."""

    def __init__(self) -> None:
        self.given: Sent = []
        self.may_answer = asyncio.Event()

    def new_batch(self) -> "Batch":
        return Batch()

    async def send_batch(self, batch: "Batch", topic: str, partition: int) -> Any:
        self.given.extend((topic, partition, key) for key in batch.keys)

        async def answer() -> RecordMetadata:
            if topic != CHANGELOG:
                await self.may_answer.wait()
            place = TopicPartition(topic, partition)
            return RecordMetadata(topic, partition, place, 40, 0, 0, 0)

        return asyncio.ensure_future(answer())


class Batch:
    def __init__(self) -> None:
        self.keys: list[bytes] = []
        self._batch = BatchBuilder(1 << 20, 0)

    def append(self, *, timestamp: None, key: bytes, value: bytes) -> Any:
        self.keys.append(key)
        return self._batch.append(timestamp=timestamp, key=key, value=value)


class Codecs:
    def encode(self, _topic: str, _record: Any) -> bytes:
        return b"row"


class TwoFacts:
    """A partition that keeps its fact before it counts it."""

    def apply(self, _fact: bytes) -> Effects:
        return Effects(
            [Output(topics.CASES, b"case", {}, 0)],
            [(b"fact", b"f"), (COUNT_KEY, (1).to_bytes(8, "big"))],
        )

    def flush(self) -> Effects:
        return Effects()


def agent_of(broker: Any, store: StateStore) -> PartitionAgent:
    codecs: Any = Codecs()
    metrics = WorkerMetrics("rights")
    sender = Sender(Outbox(broker), codecs, 2, metrics)
    writer = StateWriter(store, CHANGELOG, Outbox(broker))
    return PartitionAgent(writer, lambda *_: TwoFacts(), sender, metrics)


def test_outputs_come_first_then_the_count_then_facts_then_the_mark() -> None:
    async def case() -> Broker:
        broker, (store, held) = Broker(), held_partition()
        agent = agent_of(broker, store)
        await agent.take(message(7))
        batch = await agent.cut()
        settling = asyncio.create_task(batch.settle())
        await asyncio.sleep(0.02)
        assert broker.given == [(topics.CASES, 0, b"case")], "state before its outputs are durable"
        broker.may_answer.set()
        await settling
        # The last of three messages from offset 40 on: that far the state holds the changelog.
        assert held.read_to == 43
        return broker

    given = asyncio.run(case()).given
    assert [key for topic, _, key in given if topic == CHANGELOG] == [COUNT_KEY, b"fact", MARK_KEY]


def test_state_of_a_partition_that_went_away_is_not_written() -> None:
    """Its next holder reads the same facts; ours would come late, over the other's."""

    async def case() -> Sent:
        broker, (store, _) = Broker(), held_partition()
        agent = agent_of(broker, store)
        taken_into = await agent.take(message(7))
        batch = await agent.cut()
        broker.may_answer.set()
        store.dealt([])
        await batch.settle()
        assert not agent.still_holds(message(7), taken_into)
        return broker.given

    assert [topic for topic, _, _ in asyncio.run(case())] == [topics.CASES]


def test_nor_before_its_changelog_is_read() -> None:
    """Faust delivers what its fetcher still had in hand before the takeover is complete."""

    async def case() -> Sent:
        broker, (store, held) = Broker(), held_partition()
        held.is_whole = False
        agent = agent_of(broker, store)
        taken_into = await agent.take(message(7))
        broker.may_answer.set()
        await (await agent.cut()).settle()
        assert not agent.still_holds(message(7), taken_into)
        assert not held.in_use
        return broker.given

    assert asyncio.run(case()) == []


def test_an_event_met_after_its_partition_went_away_is_not_folded() -> None:
    """It waited in a queue. In an empty state it would be the first ever, and count as such."""

    async def case() -> Sent:
        broker, (store, _) = Broker(), held_partition()
        agent = agent_of(broker, store)
        store.dealt([])
        taken_into = await agent.take(message(7))
        broker.may_answer.set()
        await (await agent.cut()).settle()
        assert not agent.still_holds(message(7), taken_into)
        return broker.given

    assert asyncio.run(case()) == []


@pytest.mark.parametrize(("messages", "last"), [(1, 40), (3, 42)])
def test_a_shipment_knows_the_offset_of_its_last_message(messages: int, last: int) -> None:
    """With that of its first, recovery would apply the others again over newer state."""

    async def case() -> tuple[Any, int]:
        handed, sent = (asyncio.get_running_loop().create_future() for _ in range(2))
        handed.set_result(sent)
        place = TopicPartition(CHANGELOG, 0)
        sent.set_result(RecordMetadata(CHANGELOG, 0, place, 40, 0, 0, 0))
        return await Shipment(handed, messages).arrived()

    assert asyncio.run(case())[1] == last


def test_the_mark_is_where_reading_goes_on() -> None:
    mark = StateMark(8, start=3, told_until=20)
    assert StateMark.of(mark.to_bytes()) == mark
    assert mark.at(9) == StateMark(9, 3, 20)


def test_a_mark_never_goes_back() -> None:
    """Read again after a rebalance: events 7 and 8 are known, and those up to 20 committed. Once
    the higher mark was compacted away that looked like a changelog without its end."""

    async def case() -> tuple[StateMark | None, StateMark | None]:
        broker, (store, held) = Broker(), held_partition()
        broker.may_answer.set()
        agent = agent_of(broker, store)
        for offset in range(7, 20):
            await agent.take(message(offset))
        await (await agent.cut()).settle()
        first = held.mark
        for offset in (7, 8):
            await agent.take(message(offset, generation=2))
        batch = await agent.cut()
        (mark,) = [value for _, key, value in batch.state if key == MARK_KEY]
        return first, StateMark.of(mark)

    assert asyncio.run(case()) == (StateMark(20), StateMark(20))
