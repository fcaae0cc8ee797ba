"""Two generations compared while events come in: what was only behind is no difference."""

from collections.abc import Callable, Sequence
from typing import cast

import pytest
from kafka.structs import TopicPartition

from sinks.comparison.both import BothWarehouses
from streams.cli import rebuild_settling
from streams.cli.rebuild_settling import Holding, Pair, compare_settled
from streams.lag import LagMeter, Offsets

USAGE = TopicPartition("ipr.usage", 0)
Signature = tuple[bytes, ...]


class Both:
    """Finds one signature after the other, the last one for ever."""

    def __init__(self, *found: Signature) -> None:
        self._found = list(found)
        self.times = 0

    def compare(self, _say: Callable[[str], None]) -> None:
        self.times += 1

    compare_again = compare

    def signature(self) -> Signature:
        return self._found[min(self.times, len(self._found)) - 1]


def settled(
    monkeypatch: pytest.MonkeyPatch, both: Both, ends: Sequence[int], seconds: float = 60.0
) -> Holding:
    """`ends` are how far the inputs reach, each time somebody asks; the last one for ever."""
    asked = iter(ends)
    last = ends[-1]

    def reach(_meter: LagMeter) -> Offsets:
        return {USAGE: next(asked, last)}

    monkeypatch.setattr(rebuild_settling, "input_ends", reach)
    monkeypatch.setattr(rebuild_settling, "read_through", lambda *_: None)
    meter = cast(LagMeter, None)
    pair = Pair(meter, meter, lambda _: None, 1.0)
    return compare_settled(pair, cast(BothWarehouses, both), seconds, lambda _: None)


def test_a_market_at_rest_is_compared_once_and_exactly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing can change any more, so what differs differs."""
    both = Both((b"x",))
    found = settled(monkeypatch, both, [10])
    assert both.times == 1
    assert found == Holding({USAGE: 10}, {USAGE: 10}, True)
    assert found.exactly


def test_what_was_behind_is_looked_at_until_it_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    both = Both((b"x", b"y"), (b"y",), ())
    found = settled(monkeypatch, both, [10, 11, 12, 13, 14, 15])
    assert both.times == 3
    assert found.settled
    assert not found.exactly
    assert found.since == {USAGE: 10}


def test_what_differs_in_the_same_way_twice_is_settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """More was read in between, and these rows stayed as they were."""
    both = Both((b"x", b"y"), (b"x",), (b"x",), ())
    found = settled(monkeypatch, both, [10, 11, 12, 13, 14, 15])
    assert both.times == 3
    assert found.settled


def test_rows_that_never_rest_are_said_to(monkeypatch: pytest.MonkeyPatch) -> None:
    class Restless(Both):
        def signature(self) -> Signature:
            return (str(self.times).encode(),)

    found = settled(monkeypatch, Restless(), range(1_000_000), seconds=0.01)
    assert not found.settled
