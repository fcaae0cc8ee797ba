"""The agent of a keyed stage (matching, rights): one state a partition, outputs before state."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, Protocol

from faust.types import AppT, EventT, StreamT

from processors.outputs import COUNT_KEY, Effects
from schemas.codecs import Codecs
from schemas.settings import Settings
from streams.batched_producer import Outbox, Shipment
from streams.durable_batch import BatchLimits, drive
from streams.lost_state import StateKeeper
from streams.metrics import WorkerMetrics
from streams.ordered_commits import OrderedCommitApp
from streams.state_mark import MARK_KEY, StateMark
from streams.state_table import StateTable, changelog_topic, state_table

from .sending import Sender, all_durable, outbox_of

StateEntry = tuple[int, dict[bytes, bytes], bytes, bytes]
"""(partition, its live state, key, value)."""

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
class PartitionBatch:
    """Outputs under way, and the state to send once they are durable."""

    table: StateTable
    changelog: Outbox
    outputs: list[Shipment]
    state: list[StateEntry]
    metrics: WorkerMetrics

    async def settle(self) -> None:
        await all_durable(self.outputs)
        # What was taken in for a partition that went away meanwhile is its next holder's to keep.
        held = {
            partition: live
            for partition, live, _, _ in self.state
            if self.table.store.is_live(partition, live)
        }
        latest = {
            (partition, key): value
            for partition, live, key, value in self.state
            if held.get(partition) is live
        }
        # Counts go first: a crash half-way may leave them ahead of the facts, never behind. Marks
        # go last: what they say was read is in the state.
        entries = sorted(latest.items(), key=lambda entry: _TURN.get(entry[0][1], 1))
        for (partition, key), value in entries:
            await self.changelog.put(self.table.changelog_topic_name, partition, key, value)
        for shipment in await self.changelog.cut():
            place, offset = await shipment.arrived()
            # Of a partition that went away meanwhile nothing is read: nor is it if it comes back.
            if self.table.store.is_live(place.partition, held[place.partition]):
                self.table.store.set_persisted_offset(place, offset)
        self.metrics.kept(sum(key != MARK_KEY for (_, key), _ in entries))


class PartitionAgent:
    """Facts of any assigned partition, whose state is built from its table on first use."""

    def __init__(
        self,
        table: StateTable,
        changelog: Outbox,
        make: MakePartition,
        sender: Sender,
        metrics: WorkerMetrics,
    ) -> None:
        self._table = table
        self._changelog = changelog
        self._make = make
        self._sender = sender
        self._metrics = metrics
        self._live: dict[int, tuple[dict[bytes, bytes], Partition]] = {}
        self._state: list[StateEntry] = []
        self._unflushed: set[int] = set()
        self._reached: dict[int, tuple[dict[bytes, bytes], int]] = {}

    async def take(self, event: EventT[Any]) -> object:
        message = event.message
        if message.value is None:
            raise ValueError(f"a fact without a value at {message.tp}, offset {message.offset}")
        number = message.partition
        if not self._table.store.holds(number):
            return NOT_OURS
        live, partition = self._partition(number)
        effects = partition.apply(message.value)
        self._unflushed.add(number)
        await self._sender.send(effects.outputs)
        # Only now: a cut meanwhile must not make state durable before its outputs.
        self._state.extend((number, live, key, value) for key, value in effects.state)
        self._reached[number] = (live, message.offset + 1)
        return live

    def still_holds(self, event: EventT[Any], held: object) -> bool:
        return self._table.store.is_live(event.message.partition, held)

    def _partition(self, number: int) -> tuple[dict[bytes, bytes], Partition]:
        state = self._table.store.partition(number)
        known = self._live.get(number)
        if known is None or known[0] is not state:
            mark = self._mark(number)
            again = max(0, mark.told_until - mark.reached)
            known = self._live[number] = (state, self._make(number, state, again))
        return known

    def _mark(self, number: int) -> StateMark:
        return self._table.store.mark(number) or StateMark(0)

    async def cut(self) -> PartitionBatch:
        # Before the first await: what is taken in while this waits belongs to the next batch.
        state, self._state = self._state, []
        unflushed, self._unflushed = self._unflushed, set()
        reached, self._reached = self._reached, {}
        for number in sorted(unflushed):
            live, partition = self._live[number]
            effects = partition.flush()
            state.extend((number, live, key, value) for key, value in effects.state)
            await self._sender.send(effects.outputs)
        outputs = await self._sender.cut()
        for number, (live, offset) in reached.items():
            state.append((number, live, MARK_KEY, self._mark(number).at(offset).to_bytes()))
        return PartitionBatch(self._table, self._changelog, outputs, state, self._metrics)

    def live_partitions(self) -> int:
        """How many partitions' state is built and still held. Any thread may ask."""
        known = list(self._live.items())
        return sum(self._table.store.is_live(number, state) for number, (state, _) in known)


def add_partition_agent(
    app: AppT,
    topic: str,
    settings: Settings,
    codecs: Codecs,
    make: MakePartition,
    seconds: float,
    metrics: WorkerMetrics,
) -> None:
    """Declares table and agent of a keyed stage; a batch is cut after so many `seconds`."""
    table = state_table(app, "state", settings.partitions)
    assert table.changelog_topic_name == changelog_topic(app.conf.id, "state")
    assert isinstance(app, OrderedCommitApp)
    on_broker = settings.names.topic(topic)
    keeper = StateKeeper(table, on_broker, read_again=settings.lost_state == "reread")
    app.before_reading = keeper.check
    facts = app.topic(on_broker, key_type=bytes, value_type=bytes, value_serializer="raw")

    async def fold(stream: StreamT[Any]) -> None:
        sender = Sender(outbox_of(app), codecs, settings.partitions, metrics, settings.names)
        agent = PartitionAgent(table, outbox_of(app), make, sender, metrics)
        metrics.watch_partitions(agent.live_partitions)
        await drive(stream, agent, BatchLimits(settings.batch_messages, seconds), metrics)

    app.agent(facts, name=f"{app.conf.id}-agent", concurrency=1)(fold)
