"""Registrations: most before the usage, some long after it, some corrected, some in conflict."""

from collections.abc import Iterator
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from .catalogue import KINDS, ON_TIME, PERFORMED, Catalogue, Shape
from .event import MICROS_PER_DAY, MarketEvent, Record, territory_rules, work_event
from .names import ReferenceNames
from .plan import MarketPlan
from .splits import MOST_HOLDERS, NEWCOMER, WHOLE_PPM, SplitBook
from .titles import title_of

_REGISTRIES: Final = ("registry-music", "registry-screen", "registry-arts")
_RIVAL: Final = "registry-abroad"
_RIVAL_PPM: Final = 400_000
_ROLES: Final = ("Publisher", "Author", "Producer", "Performer")
_CHUNK: Final = 4_096
_WORLD: Final[list[Record]] = []
_HERE: Final = territory_rules((True, "CN"))
_ELSEWHERE: Final = territory_rules((True, "2136"), (False, "CN"))


class Registrations:
    """Makes the registrations of a market. No two have the same instant, so no claim is a tie."""

    def __init__(
        self, plan: MarketPlan, works: Catalogue, names: ReferenceNames, parties: list[str]
    ) -> None:
        self._plan = plan
        self._works = works
        self._names = names
        self._parties = parties
        self._splits = SplitBook(plan)

    def on_time(self) -> Iterator[MarketEvent]:
        """Those sent before the usage, by work."""
        return self._first_ones(self._works.late_order == ON_TIME, self._plan.end_day - 200)

    def late(self) -> Iterator[MarketEvent]:
        """Those sent while usage of the work is already there, in `Catalogue.late_order`."""
        return self._first_ones(self._works.late_order != ON_TIME, self._plan.end_day + 5)

    @property
    def follow_up_works(self) -> list[int]:
        shape = self._works.shape
        return np.flatnonzero((shape == Shape.OVERCLAIMED) | (shape == Shape.REVISED)).tolist()

    def follow_ups(self) -> Iterator[MarketEvent]:
        """One for each of `follow_up_works`: a corrected split, or a rival's registration."""
        for work in self.follow_up_works:
            columns = self._columns(work, self._works.shape[work : work + 1])
            if self._works.shape[work] == Shape.OVERCLAIMED:
                yield self._rival(work, columns[0])
            else:
                yield self._submitted(work, columns[0], self._plan.end_day + 6, revision=2)

    @property
    def overclaimed(self) -> list[str]:
        works = np.flatnonzero(self._works.shape == Shape.OVERCLAIMED)
        return [self._names.work(work) for work in works.tolist()]

    def first_holder(self, work: int) -> int:
        """Number of the holder with the first share; a large licensor for most works."""
        splits = self._splits.splits(work, self._works.shape[work : work + 1])
        return int(splits.holder[0, 0])

    def _first_ones(self, chosen: NDArray[np.bool_], day: int) -> Iterator[MarketEvent]:
        for first in range(0, self._works.works, _CHUNK):
            here = chosen[first : first + _CHUNK]
            if here.any():
                columns = self._columns(first, self._works.shape[first : first + _CHUNK])
                for row in np.flatnonzero(here).tolist():
                    yield self._submitted(first + row, columns[row], day, revision=1)

    def _columns(self, first: int, shape: NDArray[np.int8]) -> list[tuple[Any, ...]]:
        splits = self._splits.splits(first, shape)
        columns = (splits.count, splits.holder, splits.share_ppm, shape)
        return list(zip(*(column.tolist() for column in columns), strict=True))

    def _submitted(
        self, work: int, split: tuple[Any, ...], day: int, revision: int
    ) -> MarketEvent:
        count, holders, shares, shape = split
        if shape == Shape.REVISED and revision == 1:
            # the first word gives all of it to the first holder; revision 2 has the true split
            count, shares = 1, [WHOLE_PPM, *([0] * (MOST_HOLDERS - 1))]
        since = self._created_on(work)
        kind = int(self._works.kind[work])
        claims = [
            claim
            for right in _rights_of(kind)
            for claim in self._claims(right, count, holders, shares, shape, since)
        ]
        body = self._body(work, f"R-{work + 1:08d}", revision, claims)
        body["references"] = self._names.registered_with(work)
        at_micros = day * MICROS_PER_DAY + work * 1_000
        source = _REGISTRIES[0 if kind < 2 else 1 if kind == 2 else 2]
        event_id = f"registration-{work + 1}-{revision}"
        return work_event("RegistrationSubmitted", event_id, source, at_micros, body)

    def _rival(self, work: int, split: tuple[Any, ...]) -> MarketEvent:
        _, holders, _, _ = split
        party = self._parties[holders[NEWCOMER]]
        claims = [_claim(party, "MakeAvailable", 0, _RIVAL_PPM, self._created_on(work))]
        body = self._body(work, f"X-{work + 1:08d}", 1, claims)
        at_micros = (self._plan.end_day + 6) * MICROS_PER_DAY + work * 1_000 + 500
        event_id = f"rival-registration-{work + 1}"
        return work_event("RegistrationSubmitted", event_id, _RIVAL, at_micros, body)

    def _body(
        self, work: int, registration_id: str, revision: int, claims: list[Record]
    ) -> Record:
        return {
            "registration_id": registration_id,
            "revision": revision,
            "work": self._names.work(work),
            "kind": KINDS[self._works.kind[work]][0],
            "title": title_of(work),
            "references": [],
            "content_hashes": [],
            "claims": claims,
            "created_on": self._created_on(work),
        }

    def _created_on(self, work: int) -> int:
        return self._plan.end_day - 800 - work * 389 % 9_000

    def _claims(
        self,
        right: str,
        count: int,
        holders: list[int],
        shares: list[int],
        shape: int,
        since: int,
    ) -> Iterator[Record]:
        """Claims of one right; the last holder's part may be another's elsewhere, or from a day on."""
        for place in range(count - 1):
            yield _claim(self._parties[holders[place]], right, place, shares[place], since)
        last = count - 1
        party, newcomer = self._parties[holders[last]], self._parties[holders[NEWCOMER]]
        if shape == Shape.BY_TERRITORY:
            yield _claim(party, right, last, shares[last], since, _ELSEWHERE)
            yield _claim(newcomer, right, last, shares[last], since, _HERE)
        elif shape == Shape.CHANGING:
            sold_on = self._plan.usage_from_day + 20 + since % 40
            yield _claim(party, right, last, shares[last], since, until_day=sold_on)
            yield _claim(newcomer, right, last, shares[last], sold_on)
        else:
            yield _claim(party, right, last, shares[last], since)


def _rights_of(kind: int) -> tuple[str, ...]:
    return ("MakeAvailable", "Performing") if kind in PERFORMED else ("MakeAvailable",)


def _claim(
    party: str,
    right: str,
    place: int,
    share_ppm: int,
    from_day: int,
    territories: list[Record] = _WORLD,
    until_day: int | None = None,
) -> Record:
    return {
        "party": party,
        "right": right,
        "role": _ROLES[min(place, len(_ROLES) - 1)],
        "share_ppm": share_ppm,
        "territories": territories,
        "from_day": from_day,
        "until_day": until_day,
    }
