"""A message judged: decoded, then answered by the domain."""

from typing import Any

from processors.faults import EventFault
from processors.intake import Intake, Received, Taken
from schemas import topics
from schemas.codecs import Codecs
from schemas.wire import WireFault

_MEND = "frame an Avro record of this topic's schema and send it again"


def decoded(received: Received, codecs: Codecs) -> dict[str, Any]:
    """Raises WireFault. May block on the registry."""
    if received.topic == topics.USAGE:
        return codecs.decode_columns(received.topic, received.value)
    return codecs.decode(received.topic, received.value)


def unreadable(received: Received, intake: Intake, fault: WireFault) -> Taken:
    """The refusal of a message that cannot be decoded."""
    return intake.refuse(received, [EventFault(fault.code, "message", str(fault), _MEND)])


def answered(received: Received, codecs: Codecs, intake: Intake) -> Taken:
    """The answer, by the platforms known to be admitted so far."""
    try:
        event = decoded(received, codecs)
    except WireFault as fault:
        return unreadable(received, intake, fault)
    return intake.take(received, event)
