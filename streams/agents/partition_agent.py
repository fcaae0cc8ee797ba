"""The agent of a keyed stage (matching, rights): one state a partition, outputs before state."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, Protocol

from faust.types import AppT, EventT, StreamT

from processors.outputs import COUNT_KEY, Effects
from schemas.codecs import Codecs
from schemas.settings import Settings
from streams.batched_producer import Outbox, Shipment
from streams.changelog import KafkaChangelog, changelog_topic
from streams.durable_batch import BatchLimits, drive
from streams.lost_state import StateKeeper
from streams.metrics import WorkerMetrics
from streams.ordered_commits import OrderedCommitApp
from streams.state_mark import MARK_KEY, StateMark
from streams.state_store import HeldPartition, StateStore
from streams.takeover import Takeover

from .sending import Sender, all_durable, outbox_of

StateEntry = tuple[HeldPartition, bytes, bytes]
"""(partition, key, value)."""

NOT_OURS: Final = object()
"""What an event is taken into whose partition went away while it waited: nothing, as without the
state it would be answered as if nothing had been said before. Its next holder reads it."""

_TURN = {COUNT_KEY: 0, MARK_KEY: 2}


class Partition(Protocol):
    """State of one partition, folded from facts."""

    def apply(self, message: bytes) -> Effects: ...

    def flush(self) -> Effects: ...


MakePartition = Callable[[int, dict[bytes, bytes], int], Partition]
"""From its number, its state, and how many facts of a lost state are to be read again."""


@dataclass(frozen=True, slots=True)
class StateWriter:
    """Where the state of a stage is kept, and how it becomes durable."""

    store: StateStore
    changelog: str
    outbox: Outbox


@dataclass(frozen=True, slots=True)
class PartitionBatch:
    """Outputs under way, and the state to send once they are durable."""

    writer: StateWriter
    outputs: list[Shipment]
    state: list[StateEntry]
    metrics: WorkerMetrics

    async def settle(self) -> None:
        await all_durable(self.outputs)
        writer = self.writer
        # What was taken in for a partition that went away meanwhile is its next holder's to keep.
        latest = {
            (held.number, key): (held, value)
            for held, key, value in self.state
            if writer.store.holds(held)
        }
        written = {number: held for (number, _), (held, _) in latest.items()}
        # Counts go first: a crash half-way may leave them ahead of the facts, never behind. Marks
        # go last: what they say was read is in the state.
        entries = sorted(latest.items(), key=lambda entry: _TURN.get(entry[0][1], 1))
        for (number, key), (_, value) in entries:
            await writer.outbox.put(writer.changelog, number, key, value)
        for shipment in await writer.outbox.cut():
            place, last_offset = await shipment.arrived()
            written[place.partition].wrote(last_offset)
        self.metrics.kept(sum(key != MARK_KEY for (_, key), _ in entries))


class PartitionAgent:
    """Facts of any partition that is ours, folded by an object built from its state on first
    use."""

    def __init__(
        self,
        writer: StateWriter,
        make: MakePartition,
        sender: Sender,
        metrics: WorkerMetrics,
    ) -> None:
        self._writer = writer
        self._store = writer.store
        self._make = make
        self._sender = sender
        self._metrics = metrics
        self._live: dict[int, tuple[HeldPartition, Partition]] = {}
        self._state: list[StateEntry] = []
        self._unflushed: set[int] = set()
        self._reached: dict[int, tuple[HeldPartition, int]] = {}

    async def take(self, event: EventT[Any]) -> object:
        message = event.message
        if message.value is None:
            raise ValueError(f"a fact without a value at {message.tp}, offset {message.offset}")
        number = message.partition
        held = self._store.whole(number)
        if held is None:
            return NOT_OURS
        effects = self._partition(held).apply(message.value)
        self._unflushed.add(number)
        await self._sender.send(effects.outputs)
        # Only now: a cut meanwhile must not make state durable before its outputs.
        self._state.extend((held, key, value) for key, value in effects.state)
        self._reached[number] = (held, message.offset + 1)
        return held

    def still_holds(self, _event: EventT[Any], held: object) -> bool:
        return self._store.holds(held)

    def _partition(self, held: HeldPartition) -> Partition:
        known = self._live.get(held.number)
        if known is not None and known[0] is held:
            return known[1]
        held.in_use = True
        mark = _mark(held)
        again = max(0, mark.told_until - mark.reached)
        partition = self._make(held.number, held.entries, again)
        self._live[held.number] = (held, partition)
        return partition

    async def cut(self) -> PartitionBatch:
        # Before the first await: what is taken in while this waits belongs to the next batch.
        state, self._state = self._state, []
        unflushed, self._unflushed = self._unflushed, set()
        reached, self._reached = self._reached, {}
        for number in sorted(unflushed):
            held, partition = self._live[number]
            effects = partition.flush()
            state.extend((held, key, value) for key, value in effects.state)
            await self._sender.send(effects.outputs)
        outputs = await self._sender.cut()
        for held, offset in reached.values():
            held.mark = _mark(held).at(offset)
            state.append((held, MARK_KEY, held.mark.to_bytes()))
        return PartitionBatch(self._writer, outputs, state, self._metrics)

    def live_partitions(self) -> int:
        """How many partitions' state is built and still held. Any thread may ask."""
        return sum(self._store.holds(held) for held, _ in list(self._live.values()))


def _mark(held: HeldPartition) -> StateMark:
    return held.mark or StateMark(0)


def add_partition_agent(
    app: AppT,
    topic: str,
    settings: Settings,
    codecs: Codecs,
    make: MakePartition,
    seconds: float,
    metrics: WorkerMetrics,
) -> None:
    """Declares the agent of a keyed stage, and what takes its partitions over; a batch is cut after
    so many `seconds`."""
    assert isinstance(app, OrderedCommitApp)
    on_broker, changelog = settings.names.topic(topic), changelog_topic(app.conf.id, "state")
    store = StateStore()
    keeper = StateKeeper(on_broker, changelog, read_again=settings.lost_state == "reread")
    reader = KafkaChangelog(settings.bootstrap, changelog, settings.partitions)
    app.takeover = Takeover(store, reader, keeper, on_broker)
    facts = app.topic(on_broker, key_type=bytes, value_type=bytes, value_serializer="raw")

    async def fold(stream: StreamT[Any]) -> None:
        sender = Sender(outbox_of(app), codecs, settings.partitions, metrics, settings.names)
        writer = StateWriter(store, changelog, outbox_of(app))
        agent = PartitionAgent(writer, make, sender, metrics)
        metrics.watch_partitions(agent.live_partitions)
        await drive(stream, agent, BatchLimits(settings.batch_messages, seconds), metrics)

    app.agent(facts, name=f"{app.conf.id}-agent", concurrency=1)(fold)
