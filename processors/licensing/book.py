"""All licences known to a partition, and the licence that prices each cell of a block."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from processors.growing import GrowingColumn, NameIndex
from processors.territories import TerritorySet

from .licence import Licence, effective_licence

Column = NDArray[np.int64]

NO_LICENCE: Final = -1
_UNRANKED: Final = np.iinfo(np.int64).max


@dataclass(frozen=True, slots=True)
class _Epoch:
    """Blanket licences in force between two cuts: each licensor (a holder code), its best rank."""

    licensors: Column
    ranks: Column
    licence_of_rank: Column


@dataclass(frozen=True, slots=True)
class Use:
    """What a licence must cover besides the work and the day."""

    platform: str
    right: int
    use_type: str
    territory: TerritorySet


class LicenceBook:
    """Licences by code; `ids` are their licence ids.

    A licence prices a work only if its licensor holds a share of it there and then.

    A licence that names the work goes before a blanket one; among equals the later start wins.
    """

    def __init__(self, works: NameIndex, holders: NameIndex) -> None:
        self._works = works
        self._holders = holders
        self._facts: dict[tuple[str, str], dict[str, Licence]] = {}
        self._codes = NameIndex()
        self._current: list[Licence] = []
        self.ids: list[str] = []
        self._of_work: dict[int, set[int]] = {}
        self._is_named = GrowingColumn(0, np.int8)
        self._blanket_of: dict[str, set[int]] = {}
        self._cuts: dict[Use, tuple[Column, list[_Epoch]]] = {}
        self.kind = GrowingColumn(0, np.int8)
        self.rate = GrowingColumn(0)
        self.currency = GrowingColumn(0, np.int32)
        self._currencies = NameIndex()
        self.any_currency = self._currencies.code("")

    def add(self, licence: Licence) -> bool:
        """True when the fact is new. The book prices by the revision that holds."""
        known = self._facts.setdefault((licence.source, licence.licence_id), {})
        if licence.fact_id in known:
            return False
        known[licence.fact_id] = licence
        code = self._codes.code(f"{licence.source}\n{licence.licence_id}")
        if code == len(self._current):
            self._current.append(licence)
            self.ids.append(licence.licence_id)
        else:
            self._forget(code)
        self._enter(code, effective_licence(known.values()))
        return True

    def _enter(self, code: int, licence: Licence) -> None:
        self._current[code] = licence
        for column in (self.kind, self.rate, self.currency):
            column.reach(len(self._current))
        self.kind.values[code] = licence.pricing
        self.rate.values[code] = licence.rate
        self.currency.values[code] = self._currencies.code(licence.currency)
        for name in licence.works:
            work = self._works.code(name)
            self._of_work.setdefault(work, set()).add(code)
            self._is_named.reach(len(self._works.names))
            self._is_named.values[work] = 1
        if not licence.works:
            self._blanket_of.setdefault(licence.licensee, set()).add(code)
            self._cuts.clear()

    def _forget(self, code: int) -> None:
        before = self._current[code]
        for work in before.works:
            self._of_work[self._works.code(work)].discard(code)
        if not before.works:
            self._blanket_of[before.licensee].discard(code)
            self._cuts.clear()

    def current(self, source: str, licence_id: str) -> Licence | None:
        """The revision that holds, None when the licence is not known."""
        code = self._codes.codes.get(f"{source}\n{licence_id}")
        return None if code is None else self._current[code]

    def currency_code(self, currency: str) -> int:
        return self._currencies.code(currency)

    def by_code(self, code: int) -> Licence:
        return self._current[code]

    def find(self, use: Use, work: Column, day: Column, count: Column, holder: Column) -> Column:
        """Licence code of each cell, NO_LICENCE where none covers it.

        `count` and `holder` are the entries of the cells: who holds the right there and then.
        """
        found = self._blanket(use, day, count, holder)
        if self._of_work:
            self._is_named.reach(len(self._works.names))
            starts = np.cumsum(count) - count
            for place in np.flatnonzero(self._is_named.values[work]):
                here = slice(int(starts[place]), int(starts[place] + count[place]))
                own = self._named(use, int(work[place]), int(day[place]), holder[here])
                if own != NO_LICENCE:
                    found[place] = own
        return found

    def _named(self, use: Use, work: int, day: int, holders: Column) -> int:
        names = {self._holders.names[code] for code in holders}
        fitting = [
            code
            for code in self._of_work[work]
            if self._current[code].in_force(day)
            and self._current[code].licensor in names
            and self._covers(self._current[code], use)
        ]
        return min(fitting, key=lambda code: self._current[code].precedence, default=NO_LICENCE)

    @staticmethod
    def _covers(licence: Licence, use: Use) -> bool:
        return licence.covers(use.platform, use.right, use.use_type, use.territory)

    def _blanket(self, use: Use, day: Column, count: Column, holder: Column) -> Column:
        found = np.full(len(day), NO_LICENCE, np.int64)
        cuts, epochs = self._epochs(use)
        epoch_of = np.searchsorted(cuts, day, "right")
        for number in np.unique(epoch_of):
            epoch = epochs[number]
            if not len(epoch.licensors):
                continue
            rank = _best_rank(epoch, count, holder)
            chosen = (rank != _UNRANKED) & (epoch_of == number)
            found[chosen] = epoch.licence_of_rank[rank[chosen]]
        return found

    def _epochs(self, use: Use) -> tuple[Column, list[_Epoch]]:
        known = self._cuts.get(use)
        if known is None:
            if len(self._cuts) >= 4096:
                self._cuts.clear()
            known = self._cuts[use] = self._cut(use)
        return known

    def _cut(self, use: Use) -> tuple[Column, list[_Epoch]]:
        fitting = [
            code
            for code in self._blanket_of.get(use.platform, ())
            if self._covers(self._current[code], use)
        ]
        fitting.sort(key=lambda code: self._current[code].precedence)
        days = {
            day
            for code in fitting
            for day in (self._current[code].from_day, self._current[code].until_day)
        }
        cuts = sorted(days)
        instants = [cuts[0] - 1, *cuts] if cuts else [0]
        return np.array(cuts, np.int64), [self._epoch(fitting, day) for day in instants]

    def _epoch(self, ranked: list[int], day: int) -> _Epoch:
        best: dict[int, int] = {}
        for rank, code in enumerate(ranked):
            licence = self._current[code]
            if licence.in_force(day):
                best.setdefault(self._holders.code(licence.licensor), rank)
        licensors = sorted(best)
        return _Epoch(
            np.array(licensors, np.int64),
            np.array([best[licensor] for licensor in licensors], np.int64),
            np.array(ranked, np.int64),
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
