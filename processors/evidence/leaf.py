"""The leaf: one accepted message, as a canonical string of bytes.

    leaf    = "rightstream evidence leaf 1" 0x0A fields
    fields  = topic, partition, offset, recorded_at, event_id, source, event_type, subject, digest
    field   = length (4 bytes, big-endian) and so many bytes
    text    = UTF-8;  number = 8 bytes, big-endian, signed;  digest = the 32 bytes of the SHA-256

Every field says its length, so two different leaves never read the same. A change of any rule here
is a new version in the first line.
"""

from dataclasses import dataclass
from typing import Final

from .merkle import leaf_hash

_VERSION: Final = b"rightstream evidence leaf 1\n"
DIGEST_BYTES: Final = 32


@dataclass(frozen=True, slots=True)
class Leaf:
    """An accepted message: where it lies, when the broker recorded it, what it says of itself.

    `recorded_millis` counts from 1970-01-01 UTC; `content_sha256` is over the message as it lies on
    its topic, byte for byte.
    """

    topic: str
    partition: int
    offset: int
    recorded_millis: int
    event_id: str
    source: str
    event_type: str
    subject: str
    content_sha256: bytes

    def to_bytes(self) -> bytes:
        """The canonical bytes. Raises ValueError for text that has no UTF-8 form, a number beyond
        64 bits, or a digest of another length."""
        if len(self.content_sha256) != DIGEST_BYTES:
            raise ValueError(f"a SHA-256 has {DIGEST_BYTES} bytes, not {len(self.content_sha256)}")
        fields = (
            self.topic.encode(),
            _number(self.partition),
            _number(self.offset),
            _number(self.recorded_millis),
            self.event_id.encode(),
            self.source.encode(),
            self.event_type.encode(),
            self.subject.encode(),
            self.content_sha256,
        )
        return _VERSION + b"".join(len(field).to_bytes(4, "big") + field for field in fields)

    @classmethod
    def from_bytes(cls, leaf: bytes) -> "Leaf":
        """Inverse of `to_bytes`, for bytes that it made. Raises ValueError for others."""
        if not leaf.startswith(_VERSION):
            raise ValueError("these are not the bytes of a leaf of version 1")
        fields, at = [], len(_VERSION)
        while at < len(leaf):
            end = at + 4 + int.from_bytes(leaf[at : at + 4], "big")
            fields.append(leaf[at + 4 : end])
            at = end
        topic, partition, offset, millis, event_id, source, event_type, subject, digest = fields
        return cls(
            topic.decode(),
            int.from_bytes(partition, "big", signed=True),
            int.from_bytes(offset, "big", signed=True),
            int.from_bytes(millis, "big", signed=True),
            event_id.decode(),
            source.decode(),
            event_type.decode(),
            subject.decode(),
            digest,
        )

    @property
    def hash(self) -> bytes:
        return leaf_hash(self.to_bytes())


def _number(value: int) -> bytes:
    try:
        return value.to_bytes(8, "big", signed=True)
    except OverflowError as fault:
        raise ValueError(f"{value} has more than 64 bits") from fault
