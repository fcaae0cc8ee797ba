"""The agent of a keyed stage (matching, rights): one state a partition, outputs before state."""

from collections.abc import Callable
from typing import Any, Protocol

from faust.types import AppT, EventT, StreamT

from processors.outputs import Effects
from schemas.codecs import Codecs
from streams.durable_batch import drive
from streams.settings import Settings
from streams.state_table import StateTable, changelog_topic, state_table

from .sending import Sender


class Partition(Protocol):
    """State of one partition, folded from facts."""

    def apply(self, message: bytes) -> Effects: ...


MakePartition = Callable[[int, dict[bytes, bytes]], Partition]


class PartitionBatch:
    """Facts of any of the assigned partitions. A partition's state is built from its table on first use."""

    def __init__(
        self, table: StateTable, make: MakePartition, sender: Sender
    ) -> None:
        self._table = table
        self._make = make
        self._sender = sender
        self._live: dict[int, tuple[dict[bytes, bytes], Partition]] = {}
        self._state: list[tuple[int, bytes, bytes]] = []

    async def take(self, event: EventT) -> None:
        message = event.message
        effects = self._partition(message.partition).apply(message.value)
        self._state.extend((message.partition, key, value) for key, value in effects.state)
        await self._sender.send(effects.outputs)

    def _partition(self, number: int) -> Partition:
        state = self._table.store.partition(number)
        known = self._live.get(number)
        if known is None or known[0] is not state:
            known = self._live[number] = (state, self._make(number, state))
        return known[1]

    async def send_outputs(self) -> None:
        await self._sender.durable()

    async def send_state(self) -> None:
        sends = [await self._table.put(*entry) for entry in self._state]
        self._state.clear()
        for acknowledgement in sends:
            done = await acknowledgement
            self._table.store.set_persisted_offset(done.topic_partition, done.offset)


def add_partition_agent(
    app: AppT[Any], topic: str, settings: Settings, codecs: Codecs, make: MakePartition
) -> None:
    """Declares table and agent of a keyed stage on the app."""
    table = state_table(app, "state", settings.partitions)
    assert table.changelog_topic_name == changelog_topic(app.conf.id, "state")
    facts = app.topic(topic, key_type=bytes, value_type=bytes, value_serializer="raw")

    async def fold(stream: StreamT[Any]) -> None:
        sender = Sender(app, codecs, settings.partitions)
        await drive(stream, PartitionBatch(table, make, sender), settings.batch_messages)

    app.agent(facts, name=f"{app.conf.id}-agent", concurrency=1)(fold)
