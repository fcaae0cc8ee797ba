"""The changelog of a stage: what it is called, and how its partitions are read to their end.

Read by a consumer of our own, outside of the group, from a place we name to an end we asked for.
Faust would read it with the consumer of the input, which drops what it has fetched whenever the
flow stops or the generation changes, and goes on after it: the end is reached, the beginning is
missing, and nothing tells.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import Final, Protocol

from aiokafka import AIOKafkaConsumer, TopicPartition

from .memory_bounds import fetch_bytes

_WAIT_MILLIS: Final = 500
_MOST_ENTRIES: Final = 2_000
"""So many are given at once: between two times others get a turn."""


def changelog_topic(app_id: str, table_name: str) -> str:
    """Named as Faust names changelogs; made beforehand, since the broker makes no topics."""
    return f"{app_id}-{table_name}-changelog"


class Entry(Protocol):
    """One record: a value for a key from here on, None for none."""

    @property
    def offset(self) -> int: ...
    @property
    def key(self) -> bytes | None: ...
    @property
    def value(self) -> bytes | None: ...


@dataclass(frozen=True, slots=True)
class Stretch:
    """Entries of one partition that follow one another; the next one is at offset `until` or
    after it."""

    number: int
    entries: Sequence[Entry]
    until: int


class Reading(Protocol):
    """One reading of some partitions. `starts` and `ends` are those when it began, by number."""

    starts: Mapping[int, int]
    ends: Mapping[int, int]

    def begin(self, offsets: Mapping[int, int]) -> None:
        """Reads these partitions, each from its offset on, which must lie between start and end."""
        ...

    async def some(self) -> list[Stretch]:
        """What comes next; nothing when nothing came for a while. Raises KafkaError."""
        ...


class Changelog(Protocol):
    """A changelog that can be read."""

    topic: str

    def open(self, numbers: Sequence[int]) -> AbstractAsyncContextManager[Reading]:
        """Raises KafkaError when the broker does not answer."""
        ...


class KafkaChangelog:
    """A changelog on the broker, with as many partitions."""

    def __init__(self, bootstrap: str, topic: str, partitions: int) -> None:
        self.topic = topic
        self._bootstrap = bootstrap
        self._partitions = partitions

    @asynccontextmanager
    async def open(self, numbers: Sequence[int]) -> AsyncIterator["KafkaReading"]:
        consumer = AIOKafkaConsumer(
            bootstrap_servers=self._bootstrap,
            enable_auto_commit=False,
            # Never somewhere else than where we said.
            auto_offset_reset="none",
            max_partition_fetch_bytes=fetch_bytes(self._partitions),
        )
        try:
            await consumer.start()
            places = [TopicPartition(self.topic, number) for number in numbers]
            starts = await consumer.beginning_offsets(places)
            ends = await consumer.end_offsets(places)
            yield KafkaReading(consumer, self.topic, _by_number(starts), _by_number(ends))
        finally:
            await consumer.stop()


def _by_number(offsets: Mapping[TopicPartition, int]) -> dict[int, int]:
    return {place.partition: offset for place, offset in offsets.items()}


class KafkaReading:
    """See Reading."""

    def __init__(
        self,
        consumer: AIOKafkaConsumer,
        topic: str,
        starts: Mapping[int, int],
        ends: Mapping[int, int],
    ) -> None:
        self.starts = starts
        self.ends = ends
        self._consumer = consumer
        self._topic = topic

    def begin(self, offsets: Mapping[int, int]) -> None:
        self._consumer.assign([TopicPartition(self._topic, number) for number in offsets])
        for number, offset in offsets.items():
            self._consumer.seek(TopicPartition(self._topic, number), offset)

    async def some(self) -> list[Stretch]:
        found = await self._consumer.getmany(timeout_ms=_WAIT_MILLIS, max_records=_MOST_ENTRIES)
        # Not the offset after the last entry: what was compacted away after it counts as read.
        return [
            Stretch(place.partition, records, await self._consumer.position(place))
            for place, records in found.items()
        ]
