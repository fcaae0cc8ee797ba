"""All licences known to a partition, and the licence that prices each cell of a block."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from processors.growing import GrowingColumn, NameIndex
from processors.territories import TerritorySet

from .blanket import NO_LICENCE, BlanketCoverage
from .licence import Licence, effective_licence

Column = NDArray[np.int64]

_MOST_USES_KNOWN: Final = 4096


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
        self._coverage: dict[Use, BlanketCoverage] = {}
        self._coverage_by_licences: dict[tuple[int, ...], BlanketCoverage] = {}
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
            self._forget_coverage()

    def _forget(self, code: int) -> None:
        before = self._current[code]
        for work in before.works:
            self._of_work[self._works.code(work)].discard(code)
        if not before.works:
            self._blanket_of[before.licensee].discard(code)
            self._forget_coverage()

    def current(self, source: str, licence_id: str) -> Licence | None:
        """The revision that holds, None when the licence is not known."""
        code = self._codes.codes.get(f"{source}\n{licence_id}")
        return None if code is None else self._current[code]

    def currency_code(self, currency: str) -> int:
        return self._currencies.code(currency)

    def by_code(self, code: int) -> Licence:
        return self._current[code]

    def find(
        self,
        uses: Sequence[Use],
        use_of: Column,
        work: Column,
        day: Column,
        count: Column,
        holder: Column,
    ) -> Column:
        """Licence code of each cell, NO_LICENCE where none covers it.

        `use_of` says which of the uses each cell is. `count` and `holder` are the entries of the
        cells: who holds the right there and then.
        """
        found = self._blanket(uses, use_of, day, count, holder)
        if self._of_work:
            self._is_named.reach(len(self._works.names))
            starts = np.cumsum(count) - count
            for place in np.flatnonzero(self._is_named.values[work]):
                here = slice(int(starts[place]), int(starts[place] + count[place]))
                use = uses[use_of[place]]
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

    def _blanket(
        self, uses: Sequence[Use], use_of: Column, day: Column, count: Column, holder: Column
    ) -> Column:
        coverage = [self._coverage_of(use) for use in uses]
        if all(one is coverage[0] for one in coverage):
            return coverage[0].find(day, count, holder)
        found = np.full(len(day), NO_LICENCE, np.int64)
        for code, one in enumerate(coverage):
            of_use = use_of == code
            entries = np.repeat(of_use, count)
            found[of_use] = one.find(day[of_use], count[of_use], holder[entries])
        return found

    def _coverage_of(self, use: Use) -> BlanketCoverage:
        known = self._coverage.get(use)
        if known is None:
            if len(self._coverage) >= _MOST_USES_KNOWN:
                self._forget_coverage()
            known = self._coverage[use] = self._cover(use)
        return known

    def _forget_coverage(self) -> None:
        self._coverage.clear()
        self._coverage_by_licences.clear()

    def _cover(self, use: Use) -> BlanketCoverage:
        """Uses that the same licences cover share one object: they are looked up together."""
        fitting = [
            code
            for code in self._blanket_of.get(use.platform, ())
            if self._covers(self._current[code], use)
        ]
        fitting.sort(key=lambda code: self._current[code].precedence)
        known = self._coverage_by_licences.get(tuple(fitting))
        if known is None:
            known = self._coverage_by_licences[tuple(fitting)] = BlanketCoverage(
                [(code, self._current[code]) for code in fitting], self._holders
            )
        return known
