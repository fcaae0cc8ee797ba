"""How dead letters stand: what became of the same message, or the same event, since."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from itertools import accumulate
from typing import Any

from schemas import topics
from schemas.wire import WireFault

from .letter import LetterHead, MessagePlace
from .reading import Deployment

Order = tuple[int, str, int, int]
_Name = tuple[str, str, str] | tuple[str, bytes]


class State(Enum):
    """`REFUSED_AGAIN`: the same came once more; its latest letter is the open one."""

    OPEN = "open"
    ACCEPTED = "accepted since"
    REFUSED_AGAIN = "refused again"


@dataclass(frozen=True, slots=True)
class Standing:
    """`refusals` counts later refusals of the same message or event."""

    head: LetterHead
    state: State
    refusals: int = 0
    accepted_at: MessagePlace | None = None


@dataclass(slots=True)
class _SameThing:
    """Letters about one event, or one message, in order, and the later answers to it."""

    orders: list[Order] = field(default_factory=list)
    refusals: list[int] = field(default_factory=list)
    accepted: Order | None = None

    def close(self) -> None:
        self.orders.sort()
        self.refusals = [0] * len(self.orders)

    def refused(self, order: Order) -> None:
        """Counts for every letter before it; kept as one number at the last of them."""
        before = bisect_right(self.orders, order)
        if before and self.orders[before - 1] == order:
            before -= 1
        if before:
            self.refusals[before - 1] += 1

    def accepts(self, order: Order) -> None:
        self.accepted = order if self.accepted is None else max(self.accepted, order)

    def counts(self) -> dict[Order, int]:
        """Later refusals, of each letter."""
        later = list(accumulate(reversed(self.refusals)))
        return dict(zip(self.orders, reversed(later), strict=True))


class Answers:
    """What receipts say of some letters. Memory follows the letters, not the receipts.

    An answer to a decoded event counts for the letters of that topic, source and event id; any
    other for letters with the same bytes. A letter is asked under both, so that it does not matter
    which release could decode it.
    """

    def __init__(self, heads: Iterable[LetterHead]) -> None:
        self._heads = list(heads)
        self._same: dict[_Name, _SameThing] = {}
        for head in self._heads:
            for name in _names(head):
                self._same.setdefault(name, _SameThing()).orders.append(head.order)
        for same in self._same.values():
            same.close()
        self._answered: dict[tuple[int, str, int], int] = {}

    def take(self, receipt: Mapping[str, Any], of_partition: int) -> None:
        """One receipt, with the partition of ipr.receipts it lies in."""
        topic, partition, offset = receipt["topic"], receipt["partition"], receipt["offset"]
        order = (receipt["recorded_at"], topic, partition, offset)
        same = None
        if receipt["event_id"]:
            same = self._same.get((topic, receipt["source"], receipt["event_id"]))
        if same is None:
            same = self._same.get((topic, receipt["content_sha256"]))
        if receipt["accepted"]:
            if same is not None:
                same.accepts(order)
            return
        # Refusals of one input partition are answered in order; a repetition does not go on.
        stream = (of_partition, topic, partition)
        if offset <= self._answered.get(stream, -1):
            return
        self._answered[stream] = offset
        if same is not None:
            same.refused(order)

    def standings(self) -> list[Standing]:
        later = {name: same.counts() for name, same in self._same.items()}
        return [
            self._standing(head, sum(later[name][head.order] for name in _names(head)))
            for head in self._heads
        ]

    def _standing(self, head: LetterHead, refusals: int) -> Standing:
        found = [self._same[name] for name in _names(head)]
        # The same message may be answered twice, if a worker ended between answer and commit.
        accepted = max(
            (same.accepted for same in found if same.accepted and same.accepted >= head.order),
            default=None,
        )
        if accepted is not None:
            at = MessagePlace(*accepted[1:])
            return Standing(head, State.ACCEPTED, refusals, at)
        return Standing(head, State.REFUSED_AGAIN if refusals else State.OPEN, refusals)


def _names(head: LetterHead) -> list[_Name]:
    topic = head.place.topic
    names: list[_Name] = []
    if head.event_id:
        names.append((topic, head.source, head.event_id))
    if head.content_sha256 is not None:
        names.append((topic, head.content_sha256))
    return names


def standings_of(deployment: Deployment, heads: Iterable[LetterHead]) -> list[Standing]:
    """How the letters stand, in the order given. Reads ipr.receipts from the first of them on."""
    answers = Answers(heads := list(heads))
    if not heads:
        return []
    since = min(head.recorded_millis for head in heads)
    for record in deployment.records_of(topics.RECEIPTS, since):
        try:
            receipt = deployment.codecs.decode(topics.RECEIPTS, record.value)
        except WireFault:
            continue  # only a stranger writes such a thing, and it answers nothing
        answers.take(receipt, record.partition)
    return answers.standings()
