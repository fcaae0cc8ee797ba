"""Offsets that jump: what is let pass, and what ends the process."""

from types import SimpleNamespace
from typing import Any

import pytest
from faust.types import TP

from schemas import topics
from streams.unbroken import BrokenReading, UnbrokenReading


def reading(rebalances: int, committed: dict[TP, int | None]) -> UnbrokenReading:
    consumer = SimpleNamespace(_committed_offset=committed, rebalances=rebalances)
    stream: Any = SimpleNamespace(app=SimpleNamespace(consumer=consumer))
    return UnbrokenReading(stream)


def event(topic: str, offset: int) -> Any:
    message = SimpleNamespace(tp=TP(topic, 0), offset=offset, generation_id=3)
    return SimpleNamespace(message=message)


def test_markers_of_a_transaction_are_passed_in_an_input() -> None:
    followed = reading(1, {TP(topics.USAGE, 0): 10})
    followed.follow(event(topics.USAGE, 12))
    followed.follow(event(topics.USAGE, 13))


def test_nothing_is_passed_after_a_rebalance_though_it_came_before_the_first_event() -> None:
    """All events that were seen have one generation; what the first one had fetched came first."""
    followed = reading(2, {TP(topics.USAGE, 0): 10})
    with pytest.raises(BrokenReading, match="goes on at 11, not at 10"):
        followed.follow(event(topics.USAGE, 11))


def test_nothing_is_passed_in_a_topic_of_ours() -> None:
    followed = reading(1, {TP(topics.FACTS, 0): None})
    with pytest.raises(BrokenReading):
        followed.follow(event(topics.FACTS, 1))
