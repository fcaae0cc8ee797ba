"""A licence in one revision, and which revision of it holds."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from processors.days import FOREVER
from processors.registration import territories_of
from processors.reports import RecordedAt
from processors.revisions import revision_rank
from processors.rights_of_use import RIGHT_CODE
from processors.territories import TerritorySet


class PricingKind(IntEnum):
    """PER_UNIT: `rate` is 10^-8 of the currency a unit. REVENUE_SHARE: ppm of the revenue."""

    PER_UNIT = 1
    REVENUE_SHARE = 2


@dataclass(frozen=True, slots=True)
class Licence:
    """`works` empty means the whole repertoire of the licensor; `use_types` empty means every use.

    `currency` empty means the currency of the report (revenue shares only).
    """

    fact_id: str
    source: str
    licence_id: str
    revision: int
    licensor: str
    licensee: str
    works: frozenset[str]
    rights: frozenset[int]
    use_types: frozenset[str]
    territories: TerritorySet
    from_day: int
    until_day: int
    active: bool
    pricing: PricingKind
    rate: int
    currency: str
    recorded_at: RecordedAt

    def covers(self, licensee: str, right: int, use_type: str, territory: TerritorySet) -> bool:
        """In every dimension but time and work."""
        return (
            self.active
            and self.licensee == licensee
            and right in self.rights
            and (not self.use_types or use_type in self.use_types)
            and not (territory - self.territories)
        )

    def in_force(self, day: int) -> bool:
        return self.from_day <= day < self.until_day

    @property
    def precedence(self) -> tuple[int, str, str]:
        """The later start wins; of two that start together, the lesser id, then source."""
        return (-self.from_day, self.licence_id, self.source)


_PRICING = {"PerUnit": PricingKind.PER_UNIT, "RevenueShare": PricingKind.REVENUE_SHARE}


def licence_of(
    body: Mapping[str, Any], source: str, fact_id: str, recorded_at: RecordedAt
) -> Licence:
    """A LicenceGranted record as a Licence."""
    pricing = body["pricing"]
    kind = _PRICING[pricing["kind"]]
    until_day = body["until_day"]
    return Licence(
        fact_id,
        source,
        body["licence_id"],
        body["revision"],
        body["licensor"],
        body["licensee"],
        frozenset(body["works"]),
        frozenset(RIGHT_CODE[right] for right in body["rights"]),
        frozenset(body["use_types"]),
        territories_of(body["territories"]),
        body["from_day"],
        FOREVER if until_day is None else until_day,
        body["state"] == "Active",
        kind,
        pricing["per_unit_e8"] if kind is PricingKind.PER_UNIT else pricing["revenue_share_ppm"],
        pricing["currency"],
        recorded_at,
    )


def effective_licence(known: Iterable[Licence]) -> Licence:
    """The highest revision; of two facts with the same revision the first recorded."""
    return min(known, key=revision_rank)
