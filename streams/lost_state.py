"""Refuses to go on from state that is not all there, or builds it again from the input.

Faust takes an empty or shortened changelog for the whole state and goes on at the committed offset:
the worker would answer as if what came before had never been said, with versions that readers take
for old. State is a function of the input, so it can be built again by reading the input again.
"""

import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from faust.types import TP

from processors.outputs import COUNT_KEY, count_bytes, restored_count

from .ending import end_now
from .state_mark import MARK_KEY, StateMark
from .state_table import StateTable

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
    """Checks each partition once, when its state has been restored and before its input is read."""

    def __init__(self, table: StateTable, input_topic: str, *, read_again: bool) -> None:
        self._table = table
        self._input = input_topic
        self._read_again = read_again

    async def check(self, consumer: Any) -> None:
        """Ends the process when state is lost and may not be built again by itself; else goes back
        in the input, durably. To be called once committed offsets are known."""
        store = self._table.store
        places = {
            TP(self._input, number): TP(self._table.changelog_topic_name, number)
            for number in store.unchecked()
            if TP(self._input, number) in consumer.assignment()
        }
        if not places:
            return
        starts = await consumer.earliest_offsets(*places, *places.values())
        for place, changelog in places.items():
            number = place.partition
            committed = consumer._committed_offset.get(place) or 0
            mark, entries = store.mark(number), len(store.partition(number))
            loss = loss_of(committed, mark, entries=entries, changelog_start=starts[changelog])
            if loss is not None:
                self._require_mendable(place, loss, committed, starts)
                await self._go_back(consumer, place, loss, committed, starts[changelog])
            store.was_checked(number)

    def _require_mendable(
        self, place: TP, loss: Loss, committed: int, starts: Mapping[TP, int]
    ) -> None:
        lost = (
            f"state of {place} is lost: its group has read up to offset {committed}, but {loss.why}"
        )
        if starts[place] > loss.read_from:
            end_now(
                f"{lost}. It cannot be built again: {place} begins at offset {starts[place]}. "
                "Restore the topic from a copy, or send everything again to a new deployment"
            )
        if not self._read_again:
            end_now(
                f"{lost}. Find out what emptied {self._table.changelog_topic_name} (its "
                "cleanup.policy must be compact alone). To have the state built again by reading "
                f"{self._input} from offset {loss.read_from}, start the workers with "
                "RIGHTSTREAM_LOST_STATE=reread"
            )

    async def _go_back(
        self, consumer: Any, place: TP, loss: Loss, committed: int, start: int
    ) -> None:
        log.warning("%s is read again from offset %d: %s", place, loss.read_from, loss.why)
        number, store = place.partition, self._table.store
        known = store.mark(number)
        mark = StateMark(loss.read_from, start, max(committed, known.told_until if known else 0))
        state = store.partition(number)
        # The lost count is not known; versions sent with it must be lower than those to come, and
        # nobody takes in a fact a microsecond for as long as there has been Kafka.
        count = max(restored_count(state), time.time_ns() // 1_000)
        state[COUNT_KEY] = count_bytes(count)
        store.set_mark(number, mark)
        # In this order: with the mark and not the commit, the loss is found again.
        for key, value in ((COUNT_KEY, state[COUNT_KEY]), (MARK_KEY, mark.to_bytes())):
            await self._table.app.producer.send_and_wait(
                self._table.changelog_topic_name, key, value, number, None, None
            )
        await consumer.go_to(place, loss.read_from)
