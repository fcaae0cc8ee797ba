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
import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from time import monotonic
from typing import Any, NoReturn, Protocol

from faust.types import EventT, StreamT

from .ending import end_now
from .memory_bounds import BATCH_BYTES, event_bytes
from .metrics import WorkerMetrics
from .refusal_limit import LIMIT_EXIT_CODE, RefusalLimitReached
from .unbroken import UnbrokenReading

log = logging.getLogger(__name__)

_COMMIT_SECONDS = 10.0


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
    """A batch is cut when it has `messages` events or `size_bytes` of them, or `seconds` after its
    first one."""

    messages: int
    seconds: float
    size_bytes: int = BATCH_BYTES

    def reached(self, messages: int, size_bytes: int) -> bool:
        return messages >= self.messages or size_bytes >= self.size_bytes


async def drive(
    stream: StreamT[Any],
    agent: Intaking,
    limits: BatchLimits,
    metrics: WorkerMetrics,
    end: Callable[[str], NoReturn] = end_now,
) -> None:
    """Runs until the stream ends. Unacknowledged are at most the events of two batches.

    `end` is called when anything unexpected happens: another one only where the process is
    a simulated one.
    """
    stream.enable_acks = False
    taken: list[tuple[EventT[Any], object]] = []
    taken_bytes = 0
    full = asyncio.Event()
    settling: asyncio.Task[None] | None = None

    async def settle_all() -> None:
        nonlocal taken_bytes
        while taken:
            with suppress(TimeoutError):
                await asyncio.wait_for(full.wait(), limits.seconds)
            full.clear()
            done, taken[:] = list(taken), []
            taken_bytes = 0
            cut_at = monotonic()
            try:
                await (await agent.cut()).settle()
            except asyncio.CancelledError:
                raise
            except RefusalLimitReached:
                return  # the reading side, where it was raised first, ends the process
            except BaseException:
                _crash_without_acknowledging(len(done) + len(taken), end)
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
            taken_bytes += event_bytes(event)
            if limits.reached(len(taken), taken_bytes):
                full.set()
            if settling is None or settling.done():
                settling = asyncio.create_task(settle_all())
            elif limits.reached(len(taken) // 2, taken_bytes // 2):
                await settling
    except asyncio.CancelledError:
        # Told to stop: the producer goes next, and what is under way would end as a crash.
        if settling is not None:
            settling.cancel()
        raise
    except RefusalLimitReached as reached:
        if settling is not None:
            await settling
        await _end_at_the_limit(stream, reached)
    except BaseException:
        _crash_without_acknowledging(len(taken), end)


def _crash_without_acknowledging(count: int, end: Callable[[str], NoReturn]) -> NoReturn:
    end(f"ending without acknowledging {count} events or more, to be read again")


async def _end_at_the_limit(stream: StreamT[Any], reached: RefusalLimitReached) -> None:
    """What was answered before is committed, or its events would be answered again, and perhaps
    otherwise, by the release that follows."""
    try:
        await asyncio.wait_for(stream.app.consumer.commit(), _COMMIT_SECONDS)
    except Exception:
        log.exception("what was acknowledged before could not be committed; it is read again")
    end_now(f"ending without answering or acknowledging the batch. {reached}", code=LIMIT_EXIT_CODE)
