"""Sees to it that a partition is read without a hole.

Faust drops the messages queued before a rebalance, to read them again from the committed offset;
but what its fetcher still had in hand is delivered first, under the new generation. It then takes
those offsets as read, drops the earlier ones when they come, and marks them as a gap it may commit
over: messages are lost without a word. A process that sees such a jump must end, unacknowledged,
and start again from what was committed.
"""

from typing import Any

from faust.types import TP, EventT, StreamT

from schemas import topics


class BrokenReading(RuntimeError):
    """Offsets jumped after a rebalance: what lies between was not delivered."""


_MARKERS = 16
"""So many offsets in a row may be markers of a sender's transactions, which nobody is given."""


class UnbrokenReading:
    """The offset each partition goes on at. One for each stream.

    Our own topics have no holes. The inputs may have some: short ones are passed as long as there
    was one assignment only, when the fetcher cannot hold anything back. The consumer counts them,
    since a rebalance may come before the first event. After a rebalance reading starts where the
    last commit is, also below what was read before it.
    """

    def __init__(self, stream: StreamT[Any]) -> None:
        self._consumer: Any = stream.app.consumer
        self._next: dict[TP, tuple[int | None, int]] = {}

    def follow(self, event: EventT[Any]) -> None:
        """To be called for each event, in order. Raises BrokenReading."""
        message = event.message
        place, offset = message.tp, message.offset
        committed = self._consumer._committed_offset.get(place) or 0
        generation, following = self._next.get(place, (None, 0))
        expected = max(following if generation == message.generation_id else 0, committed)
        if offset > expected and not self._may_pass(place, offset - expected):
            raise BrokenReading(f"{place} goes on at {offset}, not at {expected}")
        self._next[place] = (message.generation_id, max(offset + 1, expected))

    def _may_pass(self, place: TP, missing: int) -> bool:
        foreign = place.topic in topics.INPUTS
        return foreign and self._consumer.rebalances <= 1 and missing <= _MARKERS
