"""State is restored whole or not at all: Faust's recovery hangs, skips and mixes up."""

import asyncio
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from faust.tables.recovery import Recovery
from faust.types import TP

from processors.outputs import COUNT_KEY
from schemas.settings import Settings
from streams.app import make_app
from streams.recovery_watch import RecoveryWatch
from streams.state_mark import MARK_KEY, StateMark
from streams.state_table import state_table
from tests.streams.traps.conftest import Ended
from tests.streams.traps.tables import CHANGELOG, Table, apply, entry, restored


def count(number: int) -> bytes:
    return number.to_bytes(8, "big")


def test_a_late_count_of_the_last_holder_does_not_take_the_count_back() -> None:
    store = restored()
    apply(store, entry(0, COUNT_KEY, count(900)), entry(1, COUNT_KEY, count(300)))
    assert store.partition(0) == {COUNT_KEY: count(900)}


def test_a_count_only_grows() -> None:
    store = restored()
    apply(store, entry(0, COUNT_KEY, count(255)), entry(1, COUNT_KEY, count(256)))
    assert store.partition(0) == {COUNT_KEY: count(256)}


def test_the_mark_is_not_taken_for_a_fact() -> None:
    store = restored()
    apply(store, entry(0, b"fact", b"f"), entry(1, MARK_KEY, StateMark(12).to_bytes()))
    assert store.partition(0) == {b"fact": b"f"}
    assert store.mark(0) == StateMark(12)


def test_state_of_a_revoked_partition_is_dropped() -> None:
    async def case() -> None:
        store = restored()
        apply(store, entry(5, b"fact", b"f"), entry(6, MARK_KEY, StateMark(3).to_bytes()))
        await store.on_recovery_completed({Table.place(0)}, set())
        held = store.partition(0)
        assert store.is_live(0, held)
        assert store.persisted_offset(Table.place(0)) == 6
        await store.on_rebalance(set(), {Table.place(0)}, set())
        assert not store.is_live(0, held)
        assert store.mark(0) is None
        assert store.partition(0) == {}
        assert store.persisted_offset(Table.place(0)) == -1

    asyncio.run(case())


def test_a_recovery_broken_off_by_a_rebalance_restores_nothing(tmp_path: Path) -> None:
    """Faust swallows its own RebalanceAgain there, and says that recovery is complete. The state
    would be taken for the whole, or, with a commit beyond it, for lost."""

    async def case() -> list[bool]:
        app: Any = make_app("rights", Settings(data=tmp_path), "0")
        table = state_table(app, "state", 4)
        broken_off, whole = (TP(table.changelog_topic_name, number) for number in (2, 3))
        recovery = app.tables.recovery
        recovery.active_highwaters.update({broken_off: 13_500, whole: 13_022})
        recovery.active_offsets.update({broken_off: 10_808, whole: 13_022})
        await table.on_recovery_completed({broken_off, whole}, set())
        held = [table.store.holds(number) for number in (2, 3)]
        recovery.active_offsets[broken_off] = 13_500
        await table.on_recovery_completed({broken_off, whole}, set())
        return [*held, table.store.holds(2)]

    assert asyncio.run(case()) == [False, True, True]


def test_a_straggler_of_a_revoked_partition_does_not_shorten_its_next_recovery() -> None:
    """Faust's recovery notes the offset of whatever it is given, and would start there when the
    partition comes back: all before it would be missing. Its own class is asked here."""
    place, store = Table.place(0), restored()
    recovery = object.__new__(Recovery)
    recovery.tp_to_table = {}
    table: Any = SimpleNamespace(persisted_offset=store.persisted_offset)
    apply(store, entry(70, b"fact", b"late"))
    offsets: Any = {place: 70}
    recovery._add(table, place, offsets)
    assert offsets == {place: -1}


def test_an_entry_that_is_no_state_ends_the_process(exit_codes: list[int]) -> None:
    """Raised, Faust logs 'Error in recovery' and never becomes ready."""
    for strange in (entry(0, None, b"value"), entry(0, MARK_KEY, b"short")):
        with pytest.raises(Ended):
            apply(restored(), strange)
    assert exit_codes == [70, 70]


class Recovering:
    """An app whose recovery has come so far."""

    def __init__(self, at: int | None, end: int) -> None:
        place = TP(CHANGELOG, 0)
        self.in_recovery = True
        self.tables = SimpleNamespace(
            recovery=SimpleNamespace(active_offsets={place: at}, active_highwaters={place: end})
        )

    def comes_to(self, at: int) -> None:
        self.tables.recovery.active_offsets[TP(CHANGELOG, 0)] = at


def test_a_recovery_that_stands_still_ends_the_process(
    exit_codes: list[int], caplog: pytest.LogCaptureFixture
) -> None:
    """Issues 176 and 597: it waits for a message that never comes."""
    app = Recovering(None, 100)
    watch = RecoveryWatch(app, 120)
    watch.look(1_000)
    app.comes_to(40)
    watch.look(1_119)
    watch.look(1_239)
    assert exit_codes == []
    with pytest.raises(Ended):
        watch.look(1_240)
    assert exit_codes == [70]
    assert "60" in caplog.text
    assert "stood still" in caplog.text


def test_a_recovery_that_comes_on_or_is_over_is_left_alone(exit_codes: list[int]) -> None:
    app = Recovering(0, 100)
    watch = RecoveryWatch(app, 120)
    for minute in range(10):
        app.comes_to(minute)
        watch.look(60.0 * minute)
    app.in_recovery = False
    watch.look(10_000)
    app.in_recovery = True
    watch.look(10_001)
    assert exit_codes == []
