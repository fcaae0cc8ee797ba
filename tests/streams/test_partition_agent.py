"""State of a partition that goes away while a write of it is under way."""

import asyncio
from types import SimpleNamespace
from typing import Any

from faust.types import TP

from streams.agents.partition_agent import PartitionBatch, StateWriter
from streams.state_store import HeldPartition, StateStore
from tests.streams.traps.changelogs import CHANGELOG, held_partition


class Outbox:
    """Whose one answer, for offset 15, comes after `meanwhile`."""

    def __init__(self, meanwhile: Any) -> None:
        self._meanwhile = meanwhile

    async def put(self, *_: Any) -> None:
        pass

    async def cut(self) -> list[Any]:
        async def arrived() -> tuple[TP, int]:
            self._meanwhile()
            return TP(CHANGELOG, 0), 15

        return [SimpleNamespace(arrived=arrived)]


def written(store: StateStore, held: HeldPartition, meanwhile: Any = lambda: None) -> None:
    """One fact is settled."""
    held.entries[b"fact"] = b"1"
    outbox: Any = Outbox(meanwhile)
    metrics: Any = SimpleNamespace(kept=lambda _: None)
    writer = StateWriter(store, CHANGELOG, outbox)
    asyncio.run(PartitionBatch(writer, [], [(held, b"fact", b"1")], metrics).settle())


def test_what_is_written_of_a_partition_we_hold_need_not_be_read_again() -> None:
    store, held = held_partition()
    written(store, held)
    assert held.read_to == 16


def test_a_late_answer_says_nothing_of_a_partition_that_came_back_meanwhile() -> None:
    """Else nothing before offset 15 is read: its state would be empty."""
    store, held = held_partition()

    def lost_and_found() -> None:
        store.dealt([])
        store.dealt([0])

    written(store, held, lost_and_found)
    (back,) = store.held()
    assert back.read_to == 0
