"""Unlicensed usage and overclaims as anomalies: one row each, taken back when they end."""

from itertools import product
from random import Random
from typing import Any

import pytest

from processors.territories import WORLD, from_text
from schemas import topics
from tests import events
from tests.driver import CODECS, Market
from tests.processors.market_oracle import MarketOracle
from tests.processors.market_views import market_of, run_as_one_batch
from tests.processors.random_markets import DAY, WORKS, random_events
from tests.processors.sent_events import Sent

Told = dict[tuple[str, str], tuple[int, int]]


def unlicensed(market: Market) -> Told:
    """(units, revenue at stake) by work and use."""
    return {
        (subject, detail.partition(" ")[0]): (value[0], value[2])
        for (kind, subject, _, _, detail), value in market.anomalies().items()
        if kind == "UnlicensedUsage"
    }


def owned(work: str, **said: Any) -> dict[str, Any]:
    claim = events.claim("party:ann", 1_000_000)
    return events.registration(work, claim, registration_id=f"R-{work[5:]}", **said)


def licensed(**said: Any) -> dict[str, Any]:
    return events.licence("L1", "party:ann", "tunefy", revenue_share_ppm=500_000, **said)


def market_with(*lines: tuple[str, int, int], **said: Any) -> Market:
    """Works a and b are owned; nothing is licensed; one report."""
    market = Market(partitions=1)
    for work in ("work:a", "work:b"):
        market.send(topics.REGISTRATIONS, owned(work))
    market.send(topics.USAGE, events.usage("tunefy", "r1", *lines, **said))
    market.run()
    return market


def test_lines_of_one_work_and_use_are_one_anomaly() -> None:
    """With their units and the revenue at stake; lines of unregistered works are not in it."""
    market = market_with(
        ("work:a", 10, 1), ("work:b", 20, 2), ("work:a", 30, 4), ("work:nobody", 5, 8)
    )
    assert unlicensed(market) == {
        ("work:a", "OnDemandStream"): (40, 500),
        ("work:b", "OnDemandStream"): (20, 200),
    }


def test_a_licence_takes_it_back_and_its_end_brings_it_again() -> None:
    """For what the licence covers."""
    market = market_with(("work:a", 10, 1), ("work:b", 20, 2))
    steps = [
        (licensed(works=("work:a",)), {"work:b"}),
        (licensed(revision=2), set()),
        (licensed(revision=3, state="Terminated"), {"work:a", "work:b"}),
    ]
    for event, works in steps:
        market.send(topics.TRADES, event)
        market.run()
        assert {work for work, _ in unlicensed(market)} == works


def test_a_restated_report_takes_its_anomalies_along() -> None:
    """The new revision has its own; the old one has none."""
    market = market_with(("work:a", 10, 1))
    market.send(topics.USAGE, events.usage("tunefy", "r1", ("work:b", 7, 1), revision=2))
    market.run()
    assert unlicensed(market) == {("work:b", "OnDemandStream"): (7, 100)}
    market.send(topics.USAGE, events.usage("tunefy", "r1", ("work:a", 9, 1), revision=3))
    market.send(topics.TRADES, licensed())
    market.run()
    assert unlicensed(market) == {}


def test_what_a_batch_takes_back_twice_is_taken_back() -> None:
    """The owner who licensed comes with the restatement that drops the line: the old anomaly was
    told before both and holds after neither."""
    market = market_with(("work:a", 10, 1))
    market.send(topics.TRADES, events.licence("L1", "party:bob", "tunefy", revenue_share_ppm=1))
    market.run()
    assert unlicensed(market)
    whole = events.claim("party:bob", 1_000_000)
    event = events.registration("work:a", whole, registration_id="R-a", revision=2)
    market.send(topics.REGISTRATIONS, event)
    market.send(topics.USAGE, events.usage("tunefy", "r1", ("work:b", 0, 0), revision=2))
    run_as_one_batch(market)
    assert {work for work, _ in unlicensed(market)} == {"work:b"}


def test_usage_between_a_registration_and_its_withdrawal_in_one_batch() -> None:
    """Told as held and unlicensed when it came; in the end nobody had registered the work."""
    said = owned("work:a", revision=2)
    kept = {name: said["body"][1][name] for name in ("registration_id", "revision", "work")}
    taken_back = ("rightstream.registrations.RegistrationWithdrawn", {**kept, "reason": ""})
    market = Market(partitions=1)
    market.send(topics.REGISTRATIONS, owned("work:a"))
    market.send(topics.USAGE, events.usage("tunefy", "r1", ("work:a", 10, 1)))
    market.send(topics.REGISTRATIONS, {**said, "body": taken_back})
    run_as_one_batch(market)
    assert unlicensed(market) == {}
    assert [row[0] for row in market.rows().values()] == [3]


def test_what_is_held_for_a_graver_reason_is_not_unlicensed() -> None:
    """Two whole owners: an overclaim, told once for the work and not for its lines."""
    market = market_with(("work:a", 10, 1))
    rival = events.registration(
        "work:a", events.claim("party:bob", 1_000_000), registration_id="R9"
    )
    market.send(topics.REGISTRATIONS, rival)
    market.run()
    assert {key[0] for key in market.anomalies()} == {"Overclaim"}


def test_what_is_at_stake_is_told_as_far_as_the_record_can_say_it() -> None:
    """Ten thousand lines of the largest revenue are 10^21: above int64, and above nothing less."""
    largest = 10**15
    market = market_with(*[("work:a", 1, largest)] * 92)
    assert unlicensed(market) == {("work:a", "OnDemandStream"): (92, 92 * 10**17)}
    market = market_with(*[("work:a", 1, largest)] * 10_000)
    assert unlicensed(market) == {("work:a", "OnDemandStream"): (10_000, 2**63 - 1)}
    for output in market.outputs:
        CODECS[output.topic].encode(output.record)


def conflicts(sent: list[Sent]) -> set[tuple[str, str, str, int, int]]:
    """(work, right, leaf, day, ppm) of every conflict around the days of the test markets."""
    oracle = MarketOracle(sent, 1)
    found = set()
    for work, right, leaf, day in product(
        WORKS, ("MakeAvailable", "Performing"), ("CN", "FR", "US"), range(DAY - 1, DAY + 5)
    ):
        total = sum(share for _, share in oracle.shares(work, right, leaf, day)[0])
        if total > 1_000_600:
            found.add((work, right, leaf, day, total))
    return found


def told_conflicts(market: Market) -> set[tuple[str, str, str, int, int]]:
    """The same from the active anomaly rows, which have a work, a right, territories and days."""
    latest: dict[tuple[str, str], tuple[int, bool, int, int, int]] = {}
    for output in market.outputs:
        if output.topic != topics.ANOMALIES:
            continue
        columns = (
            "kind",
            "subject",
            "detail",
            "version",
            "active",
            "from_day",
            "until_day",
            "value",
        )
        for kind, subject, detail, *rest in zip(
            *(output.record[name] for name in columns), strict=True
        ):
            if kind == "Overclaim":
                latest[subject, detail] = max(latest.get((subject, detail), (0,)), tuple(rest))
    found = set()
    for (work, detail), (_, active, from_day, until_day, value) in latest.items():
        right, territories, _, _ = detail.split(" ")
        for leaf in ("CN", "FR", "US"):
            for day in range(DAY - 1, DAY + 5):
                if active and leaf in from_text(territories) and from_day <= day < until_day:
                    found.add((work, right, leaf, day, value))
    return found


@pytest.mark.parametrize("dozen", range(5))
def test_overclaims_told_are_the_conflicts_of_the_final_claims(dozen: int) -> None:
    """Every instant in conflict is in one active row with the sum claimed, and no other is."""
    for seed in range(40_000 + 12 * dozen, 40_012 + 12 * dozen):
        sent = [one for one in random_events(seed) if one.topic == topics.REGISTRATIONS]
        market = market_of(sent, Random(seed))
        assert told_conflicts(market) == conflicts(sent)


def test_an_overclaim_of_two_thousand_million_ppm_is_told() -> None:
    """Beyond 32 bits; the ownership picture says as much as its record can."""
    market = Market(partitions=1)
    claims = [events.claim("party:ann", 1_000_000)] * 500
    for number in range(6):
        event = events.registration("work:a", *claims, registration_id=f"R{number}")
        market.send(topics.REGISTRATIONS, event)
    market.send(topics.USAGE, events.usage("tunefy", "r1", ("work:a", 1, 1)))
    market.run()
    (value,) = market.anomalies().values()
    assert value[:2] == (3_000_000_000, 1_000_000)
    for output in market.outputs:
        CODECS[output.topic].encode(output.record)
    (picture,) = market.latest(topics.OWNERSHIP, "work").values()
    assert picture["segments"][0]["status"] == "DataFault"
    assert picture["segments"][0]["territories"] == str(WORLD)
