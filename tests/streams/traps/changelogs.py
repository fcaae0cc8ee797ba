"""A changelog in memory, and what of its state is ours."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from streams.changelog import Stretch
from streams.state_store import HeldPartition, StateStore

CHANGELOG = "rightstream-rights-state-changelog"


@dataclass(frozen=True)
class Written:
    """An entry of a changelog."""

    offset: int
    key: bytes | None
    value: bytes | None


def held_partition(number: int = 0, **known: Any) -> tuple[StateStore, HeldPartition]:
    """A partition that is ours and whole, in a store of its own."""
    store = StateStore()
    store.dealt([number])
    (held,) = store.held()
    held.is_whole = True
    for name, value in known.items():
        setattr(held, name, value)
    return store, held


@dataclass
class MemoryChangelog:
    """Partitions of entries, given `most` at a time. `starts` and `ends` are as the entries say,
    unless they are set. `between` is called before each stretch, `faults` are raised first."""

    partitions: dict[int, list[Written]]
    most: int = 2
    starts: dict[int, int] = field(default_factory=dict)
    ends: dict[int, int] = field(default_factory=dict)
    faults: list[Exception] = field(default_factory=list)
    between: Callable[[], None] = lambda: None
    begun: list[dict[int, int]] = field(default_factory=list)
    topic: str = CHANGELOG

    @asynccontextmanager
    async def open(self, numbers: Sequence[int]) -> AsyncIterator["MemoryReading"]:
        if self.faults:
            raise self.faults.pop(0)
        yield MemoryReading(self, numbers)


class MemoryReading:
    """See MemoryChangelog."""

    def __init__(self, changelog: MemoryChangelog, numbers: Sequence[int]) -> None:
        self._changelog = changelog
        self._positions: dict[int, int] = {}
        known = changelog.partitions
        self.starts: Mapping[int, int] = {
            number: changelog.starts.get(number, 0) for number in numbers
        }
        self.ends: Mapping[int, int] = {
            number: changelog.ends.get(
                number, known[number][-1].offset + 1 if known.get(number) else 0
            )
            for number in numbers
        }

    def begin(self, offsets: Mapping[int, int]) -> None:
        self._positions = dict(offsets)
        self._changelog.begun.append(dict(offsets))

    async def some(self) -> list[Stretch]:
        await asyncio.sleep(0)
        self._changelog.between()
        found = []
        for number, at in self._positions.items():
            entries = [one for one in self._changelog.partitions[number] if one.offset >= at]
            if entries:
                given = entries[: self._changelog.most]
                self._positions[number] = given[-1].offset + 1
                found.append(Stretch(number, given, given[-1].offset + 1))
        return found
