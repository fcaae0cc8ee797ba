"""What ownership of a partition's works rests on, read from its state when a work changes."""

from dataclasses import dataclass
from typing import Any

from processors.facts_state import KEY_BYTES, Decode, recorded_at_of
from processors.registration import Registration, claim_of
from processors.reports import RecordedAt
from schemas import topics

from .assignments import Assignment, assignment_of
from .segments import Ownership, ownership_of


@dataclass(frozen=True, slots=True)
class WorkFacts:
    """All revisions of all registrations, withdrawals included, and assignments of a work."""

    registrations: list[Registration]
    assignments: list[Assignment]

    def with_fact(self, fact: Registration | Assignment) -> "WorkFacts":
        if isinstance(fact, Registration):
            return WorkFacts([*self.registrations, fact], self.assignments)
        return WorkFacts(self.registrations, [*self.assignments, fact])

    def ownership(self) -> Ownership:
        return ownership_of(self.registrations, self.assignments)


class KnownOwnershipFacts:
    """Keys of the facts by work code, one after another; the facts stay in `state` as they came."""

    def __init__(self, decode: Decode, state: dict[bytes, bytes]) -> None:
        self._decode = decode
        self._state = state
        self._keys: dict[int, bytes] = {}

    def add(self, work: int, key: bytes) -> Registration | Assignment:
        """Adds the one of this key, which is in `state`."""
        assert len(key) == KEY_BYTES
        self._keys[work] = self._keys.get(work, b"") + key
        return self._read(key)

    def of_work(self, work: int) -> WorkFacts:
        keys = self._keys.get(work, b"")
        known = WorkFacts([], [])
        for start in range(0, len(keys), KEY_BYTES):
            fact = self._read(keys[start : start + KEY_BYTES])
            if isinstance(fact, Registration):
                known.registrations.append(fact)
            else:
                known.assignments.append(fact)
        return known

    def _read(self, key: bytes) -> Registration | Assignment:
        fact = self._decode(topics.FACTS, self._state[key])
        recorded_at = recorded_at_of(fact)
        topic = fact["body"][1]["topic"]
        event = self._decode(topic, fact["body"][1]["message"])
        if topic == topics.TRADES:
            return assignment_of(event["body"][1], event["source"], event["event_id"], recorded_at)
        return _registration_of(event, recorded_at)


def _registration_of(event: dict[str, Any], recorded_at: RecordedAt) -> Registration:
    kind, body = event["body"]
    withdrawn = kind.endswith("RegistrationWithdrawn")
    return Registration(
        event["event_id"],
        event["source"],
        body["registration_id"],
        body["revision"],
        body["work"],
        "Other" if withdrawn else body["kind"],
        "" if withdrawn else body["title"],
        () if withdrawn else tuple(body["references"]),
        () if withdrawn else tuple(claim_of(claim) for claim in body["claims"]),
        event["occurred_at"],
        recorded_at,
        withdrawn,
    )
