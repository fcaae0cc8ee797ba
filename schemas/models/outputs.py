"""What the pipeline answers: ownership, cases, anomalies, receipts, dead letters, allocations."""

from enum import StrEnum
from typing import Self

from pydantic import Field, model_validator

from .primitives import Amount, Day, Int, Long, Millis, OneOf, Row, Text
from .record import AvroRecord, require_parallel


class CaseStatus(StrEnum):
    """Where the case stands."""

    UNKNOWN = "Unknown"
    OPEN = "Open"
    CLOSED_LICENSED = "ClosedLicensed"
    RETRACTED = "Retracted"
    MOVED = "Moved"


class AnomalyKind(StrEnum):
    """What is odd."""

    UNKNOWN = "Unknown"
    UNLICENSED_USAGE = "UnlicensedUsage"
    OVERCLAIM = "Overclaim"
    USAGE_SPIKE = "UsageSpike"
    DEFECTIVE_ASSIGNMENT = "DefectiveAssignment"
    LATE_CLAIM = "LateClaim"
    DUPLICATE_WORK = "DuplicateWork"
    DEFECTIVE_LICENCE = "DefectiveLicence"
    LICENCE_OVERLAP = "LicenceOverlap"
    LATE_RECORDAL = "LateRecordal"
    PARKED_EVENTS = "ParkedEvents"


class CaseState(AvroRecord):
    """A case, as it stands (ipr.cases); the highest version holds."""

    case_id: Text
    work: Text
    """Empty while no registration has claimed the reference."""

    version: Long
    state: OneOf[CaseStatus]
    reference: Text
    platform: Text
    use_type: Text
    """DDEX UseType."""

    territory: Text
    at_day: Day
    licence: Text = ""
    """Licence that covered the use."""

    reason: Text = ""
    reporter: Text = "Other"
    location: Text = ""


class AnomalyBlock(AvroRecord):
    """Absolute, versioned anomaly rows (ipr.anomalies), in parallel columns."""

    scope: Text
    """What the rows were computed from: a report part or a work."""

    kind: Row[OneOf[AnomalyKind]]
    subject: Row[Text]
    """The work."""

    platform: Row[Text]
    report_id: Row[Text]
    detail: Row[Text]
    """Distinguishes rows of one kind and subject: right and territories, day, use."""

    active: Row[bool]
    """False takes the row back."""

    from_day: Row[Int]
    """Days since 1970-01-01."""

    until_day: Row[Int]
    """Days since 1970-01-01: the first day after."""

    value: Row[Long]
    """Units, or parts per million claimed."""

    baseline: Row[Long]
    """In the unit of the value."""

    amount_e8: Row[Long]
    """10^-8 of the currency."""

    currency: Row[Text]
    version: Row[Long]

    @model_validator(mode="after")
    def _parallel(self) -> Self:
        require_parallel(**{name: value for name, value in self if name != "scope"})
        return self


class Receipt(AvroRecord):
    """The answer to one event (ipr.receipts)."""

    receipt_key: Text
    """Natural identity of what was received."""

    event_id: Text
    event_type: Text
    source: Text
    subject: Text
    accepted: bool
    version: Int = 1
    """2 where a later decision replaced the first answer."""

    lines: Int = 0
    """Usage lines carried, 0 otherwise."""

    reasons: Row[Text] = ()
    """Codes of the faults."""

    topic: Text
    partition: Int
    offset: Long
    recorded_at: Millis
    """When the broker recorded the event, to the millisecond."""

    content_sha256: bytes = b""
    """SHA-256 of the message, byte for byte; empty where an earlier release answered."""


class DeadLetter(AvroRecord):
    """A message that could not be accepted (ipr.rejected)."""

    reason: Text
    """Code of the first fault."""

    faults: Row[Text]
    """Every fault: code, where, why, how to mend."""

    topic: Text
    partition: Int
    offset: Long
    recorded_at: Millis
    """When the broker recorded the message, to the millisecond."""

    lines: Int = 0
    key: bytes | None = None
    value: bytes | None = None
    """The message, byte for byte."""

    headers: dict[Text, bytes] = Field(default_factory=dict)


class PlatformAllocationBlock(AvroRecord):
    """What a platform allocated by its own reckoning (ipr.platform-allocations), in columns."""

    sender: Text
    report_id: Text
    revision: Int
    part: Int
    digest: bytes
    territory: Text
    line: Row[Int]
    """Index of the usage line in its block."""

    reference: Row[Text]
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
        require_parallel(
            line=self.line,
            reference=self.reference,
            rights_controller=self.rights_controller,
            rights_type=self.rights_type,
            share_ppm=self.share_ppm,
            amount=self.amount,
            net_revenue=self.net_revenue,
            currency=self.currency,
            net_revenue_currency=self.net_revenue_currency,
        )
        return self
