"""All licences known to a partition, and the licence that prices each cell of a block."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from processors.growing import GrowingColumn, NameIndex
from processors.territories import TerritorySet
from processors.withdrawals import TradeWithdrawal

from .blanket import NO_LICENCE, BlanketCoverage
from .exclusion import Exclusions, UseOfWork
from .hierarchy import LicenceHierarchy, LicenceStanding
from .licence import Licence, LicenceKey, effective_licence

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

    A licence prices a work only if the licensor of the outermost licence holds a share of it there
    and then, and if no exclusive licence that was recorded first keeps it out.

    A licence that names the work goes before a blanket one; among equals the later start wins.
    """

    def __init__(self, works: NameIndex, holders: NameIndex) -> None:
        self._works = works
        self._holders = holders
        self._facts: dict[LicenceKey, dict[str, Licence | TradeWithdrawal]] = {}
        self.hierarchy = LicenceHierarchy()
        self.exclusions = Exclusions(self.hierarchy)
        self._codes: dict[LicenceKey, int] = {}
        self._standing: list[LicenceStanding | None] = []
        self.ids: list[str] = []
        self._contested: set[int] = set()
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

    def after(self, fact: Licence | TradeWithdrawal) -> Licence | None:
        """The revision that would hold after this fact; None when none would."""
        known = [*self._facts.get(fact.key, {}).values(), fact]
        if not any(isinstance(one, Licence) for one in known):
            return None
        holding = effective_licence(known)
        return holding if isinstance(holding, Licence) else None

    def add(self, fact: Licence | TradeWithdrawal) -> bool:
        """True when the fact is new. The book prices by the revision that holds."""
        key = fact.key
        known = self._facts.setdefault(key, {})
        if fact.fact_id in known:
            return False
        before, now = self.hierarchy.get(key), self.after(fact)
        known[fact.fact_id] = fact
        if before == now:
            return True
        concerned = set() if before is None else self.exclusions.concerned(before)
        if before is not None:
            self.exclusions.drop(before)
        if now is None:
            self.hierarchy.drop(key)
        else:
            self.hierarchy.put(now)
            self.exclusions.put(now)
            concerned |= self.exclusions.concerned(now)
        for one in sorted(concerned):
            self._enter(one)
        return True

    def _enter(self, key: LicenceKey) -> None:
        """Puts a licence where it is looked for, as it stands now."""
        code = self._codes.setdefault(key, len(self.ids))
        if code == len(self.ids):
            self.ids.append(key[1])
            self._standing.append(None)
            for column in (self.kind, self.rate, self.currency):
                column.reach(len(self.ids))
        self._leave(code)
        licence = self.hierarchy.get(key)
        if licence is None:
            return
        standing = self._standing[code] = self.hierarchy.standing(key)
        self.kind.values[code] = licence.pricing
        self.rate.values[code] = licence.rate
        self.currency.values[code] = self._currencies.code(licence.currency)
        if self.exclusions.is_contested(key):
            self._contested.add(code)
        if standing.effective:
            self._index(code, licence)

    def _index(self, code: int, licence: Licence) -> None:
        for name in licence.works:
            work = self._works.code(name)
            self._of_work.setdefault(work, set()).add(code)
            self._is_named.reach(len(self._works.names))
            self._is_named.values[work] = 1
        if not licence.works:
            self._blanket_of.setdefault(licence.licensee, set()).add(code)
            self._forget_coverage()

    def _leave(self, code: int) -> None:
        before, self._standing[code] = self._standing[code], None
        self._contested.discard(code)
        if before is None or not before.effective:
            return
        for work in before.licence.works:
            self._of_work[self._works.code(work)].discard(code)
        if not before.licence.works:
            self._blanket_of[before.licence.licensee].discard(code)
            self._forget_coverage()

    def current(self, source: str, licence_id: str) -> Licence | None:
        """The revision that holds, None when the licence is not known or was withdrawn."""
        return self.hierarchy.get((source, licence_id))

    def by_code(self, code: int) -> Licence:
        """The licence that was found under this code."""
        return self._standing_of(code).licence

    def versions(self, key: LicenceKey) -> list[Licence | TradeWithdrawal]:
        """All that is known of a licence."""
        return list(self._facts.get(key, {}).values())

    def currency_code(self, currency: str) -> int:
        return self._currencies.code(currency)

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
        starts = np.cumsum(count) - count
        contested = self._contested_blanket(uses)
        if contested:
            for place in range(len(found)):
                here = slice(int(starts[place]), int(starts[place] + count[place]))
                candidates = {*contested[use_of[place]], int(found[place])} - {NO_LICENCE}
                use = uses[use_of[place]]
                found[place] = self._best(
                    candidates, use, int(work[place]), int(day[place]), holder[here]
                )
        if self._of_work:
            self._is_named.reach(len(self._works.names))
            for cell in np.flatnonzero(self._is_named.values[work]):
                here = slice(int(starts[cell]), int(starts[cell] + count[cell]))
                use, named = uses[use_of[cell]], self._of_work[int(work[cell])]
                own = self._best(named, use, int(work[cell]), int(day[cell]), holder[here])
                if own != NO_LICENCE:
                    found[cell] = own
        return found

    def _standing_of(self, code: int) -> LicenceStanding:
        standing = self._standing[code]
        assert standing is not None, f"licence {self.ids[code]} is looked up and not there"
        return standing

    def _best(self, codes: set[int], use: Use, work: int, day: int, holders: Column) -> int:
        """Of these licences, the one that prices the cell."""
        names = {self._holders.names[code] for code in holders}
        one_use = UseOfWork(self._works.names[work], use.right, use.use_type, use.territory, day)
        fitting = []
        for code in codes:
            standing = self._standing_of(code)
            licence = standing.licence
            if (
                standing.in_force(day)
                and standing.title_holder in names
                and self._covers(licence, use)
                and not self._excluded(code, licence, one_use)
            ):
                fitting.append(code)
        return min(
            fitting,
            key=lambda code: self._standing_of(code).licence.precedence,
            default=NO_LICENCE,
        )

    def _excluded(self, code: int, licence: Licence, use: UseOfWork) -> bool:
        return code in self._contested and self.exclusions.excludes(licence.key, use)

    @staticmethod
    def _covers(licence: Licence, use: Use) -> bool:
        return licence.covers(use.platform, use.right, use.use_type, use.territory)

    def _contested_blanket(self, uses: Sequence[Use]) -> list[set[int]]:
        """By use, blanket licences that may be kept out of some works; empty if there are none."""
        if not self._contested:
            return []
        found = [self._blanket_of.get(use.platform, set()) & self._contested for use in uses]
        return found if any(found) else []

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
            for code in self._blanket_of.get(use.platform, set()) - self._contested
            if self._covers(self._standing_of(code).licence, use)
        ]
        fitting.sort(key=lambda code: self._standing_of(code).licence.precedence)
        known = self._coverage_by_licences.get(tuple(fitting))
        if known is None:
            known = self._coverage_by_licences[tuple(fitting)] = BlanketCoverage(
                [(code, self._standing_of(code)) for code in fitting], self._holders
            )
        return known
