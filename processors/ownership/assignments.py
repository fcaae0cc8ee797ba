"""Assignments: shares of a right that change hands, as far as the assignor holds them.

Nobody can give what he does not have (nemo dat): an assignment whose assignor does not hold the
share there and then is defective, and takes effect by itself once the missing link is known. Of
assignments that cannot all take effect the first recorded do.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from processors.days import until_of
from processors.registration import territories_of
from processors.reports import RecordedAt
from processors.revisions import holding_revisions, revision_rank
from processors.rights_of_use import RIGHT_CODE
from processors.territories import TerritorySet
from processors.withdrawals import TradeWithdrawal

_CONVEYS_TITLE: Final = frozenset({"Assignment", "Merger", "NameChange", "Correction"})
"""What else is recorded (security interests, releases) says nothing of who holds the right."""


@dataclass(frozen=True, slots=True)
class Consideration:
    """What was paid for a trade itself, in 10^-6 of the currency."""

    amount_micros: int
    currency: str

    @classmethod
    def of(cls, record: Mapping[str, Any] | None) -> "Consideration | None":
        return None if record is None else cls(record["amount_micros"], record["currency"])


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
    conveyance: str
    executed_on: int | None
    consideration: Consideration | None
    recorded_at: RecordedAt

    @property
    def conveys_title(self) -> bool:
        return self.conveyance in _CONVEYS_TITLE

    @property
    def key(self) -> tuple[str, str]:
        return (self.source, self.assignment_id)


def assignment_of(
    body: Mapping[str, Any], source: str, fact_id: str, recorded_at: RecordedAt
) -> Assignment:
    """An AssignmentRecorded record as an Assignment."""
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
        until_of(body["until_day"]),
        body["conveyance"],
        body["executed_on"],
        Consideration.of(body["consideration"]),
        recorded_at,
    )


def effective_assignments(
    known: Iterable[Assignment], withdrawals: Iterable[TradeWithdrawal] = ()
) -> list[Assignment]:
    """Those that convey title in the revision that holds, the first recorded first."""
    holding = _holding(known, withdrawals)
    told = [one for one in holding if isinstance(one, Assignment) and one.conveys_title]
    return sorted(told, key=lambda one: (one.recorded_at, one.fact_id))


def stated_assignments(
    known: Iterable[Assignment], withdrawals: Iterable[TradeWithdrawal] = ()
) -> list[tuple[Assignment, bool]]:
    """Each assignment in the revision that holds, and whether it was withdrawn: then in its last
    revision."""
    last: dict[tuple[str, str], Assignment] = {}
    for one in known:
        before = last.get(one.key)
        if before is None or revision_rank(one) < revision_rank(before):
            last[one.key] = one
    holding = {one.key: one for one in _holding(last.values(), withdrawals)}
    return [(one, holding[key] is not one) for key, one in sorted(last.items())]


def _holding(
    known: Iterable[Assignment], withdrawals: Iterable[TradeWithdrawal]
) -> list[Assignment | TradeWithdrawal]:
    facts: list[Assignment | TradeWithdrawal] = [*known, *withdrawals]
    return holding_revisions(facts, lambda one: one.key)


@dataclass(frozen=True, slots=True)
class Held:
    """Who holds how much (ppm) at one key after some assignments: `effective` has bit n for the nth
    in order of the record if it took effect; `waiting` are the numbers of those without a link."""

    shares: Mapping[str, int]
    effective: int
    waiting: tuple[int, ...]

    def after(self, numbers: Iterable[int], assignments: Sequence[Assignment]) -> "Held":
        """With more assignments, recorded one after the other and later than all before them.

        "The first recorded that is possible, again until none is" then means of each: all of the
        earlier ones as they were, this one, and then what has waited for it.
        """
        shares, effective, waiting = dict(self.shares), self.effective, list(self.waiting)
        for number in numbers:
            possible: int | None = number
            if shares.get(assignments[number].assignor, 0) < assignments[number].share_ppm:
                waiting.append(number)
                continue
            while possible is not None:
                effective |= 1 << possible
                _give(assignments[possible], shares)
                possible = _first_possible(waiting, assignments, shares)
        return Held(shares, effective, tuple(waiting))


def _give(one: Assignment, shares: dict[str, int]) -> None:
    left = shares[one.assignor] - one.share_ppm
    assert left >= 0, f"{one.assignor} would hold {left} ppm"
    if left:
        shares[one.assignor] = left
    else:
        del shares[one.assignor]
    shares[one.assignee] = shares.get(one.assignee, 0) + one.share_ppm


def _first_possible(
    waiting: list[int], assignments: Sequence[Assignment], shares: Mapping[str, int]
) -> int | None:
    """Takes it out of those that wait."""
    for number in waiting:
        if shares.get(assignments[number].assignor, 0) >= assignments[number].share_ppm:
            waiting.remove(number)
            return number
    return None
