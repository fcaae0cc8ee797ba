"""Who holds how much of each work: 1 to 8 holders, 2.3 on average, in parts per million."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from .catalogue import Shape
from .draws import Column, Concern, Draws, Words, high, low, part_of
from .parties import MAJORS
from .plan import MarketPlan

WHOLE_PPM: Final = 1_000_000
MOST_HOLDERS: Final = 8
NEWCOMER: Final = 8
"""Column of `holder` with a party that has no share at first: a buyer, rival or neighbour."""

_HOLDERS_PER_MILLE: Final = (350, 300, 180, 95, 40, 20, 10, 5)
_STEP_PPM: Final = 2_500
"""Negotiated splits are in quarters of a per cent."""

_WITH_MAJOR_PER_CENT: Final = 96
"""Works whose first holder is one of the large licensors."""

_TOLERATED_PPM: Final = 400
_WORDS: Final = 5


@dataclass(frozen=True, slots=True)
class Splits:
    """One row a work: `count` holders, their numbers and shares in the first `count` columns."""

    count: Column
    holder: NDArray[np.int64]
    share_ppm: NDArray[np.int64]


class SplitBook:
    """The splits of any range of works, drawn again whenever asked."""

    def __init__(self, plan: MarketPlan, shape: NDArray[np.int8]) -> None:
        self._shape = shape
        self._draws = Draws(plan.seed, Concern.SPLIT)
        self._small = plan.holder_count - MAJORS

    def splits(self, first: int, count: int) -> Splits:
        """Of so many works from `first` on; fewer where the market ends."""
        shape = self._shape[first : first + count]
        words = self._draws.table(first, len(shape), _WORDS)
        holders = 1 + part_of(high(words[:, 0], 1_000), _HOLDERS_PER_MILLE)
        share = _shares(words[:, 3], high(words[:, 4], 2) == 0, holders)
        _make_special(shape, holders, share)
        return Splits(holders, self._holders(words), share)

    def first_holder(self, work: int) -> int:
        """Number of the holder with the first share; a large licensor for most works."""
        return int(self.splits(work, 1).holder[0, 0])

    def _holders(self, words: Words) -> NDArray[np.int64]:
        """A large licensor, then small holders a stride apart: all different, low numbers often."""
        small = self._small
        start = high(words[:, 2], small) * low(words[:, 2], small) // small
        stride = 1 + low(words[:, 1], max(1, small // (NEWCOMER + 2)))
        places = start[:, None] + stride[:, None] * np.arange(NEWCOMER + 1)
        holder = MAJORS + places % small
        with_major = low(words[:, 0], 100) < _WITH_MAJOR_PER_CENT
        major = high(words[:, 1], MAJORS)
        holder[:, 0] = np.where(with_major, major, holder[:, 0])
        return holder


def _shares(words: Words, equal: NDArray[np.bool_], count: Column) -> NDArray[np.int64]:
    shifts = np.arange(0, 8 * MOST_HOLDERS, 8, dtype=np.uint64)
    weight = 16 + ((words[:, None] >> shifts) & np.uint64(0xFF)).astype(np.int64)
    held = np.arange(MOST_HOLDERS) < count[:, None]
    weight = np.where(held, weight, 0)
    steps = WHOLE_PPM // _STEP_PPM
    negotiated = steps * weight // weight.sum(axis=1)[:, None] * _STEP_PPM
    even = np.where(held, (WHOLE_PPM // count)[:, None], 0)
    share = np.where(equal[:, None], even, negotiated)
    share[:, 0] += WHOLE_PPM - share.sum(axis=1)
    return share


def _make_special(shape: NDArray[np.int8], count: Column, share: NDArray[np.int64]) -> None:
    share[shape == Shape.WITHIN_TOLERANCE, 0] -= _TOLERATED_PPM
    under = np.flatnonzero(shape == Shape.UNDERCLAIMED)
    alone = under[count[under] == 1]
    share[alone, 0] = 600_000
    several = under[count[under] > 1]
    count[several] -= 1
    share[several, count[several]] = 0
