"""Registrations: most before the usage, some long after it, some corrected, some in conflict."""

from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

from .catalogue import KINDS, ON_TIME, Shape
from .claims import Holding, Stake, claim, claims_of
from .event import MICROS_PER_DAY, MarketEvent, Record, work_event
from .setting import Setting
from .splits import NEWCOMER, WHOLE_PPM
from .titles import title_of

_REGISTRIES: Final = ("registry-music", "registry-music", "registry-screen", "registry-arts")
"""By kind of work; the last for all others."""

_RIVAL: Final = "registry-abroad"
_RIVAL_PPM: Final = 400_000
_CONTESTED_ONE_IN: Final = 400
_CHUNK: Final = 4_096


class Registrations:
    """Makes the registrations of a market. No two have the same instant, so no claim is a tie."""

    def __init__(self, setting: Setting) -> None:
        self._setting = setting
        self._plan = setting.plan
        self._works = setting.works
        self._names = setting.names

    def on_time(self) -> Iterator[MarketEvent]:
        """Those sent before the usage, by work."""
        return self._first_ones(self._works.late_order == ON_TIME, self._plan.end_day - 200)

    def late(self) -> Iterator[MarketEvent]:
        """Those sent while usage of the work is already there, in `Catalogue.late_order`."""
        return self._first_ones(self._works.late_order != ON_TIME, self._plan.end_day + 5)

    @property
    def follow_up_count(self) -> int:
        return len(self._follow_up_works)

    def follow_ups(self) -> Iterator[MarketEvent]:
        """Corrected splits, and registrations of rivals that make a work overclaimed."""
        for work in self._follow_up_works:
            if self._works.shape[work] == Shape.OVERCLAIMED:
                yield self._rival(work)
            else:
                (holding,) = self._holdings(work, 1)
                yield self._submitted(work, holding, self._plan.end_day + 6, revision=2)

    @property
    def overclaimed(self) -> list[str]:
        works = np.flatnonzero(self._works.shape == Shape.OVERCLAIMED)
        return [self._names.work(work) for work in works.tolist()]

    @property
    def contested_references(self) -> list[str]:
        """References that the next work claims too, a millisecond after the work they mean."""
        return [
            reference
            for work in range(0, self._works.works, _CONTESTED_ONE_IN)
            for reference in self._contested_by(work)
        ]

    @property
    def _follow_up_works(self) -> list[int]:
        shape = self._works.shape
        works: list[int] = np.flatnonzero(
            (shape == Shape.OVERCLAIMED) | (shape == Shape.REVISED)
        ).tolist()
        return works

    def _first_ones(self, chosen: NDArray[np.bool_], day: int) -> Iterator[MarketEvent]:
        for first in range(0, self._works.works, _CHUNK):
            here = chosen[first : first + _CHUNK]
            if not here.any():
                continue
            holdings = self._holdings(first, len(here))
            for row in np.flatnonzero(here).tolist():
                holding = holdings[row]
                if holding.shape == Shape.REVISED:
                    # the first word gives the whole work to one; revision 2 has the true split
                    whole = Stake(holding.stakes[0].party, WHOLE_PPM)
                    holding = holding._replace(stakes=[whole])
                yield self._submitted(first + row, holding, day, revision=1)

    def _holdings(self, first: int, count: int) -> list[Holding]:
        shape = self._works.shape[first : first + count]
        splits = self._setting.splits.splits(first, count)
        columns = (splits.count, splits.holder, splits.share_ppm, shape)
        return [
            self._holding(first + row, *values)
            for row, values in enumerate(zip(*(column.tolist() for column in columns), strict=True))
        ]

    def _holding(
        self, work: int, count: int, holders: list[int], shares: list[int], shape: int
    ) -> Holding:
        parties = self._setting.parties
        stakes = [
            Stake(parties[holder], share)
            for holder, share in zip(holders[:count], shares[:count], strict=True)
        ]
        sold_on = self._plan.usage_from_day + 20 + work % 40
        newcomer = parties[holders[NEWCOMER]]
        return Holding(stakes, newcomer, shape, self._created_on(work), sold_on)

    def _submitted(self, work: int, holding: Holding, day: int, revision: int) -> MarketEvent:
        kind = int(self._works.kind[work])
        references = [*self._names.registered_with(work), *self._contested_by(work)]
        claims = claims_of(kind, holding)
        body = self._body(work, f"R-{work + 1:08d}", revision, references, claims)
        source = _REGISTRIES[min(kind, len(_REGISTRIES) - 1)]
        at_micros = day * MICROS_PER_DAY + work * 1_000
        event_id = f"registration-{work + 1}-{revision}"
        return work_event("RegistrationSubmitted", event_id, source, at_micros, body)

    def _rival(self, work: int) -> MarketEvent:
        (holding,) = self._holdings(work, 1)
        stake = Stake(holding.newcomer, _RIVAL_PPM)
        claims = [claim(stake, "MakeAvailable", holding.since_day)]
        body = self._body(work, f"X-{work + 1:08d}", 1, [], claims)
        at_micros = (self._plan.end_day + 6) * MICROS_PER_DAY + work * 1_000 + 500
        event_id = f"rival-registration-{work + 1}"
        return work_event("RegistrationSubmitted", event_id, _RIVAL, at_micros, body)

    def _body(
        self,
        work: int,
        registration_id: str,
        revision: int,
        references: list[str],
        claims: list[Record],
    ) -> Record:
        return {
            "registration_id": registration_id,
            "revision": revision,
            "work": self._names.work(work),
            "kind": KINDS[self._works.kind[work]][0],
            "title": title_of(work),
            "references": references,
            "content_hashes": [],
            "claims": claims,
            "created_on": self._created_on(work),
        }

    def _created_on(self, work: int) -> int:
        return self._plan.end_day - 800 - work * 389 % 9_000

    def _contested_by(self, work: int) -> list[str]:
        """The code of the work before, where this one wrongly claims it too, and later."""
        late = self._works.late_order
        if work % _CONTESTED_ONE_IN or not work or late[work] != ON_TIME:
            return []
        return self._names.registered_with(work - 1)[:1] if late[work - 1] == ON_TIME else []
