"""What a source says of a work waits while an earlier event of it was refused and is not mended.

It may rest on what was refused. Rule 19 of docs/ownership.md.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from processors import limits
from processors.registration import Registration
from processors.reports import RecordedAt
from processors.withdrawals import TradeWithdrawal

from .assignments import Assignment
from .decisions import Decision
from .refused import ASSIGNMENT, DECISION, REGISTRATION, RefusedEvent, TitleObject

TitleFact = Registration | Assignment | Decision | TradeWithdrawal


@dataclass(frozen=True, slots=True)
class ParkedEvent:
    """An event without effect: it waits for `waits_for` refused ones, first for `behind`."""

    source: str
    event_id: str
    kind: str
    object_id: str
    revision: int
    recorded_at: RecordedAt
    behind: RefusedEvent
    waits_for: int


@dataclass(frozen=True, slots=True)
class Parking:
    """`open` are the refused events that nothing has mended, by source and in order of the record;
    `parked` is what waits for them, in order of the record. Of `overrun` sources there are more
    refused events than park anything: the first of those that do not."""

    open: Mapping[str, Sequence[RefusedEvent]] = field(default_factory=dict)
    parked: tuple[ParkedEvent, ...] = ()
    overrun: Mapping[str, RefusedEvent] = field(default_factory=dict)

    def parks(self, fact: TitleFact) -> bool:
        """Whether it was recorded after an open refused event of its source."""
        behind = self.open.get(fact.source)
        return behind is not None and behind[0].recorded_at < fact.recorded_at

    def is_told_as(self, other: "Parking") -> bool:
        """Whether readers would see no difference."""
        return (self.parked, self.overrun) == (other.parked, other.overrun)


NOTHING_PARKED = Parking()


def parking_of(facts: Iterable[TitleFact], refused: Iterable[RefusedEvent]) -> Parking:
    """Of one work: a function of the two sets. Withdrawals may be of other trades too."""
    of_source: dict[str, list[RefusedEvent]] = {}
    for one in sorted(refused):
        of_source.setdefault(one.source, []).append(one)
    concerned = sorted((one for one in facts if one.source in of_source), key=_order)
    mending = _Mending(concerned)
    still_open = {
        source: [one for one in first[: limits.MAX_REFUSED_KEPT] if not mending.has_mended(one)]
        for source, first in of_source.items()
    }
    still_open = {source: left for source, left in still_open.items() if left}
    return Parking(
        still_open,
        tuple(_parked(concerned, still_open)),
        {
            source: those[limits.MAX_REFUSED_KEPT]
            for source, those in of_source.items()
            if len(those) > limits.MAX_REFUSED_KEPT
        },
    )


class _Mending:
    """The accepted events of a work, by what they may mend."""

    def __init__(self, facts: Iterable[TitleFact]) -> None:
        self._last_of_event: dict[tuple[str, str], RecordedAt] = {}
        revisions: dict[tuple[str, TitleObject], list[tuple[int, RecordedAt]]] = {}
        for one in facts:
            about, revision = _about(one)
            revisions.setdefault((one.source, about), []).append((-revision, one.recorded_at))
            if not isinstance(one, TradeWithdrawal):
                event = (one.source, one.fact_id)
                self._last_of_event[event] = max(
                    one.recorded_at, self._last_of_event.get(event, one.recorded_at)
                )
        self._last_of_object = {key: _last_at_least(found) for key, found in revisions.items()}

    def has_mended(self, refused: RefusedEvent) -> bool:
        """By the same event, or by one about the same in the same or a higher revision, recorded
        afterwards; or by the very message, taken in by a release that does not refuse it."""
        again = self._last_of_event.get((refused.source, refused.event_id))
        if refused.event_id and again is not None and again >= refused.recorded_at:
            return True
        about = self._last_of_object.get((refused.source, refused.about))
        if not refused.about.object_id or about is None:
            return False
        ranks, last = about
        count = bisect_right(ranks, -refused.revision)
        return count > 0 and last[count - 1] >= refused.recorded_at


def _last_at_least(revisions: list[tuple[int, RecordedAt]]) -> tuple[list[int], list[RecordedAt]]:
    """(negated revisions ascending, when the last that is at least as high was recorded)."""
    revisions.sort()
    last: list[RecordedAt] = []
    for _, recorded_at in revisions:
        last.append(max(recorded_at, last[-1]) if last else recorded_at)
    return [rank for rank, _ in revisions], last


def _parked(
    facts: Sequence[TitleFact], still_open: Mapping[str, Sequence[RefusedEvent]]
) -> Iterator[ParkedEvent]:
    """`facts` are in order of the record: one that was recorded twice counts at its first place."""
    trades = {one.key for one in facts if isinstance(one, Assignment)}
    known: set[tuple[str, str, str]] = set()
    for one in facts:
        behind = still_open.get(one.source, ())
        event = (one.source, _kind(one), _event_id(one))
        if event in known or (isinstance(one, TradeWithdrawal) and one.key not in trades):
            continue
        known.add(event)
        waits_for = bisect_left(behind, one.recorded_at, key=lambda each: each.recorded_at)
        if waits_for:
            about, revision = _about(one)
            yield ParkedEvent(
                one.source, _event_id(one), _kind(one), about.object_id, revision,
                one.recorded_at, behind[0], waits_for,
            )  # fmt: skip


def _order(fact: TitleFact) -> tuple[RecordedAt, str]:
    return (fact.recorded_at, _event_id(fact))


def _event_id(fact: TitleFact) -> str:
    return fact.event_id if isinstance(fact, TradeWithdrawal) else fact.fact_id


def _kind(fact: TitleFact) -> str:
    match fact:
        case Registration():
            return "RegistrationWithdrawn" if fact.withdrawn else "RegistrationSubmitted"
        case Decision():
            return "ClaimDecided"
        case Assignment():
            return "AssignmentRecorded"
        case TradeWithdrawal():
            return "TradeWithdrawn"


def _about(fact: TitleFact) -> tuple[TitleObject, int]:
    """What it is a revision of, and which; decisions have none."""
    match fact:
        case Registration():
            return TitleObject(REGISTRATION, "", fact.registration_id), fact.revision
        case Decision():
            return TitleObject(DECISION, fact.registration_source, fact.registration_id), 0
        case Assignment():
            return TitleObject(ASSIGNMENT, "", fact.assignment_id), fact.revision
        case TradeWithdrawal():
            return TitleObject(ASSIGNMENT, "", fact.trade_id), fact.revision
