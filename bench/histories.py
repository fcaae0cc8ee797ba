"""Works with 1,000 facts of several shapes, and how long it takes to take in one more."""

import time
from collections.abc import Callable, Iterator
from statistics import median
from typing import Any, Final

from processors.facts_state import message_key, recorded_at_of
from processors.intake import Intake, Received
from processors.ownership.known_facts import OwnershipFact, WorkFacts, ownership_fact
from processors.reports import RecordedAt
from processors.rights.partition import RightsPartition
from processors.subjects import SubjectIndex
from schemas import topics
from schemas.codecs import codecs_of
from schemas.identifiers import canonical
from streams.publishing import Event
from streams.worker import collect_seldom

from .title import TitleMarket

_FACTS: Final = 1_000
_MORE: Final = 20
_DAY: Final = 20_000


def _revised() -> Iterator[Event]:
    """Twenty registrations that are revised again and again."""
    for number, (topic, key, record) in enumerate(_of_kind(topics.REGISTRATIONS)):
        record["body"][1].update(registration_id=f"R{number % 20}", revision=1 + number // 20)
        for claim in record["body"][1]["claims"]:
            claim["share_ppm"] //= 20
        yield topic, key, record


def _sold_on() -> Iterator[Event]:
    """One registration, sold on and on: a chain of title through time."""
    for number, (topic, key, record) in enumerate(_of_kind(topics.TRADES)):
        record["body"][1].update(
            assignor="party:P00000" if number == 0 else f"party:H{number - 1}",
            assignee=f"party:H{number}", share_ppm=1_000_000, from_day=_DAY + number,
            territories=[],
        )  # fmt: skip
        yield topic, key, record


def _dealt_in_parts() -> Iterator[Event]:
    """Registered once, then thousandths of it sold in three places with terms."""
    places: tuple[list[dict[str, Any]], ...] = (
        [],
        [{"include": True, "code": "CN"}],
        [{"include": True, "code": "2120"}],
    )
    for number, (topic, key, record) in enumerate(_of_kind(topics.TRADES)):
        record["body"][1].update(
            assignor="party:P00000", assignee=f"party:H{number % 40}", share_ppm=1_000,
            from_day=_DAY + number, until_day=_DAY + number + 30,
            territories=places[number % 3],
        )  # fmt: skip
        yield topic, key, record


def _of_a_catalogue() -> Iterator[Event]:
    """As a busy registry sends them: a registration in many revisions, and assignments of parts."""
    market = TitleMarket(count=2 * _FACTS, works=1)
    return (
        event for event in market.events() if not event[2]["body"][0].endswith("LicenceGranted")
    )


def _claimed_by_many() -> Iterator[Event]:
    """A registration of a share of a thousandth each."""
    for number, (topic, key, record) in enumerate(_of_kind(topics.REGISTRATIONS)):
        body = record["body"][1]
        body.update(registration_id=f"R{number}", revision=1, claims=body["claims"][:1])
        body["claims"][0].update(party=f"party:H{number}", share_ppm=900)
        yield topic, key, record


def _claimed_day_by_day() -> Iterator[Event]:
    """The same, each from a day of its own on: half a million holdings to be told at each fact."""
    for number, (topic, key, record) in enumerate(_claimed_by_many()):
        record["body"][1]["claims"][0]["from_day"] = _DAY + number
        yield topic, key, record


HISTORIES: Final[dict[str, Callable[[], Iterator[Event]]]] = {
    "20 registrations in 50 revisions": _revised,
    "a chain of 1,000 owners": _sold_on,
    "1,000 shares of a thousandth, in three places, for 30 days": _dealt_in_parts,
    "a busy registry's: revisions and assignments of one work": _of_a_catalogue,
    "1,000 registrations of a thousandth": _claimed_by_many,
    "hostile: each of them from a day of its own on": _claimed_day_by_day,
}


def _of_kind(topic: str) -> Iterator[Event]:
    market = TitleMarket(count=100 * _FACTS, works=1)
    return (
        event
        for event in market.events()
        if event[0] == topic and not event[2]["body"][0].endswith("LicenceGranted")
    )


def reevaluation_millis(name: str) -> dict[str, float]:
    """Of the facts after the first 1,000: `evaluated`, who holds what by all facts of the work;
    `answered`, from the fact's message to the encoded answers, that included."""
    collect_seldom()
    codecs = codecs_of(None)
    intake = Intake(1, SubjectIndex(canonical), lambda *_: True)
    first = next(_of_kind(topics.REGISTRATIONS))
    events = HISTORIES[name]()
    messages = [
        _fact(intake, codecs, first if number == 0 else next(events), number)
        for number in range(_FACTS + _MORE)
    ]
    state = {message_key(b"e", message): message for message in messages[:_FACTS]}
    partition = RightsPartition(0, 1, codecs.decode_accepted, state)
    answered, evaluated = [], []
    facts = [_ownership_fact(codecs, message) for message in messages]
    for number, message in enumerate(messages[_FACTS:], start=_FACTS):
        started = time.perf_counter()
        for output in [*partition.apply(message).outputs, *partition.flush().outputs]:
            codecs.encode(output.topic, output.record)
        answered.append(1000 * (time.perf_counter() - started))
        known = WorkFacts().with_facts(facts[: number + 1])
        started = time.perf_counter()
        assert known.ownership.segments
        evaluated.append(1000 * (time.perf_counter() - started))
    return {
        "evaluated_median": round(median(evaluated), 2),
        "evaluated_most": round(max(evaluated), 2),
        "answered_median": round(median(answered), 2),
        "answered_most": round(max(answered), 2),
    }


def _ownership_fact(codecs: Any, message: bytes) -> OwnershipFact:
    fact = codecs.decode_accepted(topics.FACTS, message)
    body = fact["body"][1]
    return ownership_fact(
        codecs.decode_accepted(body["topic"], body["message"]), recorded_at_of(fact)
    )


def _fact(intake: Intake, codecs: Any, event: Event, number: int) -> bytes:
    topic, key, record = event
    value = codecs.encode(topic, record)
    at = RecordedAt(1_790_000_000_000 + number, 0, number)
    taken = intake.take(Received(topic, at, key, value, {}), codecs.decode(topic, value))
    (fact,) = [output for output in taken.outputs if output.topic == topics.FACTS]
    message: bytes = codecs.encode(fact.topic, fact.record)
    return message
