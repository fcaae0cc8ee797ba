"""Events that are spread between the usage blocks."""

from collections.abc import Iterable, Iterator
from itertools import islice

from .event import MarketEvent


class Paced:
    """`count` events, sent evenly from one per cent of the usage blocks to another."""

    def __init__(
        self, events: Iterable[MarketEvent], count: int, from_percent: int, until_percent: int
    ) -> None:
        self._events = iter(events)
        self._count = count
        self._from = from_percent
        self._until = until_percent
        self.sent = 0

    def due(self, blocks: int, of: int) -> Iterator[MarketEvent]:
        """Those due when so many blocks of all have been sent; the rest with the last block."""
        target = self._count
        if blocks < of:
            past = max(0, 100 * blocks - self._from * of)
            target = min(target, self._count * past // ((self._until - self._from) * of))
        for event in islice(self._events, target - self.sent):
            self.sent += 1
            yield event
