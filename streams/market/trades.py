"""Licences: blanket ones of large licensors, some for single works, some without any rights."""

from collections.abc import Iterator
from enum import IntEnum
from typing import Final

from .draws import Concern, Draws, high, low, part_of
from .event import MICROS_PER_DAY, MarketEvent, Record, licence_event, territory_rules
from .parties import MAJORS, NOBODY
from .platforms import Platform
from .setting import Setting

_ROYALTY_PPM: Final = 300_000
"""Share of a use's usual revenue that a per-unit price comes to."""

_E8_PER_MICRO: Final = 100
_STATE_OF_TENTH: Final = {3: "Suspended", 6: "Terminated"}
"""What becomes of one in ten single-work licences each, by a later revision."""


class _Limit(IntEnum):
    """How the blanket licence of a large licensor to a platform falls short of everything."""

    REFUSED = 0
    HOME_TERRITORY = 1
    NOT_IN_US = 2
    FROM_MID_PERIOD = 3
    NO_PERFORMANCE = 4
    STREAMS_ONLY = 5
    NONE = 6


_LIMITS_PER_CENT: Final = (3, 3, 3, 4, 3, 2, 82)


class Trades:
    """Makes the licences of a market."""

    def __init__(self, setting: Setting) -> None:
        self._setting = setting
        self._singles = Draws(setting.plan.seed, Concern.TRADE, 1)
        words = Draws(setting.plan.seed, Concern.TRADE, 0).table(0, len(setting.platforms), MAJORS)
        self._limit = part_of(high(words, 100), _LIMITS_PER_CENT)
        # the largest platform has a licence without limits in every market
        self._limit[0, 0] = _Limit.NONE
        self._rate_ppm = 120_000 + 10_000 * low(words, 30)

    def granted(self) -> Iterator[MarketEvent]:
        """All licences in their first revision."""
        for platform in self._setting.platforms:
            for major in range(MAJORS):
                if self._limit[platform.number, major] != _Limit.REFUSED:
                    yield self._sent(self._blanket(platform, major))
        for number in range(self._single_count):
            yield self._sent(self._single(number))
        yield from (self._sent(body) for body in self._ineffective())

    @property
    def revision_count(self) -> int:
        return len(self._revised)

    def revisions(self) -> Iterator[MarketEvent]:
        """Suspensions and terminations of single-work licences, as their second revision."""
        for number in self._revised:
            body = self._single(number)
            body["revision"], body["state"] = 2, _STATE_OF_TENTH[number % 10]
            yield self._sent(body)

    @property
    def ineffective(self) -> list[str]:
        """Licences that license nothing: their licensors hold nothing."""
        return [body["licence_id"] for body in self._ineffective()]

    def is_licensed_by(self, platform: int, major: int) -> bool:
        """Whether all of the major's repertoire is, everywhere and for the whole usage."""
        return bool(self._limit[platform, major] == _Limit.NONE)

    def _blanket(self, platform: Platform, major: int) -> Record:
        body = self._licence(
            f"B-{platform.name}-{major:02d}", self._setting.parties[major], platform
        )
        body["pricing"]["revenue_share_ppm"] = int(self._rate_ppm[platform.number, major])
        match self._limit[platform.number, major]:
            case _Limit.HOME_TERRITORY:
                body["territories"] = territory_rules((True, platform.main.territory))
            case _Limit.NOT_IN_US:
                body["territories"] = territory_rules((True, "2136"), (False, "US"))
            case _Limit.FROM_MID_PERIOD:
                body["from_day"] = self._setting.plan.end_day - 30
            case _Limit.NO_PERFORMANCE:
                body["rights"] = ["MakeAvailable"]
            case _Limit.STREAMS_ONLY:
                body["use_types"] = ["OnDemandStream", "NonInteractiveStream", "Webcast"]
        return body

    @property
    def _single_count(self) -> int:
        works = self._setting.works.works
        return max(works // 50, min(works, 10))

    @property
    def _revised(self) -> list[int]:
        return [number for number in range(self._single_count) if number % 10 in _STATE_OF_TENTH]

    def _single(self, number: int) -> Record:
        """A licence for one work by its first holder; most at a price a use."""
        setting = self._setting
        chosen, skewed = self._singles.table(number, 1, 2)[0]
        work = int(high(chosen, setting.works.works))
        count = len(setting.platforms)
        platform = setting.platforms[int(high(skewed, count) * low(skewed, count)) // count]
        licensor = setting.parties[setting.splits.first_holder(work)]
        body = self._licence(f"S-{number:06d}", licensor, platform)
        body["works"] = [setting.names.work(work)]
        body["from_day"] += 30
        if number % 3:
            body["pricing"] = {
                "kind": "PerUnit",
                "per_unit_e8": platform.main.unit_micros * _E8_PER_MICRO * _ROYALTY_PPM // 10**6,
                "revenue_share_ppm": 0,
                "currency": platform.main.currency,
            }
        return body

    def _ineffective(self) -> Iterator[Record]:
        for number, party in enumerate(NOBODY):
            platform = self._setting.platforms[number % len(self._setting.platforms)]
            body = self._licence(f"I-{number}", party, platform)
            body["from_day"] += 60
            if number:
                body["works"] = [self._setting.names.work(number % self._setting.works.works)]
            yield body

    def _licence(self, licence_id: str, licensor: str, platform: Platform) -> Record:
        """A blanket licence without limits, for a share of the revenue in the report's currency."""
        since = self._setting.plan.licences_from_day
        return {
            "licence_id": licence_id,
            "revision": 1,
            "licensor": licensor,
            "licensee": platform.name,
            "works": [],
            "rights": ["MakeAvailable", "Performing"],
            "use_types": [],
            "territories": [],
            "from_day": since,
            "until_day": None,
            "exclusivity": "NonExclusive",
            "state": "Active",
            "state_from_day": None,
            "pricing": {
                "kind": "RevenueShare",
                "per_unit_e8": 0,
                "revenue_share_ppm": _ROYALTY_PPM,
                "currency": "",
            },
            "parent_licence_id": None,
            "executed_on": None,
            "consideration": None,
            "terms": {},
        }

    def _sent(self, body: Record) -> MarketEvent:
        revision = body["revision"]
        day = body["from_day"] - 5 if revision == 1 else self._setting.plan.end_day + 3
        event_id = f"licence-{body['licence_id']}-{revision}"
        return licence_event(event_id, day * MICROS_PER_DAY, body)
