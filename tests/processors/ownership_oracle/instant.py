"""One right, one leaf territory, one day of one work: who holds it, and why. The rules, naively.

docs/ownership.md, rules 3 to 12. No segments, no sets of territories, no code of processors/.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from tests.processors.ownership_oracle.known import (
    Assignment,
    Decision,
    Id,
    Known,
    Registration,
    Revision,
)

FULL = 1_000_600
"""100 % and the tolerance of CWR: more is too much."""

LEAST = 999_400
"""100 % less the tolerance: less is underclaimed."""

MINOR = 1_010_000
"""The most that is a minor overclaim."""

Statement = Mapping[str, int]
"""Parts per million by party."""

Conflict = tuple[str, frozenset[str]]
"""Its kind, and the sources that must answer."""


class Key(NamedTuple):
    right: str
    leaf: str
    day: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What the rules say of one key."""

    status: str | None
    """None where nothing counts: there is no segment."""

    holders: dict[str, int]
    counts: dict[Id, Statement]
    """What each registration that counts states of each party."""

    upheld_against_rest: bool
    facts: frozenset[str]
    not_applied: frozenset[Id]
    in_effect: frozenset[Id]
    not_in_effect: frozenset[Id]
    """Assignments that speak of the key and move nothing."""

    conflicts: frozenset[Conflict]

    @property
    def payable(self) -> bool:
        """Rule 8."""
        return self.status in ("Clear", "Underclaimed")


def answer(known: Known, key: Key) -> Answer:
    decisions = {r.id: _decision(known, r, key) for r in known.registrations}
    stands, not_applied = _stands(known, key, decisions)
    said = {r.id: stated(stands[r.id], key) for r in known.registrations}
    said = {id: statement for id, statement in said.items() if statement}

    upheld = {
        r.id
        for r in known.registrations
        if _outcome(decisions[r.id]) == "Upheld" and stated(r.holds, key)
    }
    rest_goes = bool(upheld) and _is_too_much(said)
    counts = {id: said[id] for id in said if not rest_goes or id in upheld}

    held, moved, waiting = _assigned(known, key, _by_party(counts))
    return Answer(
        status=_status(counts),
        holders={party: ppm for party, ppm in held.items() if ppm},
        counts=counts,
        upheld_against_rest=len(counts) < len(said),
        facts=_facts(known, key, decisions, stands, counts, moved) if counts else frozenset(),
        not_applied=frozenset(not_applied),
        in_effect=frozenset(assignment.id for assignment in moved),
        not_in_effect=frozenset(assignment.id for assignment in waiting),
        conflicts=frozenset(_conflicts(counts, not_applied)),
    )


def stated(revision: Revision | None, key: Key) -> Statement:
    """Rule 3: the sum of the revision's claims at the key, by party."""
    total: dict[str, int] = {}
    for claim in revision.claims if revision else ():
        if claim.ground.has(*key):
            total[claim.party] = total.get(claim.party, 0) + claim.share_ppm
    return total


def _decision(known: Known, registration: Registration, key: Key) -> Decision | None:
    """Rule 4: the last recorded that names the registration, the right, territory and day."""
    named = [d for d in known.decisions if d.names(registration) and d.ground.has(*key)]
    return max(named, key=lambda decision: decision.at, default=None)


def _outcome(decision: Decision | None) -> str:
    return decision.outcome if decision else "Unknown"


def _stands(
    known: Known, key: Key, decisions: Mapping[Id, Decision | None]
) -> tuple[dict[Id, Revision | None], list[Id]]:
    """Rules 3 to 5: which revision of each registration stands, and what is not applied."""
    stands: dict[Id, Revision | None] = {}
    late = []
    for registration in known.registrations:
        outcome = _outcome(decisions[registration.id])
        if outcome == "Rejected":
            stands[registration.id] = None
        elif outcome == "Upheld" or not registration.late:
            stands[registration.id] = registration.holds
        else:
            stands[registration.id] = registration.baseline
            late.append(registration)
    not_applied = []
    for registration in sorted(late, key=lambda registration: registration.holds.at):
        before = sum(stated(registration.baseline, key).values())
        after = sum(stated(registration.holds, key).values())
        of_all = sum(sum(stated(revision, key).values()) for revision in stands.values())
        if after <= before or of_all - before + after <= FULL:
            stands[registration.id] = registration.holds
        else:
            not_applied.append(registration.id)
    return stands, not_applied


def _by_party(statements: Mapping[Id, Statement]) -> dict[str, int]:
    total: Counter[str] = Counter()
    for statement in statements.values():
        total.update(statement)
    return dict(total)


def _is_too_much(statements: Mapping[Id, Statement]) -> bool:
    """Rule 6: together, or for one party alone."""
    parties = _by_party(statements)
    return sum(parties.values()) > FULL or any(ppm > FULL for ppm in parties.values())


def _status(counts: Mapping[Id, Statement]) -> str | None:
    """Rule 7."""
    parties = _by_party(counts)
    total = sum(parties.values())
    if not counts:
        return None
    if any(ppm > FULL for ppm in parties.values()):
        return "DataFault"
    if total > MINOR:
        return "MajorOverclaim"
    if total > FULL:
        return "MinorOverclaim"
    if total < LEAST:
        return "Underclaimed"
    return "Clear"


def _conflicts(counts: Mapping[Id, Statement], not_applied: list[Id]) -> list[Conflict]:
    """Rule 9."""
    told = [("LateClaim", frozenset((source,))) for source, _ in not_applied]
    status = _status(counts)
    if status in ("MinorOverclaim", "MajorOverclaim"):
        told.append(("Overclaim", frozenset(source for source, _ in counts)))
    if status == "DataFault":
        above = {party for party, ppm in _by_party(counts).items() if ppm > FULL}
        answer = {source for (source, _), said in counts.items() if above & said.keys()}
        told.append(("DataFault", frozenset(answer)))
    return told


def _assigned(
    known: Known, key: Key, holdings: dict[str, int]
) -> tuple[dict[str, int], list[Assignment], list[Assignment]]:
    """Rule 11: holdings after the assignments, those that took effect, and those that wait."""
    held = dict(holdings)
    waiting = [a for a in known.assignments if a.ground.has(*key)]
    moved = []
    while possible := [a for a in waiting if held.get(a.assignor, 0) >= a.share_ppm]:
        first = min(possible, key=lambda assignment: assignment.at)
        held[first.assignor] -= first.share_ppm
        held[first.assignee] = held.get(first.assignee, 0) + first.share_ppm
        moved.append(first)
        waiting.remove(first)
    return held, moved, waiting


def _facts(
    known: Known,
    key: Key,
    decisions: Mapping[Id, Decision | None],
    stands: Mapping[Id, Revision | None],
    counts: Mapping[Id, Statement],
    moved: list[Assignment],
) -> frozenset[str]:
    """What a segment rests on."""
    counted = {revision.event_id for id in counts if (revision := stands[id])}
    decided = {
        decision.event_id
        for registration in known.registrations
        if (decision := decisions[registration.id])
        and decision.outcome in ("Upheld", "Rejected")
        and stated(registration.holds, key)
    }
    return frozenset(counted | decided | {assignment.event_id for assignment in moved})
