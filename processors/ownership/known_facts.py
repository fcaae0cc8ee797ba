"""What ownership of a partition's works rests on, read from its state when a work changes."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from processors.facts_state import KEY_BYTES, Decode, recorded_at_of
from processors.registration import Registration, reference_claims, registration_of
from processors.reports import RecordedAt
from processors.withdrawals import TradeWithdrawal
from schemas import topics

from .assignments import Assignment, assignment_of, stated_assignments
from .decisions import Decision, decision_of
from .segments import Ownership, ownership_of
from .statements import OVERCLAIM_WINDOW_DAYS

OwnershipFact = Registration | Assignment | Decision
TradeKey = tuple[str, str]
"""(source, trade id)."""

_FACTS_REMEMBERED: Final = 1_500


@dataclass(frozen=True)
class WorkFacts:
    """All revisions of all registrations (withdrawals too), assignments and decisions of a work,
    and the withdrawals of those assignments."""

    registrations: list[Registration] = field(default_factory=list)
    assignments: list[Assignment] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    withdrawals: list[TradeWithdrawal] = field(default_factory=list)
    window_days: int = OVERCLAIM_WINDOW_DAYS

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
        )

    @cached_property
    def ownership(self) -> Ownership:
        return ownership_of(
            self.registrations, self.assignments, self.decisions, self.withdrawals,
            self.window_days,
        )  # fmt: skip

    @cached_property
    def reference_claims(self) -> dict[str, int]:
        """References the work is known by, each with the instant (micros) it was first claimed."""
        return reference_claims(self.registrations)

    @cached_property
    def assignments_as_they_stand(self) -> list[tuple[Assignment, bool, bool]]:
        """Each in the revision that holds; whether it was withdrawn; whether it is defective."""
        defective = {one.key for one in self.ownership.defective}
        return [
            (one, withdrawn, one.key in defective)
            for one, withdrawn in stated_assignments(self.assignments, self.withdrawals)
        ]

    def __len__(self) -> int:
        return len(self.registrations) + len(self.assignments) + len(self.decisions)


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
        return self._remember(work, before.with_facts([fact], withdrawals))

    def works_of_trade(self, trade: TradeKey) -> set[int]:
        """Works that an assignment of this name speaks of."""
        return self._works_of.get(trade, set())

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
            return self._nothing
        facts = [
            self._read(keys[start : start + KEY_BYTES]) for start in range(0, len(keys), KEY_BYTES)
        ]
        trades = {one.key for one in facts if isinstance(one, Assignment)}
        withdrawals = [one for trade in trades for one in self._withdrawals.get(trade, ())]
        return self._remember(work, self._nothing.with_facts(facts, withdrawals))

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
