"""Ownership of a work as segments: right, territories and time between which shares stay.

The rules, numbered: docs/ownership.md.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from processors.registration import Registration
from processors.territories import TerritorySet
from processors.withdrawals import TradeWithdrawal

from .assignments import Assignment, effective_assignments
from .atoms import Run, Runs, atoms_over_time
from .conflicts import Conflict, ConflictKey
from .decisions import Decision, in_order
from .right_at import KeyOutcome, RightAt, said_by_right
from .shares import WHOLE_PPM, OwnershipStatus
from .statements import OVERCLAIM_WINDOW_DAYS, Statement, statements_of


class OwnershipSegment(NamedTuple):
    """Constant shares of one right: ppm by holder, holders ascending. `claimed_ppm` is what they
    add up to; `rests_on` has bit n for the nth of the facts of the `Ownership` it is part of."""

    right: int
    territories: TerritorySet
    from_day: int
    until_day: int
    shares: tuple[tuple[str, int], ...]
    status: OwnershipStatus
    claimed_ppm: int
    rests_on: int

    @property
    def unclaimed_ppm(self) -> int:
        """What nobody claims; a difference within the tolerance is not a rest but a rounding."""
        if self.status is OwnershipStatus.UNDERCLAIMED:
            return WHOLE_PPM - self.claimed_ppm
        return 0

    @property
    def whole_ppm(self) -> int:
        """What the shares, and the unclaimed rest if any, add up to."""
        return self.claimed_ppm + self.unclaimed_ppm


@dataclass(frozen=True, slots=True)
class Ownership:
    """Segments of a work, the assignments that do not take effect everywhere they speak of, and the
    conflicts; `fact_ids` are what `rests_on` refers to."""

    segments: list[OwnershipSegment] = field(default_factory=list)
    defective: list[Assignment] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    statements: list[Statement] = field(default_factory=list)
    fact_ids: tuple[str, ...] = ()

    def facts_of(self, segment: OwnershipSegment) -> tuple[str, ...]:
        """Ids of the events a segment rests on, in order of the record."""
        runs = fact_runs(segment.rests_on)
        return tuple(
            self.fact_ids[place]
            for first, count in zip(runs[::2], runs[1::2], strict=True)
            for place in range(first, first + count)
        )


def fact_runs(rests_on: int) -> list[int]:
    """The set bits as runs: number of the first and how many follow one another, in turn. Most of
    what rests on many facts rests on all up to some point of the record."""
    runs: list[int] = []
    done = 0
    while rests_on:
        first = (rests_on & -rests_on).bit_length() - 1
        rests_on >>= first
        count = (~rests_on & (rests_on + 1)).bit_length() - 1
        rests_on >>= count
        runs += (done + first, count)
        done += first + count
    return runs


def ownership_of(
    registrations: Iterable[Registration],
    assignments: Iterable[Assignment] = (),
    decisions: Iterable[Decision] = (),
    withdrawals: Iterable[TradeWithdrawal] = (),
    window_days: int = OVERCLAIM_WINDOW_DAYS,
) -> Ownership:
    """Ownership of a work by its registrations, the decisions on them, and its assignments.

    A function of the set of facts: neither their order nor repetition matters. `withdrawals` may
    be of other trades too.
    """
    statements = statements_of(registrations, window_days)
    decided = in_order(decisions)
    told = effective_assignments(assignments, withdrawals)
    fact_ids = _fact_ids(statements, decided, told)
    numbers = {fact_id: number for number, fact_id in enumerate(fact_ids)}
    segments: dict[int, list[OwnershipSegment]] = {}
    conflicts: dict[int, list[Conflict]] = {}
    waiting: set[str] = set()
    said = said_by_right(statements, decided, told)
    alike: dict[tuple[object, ...], list[int]] = {}
    for right, one in said.items():
        alike.setdefault(one.pattern(), []).append(right)
    for rights in alike.values():
        at = RightAt(said[rights[0]], statements, numbers)
        held, disputed, waits = _sweep(at)
        waiting.update(waits)
        for right in rights:
            segments[right] = [_segment(right, run) for run in held]
            conflicts[right] = [_conflict(at, right, run) for run in disputed]
    return Ownership(
        [one for right in said for one in segments[right]],
        [one for one in told if one.fact_id in waiting],
        [one for right in said for one in conflicts[right]],
        statements,
        fact_ids,
    )


def _fact_ids(
    statements: Sequence[Statement], decisions: Sequence[Decision], told: Sequence[Assignment]
) -> tuple[str, ...]:
    revisions = [one.registration for one in statements]
    revisions += [one.baseline for one in statements if one.baseline is not None]
    found = {(one.recorded_at, one.fact_id) for one in revisions}
    found.update((one.recorded_at, one.fact_id) for one in decisions)
    found.update((one.recorded_at, one.fact_id) for one in told)
    return tuple(dict.fromkeys(fact_id for _, fact_id in sorted(found)))


_Shares = tuple[tuple[tuple[str, int], ...], OwnershipStatus, int, int]


def _sweep(at: RightAt) -> tuple[list[Run[_Shares]], list[Run[ConflictKey]], set[str]]:
    """What holds when and where, what is in conflict, and the assignments that wait somewhere."""
    shares: Runs[_Shares] = Runs()
    conflicts: Runs[ConflictKey] = Runs()
    waiting: set[int] = set()
    for day, atoms in atoms_over_time(at.spans):
        held: dict[_Shares, int] = {}
        disputed: dict[ConflictKey, int] = {}
        for spans, mask in atoms.items():
            outcome = at.outcome(spans)
            waiting.update(outcome.held.waiting)
            if outcome.claimed:
                key = _shares(outcome)
                held[key] = held.get(key, 0) | mask
            if outcome.disputed:
                for one in Conflict.keys_at(at, spans, outcome):
                    disputed[one] = disputed.get(one, 0) | mask
        shares.on(day, held)
        conflicts.on(day, disputed)
    return (
        sorted(shares.ended, key=_order),
        sorted(conflicts.ended, key=_order),
        {at.assignment(number).fact_id for number in waiting},
    )


def _shares(outcome: KeyOutcome) -> _Shares:
    parts = tuple(sorted(outcome.held.shares.items()))
    claimed_ppm = total = 0
    for share_ppm in outcome.claimed.values():
        claimed_ppm += share_ppm
    for holder, share_ppm in parts:
        assert share_ppm > 0, f"{holder} holds {share_ppm} ppm"
        total += share_ppm
    assert total == claimed_ppm, f"{claimed_ppm} ppm claimed, {total} ppm held"
    return (parts, outcome.status, claimed_ppm, outcome.rests_on)


def _order(run: Run[Any]) -> tuple[int, int]:
    return (run.from_day, run.mask)


def _segment(right: int, run: Run[_Shares]) -> OwnershipSegment:
    parts, status, claimed_ppm, rests_on = run.key
    return OwnershipSegment(
        right, TerritorySet(run.mask), run.from_day, run.until_day, parts, status, claimed_ppm,
        rests_on,
    )  # fmt: skip


def _conflict(at: RightAt, right: int, run: Run[ConflictKey]) -> Conflict:
    return Conflict(at, right, TerritorySet(run.mask), run.from_day, run.until_day, run.key)
