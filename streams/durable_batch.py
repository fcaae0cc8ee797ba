"""Reads a stream in bounded batches and acknowledges a batch only once all it led to is durable.

The order is the promise. 1: take every event in, in memory. 2: send the outputs, wait until the
broker has them. 3: send the state, wait. 4: acknowledge, in order. A crash before 2 is done leaves
no trace in the state, so the events lead to the same outputs again; a crash after it repeats
outputs that say the same. Anything unexpected ends the process at once without acknowledging:
Faust would restart the agent and skip the message.
"""

import asyncio
import logging
import os
import sys
from collections.abc import Awaitable, Callable
from typing import Any, Protocol

from faust.types import EventT, StreamT

log = logging.getLogger(__name__)

CRASH_EXIT_CODE = 70


class Batch(Protocol):
    """What an agent does with the events of one batch."""

    async def take(self, event: EventT) -> None:
        """Takes one event in. Bad data must be answered, not raised."""
        ...

    async def send_outputs(self) -> None:
        """Sends what the events led to; returns when the broker has it."""
        ...

    async def send_state(self) -> None:
        """Sends the state they changed; returns when the broker has it."""
        ...


async def drive(stream: StreamT[Any], batch: Batch, most: int) -> None:
    """Runs until the stream ends. Never returns normally after a failure: the process ends."""
    stream.enable_acks = False
    waiting = stream.channel.queue
    taken: list[EventT] = []
    try:
        async for event in stream.events():
            await batch.take(event)
            taken.append(event)
            if len(taken) >= most or waiting.empty():
                await batch.send_outputs()
                await batch.send_state()
                for done in taken:
                    await stream.ack(done)
                taken.clear()
    except asyncio.CancelledError:
        raise
    except BaseException:
        log.exception("ending without acknowledging %d events, to be read again", len(taken))
        crash()


def crash() -> None:
    """Ends the process at once: no commit, no clean-up, the supervisor starts it again."""
    sys.stderr.flush()
    logging.shutdown()
    os._exit(CRASH_EXIT_CODE)


async def all_durable(sends: list[Awaitable[Any]]) -> None:
    """Waits for broker acknowledgements of sent records. Raises the first failure."""
    for acknowledgement in sends:
        await acknowledgement
    sends.clear()


Send = Callable[[str, bytes | None, bytes | None, int | None], Awaitable[Awaitable[Any]]]
