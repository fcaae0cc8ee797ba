"""Partitions that were dealt to a worker, until it may fold them."""

import asyncio
from collections.abc import Callable
from typing import Any, NoReturn

import pytest
from aiokafka.errors import KafkaConnectionError, TopicAuthorizationFailedError
from faust.types import TP

from schemas import topics
from streams import takeover
from streams.state_mark import MARK_KEY, StateMark
from streams.state_store import HeldPartition, StateStore
from streams.takeover import Takeover
from tests.streams.traps.changelogs import CHANGELOG, MemoryChangelog, Written


class Ended(BaseException):
    """In place of the end of the process."""


def ends(why: str) -> NoReturn:
    raise Ended(why)


class Keeper:
    """Notes what it is asked to check, and whether it was whole then."""

    def __init__(self) -> None:
        self.asked: list[tuple[int, bool, int]] = []

    async def check(self, _consumer: Any, one: Any, offsets: Any, start: int) -> None:
        assert offsets == COMMITTED
        self.asked.append((one.number, one.is_whole, start))


COMMITTED = {TP(topics.FACTS, 0): 3}


class Consumer:
    """A group with commits, which calls `meanwhile` when it has told them."""

    meanwhile: Callable[[], None] = staticmethod(lambda: None)

    async def seek_to_committed(self) -> dict[TP, int]:
        self.meanwhile()
        return COMMITTED


class Worker:
    """A takeover of a changelog, and what is asked of it."""

    def __init__(self, changelog: MemoryChangelog) -> None:
        self.store, self.keeper = StateStore(), Keeper()
        self.consumer = Consumer()
        keeper: Any = self.keeper
        self.takeover = Takeover(self.store, changelog, keeper, topics.FACTS, ends)

    def dealt(self, *numbers: int) -> list[HeldPartition]:
        self.takeover.dealt({TP(topics.FACTS, number) for number in numbers} | {TP("another", 9)})
        return self.store.held()

    def complete(self) -> None:
        asyncio.run(self.takeover.complete(self.consumer))


def facts(count: int, first: int = 0) -> list[Written]:
    return [Written(at, b"fact %d" % at, b"%d" % at) for at in range(first, first + count)]


def keys(count: int) -> set[bytes]:
    return {b"fact %d" % at for at in range(count)}


def test_all_of_each_changelog_is_read_before_anything_is_folded() -> None:
    worker = Worker(MemoryChangelog({0: facts(7), 1: [], 2: facts(4)}))
    held = worker.dealt(0, 1, 2)
    assert all(worker.store.whole(number) is None for number in range(3))
    worker.complete()
    assert [set(one.entries) for one in held] == [keys(7), set(), keys(4)]
    assert [one.read_to for one in held] == [7, 0, 4]
    assert [worker.store.whole(number) for number in range(3)] == held
    assert worker.keeper.asked == [(0, False, 0), (1, False, 0), (2, False, 0)]


def test_a_partition_that_stays_is_read_on_and_not_checked_again() -> None:
    changelog = MemoryChangelog({0: facts(5), 1: facts(2)})
    worker = Worker(changelog)
    worker.dealt(0)
    worker.complete()
    changelog.partitions[0] = facts(6)
    worker.dealt(0, 1)
    worker.complete()
    assert changelog.begun == [{0: 0}, {0: 5, 1: 0}]
    assert [number for number, _, _ in worker.keeper.asked] == [0, 1]


def broken_off(changelog: MemoryChangelog, worker: Worker, after: int, now: set[int]) -> None:
    """The next generation comes in the middle of a takeover: others are dealt, and the former
    takeover is cancelled, as Faust does it."""

    async def case() -> None:
        stretches = 0

        def between() -> None:
            nonlocal stretches
            stretches += 1
            if stretches == after:
                worker.dealt(*now)
                former.cancel()

        changelog.between = between
        former = asyncio.create_task(worker.takeover.complete(worker.consumer))
        with pytest.raises(asyncio.CancelledError):
            await former
        changelog.between = lambda: None

    asyncio.run(case())


def test_a_takeover_broken_off_makes_nothing_whole_and_is_gone_on_with() -> None:
    """Faust says of a recovery that was broken off that it is complete."""
    changelog = MemoryChangelog({0: facts(9)})
    worker = Worker(changelog)
    (held,) = worker.dealt(0)
    broken_off(changelog, worker, after=3, now={0})
    assert worker.store.whole(0) is None
    assert worker.takeover.left() is None
    so_far = held.read_to
    worker.complete()
    assert changelog.begun == [{0: 0}, {0: so_far}]
    assert 0 < so_far < 9
    assert set(held.entries) == keys(9)


def test_a_partition_that_went_away_in_the_middle_is_read_from_the_beginning_again() -> None:
    """A changelog of which the end is known and the beginning is not: 736 lines were told as
    unmatched, whose works were registered in what was missing."""
    changelog = MemoryChangelog({0: facts(9), 1: facts(9)})
    worker = Worker(changelog)
    worker.dealt(0, 1)
    broken_off(changelog, worker, after=3, now={0})
    _, back = worker.dealt(0, 1)
    worker.complete()
    assert changelog.begun[-1][1] == 0
    assert set(back.entries) == keys(9)


def test_what_is_still_read_for_a_generation_before_changes_nobody_s_state() -> None:
    """Two generations follow each other: the first reading goes on after the second deal."""
    changelog = MemoryChangelog({0: facts(6)}, most=1)
    worker = Worker(changelog)
    worker.dealt(0)

    async def case() -> HeldPartition:
        former = asyncio.create_task(worker.takeover.complete(worker.consumer))
        await asyncio.sleep(0)
        worker.dealt()
        (back,) = worker.dealt(0)
        await former
        return back

    back = asyncio.run(case())
    assert (back.entries, back.read_to, back.is_whole) == ({}, 0, False)
    worker.complete()
    assert set(back.entries) == keys(6)


def test_commits_are_looked_up_before_the_ends() -> None:
    """After it stood still a worker may find commits of the next holder, whose state it has not
    read: it would say that state is lost, and may go back in the input."""
    changelog = MemoryChangelog({0: facts(3)})
    worker = Worker(changelog)
    (held,) = worker.dealt(0)
    worker.consumer.meanwhile = lambda: changelog.partitions.update({0: facts(8)})
    worker.complete()
    assert set(held.entries) == keys(8)


def test_a_compacted_changelog_is_read_to_its_end() -> None:
    left = [Written(3, b"a", b"1"), Written(40, b"b", b"1"), Written(41, b"a", b"2")]
    worker = Worker(MemoryChangelog({0: left}))
    (held,) = worker.dealt(0)
    worker.complete()
    assert held.entries == {b"a": b"2", b"b": b"1"}
    assert held.read_to == 42


def test_a_changelog_whose_beginning_is_deleted_is_read_from_where_it_begins() -> None:
    """Whether that is a loss is the keeper's to say."""
    worker = Worker(MemoryChangelog({0: facts(3, first=50)}, starts={0: 50}))
    (held,) = worker.dealt(0)
    worker.complete()
    assert held.read_to == 53
    assert worker.keeper.asked == [(0, False, 50)]


def test_an_emptied_changelog_is_none_to_wait_for() -> None:
    worker = Worker(MemoryChangelog({0: []}, starts={0: 50}, ends={0: 50}))
    worker.dealt(0)
    worker.complete()
    assert worker.keeper.asked == [(0, False, 50)]


def test_a_changelog_shorter_than_what_we_know_ends_the_worker() -> None:
    changelog = MemoryChangelog({0: facts(5)})
    worker = Worker(changelog)
    worker.dealt(0)
    worker.complete()
    changelog.partitions[0] = facts(3)
    with pytest.raises(Ended, match=r"ends at 3 in partition 0.*up to 5"):
        worker.complete()


@pytest.mark.parametrize(
    ("strange", "why"),
    [
        (Written(2, None, b"value"), "without a key"),
        (Written(2, MARK_KEY, b"short"), "24 bytes"),
    ],
)
def test_an_entry_that_is_no_state_ends_the_worker(strange: Written, why: str) -> None:
    """Raised in Faust's recovery it is logged, and the worker never becomes ready."""
    worker = Worker(MemoryChangelog({3: [*facts(2), strange]}))
    worker.dealt(3)
    with pytest.raises(Ended, match=f"{CHANGELOG}, partition 3, offset 2, is no state.*{why}"):
        worker.complete()


def test_a_fact_of_another_holder_ends_the_worker_at_the_next_deal() -> None:
    changelog = MemoryChangelog({0: facts(2)})
    worker = Worker(changelog)
    (held,) = worker.dealt(0)
    worker.complete()
    held.in_use = True
    changelog.partitions[0] = facts(3)
    with pytest.raises(Ended, match="written by another worker"):
        worker.complete()


def test_a_broker_that_is_away_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(takeover, "_PAUSE_SECONDS", 0.0)
    changelog = MemoryChangelog({0: facts(3)}, faults=[KafkaConnectionError("away")] * 3)
    worker = Worker(changelog)
    (held,) = worker.dealt(0)
    worker.complete()
    assert set(held.entries) == keys(3)
    changelog.faults = [TopicAuthorizationFailedError()]
    with pytest.raises(TopicAuthorizationFailedError):
        worker.complete()


def test_how_much_is_left_is_told_while_something_is() -> None:
    changelog = MemoryChangelog({0: facts(5), 1: facts(1)})
    worker = Worker(changelog)
    told: list[Any] = []
    changelog.between = lambda: told.append(dict(worker.takeover.left() or {}))
    assert worker.takeover.left() is None
    worker.dealt(0, 1)
    worker.complete()
    assert told == [{0: 5, 1: 1}, {0: 3}, {0: 1}]
    assert worker.takeover.left() is None


def test_nothing_dealt_is_nothing_to_do() -> None:
    changelog = MemoryChangelog({}, faults=[TopicAuthorizationFailedError()])
    worker = Worker(changelog)
    worker.dealt()
    worker.complete()
    assert changelog.faults


def test_the_mark_is_there_when_it_is_checked() -> None:
    marked = Written(1, MARK_KEY, StateMark(12).to_bytes())
    worker = Worker(MemoryChangelog({0: [*facts(1), marked]}))
    (held,) = worker.dealt(0)
    worker.complete()
    assert held.mark == StateMark(12)
