"""What is asked of the engine under test, in words that the oracle can be compared with."""

from dataclasses import dataclass
from typing import NamedTuple

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


def segments_of(told: list[Told]) -> EngineAnswer:
    """What the engine makes of these facts about one work, in this order of arrival."""
    raise NotImplementedError("filled by the integrator")
