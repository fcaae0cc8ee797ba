"""Cases: a signal is closed when a licence covered the use there and then, else open."""

from itertools import permutations
from random import Random
from typing import Any

import pytest

from schemas import topics
from tests import events
from tests.driver import Market
from tests.processors.market_views import case_states, market_of
from tests.processors.random_markets import recorded
from tests.processors.sent_events import Sent

CASE = ("watcher/s1", "work:a")
OPEN, RETRACTED = ("Open", ""), ("Retracted", "")


def signal(reference: str = "work:a", number: int = 5, **said: Any) -> Sent:
    return Sent(topics.SIGNALS, events.signal("s1", reference, "tunefy", **said), recorded(number))


def retraction(reference: str = "work:a", number: int = 6) -> Sent:
    return Sent(topics.SIGNALS, events.retraction("s1", reference), recorded(number))


def owned(number: int = 1, revision: int = 1, *references: str, at: int = 5, **said: Any) -> Sent:
    event = events.registration(
        "work:a", events.claim("party:ann", 1_000_000, **said), revision=revision,
        references=references, at=1_700_000_000_000_000 + at,
    )  # fmt: skip
    return Sent(topics.REGISTRATIONS, event, recorded(number))


def rival(*references: str, number: int = 8) -> Sent:
    """Another work that claimed the references before work:a did."""
    event = events.registration("work:b", references=references, registration_id="R2", at=1)
    return Sent(topics.REGISTRATIONS, event, recorded(number))


def licensed(number: int = 2, revision: int = 1, **said: Any) -> Sent:
    terms = {"revenue_share_ppm": 500_000, **said}
    event = events.licence("L1", "party:ann", "tunefy", revision=revision, **terms)
    return Sent(topics.TRADES, event, recorded(number))


JUDGEMENTS = [
    # case, facts, (state, licence)
    ("nothing is known of the work", [signal()], OPEN),
    ("owned, but not licensed", [owned(), signal()], OPEN),
    ("licensed by its owner", [owned(), licensed(), signal()], ("ClosedLicensed", "L1")),
    ("licensed by somebody else", [licensed(), signal()], OPEN),
    ("before the licence", [owned(), licensed(from_day=events.DAY + 1), signal()], OPEN),
    ("on the first day of the licence", [owned(), licensed(from_day=events.DAY), signal()],
     ("ClosedLicensed", "L1")),
    ("after the licence", [owned(), licensed(until_day=events.DAY), signal()], OPEN),
    ("in another territory", [owned(), licensed(territories=((True, "FR"),)), signal()], OPEN),
    ("for another use", [owned(), licensed(use_types=("Rent",)), signal()], OPEN),
    ("a use that needs another right", [owned(), licensed(), signal(use_type="Broadcast")], OPEN),
    ("suspended since", [owned(), licensed(), licensed(3, 2, state="Suspended"), signal()], OPEN),
    ("no longer owned by the licensor then", [owned(until_day=events.DAY), licensed(), signal()],
     OPEN),
    ("taken back", [owned(), signal(), retraction()], RETRACTED),
    ("taken back and licensed", [owned(), licensed(), signal(), retraction()], RETRACTED),
    ("of two with one id the first recorded", [owned(), licensed(),
     signal(number=9, use_type="Rent"), signal()], ("ClosedLicensed", "L1")),
    ("of two with one id the first recorded is bad", [owned(), licensed(),
     signal(number=3, use_type="Rent"), signal()], OPEN),
]  # fmt: skip


@pytest.mark.parametrize(("case", "facts", "judgement"), JUDGEMENTS)
def test_judgement(case: str, facts: list[Sent], judgement: tuple[str, str]) -> None:
    """What the licences say, in every order of arrival of the facts."""
    for order in permutations(facts):
        market = Market(partitions=2)
        for one in order:
            market.send(one.topic, one.event, one.at)
            market.run()
        assert case_states(market) == {CASE: judgement}, case


MATCHED = [
    # case, facts, all cases
    ("nobody has the reference", [signal("tunefy:1")], {("watcher/s1", ""): OPEN}),
    ("nor the signal any longer", [signal("tunefy:1"), retraction("tunefy:1")],
     {("watcher/s1", ""): RETRACTED}),
    ("it is a work's", [signal("tunefy:1"), owned(1, 1, "tunefy:1")], {CASE: OPEN}),
    ("and licensed", [signal("tunefy:1"), owned(1, 1, "tunefy:1"), licensed()],
     {CASE: ("ClosedLicensed", "L1")}),
    ("taken back through the reference",
     [signal("tunefy:1"), owned(1, 1, "tunefy:1"), retraction("tunefy:1")], {CASE: RETRACTED}),
    ("another work claimed it earlier",
     [signal("tunefy:1"), owned(1, 1, "tunefy:1"), rival("tunefy:1")],
     {("watcher/s1", "work:b"): OPEN}),
    ("the work gave it back", [signal("tunefy:1"), owned(1, 1, "tunefy:1"), owned(2, 2)],
     {("watcher/s1", ""): OPEN}),
    ("the work gave it back, and the signal was taken back", [
        signal("tunefy:1"), owned(1, 1, "tunefy:1"), owned(2, 2), retraction("tunefy:1")],
     {("watcher/s1", ""): RETRACTED}),
]  # fmt: skip


@pytest.mark.parametrize("partitions", [1, 2, 3])
@pytest.mark.parametrize(("case", "facts", "cases"), MATCHED)
def test_a_case_goes_where_its_reference_leads(
    case: str, facts: list[Sent], cases: dict[tuple[str, str], tuple[str, str]], partitions: int
) -> None:
    """One case in one place: with its work, or open without one; Moved where it was before."""
    for order in range(6):
        market = market_of(facts, Random(order), partitions)
        assert case_states(market) == cases, case


def test_a_case_says_what_was_signalled_and_why_it_stands_so() -> None:
    """The words a regulator reads."""
    market = Market(partitions=1)
    for one in (owned(), licensed(), signal(use_type="PermanentDownload", territory="FR")):
        market.send(one.topic, one.event, one.at)
    market.run()
    (case,) = market.latest(topics.CASES, "case_id", "work").values()
    assert {**case, "version": 0} == {
        "case_id": "watcher/s1",
        "work": "work:a",
        "version": 0,
        "state": "ClosedLicensed",
        "reference": "work:a",
        "platform": "tunefy",
        "use_type": "PermanentDownload",
        "territory": "FR",
        "at_day": events.DAY,
        "licence": "L1",
        "reason": "licence L1 covered the use",
        "reporter": "RightsHolder",
        "location": "",
    }


def test_reporters_do_not_share_ids() -> None:
    """Two reporters may each have a case s1."""
    market = Market(partitions=1)
    for source in ("watcher", "guild"):
        market.send(topics.SIGNALS, events.signal("s1", "work:a", "tunefy", source=source))
    market.send(topics.SIGNALS, events.retraction("s1", "work:a", source="guild"))
    market.run()
    assert case_states(market) == {
        ("watcher/s1", "work:a"): OPEN,
        ("guild/s1", "work:a"): RETRACTED,
    }


def test_a_signal_for_a_group_cut_by_a_border_stays_open() -> None:
    """The licence covers the world, but no one holder has it."""
    market = Market(partitions=1)
    for one in (owned(territories=((True, "CN"),)), licensed(), signal(territory="Worldwide")):
        market.send(one.topic, one.event, one.at)
    market.run()
    assert case_states(market) == {CASE: OPEN}
