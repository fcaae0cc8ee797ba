"""Faust table whose state is kept apart by partition, and whose changelog writes can be awaited.

Faust's own memory store mixes partitions in one dict and sends changelog records that nobody waits
for; ours keeps one dict a partition, drops it when the partition goes, and remembers the changelog
offset so that a partition we keep is not read again after every rebalance.
"""

import struct
from collections.abc import Callable, Iterable
from typing import Any, NoReturn

from faust.stores.base import Store
from faust.tables.table import Table
from faust.types import TP, AppT, EventT

from processors.outputs import COUNT_KEY

from .ending import end_now
from .state_mark import MARK_KEY, StateMark


class PartitionedStore(Store[bytes, bytes]):
    """State of the assigned partitions; `partition(p)` is the live dict of one of them."""

    end: Callable[[str], NoReturn] = staticmethod(end_now)
    """Called with what makes it impossible to go on with this state."""

    def __post_init__(self) -> None:
        self._partitions: dict[int, dict[bytes, bytes]] = {}
        self._offsets: dict[TP, int] = {}
        self._marks: dict[int, StateMark] = {}
        self._restored: set[int] = set()
        self._checked: set[int] = set()
        self._in_use: set[int] = set()
        self._generation: int | None = None

    @property
    def _changelog(self) -> str:
        name: str = self.table.changelog_topic.get_topic_name()
        return name

    def partition(self, number: int) -> dict[bytes, bytes]:
        """For whoever folds it: from now on the changelog adds nothing that it does not know."""
        self._in_use.add(number)
        return self._partitions.setdefault(number, {})

    def holds(self, number: int) -> bool:
        """Whether the partition is ours, with all that its changelog had when it became so."""
        return number in self._restored

    def is_live(self, number: int, state: object) -> bool:
        """Whether this is still the state of a partition we hold."""
        return self._partitions.get(number) is state

    def mark(self, number: int) -> StateMark | None:
        """How far the input was read for this state; None for state without facts, or with facts
        older than marks."""
        return self._marks.get(number)

    def set_mark(self, number: int, mark: StateMark) -> None:
        self._marks[number] = mark

    def unchecked(self) -> list[int]:
        """Partitions restored since they were assigned, not yet checked for what is missing."""
        return sorted(self._restored - self._checked)

    def was_checked(self, number: int) -> None:
        self._checked.add(number)

    def persisted_offset(self, tp: TP) -> int:
        """Up to where the state holds the changelog: -1 until all of it was read once.

        Faust hands us what its fetcher still had of a partition that went away, and would go on
        after that, without what is before, when the partition comes back.
        """
        return self._offsets.get(tp, -1) if tp.partition in self._restored else -1

    def set_persisted_offset(self, tp: TP, offset: int) -> None:
        self._offsets[tp] = max(offset, self._offsets.get(tp, -1))

    def apply_changelog_batch(
        self,
        batch: Iterable[EventT[Any]],
        to_key: Callable[[Any], bytes],  # noqa: ARG002
        to_value: Callable[[Any], bytes],  # noqa: ARG002
    ) -> None:
        for event in batch:
            message = event.message
            try:
                self._restore(message.partition, message.key, message.value)
            except (ValueError, struct.error) as fault:
                # Raised, it would be logged as a warning, and recovery would never end.
                self.end(
                    f"{message.tp}, offset {message.offset}, is no state of ours: {fault}. "
                    "Only workers of this stage may write to this topic"
                )
            self.set_persisted_offset(message.tp, message.offset)

    def _restore(self, number: int, key: bytes | None, value: bytes | None) -> None:
        if key is None:
            raise ValueError("state without a key")
        state = self._partitions.setdefault(number, {})
        if key == MARK_KEY and value is not None:
            self._marks[number] = StateMark.of(value).or_later(self._marks.get(number))
        elif number in self._in_use:
            # Ours, on its way when the partitions were dealt out again; memory knows more.
            if key not in state:
                raise ValueError(f"{key!r} was written by another worker while this one had it")
        elif value is None:
            state.pop(key, None)
        elif key != COUNT_KEY or value > state.get(COUNT_KEY, b""):
            # A worker that lost the partition may have written its last count late.
            state[key] = value

    async def on_recovery_completed(self, active_tps: set[TP], standby_tps: set[TP]) -> None:
        self._restored.update(tp.partition for tp in active_tps | standby_tps)

    async def on_rebalance(
        self,
        assigned: set[TP],
        revoked: set[TP],
        newly_assigned: set[TP],  # noqa: ARG002
        generation_id: int = 0,
    ) -> None:
        """Keeps the state of partitions that were ours without a break.

        A worker that was silent for longer than its session is left out of a generation, and may
        then be given back what others held meanwhile. To Faust that is not revoked, and it would
        read on where our own last write was. So such a worker ends.
        """
        former, self._generation = self._generation, generation_id
        if former is not None and generation_id != former + 1:
            kept = {tp.partition for tp in assigned if tp.topic == self._changelog}
            if kept & self._partitions.keys():
                self.end(f"left out between generations {former} and {generation_id}")
        for tp in revoked:
            if tp.topic == self._changelog:
                self._partitions.pop(tp.partition, None)
                self._offsets.pop(tp, None)
                self._marks.pop(tp.partition, None)
                for numbers in (self._restored, self._checked, self._in_use):
                    numbers.discard(tp.partition)

    def reset_state(self) -> None:
        for known in (self._partitions, self._offsets, self._marks):
            known.clear()
        for numbers in (self._restored, self._checked, self._in_use):
            numbers.clear()

    async def backup_partition(
        self, tp: TP | int, flush: bool = True, purge: bool = False, keep: int = 1
    ) -> None:
        raise NotImplementedError("the changelog is the backup")

    def restore_backup(self, tp: TP | int, latest: bool = True, backup_id: int = 0) -> None:
        raise NotImplementedError("the changelog is the backup")

    def __getitem__(self, key: bytes) -> bytes:
        for state in self._partitions.values():
            if key in state:
                return state[key]
        raise KeyError(key)

    def __len__(self) -> int:
        return sum(len(state) for state in self._partitions.values())


class StateTable(Table[bytes, bytes]):
    """Facts by key, changelogged. Its changelog is written by the agent, outside of Faust's stream
    context: the live dict is the caller's to change, when it takes the fact in."""

    def _new_store(self) -> PartitionedStore:
        return PartitionedStore("memory://", self.app, self, table_name=self.name)

    @property
    def store(self) -> PartitionedStore:
        store = self.data
        assert isinstance(store, PartitionedStore)
        return store

    async def on_recovery_completed(self, active_tps: set[TP], standby_tps: set[TP]) -> None:
        """Only what was read to its end is restored: Faust says so of a recovery, too, that a
        rebalance broke off, before it goes on with it."""
        tables: Any = self.app.tables
        remaining = tables.recovery.active_remaining()
        read = {tp for tp in active_tps if remaining.get(tp, 0) <= 0}
        await super().on_recovery_completed(read, standby_tps)


def state_table(app: AppT, name: str, partitions: int) -> StateTable:
    table = StateTable(
        app,
        name=name,
        partitions=partitions,
        # Without these Faust reads the changelog as JSON, warns at each record, and never recovers.
        key_type=bytes,
        value_type=bytes,
    )
    app.tables.add(table)
    return table


def changelog_topic(app_id: str, table_name: str) -> str:
    """As Faust names it: made beforehand, since the broker does not create topics by itself."""
    return f"{app_id}-{table_name}-changelog"
