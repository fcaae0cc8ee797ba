"""What is kept of the state when partitions are dealt out again, and when a worker ends."""

import asyncio
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NoReturn

import pytest
from faust.types import TP

from processors.outputs import COUNT_KEY, count_bytes
from streams import ending
from streams.state_table import PartitionedStore
from streams.torture.last_words import last_words

CHANGELOG = "rightstream-rights-state-changelog"


class Ended(Exception):
    """The process would have ended here."""


@pytest.fixture
def store() -> PartitionedStore:
    def ended(why: str) -> NoReturn:
        raise Ended(why)

    store = object.__new__(PartitionedStore)
    store.table = SimpleNamespace(  # type: ignore[assignment]
        changelog_topic=SimpleNamespace(get_topic_name=lambda: CHANGELOG)
    )
    store.__post_init__()
    store.end = ended
    return store


def changelog(*partitions: int) -> set[TP]:
    return {TP(CHANGELOG, number) for number in partitions}


def event(partition: int, offset: int, key: bytes | None, value: bytes | None) -> Any:
    tp = TP(CHANGELOG, partition)
    message = SimpleNamespace(tp=tp, partition=partition, offset=offset, key=key, value=value)
    return SimpleNamespace(message=message)


def read(store: PartitionedStore, *events: Any) -> None:
    store.apply_changelog_batch(events, lambda key: key, lambda value: value)


def recovered(store: PartitionedStore, *partitions: int) -> None:
    asyncio.run(store.on_recovery_completed(changelog(*partitions), set()))


def dealt(store: PartitionedStore, generation: int, before: set[TP], now: set[TP]) -> None:
    """As Faust tells it: revoked is what we had and have no more."""
    asyncio.run(store.on_rebalance(now, before - now, now - before, generation))


def test_a_partition_kept_in_the_next_generation_is_not_read_again(
    store: PartitionedStore,
) -> None:
    dealt(store, 1, set(), changelog(0, 1))
    read(store, event(0, 4, b"fact", b"a"), event(1, 9, b"fact", b"b"))
    recovered(store, 0, 1)
    live = store.partition(0)
    dealt(store, 2, changelog(0, 1), changelog(0))
    assert store.is_live(0, live)
    assert store.persisted_offset(TP(CHANGELOG, 0)) == 4
    assert store.persisted_offset(TP(CHANGELOG, 1)) == -1
    assert store.partition(1) == {}


def test_a_worker_that_missed_a_generation_ends_when_it_is_given_a_partition_back(
    store: PartitionedStore,
) -> None:
    """Stopped for longer than its session in generation 3, it is back in 5: in 4 another worker
    wrote state of partition 0, and its own late write was after that."""
    dealt(store, 3, set(), changelog(0, 2))
    read(store, event(0, 208, b"fact", b"a"))
    store.partition(0)[b"late"] = b"c"
    store.set_persisted_offset(TP(CHANGELOG, 0), 673)
    with pytest.raises(Ended, match="generations 3 and 5"):
        dealt(store, 5, changelog(0, 2), changelog(0, 1))


def test_a_worker_that_missed_a_generation_and_kept_nothing_goes_on(
    store: PartitionedStore,
) -> None:
    dealt(store, 3, set(), changelog(0))
    read(store, event(0, 8, b"fact", b"a"))
    dealt(store, 5, changelog(0), changelog(1))
    assert store.partition(0) == {}
    dealt(store, 6, changelog(1), changelog(0, 1))
    assert store.persisted_offset(TP(CHANGELOG, 0)) == -1


def test_what_comes_back_of_our_own_writes_does_not_undo_later_ones(
    store: PartitionedStore,
) -> None:
    dealt(store, 1, set(), changelog(0))
    recovered(store, 0)
    live = store.partition(0)
    live.update({b"claims": b"version 2", COUNT_KEY: count_bytes(7)})
    dealt(store, 2, changelog(0), changelog(0))
    read(store, event(0, 0, b"claims", b"version 1"), event(0, 1, COUNT_KEY, count_bytes(6)))
    assert live == {b"claims": b"version 2", COUNT_KEY: count_bytes(7)}
    assert store.persisted_offset(TP(CHANGELOG, 0)) == 1


def test_a_fact_that_another_worker_kept_ends_whoever_folded_without_it(
    store: PartitionedStore,
) -> None:
    """In memory it would count as known, though nothing was ever made of it."""
    dealt(store, 1, set(), changelog(0))
    store.partition(0)[b"mine"] = b"a"
    dealt(store, 2, changelog(0), changelog(0))
    with pytest.raises(Ended, match="another worker"):
        read(store, event(0, 5, b"theirs", b"b"))


def test_state_without_a_key_ends_the_worker(store: PartitionedStore) -> None:
    """Faust would log an exception, and go on without the rest of the batch."""
    dealt(store, 1, set(), changelog(0))
    with pytest.raises(Ended, match="without a key"):
        read(store, event(0, 0, None, b"a"))


def test_an_end_says_why_and_has_its_code(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    codes: list[int] = []
    monkeypatch.setattr(ending.os, "_exit", codes.append)
    monkeypatch.setattr(ending.logging, "shutdown", lambda: None)
    ending.end_now("left out between generations 3 and 5")
    assert codes == [ending.CRASH_EXIT_CODE] == [70]
    assert "ending with code 70: left out between generations 3 and 5" in caplog.text


def test_an_end_names_the_exception_in_the_same_line(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """So that whoever counts reasons needs to look at one line each."""
    monkeypatch.setattr(ending.os, "_exit", lambda _: None)
    monkeypatch.setattr(ending.logging, "shutdown", lambda: None)
    for offset in (7, 12):
        try:
            raise LookupError(f"nothing at {offset}")
        except LookupError:
            ending.end_now(f"{offset} events or more")
    (tmp_path / "rights-0.log").write_text(caplog.text)
    assert last_words(tmp_path) == {"# events or more: LookupError: nothing at #": 2}
