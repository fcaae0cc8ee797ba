"""Decisions of competent bodies about what a registration claims."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from processors.days import until_of
from processors.registration import Registration, territories_of
from processors.reports import RecordedAt
from processors.rights_of_use import RIGHT_CODE
from processors.territories import TerritorySet


class Outcome(Enum):
    """What was decided; UNKNOWN ends an earlier decision without one of its own."""

    UPHELD = "Upheld"
    REJECTED = "Rejected"
    UNKNOWN = "Unknown"


@dataclass(frozen=True, slots=True)
class Decision:
    """About the registrations of `registration_id`, of one source or (empty) of any, as far as they
    speak of `right` in `territories` from `from_day` up to `until_day`."""

    fact_id: str
    source: str
    registration_source: str
    registration_id: str
    right: int
    territories: TerritorySet
    from_day: int
    until_day: int
    outcome: Outcome
    recorded_at: RecordedAt

    def names(self, registration: Registration) -> bool:
        return self.registration_id == registration.registration_id and (
            self.registration_source in ("", registration.source)
        )


def decision_of(
    body: Mapping[str, Any], source: str, fact_id: str, recorded_at: RecordedAt
) -> Decision:
    """A ClaimDecided record as a Decision."""
    return Decision(
        fact_id,
        source,
        body["registration_source"],
        body["registration_id"],
        RIGHT_CODE[body["right"]],
        territories_of(body["territories"]),
        body["from_day"],
        until_of(body["until_day"]),
        Outcome(body["outcome"]),
        recorded_at,
    )


def in_order(decisions: Iterable[Decision]) -> list[Decision]:
    """In order of the record: of those that speak of one key the last holds. One that was sent
    again keeps its first place."""
    first: dict[tuple[str, str], Decision] = {}
    for one in sorted(decisions, key=lambda one: (one.recorded_at, one.fact_id)):
        first.setdefault((one.source, one.fact_id), one)
    return list(first.values())
