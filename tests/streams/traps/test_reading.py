"""Where reading goes on after a rebalance, that no message is passed over, and how much is held."""

import asyncio
from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import Any

import pytest
from faust.transport.drivers import aiokafka
from faust.types import TP

from schemas import topics
from streams import ordered_commits
from streams.memory_bounds import PREFETCH_BYTES, fetch_bytes, queued_bytes
from streams.ordered_commits import OrderedCommitConsumer
from streams.unbroken import BrokenReading, UnbrokenReading
from tests.streams.traps.stream_parts import PLACE, Stream, message

USAGE = TP(topics.USAGE, 0)


def reading(committed: int = 0) -> UnbrokenReading:
    stream: Any = Stream([], committed)
    stream.app.consumer._committed_offset[USAGE] = committed
    return UnbrokenReading(stream)


def test_a_partition_is_followed_from_its_commit_on() -> None:
    unbroken = reading(committed=36)
    for offset in (36, 37, 38):
        unbroken.follow(message(offset))


@pytest.mark.parametrize("offsets", [(37,), (36, 38), (36, 37, 60)])
def test_a_message_passed_over_is_not_stood_for(offsets: tuple[int, ...]) -> None:
    unbroken = reading(committed=36)
    for offset in offsets[:-1]:
        unbroken.follow(message(offset))
    with pytest.raises(BrokenReading):
        unbroken.follow(message(offsets[-1]))


def test_after_a_rebalance_reading_must_start_at_the_commit_again() -> None:
    """What the fetcher still had in hand comes first, and what is before it never."""
    unbroken = reading(committed=36)
    for offset in range(36, 60):
        unbroken.follow(message(offset))
    with pytest.raises(BrokenReading):
        unbroken.follow(message(55, generation=2))


def test_what_is_read_again_after_a_rebalance_is_followed_too() -> None:
    unbroken = reading(committed=36)
    for offset in range(36, 60):
        unbroken.follow(message(offset))
    for offset in range(36, 50):
        unbroken.follow(message(offset, generation=2))
    with pytest.raises(BrokenReading):
        unbroken.follow(message(52, generation=2))


def test_markers_of_a_sender_s_transactions_are_no_hole() -> None:
    unbroken = reading()
    for offset in (0, 2, 18, 30):
        unbroken.follow(message(offset, place=USAGE))
    with pytest.raises(BrokenReading):
        unbroken.follow(message(100, place=USAGE))


class App:
    """A worker after a rebalance."""

    def __init__(self) -> None:
        self.topics: list[Any] = []


def consumer_of(monkeypatch: pytest.MonkeyPatch, flow: list[bool]) -> OrderedCommitConsumer:
    consumer = object.__new__(OrderedCommitConsumer)
    consumer.app = App()
    consumer.flow_active = True
    consumer.can_resume_flow, consumer.suspend_flow = asyncio.Event(), asyncio.Event()
    consumer._read_offset = {}

    async def looks_commits_up(self: Any) -> None:
        flow.append(self.flow_active)

    monkeypatch.setattr(aiokafka.Consumer, "perform_seek", looks_commits_up)
    return consumer


def test_nothing_passes_while_commits_are_looked_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else the later messages of a fetch in hand count as read, and the earlier never come."""

    async def case() -> tuple[list[bool], dict[TP, int]]:
        flow: list[bool] = []
        sought: dict[TP, int] = {}
        consumer: Any = consumer_of(monkeypatch, flow)
        consumer.assignment = lambda: {PLACE}

        async def seek_wait(places: dict[TP, int]) -> None:
            sought.update(places)

        consumer.seek_wait = seek_wait
        await consumer.perform_seek()
        return flow, sought

    flow, sought = asyncio.run(case())
    assert flow == [False]
    assert sought == {PLACE: 0}, "without a commit reading starts at the beginning"


def test_going_back_is_committed_before_it_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    """A rebalance in the middle must find the earlier offset, not jump ahead again."""

    async def case() -> list[tuple[str, dict[TP, int]]]:
        steps: list[tuple[str, dict[TP, int]]] = []
        consumer: Any = consumer_of(monkeypatch, [])
        consumer._committed_offset = {PLACE: 100}

        async def commit(offsets: dict[TP, int]) -> bool:
            steps.append(("commit", offsets))
            return True

        async def seek_wait(offsets: dict[TP, int]) -> None:
            steps.append(("seek", offsets))

        consumer._commit, consumer.seek_wait = commit, seek_wait
        await consumer.go_to(PLACE, 70)
        # Faust acknowledges and commits nothing below what it takes for committed.
        assert consumer._committed_offset == {PLACE: 70}
        return steps

    assert asyncio.run(case()) == [("commit", {PLACE: 70}), ("seek", {PLACE: 70})]


def channel(*sizes: int) -> Any:
    return SimpleNamespace(_queue=SimpleNamespace(_queue=[message(0, bytes(n)) for n in sizes]))


def test_what_waits_is_counted_in_bytes() -> None:
    assert queued_bytes([channel(10, 20), channel(), SimpleNamespace(_queue=None)]) == 32


@pytest.mark.parametrize("places", [1, 8, 17, 200])
def test_what_is_fetched_ahead_is_bounded_for_all_partitions_together(places: int) -> None:
    assert fetch_bytes(places) * places <= PREFETCH_BYTES
    assert 256 * 1024 <= fetch_bytes(places) <= 8 * 1024 * 1024


def test_no_message_is_given_while_too_many_bytes_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    async def given(_self: Any, _timeout: float) -> AsyncIterator[tuple[TP, Any]]:
        yield PLACE, "a message"

    monkeypatch.setattr(aiokafka.Consumer, "getmany", given)
    monkeypatch.setattr(ordered_commits, "QUEUED_BYTES", 1_000)

    async def case() -> None:
        consumer: Any = consumer_of(monkeypatch, [])
        consumer.sleep = asyncio.sleep
        consumer.app.topics = [channel(600, 600)]
        received: list[Any] = []

        async def read() -> None:
            async for one in consumer.getmany(1.0):
                received.append(one)

        task = asyncio.create_task(read())
        await asyncio.sleep(0.1)
        assert received == []
        consumer.app.topics = [channel(600)]
        await asyncio.wait_for(task, 5)
        assert received == [(PLACE, "a message")]

    asyncio.run(case())


def test_a_rebalance_does_not_wait_for_room(monkeypatch: pytest.MonkeyPatch) -> None:
    async def given(_self: Any, _timeout: float) -> AsyncIterator[tuple[TP, Any]]:
        yield PLACE, "as Faust decides"

    monkeypatch.setattr(aiokafka.Consumer, "getmany", given)
    monkeypatch.setattr(ordered_commits, "QUEUED_BYTES", 1_000)

    async def case() -> list[Any]:
        consumer: Any = consumer_of(monkeypatch, [])
        consumer.app.topics = [channel(2_000)]
        consumer.flow_active = False
        return [one async for one in consumer.getmany(1.0)]

    assert len(asyncio.run(asyncio.wait_for(case(), 5))) == 1
