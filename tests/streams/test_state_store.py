"""What is kept of the state when partitions are dealt out again."""

from typing import Any

import pytest

from processors.outputs import COUNT_KEY, count_bytes
from streams.state_mark import MARK_KEY, StateMark
from streams.state_store import HeldPartition, StateStore
from tests.streams.traps.changelogs import Written


def dealt(store: StateStore, *numbers: int) -> list[HeldPartition]:
    store.dealt(numbers)
    return store.held()


def read(held: HeldPartition, *entries: tuple[int, bytes | None, bytes | None]) -> None:
    held.apply([Written(*one) for one in entries], entries[-1][0] + 1)


def test_a_partition_kept_in_the_next_generation_is_not_read_again() -> None:
    store = StateStore()
    first, second = dealt(store, 0, 1)
    read(first, (4, b"fact", b"a"))
    read(second, (9, b"fact", b"b"))
    assert dealt(store, 0) == [first]
    assert first.read_to == 5
    assert store.holds(first)
    assert not store.holds(second)


def test_a_partition_that_comes_back_is_another_one() -> None:
    """What is still done to the former one, a stretch read or an entry written, is done to nobody's
    state: it would make the next reading begin after it."""
    store = StateStore()
    (former,) = dealt(store, 0)
    dealt(store)
    (held,) = dealt(store, 0)
    read(former, (70, b"fact", b"late"))
    former.wrote(90)
    assert (held.entries, held.read_to, held.mark) == ({}, 0, None)
    assert not store.holds(former)


def test_only_what_is_whole_may_be_folded() -> None:
    store = StateStore()
    (held,) = dealt(store, 0)
    assert store.whole(0) is None
    held.is_whole = True
    assert store.whole(0) is held
    dealt(store)
    assert store.whole(0) is None


@pytest.mark.parametrize("nobody", [None, object(), HeldPartition(0)])
def test_what_was_never_dealt_is_not_held(nobody: Any) -> None:
    store = StateStore()
    dealt(store, 0)
    assert not store.holds(nobody)


def test_the_last_value_of_a_key_holds() -> None:
    held = HeldPartition(0)
    read(held, (0, b"a", b"1"), (1, b"b", b"1"), (2, b"a", b"2"), (3, b"b", None))
    assert held.entries == {b"a": b"2"}
    assert held.read_to == 4


def test_a_late_count_of_the_last_holder_does_not_take_the_count_back() -> None:
    held = HeldPartition(0)
    read(held, (0, COUNT_KEY, count_bytes(900)), (1, COUNT_KEY, count_bytes(300)))
    assert held.entries == {COUNT_KEY: count_bytes(900)}


def test_a_count_only_grows() -> None:
    held = HeldPartition(0)
    read(held, (0, COUNT_KEY, count_bytes(255)), (1, COUNT_KEY, count_bytes(256)))
    assert held.entries == {COUNT_KEY: count_bytes(256)}


def test_the_mark_is_not_taken_for_a_fact() -> None:
    held = HeldPartition(0)
    read(held, (0, b"fact", b"f"), (1, MARK_KEY, StateMark(12).to_bytes()))
    assert held.entries == {b"fact": b"f"}
    assert held.mark == StateMark(12)


def test_what_comes_back_of_our_own_writes_does_not_undo_later_ones() -> None:
    known = {b"claims": b"version 2", COUNT_KEY: count_bytes(7)}
    held = HeldPartition(0, dict(known), in_use=True)
    read(held, (0, b"claims", b"version 1"), (1, COUNT_KEY, count_bytes(6)))
    assert held.entries == known
    assert held.read_to == 2


def test_a_fact_that_another_worker_kept_is_refused_by_whoever_folded_without_it() -> None:
    """In memory it would count as known, though nothing was ever made of it."""
    held = HeldPartition(0, {b"mine": b"a"}, in_use=True)
    with pytest.raises(ValueError, match="another worker") as refused:
        read(held, (5, b"theirs", b"b"))
    assert refused.value.__notes__ == ["offset 5"]
    assert held.entries == {b"mine": b"a"}


def test_state_without_a_key_is_refused() -> None:
    with pytest.raises(ValueError, match="without a key"):
        read(HeldPartition(0), (0, None, b"a"))


def test_what_was_written_need_not_be_read() -> None:
    held = HeldPartition(0, read_to=12)
    held.wrote(15)
    held.wrote(13)
    assert held.read_to == 16
