"""Who owns the works of a partition: told as a whole whenever it changes."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from processors.anomalies.defective import defective_assignments
from processors.anomalies.overclaim import late_claims, overclaims
from processors.anomalies.row import Anomaly, changes
from processors.claim_outputs import claim_outputs
from processors.facts_state import Decode
from processors.growing import GrowingColumn, NameIndex
from processors.outgoing import Outgoing
from processors.ownership.book import OwnershipBook
from processors.ownership.known_facts import KnownOwnershipFacts, OwnershipFact, WorkFacts
from processors.ownership.picture import ownership_record
from processors.ownership.segments import Ownership, OwnershipSegment
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
        self.changed: dict[int, tuple[list[OwnershipSegment], int]] = {}
        """Works that changed since their usage was last sent: what was told of them then."""

    def restored(self) -> None:
        """To be called once all facts of the state are noted."""
        for work in self._known.works():
            self._put(work, self._known.of_work(work))

    def put(
        self,
        key: bytes,
        message: bytes,
        event: dict[str, Any],
        fact: OwnershipFact,
        cases: OpenCases,
    ) -> None:
        """Takes in a fact about a work; the fact is kept under `key`."""
        name = event["body"][1]["work"]
        work = self._works.code(name)
        self._registered.reach(len(self._works.names))
        if self._out.silent:
            self._known.note(work, key, event)
            return
        with self._changes([work], cases):
            self._out.keep(key, message)
            self._known.add(work, key, event, fact)

    def withdraw(self, withdrawal: TradeWithdrawal, cases: OpenCases) -> None:
        """Takes assignments back, wherever they are."""
        trade = (withdrawal.source, withdrawal.trade_id)
        works = sorted(self._known.works_of_trade(trade))
        if self._out.silent:
            self._known.withdraw(withdrawal)
            return
        with self._changes(works, cases):
            self._known.withdraw(withdrawal)

    @contextmanager
    def _changes(self, works: Iterable[int], cases: OpenCases) -> Iterator[None]:
        """Sends what the block changes about these works."""
        before = {work: self._known.of_work(work) for work in works}
        for work, facts in before.items():
            registered = int(self._registered.values[work])
            self.changed.setdefault(work, (facts.ownership.segments, registered))
        with cases.rejudged(before):
            yield
            now = {work: self._known.of_work(work) for work in before}
            for work, facts in now.items():
                self._put(work, facts)
        for work, facts in now.items():
            self._send(self._works.names[work], before[work], facts)

    def _put(self, work: int, facts: WorkFacts) -> None:
        self._set(work, facts.ownership.segments, int(bool(facts.ownership.statements)))

    def _set(self, work: int, segments: list[OwnershipSegment], registered: int) -> None:
        self._book.replace(work, segments)
        self._registered.values[work] = registered

    def _send(self, name: str, before: WorkFacts, now: WorkFacts) -> None:
        knowledge = self._out.knowledge
        record = ownership_record(name, now.ownership, knowledge)
        self._out.send(topics.OWNERSHIP, name.encode(), record)
        if before.registrations != now.registrations:
            self._out.send_all(
                claim_outputs(
                    name, before.registrations, now.registrations, knowledge, self._partitions
                )
            )
        self._out.send_anomalies(
            name, changes(_oddities(name, before.ownership), _oddities(name, now.ownership))
        )

    def reissue_changed(self, usage: OpenUsage) -> None:
        """Sends the rows of usage that differ from what was told of the changed works."""
        changed, self.changed = self.changed, {}
        touched = usage.segments.of_works(changed)
        if not touched:
            return
        now = {
            work: (self._known.of_work(work).ownership.segments, int(self._registered.values[work]))
            for work in changed
        }
        for work, was in changed.items():
            self._set(work, *was)
        with usage.reissued(touched, set(changed)):
            for work, known in now.items():
                self._set(work, *known)


def _oddities(work: str, ownership: Ownership) -> list[Anomaly]:
    return [
        *overclaims(work, ownership),
        *late_claims(work, ownership),
        *defective_assignments(work, ownership.defective),
    ]
