"""The broker of a simulation: logs, committed offsets, and a network that is slow or loses answers.

A request is on its way for a while, is done at once, and its answer is on its way again. What a
process sent happens though the process may be dead by then.
"""

import asyncio
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import TypeVar

from schemas import topics

from .log import PartitionLog, Record
from .schedule import Schedule
from .virtual_time import Process, VirtualLoop, current_process

Place = tuple[str, int]
"""(topic, partition)."""
Answer = TypeVar("Answer")

EPOCH_MILLIS = 1_790_000_000_000


@dataclass(frozen=True, slots=True)
class Delay:
    """The next produce to a topic of `kind` (in its name) takes so long; `then` is called when it
    is sent, with the name of its topic."""

    kind: str
    seconds: float
    then: Callable[[str], None]


class Broker:
    """Answers of the network come after up to `slowest_seconds` each way."""

    slowest_seconds = 0.03

    def __init__(
        self, loop: VirtualLoop, rng: Random, schedule: Schedule, partitions: int, is_calm: bool
    ) -> None:
        """`is_calm`: every answer comes at once."""
        self.loop = loop
        self.is_calm = is_calm
        self.partitions = partitions
        self.schedule = schedule
        self.logs: dict[Place, PartitionLog] = defaultdict(PartitionLog)
        self.committed: dict[str, dict[Place, int]] = defaultdict(dict)
        self._rng = rng
        self._away: dict[Place, list[tuple[Process, Callable[[], None]]]] = {}
        self._listeners: dict[str, list[Callable[[], None]]] = defaultdict(list)
        self.delays: list[Delay] = []
        """Produces to come that are long under way."""
        self.kill_sink: Callable[[], None] = lambda: None
        """Ends the sink of now, if there is one."""

    def partitions_of(self, topic: str) -> range:
        single = topic in (topics.CONTROL, topics.TREE_HEADS)
        return range(1 if single else self.partitions)

    def listen(self, topic: str, heard: Callable[[], None]) -> None:
        """`heard` is called whenever a record is appended to the topic, or it is there again."""
        self._listeners[topic].append(heard)

    def append(
        self, place: Place, key: bytes | None, value: bytes | None, millis: int | None = None
    ) -> int:
        """At once, as the broker itself does; its clock says when unless `millis` does."""
        if millis is None:
            millis = EPOCH_MILLIS + int(self.loop.time() * 1000)
        offset = self.logs[place].append(key, value, millis)
        for heard in self._listeners[place[0]]:
            heard()
        return offset

    async def request(
        self, place: Place, act: Callable[[], Answer], seconds: float | None = None
    ) -> Answer:
        """Has the broker of a partition do something; waits for as long as it is away."""
        if self.is_calm:
            return act()
        answer: asyncio.Future[Answer] = self.loop.create_future()
        sender = current_process()

        def answered(said: Answer) -> None:
            if not answer.done():
                answer.set_result(said)

        def arrive() -> None:
            if place in self._away:
                self._away[place].append((sender, arrive))
            else:
                self.loop.later(self.delay(), answered, act())

        self.loop.later(self.delay() if seconds is None else seconds, arrive)
        return await answer

    def produce_seconds(self, topic: str) -> float | None:
        """How long a produce that is sent now is under way; None for as long as any request."""
        for number, delay in enumerate(self.delays):
            if delay.kind in topic:
                del self.delays[number]
                delay.then(topic)
                return delay.seconds
        return None

    def delay(self) -> float:
        return self._rng.random() * self.slowest_seconds

    def is_away(self, place: Place) -> bool:
        return place in self._away

    def go_away(self, place: Place, seconds: float) -> None:
        if place not in self._away:
            self._away[place] = []
            self.loop.later(seconds, self._come_back, place)

    def _come_back(self, place: Place) -> None:
        self.schedule.step(self.loop.time(), "broker", f"{place} is there again")
        for sender, arrive in self._away.pop(place):
            # It never came in: who died meanwhile does not send it again.
            if sender.alive:
                arrive()
        for heard in self._listeners[place[0]]:
            heard()

    def read(self, place: Place, offset: int, most: int) -> list[Record]:
        return self.logs[place].read(offset, most)

    def lag(self, group: str, topic: str) -> int:
        """Records that are not committed."""
        return sum(
            self.logs[topic, number].end - self.committed[group].get((topic, number), 0)
            for number in self.partitions_of(topic)
        )
