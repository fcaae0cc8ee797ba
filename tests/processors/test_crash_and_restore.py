"""Crashes at any point: memory lost, changelogs behind or torn; the results are the same."""

from collections.abc import Callable
from random import Random

import pytest

from processors.rights.partition import RightsPartition
from schemas import topics
from tests import events
from tests.driver import Market, decode
from tests.processors.failing_market import FailingMarket
from tests.processors.market_views import everything, market_of, versioned
from tests.processors.random_markets import random_events
from tests.processors.sent_events import Sent

Accident = Callable[[FailingMarket, Random], None]


def live_through(
    sent: list[Sent], rng: Random, partitions: int, accident: Accident
) -> FailingMarket:
    """Sends and delivers in random order; after each message an accident may happen."""
    market = FailingMarket(partitions, rng)
    waiting = rng.sample(sent, len(sent))
    while waiting or market.queue:
        if waiting and (not market.queue or rng.random() < 0.3):
            one = waiting.pop()
            market.send(one.topic, one.event, one.at)
        if market.queue:
            market.step()
        if not market.queue:
            market.end_batches()
        accident(market, rng)
    return market


def no_accident(market: FailingMarket, rng: Random) -> None:
    """An undisturbed life."""


def memory_lost(market: FailingMarket, rng: Random) -> None:
    """The worker of one partition dies; all state is durable, the last messages come again."""
    if rng.random() < 0.15 and market.logs:
        market.end_batches()
        place = rng.choice(sorted(market.logs))
        market.crash(place, settled=len(market.logs[place]), again=rng.randint(0, 6))


def changelog_behind(market: FailingMarket, rng: Random) -> None:
    """Outputs were sent whose state was not yet durable."""
    if rng.random() < 0.15 and market.logs:
        market.crash(rng.choice(sorted(market.logs)), settled=rng.randint(0, 3))


def changelog_torn(market: FailingMarket, rng: Random) -> None:
    """All workers die together, each with a batch of state half written."""
    if rng.random() < 0.06:
        for place in sorted(market.logs):
            market.crash(place, rng.randint(0, 3), torn=True, again=rng.randint(0, 3))


ACCIDENTS = [memory_lost, changelog_behind, changelog_torn]


@pytest.mark.parametrize("accident", ACCIDENTS)
@pytest.mark.parametrize("ten", range(3))
def test_a_disturbed_life_ends_as_an_undisturbed_one(ten: int, accident: Accident) -> None:
    """Rows, anomalies, cases and pictures, to the byte."""
    for seed in range(20_000 + 10 * ten, 20_010 + 10 * ten):
        sent, partitions = random_events(seed), 1 + seed % 3
        quiet = market_of(sent, Random(seed), partitions, most_deliveries=1)
        market = live_through(sent, Random(seed + 1), partitions, accident)
        assert everything(market) == everything(quiet)


@pytest.mark.parametrize("accident", [memory_lost, changelog_behind])
def test_what_is_said_again_after_a_crash_is_what_was_said(accident: Accident) -> None:
    """No version of a row is sent with two contents. (After a torn batch it may be, for as long as
    the rest of the batch is read again: the versions that follow are higher.)"""
    for seed in range(21_000, 21_012):
        sent, partitions = random_events(seed), 1 + seed % 3
        market = live_through(sent, Random(seed), partitions, accident)
        said: dict[object, object] = {}
        for key, version, content in versioned(market.outputs):
            assert said.setdefault((key, version), content) == content


@pytest.mark.parametrize("accident", [no_accident, *ACCIDENTS])
def test_a_restored_partition_knows_as_much_as_before(accident: Accident) -> None:
    """Read back from its state in any order, its next version is above its last, and it neither
    sends nor forgets anything by being read back."""
    for seed in range(22_000, 22_012):
        sent, partitions = random_events(seed), 1 + seed % 3
        market = live_through(sent, Random(seed), partitions, accident)
        market.end_batches()
        said = len(market.outputs)
        known = {place: market.stage(*place).knowledge for place in market.states}
        for place in market.logs:
            market.crash(place, settled=len(market.logs[place]))
        assert {place: market.stage(*place).knowledge for place in market.states} == known
        assert len(market.outputs) == said
        assert not market.queue


def test_the_whole_record_once_more_after_a_crash_changes_nothing() -> None:
    """As when the offsets of the consumer group were lost."""
    for seed in range(23_000, 23_012):
        sent = random_events(seed)
        market = live_through(sent, Random(seed), 2, no_accident)
        before = everything(market)
        for place in sorted(market.logs):
            market.crash(place, settled=len(market.logs[place]))
        for one in sent:
            market.send(one.topic, one.event, one.at)
        market.run()
        assert everything(market) == before


class Calm(Random):
    """Batches end only where the test says."""

    def random(self) -> float:
        return 1.0

    def getrandbits(self, k: int, /) -> int:
        return super().getrandbits(k)


def test_a_row_sent_before_a_crash_and_reverted_after_it_is_sent_again() -> None:
    """A registration is flushed and its worker dies before that is durable; read again in one batch
    with its withdrawal nothing seems to have changed, but the reader still has 'held'."""
    market = FailingMarket(1, Calm(1))

    def deliver(topic: str, event: dict[str, object]) -> None:
        market.send(topic, event)
        while market.queue:
            market.step()

    deliver(topics.USAGE, events.usage("tunefy", "r1", ("work:a", 1, 1)))
    market.end_batches()
    deliver(topics.REGISTRATIONS, events.registration("work:a", events.claim("party:ann", 1)))
    market.end_batches()
    assert [row[0] for row in market.rows().values()] == [2]
    market.crash((topics.FACTS, 0), settled=1)
    event = events.registration("work:a", revision=2)
    kept = {name: event["body"][1][name] for name in ("registration_id", "revision", "work")}
    event["body"] = ("rightstream.registrations.RegistrationWithdrawn", {**kept, "reason": ""})
    deliver(topics.REGISTRATIONS, event)
    market.end_batches()
    assert [row[0] for row in market.rows().values()] == [3]


def test_facts_known_already_are_not_among_those_perhaps_sent() -> None:
    """After a crash as many facts come again that were kept as that were not: the change by the
    first new one is still told at once, for readers may have it."""
    market = Market(partitions=1)
    market.send(topics.USAGE, events.usage("tunefy", "r1", ("work:a", 1, 1)))
    kept = [message for topic, _, message in market.queue if topic == topics.FACTS]
    market.run()
    new = Market(partitions=1)
    new.send(topics.REGISTRATIONS, events.registration("work:a", events.claim("party:ann", 1)))
    state = dict(market.states[topics.FACTS, 0])
    partition = RightsPartition(0, 1, decode, state, perhaps_sent=len(kept))
    for message in kept:
        assert not partition.apply(message).outputs
    assert partition.apply(new.queue[0][2]).outputs
