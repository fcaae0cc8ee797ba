"""ipr.trades: licences and assignments."""

from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import Discriminator, Field, Tag

from schemas.enums import RightsCoverage

from .envelope import Event
from .primitives import Day, Int, Long, OneOf, Row, Text
from .record import AvroRecord, EventBody, body_name
from .territory_rule import TerritoryRule


class Exclusivity(StrEnum):
    """Who else may use."""

    NON_EXCLUSIVE = "NonExclusive"
    SOLE = "Sole"
    EXCLUSIVE = "Exclusive"


class LicenceState(StrEnum):
    """Only Active prices usage."""

    PROPOSED = "Proposed"
    ACTIVE = "Active"
    SUSPENDED = "Suspended"
    TERMINATED = "Terminated"


class PricingKind(StrEnum):
    """How a use is priced."""

    UNKNOWN = "Unknown"
    PER_UNIT = "PerUnit"
    REVENUE_SHARE = "RevenueShare"


class Conveyance(StrEnum):
    """Kind of recordal."""

    OTHER = "Other"
    ASSIGNMENT = "Assignment"
    SECURITY_INTEREST = "SecurityInterest"
    RELEASE = "Release"
    MERGER = "Merger"
    NAME_CHANGE = "NameChange"
    CORRECTION = "Correction"


class PriorRoyalty(StrEnum):
    """CWR prior royalty status: who collects what was earned before the assignment."""

    NONE = "None"
    ALL = "All"
    FROM_DAY = "FromDay"


class PostTermCollection(StrEnum):
    """CWR post-term collection status: who collects, after the term, what was earned within it."""

    NONE = "None"
    OPEN = "Open"
    UNTIL_DAY = "UntilDay"


class Pricing(AvroRecord):
    """The price of one use."""

    kind: OneOf[PricingKind]
    per_unit_e8: Long = 0
    """PerUnit: 10^-8 of the currency for one unit."""

    revenue_share_ppm: Int = 0
    """RevenueShare: parts per million of the reported revenue."""

    currency: Text = ""
    """ISO 4217; empty on a revenue share means the currency of the report."""

    @classmethod
    def per_unit(cls, price_e8: int, currency: str) -> "Pricing":
        """So many 10^-8 of the currency for every unit."""
        return cls(kind=PricingKind.PER_UNIT, per_unit_e8=price_e8, currency=currency)

    @classmethod
    def revenue_share(cls, share_ppm: int, currency: str = "") -> "Pricing":
        """So many parts per million of the reported revenue."""
        return cls(kind=PricingKind.REVENUE_SHARE, revenue_share_ppm=share_ppm, currency=currency)


class Consideration(AvroRecord):
    """What was paid for the trade itself."""

    amount_micros: Long
    """10^-6 of the currency."""

    currency: Text
    """ISO 4217."""


class LicenceGranted(EventBody):
    """A licence, as it stands in this revision. A higher revision replaces it."""

    avro_name: ClassVar[str] = "rightstream.trades.LicenceGranted"

    licence_id: Text
    revision: Int
    licensor: Text
    licensee: Text
    """The platform or party that may use."""

    works: Row[Text] = ()
    """Empty: a blanket licence over the repertoire of the licensor."""

    rights: Row[OneOf[RightsCoverage]]
    use_types: Row[Text] = ()
    """DDEX UseType; empty means every use."""

    territories: Row[TerritoryRule] = ()
    """Empty means Worldwide."""

    from_day: Day
    until_day: Day | None = None
    """First day after the licence; None means open."""

    exclusivity: OneOf[Exclusivity] = Exclusivity.NON_EXCLUSIVE
    state: OneOf[LicenceState] = LicenceState.ACTIVE
    state_from_day: Day | None = None
    """First day of a suspension or termination; None: for all time."""

    pricing: Pricing
    parent_licence_id: Text | None = None
    """Set on a sublicence."""

    executed_on: Day | None = None
    consideration: Consideration | None = None
    terms: dict[Text, Text] = Field(default_factory=dict)
    """Further terms, for the record."""

    @property
    def subject(self) -> str:
        return self.licence_id


class AssignmentRecorded(EventBody):
    """Shares of a work change hands."""

    avro_name: ClassVar[str] = "rightstream.trades.AssignmentRecorded"

    assignment_id: Text
    revision: Int
    work: Text
    assignor: Text
    assignee: Text
    rights: Row[OneOf[RightsCoverage]]
    share_ppm: Int
    """Parts per million of the whole right."""

    territories: Row[TerritoryRule] = ()
    """Empty means Worldwide."""

    from_day: Day
    until_day: Day | None = None
    """Reversion: first day after the assignment."""

    conveyance: OneOf[Conveyance] = Conveyance.ASSIGNMENT
    prior_royalty: OneOf[PriorRoyalty] = PriorRoyalty.NONE
    prior_royalty_day: Day | None = None
    retention_end_day: Day | None = None
    post_term_collection: OneOf[PostTermCollection] = PostTermCollection.NONE
    post_term_day: Day | None = None
    executed_on: Day | None = None
    consideration: Consideration | None = None

    @property
    def subject(self) -> str:
        return self.assignment_id


class TradeWithdrawn(EventBody):
    """Takes a trade back."""

    avro_name: ClassVar[str] = "rightstream.trades.TradeWithdrawn"

    trade_id: Text
    revision: Int
    works: Row[Text] = ()
    reason: Text = ""

    @property
    def subject(self) -> str:
        return self.trade_id


TradeBody = Annotated[
    Annotated[LicenceGranted, Tag(LicenceGranted.avro_name)]
    | Annotated[AssignmentRecorded, Tag(AssignmentRecorded.avro_name)]
    | Annotated[TradeWithdrawn, Tag(TradeWithdrawn.avro_name)],
    Discriminator(body_name),
]


class TradeEvent(Event[TradeBody]):
    """An event of ipr.trades."""
