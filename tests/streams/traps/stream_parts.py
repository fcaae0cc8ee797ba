"""A stream of given events, as `drive` reads it, and what becomes of each."""

import asyncio
from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import Any

from faust.types import TP

from schemas import topics

PLACE = TP(topics.FACTS, 0)


def message(offset: int, value: bytes = b"fact", *, generation: int = 1, place: TP = PLACE) -> Any:
    return SimpleNamespace(
        message=SimpleNamespace(
            tp=place, topic=place.topic, partition=place.partition, offset=offset, key=b"k",
            value=value, generation_id=generation,
        )
    )  # fmt: skip


class Stream:
    """Gives its events, then stays open until it is closed, as Kafka does."""

    def __init__(self, events: list[Any], committed: int = 0) -> None:
        self.events_given: list[Any] = []
        self.acknowledged: list[int] = []
        self.enable_acks = True
        self.closed = asyncio.Event()
        self._events = events
        self.app = SimpleNamespace(
            consumer=SimpleNamespace(rebalances=1, _committed_offset={PLACE: committed})
        )

    async def events(self) -> AsyncIterator[Any]:
        for event in self._events:
            self.events_given.append(event)
            yield event
            await asyncio.sleep(0)
        await self.closed.wait()

    async def ack(self, event: Any) -> None:
        self.acknowledged.append(event.message.offset)


class Agent:
    """Takes events in; each batch is durable once the test says so."""

    def __init__(self) -> None:
        self.taken: list[int] = []
        self.cuts: list[list[int]] = []
        self.durable = asyncio.Event()
        self.fault_in_take: Exception | None = None
        self.fault_in_settle: Exception | None = None

    def still_holds(self, _event: Any, _held: object) -> bool:
        return True

    async def take(self, event: Any) -> object:
        if self.fault_in_take is not None and event.message.offset == 2:
            raise self.fault_in_take
        self.taken.append(event.message.offset)
        return None

    async def cut(self) -> "Agent":
        taken, self.taken = self.taken, []
        self.cuts.append(taken)
        return self

    async def settle(self) -> None:
        if self.fault_in_settle is not None:
            raise self.fault_in_settle
        await self.durable.wait()
