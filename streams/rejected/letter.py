"""One dead letter, as intake wrote it, and the message it is about."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, NamedTuple

from processors.faults import EventFault, fault_of
from processors.limits import MAX_KEPT_BYTES
from schemas import topics
from schemas.codecs import Codecs
from schemas.wire import WireFault


class MessagePlace(NamedTuple):
    """Where a message lies."""

    topic: str
    partition: int
    offset: int

    def __str__(self) -> str:
        return f"{self.topic}/{self.partition}/{self.offset}"


@dataclass(frozen=True, slots=True)
class Letter:
    """`value` is the refused message, cut at MAX_KEPT_BYTES; `recorded_millis` is when the broker
    recorded that message, in milliseconds since 1970."""

    place: MessagePlace
    recorded_millis: int
    reason: str
    faults: tuple[str, ...]
    lines: int
    key: bytes | None
    value: bytes | None
    headers: Mapping[str, bytes]

    @property
    def whole(self) -> bool:
        """Whether nothing of the message can have been cut off."""
        return self.value is None or len(self.value) < MAX_KEPT_BYTES

    def faults_in_parts(self) -> list[EventFault | str]:
        """What, where, why and how to mend; a text that has no such parts as it is."""
        return [fault_of(text) or text for text in self.faults]


def letter_of(record: Mapping[str, Any]) -> Letter:
    """A decoded record of ipr.rejected."""
    return Letter(
        MessagePlace(record["topic"], record["partition"], record["offset"]),
        record["recorded_at"],
        record["reason"],
        tuple(record["faults"]),
        record["lines"],
        record["key"],
        record["value"],
        record["headers"],
    )


@dataclass(frozen=True, slots=True)
class LetterHead:
    """What is kept of a letter when its message is not: a few hundred bytes.

    `source`, `event_id` and `event_type` are empty where the message cannot be decoded;
    `content_sha256` is None where the letter has only the beginning of it.
    """

    place: MessagePlace
    recorded_millis: int
    reason: str
    first_fault: str
    fault_count: int
    lines: int
    bytes_kept: int
    whole: bool
    source: str
    event_id: str
    event_type: str
    content_sha256: bytes | None

    @property
    def order(self) -> tuple[int, str, int, int]:
        """That of the record: the broker's time, then the place."""
        return (self.recorded_millis, *self.place)


def head_of(letter: Letter, codecs: Codecs) -> LetterHead:
    """Decodes the message to learn who sent it. May block on the registry the first time."""
    event = decoded(letter, codecs)
    return LetterHead(
        letter.place,
        letter.recorded_millis,
        letter.reason,
        letter.faults[0][:_MOST_FAULT] if letter.faults else "",
        len(letter.faults),
        letter.lines,
        len(letter.value or b""),
        letter.whole,
        event["source"] if event else "",
        event["event_id"] if event else "",
        event["body"][0].rpartition(".")[2] if event else "",
        sha256(letter.value or b"").digest() if letter.whole else None,
    )


_MOST_FAULT = 500


def decoded(letter: Letter, codecs: Codecs) -> dict[str, Any] | None:
    """The event as its topic reads it, columns as they come; None when it is not readable."""
    if letter.place.topic not in topics.INPUTS:
        return None
    try:
        if letter.place.topic == topics.USAGE:
            return codecs.decode_columns(letter.place.topic, letter.value)
        return codecs.decode(letter.place.topic, letter.value)
    except WireFault:
        return None


def decoded_anyhow(letter: Letter, codecs: Codecs) -> tuple[str, dict[str, Any]] | None:
    """As `decoded`, or as an event of another topic, with the topic it is one of."""
    for topic in (letter.place.topic, *topics.INPUTS):
        try:
            return topic, codecs.decode(topic, letter.value)
        except WireFault:
            continue
    return None
