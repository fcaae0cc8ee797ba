"""Rule 19 of docs/ownership.md, naively: what waits for a refused event of its source."""

from collections.abc import Iterable

from tests.processors.ownership_oracle.facts import Told

MOST_REFUSED = 1_000
TITLE_KINDS = (
    "RegistrationSubmitted", "RegistrationWithdrawn", "ClaimDecided", "AssignmentRecorded",
    "TradeWithdrawn",
)  # fmt: skip


def taking_effect(told: Iterable[Told], work: str) -> list[Told]:
    """Of facts of any kind, those that count for the work: neither refused nor parked there."""
    facts = list(told)
    blocking = still_open(facts, work)
    return [
        fact
        for fact in facts
        if not fact.refused and not (is_about(fact, work, facts) and waits(fact, blocking))
    ]


def parked(told: Iterable[Told], work: str) -> set[tuple[str, str]]:
    """(source, event id) of what is parked: of an event recorded twice its first place decides."""
    facts = sorted(told, key=lambda fact: fact.at)
    blocking = still_open(facts, work)
    first: dict[tuple[str, str, str], Told] = {}
    for fact in facts:
        if not fact.refused and is_about(fact, work, facts):
            first.setdefault((fact.source, fact.kind, fact.event_id), fact)
    return {(fact.source, fact.event_id) for fact in first.values() if waits(fact, blocking)}


def still_open(facts: list[Told], work: str) -> list[Told]:
    """Refused events about the work that nothing mends."""
    found = []
    refused = [fact for fact in facts if fact.refused and is_about(fact, work, facts)]
    for source in {fact.source for fact in refused}:
        those = sorted((fact for fact in refused if fact.source == source), key=lambda f: f.at)
        for one in those[:MOST_REFUSED]:
            if not any(mends(fact, one, work) for fact in facts):
                found.append(one)
    return found


def waits(fact: Told, blocking: list[Told]) -> bool:
    return any(one.source == fact.source and one.at < fact.at for one in blocking)


def is_about(fact: Told, work: str, facts: list[Told]) -> bool:
    if fact.kind == "TradeWithdrawn":
        return any(
            other.kind == "AssignmentRecorded"
            and not other.refused
            and other.source == fact.source
            and other.body["assignment_id"] == fact.body["trade_id"]
            and other.body["work"] == work
            for other in facts
        )
    return fact.kind in TITLE_KINDS and fact.body["work"] == work


def mends(fact: Told, refused: Told, work: str) -> bool:
    if fact.refused or fact.source != refused.source or fact.at < refused.at:
        return False
    if fact.kind not in TITLE_KINDS:
        return False
    of_work = fact.kind == "TradeWithdrawn" or fact.body["work"] == work
    same_event = fact.kind != "TradeWithdrawn" and fact.event_id == refused.event_id
    replaces = revised(fact) == revised(refused) and (
        fact.body.get("revision", 0) >= refused.body.get("revision", 0)
    )
    return of_work and (same_event or replaces)


def revised(fact: Told) -> tuple[str, ...]:
    """What an event is a revision of."""
    body = fact.body
    if fact.kind == "ClaimDecided":
        return ("decision", body["registration_source"], body["registration_id"])
    if "registration_id" in body:
        return ("registration", body["registration_id"])
    return ("assignment", body.get("assignment_id", body.get("trade_id", "")))
