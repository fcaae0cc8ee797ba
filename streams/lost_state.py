"""Refuses to go on from state that is not all there, or builds it again from the input.

Faust takes an empty or shortened changelog for the whole state and goes on at the committed offset:
the worker would answer as if what came before had never been said, with versions that readers take
for old. State is a function of the input, so it can be built again by reading the input again.
"""

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from faust.types import TP

from processors.outputs import COUNT_KEY, count_bytes, restored_count

from .ending import end_now
from .state_mark import MARK_KEY, StateMark
from .state_store import HeldPartition

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Loss:
    """What is missing of a partition's state: input from offset `read_from` is to be read again."""

    read_from: int
    why: str


def loss_of(
    committed: int, mark: StateMark | None, *, entries: int, changelog_start: int
) -> Loss | None:
    """None when the state is all there. Compaction leaves a changelog's first offset where it is:
    only deleting moves it."""
    if committed <= 0:
        return None
    if changelog_start > (mark.start if mark else 0):
        return Loss(0, f"the changelog begins at {changelog_start}: what was before is deleted")
    if mark is None:
        return None if entries else Loss(0, "the changelog is empty")
    if mark.reached < committed:
        return Loss(mark.reached, f"the changelog ends with offset {mark.reached} of the input")
    return None


class StateKeeper:
    """Checks each partition once, when its changelog has been read and before its input is."""

    def __init__(
        self,
        input_topic: str,
        changelog: str,
        *,
        read_again: bool,
        end: Callable[[str], NoReturn] = end_now,
    ) -> None:
        self._input = input_topic
        self._changelog = changelog
        self._read_again = read_again
        self._end = end

    async def check(
        self,
        consumer: Any,
        one: HeldPartition,
        offsets: Mapping[TP, int | None],
        changelog_start: int,
    ) -> None:
        """Ends the process when state is lost and may not be built again by itself; else goes back
        in the input, durably. `offsets` are those committed before the changelog was read."""
        place = TP(self._input, one.number)
        committed = max(offsets.get(place) or 0, 0)
        loss = loss_of(
            committed, one.mark, entries=len(one.entries), changelog_start=changelog_start
        )
        if loss is not None:
            await self._require_mendable(consumer, place, loss, committed)
            await self._go_back(consumer, one, loss, committed, changelog_start)

    async def _require_mendable(self, consumer: Any, place: TP, loss: Loss, committed: int) -> None:
        lost = (
            f"state of {place} is lost: its group has read up to offset {committed}, but {loss.why}"
        )
        input_start = (await consumer.earliest_offsets(place))[place]
        if input_start > loss.read_from:
            self._end(
                f"{lost}. It cannot be built again: {place} begins at offset {input_start}. "
                "Restore the topic from a copy, or send everything again to a new deployment"
            )
        if not self._read_again:
            self._end(
                f"{lost}. Find out what emptied {self._changelog} (its "
                "cleanup.policy must be compact alone). To have the state built again by reading "
                f"{self._input} from offset {loss.read_from}, start the workers with "
                "RIGHTSTREAM_LOST_STATE=reread"
            )

    async def _go_back(
        self, consumer: Any, one: HeldPartition, loss: Loss, committed: int, start: int
    ) -> None:
        place = TP(self._input, one.number)
        log.warning("%s is read again from offset %d: %s", place, loss.read_from, loss.why)
        told_until = max(committed, one.mark.told_until if one.mark else 0)
        mark = StateMark(loss.read_from, start, told_until)
        # The lost count is not known; versions sent with it must be lower than those to come, and
        # nobody takes in a fact a microsecond for as long as there has been Kafka.
        count = count_bytes(max(restored_count(one.entries), time.time_ns() // 1_000))
        # In this order: with the mark and not the commit, the loss is found again.
        for key, value in ((COUNT_KEY, count), (MARK_KEY, mark.to_bytes())):
            await consumer.app.producer.send_and_wait(
                self._changelog, key, value, one.number, None, None
            )
        one.entries[COUNT_KEY], one.mark = count, mark
        await consumer.go_to(place, loss.read_from)
