"""Assignments: shares of a right that change hands, as far as the assignor holds them.

Nobody can give what he does not have (nemo dat): an assignment whose assignor does not hold the
share there and then is defective, and takes effect by itself once the missing link is known. Of
assignments that cannot all take effect the first recorded do.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from processors.days import FOREVER
from processors.registration import territories_of
from processors.reports import RecordedAt
from processors.revisions import holding_revisions
from processors.rights_of_use import RIGHT_CODE
from processors.territories import TerritorySet

_CONVEYS_TITLE: Final = frozenset({"Assignment", "Merger", "NameChange", "Correction"})
"""What else is recorded (security interests, releases) says nothing of who holds the right."""


@dataclass(frozen=True, slots=True)
class Assignment:
    """`assignor` gives `assignee` `share_ppm` of the whole of each of `rights`, in `territories`,
    from `from_day` up to `until_day`, when it reverts."""

    fact_id: str
    source: str
    assignment_id: str
    revision: int
    assignor: str
    assignee: str
    rights: frozenset[int]
    share_ppm: int
    territories: TerritorySet
    from_day: int
    until_day: int
    conveys_title: bool
    recorded_at: RecordedAt


def assignment_of(
    body: Mapping[str, Any], source: str, fact_id: str, recorded_at: RecordedAt
) -> Assignment:
    """An AssignmentRecorded record as an Assignment."""
    until_day = body["until_day"]
    return Assignment(
        fact_id,
        source,
        body["assignment_id"],
        body["revision"],
        body["assignor"],
        body["assignee"],
        frozenset(RIGHT_CODE[right] for right in body["rights"]),
        body["share_ppm"],
        territories_of(body["territories"]),
        body["from_day"],
        FOREVER if until_day is None else until_day,
        body["conveyance"] in _CONVEYS_TITLE,
        recorded_at,
    )


def effective_assignments(known: Iterable[Assignment]) -> list[Assignment]:
    """Those that convey title in the revision that holds, the first recorded first."""
    holding = holding_revisions(known, lambda one: (one.source, one.assignment_id))
    told = [one for one in holding if one.conveys_title]
    return sorted(told, key=lambda one: (one.recorded_at, one.fact_id))


def transferred(
    claimed: Mapping[str, int], assignments: Sequence[Assignment]
) -> tuple[dict[str, int], list[Assignment]]:
    """Who holds how much (ppm) at one instant and place after these assignments, which all speak of
    it, and those of them that took effect. `assignments` are in order of the record."""
    shares, waiting, effective = dict(claimed), list(assignments), []
    while (given := _first_possible(waiting, shares)) is not None:
        waiting.remove(given)
        effective.append(given)
        shares[given.assignor] -= given.share_ppm
        if not shares[given.assignor]:
            del shares[given.assignor]
        shares[given.assignee] = shares.get(given.assignee, 0) + given.share_ppm
    assert sum(shares.values()) == sum(claimed.values())
    return shares, effective


def _first_possible(waiting: Sequence[Assignment], shares: Mapping[str, int]) -> Assignment | None:
    for one in waiting:
        if shares.get(one.assignor, 0) >= one.share_ppm:
            return one
    return None
