"""What is asked of the engine under test, in words that the oracle can be compared with."""

from dataclasses import dataclass
from typing import NamedTuple

from processors.days import FOREVER
from processors.ownership.conflicts import Conflict as EngineConflict
from processors.ownership.known_facts import OwnershipFact, WorkFacts, ownership_fact
from processors.ownership.refused import RefusedEvent, refused_event
from processors.refusal_facts import refusal_record
from processors.rights_of_use import RIGHTS
from processors.withdrawals import withdrawal_of
from tests.processors.ownership_oracle.facts import Told


class Segment(NamedTuple):
    """Days are half-open; `until_day` None means for ever. So with the other two."""

    right: str
    leaves: frozenset[str]
    from_day: int
    until_day: int | None
    holders: dict[str, int]
    """Parts per million by party, after assignments; nobody with 0."""

    status: str
    """Clear, Underclaimed, MinorOverclaim, MajorOverclaim or DataFault."""

    facts: frozenset[str]
    """The ids of the events it rests on."""

    payable: bool


class NotApplied(NamedTuple):
    source: str
    registration_id: str
    right: str
    leaves: frozenset[str]
    from_day: int
    until_day: int | None


class Conflict(NamedTuple):
    kind: str
    """Overclaim, DataFault or LateClaim."""

    right: str
    leaves: frozenset[str]
    from_day: int
    until_day: int | None
    must_answer: frozenset[str]
    """Sources."""


@dataclass(frozen=True, slots=True)
class EngineAnswer:
    """All that the engine says of one work; in an order of its own, the same for the same facts."""

    segments: list[Segment]
    not_applied: list[NotApplied]
    defective: set[tuple[str, str]]
    """(source, assignment id)"""

    conflicts: list[Conflict]
    parked: set[tuple[str, str]]
    """(source, event id)"""


def segments_of(told: list[Told]) -> EngineAnswer:
    """What the engine makes of these facts about one work, in this order of arrival."""
    facts: list[OwnershipFact] = []
    withdrawals = []
    refused = []
    for number, one in enumerate(told):
        if one.refused:
            refused.append(_refused(one))
        elif one.kind == "TradeWithdrawn":
            withdrawals.append(
                withdrawal_of(one.body, one.source, str(number), one.at, one.event_id)
            )
        else:
            facts.append(ownership_fact(one.event, one.at))
    known = WorkFacts(refused=tuple(refused)).with_facts(facts, withdrawals)
    ownership = known.ownership
    segments = [
        Segment(
            RIGHTS[one.right], frozenset(one.territories), one.from_day, _end(one.until_day),
            dict(one.shares), one.status.value, frozenset(ownership.facts_of(one)),
            one.status.payable,
        )
        for one in ownership.segments
    ]  # fmt: skip
    conflicts = [
        Conflict(
            one.kind.value, RIGHTS[one.right], frozenset(one.territories), one.from_day,
            _end(one.until_day),
            frozenset(statement.registration.source for statement in one.must_answer),
        )
        for one in ownership.conflicts
    ]  # fmt: skip
    return EngineAnswer(
        segments,
        [_not_applied(one) for one in ownership.conflicts if one.status is None],
        {one.key for one in ownership.defective},
        conflicts,
        {(one.source, one.event_id) for one in known.parking.parked},
    )


def _refused(told: Told) -> RefusedEvent:
    record = refusal_record(told.event, ["missing"])
    assert record is not None
    body = {"topic": told.topic, "message": b"", "refused": record}
    return refused_event(body, told.at)


def _not_applied(conflict: EngineConflict) -> NotApplied:
    (statement,) = conflict.must_answer
    late = statement.registration
    return NotApplied(
        late.source, late.registration_id, RIGHTS[conflict.right],
        frozenset(conflict.territories), conflict.from_day, _end(conflict.until_day),
    )  # fmt: skip


def _end(day: int) -> int | None:
    return None if day >= FOREVER else day
