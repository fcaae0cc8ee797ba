"""Blanket licences of one use, by licensor and day: all cells of a block are found at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from processors.growing import NameIndex

from .hierarchy import LicenceStanding

Column = NDArray[np.int64]

NO_LICENCE: Final = -1
_UNRANKED: Final = np.iinfo(np.int64).max


@dataclass(frozen=True, slots=True)
class _Epoch:
    """Licences in force between two cuts: each title holder (a code) and its best rank."""

    licensors: Column
    ranks: Column


class BlanketCoverage:
    """The licences (code, standing), best first, that cover a use, cut at the days they change."""

    def __init__(self, ranked: Sequence[tuple[int, LicenceStanding]], holders: NameIndex) -> None:
        days = {day for _, one in ranked for day in (one.from_day, one.until_day)}
        cuts = sorted(days)
        self._cuts = np.array(cuts, np.int64)
        self._licence_of_rank = np.array([code for code, _ in ranked], np.int64)
        instants = [cuts[0] - 1, *cuts] if cuts else [0]
        self._epochs = [_epoch([one for _, one in ranked], day, holders) for day in instants]

    def find(self, day: Column, count: Column, holder: Column) -> Column:
        """Code of the best licence one of the holders granted for the day of each cell, or
        NO_LICENCE; `count` and `holder` are the entries of the cells."""
        found = np.full(len(day), NO_LICENCE, np.int64)
        epoch_of = np.searchsorted(self._cuts, day, "right")
        if not len(epoch_of):
            return found
        sole = epoch_of[0] if (epoch_of == epoch_of[0]).all() else None
        for number in np.unique(epoch_of) if sole is None else (sole,):
            epoch = self._epochs[number]
            if not len(epoch.licensors):
                continue
            rank = _best_rank(epoch, count, holder)
            chosen = (rank != _UNRANKED) & (epoch_of == number)
            found[chosen] = self._licence_of_rank[rank[chosen]]
        return found


def _epoch(ranked: Sequence[LicenceStanding], day: int, holders: NameIndex) -> _Epoch:
    best: dict[int, int] = {}
    for rank, standing in enumerate(ranked):
        if standing.in_force(day):
            best.setdefault(holders.code(standing.title_holder), rank)
    licensors = sorted(best)
    return _Epoch(
        np.array(licensors, np.int64), np.array([best[one] for one in licensors], np.int64)
    )


def _best_rank(epoch: _Epoch, count: Column, holder: Column) -> Column:
    place = np.minimum(np.searchsorted(epoch.licensors, holder), len(epoch.licensors) - 1)
    rank = np.where(epoch.licensors[place] == holder, epoch.ranks[place], _UNRANKED)
    best = np.full(len(count), _UNRANKED, np.int64)
    filled = count > 0
    if filled.any():
        starts = np.cumsum(count) - count
        best[filled] = np.minimum.reduceat(rank, starts[filled])
    return best
