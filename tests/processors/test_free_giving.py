"""Assignments that everybody who makes them can make from claims alone: the same as in order."""

from random import Random

import pytest

from processors.ownership.assignments import Assignment, Held
from processors.ownership.atoms import numbers_in
from processors.ownership.free_giving import FreeGiving
from tests.processors.test_assignments import assigned

PARTIES = ["party:a", "party:b", "party:c", "party:d"]


def made(rng: Random, count: int) -> list[Assignment]:
    """In order of the record, which is that of the list; some give to themselves."""
    most_ppm = rng.choice(((1_000, 5_000), (1_000, 20_000, 300_000)))
    return [
        assigned(number, rng.choice(PARTIES), rng.choice(PARTIES), rng.choice(most_ppm))
        for number in range(count)
    ]


def subsets(rng: Random, count: int) -> list[int]:
    """One after the other as a sweep over time comes by them: now and then far from the last."""
    now, found = 0, [0]
    for _ in range(30):
        for _ in range(rng.choice((1, 1, 2, count))):
            now ^= 1 << rng.randrange(count)
        found.append(now)
    return found


@pytest.mark.parametrize("seed", range(300))
def test_in_whatever_way_a_set_is_come_by_it_is_as_in_order(seed: int) -> None:
    rng = Random(seed)
    assignments = made(rng, rng.choice((3, 8, 40)))
    facts = rng.sample(range(100), len(assignments))
    free = FreeGiving(assignments, facts)
    claims = [{"party:a": 600_000, "party:b": 400_000}, {"party:c": 1_000_000}]
    told = 0
    for numbers in subsets(rng, len(assignments)):
        which = rng.randrange(2)
        given = free.after(which, claims[which], numbers)
        if given is None:
            continue
        told += 1
        in_order = Held(claims[which], 0, ()).after(numbers_in(numbers), assignments)
        assert given.shares == in_order.shares
        assert given.numbers == in_order.effective == numbers
        assert in_order.waiting == ()
        assert given.rests_on == sum(1 << facts[number] for number in numbers_in(numbers))
    assert told, "an empty set, at least, is one of them"


def test_who_gives_more_than_he_claims_may_have_it_from_another_and_is_left_to_the_order() -> None:
    first = assigned(1, "party:a", "party:b", 500_000)
    free = FreeGiving([first, assigned(2, "party:b", "party:c", 500_000)], [0, 1])
    assert free.after(0, {"party:a": 1_000_000}, 0b01) is not None
    assert free.after(0, {"party:a": 1_000_000}, 0b11) is None


def test_two_of_one_fact_are_left_to_the_order() -> None:
    both = [assigned(1, "party:a", "party:b", 1_000)] * 2
    assert FreeGiving(both, [0, 0]).after(0, {"party:a": 2_000_000}, 0b1) is None
