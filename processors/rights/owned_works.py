"""Who owns the works of a partition: told as a whole whenever it changes."""

from typing import Any

from processors.anomalies.defective import defective_assignments
from processors.anomalies.overclaim import late_claims, overclaims
from processors.anomalies.parked import parked_events
from processors.anomalies.row import Anomaly, changes
from processors.claim_outputs import claim_outputs
from processors.facts_state import Decode
from processors.growing import GrowingColumn, NameIndex
from processors.joined import joined
from processors.outgoing import Outgoing
from processors.ownership.assignments import Assignment
from processors.ownership.book import OwnershipBook
from processors.ownership.known_facts import KnownOwnershipFacts, OwnershipFact, WorkFacts
from processors.ownership.picture import ownership_record
from processors.ownership.refused import RefusedEvent
from processors.trade_standing import assignment_record, late_recordal
from processors.withdrawals import TradeWithdrawal
from schemas import topics

from .open_cases import OpenCases
from .open_usage import OpenUsage


class OwnedWorks:
    """Ownership of works by their codes, as the facts known say."""

    def __init__(
        self,
        decode: Decode,
        state: dict[bytes, bytes],
        works: NameIndex,
        book: OwnershipBook,
        registered: GrowingColumn,
        outgoing: Outgoing,
        partitions: int,
        window_days: int,
    ) -> None:
        self._works = works
        self._book = book
        self._registered = registered
        self._out = outgoing
        self._partitions = partitions
        self._known = KnownOwnershipFacts(decode, state, window_days)
        self.changed: dict[int, WorkFacts] = {}
        """What was told last of works that have changed since."""

    def restored(self) -> None:
        """To be called once all facts of the state are noted."""
        for work in self._known.works():
            self._put(work, self._known.of_work(work))

    def note(self, key: bytes, event: dict[str, Any]) -> None:
        """Takes in that the state has this fact about a work, when the state is read back."""
        self._known.note(self._work_of(event), key, event)

    def put(self, key: bytes, message: bytes, event: dict[str, Any], fact: OwnershipFact) -> None:
        """Takes in a fact about a work; the fact is kept under `key`. What follows from it is told
        by `settle`, once for all facts of a work since the last time."""
        work = self._work_of(event)
        self.changed.setdefault(work, self._known.of_work(work))
        self._out.keep(key, message)
        self._known.add(work, key, event, fact)

    def _work_of(self, event: dict[str, Any]) -> int:
        return self._code_of(event["body"][1]["work"])

    def _code_of(self, name: str) -> int:
        work = self._works.code(name)
        self._registered.reach(len(self._works.names))
        return work

    def refuse(self, key: bytes, message: bytes, refused: RefusedEvent) -> None:
        """Takes in that an event was refused, and keeps it under `key`, unless there are too many
        already. Only what is parked, or was, is told."""
        work = self._code_of(refused.work) if refused.work else None
        if self._out.silent:
            self._known.refuse(refused, work)
            return
        concerned = self._known.works_of_refused(refused, work)
        before = {one: self._known.of_work(one) for one in concerned}
        if not self._known.refuse(refused, work):
            return
        self._out.count_fact()
        self._out.keep(key, message)
        for one, facts in before.items():
            if not facts.parking.is_told_as(self._known.of_work(one).parking):
                self.changed.setdefault(one, facts)

    def withdraw(self, withdrawal: TradeWithdrawal) -> None:
        """Takes assignments back, wherever they are."""
        if not self._out.silent:
            for work in self._known.works_of_trade(withdrawal.key):
                self.changed.setdefault(work, self._known.of_work(work))
        self._known.withdraw(withdrawal)

    def settle(self, usage: OpenUsage, cases: OpenCases) -> None:
        """Tells who owns the changed works, and sends the rows and cases that differ by it."""
        changed, self.changed = self.changed, {}
        now = {work: self._known.of_work(work) for work in changed}
        touched = usage.segments.of_works(changed)
        with usage.reissued(touched, set(changed)), cases.rejudged(changed):
            for work, facts in now.items():
                self._put(work, facts)
        for work, facts in now.items():
            self._send(self._works.names[work], changed[work], facts)

    def _put(self, work: int, facts: WorkFacts) -> None:
        self._book.replace(work, facts.ownership.segments)
        self._registered.values[work] = int(bool(facts.ownership.statements))

    def _send(self, name: str, before: WorkFacts, now: WorkFacts) -> None:
        knowledge = self._out.knowledge
        record = ownership_record(name, now.ownership, now.parking, knowledge)
        self._out.send(topics.OWNERSHIP, name.encode(), record)
        had, has = before.reference_claims, now.reference_claims
        if had != has:
            recorded_at = max(one.recorded_at for one in now.registrations)
            self._out.send_all(
                claim_outputs(name, had, has, recorded_at, knowledge, self._partitions)
            )
        self._out.send_anomalies(name, changes(_oddities(name, before), _oddities(name, now)))
        told = set(before.assignments_as_they_stand)
        for standing in now.assignments_as_they_stand:
            if standing not in told:
                record = assignment_record(name, standing, version=knowledge)
                one = standing.assignment
                key = joined("/", one.source, one.assignment_id, name)
                self._out.send(topics.TRADE_STATES, key.encode(), record)


def _oddities(work: str, facts: WorkFacts) -> list[Anomaly]:
    ownership = facts.ownership
    return [
        *overclaims(work, ownership),
        *late_claims(work, ownership),
        *defective_assignments(work, ownership.defective),
        *parked_events(work, facts.parking),
        *(
            row
            for standing in facts.assignments_as_they_stand
            if not standing.withdrawn and standing.behind is None
            for row in _late_recordal(work, standing.assignment)
        ),
    ]


def _late_recordal(work: str, one: Assignment) -> list[Anomaly]:
    return late_recordal(work, one.assignment_id, one.source, one.executed_on, one.recorded_at)
