"""The pipeline as a function of the set of facts: against a slow oracle, in every order."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas import topics
from tests.driver import Market
from tests.processors.market_oracle import MarketOracle
from tests.processors.market_views import (
    case_states,
    everything,
    in_order,
    market_of,
    parked_events,
    row_counts,
    run_as_one_batch,
    unlicensed_counts,
    versioned,
)
from tests.processors.ownership_oracle.parking import parked
from tests.processors.random_markets import WORKS, random_events
from tests.processors.sent_events import Sent

A_DOZEN = range(12)


def check_conserved(market: Market) -> None:
    """Every royalty is in its entries to the last unit; what counts nowhere has none."""
    for state, _, royalty, _, _, _, entries in market.rows().values():
        assert royalty == sum(entry[4] for entry in entries)
        assert state <= 3 or (royalty == 0 and entries == ())


def check_against_oracle(sent: list[Sent], market: Market, partitions: int) -> None:
    oracle = MarketOracle(sent, partitions)
    assert row_counts(market) == oracle.rows()
    assert unlicensed_counts(market) == oracle.unlicensed()
    assert case_states(market) == oracle.cases()
    told = {(*work, one["source"], one["event_id"]) for work, one in parked_events(market)}
    assert told == {(work, *one) for work in WORKS for one in parked(sent, work)}
    check_conserved(market)


@pytest.mark.parametrize("dozen", range(30))
def test_every_line_is_as_the_final_set_of_facts_says(dozen: int) -> None:
    """Random registrations, licences, usage and signals, some sent again, in random order, each
    message delivered one to three times: rows, unlicensed usage and cases are those of the oracle,
    on one, two or three partitions, and every unit of money is in exactly one account."""
    for number in A_DOZEN:
        seed = 12 * dozen + number
        sent, partitions = random_events(seed), 1 + seed % 3
        market = market_of(sent, Random(seed), partitions)
        check_against_oracle(sent, market, partitions)


@pytest.mark.parametrize("dozen", range(5))
def test_any_permutation_gives_byte_identical_results(dozen: int) -> None:
    """Rows with their digests, anomalies, cases and pictures of four random orders are those of
    the order of the record, everything delivered once."""
    for number in A_DOZEN:
        seed = 5_000 + 12 * dozen + number
        sent, partitions = random_events(seed), 1 + seed % 3
        still = everything(in_order(sorted(sent, key=lambda one: one.at), partitions))
        for order in range(4):
            market = market_of(sent, Random(10 * seed + order), partitions)
            assert everything(market) == still


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**9), st.integers(1, 4), st.randoms(use_true_random=False))
def test_no_permutation_or_repetition_can_be_found_that_changes_a_row(
    seed: int, partitions: int, shuffle: Random
) -> None:
    """Hypothesis chooses facts, order and how often each message comes, and would show the
    simplest that does."""
    sent = random_events(seed)
    still = everything(in_order(sorted(sent, key=lambda one: one.at), partitions))
    assert everything(market_of(sent, shuffle, partitions)) == still


@pytest.mark.parametrize("dozen", range(5))
def test_batches_of_any_size_end_the_same(dozen: int) -> None:
    """Two halves of the record, each taken in as one batch: what registrations change is sent once
    for all of them, and still nothing that was said before is left behind."""
    for number in A_DOZEN:
        seed = 6_000 + 12 * dozen + number
        sent, partitions = random_events(seed), 1 + seed % 3
        market = Market(partitions=partitions, shuffle=Random(seed))
        half = len(sent) // 2
        for some in (sent[:half], sent[half:]):
            for one in some:
                market.send(one.topic, one.event, one.at)
            run_as_one_batch(market)
        check_against_oracle(sent, market, partitions)


@pytest.mark.parametrize("dozen", range(3))
def test_the_number_of_partitions_changes_nothing(dozen: int) -> None:
    """One partition or seven: the same rows, cases and pictures."""
    for number in A_DOZEN:
        seed = 7_000 + 12 * dozen + number
        sent = random_events(seed)
        one, seven = (everything(market_of(sent, Random(seed), count)) for count in (1, 7))
        rows, _, cases, pictures = one
        assert (rows, cases, pictures) == (seven[0], seven[2], seven[3])


@pytest.mark.parametrize("dozen", range(4))
def test_a_version_of_a_row_says_one_thing_and_versions_only_rise(dozen: int) -> None:
    """Whoever keeps the highest version of each key has the truth, in any order of reading."""
    for number in A_DOZEN:
        seed = 9_000 + 12 * dozen + number
        market = market_of(random_events(seed), Random(seed), 1 + seed % 3)
        latest: dict[object, tuple[int, object]] = {}
        for key, version, content in versioned(market.outputs):
            known, said = latest.get(key, (0, None))
            assert version > known or (version == known and content == said)
            latest[key] = (version, content)


@pytest.mark.parametrize("dozen", range(2))
def test_facts_known_already_have_no_effects(dozen: int) -> None:
    """The whole record sent once more: receipts and dead letters, and not one row."""
    for number in A_DOZEN:
        seed = 11_000 + 12 * dozen + number
        sent = random_events(seed)
        market = market_of(sent, Random(seed))
        said = len(market.outputs)
        for one in sent:
            market.send(one.topic, one.event, one.at)
        market.run()
        answers = {output.topic for output in market.outputs[said:]}
        assert answers <= {topics.RECEIPTS, topics.REJECTED}
