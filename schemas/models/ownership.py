"""Who holds what of a work, and which claims stand against one another (ipr.ownership)."""

from enum import StrEnum
from typing import Self

from pydantic import model_validator

from .primitives import Day, Int, Long, Millis, OneOf, Row, Text
from .record import AvroRecord, require_parallel


class OwnershipStatus(StrEnum):
    """Sum of the shares against 100 % +- 0.06 %."""

    UNKNOWN = "Unknown"
    CLEAR = "Clear"
    UNDERCLAIMED = "Underclaimed"
    OVERCLAIMED = "Overclaimed"
    DATA_FAULT = "DataFault"


class OverclaimGrade(StrEnum):
    """Of an overclaim: minor up to 101 %."""

    NONE = "None"
    MINOR = "Minor"
    MAJOR = "Major"


class ConflictKind(StrEnum):
    """What is in conflict."""

    UNKNOWN = "Unknown"
    OVERCLAIM = "Overclaim"
    DATA_FAULT = "DataFault"
    LATE_CLAIM = "LateClaim"


class OwnershipSegment(AvroRecord):
    """One right, territory set and half-open time with constant shares."""

    right: Text
    """DDEX RightsCoverage."""

    territories: Text
    """Canonical include/exclude text."""

    from_day: Day
    until_day: Day | None = None
    """First day after the segment; None means open."""

    status: OneOf[OwnershipStatus]
    grade: OneOf[OverclaimGrade] = OverclaimGrade.NONE
    payable: bool = False
    """Ready for payment: not in conflict."""

    unclaimed_ppm: Int = 0
    """Parts per million that nobody claims."""

    holders: Row[Text]
    shares_ppm: Row[Int]
    """Parts per million, one a holder."""

    facts: Row[Text] = ()
    """Not written any more: see fact_runs."""

    fact_runs: Row[Int] = ()
    """Events it rests on, as runs of places in fact_ids: first place and count, in turn."""

    @model_validator(mode="after")
    def _parallel(self) -> Self:
        require_parallel(holders=self.holders, shares_ppm=self.shares_ppm)
        return self


class RegistrationStanding(AvroRecord):
    """A registration in force."""

    source: Text
    registration_id: Text
    revision: Int
    payable: bool
    """Nothing it claims is in conflict; else it is accepted only."""


class OwnershipConflict(AvroRecord):
    """Claims that stand against one another."""

    kind: OneOf[ConflictKind]
    grade: OneOf[OverclaimGrade] = OverclaimGrade.NONE
    right: Text
    """DDEX RightsCoverage."""

    territories: Text
    """Canonical include/exclude text."""

    from_day: Day
    until_day: Day | None = None
    """First day after; None means open."""

    sources: Row[Text]
    """Source of the registration, one a claim."""

    registration_ids: Row[Text]
    parties: Row[Text]
    shares_ppm: Row[Int]
    must_answer: Row[Text]
    """Sources whose withdrawal or revision would end it."""

    @model_validator(mode="after")
    def _parallel(self) -> Self:
        require_parallel(
            sources=self.sources,
            registration_ids=self.registration_ids,
            parties=self.parties,
            shares_ppm=self.shares_ppm,
        )
        return self


class ParkedEvent(AvroRecord):
    """An accepted event without effect until an earlier one of its source, which was refused, is
    mended."""

    source: Text
    event_id: Text
    kind: Text
    """Type of the event, such as RegistrationSubmitted."""

    object_id: Text
    """Registration or assignment."""

    revision: Int
    """0 for a decision."""

    recorded_at: Millis
    """When the broker recorded the event, to the millisecond."""

    refused_event_id: Text
    """The first refused event it waits for."""

    refused_object_id: Text
    refused_revision: Int
    refused_topic: Text
    """With partition and offset: where the refused message lies, and the key of its dead letter."""

    refused_partition: Int
    refused_offset: Long
    refused_reasons: Row[Text]
    """Codes of the faults."""

    waits_for: Int
    """How many refused events it waits for, this one included."""


class OwnershipPicture(AvroRecord):
    """The whole ownership picture of a work (ipr.ownership); the highest version holds."""

    work: Text
    version: Long
    """Facts it was computed from."""

    kind: Text = "Other"
    title: Text = ""
    references: Row[Text] = ()
    segments: Row[OwnershipSegment]
    fact_ids: Row[Text] = ()
    """Events the segments rest on, in order of the record."""

    registrations: Row[RegistrationStanding] = ()
    conflicts: Row[OwnershipConflict] = ()
    complete: bool = True
    """False when the picture is too large for one record and its last segments are left out."""

    parked: Row[ParkedEvent] = ()
    parked_events: Int = 0
    """All that are parked, also those left out of the list."""

    overrun_sources: Row[Text] = ()
    """Sources of so many refused events that only the first ones park."""
