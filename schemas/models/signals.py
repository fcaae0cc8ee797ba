"""ipr.signals: suspected infringement."""

from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import Discriminator, Tag

from .envelope import Event
from .primitives import Day, OneOf, Text
from .record import EventBody, body_name


class ReporterKind(StrEnum):
    """Who noticed."""

    OTHER = "Other"
    RIGHTS_HOLDER = "RightsHolder"
    TRUSTED_FLAGGER = "TrustedFlagger"
    AUTOMATED = "Automated"
    PUBLIC = "Public"


class CaseAction(StrEnum):
    """What happened."""

    UNKNOWN = "Unknown"
    NOTIFIED = "Notified"
    REMOVED = "Removed"
    COUNTER_NOTICED = "CounterNoticed"
    RESTORED = "Restored"
    REJECTED = "Rejected"
    CLOSED = "Closed"


class InfringementSignalled(EventBody):
    """Somebody saw a use they think is infringing."""

    avro_name: ClassVar[str] = "rightstream.signals.InfringementSignalled"

    signal_id: Text
    reference: Text
    """The work, or an identifier it is known by."""

    platform: Text
    use_type: Text
    """DDEX UseType."""

    territory: Text
    """TIS number, ISO code or Worldwide."""

    at_day: Day
    reporter: OneOf[ReporterKind] = ReporterKind.OTHER
    location: Text = ""
    """Where it was seen."""

    evidence_hash: bytes = b""
    note: Text = ""

    @property
    def subject(self) -> str:
        return self.reference


class SignalRetracted(EventBody):
    """The reporter takes a signal back."""

    avro_name: ClassVar[str] = "rightstream.signals.SignalRetracted"

    signal_id: Text
    reference: Text
    """As in the signal."""

    reason: Text = ""

    @property
    def subject(self) -> str:
        return self.reference


class CaseActionRecorded(EventBody):
    """A step in a case."""

    avro_name: ClassVar[str] = "rightstream.signals.CaseActionRecorded"

    case_id: Text
    reference: Text
    """As in the signal."""

    action: OneOf[CaseAction]
    actor: Text
    note: Text = ""

    @property
    def subject(self) -> str:
        return self.reference


SignalBody = Annotated[
    Annotated[InfringementSignalled, Tag(InfringementSignalled.avro_name)]
    | Annotated[SignalRetracted, Tag(SignalRetracted.avro_name)]
    | Annotated[CaseActionRecorded, Tag(CaseActionRecorded.avro_name)],
    Discriminator(body_name),
]


class SignalEvent(Event[SignalBody]):
    """An event of ipr.signals."""
