"""The oracle with one rule broken at a time: what to replace by what."""

from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import replace
from typing import Any

from processors.reports import RecordedAt
from tests.processors.ownership_oracle import instant, parking
from tests.processors.ownership_oracle import known as reading
from tests.processors.ownership_oracle.facts import Told
from tests.processors.ownership_oracle.instant import Conflict, Key, Statement
from tests.processors.ownership_oracle.known import (
    Assignment,
    Decision,
    Id,
    Known,
    Registration,
    Revision,
)

Decisions = Mapping[Id, Decision | None]
Standing = tuple[dict[Id, Revision | None], list[Id]]
Assigned = tuple[dict[str, int], list[Assignment], list[Assignment]]

_read_registration = reading._registration
_read_assignments = reading._assignments
_stands, _decision = instant._stands, instant._decision
_waits, _mends = parking.waits, parking.mends
_conflicts, _facts = instant._conflicts, instant._facts


def _last_of_equals(facts: Iterable[Told]) -> Told:
    return max(facts, key=lambda fact: (fact.body["revision"], fact.at))


def _of_id_only(decision: Decision, registration: Registration) -> bool:
    return decision.registration_id == registration.id[1]


def _never_of_all_sources(decision: Decision, registration: Registration) -> bool:
    return (decision.registration_source, decision.registration_id) == registration.id


def _first_decision(known: Known, registration: Registration, key: Key) -> Decision | None:
    named = [d for d in known.decisions if d.names(registration) and d.ground.has(*key)]
    return min(named, key=lambda decision: decision.at, default=None)


def _unknown_is_no_decision(known: Known, registration: Registration, key: Key) -> Decision | None:
    told = [decision for decision in known.decisions if decision.outcome != "Unknown"]
    return _decision(replace(known, decisions=tuple(told)), registration, key)


def _late_without_baseline(id: Id, said: list[Told], registered_day: int) -> Registration:
    registration = _read_registration(id, said, registered_day)
    return replace(registration, baseline=None) if registration.late else registration


def _last_late_first(known: Known, key: Key, decisions: Decisions) -> Standing:
    """Of the late ones the last first."""
    turned = [
        replace(r, holds=replace(r.holds, at=RecordedAt(*(-each for each in r.holds.at))))
        for r in known.registrations
    ]
    return _stands(replace(known, registrations=tuple(turned)), key, decisions)


def _never_late(known: Known, key: Key, decisions: Decisions) -> Standing:
    """Nothing that is late is applied."""
    stands, not_applied = _stands(known, key, decisions)
    for registration in known.registrations:
        if registration.late and instant._outcome(decisions[registration.id]) != "Upheld":
            stands[registration.id] = None
    return stands, not_applied


def _all_answer(counts: Mapping[Id, Statement], not_applied: list[Id]) -> list[Conflict]:
    everyone = frozenset(source for source, _ in counts)
    return [
        (kind, everyone if kind == "DataFault" else answer)
        for kind, answer in _conflicts(counts, not_applied)
    ]


def _no_decisions(known: Known, *rest: Any) -> frozenset[str]:
    decided = {decision.event_id for decision in known.decisions}
    return _facts(known, *rest) - decided


def _speaking(known: Known, key: Key) -> list[Assignment]:
    return [a for a in known.assignments if a.ground.has(*key)]


def _in_part(known: Known, key: Key, holdings: dict[str, int]) -> Assigned:
    held = dict(holdings)
    moved: list[Assignment] = []
    waiting: list[Assignment] = []
    for assignment in _speaking(known, key):
        share = min(held.get(assignment.assignor, 0), assignment.share_ppm)
        held[assignment.assignor] = held.get(assignment.assignor, 0) - share
        held[assignment.assignee] = held.get(assignment.assignee, 0) + share
        (moved if share else waiting).append(assignment)
    return held, moved, waiting


def _once_through(known: Known, key: Key, holdings: dict[str, int]) -> Assigned:
    """Who cannot take effect at its place of the record never does."""
    held = dict(holdings)
    moved: list[Assignment] = []
    waiting: list[Assignment] = []
    for assignment in _speaking(known, key):
        if held.get(assignment.assignor, 0) < assignment.share_ppm:
            waiting.append(assignment)
            continue
        held[assignment.assignor] -= assignment.share_ppm
        held[assignment.assignee] = held.get(assignment.assignee, 0) + assignment.share_ppm
        moved.append(assignment)
    return held, moved, waiting


def _goes_on(known: Known, key: Key, holdings: dict[str, int]) -> Assigned:
    """After one takes effect the next is looked for behind it, and only then from the front."""
    held = dict(holdings)
    moved: list[Assignment] = []
    waiting = _speaking(known, key)
    while True:
        before = len(moved)
        for assignment in list(waiting):
            if held.get(assignment.assignor, 0) >= assignment.share_ppm:
                held[assignment.assignor] -= assignment.share_ppm
                held[assignment.assignee] = held.get(assignment.assignee, 0) + assignment.share_ppm
                moved.append(assignment)
                waiting.remove(assignment)
        if len(moved) == before:
            return held, moved, waiting


def _no_upholding(_statements: Mapping[Id, Statement]) -> bool:
    return False


def _last_record(told: Iterable[Told]) -> list[Told]:
    last = {fact.event_id: fact for fact in sorted(told, key=lambda fact: fact.at)}
    return sorted(last.values(), key=lambda fact: fact.at)


def _from_first_revision(facts: list[Told]) -> tuple[Assignment, ...]:
    first: dict[Id, RecordedAt] = {}
    for fact in facts:
        if fact.kind == "AssignmentRecorded":
            first.setdefault((fact.source, fact.body["assignment_id"]), fact.at)
    assigned = [replace(each, at=first[each.id]) for each in _read_assignments(facts)]
    return tuple(sorted(assigned, key=lambda each: each.at))


def _whoever_said_it(fact: Told, blocking: list[Told]) -> bool:
    return any(one.at < fact.at for one in blocking)


def _whenever_said(fact: Told, blocking: list[Told]) -> bool:
    return any(one.source == fact.source for one in blocking)


def _but_for_decisions(fact: Told, blocking: list[Told]) -> bool:
    return fact.kind != "ClaimDecided" and _waits(fact, blocking)


def _but_for_withdrawn_trades(fact: Told, blocking: list[Told]) -> bool:
    return fact.kind != "TradeWithdrawn" and _waits(fact, blocking)


def _in_any_revision(fact: Told, refused: Told, work: str) -> bool:
    lowered = deepcopy(refused)
    lowered.body["revision"] = 0
    return _mends(fact, lowered, work)


def _by_event_id(fact: Told, refused: Told, work: str) -> bool:
    return fact.event_id == refused.event_id and _mends(fact, refused, work)


def _by_revision(fact: Told, refused: Told, work: str) -> bool:
    same = fact.body.get("revision", 0) == refused.body.get("revision", 0)
    return (same or fact.event_id == refused.event_id) and _mends(fact, refused, work)


def _whenever_recorded(fact: Told, refused: Told, work: str) -> bool:
    return _mends(replace(fact, at=max(fact.at, refused.at)), refused, work)


FAULTS: dict[str, tuple[object, str, object]] = {
    "of equal revisions the last": (reading, "highest", _last_of_equals),
    "an event counts from its last record": (reading, "once", _last_record),
    "a window of 89 days": (reading, "WINDOW_DAYS", 89),
    "a window of 91 days": (reading, "WINDOW_DAYS", 91),
    "late without a baseline": (reading, "_registration", _late_without_baseline),
    "late ones the last first": (instant, "_stands", _last_late_first),
    "late is never applied": (instant, "_stands", _never_late),
    "a decision names the ids of all sources": (Decision, "names", _of_id_only),
    "a decision without a source names none": (Decision, "names", _never_of_all_sources),
    "the first decision holds": (instant, "_decision", _first_decision),
    "unknown leaves what was decided": (instant, "_decision", _unknown_is_no_decision),
    "upheld does not stand against the rest": (instant, "_is_too_much", _no_upholding),
    "100.06 % is too much": (instant, "FULL", 1_000_599),
    "100.0601 % is not": (instant, "FULL", 1_000_601),
    "101 % is major": (instant, "MINOR", 1_009_999),
    "101.0001 % is minor": (instant, "MINOR", 1_010_001),
    "99.94 % is underclaimed": (instant, "LEAST", 999_401),
    "99.9399 % is not": (instant, "LEAST", 999_399),
    "all answer in a data fault": (instant, "_conflicts", _all_answer),
    "a segment does not rest on decisions": (instant, "_facts", _no_decisions),
    "a correction moves nothing": (reading, "CONVEYS_TITLE", reading.CONVEYS_TITLE[:-1]),
    "an assignment counts from its first revision": (
        reading,
        "_assignments",
        _from_first_revision,
    ),
    "shares move in part": (instant, "_assigned", _in_part),
    "assignments are tried once": (instant, "_assigned", _once_through),
    "assignments are tried in rounds": (instant, "_assigned", _goes_on),
    "what other sources say is parked": (parking, "waits", _whoever_said_it),
    "what was said before is parked": (parking, "waits", _whenever_said),
    "decisions are not parked": (parking, "waits", _but_for_decisions),
    "withdrawn trades are not parked": (parking, "waits", _but_for_withdrawn_trades),
    "a lower revision mends": (parking, "mends", _in_any_revision),
    "only the same event mends": (parking, "mends", _by_event_id),
    "only the same revision mends": (parking, "mends", _by_revision),
    "what was recorded before mends": (parking, "mends", _whenever_recorded),
}
