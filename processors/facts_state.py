"""Facts between stages and in the state of a partition: by a key of their kind and content, as they
came."""

from collections.abc import Callable
from hashlib import blake2b
from typing import Any

from .reports import RecordedAt

Decode = Callable[[str, bytes], dict[str, Any]]
"""(topic, framed message) to record; events in facts are kept as their sender framed them."""

_DIGEST_BYTES = 16
KEY_BYTES = 1 + _DIGEST_BYTES


def message_key(kind: bytes, message: bytes) -> bytes:
    """State key of a fact that is known by its whole content."""
    return kind + blake2b(message, digest_size=_DIGEST_BYTES).digest()


def fact_record(recorded_at: RecordedAt, name: str, body: dict[str, Any]) -> dict[str, Any]:
    """A fact as its Avro record; `name` is the full name of the body's."""
    return {
        "recorded_at": recorded_at.millis,
        "partition": recorded_at.partition,
        "offset": recorded_at.offset,
        "body": (name, body),
    }


def recorded_at_of(fact: dict[str, Any]) -> RecordedAt:
    return RecordedAt(fact["recorded_at"], fact["partition"], fact["offset"])
