"""From partitions that were dealt to us to partitions that may be folded."""

import asyncio
import logging
import struct
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, NoReturn

from aiokafka.errors import KafkaError
from faust.types import TP

from .broker_away import perhaps_away
from .changelog import Changelog, Reading, Stretch
from .ending import end_now
from .lost_state import StateKeeper
from .state_store import HeldPartition, StateStore

log = logging.getLogger(__name__)

_PAUSE_SECONDS: Final = 1.0


class Takeover:
    """Reads the changelogs of what was dealt, and has it checked, before any input is read.

    `dealt` and `complete` are called for each generation of the group; a `complete` that is
    cancelled, because the next generation is there, leaves what it has read where it belongs.
    """

    def __init__(
        self,
        store: StateStore,
        changelog: Changelog,
        keeper: StateKeeper,
        input_topic: str,
        end: Callable[[str], NoReturn] = end_now,
    ) -> None:
        self._store = store
        self._changelog = changelog
        self._keeper = keeper
        self._input = input_topic
        self._end = end
        self._left: dict[int, int] | None = None

    def dealt(self, assigned: Iterable[TP]) -> None:
        """These partitions are ours in the new generation, and no others."""
        self._store.dealt(place.partition for place in assigned if place.topic == self._input)

    def left(self) -> Mapping[int, int] | None:
        """By partition, how much of the changelog is still to be read; None when nothing is being
        taken over. Any thread may ask."""
        return self._left

    async def complete(self, consumer: Any) -> None:
        """Returns when all that is ours is whole; `consumer` is at what was committed then. Waits
        for a broker that is away. Ends the process when state is lost, or is none of ours."""
        held = self._store.held()
        if not held:
            return
        self._left = {}
        new = [one for one in held if not one.is_whole]
        try:
            # Before the ends: what was committed by then is in the changelogs. What is committed
            # later may be another holder's, if this process stood still meanwhile.
            committed = await consumer.seek_to_committed() if new else {}
            starts = await self._read_to_end(held)
            for one in new:
                await self._keeper.check(consumer, one, committed, starts[one.number])
                one.is_whole = True
            log.info("holding partitions %s", [one.number for one in held])
        finally:
            self._left = None

    async def _read_to_end(self, held: list[HeldPartition]) -> Mapping[int, int]:
        """First offsets of the changelog, by partition."""
        while True:
            try:
                async with self._changelog.open([one.number for one in held]) as reading:
                    await self._read(reading, held)
                    return reading.starts
            except KafkaError as fault:
                if not perhaps_away(fault):
                    raise
                log.warning("waiting for %s: %s", self._changelog.topic, fault)
                await asyncio.sleep(_PAUSE_SECONDS)

    async def _read(self, reading: Reading, held: list[HeldPartition]) -> None:
        unread = {one.number: one for one in held if self._lacks_something(one, reading)}
        if not unread:
            return
        self._note_left(unread, reading)
        log.info("reading so many offsets of %s: %s", self._changelog.topic, self._left)
        reading.begin(
            {number: max(one.read_to, reading.starts[number]) for number, one in unread.items()}
        )
        while unread:
            for stretch in await reading.some():
                one = unread.get(stretch.number)
                if one is not None:
                    self._apply(one, stretch)
                    if one.read_to >= reading.ends[one.number]:
                        del unread[one.number]
            self._note_left(unread, reading)

    def _lacks_something(self, one: HeldPartition, reading: Reading) -> bool:
        end = reading.ends[one.number]
        if one.read_to > end:
            self._end(
                f"{self._changelog.topic} ends at {end} in partition {one.number}, but we know it "
                f"up to {one.read_to}: the broker has lost what it had acknowledged"
            )
        return max(one.read_to, reading.starts[one.number]) < end

    def _note_left(self, unread: Mapping[int, HeldPartition], reading: Reading) -> None:
        self._left = {number: reading.ends[number] - one.read_to for number, one in unread.items()}

    def _apply(self, one: HeldPartition, stretch: Stretch) -> None:
        try:
            one.apply(stretch.entries, stretch.until)
        except (ValueError, struct.error) as fault:
            where = ", ".join(fault.__notes__)
            self._end(
                f"{self._changelog.topic}, partition {one.number}, {where}, is no state of ours: "
                f"{fault}. Only workers of this stage may write to this topic"
            )
