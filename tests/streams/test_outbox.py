"""What is handed to the producer is answered for, also while the producer has no room for it."""

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from streams.agents.sending import all_durable
from streams.batched_producer import Outbox


@dataclass
class OneMessage:
    """A batch that is full with one message."""

    messages: list[bytes] = field(default_factory=list)

    def append(self, *, value: bytes, **_: Any) -> object | None:
        if self.messages:
            return None
        self.messages.append(value)
        return self


class FullProducer:
    """Takes nothing before there is `room`; what it takes is durable at once."""

    def __init__(self) -> None:
        self.room = asyncio.Event()
        self.durable: list[bytes] = []

    def new_batch(self) -> OneMessage:
        return OneMessage()

    async def send_batch(self, batch: OneMessage, *_: Any) -> Awaitable[Any]:
        return await self.send("", b"", batch.messages[0])

    async def send(self, _topic: str, _key: bytes, value: bytes, *_: Any) -> Awaitable[Any]:
        await self.room.wait()
        self.durable.append(value)
        done: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        done.set_result(SimpleNamespace(topic_partition=None, offset=0))
        return done


async def _durable_after_a_cut(first: bytes, second: bytes) -> list[bytes]:
    """Two messages are put; a batch is cut while the first waits for room. What is durable when
    the cut's shipments have arrived."""
    producer = FullProducer()
    outbox = Outbox(producer)  # type: ignore[arg-type]

    async def put_both() -> None:
        await outbox.put("ipr.facts", 0, b"k", first)
        await outbox.put("ipr.facts", 0, b"k", second)

    async def cut_and_wait() -> list[bytes]:
        await all_durable(await outbox.cut())
        return list(producer.durable)

    putting = asyncio.create_task(put_both())
    await asyncio.sleep(0)
    cutting = asyncio.create_task(cut_and_wait())
    await asyncio.sleep(0)
    producer.room.set()
    await putting
    return await cutting


def test_a_cut_waits_for_a_batch_that_waits_for_room_in_the_producer() -> None:
    """Else the events of the batch are acknowledged while their outputs are in nobody's hands."""
    assert b"first" in asyncio.run(_durable_after_a_cut(b"first", b"second"))


def test_a_cut_waits_for_a_large_message_that_waits_for_room_in_the_producer() -> None:
    large = b"x" * (64 * 1024 + 1)
    assert large in asyncio.run(_durable_after_a_cut(large, b"second"))
