"""An event as a Kafka message: framed value, key, and headers that any CloudEvents reader knows."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote

from schemas import topics
from schemas.codecs import Codecs
from schemas.models import MODELS, AvroRecord, Event

from .message_key import key_of
from .traceparent import checked_traceparent, new_traceparent

Header = tuple[str, bytes]
_URI_CHARACTERS: Final = ":/?#[]@!$&'()*+,;=%-._~"


@dataclass(frozen=True, slots=True)
class Message:
    """What goes to the broker. `event_id` is that of the event, to name it by."""

    topic: str
    key: bytes
    value: bytes
    headers: tuple[Header, ...]
    event_id: str


def message_of(
    event: Event[Any] | Mapping[str, Any],
    topic: str,
    codecs: Codecs,
    *,
    traceparent: str | None = None,
) -> Message:
    """The message of an event, given as a model or as a record; without a trace it starts one.

    Blocks on the registry the first time a topic is used. Raises ValueError when the topic is not
    an input, when the record is not one of the topic's or when the message is too large, and
    TypeError when the model is another topic's.
    """
    checked = _checked(event, topic)
    value = codecs.encode(topic, checked.to_record())
    most = codecs.of(topic).most_bytes
    if len(value) > most:
        raise ValueError(f"event {checked.event_id} has {len(value)} bytes; {topic} takes {most}")
    trace = new_traceparent() if traceparent is None else checked_traceparent(traceparent)
    return Message(topic, key_of(checked, topic), value, _headers(checked, trace), checked.event_id)


def _checked(event: Event[Any] | Mapping[str, Any], topic: str) -> Event[Any]:
    if topic not in topics.INPUTS:
        raise ValueError(f"{topic} is no input topic; events go to {', '.join(topics.INPUTS)}")
    model = MODELS[topic]
    # Records are checked too: the encoder alone would cut a float down to an integer.
    checked = event if isinstance(event, AvroRecord) else model.from_record(event)
    if not isinstance(checked, Event) or not isinstance(checked, model):
        raise TypeError(f"{topic} carries {model.__name__}, not {type(event).__name__}")
    return checked


def _headers(event: Event[Any], traceparent: str) -> tuple[Header, ...]:
    """CloudEvents 1.0 in the binary mode of its Kafka binding, and the W3C trace."""
    texts = {
        "ce_specversion": "1.0",
        "ce_id": event.event_id,
        # By the specification a URI reference: our names are that, but for characters outside it.
        "ce_source": quote(event.source, safe=_URI_CHARACTERS),
        "ce_type": event.body.avro_name,
        "ce_time": event.occurred_at.isoformat(),
        "ce_subject": event.subject,
        "content-type": "application/avro",
        "traceparent": traceparent,
    }
    return tuple((name, text.encode()) for name, text in texts.items())
