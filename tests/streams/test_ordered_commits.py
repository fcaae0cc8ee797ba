"""Commits follow acknowledgements: the two ways in which Faust's own rule goes wrong."""

from collections import defaultdict

import pytest
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
