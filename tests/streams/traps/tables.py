"""Our store with as much of a table around it as it asks for."""

from types import SimpleNamespace
from typing import Any

from faust.types import TP

from streams.state_table import PartitionedStore

CHANGELOG = "rightstream-rights-state-changelog"


class Table:
    """What of StateTable the agent and the keeper use."""

    changelog_topic_name = CHANGELOG
    changelog_topic = SimpleNamespace(get_topic_name=lambda: CHANGELOG)

    def __init__(self, store: PartitionedStore | None = None, app: Any = None) -> None:
        self.app = app
        self.store = restored(self) if store is None else store

    @staticmethod
    def place(number: int) -> TP:
        return TP(CHANGELOG, number)


def restored(table: Any = Table) -> PartitionedStore:
    """An empty store of partitions 0 and 1, before anything is read."""
    store = object.__new__(PartitionedStore)
    store.table = table
    store.__post_init__()
    return store


def entry(offset: int, key: bytes | None, value: bytes | None, number: int = 0) -> Any:
    """An event of the changelog."""
    return SimpleNamespace(
        message=SimpleNamespace(
            tp=Table.place(number), partition=number, offset=offset, key=key, value=value
        )
    )


def apply(store: PartitionedStore, *entries: Any) -> None:
    store.apply_changelog_batch(entries, lambda key: key, lambda value: value)
