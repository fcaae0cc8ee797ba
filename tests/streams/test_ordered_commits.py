"""Commits follow acknowledgements: the two ways in which Faust's own rule goes wrong."""

import asyncio
from collections import defaultdict
from typing import Any

import pytest
from faust.transport.drivers import aiokafka
from faust.types import TP
from pydantic import ValidationError

from schemas.settings import Settings
from streams.ordered_commits import OrderedCommitConsumer

PLACE = TP("ipr.facts", 0)


def consumer_with(acknowledged: list[int], committed: int | None) -> OrderedCommitConsumer:
    consumer = object.__new__(OrderedCommitConsumer)
    consumer._acked = defaultdict(list, {PLACE: list(acknowledged)})
    consumer._acked_index = defaultdict(set, {PLACE: set(acknowledged)})
    consumer._gap = {}
    consumer._committed_offset = defaultdict(lambda: None, {PLACE: committed})
    return consumer


@pytest.mark.parametrize(
    ("acknowledged", "committed", "commits"),
    [
        ([], None, None),
        ([0], None, 1),
        ([7, 8, 9], 7, 10),
        # After a rebalance: 35 to 63 were acknowledged before it and are durable.
        ([64, 65], 35, 66),
        # A compacted topic has no offsets 10 to 19.
        ([8, 9, 20], 8, 21),
    ],
)
def test_the_highest_acknowledged_offset_is_committed(
    acknowledged: list[int], committed: int | None, commits: int | None
) -> None:
    consumer = consumer_with(acknowledged, committed)
    assert consumer._new_offset(PLACE) == commits
    assert consumer._new_offset(PLACE) is None
    assert not consumer._acked_index[PLACE]


def test_exactly_once_is_refused_with_the_reason() -> None:
    with pytest.raises(ValidationError, match="lose or double"):
        Settings(processing_guarantee="exactly_once")


@pytest.mark.parametrize(("taken", "known"), [(True, 9), (False, 8)])
def test_offsets_the_broker_refused_do_not_count_as_committed(
    taken: bool, known: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A rebalance came first: the next holder has committed 8, and we go on there."""
    asked: list[Any] = []

    async def commit(_self: object, offsets: Any) -> bool:
        asked.append(offsets)
        return taken

    monkeypatch.setattr(aiokafka.Consumer, "_commit", commit)
    consumer: Any = consumer_with([], 8)
    consumer.assignment = lambda: {PLACE}
    gone = TP("ipr.facts", 1)
    assert asyncio.run(consumer._commit_offsets({PLACE: 9, gone: 5})) is taken
    assert consumer._committed_offset[PLACE] == known
    assert asked == [{PLACE: 9}], "of a partition that went away nothing is committed"
    assert asyncio.run(consumer._commit_offsets({gone: 5})) is False
