"""Sees to it that a partition is read without a hole.

Faust drops the messages queued before a rebalance, to read them again from the committed offset;
but what its fetcher still had in hand is delivered first, under the new generation. It then takes
those offsets as read, drops the earlier ones when they come, and marks them as a gap it may commit
over: messages are lost without a word. A process that sees such a jump must end, unacknowledged,
and start again from what was committed.
"""

from typing import Any

from faust.types import TP, EventT, StreamT


class BrokenReading(RuntimeError):
    """Offsets jumped after a rebalance: what lies between was not delivered."""


class UnbrokenReading:
    """The offset each partition goes on at. One for each stream.

    Before the first rebalance nothing is in the fetcher's hands: a jump then is a hole of the log
    itself (a transaction's marker, a deleted or compacted record) and is passed.
    """

    def __init__(self, stream: StreamT[Any]) -> None:
        self._consumer: Any = stream.app.consumer
        self._next: dict[TP, int] = {}
        self._generations: set[int] = set()

    def follow(self, event: EventT[Any]) -> None:
        """To be called for each event, in order. Raises BrokenReading."""
        message = event.message
        place, offset = message.tp, message.offset
        self._generations.add(message.generation_id)
        committed = self._consumer._committed_offset.get(place) or 0
        expected = max(self._next.get(place, 0), committed)
        if offset > expected and len(self._generations) > 1:
            raise BrokenReading(f"{place} goes on at {offset}, not at {expected}")
        self._next[place] = max(offset + 1, expected)
