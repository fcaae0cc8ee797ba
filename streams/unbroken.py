"""Sees to it that a partition is read without a hole.

Faust drops the messages queued before a rebalance, to read them again from the committed offset;
but what its fetcher still had in hand is delivered first, under the new generation. It then takes
those offsets as read, drops the earlier ones when they come, and marks them as a gap it may commit
over: messages are lost without a word. Here a jump in offsets is answered by going back.
"""

import logging
from typing import Any

from faust.types import TP, EventT, StreamT

log = logging.getLogger(__name__)


class UnbrokenReading:
    """The offset each partition goes on at. One for each stream."""

    def __init__(self, stream: StreamT[Any]) -> None:
        self._consumer: Any = stream.app.consumer
        self._next: dict[TP, int] = {}
        self._went_back: dict[TP, tuple[int, int]] = {}

    async def follows(self, event: EventT[Any]) -> bool:
        """Whether the event may be taken in. False: it came too early and will come again.

        A hole that is still there after going back is one of the log (a transaction's marker, a
        compacted record) and may be passed.
        """
        place, offset = event.message.tp, event.message.offset
        expected = await self._expected(place)
        jump = (expected, offset)
        if offset > expected and self._went_back.get(place) != jump:
            if self._went_back.get(place, (None,))[0] != expected:
                log.warning("%s jumps from %d to %d: going back", place, expected, offset)
                self._went_back[place] = jump
                await self._consumer.seek(place, expected)
            return False
        self._next[place] = max(offset + 1, self._next.get(place, 0))
        self._went_back.pop(place, None)
        return True

    async def _expected(self, place: TP) -> int:
        committed = self._consumer._committed_offset.get(place)
        expected = max(self._next.get(place, -1), -1 if committed is None else committed)
        if expected < 0:
            expected = (await self._consumer.earliest_offsets(place))[place]
            self._next[place] = expected
        return expected
