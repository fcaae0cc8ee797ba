"""When refusals are so many that the one who refuses may be to blame.

Many refusals prove nothing: anybody may send rubbish, in anybody's name. So they only lead to a
question whose answer no sender can make up: would what was accepted before be accepted now? What is
accepted depends on the message, its place on the record and the release, not on what else is sent.
"""

from collections import Counter, deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

_MOST_NAME: Final = 100


@dataclass(frozen=True, slots=True)
class RefusalLimits:
    """Suspicious are `in_a_row` refusals without an acceptance, or `ratio` (0 to 1) of the last
    `window` events, once there were so many."""

    in_a_row: int
    ratio: float
    window: int


@dataclass(frozen=True, slots=True)
class Suspicion:
    """`refused` of the last `events` were; `reasons` and `senders` of them with the count of each,
    the most frequent first. A sender is empty where the message could not be decoded."""

    refused: int
    events: int
    reasons: tuple[tuple[str, int], ...]
    senders: tuple[tuple[str, int], ...]


@dataclass(slots=True)
class RefusalCount:
    """Refusals of one topic: one kind of sender and of event. Memory is bounded by the window.

    `in_a_row` counts since the last acceptance, spared or not.
    """

    limits: RefusalLimits
    in_a_row: int = 0
    _unspared: int = 0
    _last: deque[tuple[str, str] | None] = field(default_factory=deque)
    _refused: int = 0

    def accepted(self) -> None:
        self.in_a_row = self._unspared = 0
        self._count(None)

    def refused(self, sender: str, reason: str) -> None:
        """Names are kept cut: a sender chooses how long they are."""
        self.in_a_row += 1
        self._unspared += 1
        self._count((sender[:_MOST_NAME], reason))

    def suspicion(self) -> Suspicion | None:
        """What is suspicious; stays until it is spared or enough is accepted."""
        if self._unspared >= self.limits.in_a_row:
            return self._told(min(self._unspared, len(self._last)))
        full = len(self._last) == self.limits.window
        if full and self._refused >= self.limits.ratio * self.limits.window:
            return self._told(self.limits.window)
        return None

    def spared(self) -> None:
        """Looked at and found to be the senders': begins anew."""
        self._unspared = self._refused = 0
        self._last.clear()

    def _count(self, refusal: tuple[str, str] | None) -> None:
        if len(self._last) == self.limits.window:
            self._refused -= self._last.popleft() is not None
        self._last.append(refusal)
        self._refused += refusal is not None

    def _told(self, events: int) -> Suspicion:
        refusals = [one for one in islice(reversed(self._last), events) if one is not None]
        reasons = Counter(reason for _, reason in refusals)
        senders = Counter(sender for sender, _ in refusals)
        return Suspicion(
            len(refusals), events, tuple(reasons.most_common()), tuple(senders.most_common())
        )


@dataclass(frozen=True, slots=True)
class Rejudged:
    """An event that was accepted before, judged again; without `faults` it still would be."""

    place: str
    source: str
    faults: tuple[str, ...]


def refuses_what_it_accepted(rejudged: Sequence[Rejudged]) -> bool:
    """At least half of them, each of another source where there are several: so one source alone
    cannot bring it about. Nothing to judge is no proof."""
    refused = sum(bool(one.faults) for one in rejudged)
    return bool(rejudged) and 2 * refused >= len(rejudged)
