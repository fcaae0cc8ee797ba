"""State of a partition that comes, goes and comes back, while a write of it is under way."""

import asyncio
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, NoReturn

import pytest
from faust.types import TP

from processors.outputs import COUNT_KEY, count_bytes
from streams.agents.partition_agent import PartitionBatch
from streams.state_table import PartitionedStore

PLACE = TP("changelog", 0)


class Table:
    """What store and batch ask of Faust's table."""

    name = "state"
    changelog_topic_name = PLACE.topic

    def __init__(self) -> None:
        self.changelog_topic = SimpleNamespace(get_topic_name=lambda: PLACE.topic)
        nobody: Any = None
        table: Any = self
        self.store = PartitionedStore("memory://", nobody, table)


def restore(store: PartitionedStore, *entries: tuple[bytes, bytes | None]) -> None:
    """As recovery does; offsets go on from the one known."""
    first = (store.persisted_offset(PLACE) or 0) + 1
    batch: Any = [
        SimpleNamespace(
            message=SimpleNamespace(tp=PLACE, partition=0, offset=first + at, key=key, value=value)
        )
        for at, (key, value) in enumerate(entries)
    ]
    store.apply_changelog_batch(batch, bytes, bytes)


def goes_away(store: PartitionedStore) -> None:
    asyncio.run(store.on_rebalance(set(), {PLACE}, set()))


class Changelog:
    """An outbox whose one answer, for offset 15, comes after `meanwhile`."""

    def __init__(self, meanwhile: Callable[[], None]) -> None:
        self._meanwhile = meanwhile

    async def put(self, *_: Any) -> None:
        pass

    async def cut(self) -> list[Any]:
        async def arrived() -> tuple[TP, int]:
            self._meanwhile()
            return PLACE, 15

        return [SimpleNamespace(arrived=arrived)]


def persisted_after_a_write(meanwhile: Callable[[PartitionedStore], None]) -> int | None:
    """The changelog offset the store says it has once a batch has settled."""
    table: Any = Table()
    asyncio.run(table.store.on_recovery_completed({PLACE}, set()))
    live = table.store.partition(0)
    live[b"fact"] = b"1"
    changelog: Any = Changelog(lambda: meanwhile(table.store))
    metrics: Any = SimpleNamespace(kept=lambda _: None)
    batch = PartitionBatch(table, changelog, [], [(0, live, b"fact", b"1")], metrics)
    asyncio.run(batch.settle())
    offset: int | None = table.store.persisted_offset(PLACE)
    return offset


def test_what_is_written_of_a_partition_we_hold_need_not_be_read_again() -> None:
    assert persisted_after_a_write(lambda _: None) == 15


def test_a_late_answer_says_nothing_of_a_partition_that_went_away() -> None:
    """Else nothing before offset 15 is read when it comes back: its state would be empty."""

    def lost(store: PartitionedStore) -> None:
        store._partitions.pop(0)

    assert persisted_after_a_write(lost) in (None, -1)


def test_nor_of_one_that_came_back_meanwhile() -> None:
    def lost_and_found(store: PartitionedStore) -> None:
        store._partitions[0] = {}

    assert persisted_after_a_write(lost_and_found) in (None, -1)


class Ended(Exception):
    """In place of the end of the process."""


def ends(why: str) -> NoReturn:
    raise Ended(why)


def test_a_fact_of_somebody_else_in_a_state_in_use_ends_the_worker() -> None:
    """A former holder wrote it late. In the dictionary it would count as known, and what was
    derived from the dictionary would never hear of it."""
    store = Table().store
    store.end = ends
    in_use = store.partition(0)
    with pytest.raises(Ended, match="written by another worker"):
        restore(store, (b"fact", b"1"))
    assert in_use == {}


def test_our_own_writes_read_back_leave_a_state_in_use_alone() -> None:
    store = Table().store
    in_use = store.partition(0)
    in_use |= {b"fact": b"1", COUNT_KEY: count_bytes(7)}
    restore(store, (COUNT_KEY, count_bytes(6)), (b"fact", b"1"), (COUNT_KEY, count_bytes(7)))
    assert store.is_live(0, in_use)
    assert in_use == {b"fact": b"1", COUNT_KEY: count_bytes(7)}


def test_recovery_of_a_state_nobody_uses_copies_nothing() -> None:
    store = Table().store
    restore(store, (b"a", b"1"))
    state = store._partitions[0]
    restore(store, (b"b", b"2"), (b"a", None))
    assert store._partitions[0] is state
    assert state == {b"b": b"2"}


def test_a_partition_that_went_away_is_not_in_use() -> None:
    store = Table().store
    store.partition(0)
    goes_away(store)
    restore(store, (b"a", b"1"), (b"b", b"2"))
    assert store.partition(0) == {b"a": b"1", b"b": b"2"}
