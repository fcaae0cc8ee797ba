"""Licences and assignments as they stand (ipr.trade-states), with what was paid for them."""

from enum import StrEnum

from pydantic import Field

from .primitives import Day, Int, Long, Millis, OneOf, Row, Text
from .record import AvroRecord


class TradeKind(StrEnum):
    """What was traded."""

    UNKNOWN = "Unknown"
    LICENCE = "Licence"
    ASSIGNMENT = "Assignment"


class TradeState(StrEnum):
    """As its parties say; it expires with until_day."""

    UNKNOWN = "Unknown"
    PROPOSED = "Proposed"
    ACTIVE = "Active"
    SUSPENDED = "Suspended"
    TERMINATED = "Terminated"
    WITHDRAWN = "Withdrawn"


class TradeStanding(AvroRecord):
    """A trade, as it stands; the highest version holds."""

    source: Text
    trade_id: Text
    kind: OneOf[TradeKind]
    version: Long
    revision: Int
    state: OneOf[TradeState]
    state_from_day: Day | None = None
    effective: bool
    """False while something it rests on is missing."""

    reasons: Row[Text] = ()
    """Why it has no effect, and what it overlaps."""

    grantor: Text
    """Licensor or assignor."""

    grantee: Text
    """Licensee or assignee."""

    works: Row[Text]
    """Empty: the repertoire of the licensor."""

    rights: Row[Text]
    """DDEX RightsCoverage."""

    use_types: Row[Text]
    """DDEX UseType; empty: every use."""

    territories: Text
    """Canonical include/exclude text."""

    share_ppm: Int = 0
    """Of an assignment: parts per million of the whole right."""

    from_day: Day
    until_day: Day | None = None
    exclusivity: Text = ""
    conveyance: Text = ""
    parent_licence_id: Text = ""
    pricing_kind: Text = ""
    per_unit_e8: Long = 0
    """10^-8 of the currency for one unit."""

    revenue_share_ppm: Int = 0
    price_currency: Text = ""
    """ISO 4217."""

    executed_on: Day | None = None
    recorded_at: Millis
    """When the broker recorded the revision that holds."""

    consideration_micros: Long | None = None
    """10^-6 of the currency, paid for the trade itself."""

    consideration_currency: Text = ""
    """ISO 4217."""

    terms: dict[Text, Text] = Field(default_factory=dict)
