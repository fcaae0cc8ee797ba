"""Refused events about title: what is still known of them, and whether they can be mended.

Rule 19 of docs/ownership.md: what their source says of the work afterwards waits for them.
"""

from bisect import insort
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, Final, NamedTuple

from processors import limits
from processors.joined import joined
from processors.reports import RecordedAt

REGISTRATION: Final = "registration"
DECISION: Final = "decision"
ASSIGNMENT: Final = "assignment"

FAMILIES: Final = {
    "RegistrationSubmitted": REGISTRATION,
    "RegistrationWithdrawn": REGISTRATION,
    "ClaimDecided": DECISION,
    "AssignmentRecorded": ASSIGNMENT,
    "TradeWithdrawn": ASSIGNMENT,
}
"""What an event of each type about title is a revision of."""

TradeKey = tuple[str, str]
"""(source, trade id)."""


class TitleObject(NamedTuple):
    """What events of one source revise: a registration, an assignment, or what is decided about the
    registration `object_id` of `object_source`."""

    family: str
    object_source: str
    object_id: str


@dataclass(frozen=True, slots=True)
class RefusedEvent:
    """One refused event. `work` is empty for a withdrawal of a trade, which names none; `event_id`
    and the id of `about` are empty where they are not valid, but never both."""

    source: str
    event_id: str
    kind: str
    about: TitleObject
    revision: int
    work: str
    reasons: tuple[str, ...]
    topic: str
    recorded_at: RecordedAt

    @property
    def trade(self) -> TradeKey | None:
        """The assignment it is about, if it is about one."""
        is_trade = self.about.family == ASSIGNMENT and self.about.object_id
        return (self.source, self.about.object_id) if is_trade else None

    @property
    def order(self) -> tuple[RecordedAt, str]:
        """Order of the record; no two refused messages have the same."""
        return (self.recorded_at, self.topic)

    def __str__(self) -> str:
        at = self.recorded_at
        name = f"{self.event_id} of {self.source}" if self.event_id else f"one of {self.source}"
        why = ", ".join(self.reasons)
        return f"{self.kind} {name}, refused for {why} ({self.topic} {at.partition}/{at.offset})"

    def __lt__(self, other: "RefusedEvent") -> bool:
        return self.order < other.order


def refused_event(body: Mapping[str, Any], recorded_at: RecordedAt) -> RefusedEvent:
    """The refused event in the body of a RecordedEvent."""
    told = body["refused"]
    return RefusedEvent(
        told["source"],
        told["event_id"],
        told["kind"],
        TitleObject(FAMILIES[told["kind"]], told["object_source"], told["object_id"]),
        told["revision"],
        told["work"],
        tuple(told["reasons"]),
        body["topic"],
        recorded_at,
    )


def refused_key(refused: RefusedEvent) -> bytes:
    """State key: the place of the message, so that one refused again, even for other reasons by a
    later release, is known."""
    at = refused.recorded_at
    place = joined("|", refused.topic, at.partition, at.offset)
    return b"r" + blake2b(place.encode(), digest_size=16).digest()


class RefusedEvents:
    """Refused events of a partition, by work and source or, of withdrawals, by trade.

    Of each the first MAX_REFUSED_KEPT of the record are kept, and one more to tell that there were
    more: the same in whatever order they come.
    """

    def __init__(self) -> None:
        self._of_work: dict[int, dict[str, list[RefusedEvent]]] = {}
        self._of_trade: dict[TradeKey, list[RefusedEvent]] = {}
        self._works_of_trade: dict[TradeKey, set[int]] = {}

    def add(self, refused: RefusedEvent, work: int | None) -> bool:
        """`work` is the code of the one it names, if any. Whether it is one of those kept."""
        if work is None:
            assert refused.trade is not None, f"{refused.kind} names neither work nor trade"
            return _keep(self._of_trade.setdefault(refused.trade, []), refused)
        kept = _keep(self._of_work.setdefault(work, {}).setdefault(refused.source, []), refused)
        if kept and refused.trade is not None:
            self._works_of_trade.setdefault(refused.trade, set()).add(work)
        return kept

    def works_of_trade(self, trade: TradeKey) -> set[int]:
        """Works that a refused assignment of this name speaks of."""
        return self._works_of_trade.get(trade, set())

    def may_concern(self, work: int) -> bool:
        """False, for nearly every work, at the price of a lookup."""
        return work in self._of_work or bool(self._of_trade)

    def concerning(self, work: int, trades: Iterable[TradeKey]) -> tuple[RefusedEvent, ...]:
        """Those that name the work, and refused withdrawals of these trades; in order of record."""
        found = [one for kept in self._of_work.get(work, {}).values() for one in kept]
        if self._of_trade:
            found += [one for trade in trades for one in self._of_trade.get(trade, ())]
        return tuple(sorted(found))


def _keep(kept: list[RefusedEvent], refused: RefusedEvent) -> bool:
    insort(kept, refused)
    return len(kept) <= limits.MAX_REFUSED_KEPT + 1 or kept.pop() is not refused
