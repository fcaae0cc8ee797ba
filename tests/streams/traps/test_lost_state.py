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
from tests.streams.traps.conftest import Ended
from tests.streams.traps.tables import CHANGELOG, Table, apply, entry, restored

PLACE = TP(topics.FACTS, 0)


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

    def __init__(self, *, input_start: int = 0, changelog_start: int = 0) -> None:
        self._committed_offset = {PLACE: 100}
        self._starts = {PLACE: input_start, TP(CHANGELOG, 0): changelog_start}
        self.steps: list[tuple[Any, ...]] = []
        self.app = SimpleNamespace(producer=self)

    def assignment(self) -> set[TP]:
        return set(self._starts)

    async def earliest_offsets(self, *places: TP) -> dict[TP, int]:
        return {place: self._starts[place] for place in places}

    async def send_and_wait(self, topic: str, key: bytes, value: bytes, *_: Any) -> None:
        self.steps.append((topic, key, value))

    async def go_to(self, place: TP, offset: int) -> None:
        self.steps.append((place, offset))


def check(consumer: Consumer, table: Table, *, read_again: bool) -> None:
    async def restore_and_check() -> None:
        await table.store.on_recovery_completed({Table.place(0)}, set())
        keeper = StateKeeper(table, topics.FACTS, read_again=read_again)  # type: ignore[arg-type]
        await keeper.check(consumer)
        await keeper.check(consumer)  # after another rebalance

    asyncio.run(restore_and_check())


def test_an_emptied_changelog_is_refused_with_what_to_do(
    exit_codes: list[int], caplog: pytest.LogCaptureFixture
) -> None:
    consumer = Consumer(changelog_start=400)
    with pytest.raises(Ended):
        check(consumer, Table(app=consumer.app), read_again=False)
    assert exit_codes == [70]
    assert consumer.steps == []
    for words in ("up to offset 100", "begins at 400", "RIGHTSTREAM_LOST_STATE=reread"):
        assert words in caplog.text


def test_state_is_built_again_under_versions_above_all_there_were() -> None:
    """The count and the mark are durable before the group goes back: a crash in between finds the
    loss again. Both are durable at once for the next holder, whoever that is."""
    consumer = Consumer(changelog_start=400)
    table = Table(app=consumer.app)
    before = time.time_ns() // 1_000
    check(consumer, table, read_again=True)
    (_, count_key, count), (_, mark_key, mark), went = consumer.steps
    assert (count_key, mark_key) == (COUNT_KEY, MARK_KEY)
    assert StateMark.of(mark) == StateMark(0, start=400, told_until=100)
    assert went == (PLACE, 0)
    assert restored_count(table.store.partition(0)) >= before
    assert count == table.store.partition(0)[COUNT_KEY]


def test_only_the_lost_end_is_read_again() -> None:
    consumer = Consumer()
    table = Table(app=consumer.app)
    apply(
        table.store,
        entry(0, COUNT_KEY, (2**60).to_bytes(8, "big")),
        entry(1, b"fact", b"f"),
        entry(2, MARK_KEY, StateMark(70).to_bytes()),
    )
    check(consumer, table, read_again=True)
    assert consumer.steps[-1] == (PLACE, 70)
    assert restored_count(table.store.partition(0)) == 2**60, "a count never goes back"
    assert table.store.mark(0) == StateMark(70, told_until=100)


def test_whole_state_is_left_alone() -> None:
    consumer = Consumer()
    table = Table(app=consumer.app)
    apply(table.store, entry(0, b"fact", b"f"), entry(1, MARK_KEY, StateMark(100).to_bytes()))
    check(consumer, table, read_again=False)
    assert consumer.steps == []


def test_what_cannot_be_read_again_is_refused_whatever_the_setting(
    exit_codes: list[int], caplog: pytest.LogCaptureFixture
) -> None:
    consumer = Consumer(input_start=5)
    with pytest.raises(Ended):
        check(consumer, Table(app=consumer.app), read_again=True)
    assert exit_codes == [70]
    assert "begins at offset 5" in caplog.text


def test_nothing_is_judged_before_it_is_restored(exit_codes: list[int]) -> None:
    """Faust seeks in the middle of a rebalance, too, when no state is there yet."""
    consumer = Consumer(changelog_start=400)
    keeper = StateKeeper(Table(restored()), topics.FACTS, read_again=False)  # type: ignore[arg-type]
    asyncio.run(keeper.check(consumer))
    assert exit_codes == []
