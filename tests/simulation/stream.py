"""Faust's side of a worker, as far as agents see it: events, a stream of them, and a consumer whose
commit rule, acknowledgements and way back to the last commit are the real ones."""

import asyncio
import logging
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, cast

from faust.types import TP
from mode.utils.logging import CompositeLogger

from streams.ordered_commits import OrderedCommitConsumer

from .broker import Broker
from .log import Record

log = logging.getLogger(__name__)


@dataclass(slots=True, eq=False)
class Message:
    """As Faust's, without what nobody asks for."""

    topic: str
    partition: int
    offset: int
    key: bytes | None
    value: bytes | None
    timestamp: float
    generation_id: int
    headers: None = None
    acked: bool = False

    @property
    def tp(self) -> TP:
        return TP(self.topic, self.partition)


@dataclass(frozen=True, slots=True, eq=False)
class Event:
    """One message on its way through an agent."""

    message: Message


def event_of(place: TP, record: Record, generation: int) -> Event:
    return Event(
        Message(
            place.topic, place.partition, record.offset, record.key, record.value,
            record.timestamp_millis / 1000, generation,
        )
    )  # fmt: skip


class _App:
    """What a consumer asks of its app when it commits."""

    def __init__(self) -> None:
        self.topics = SimpleNamespace(acks_enabled_for=lambda _: True)


class SimulatedConsumer(OrderedCommitConsumer):
    """The real rules over a simulated broker. Nothing of Faust's threads and services is there."""

    def __init__(
        self,
        broker: Broker,
        group: str,
        send: Callable[[Mapping[TP, int]], Awaitable[bool]],
    ) -> None:
        """`send` has the group commit offsets, and says whether it did."""
        # Not Faust's own: that one would want an app, a transport and a loop.
        self._broker = broker
        self._group = group
        self._assigned: frozenset[TP] = frozenset()
        self.positions: dict[TP, int] = {}
        self._thread = cast(Any, SimpleNamespace(commit=send))
        self.app = cast(Any, _App())
        self.in_transaction = False
        self.log = CompositeLogger(log)
        self._acked = defaultdict(list)
        self._acked_index = defaultdict(set)
        self._gap = defaultdict(lambda: None)
        self._read_offset = defaultdict(lambda: None)
        self._committed_offset = defaultdict(lambda: None)
        self._unacked_messages = set()
        self._n_acked = 0
        self._waiting_for_ack = None

    def stop_flow(self) -> None:
        """Nothing flows before the worker fetches again, which it does afterwards."""

    def assignment(self) -> set[TP]:
        return set(self._assigned)

    async def seek_to_committed(self) -> Mapping[TP, int]:
        found = {
            tp: self._broker.committed[self._group].get((tp.topic, tp.partition), 0)
            for tp in sorted(self._assigned)
        }
        self.positions.update(found)
        return found

    async def earliest_offsets(self, *places: TP) -> Mapping[TP, int]:
        return dict.fromkeys(places, 0)

    async def seek_wait(self, partitions: Mapping[TP, int]) -> None:
        self.positions.update(partitions)
        for tp, offset in partitions.items():
            self._read_offset[tp] = offset if offset else None

    def revoked(self) -> None:
        """What Faust forgets of its partitions before it is given new ones, or the same."""
        for tp in self._assigned:
            self._acked.pop(tp, None)
            self._acked_index.pop(tp, None)
            self._gap.pop(tp, None)
            self._read_offset.pop(tp, None)
            self._committed_offset.pop(tp, None)
        self._assigned = frozenset()

    def assigned(self, places: Iterable[TP]) -> None:
        self._assigned = frozenset(places)

    def passes(self, place: TP, offset: int) -> bool:
        """Whether the agents get it: what counts as read already is dropped, as Faust does."""
        read = self._read_offset[place]
        if read is not None and offset < read:
            return False
        self._read_offset[place] = offset
        return True

    async def commit_acknowledged(self) -> None:
        """As Faust does every now and then."""
        offsets = self._filter_committable_offsets(list(self._filter_tps_with_pending_acks()))
        if offsets:
            await self._commit_offsets(offsets)


class SimulatedStream:
    """Events in order of delivery, in a buffer of so many."""

    def __init__(self, consumer: SimulatedConsumer, most: int) -> None:
        self.app = SimpleNamespace(consumer=consumer)
        self.enable_acks = True
        self._consumer = consumer
        self._queue: deque[Event] = deque()
        self._most = most
        self._filled = asyncio.Event()
        self.emptied = asyncio.Event()

    @property
    def room(self) -> int:
        return self._most - len(self._queue)

    def deliver(self, event: Event) -> None:
        self._queue.append(event)
        self._filled.set()

    def clear(self) -> None:
        self._queue.clear()
        self.emptied.set()

    async def events(self) -> AsyncIterator[Event]:
        while True:
            while not self._queue:
                self._filled.clear()
                await self._filled.wait()
            event = self._queue.popleft()
            self.emptied.set()
            yield event
            # As Faust does: others get a turn between two events.
            await asyncio.sleep(0)

    async def ack(self, event: Any) -> bool:
        return bool(self._consumer.ack(event.message))
