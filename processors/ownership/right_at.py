"""What holds for a right of a work where the same claims, decisions and assignments are in force.

Spans are numbered: claims first, in order of their first days, then decisions and assignments in
order of the record. So where one begins, what holds then often follows from what held before.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from processors.registration import Claim, Registration

from .assignments import Assignment, Held
from .atoms import Span, numbers_in
from .decisions import Decision, Outcome
from .free_giving import FreeGiving
from .shares import OwnershipStatus, status_of
from .standing import Counted, Stated, by_party, counted
from .statements import Statement


class ClaimItem(NamedTuple):
    """A claim of the nth statement: in the revision that holds, or in its baseline."""

    statement: int
    claim: Claim
    baseline: bool


class StatedShare(NamedTuple):
    """`share_ppm` of `party`, as the nth statement has it."""

    statement: int
    party: str
    share_ppm: int


class KeyOutcome(NamedTuple):
    """What holds at a key. `rests_on` has bit n for the nth fact of the work; `not_applied` are
    late statements that would add too much."""

    claimed: Mapping[str, int]
    status: OwnershipStatus
    held: Held
    rests_on: int
    not_applied: tuple[int, ...]

    @property
    def disputed(self) -> bool:
        return bool(self.not_applied) or self.status.in_conflict


class Said(NamedTuple):
    """All that is said of one right of a work. Decisions and assignments are in order of the
    record; of two rights of which the same is said, the same holds."""

    items: tuple[ClaimItem, ...]
    decisions: tuple[Decision, ...]
    assignments: tuple[Assignment, ...]

    def pattern(self) -> tuple[object, ...]:
        """Equal for rights of which the same is said."""
        claims = [
            (
                number, of_baseline, claim.party, claim.share_ppm, claim.territories.mask,
                claim.from_day, claim.until_day,
            )
            for number, claim, of_baseline in self.items
        ]  # fmt: skip
        return (tuple(claims), self.decisions, tuple(map(id, self.assignments)))


class RightAt:
    """What is said of one right. Sets of its `spans` are ints: bit n for the nth."""

    def __init__(
        self, said: Said, statements: Sequence[Statement], fact_number: Mapping[str, int]
    ) -> None:
        self.statements = statements
        self._fact_number = fact_number
        self._items = sorted(said.items, key=_first_day)
        self._decisions, self._assignments = said.decisions, said.assignments
        self._first_assignment = len(self._items) + len(self._decisions)
        self._claims_mask = (1 << len(self._items)) - 1
        self._below_assignments = (1 << self._first_assignment) - 1
        self._additive = not self._decisions and not any(one.late for one in statements)
        self._known: dict[int, KeyOutcome] = {
            0: KeyOutcome({}, OwnershipStatus.UNDERCLAIMED, Held({}, 0, ()), 0, ())
        }

    @cached_property
    def _free(self) -> FreeGiving:
        numbers = [self._fact_number[one.fact_id] for one in self._assignments]
        return FreeGiving(self._assignments, numbers)

    @cached_property
    def spans(self) -> list[Span]:
        speaking: list[Claim | Decision | Assignment] = [one.claim for one in self._items]
        speaking += [*self._decisions, *self._assignments]
        return [Span(one.from_day, one.until_day, one.territories.mask) for one in speaking]

    def assignment(self, number: int) -> Assignment:
        return self._assignments[number]

    def outcome(self, spans: int) -> KeyOutcome:
        """What holds where exactly these are in force."""
        known = self._known.get(spans)
        if known is not None:
            return known
        number = spans.bit_length() - 1
        if number >= self._first_assignment:
            found = self._after_assignments(spans)
        elif self._additive:
            before = self._known.get(spans ^ (1 << number))
            later = [number]
            if before is None:
                before, later = self._known[0], list(numbers_in(spans))
            found = self._with_claims(before, later)
        else:
            found = self._of_claims(spans)
        self._known[spans] = found
        return found

    def _after_assignments(self, spans: int) -> KeyOutcome:
        claims = spans & self._below_assignments
        before = self.outcome(claims)
        given = self._free.after(claims, before.held.shares, spans >> self._first_assignment)
        if given is None:
            return self._in_order_of_record(spans)
        held = Held(given.shares, given.numbers, ())
        rests_on = before.rests_on | given.rests_on
        return KeyOutcome(before.claimed, before.status, held, rests_on, before.not_applied)

    def _in_order_of_record(self, spans: int) -> KeyOutcome:
        last = spans.bit_length() - 1
        before = self._known.get(spans ^ (1 << last))
        later = [last]
        if before is None:
            before = self.outcome(spans & self._below_assignments)
            later = list(numbers_in(spans & ~self._below_assignments))
        rests_on = before.rests_on
        numbers = [number - self._first_assignment for number in later]
        held = before.held.after(numbers, self._assignments)
        for number in numbers_in(held.effective & ~before.held.effective):
            rests_on |= 1 << self._fact_number[self._assignments[number].fact_id]
        assert sum(held.shares.values()) == sum(before.claimed.values())
        return KeyOutcome(before.claimed, before.status, held, rests_on, before.not_applied)

    def _with_claims(self, before: KeyOutcome, later: list[int]) -> KeyOutcome:
        """Where nothing was decided and nothing is late, all that is claimed adds up."""
        claimed, rests_on = dict(before.claimed), before.rests_on
        for number in later:
            statement, claim, _ = self._items[number]
            claimed[claim.party] = claimed.get(claim.party, 0) + claim.share_ppm
            rests_on |= 1 << self._fact_number[self.statements[statement].registration.fact_id]
        return KeyOutcome(claimed, status_of(claimed), Held(claimed, 0, ()), rests_on, ())

    def _of_claims(self, spans: int) -> KeyOutcome:
        stated = self._stated(spans)
        found = counted(stated)
        rests_on = 0
        for number in found.shares:
            rests_on |= 1 << self._fact_number[self._revision(number, found).fact_id]
        for number, decision in self._decided(spans).items():
            if decision.outcome is not Outcome.UNKNOWN and number in stated and stated[number].now:
                rests_on |= 1 << self._fact_number[decision.fact_id]
        claimed = by_party(found.shares.values())
        held = Held(claimed, 0, ())
        return KeyOutcome(
            claimed, status_of(claimed), held, rests_on, tuple(sorted(found.not_applied))
        )

    def _revision(self, number: int, found: Counted) -> Registration:
        statement = self.statements[number]
        if number not in found.from_baseline:
            return statement.registration
        assert statement.baseline is not None
        return statement.baseline

    def _stated(self, spans: int) -> dict[int, Stated]:
        now: dict[int, Counter[str]] = {}
        baseline: dict[int, Counter[str]] = {}
        for span in numbers_in(spans & self._claims_mask):
            number, claim, of_baseline = self._items[span]
            shares = (baseline if of_baseline else now).setdefault(number, Counter())
            shares[claim.party] += claim.share_ppm
        decided = self._decided(spans)
        order = sorted({*now, *baseline}, key=self._order)
        return {
            number: Stated(
                now.get(number, Counter()),
                self.statements[number].late,
                baseline.get(number, Counter()),
                decided[number].outcome if number in decided else None,
            )
            for number in order
        }

    def _order(self, number: int) -> tuple[object, str]:
        registration = self.statements[number].registration
        return (registration.recorded_at, registration.fact_id)

    def _decided(self, spans: int) -> dict[int, Decision]:
        """By statement, the last recorded decision about it."""
        found = {}
        for span in numbers_in(spans & self._below_assignments & ~self._claims_mask):
            decision = self._decisions[span - len(self._items)]
            for number, statement in enumerate(self.statements):
                if decision.names(statement.registration):
                    found[number] = decision
        return found

    def counting(self, spans: int) -> list[StatedShare]:
        """What counts where these are in force, statement by statement."""
        if self._additive:
            shares: dict[tuple[int, str], int] = {}
            for span in numbers_in(spans & self._claims_mask):
                number, claim, _ = self._items[span]
                key = (number, claim.party)
                shares[key] = shares.get(key, 0) + claim.share_ppm
            return [StatedShare(*key, share_ppm) for key, share_ppm in sorted(shares.items())]
        found = counted(self._stated(spans)).shares
        return [
            StatedShare(number, party, share_ppm)
            for number, shares in sorted(found.items())
            for party, share_ppm in sorted(shares.items())
        ]

    def stated_by(self, number: int, spans: int) -> list[StatedShare]:
        """What the revision that holds of one statement says where these are in force."""
        shares = self._stated(spans)[number].now
        return [StatedShare(number, *one) for one in sorted(shares.items())]

    def without_assignments(self, spans: int) -> int:
        return spans & self._below_assignments

    def spans_of_statement(self, number: int, spans: int) -> int:
        """Of these, the claims of the revision that holds of one statement."""
        found = 0
        for span in numbers_in(spans & self._claims_mask):
            item = self._items[span]
            if item.statement == number and not item.baseline:
                found |= 1 << span
        return found


def _first_day(item: ClaimItem) -> int:
    return item.claim.from_day


def said_by_right(
    statements: Sequence[Statement],
    decisions: Sequence[Decision],
    assignments: Sequence[Assignment],
) -> dict[int, Said]:
    """What is said of each right that is claimed or given, by code."""
    items: dict[int, list[ClaimItem]] = {}
    for number, statement in enumerate(statements):
        for claim in statement.registration.claims:
            items.setdefault(claim.right, []).append(ClaimItem(number, claim, False))
        for claim in () if statement.baseline is None else statement.baseline.claims:
            items.setdefault(claim.right, []).append(ClaimItem(number, claim, True))
    if not decisions and not assignments:
        return {right: Said(tuple(items[right]), (), ()) for right in sorted(items)}
    rights = sorted(items.keys() | {right for one in assignments for right in one.rights})
    return {
        right: Said(
            tuple(items.get(right, ())),
            tuple(one for one in decisions if one.right == right),
            tuple(one for one in assignments if right in one.rights),
        )
        for right in rights
    }
