"""Acknowledged is what is durable, in order, and nothing else.

Faust restarts an agent whose body raises, and skips its message; `take()` acknowledges a batch
whose body raised; and a commit may jump over a message in flight (its issue 606).
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from streams.durable_batch import BatchLimits, drive
from streams.ending import CRASH_EXIT_CODE
from streams.metrics import WorkerMetrics
from tests.streams.traps.conftest import Ended
from tests.streams.traps.stream_parts import Agent, Stream, message

LIMITS = BatchLimits(2, 0.001)
_BOUND_SECONDS = 5.0


async def driven(
    stream: Any,
    agent: Agent,
    meanwhile: Callable[[], Awaitable[None]],
    limits: BatchLimits = LIMITS,
) -> None:
    """Runs `meanwhile` beside the stream, then ends it."""
    running = asyncio.create_task(drive(stream, agent, limits, WorkerMetrics("rights")))
    await meanwhile()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def driven_to_its_end(stream: Any, agent: Agent, limits: BatchLimits) -> None:
    driving = drive(stream, agent, limits, WorkerMetrics("rights"))
    await asyncio.wait_for(driving, _BOUND_SECONDS)


async def quiet() -> None:
    await asyncio.sleep(0.05)


def test_nothing_is_acknowledged_before_it_is_durable() -> None:
    async def case() -> None:
        stream, agent = Stream([message(offset) for offset in range(6)]), Agent()

        async def meanwhile() -> None:
            await quiet()
            assert stream.acknowledged == []
            agent.durable.set()
            await quiet()
            assert stream.acknowledged == list(range(6))

        await driven(stream, agent, meanwhile)
        assert stream.enable_acks is False

    asyncio.run(case())


def test_what_is_taken_in_while_the_head_is_in_flight_waits_behind_it() -> None:
    """Issue 606: batches follow one another, so no later offset is acknowledged before the head."""

    async def case() -> None:
        stream, agent = Stream([message(offset) for offset in range(9)]), Agent()

        async def meanwhile() -> None:
            await quiet()
            # One batch is settling; of the next no more is taken in than two may hold.
            assert len(agent.cuts) == 1
            assert len(stream.events_given) <= 2 + 2 * LIMITS.messages
            agent.durable.set()
            await quiet()
            assert stream.acknowledged == sorted(stream.acknowledged) == list(range(9))

        await driven(stream, agent, meanwhile)

    asyncio.run(case())


def test_an_agent_whose_body_raises_ends_the_process_and_acknowledges_nothing(
    exit_codes: list[int],
) -> None:
    stream, agent = Stream([message(offset) for offset in range(5)]), Agent()
    agent.fault_in_take = RuntimeError("a fault of ours")
    with pytest.raises(Ended):
        asyncio.run(driven_to_its_end(stream, agent, BatchLimits(9, 9)))
    assert exit_codes == [CRASH_EXIT_CODE] == [70]
    assert stream.acknowledged == []
    assert len(stream.events_given) == 3, "nothing may be read past the message that failed"


def test_outputs_the_broker_refuses_end_the_process(exit_codes: list[int]) -> None:
    """Whatever the broker says of outputs or state, their events stay unacknowledged."""

    async def case() -> None:
        running = asyncio.create_task(driven_to_its_end(stream, agent, LIMITS))
        await quiet()
        running.cancel()

    stream, agent = Stream([message(offset) for offset in range(3)]), Agent()
    agent.fault_in_settle = ConnectionError("not enough replicas")
    asyncio.run(case())
    assert set(exit_codes) == {CRASH_EXIT_CODE}
    assert stream.acknowledged == []


def test_a_batch_is_cut_by_bytes_too() -> None:
    """Ten messages of a mebibyte are one batch of a worker that may hold four mebibytes twice."""

    async def case() -> None:
        mib = 1 << 20
        stream, agent = Stream([message(offset, bytes(mib)) for offset in range(20)]), Agent()

        async def meanwhile() -> None:
            await quiet()
            settling, following = agent.cuts[0], agent.taken
            assert len(settling) <= 8
            assert len(following) <= 8
            assert len(stream.events_given) <= 17
            agent.durable.set()
            await quiet()
            assert stream.acknowledged == list(range(20))

        await driven(stream, agent, meanwhile, BatchLimits(1_000, 60, size_bytes=4 * mib))

    asyncio.run(case())


def test_events_of_a_partition_that_went_away_are_not_acknowledged() -> None:
    """Their state was dropped with it: the next holder reads them."""

    async def case() -> None:
        stream, agent = Stream([message(offset) for offset in range(4)]), Agent()
        agent.durable.set()
        agent.still_holds = lambda event, _held: event.message.offset != 1  # type: ignore[method-assign]

        async def meanwhile() -> None:
            await quiet()
            assert stream.acknowledged == [0, 2, 3]

        await driven(stream, agent, meanwhile)

    asyncio.run(case())


def test_a_worker_told_to_stop_leaves_its_batch_to_the_next_without_a_word() -> None:
    """Its producer stops next: what went on settling ended with code 70 and a traceback."""

    async def case() -> Stream:
        stream, agent = Stream([message(0)]), Agent()
        await driven(stream, agent, quiet)
        assert agent.cuts == [[0]]
        agent.durable.set()
        await quiet()
        return stream

    assert asyncio.run(case()).acknowledged == []


def test_a_hole_in_what_is_read_ends_the_process(exit_codes: list[int]) -> None:
    stream, agent = Stream([message(offset) for offset in (0, 1, 5)]), Agent()
    with pytest.raises(Ended):
        asyncio.run(driven_to_its_end(stream, agent, BatchLimits(9, 9)))
    assert exit_codes == [70]
    assert agent.taken == [0, 1]
    assert stream.acknowledged == []
