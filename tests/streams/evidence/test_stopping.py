"""Told to stop while it still reads receipts, the process ends and accuses nobody."""

from threading import Event
from types import SimpleNamespace
from typing import Any

from processors.evidence.log import EvidenceLog
from streams.evidence.process import EvidenceKeeper
from tests.processors.evidence.recorded_inputs import BEGIN, PLACES, recorded, replayed, signed


class Consumer(SimpleNamespace):
    """An ipr.receipts of two messages; SIGTERM comes after the first poll."""

    def assignment(self) -> set[str]:
        return {"receipts"}

    def end_offsets(self, places: list[str]) -> dict[str, int]:
        return dict.fromkeys(places, 2)

    def position(self, _place: str) -> int:
        return 0

    def poll(self, **_: int) -> dict[Any, Any]:
        self.keeper.stop()
        return {}

    def close(self, autocommit: bool) -> None:
        assert not autocommit


def test_a_stop_while_it_reads_is_no_broken_log() -> None:
    made = replayed(recorded([(0, BEGIN, True)]), BEGIN + 60_000, 5_000)
    keeper = EvidenceKeeper.__new__(EvidenceKeeper)
    nothing = SimpleNamespace(close=lambda: None)
    keeper.log = EvidenceLog(PLACES, 5_000, signed(made))
    keeper._stopping, keeper._uncommitted, keeper._committed_at = Event(), {}, 0.0
    keeper._consumer = Consumer(keeper=keeper)
    keeper._publisher = keeper._inputs = nothing  # type: ignore[assignment]
    keeper.run()
    assert len(keeper.log.tree) == 0
