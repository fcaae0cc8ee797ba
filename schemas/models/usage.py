"""ipr.usage: what platforms played, sold or showed."""

from typing import ClassVar, Self

from pydantic import model_validator

from .envelope import Event
from .primitives import Amount, Day, Int, Long, Row, Text
from .record import AvroRecord, EventBody, require_parallel


class PlatformAllocations(AvroRecord):
    """What the platform itself allocated (DSR LI01), kept beside our own result, in columns."""

    line: Row[Int]
    """Index of the usage line in this block."""

    rights_controller: Row[Text]
    rights_type: Row[Text]
    share_ppm: Row[Int]
    """Parts per million; -1 where the platform gave none."""

    amount: Row[Amount]
    """In units of the currency."""

    net_revenue: Row[Amount]
    """In units of the net_revenue_currency."""

    currency: Row[Text]
    """ISO 4217 of amount, one a row."""

    net_revenue_currency: Row[Text]
    """ISO 4217 of net_revenue, one a row."""

    @model_validator(mode="after")
    def _parallel(self) -> Self:
        require_parallel(**dict(self))
        return self


class UsageReported(EventBody):
    """One part of one usage report, in parallel columns. A block of one line is legal."""

    avro_name: ClassVar[str] = "rightstream.usage.UsageReported"

    report_id: Text
    """(source, report_id) is never used again for another report."""

    revision: Int
    """A higher revision replaces the whole report."""

    part: Int
    """1 .. parts"""

    parts: Int
    period_from_day: Day
    period_until_day: Day
    """First day after the period."""

    service: Text = ""
    commercial_model: Text = "Unknown"
    """DDEX CommercialModelType."""

    currency: Text
    """ISO 4217 of every revenue in the block."""

    territory: Text
    """TIS number, ISO code or Worldwide."""

    use_types: Row[Text]
    """The distinct DDEX UseTypes of the block."""

    reference: Row[Text]
    """work:, isrc:, iswc: or <platform>: identifier, one a line."""

    use_type: Row[Int]
    """Index into use_types, one a line."""

    first_day: Row[Int]
    """Days since 1970-01-01, one a line."""

    days: Row[Int] = ()
    """Days the line covers; empty means one day each."""

    units: Row[Long]
    """Plays, sales, views; one a line."""

    revenue_micros: Row[Long]
    """10^-6 of the currency, one a line."""

    allocations: PlatformAllocations | None = None

    @model_validator(mode="after")
    def _parallel(self) -> Self:
        require_parallel(
            reference=self.reference,
            use_type=self.use_type,
            first_day=self.first_day,
            days=self.days or self.reference,
            units=self.units,
            revenue_micros=self.revenue_micros,
        )
        return self

    @property
    def subject(self) -> str:
        return self.report_id


class UsageEvent(Event[UsageReported]):
    """An event of ipr.usage."""
