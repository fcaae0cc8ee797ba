"""State is taken over whole or not at all: Faust's recovery hangs, skips and mixes up."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from faust.tables.recovery import RebalanceAgain, Recovery
from faust.types import TP

from schemas import topics
from schemas.codecs import codecs_of
from schemas.settings import Settings
from streams.agents.rights import add_rights
from streams.app import make_app
from streams.metrics import WorkerMetrics
from streams.recovery_watch import RecoveryWatch
from streams.table_recovery import TakeoverRecovery, TakeoverTables
from tests.streams.traps.conftest import Ended


def rights_app(folder: Path) -> Any:
    settings = Settings(data=folder)
    app = make_app("rights", settings, "0")
    add_rights(app, settings, codecs_of(None), WorkerMetrics("rights"))
    return app


def test_a_worker_leaves_no_changelog_to_faust(tmp_path: Path) -> None:
    """What its consumer fetched while the flow is off, or of another generation, it drops, and goes
    on after it: of a changelog the end was reached, and the beginning was missing."""
    app = rights_app(tmp_path)
    assert isinstance(app.tables, TakeoverTables)
    assert not app.tables
    assert not app.tables.changelog_topics
    assert app.takeover is not None


class Takeover:
    """Is complete once it may be."""

    def __init__(self) -> None:
        self.may_end = asyncio.Event()
        self.dealt_so_far: list[set[TP]] = []
        self.completed: list[Any] = []
        self.broken_off = 0

    def dealt(self, assigned: set[TP]) -> None:
        self.dealt_so_far.append(assigned)

    async def complete(self, consumer: Any) -> None:
        try:
            await self.may_end.wait()
        except asyncio.CancelledError:
            self.broken_off += 1
            raise
        self.completed.append(consumer)


@pytest.fixture
def flowing(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Generations for which Faust would seek the input and let it flow."""
    generations: list[int] = []

    async def resume(_self: Any, generation_id: int = 0) -> None:
        generations.append(generation_id)

    monkeypatch.setattr(Recovery, "_resume_streams", resume)
    return generations


def recovery_of(app: Any, takeover: Takeover) -> TakeoverRecovery:
    app.takeover = takeover
    app._consumer = "the consumer"
    recovery = app.tables.recovery
    assert isinstance(recovery, TakeoverRecovery)
    return recovery


def test_no_input_flows_before_the_takeover_is_complete(tmp_path: Path, flowing: list[int]) -> None:
    async def case() -> Takeover:
        takeover = Takeover()
        recovery = recovery_of(rights_app(tmp_path), takeover)
        resuming = asyncio.create_task(recovery._resume_streams(7))
        await asyncio.sleep(0.02)
        assert flowing == []
        takeover.may_end.set()
        await resuming
        return takeover

    assert asyncio.run(case()).completed == ["the consumer"]
    assert flowing == [7]


def test_the_next_generation_breaks_a_takeover_off(tmp_path: Path, flowing: list[int]) -> None:
    async def case() -> int:
        takeover = Takeover()
        recovery = recovery_of(rights_app(tmp_path), takeover)
        resuming = asyncio.create_task(recovery._resume_streams(7))
        await asyncio.sleep(0.02)
        recovery.signal_recovery_start.set()
        with pytest.raises(RebalanceAgain):
            await asyncio.wait_for(resuming, 5)
        return takeover.broken_off

    assert asyncio.run(case()) == 1
    assert flowing == []


def test_the_takeover_hears_what_was_dealt_before_recovery_begins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    places = {TP(topics.FACTS, 2)}
    heard: list[int] = []

    async def case() -> None:
        app, takeover = rights_app(tmp_path), Takeover()
        recovery_of(app, takeover)

        async def begins(*_: Any) -> None:
            heard.append(len(takeover.dealt_so_far))

        monkeypatch.setattr(Recovery, "on_rebalance", begins)
        monkeypatch.setattr(TakeoverTables, "_update_channels", begins)
        await app.tables.on_rebalance(places, set(), places, 3)
        assert takeover.dealt_so_far == [places]

    asyncio.run(case())
    assert set(heard) == {1}


class Left:
    """How much is left to read."""

    def __init__(self, left: int | None) -> None:
        self.left = left

    def __call__(self) -> dict[int, int] | None:
        return None if self.left is None else {0: self.left}


def test_a_recovery_that_stands_still_ends_the_process(
    exit_codes: list[int], caplog: pytest.LogCaptureFixture
) -> None:
    """Issues 176 and 597: it waits for a message that never comes."""
    left = Left(100)
    watch = RecoveryWatch(left, 120)
    watch.look(1_000)
    left.left = 60
    watch.look(1_119)
    watch.look(1_239)
    assert exit_codes == []
    with pytest.raises(Ended):
        watch.look(1_240)
    assert exit_codes == [70]
    assert "60" in caplog.text
    assert "stood still" in caplog.text


def test_a_recovery_that_comes_on_or_is_over_is_left_alone(exit_codes: list[int]) -> None:
    left = Left(100)
    watch = RecoveryWatch(left, 120)
    for minute in range(10):
        left.left = 100 - minute
        watch.look(60.0 * minute)
    left.left = None
    watch.look(10_000)
    left.left = 91
    watch.look(10_001)
    assert exit_codes == []
