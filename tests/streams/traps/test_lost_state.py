"""A changelog that was emptied or cut off: refused with words, or built again from the input."""

import asyncio
import time
from types import SimpleNamespace
from typing import Any

import pytest
from faust.types import TP

from processors.outputs import COUNT_KEY, restored_count
from schemas import topics
from streams.lost_state import StateKeeper, loss_of
from streams.state_mark import MARK_KEY, StateMark
from streams.state_store import HeldPartition
from tests.streams.traps.changelogs import CHANGELOG
from tests.streams.traps.conftest import Ended

PLACE, OTHER = TP(topics.FACTS, 0), TP(topics.FACTS, 1)


@pytest.mark.parametrize(
    ("committed", "mark", "entries", "changelog_start", "read_from"),
    [
        # Nothing committed: nothing can be missing.
        (0, None, 0, 0, None),
        (0, None, 0, 40, None),
        # All there, or ahead after a crash before the commit.
        (100, StateMark(100), 60, 0, None),
        (100, StateMark(130), 60, 0, None),
        # State of a release before marks.
        (100, None, 60, 0, None),
        # Emptied, or another topic of that name.
        (100, None, 0, 0, 0),
        (100, None, 0, 40, 0),
        # Its beginning deleted, which compaction never does.
        (100, StateMark(100), 60, 40, 0),
        (100, None, 60, 40, 0),
        # Its end lost with the broker that had it.
        (100, StateMark(70), 60, 0, 70),
        # Built again since it was deleted up to 40; then deleted up to 90.
        (100, StateMark(100, start=40), 60, 40, None),
        (100, StateMark(100, start=40), 60, 90, 0),
        (100, StateMark(70, start=40), 60, 40, 70),
    ],
)
def test_what_is_missing_is_told_from_the_mark_and_the_commit(
    committed: int, mark: StateMark | None, entries: int, changelog_start: int,
    read_from: int | None,
) -> None:  # fmt: skip
    loss = loss_of(committed, mark, entries=entries, changelog_start=changelog_start)
    assert (loss.read_from if loss else None) == read_from


class Consumer:
    """A group that has read up to 100 of its one partition."""

    def __init__(self, *, input_start: int = 0) -> None:
        self._input_start = input_start
        self.steps: list[tuple[Any, ...]] = []
        self.app = SimpleNamespace(producer=self)

    async def earliest_offsets(self, *places: TP) -> dict[TP, int]:
        return dict.fromkeys(places, self._input_start)

    async def send_and_wait(self, topic: str, key: bytes, value: bytes, *_: Any) -> None:
        assert topic == CHANGELOG
        self.steps.append((key, value))

    async def go_to(self, place: TP, offset: int) -> None:
        self.steps.append((place, offset))


def check(
    consumer: Consumer, held: HeldPartition, *, changelog_start: int = 0, read_again: bool
) -> None:
    keeper = StateKeeper(topics.FACTS, CHANGELOG, read_again=read_again)
    asyncio.run(keeper.check(consumer, held, {PLACE: 100, OTHER: None}, changelog_start))


def test_an_emptied_changelog_is_refused_with_what_to_do(
    exit_codes: list[int], caplog: pytest.LogCaptureFixture
) -> None:
    consumer = Consumer()
    with pytest.raises(Ended):
        check(consumer, HeldPartition(0), changelog_start=400, read_again=False)
    assert exit_codes == [70]
    assert consumer.steps == []
    for words in ("up to offset 100", "begins at 400", "RIGHTSTREAM_LOST_STATE=reread"):
        assert words in caplog.text


def test_state_is_built_again_under_versions_above_all_there_were() -> None:
    """The count and the mark are durable before the group goes back: a crash in between finds the
    loss again. Both are durable at once for the next holder, whoever that is."""
    consumer, held = Consumer(), HeldPartition(0)
    before = time.time_ns() // 1_000
    check(consumer, held, changelog_start=400, read_again=True)
    (count_key, count), (mark_key, mark), went = consumer.steps
    assert (count_key, mark_key) == (COUNT_KEY, MARK_KEY)
    assert StateMark.of(mark) == StateMark(0, start=400, told_until=100) == held.mark
    assert went == (PLACE, 0)
    assert restored_count(held.entries) >= before
    assert count == held.entries[COUNT_KEY]


def test_only_the_lost_end_is_read_again() -> None:
    consumer = Consumer()
    entries = {COUNT_KEY: (2**60).to_bytes(8, "big"), b"fact": b"f"}
    held = HeldPartition(0, entries, mark=StateMark(70))
    check(consumer, held, read_again=True)
    assert consumer.steps[-1] == (PLACE, 70)
    assert restored_count(held.entries) == 2**60, "a count never goes back"
    assert held.mark == StateMark(70, told_until=100)


def test_whole_state_is_left_alone() -> None:
    consumer = Consumer()
    check(consumer, HeldPartition(0, {b"fact": b"f"}, mark=StateMark(100)), read_again=False)
    assert consumer.steps == []


def test_state_of_a_partition_without_a_commit_is_left_alone() -> None:
    consumer = Consumer()
    check(consumer, HeldPartition(1), changelog_start=400, read_again=False)
    assert consumer.steps == []


def test_what_cannot_be_read_again_is_refused_whatever_the_setting(
    exit_codes: list[int], caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(Ended):
        check(Consumer(input_start=5), HeldPartition(0), read_again=True)
    assert exit_codes == [70]
    assert "begins at offset 5" in caplog.text
