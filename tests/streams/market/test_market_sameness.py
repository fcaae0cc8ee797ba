"""The same plan is the same market, on every machine and with every NumPy."""

from hashlib import sha256

import pytest

from schemas import topics
from streams.market import Market, MarketPlan


def digest(plan: MarketPlan) -> str:
    total = sha256()
    market = Market(plan)
    for event in market.events():
        total.update(repr(tuple(event)).encode())
    total.update(market.labels.to_json().encode())
    return total.hexdigest()


def test_the_market_is_the_one_it_has_always_been() -> None:
    """A change here is a change of every labelled market: make it on purpose, and say so."""
    assert digest(MarketPlan(works=60, lines=1_500, seed=42)) == (
        "d0896cb96402258cbe12f2a2c4a2094ae7767066458a6bc91188910ab9ba4018"
    )


def test_drawing_twice_from_one_market_gives_the_same() -> None:
    market = Market(MarketPlan(works=80, lines=900, seed=3))
    first = list(market.events())
    labels = market.labels.to_json()
    assert list(market.events()) == first
    assert market.labels.to_json() == labels


@pytest.mark.parametrize("seed", [0, 2, 2**63 - 1])
def test_another_seed_is_another_market(seed: int) -> None:
    assert digest(MarketPlan(60, 600, seed)) != digest(MarketPlan(60, 600, 1))


def test_more_lines_leave_works_and_licences_as_they_were() -> None:
    def others(lines: int) -> list[str]:
        events = Market(MarketPlan(works=200, lines=lines, seed=9)).events()
        kept = (topics.REGISTRATIONS, topics.TRADES, topics.SIGNALS, topics.CONTROL)
        return sorted(repr(event.record) for event in events if event.topic in kept)

    assert others(1_000) == others(7_000)


def test_more_works_leave_the_registrations_of_the_first_ones_alike() -> None:
    """Ids and codes go by the number of the work; which works are popular does not."""

    def first_work(works: int) -> list[str]:
        events = Market(MarketPlan(works, lines=10, seed=9, holders=50)).events()
        (found,) = [
            event.record["body"][1]
            for event in events
            if event.key == b"work:RS-00000001" and event.topic == topics.REGISTRATIONS
        ]
        return [claim["party"] for claim in found["claims"]]

    assert first_work(9) == first_work(90)
