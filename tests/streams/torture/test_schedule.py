"""Which faults strike is a function of the seed."""

from collections import Counter
from itertools import chain, islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.torture.faults import BROKER_KINDS, WAREHOUSE_KINDS, Blow, Fault, Kind
from streams.torture.schedule import schedule

CHILDREN = ("intake-0", "matching-0", "rights-0", "rights-1", "sink", "evidence")


def blows(seed: int, count: int, *, server: bool = True) -> list[Blow]:
    return list(islice(schedule(seed, CHILDREN, server=server), count))


def faults(seed: int, count: int, *, server: bool = True) -> list[Fault]:
    one_by_one = chain.from_iterable(
        blow.faults for blow in schedule(seed, CHILDREN, server=server)
    )
    return list(islice(one_by_one, count))


@given(seed=st.integers(0, 2**63))
def test_the_same_seed_gives_the_same_faults(seed: int) -> None:
    assert blows(seed, 40) == blows(seed, 40)
    assert blows(seed, 40) != blows(seed + 1, 40)


@pytest.mark.parametrize("seed", range(20))
def test_the_first_four_are_a_kill_a_stop_a_rebalance_and_a_broker_kill(seed: int) -> None:
    assert {fault.kind for fault in faults(seed, 4)} == {
        Kind.KILL,
        Kind.PAUSE,
        Kind.JOIN_LEAVE,
        Kind.BROKER_KILL,
    }


@pytest.mark.parametrize("server", [True, False])
def test_every_kind_strikes_within_one_round(server: bool) -> None:
    kinds = {fault.kind for fault in faults(7, 26, server=server)}
    assert kinds == set(Kind) - (frozenset() if server else WAREHOUSE_KINDS)


def test_every_process_is_killed_and_stopped() -> None:
    struck = Counter((fault.kind, fault.target) for fault in faults(3, 400))
    for kind in (Kind.KILL, Kind.PAUSE):
        counts = [struck[kind, child] for child in CHILDREN]
        assert min(counts) > 0
        assert max(counts) - min(counts) <= 1


@given(seed=st.integers(0, 1_000))
def test_faults_that_begin_together_have_different_targets(seed: int) -> None:
    some_together = False
    for blow in blows(seed, 60):
        targets = [fault.target for fault in blow.faults]
        assert len(set(targets)) == len(targets)
        some_together |= len(targets) > 1
    assert some_together


def test_stops_are_shorter_and_longer_than_a_session() -> None:
    seconds = [fault.seconds for fault in faults(1, 300) if fault.kind is Kind.PAUSE]
    assert min(seconds) < 3
    assert max(seconds) > 9


def test_a_fault_of_the_broker_is_about_the_broker() -> None:
    for fault in faults(5, 200):
        assert (fault.target == "kafka") is (fault.kind in BROKER_KINDS)
