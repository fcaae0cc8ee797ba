"""Reads a stream and acknowledges events only once all they led to is durable.

The order is the promise, batch by batch. 1: events are taken in, their outputs handed to the
producer. 2: the broker has the outputs. 3: the state they changed is sent, and the broker has it.
4: the events are acknowledged, in order. A crash before 3 leaves no trace in the state, so the
events lead to the same outputs again; a crash after it repeats outputs that say the same.

While one batch becomes durable the next is taken in. What many facts of a batch change together is
sent once, so a short wait for more of them saves work. Anything unexpected ends the process at once
without acknowledging: Faust would restart the agent and skip the message.
"""

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from time import monotonic
from typing import Any, Protocol

from faust.types import EventT, StreamT

from .crash import crash
from .metrics import WorkerMetrics
from .unbroken import UnbrokenReading


class Unsettled(Protocol):
    """What one batch led to and the broker may not have yet."""

    async def settle(self) -> None:
        """Returns when outputs, then state, are durable. Raises what the broker says."""
        ...


class Intaking(Protocol):
    """What an agent does with events."""

    async def take(self, event: EventT[Any]) -> object:
        """Takes one event in; answers what it was taken into. Bad data is answered, not raised."""
        ...

    def still_holds(self, event: EventT[Any], held: object, /) -> bool:
        """Whether what the event was taken into is still ours: else its next holder reads it."""
        ...

    async def cut(self) -> Unsettled:
        """Everything taken in since the last cut."""
        ...


@dataclass(frozen=True, slots=True)
class BatchLimits:
    """A batch is cut when it has `messages` events, or `seconds` after its first one."""

    messages: int
    seconds: float


async def drive(
    stream: StreamT[Any], agent: Intaking, limits: BatchLimits, metrics: WorkerMetrics
) -> None:
    """Runs until the stream ends; at most twice `limits.messages` events are unacknowledged."""
    stream.enable_acks = False
    taken: list[tuple[EventT[Any], object]] = []
    full = asyncio.Event()
    settling: asyncio.Task[None] | None = None

    async def settle_all() -> None:
        while taken:
            with suppress(TimeoutError):
                await asyncio.wait_for(full.wait(), limits.seconds)
            full.clear()
            done, taken[:] = list(taken), []
            cut_at = monotonic()
            try:
                await (await agent.cut()).settle()
            except asyncio.CancelledError:
                raise
            except BaseException:
                _crash_without_acknowledging(len(done) + len(taken))
            for event, held in done:
                if agent.still_holds(event, held):
                    await stream.ack(event)
            metrics.settled(len(done), monotonic() - cut_at)

    try:
        unbroken = UnbrokenReading(stream)
        async for event in stream.events():
            unbroken.follow(event)
            taken.append((event, await agent.take(event)))
            metrics.took(event.message.topic)
            if len(taken) >= limits.messages:
                full.set()
            if settling is None or settling.done():
                settling = asyncio.create_task(settle_all())
            elif len(taken) >= 2 * limits.messages:
                await settling
    except asyncio.CancelledError:
        raise
    except BaseException:
        _crash_without_acknowledging(len(taken))


def _crash_without_acknowledging(count: int) -> None:
    crash("%d events or more are not acknowledged, to be read again", count)
