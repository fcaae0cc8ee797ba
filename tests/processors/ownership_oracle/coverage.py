"""How often histories come upon what the rules tell apart."""

from collections import Counter
from collections.abc import Iterable

from tests.processors.ownership_oracle import instant, parking
from tests.processors.ownership_oracle.facts import Told
from tests.processors.ownership_oracle.instant import FULL, Answer, Key, stated
from tests.processors.ownership_oracle.known import Known, Registration, in_effect, once, read
from tests.processors.ownership_oracle.making import WORK
from tests.processors.ownership_oracle.probes import probes

TOLERANCES = (999_399, 999_400, 1_000_600, 1_000_601, 1_010_000, 1_010_001)


def coverage(histories: Iterable[list[Told]]) -> Counter[str]:
    """Counts of histories in which a word of the rules occurs; 'probes' counts keys."""
    found: Counter[str] = Counter()
    for told in histories:
        known = read(told)
        keys = probes(told)
        asked = {key: instant.answer(known, key) for key in keys}
        found.update({word for key in keys for word in _of_key(known, key, asked[key])})
        found.update({word for key in keys for word in _of_decisions(known, key)})
        found.update(_of_history(told, known, list(asked.values())))
        found["probes"] += len(keys)
        found["histories"] += 1
    return found


def _of_key(known: Known, key: Key, answer: Answer) -> set[str]:
    words = {answer.status or "nothing counts"}
    total = sum(sum(statement.values()) for statement in answer.counts.values())
    if total in TOLERANCES:
        words.add(f"total of {total}")
    if answer.upheld_against_rest:
        words.add("upheld against the rest")
    if answer.not_applied:
        words.add("late claim not applied")
    if len(answer.not_applied) > 1:
        words.add("two late claims not applied")
    if answer.not_applied and answer.status is None:
        words.add("late claim and no segment")
    if total > FULL and any(r.late and _is_less(r, key) for r in known.registrations):
        words.add("late and less, in an overclaim")
    if answer.in_effect:
        words.add("assignment takes effect")
    if len(answer.in_effect) > 1:
        words.add("two assignments take effect")
    return words


def _is_less(registration: Registration, key: Key) -> bool:
    before = sum(stated(registration.baseline, key).values())
    return sum(stated(registration.holds, key).values()) < before


def _of_decisions(known: Known, key: Key) -> set[str]:
    words = set()
    for registration in known.registrations:
        decided = [d for d in known.decisions if d.names(registration) and d.ground.has(*key)]
        if not decided or not stated(registration.holds, key):
            continue
        last = max(decided, key=lambda decision: decision.at).outcome
        words.add(f"{last} there")
        if registration.late:
            words.add(f"{last} there, late")
        if any(decision.outcome != last for decision in decided):
            words.add(f"{last} there, after another")
    return words


def _of_history(told: list[Told], known: Known, answers: list[Answer]) -> set[str]:
    words = set()
    defective = {id for answer in answers for id in answer.not_in_effect}
    effective = {id for answer in answers for id in answer.in_effect}
    if defective:
        words.add("defective")
    if defective & effective:
        words.add("defective here, in effect there")
    if effective - defective:
        words.add("in effect throughout")
    if any(r.late for r in known.registrations):
        words.add("late revision")
    if any(r.late and r.baseline and not r.baseline.withdraws for r in known.registrations):
        words.add("late revision over a baseline")
    if any(r.late and r.baseline and r.baseline.withdraws for r in known.registrations):
        words.add("late revision over a withdrawal")
    facts = once(in_effect(told))
    if len({fact.event_id for fact in told}) < len(told):
        words.add("recorded twice")
    if len({fact.at.millis for fact in facts}) < len(facts):
        words.add("tie of time")
    words |= _withdrawn(facts, known)
    words |= _parked(told)
    words |= {f"decision {decision.outcome}" for decision in known.decisions}
    return words


def _parked(told: list[Told]) -> set[str]:
    waiting, open_ones = parking.parked(told, WORK), parking.still_open(told, WORK)
    words = {f"parked {fact.kind}" for fact in told if (fact.source, fact.event_id) in waiting}
    if waiting:
        words.add("parked")
    refused = [one for one in told if one.refused and parking.is_about(one, WORK, told)]
    for one in refused:
        again = [fact for fact in told if parking.mends(fact, one, WORK)]
        words |= {f"mended by {fact.kind}" for fact in again}
        if again and one not in open_ones and all(fact.event_id != one.event_id for fact in again):
            words.add("mended under another event id")
    return words


def _withdrawn(facts: list[Told], known: Known) -> set[str]:
    words = set()
    in_force = {registration.id for registration in known.registrations}
    said = {
        (fact.source, fact.body["registration_id"])
        for fact in facts
        if fact.kind == "RegistrationSubmitted"
    }
    if said - in_force:
        words.add("withdrawn registration")
    conveying = {assignment.id for assignment in known.assignments}
    assigned = {
        (fact.source, fact.body["assignment_id"])
        for fact in facts
        if fact.kind == "AssignmentRecorded"
    }
    trades = {
        (fact.source, fact.body["trade_id"]) for fact in facts if fact.kind == "TradeWithdrawn"
    }
    if (trades & assigned) - conveying:
        words.add("withdrawn trade")
    if assigned - trades - conveying:
        words.add("conveys nothing")
    return words
