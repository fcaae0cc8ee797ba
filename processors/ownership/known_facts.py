"""What ownership of a partition's works rests on, read from its state when a work changes."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Final

from processors.facts_state import KEY_BYTES, Decode, recorded_at_of
from processors.registration import Registration, reference_claims, registration_of
from processors.reports import RecordedAt
from processors.withdrawals import TradeWithdrawal
from schemas import topics

from .assignments import Assignment, assignment_of, stated_assignments
from .decisions import Decision, decision_of
from .parking import NOTHING_PARKED, Parking, TitleFact, parking_of
from .refused import RefusedEvent, RefusedEvents, TradeKey
from .segments import Ownership, ownership_of
from .statements import OVERCLAIM_WINDOW_DAYS

OwnershipFact = Registration | Assignment | Decision
_FACTS_REMEMBERED: Final = 1_500


@dataclass(frozen=True, slots=True)
class AssignmentStanding:
    """An assignment in the revision that holds; withdrawn, defective, or behind a refused event:
    then nothing of it has taken effect."""

    assignment: Assignment
    withdrawn: bool
    defective: bool
    behind: RefusedEvent | None = None


@dataclass(frozen=True)
class WorkFacts:
    """All revisions of all registrations (withdrawals too), assignments and decisions of a work,
    and the withdrawals of those assignments; and the refused events about it."""

    registrations: list[Registration] = field(default_factory=list)
    assignments: list[Assignment] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    withdrawals: list[TradeWithdrawal] = field(default_factory=list)
    window_days: int = OVERCLAIM_WINDOW_DAYS
    refused: tuple[RefusedEvent, ...] = ()

    def with_facts(
        self, facts: Iterable[OwnershipFact], withdrawals: Iterable[TradeWithdrawal] = ()
    ) -> "WorkFacts":
        known = list(facts)
        return WorkFacts(
            self.registrations + [one for one in known if isinstance(one, Registration)],
            self.assignments + [one for one in known if isinstance(one, Assignment)],
            self.decisions + [one for one in known if isinstance(one, Decision)],
            [*self.withdrawals, *withdrawals],
            self.window_days,
            self.refused,
        )

    @cached_property
    def parking(self) -> Parking:
        """What waits for refused events."""
        if not self.refused:
            return NOTHING_PARKED
        said: list[TitleFact] = [*self.registrations, *self.assignments]
        return parking_of([*said, *self.decisions, *self.withdrawals], self.refused)

    @cached_property
    def in_effect(self) -> "WorkFacts":
        """Without what is parked."""
        if not self.refused or not self.parking.open:
            return self
        parks = self.parking.parks
        return WorkFacts(
            [one for one in self.registrations if not parks(one)],
            [one for one in self.assignments if not parks(one)],
            [one for one in self.decisions if not parks(one)],
            [one for one in self.withdrawals if not parks(one)],
            self.window_days,
        )

    @cached_property
    def ownership(self) -> Ownership:
        known = self.in_effect
        return ownership_of(
            known.registrations, known.assignments, known.decisions, known.withdrawals,
            self.window_days,
        )  # fmt: skip

    @cached_property
    def reference_claims(self) -> dict[str, int]:
        """References the work is known by, each with the instant (micros) it was first claimed."""
        return reference_claims(self.in_effect.registrations)

    @cached_property
    def assignments_as_they_stand(self) -> list[AssignmentStanding]:
        """Each in the revision that holds or, if all that is known of it is parked, would hold."""
        known = self.in_effect
        defective = {one.key for one in self.ownership.defective}
        found = [
            AssignmentStanding(one, withdrawn, one.key in defective)
            for one, withdrawn in stated_assignments(known.assignments, known.withdrawals)
        ]
        if known is self:
            return found
        told = {one.assignment.key for one in found}
        waiting = [one for one in self.assignments if one.key not in told]
        return found + [
            AssignmentStanding(one, withdrawn, False, self.parking.open[one.source][0])
            for one, withdrawn in stated_assignments(waiting, self.withdrawals)
            if one.key not in told
        ]

    def __len__(self) -> int:
        said = len(self.registrations) + len(self.assignments) + len(self.decisions)
        return said + len(self.refused)


class KnownOwnershipFacts:
    """Keys of the facts by work code, one after another; the facts stay in `state` as they came.

    Works that changed last are remembered with what was worked out of them, so that a work with a
    long history does not have to be read again for each fact that is added.
    """

    def __init__(
        self, decode: Decode, state: dict[bytes, bytes], window_days: int = OVERCLAIM_WINDOW_DAYS
    ) -> None:
        self._decode = decode
        self._state = state
        self._nothing = WorkFacts(window_days=window_days)
        self._keys: dict[int, bytes] = {}
        self._withdrawals: dict[TradeKey, list[TradeWithdrawal]] = {}
        self._works_of: dict[TradeKey, set[int]] = {}
        self._refused = RefusedEvents()
        self._recent: dict[int, WorkFacts] = {}
        self._remembered = 0

    def works(self) -> list[int]:
        return list(self._keys)

    def note(self, work: int, key: bytes, event: dict[str, Any]) -> None:
        """Adds the fact of this key, which is (or will be) in `state`; works nothing out."""
        assert len(key) == KEY_BYTES
        self._keys[work] = self._keys.get(work, b"") + key
        if event["body"][0].endswith("AssignmentRecorded"):
            trade = (event["source"], event["body"][1]["assignment_id"])
            self._works_of.setdefault(trade, set()).add(work)

    def add(self, work: int, key: bytes, event: dict[str, Any], fact: OwnershipFact) -> WorkFacts:
        """Adds the fact of this key; the facts of the work with it."""
        before = self.of_work(work)
        self.note(work, key, event)
        withdrawals: list[TradeWithdrawal] = []
        if isinstance(fact, Assignment):
            known = {one.fact_id for one in before.withdrawals}
            of_trade = self._withdrawals.get(fact.key, ())
            withdrawals = [one for one in of_trade if one.fact_id not in known]
        return self._remember(work, self._completed(work, before.with_facts([fact], withdrawals)))

    def refuse(self, refused: RefusedEvent, work: int | None) -> bool:
        """Adds a refused event, about the work of this code if it names one. False, and nothing is
        added, if there are too many."""
        if not self._refused.add(refused, work):
            return False
        for one in self.works_of_refused(refused, work):
            if one in self._recent:
                self._remember(one, self._completed(one, self._recent[one]))
        return True

    def works_of_refused(self, refused: RefusedEvent, work: int | None) -> set[int]:
        """Works that what waits for it may speak of."""
        if work is not None:
            return {work}
        return set() if refused.trade is None else self._works_of.get(refused.trade, set())

    def works_of_trade(self, trade: TradeKey) -> set[int]:
        """Works that an assignment of this name speaks of; also a refused one, if more is known of
        the work."""
        works = self._works_of.get(trade, set())
        refused = self._refused.works_of_trade(trade)
        return works | {one for one in refused if one in self._keys} if refused else works

    def _completed(self, work: int, known: WorkFacts) -> WorkFacts:
        """With the refused events about the work, and the withdrawals that may mend them."""
        if not self._refused.may_concern(work):
            return known
        trades = {one.key for one in known.assignments}
        refused = self._refused.concerning(work, trades)
        if not refused:
            return known
        named = {one.trade for one in refused if one.trade is not None} - trades
        known_already = {one.fact_id for one in known.withdrawals}
        withdrawals = [
            one
            for trade in sorted(named)
            for one in self._withdrawals.get(trade, ())
            if one.fact_id not in known_already
        ]
        return replace(known, withdrawals=known.withdrawals + withdrawals, refused=refused)

    def withdraw(self, withdrawal: TradeWithdrawal) -> None:
        """Takes assignments back, also those that are not known yet."""
        self._withdrawals.setdefault(withdrawal.key, []).append(withdrawal)
        for work in self.works_of_trade(withdrawal.key):
            if work in self._recent:
                self._remember(work, self._recent[work].with_facts([], [withdrawal]))

    def of_work(self, work: int) -> WorkFacts:
        known = self._recent.get(work)
        if known is not None:
            return known
        keys = self._keys.get(work, b"")
        if not keys:
            return self._completed(work, self._nothing)
        facts = [
            self._read(keys[start : start + KEY_BYTES]) for start in range(0, len(keys), KEY_BYTES)
        ]
        trades = {one.key for one in facts if isinstance(one, Assignment)}
        withdrawals = [one for trade in trades for one in self._withdrawals.get(trade, ())]
        known = self._nothing.with_facts(facts, withdrawals)
        return self._remember(work, self._completed(work, known))

    def _remember(self, work: int, facts: WorkFacts) -> WorkFacts:
        before = self._recent.pop(work, None)
        self._remembered += len(facts) - (0 if before is None else len(before))
        self._recent[work] = facts
        while self._remembered > _FACTS_REMEMBERED and len(self._recent) > 1:
            oldest = next(iter(self._recent))
            self._remembered -= len(self._recent.pop(oldest))
        return facts

    def _read(self, key: bytes) -> OwnershipFact:
        fact = self._decode(topics.FACTS, self._state[key])
        topic = fact["body"][1]["topic"]
        event = self._decode(topic, fact["body"][1]["message"])
        return ownership_fact(event, recorded_at_of(fact))


def ownership_fact(event: dict[str, Any], recorded_at: RecordedAt) -> OwnershipFact:
    """A registration, its withdrawal, a decision or an assignment, from its event."""
    name, body = event["body"]
    kind = name.rpartition(".")[2]
    if kind == "AssignmentRecorded":
        return assignment_of(body, event["source"], event["event_id"], recorded_at)
    if kind == "ClaimDecided":
        return decision_of(body, event["source"], event["event_id"], recorded_at)
    return registration_of(event, recorded_at)
