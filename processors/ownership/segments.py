"""Ownership of a work as segments: right, territories and time between which shares stay.

The rules, numbered: docs/ownership.md.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any, Final, NamedTuple

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
        first, *others = rights
        swept = _sweep(at, first)
        waiting.update(swept.waiting)
        segments[first] = swept.segments
        for right in others:
            segments[right] = [OwnershipSegment(right, *one[1:]) for one in swept.segments]
        for right in rights:
            conflicts[right] = [_conflict(at, right, run) for run in swept.disputed]
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
    if len(statements) == 1 and statements[0].baseline is None and not decisions and not told:
        return (statements[0].registration.fact_id,)
    revisions = [one.registration for one in statements]
    revisions += [one.baseline for one in statements if one.baseline is not None]
    found = {(one.recorded_at, one.fact_id) for one in revisions}
    found.update((one.recorded_at, one.fact_id) for one in decisions)
    found.update((one.recorded_at, one.fact_id) for one in told)
    return tuple(dict.fromkeys(fact_id for _, fact_id in sorted(found)))


_HOLDER: Final = itemgetter(0)
_Shares = tuple[tuple[tuple[str, int], ...], OwnershipStatus, int, int]


class _Told(NamedTuple):
    """What is told where some spans are in force: the number of the shares, -1 where nothing is
    claimed, and the conflicts."""

    shares: int
    conflicts: tuple[ConflictKey, ...]


class _Outcomes:
    """Outcomes by the spans in force. Equal shares have one number: they are many, and what is put
    together day by day is looked up again and again."""

    def __init__(self, at: RightAt) -> None:
        self._at = at
        self._told: dict[int, _Told] = {}
        self._numbers: dict[_Shares, int] = {}
        self.waiting: set[int] = set()

    def told(self, spans: int) -> _Told:
        known = self._told.get(spans)
        if known is None:
            known = self._told[spans] = self._worked_out(spans)
        return known

    def _worked_out(self, spans: int) -> _Told:
        outcome = self._at.outcome(spans)
        self.waiting.update(outcome.held.waiting)
        number = -1
        if outcome.claimed:
            number = self._numbers.setdefault(_shares(outcome), len(self._numbers))
        disputed = Conflict.keys_at(self._at, spans, outcome) if outcome.disputed else ()
        return _Told(number, tuple(disputed))

    def shares(self) -> list[_Shares]:
        """By their numbers."""
        return list(self._numbers)


class _Swept(NamedTuple):
    """What holds when and where, what is in conflict, and the facts of the assignments that wait
    somewhere."""

    segments: list[OwnershipSegment]
    disputed: list[Run[ConflictKey]]
    waiting: set[str]


def _sweep(at: RightAt, right: int) -> _Swept:
    """Over all days on which something changes, for the first right of which this is said."""
    outcomes = _Outcomes(at)
    shares: Runs[int] = Runs()
    conflicts: Runs[ConflictKey] = Runs()
    for day, atoms in atoms_over_time(at.spans):
        held: dict[int, int] = {}
        disputed: dict[ConflictKey, int] = {}
        for spans, mask in atoms.items():
            told = outcomes.told(spans)
            if told.shares >= 0:
                held[told.shares] = held.get(told.shares, 0) | mask
            for one in told.conflicts:
                disputed[one] = disputed.get(one, 0) | mask
        shares.on(day, held)
        conflicts.on(day, disputed)
    known = outcomes.shares()
    return _Swept(
        [_segment(right, known[run.key], run) for run in sorted(shares.ended, key=_order)],
        sorted(conflicts.ended, key=_order),
        {at.assignment(number).fact_id for number in outcomes.waiting},
    )


def _shares(outcome: KeyOutcome) -> _Shares:
    shares = outcome.held.shares
    held_ppm, claimed_ppm = sum(shares.values()), sum(outcome.claimed.values())
    assert min(shares.values(), default=0) > 0, f"somebody holds nothing or less: {dict(shares)}"
    assert held_ppm == claimed_ppm, f"{claimed_ppm} ppm claimed, {held_ppm} ppm held"
    # By name alone: to compare pairs takes four times as long.
    parts = tuple(sorted(shares.items(), key=_HOLDER))
    return (parts, outcome.status, claimed_ppm, outcome.rests_on)


def _order(run: Run[Any]) -> tuple[int, int]:
    return (run.from_day, run.mask)


def _segment(right: int, told: _Shares, run: Run[int]) -> OwnershipSegment:
    return OwnershipSegment(right, TerritorySet(run.mask), run.from_day, run.until_day, *told)


def _conflict(at: RightAt, right: int, run: Run[ConflictKey]) -> Conflict:
    return Conflict(at, right, TerritorySet(run.mask), run.from_day, run.until_day, run.key)
