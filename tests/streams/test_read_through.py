"""When a generation has read all that was on its inputs: through every stage, into its tables."""

from collections.abc import Callable

import pytest
from kafka.structs import TopicPartition

from streams.lag import Lag, LagMeter, Offsets
from streams.read_through import INTAKE, PIPELINE_GROUPS, WAREHOUSE, Stalled, read_through

MATCHING, RIGHTS = "rightstream-matching", "rightstream-rights"
USAGE = TopicPartition("ipr.usage", 0)


class Meter(LagMeter):
    """A pipeline of one partition a stage. At each look the last stage with work takes one message
    in, and leads to those `follow` names."""

    def __init__(self, follow: Callable[[str, int], list[str]]) -> None:
        self._follow = follow
        self.places = {group: TopicPartition(group, 0) for group in PIPELINE_GROUPS}
        self.written = dict.fromkeys(PIPELINE_GROUPS, 0)
        self.read = dict.fromkeys(PIPELINE_GROUPS, 0)

    def ends(self, group: str) -> Offsets:
        return {self.places[group]: self.written[group]}

    def reached(self, due: dict[str, Offsets]) -> bool:
        return all(self.read[group] >= sum(ends.values()) for group, ends in due.items())

    def measure(self) -> Lag:
        for group in reversed(PIPELINE_GROUPS):
            if self.read[group] < self.written[group]:
                for to in self._follow(group, self.read[group]):
                    self.written[to] += 1
                self.read[group] += 1
                break
        behind = {group: self.written[group] - self.read[group] for group in PIPELINE_GROUPS}
        return Lag(behind, tuple(self.written.values()))


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("streams.read_through._PAUSE_SECONDS", 0)


def test_it_waits_for_what_goes_round_the_cycle() -> None:
    """One registration: rights says what it claims, matching passes a line on, rights prices it,
    and only then is its row there."""
    told = {
        (INTAKE, 0): [RIGHTS],
        (RIGHTS, 0): [MATCHING],
        (MATCHING, 0): [RIGHTS],
        (RIGHTS, 1): [WAREHOUSE],
    }
    meter = Meter(lambda group, number: told.get((group, number), []))
    meter.written[INTAKE] = 1
    read_through(meter, meter.ends(INTAKE))
    assert meter.read == {INTAKE: 1, MATCHING: 1, RIGHTS: 2, WAREHOUSE: 1}


def test_it_does_not_wait_for_what_came_later() -> None:
    """Else it would never end while senders go on."""
    meter = Meter(lambda group, _: [INTAKE, WAREHOUSE] if group == INTAKE else [])
    meter.written[INTAKE] = 3
    read_through(meter, meter.ends(INTAKE))
    assert meter.read[INTAKE] >= 3
    assert meter.written[INTAKE] > meter.read[INTAKE]


def test_a_stage_that_stands_still_is_named() -> None:
    meter = Meter(lambda *_: [])
    meter.written[RIGHTS] = 7
    meter.measure = lambda: Lag({RIGHTS: 7, INTAKE: 0}, ())  # type: ignore[method-assign]
    with pytest.raises(Stalled, match=r"left: \{'rightstream-rights': 7\}"):
        read_through(meter, {}, patience_seconds=0.01)
