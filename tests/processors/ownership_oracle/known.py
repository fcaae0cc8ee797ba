"""What a set of facts about one work says before any key is asked: revisions and lateness.

Rules 1 to 3 and 10 of docs/ownership.md, as far as they do not depend on right, territory and day.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from processors.reports import RecordedAt
from tests.processors.ownership_oracle.facts import Told, recorded_day
from tests.processors.ownership_oracle.parking import taking_effect
from tests.processors.sent_events import leaves_of

WINDOW_DAYS = 90
CONVEYS_TITLE = ("Assignment", "Merger", "NameChange", "Correction")

Id = tuple[str, str]
"""Source, and the id that the source gave."""


@dataclass(frozen=True, slots=True)
class Ground:
    """The rights, leaf territories and half-open days that something speaks of."""

    rights: frozenset[str]
    leaves: frozenset[str]
    from_day: int
    until_day: int | None

    def has(self, right: str, leaf: str, day: int) -> bool:
        return (
            self.from_day <= day
            and (self.until_day is None or day < self.until_day)
            and right in self.rights
            and leaf in self.leaves
        )


@dataclass(frozen=True, slots=True)
class Claim:
    party: str
    share_ppm: int
    ground: Ground


@dataclass(frozen=True, slots=True)
class Revision:
    event_id: str
    at: RecordedAt
    number: int
    claims: tuple[Claim, ...]
    withdraws: bool


@dataclass(frozen=True, slots=True)
class Registration:
    """A registration in force: the revision that holds is no withdrawal (rule 1)."""

    id: Id
    holds: Revision
    late: bool
    baseline: Revision | None
    """What a late one had said in time; None if nothing. The same as `holds` if not late."""


@dataclass(frozen=True, slots=True)
class Decision:
    event_id: str
    at: RecordedAt
    registration_id: str
    registration_source: str
    ground: Ground
    outcome: str

    def names(self, registration: Registration) -> bool:
        source, registration_id = registration.id
        return self.registration_id == registration_id and self.registration_source in ("", source)


@dataclass(frozen=True, slots=True)
class Assignment:
    """An assignment whose revision that holds conveys title."""

    id: Id
    event_id: str
    at: RecordedAt
    assignor: str
    assignee: str
    share_ppm: int
    ground: Ground


@dataclass(frozen=True, slots=True)
class Known:
    """Everything that is known of one work; registrations and assignments in order of record."""

    registrations: tuple[Registration, ...]
    decisions: tuple[Decision, ...]
    assignments: tuple[Assignment, ...]


def read(told: Iterable[Told]) -> Known:
    """What these facts, all about one work, say."""
    facts = once(in_effect(told))
    return Known(_registrations(facts), _decisions(facts), _assignments(facts))


def in_effect(told: Iterable[Told]) -> list[Told]:
    """Without what is refused or parked (rule 19)."""
    facts = list(told)
    works = {fact.body["work"] for fact in facts if "work" in fact.body and not fact.refused}
    if not any(fact.refused for fact in facts) or not works:
        return [fact for fact in facts if not fact.refused]
    (work,) = works
    return taking_effect(facts, work)


def once(told: Iterable[Told]) -> list[Told]:
    """Each event once, at its first place of the record, in order of record."""
    first: dict[str, Told] = {}
    for fact in sorted(told, key=lambda fact: fact.at):
        first.setdefault(fact.event_id, fact)
    return list(first.values())


def highest(facts: Iterable[Told]) -> Told:
    """Rule 1: the highest revision; of equals the first recorded."""
    return min(facts, key=lambda fact: (-fact.body["revision"], fact.at))


def _registrations(facts: list[Told]) -> tuple[Registration, ...]:
    submitted = [fact for fact in facts if fact.kind == "RegistrationSubmitted"]
    if not submitted:
        return ()
    registered_day = recorded_day(min(fact.at for fact in submitted))
    by_id = defaultdict(list)
    for fact in facts:
        if fact.kind in ("RegistrationSubmitted", "RegistrationWithdrawn"):
            by_id[fact.source, fact.body["registration_id"]].append(fact)
    registrations = [_registration(id, said, registered_day) for id, said in by_id.items()]
    in_force = [registration for registration in registrations if not registration.holds.withdraws]
    return tuple(sorted(in_force, key=lambda registration: registration.holds.at))


def _registration(id: Id, said: list[Told], registered_day: int) -> Registration:
    in_time = [fact for fact in said if recorded_day(fact.at) - registered_day <= WINDOW_DAYS]
    holds = highest(said)
    baseline = highest(in_time) if in_time else None
    return Registration(
        id,
        _revision(holds),
        late=holds not in in_time,
        baseline=_revision(baseline) if baseline is not None else None,
    )


def _revision(fact: Told) -> Revision:
    claims = tuple(
        Claim(
            said["party"],
            said["share_ppm"],
            Ground(
                frozenset((said["right"],)),
                leaves_of(said["territories"]),
                said["from_day"],
                said["until_day"],
            ),
        )
        for said in fact.body.get("claims", ())
    )
    withdraws = fact.kind == "RegistrationWithdrawn"
    return Revision(fact.event_id, fact.at, fact.body["revision"], claims, withdraws)


def _decisions(facts: list[Told]) -> tuple[Decision, ...]:
    decided = []
    for fact in facts:
        if fact.kind != "ClaimDecided":
            continue
        body = fact.body
        ground = Ground(
            frozenset((body["right"],)),
            leaves_of(body["territories"]),
            body["from_day"],
            body["until_day"],
        )
        decided.append(
            Decision(
                fact.event_id,
                fact.at,
                body["registration_id"],
                body["registration_source"],
                ground,
                body["outcome"],
            )
        )
    return tuple(decided)


def _assignments(facts: list[Told]) -> tuple[Assignment, ...]:
    assigned = {
        (fact.source, fact.body["assignment_id"])
        for fact in facts
        if fact.kind == "AssignmentRecorded"
    }
    by_id = defaultdict(list)
    for fact in facts:
        if fact.kind in ("AssignmentRecorded", "TradeWithdrawn"):
            id = fact.source, fact.body.get("assignment_id", fact.body.get("trade_id", ""))
            if id in assigned:
                by_id[id].append(fact)
    held = [(id, highest(said)) for id, said in by_id.items()]
    conveying = [
        _assignment(id, fact)
        for id, fact in held
        if fact.kind == "AssignmentRecorded" and fact.body["conveyance"] in CONVEYS_TITLE
    ]
    return tuple(sorted(conveying, key=lambda assignment: assignment.at))


def _assignment(id: Id, fact: Told) -> Assignment:
    body = fact.body
    ground = Ground(
        frozenset(body["rights"]),
        leaves_of(body["territories"]),
        body["from_day"],
        body["until_day"],
    )
    return Assignment(
        id, fact.event_id, fact.at, body["assignor"], body["assignee"], body["share_ppm"], ground
    )
