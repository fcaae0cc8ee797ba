"""A changelog on the simulated broker, read a stretch at a time."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from random import Random

from streams.changelog import Stretch

from .broker import Broker, Place


class SimulatedChangelog:
    """`read` is called after each stretch: the reader may die there."""

    def __init__(self, broker: Broker, topic: str, rng: Random, read: Callable[[], None]) -> None:
        self.topic = topic
        self._broker = broker
        self._rng = rng
        self._read = read

    @asynccontextmanager
    async def open(self, numbers: Sequence[int]) -> AsyncIterator["SimulatedReading"]:
        ends = {number: await self._end((self.topic, number)) for number in numbers}
        yield SimulatedReading(self._broker, self.topic, ends, self._rng, self._read)

    async def _end(self, place: Place) -> int:
        return await self._broker.request(place, lambda: self._broker.logs[place].end)


class SimulatedReading:
    """Nothing is ever deleted from the beginning of a simulated log."""

    def __init__(
        self,
        broker: Broker,
        topic: str,
        ends: Mapping[int, int],
        rng: Random,
        read: Callable[[], None],
    ) -> None:
        self.starts: Mapping[int, int] = dict.fromkeys(ends, 0)
        self.ends = ends
        self._broker = broker
        self._topic = topic
        self._rng = rng
        self._read = read
        self._positions: dict[int, int] = {}

    def begin(self, offsets: Mapping[int, int]) -> None:
        self._positions = dict(offsets)

    async def some(self) -> list[Stretch]:
        unread = [number for number, at in self._positions.items() if at < self.ends[number]]
        return [await self._stretch(self._rng.choice(unread))]

    async def _stretch(self, number: int) -> Stretch:
        place, at = (self._topic, number), self._positions[number]
        most, log = self._rng.choice((3, 50, 500)), self._broker.logs[place]
        entries, end = await self._broker.request(place, lambda: (log.read(at, most), log.end))
        until = entries[-1].offset + 1 if entries else end
        self._positions[number] = until
        self._read()
        return Stretch(number, entries, until)
