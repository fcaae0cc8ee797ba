"""A licence in one revision, and which revision of it holds."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from processors.days import until_of
from processors.registration import territories_of
from processors.reports import RecordedAt
from processors.revisions import revision_rank
from processors.rights_of_use import RIGHT_CODE
from processors.territories import TerritorySet
from processors.withdrawals import TradeWithdrawal

LicenceKey = tuple[str, str]
"""(source, licence id)."""


class PricingKind(IntEnum):
    """PER_UNIT: `rate` is 10^-8 of the currency a unit. REVENUE_SHARE: ppm of the revenue."""

    PER_UNIT = 1
    REVENUE_SHARE = 2


class Exclusivity(IntEnum):
    """Who else may use: EXCLUSIVE keeps out the licensor too, SOLE all but the licensor."""

    NON_EXCLUSIVE = 0
    SOLE = 1
    EXCLUSIVE = 2

    @property
    def excludes_others(self) -> bool:
        return self is not Exclusivity.NON_EXCLUSIVE


@dataclass(frozen=True, slots=True)
class Licence:
    """`works` empty means the whole repertoire of the licensor; `use_types` empty means every use.

    `currency` empty means the currency of the report (revenue shares only). `state_from_day` is the
    first day of a suspension or termination, None if it is for all time. `parent_licence_id` is
    empty unless it is a sublicence.
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
    state: str
    state_from_day: int | None
    exclusivity: Exclusivity
    parent_licence_id: str
    pricing: PricingKind
    rate: int
    currency: str
    recorded_at: RecordedAt

    @property
    def key(self) -> LicenceKey:
        return (self.source, self.licence_id)

    def covers(self, licensee: str, right: int, use_type: str, territory: TerritorySet) -> bool:
        """In every dimension but time and work."""
        return (
            self.licensee == licensee
            and right in self.rights
            and (not self.use_types or use_type in self.use_types)
            and not (territory - self.territories)
        )

    @property
    def force_until_day(self) -> int:
        """The first day on which it is no longer in force by itself; `from_day` if it never is."""
        if self.state == "Active":
            return self.until_day
        if self.state in ("Suspended", "Terminated") and self.state_from_day is not None:
            return max(self.from_day, min(self.until_day, self.state_from_day))
        return self.from_day

    @property
    def precedence(self) -> tuple[int, str, str]:
        """The later start wins; of two that start together, the lesser id, then source."""
        return (-self.from_day, self.licence_id, self.source)


_EXCLUSIVITY = {
    "NonExclusive": Exclusivity.NON_EXCLUSIVE,
    "Sole": Exclusivity.SOLE,
    "Exclusive": Exclusivity.EXCLUSIVE,
}
_PRICING = {"PerUnit": PricingKind.PER_UNIT, "RevenueShare": PricingKind.REVENUE_SHARE}


def licence_of(
    body: Mapping[str, Any], source: str, fact_id: str, recorded_at: RecordedAt
) -> Licence:
    """A LicenceGranted record as a Licence."""
    pricing = body["pricing"]
    kind = _PRICING[pricing["kind"]]
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
        until_of(body["until_day"]),
        body["state"],
        body["state_from_day"],
        _EXCLUSIVITY[body["exclusivity"]],
        body["parent_licence_id"] or "",
        kind,
        pricing["per_unit_e8"] if kind is PricingKind.PER_UNIT else pricing["revenue_share_ppm"],
        pricing["currency"],
        recorded_at,
    )


def effective_licence(known: Iterable[Licence | TradeWithdrawal]) -> Licence | TradeWithdrawal:
    """The highest revision; of two facts with the same revision the first recorded."""
    return min(known, key=revision_rank)
