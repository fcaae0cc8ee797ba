"""Assignments that take effect in whatever order they are made.

An assignor who by claims alone holds all that is given in a set of assignments can give each of
them when its turn comes, whoever else gives what to whom. So of such a set nothing waits, and what
holds follows from what held with a few assignments more or less: only those are moved.
"""

from collections import deque
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from .assignments import Assignment
from .atoms import numbers_in

_REMEMBERED: Final = 4
"""A sweep over time comes by a few sets of places in turn."""
_MOST_STEPS: Final = 32
"""Beyond that many differences all is worked out anew, as fast."""


class Given(NamedTuple):
    """After the assignments `numbers` (a bit each): who holds how much (ppm), what each assignor
    gave away, and the facts it rests on. `claims` says which claims it began with."""

    claims: int
    numbers: int
    shares: Mapping[str, int]
    given: Mapping[str, int]
    rests_on: int


class FreeGiving:
    """Of one right. `fact_numbers` are those of the assignments' facts, in the same order."""

    def __init__(self, assignments: Sequence[Assignment], fact_numbers: Sequence[int]) -> None:
        self._assignments = assignments
        self._facts = [1 << number for number in fact_numbers]
        self._distinct = len(set(self._facts)) == len(self._facts)
        self._recent: deque[Given] = deque(maxlen=_REMEMBERED)

    def after(self, claims: int, claimed: Mapping[str, int], numbers: int) -> Given | None:
        """After these assignments, where `claimed` is held before them; None when order matters, or
        when too little is known to tell."""
        if not self._distinct:
            return None
        near = self._nearest(claims, numbers) or Given(claims, 0, claimed, {}, 0)
        differ = near.numbers ^ numbers
        if differ.bit_count() > _MOST_STEPS:
            return None
        shares, given, rests_on = dict(near.shares), dict(near.given), near.rests_on
        for number in numbers_in(near.numbers & differ):
            one = self._assignments[number]
            given[one.assignor] -= one.share_ppm
            _move(one.share_ppm, one.assignee, one.assignor, shares)
            rests_on ^= self._facts[number]
        for number in numbers_in(numbers & differ):
            one = self._assignments[number]
            total = given.get(one.assignor, 0) + one.share_ppm
            if total > claimed.get(one.assignor, 0):
                return None
            given[one.assignor] = total
            _move(one.share_ppm, one.assignor, one.assignee, shares)
            rests_on ^= self._facts[number]
        found = Given(claims, numbers, shares, given, rests_on)
        self._recent.append(found)
        return found

    def _nearest(self, claims: int, numbers: int) -> Given | None:
        nearest, fewest = None, _MOST_STEPS + 1
        for one in self._recent:
            steps = (one.numbers ^ numbers).bit_count()
            if steps < fewest and one.claims == claims:
                nearest, fewest = one, steps
        return nearest


def _move(share_ppm: int, giver: str, taker: str, shares: dict[str, int]) -> None:
    left = shares[giver] - share_ppm
    assert left >= 0, f"{giver} would hold {left} ppm"
    if left:
        shares[giver] = left
    else:
        del shares[giver]
    shares[taker] = shares.get(taker, 0) + share_ppm
