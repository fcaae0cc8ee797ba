"""ipr.control: reference data, clock and barriers, passed to every partition."""

from typing import Annotated, ClassVar

from pydantic import Discriminator, Tag

from .envelope import Event
from .primitives import Day, Text
from .record import EventBody, body_name


class PlatformAdmitted(EventBody):
    """Who may report usage."""

    avro_name: ClassVar[str] = "rightstream.control.PlatformAdmitted"

    platform: Text
    name: Text = ""
    admitted: bool = True
    """False suspends the platform."""

    @property
    def subject(self) -> str:
        return self.platform


class ClockAdvanced(EventBody):
    """The event-time clock reached this day."""

    avro_name: ClassVar[str] = "rightstream.control.ClockAdvanced"

    day: Day

    @property
    def subject(self) -> str:
        return "clock"


class PeriodCloseRequested(EventBody):
    """Every stage cuts here. The period is half-open."""

    avro_name: ClassVar[str] = "rightstream.control.PeriodCloseRequested"

    barrier_id: Text
    from_day: Day
    until_day: Day

    @property
    def subject(self) -> str:
        return self.barrier_id


class ParameterSet(EventBody):
    """A rule parameter from a day on."""

    avro_name: ClassVar[str] = "rightstream.control.ParameterSet"

    name: Text
    value: Text
    from_day: Day

    @property
    def subject(self) -> str:
        return self.name


ControlBody = Annotated[
    Annotated[PlatformAdmitted, Tag(PlatformAdmitted.avro_name)]
    | Annotated[ClockAdvanced, Tag(ClockAdvanced.avro_name)]
    | Annotated[PeriodCloseRequested, Tag(PeriodCloseRequested.avro_name)]
    | Annotated[ParameterSet, Tag(ParameterSet.avro_name)],
    Discriminator(body_name),
]


class ControlEvent(Event[ControlBody]):
    """An event of ipr.control."""
