"""A producer as the agents use it: batches by partition, one under way at a time, sent again when
no answer comes. As with aiokafka what is sent again may be in the log twice, unless it is
idempotent."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any

from faust.types import TP

from streams.lease import Lease

from .broker import Broker, Place
from .debts import Owed, now_owed
from .faults import FaultPlan

RETRY_SECONDS = 1.0
LINGER_SECONDS = 0.01


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """As aiokafka's RecordMetadata, as far as anybody asks."""

    topic_partition: TP
    offset: int


@dataclass(slots=True)
class SimulatedBatch:
    """Full with `most` messages."""

    most: int
    messages: list[tuple[bytes, bytes, Owed | None]] = field(default_factory=list)

    def append(self, *, timestamp: None, key: bytes, value: bytes) -> object | None:  # noqa: ARG002
        if len(self.messages) >= self.most:
            return None
        self.messages.append((key, value, now_owed(key, value)))
        return self


class SimulatedProducer:
    """Of one process. `handed` is called in it for each batch it takes, and `durable` for each that
    it hears the broker has; `written` for each message in the log, be the process alive or dead."""

    def __init__(
        self,
        broker: Broker,
        rng: Random,
        faults: FaultPlan,
        handed: Callable[[], None],
        written: Callable[[Place, bytes, bytes], None],
        durable: Callable[[Place], None],
        lease: Lease,
    ) -> None:
        self._broker = broker
        self._rng = rng
        self._faults = faults
        self._handed = handed
        self._is_written = written
        self._durable = durable
        self._lease = lease
        self._waiting: dict[Place, deque[tuple[SimulatedBatch, asyncio.Future[Acknowledged]]]] = {}
        self._taken = asyncio.Event()
        self._most = 64 if broker.is_calm else rng.choice((1, 2, 4, 64))
        self.lost_answers = 0
        """So many answers to come are lost: what they answer is in the log."""

    def new_batch(self) -> SimulatedBatch:
        return SimulatedBatch(self._most)

    async def send_batch(
        self, batch: SimulatedBatch, topic: str, partition: int
    ) -> Awaitable[Acknowledged]:
        place = (topic, partition)
        while self._waiting.get(place):
            self._taken.clear()
            await self._taken.wait()
        done: asyncio.Future[Acknowledged] = self._broker.loop.create_future()
        if place in self._waiting:
            self._waiting[place].append((batch, done))
        else:
            self._waiting[place] = deque([(batch, done)])
            self._broker.loop.create_task(self._send(place))
        self._handed()
        return done

    async def send(
        self, topic: str, key: bytes, value: bytes, partition: int, *_: Any
    ) -> Awaitable[Acknowledged]:
        batch = SimulatedBatch(1)
        batch.append(timestamp=None, key=key, value=value)
        return await self.send_batch(batch, topic, partition)

    async def _send(self, place: Place) -> None:
        waiting = self._waiting[place]
        while waiting:
            if not self._broker.is_calm:
                await asyncio.sleep(self._rng.random() * LINGER_SECONDS)
            batch, done = waiting.popleft()
            self._taken.set()
            offset = await self._written(place, batch)
            done.set_result(Acknowledged(TP(*place), offset))
            self._durable(place)
        del self._waiting[place]

    async def _written(self, place: Place, batch: SimulatedBatch) -> int:
        """The offset of the first message, of the last attempt."""
        broker = self._broker
        first: list[int] = []

        def write() -> int:
            if not first or not self._faults.idempotent_producer:
                offsets = [broker.append(place, key, value) for key, value, _ in batch.messages]
                first[:] = offsets[:1]
                for key, value, owed in batch.messages:
                    self._is_written(place, key, value)
                    if owed is not None:
                        owed.paid()
            return first[0]

        seconds = broker.produce_seconds(place[0])
        while True:
            await self._lease.held()
            offset = await broker.request(place, write, seconds)
            if not self.lost_answers:
                return offset
            self.lost_answers -= 1
            broker.schedule.step(
                broker.loop.time(), "network", f"answer of a produce on {place} is lost"
            )
            await asyncio.sleep(RETRY_SECONDS)
