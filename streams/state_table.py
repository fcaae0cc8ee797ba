"""Faust table whose state is kept apart by partition, and whose changelog writes can be awaited.

Faust's own memory store mixes partitions in one dict and sends changelog records that nobody waits
for; ours keeps one dict a partition, drops it when the partition goes, and remembers the changelog
offset so that a partition we keep is not read again after every rebalance.
"""

from collections.abc import Callable, Iterable
from typing import Any

from faust.stores.base import Store
from faust.tables.table import Table
from faust.types import TP, AppT, EventT

from processors.outputs import COUNT_KEY


class PartitionedStore(Store[bytes, bytes]):
    """State of the assigned partitions; `partition(p)` is the live dict of one of them."""

    def __post_init__(self) -> None:
        self._partitions: dict[int, dict[bytes, bytes]] = {}
        self._offsets: dict[TP, int] = {}
        self._in_use: set[int] = set()

    def partition(self, number: int) -> dict[bytes, bytes]:
        """The live state, for somebody who works on it."""
        self._in_use.add(number)
        return self._partitions.setdefault(number, {})

    def is_live(self, number: int, state: object) -> bool:
        """Whether this is still the state of a partition we hold."""
        return self._partitions.get(number) is state

    def persisted_offset(self, tp: TP) -> int | None:
        return self._offsets.get(tp)

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
            key, value = message.key, message.value
            if key is None:
                raise ValueError(f"state without a key at {message.tp}, offset {message.offset}")
            state = self._partitions.setdefault(message.partition, {})
            known = state.get(key)
            # A worker that lost the partition may have written its last count late.
            if value != known and not (key == COUNT_KEY and (value or b"") < (known or b"")):
                self._change(message.partition, key, value)
            self.set_persisted_offset(message.tp, message.offset)

    def _change(self, number: int, key: bytes, value: bytes | None) -> None:
        """In another dictionary if somebody works on this one: what is derived from it does not
        have the change, and must be built again."""
        if number in self._in_use:
            self._in_use.discard(number)
            self._partitions[number] = dict(self._partitions[number])
        if value is None:
            self._partitions[number].pop(key, None)
        else:
            self._partitions[number][key] = value

    async def on_rebalance(
        self,
        assigned: set[TP],  # noqa: ARG002
        revoked: set[TP],
        newly_assigned: set[TP],  # noqa: ARG002
        generation_id: int = 0,  # noqa: ARG002
    ) -> None:
        for tp in revoked:
            if tp.topic == self.table.changelog_topic.get_topic_name():
                self._partitions.pop(tp.partition, None)
                self._in_use.discard(tp.partition)
                self._offsets.pop(tp, None)

    def reset_state(self) -> None:
        self._partitions.clear()
        self._in_use.clear()
        self._offsets.clear()

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
