"""ipr.registrations: who says they own what."""

from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import Discriminator, Tag

from schemas.enums import RightsCoverage

from .envelope import Event
from .primitives import Day, Int, OneOf, Row, Text
from .record import AvroRecord, EventBody, body_name
from .territory_rule import TerritoryRule


class WorkKind(StrEnum):
    """What is registered."""

    OTHER = "Other"
    MUSICAL_WORK = "MusicalWork"
    SOUND_RECORDING = "SoundRecording"
    AUDIOVISUAL = "Audiovisual"
    TEXT = "Text"
    IMAGE = "Image"
    SOFTWARE = "Software"
    GAME = "Game"
    DESIGN = "Design"
    MARK = "Mark"
    PATENT = "Patent"


class ClaimOutcome(StrEnum):
    """What was decided."""

    UNKNOWN = "Unknown"
    UPHELD = "Upheld"
    REJECTED = "Rejected"


class ContentHash(AvroRecord):
    """Fingerprint of the deposited content."""

    algorithm: Text
    digest: bytes


class Claim(AvroRecord):
    """One party holds a share of one right, in territories, for a half-open time."""

    party: Text
    right: OneOf[RightsCoverage]
    role: Text = ""
    """Author, publisher, producer ..."""

    share_ppm: Int
    """Parts per million of this right."""

    territories: Row[TerritoryRule] = ()
    """Empty means Worldwide."""

    from_day: Day
    until_day: Day | None = None
    """First day after the claim; None means open."""


class RegistrationSubmitted(EventBody):
    """Who says they own what. A higher revision replaces the whole registration."""

    avro_name: ClassVar[str] = "rightstream.registrations.RegistrationSubmitted"

    registration_id: Text
    revision: Int
    work: Text
    kind: OneOf[WorkKind]
    title: Text = ""
    references: Row[Text] = ()
    """Identifiers the work is reported under: isrc:, iswc:, <platform>:."""

    content_hashes: Row[ContentHash] = ()
    claims: Row[Claim] = ()
    created_on: Day | None = None
    """Day the work was created."""

    @property
    def subject(self) -> str:
        return self.work


class RegistrationWithdrawn(EventBody):
    """Takes a registration back."""

    avro_name: ClassVar[str] = "rightstream.registrations.RegistrationWithdrawn"

    registration_id: Text
    revision: Int
    work: Text
    reason: Text = ""

    @property
    def subject(self) -> str:
        return self.work


class ClaimDecided(EventBody):
    """A competent body decided a conflicting claim."""

    avro_name: ClassVar[str] = "rightstream.registrations.ClaimDecided"

    work: Text
    registration_id: Text
    registration_source: Text = ""
    """Source of the registration; empty: of every source."""

    right: OneOf[RightsCoverage]
    territories: Row[TerritoryRule] = ()
    """Empty means Worldwide."""

    from_day: Day
    until_day: Day | None = None
    """First day after what was decided; None means open."""

    outcome: OneOf[ClaimOutcome]
    reference: Text = ""
    """File number of the decision."""

    @property
    def subject(self) -> str:
        return self.work


RegistrationBody = Annotated[
    Annotated[RegistrationSubmitted, Tag(RegistrationSubmitted.avro_name)]
    | Annotated[RegistrationWithdrawn, Tag(RegistrationWithdrawn.avro_name)]
    | Annotated[ClaimDecided, Tag(ClaimDecided.avro_name)],
    Discriminator(body_name),
]


class RegistrationEvent(Event[RegistrationBody]):
    """An event of ipr.registrations."""
