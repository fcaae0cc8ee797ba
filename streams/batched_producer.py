"""Faust's producer with the broker's batches in our hands: a batch is handed over as a whole.

A message handed over by itself costs more than most of what we do with it; in a batch it costs a
tenth.
"""

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass
from typing import Any

from aiokafka.producer.message_accumulator import BatchBuilder
from faust.transport.drivers import aiokafka

from .membership import write_under

_LARGE_BYTES = 64 * 1024


class BatchedProducer(aiokafka.Producer):
    """Makes and sends batches besides single messages, all of them under the app's lease."""

    def _new_producer(self, transactional_id: str | None = None) -> Any:
        producer = super()._new_producer(transactional_id)
        app: Any = self.app
        if app.lease is not None:
            write_under(producer, app.lease)
        return producer

    def new_batch(self) -> BatchBuilder:
        return self._ensure_producer().create_batch()

    async def send_batch(self, batch: BatchBuilder, topic: str, partition: int) -> Awaitable[Any]:
        """Waits until the batch before it is on its way. What it returns is done when the broker
        has this one, and tells the offset of its first message."""
        batch.close()
        acknowledgement: Awaitable[Any] = await self._ensure_producer().send_batch(
            batch, topic, partition=partition
        )
        return acknowledgement


@dataclass(frozen=True, slots=True)
class Shipment:
    """`messages` that follow one another in one partition, on their way or about to be: `handed`
    has the broker's acknowledgement to come once the producer has taken them."""

    handed: Awaitable[Awaitable[Any]]
    messages: int

    async def arrived(self) -> tuple[Any, int]:
        """(topic and partition, offset of the last message), once the broker has them all. Raises
        what it says."""
        done = await (await self.handed)
        return done.topic_partition, done.offset + self.messages - 1


@dataclass(slots=True)
class _Open:
    batch: BatchBuilder
    messages: int = 0


class Outbox:
    """Messages by topic and partition, in the order they are put; large ones go by themselves."""

    def __init__(self, producer: BatchedProducer) -> None:
        self._producer = producer
        self._open: dict[tuple[str, int], _Open] = {}
        self._shipped: list[Shipment] = []

    async def put(self, topic: str, partition: int, key: bytes, value: bytes) -> None:
        """May wait for room in the producer's buffer."""
        place = (topic, partition)
        if len(value) > _LARGE_BYTES:
            await self._ship(place)
            await self._hand_over(self._producer.send(topic, key, value, partition, None, None), 1)
            return
        while not self._append(place, key, value):
            await self._ship(place)

    def _append(self, place: tuple[str, int], key: bytes, value: bytes) -> bool:
        """False when the batch is full."""
        held = self._open.get(place)
        if held is None:
            held = self._open[place] = _Open(self._producer.new_batch())
        if held.batch.append(timestamp=None, key=key, value=value) is None:
            return False
        held.messages += 1
        return True

    async def _ship(self, place: tuple[str, int]) -> None:
        held = self._open.pop(place, None)
        if held is not None:
            await self._hand_over(self._producer.send_batch(held.batch, *place), held.messages)

    async def _hand_over(self, taking: Awaitable[Awaitable[Any]], messages: int) -> None:
        """Counts as shipped before the producer has room: a cut meanwhile answers for it too."""
        handed: asyncio.Future[Awaitable[Any]] = asyncio.get_running_loop().create_future()
        self._shipped.append(Shipment(handed, messages))
        try:
            handed.set_result(await taking)
        except BaseException as fault:
            handed.set_exception(fault)
            raise

    async def cut(self) -> list[Shipment]:
        """Ships what is gathered; all that was shipped since the last cut."""
        for place in list(self._open):
            await self._ship(place)
        shipped, self._shipped = self._shipped, []
        return shipped
