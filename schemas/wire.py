"""Confluent wire format: one zero byte, a four-byte big-endian schema id, the Avro body."""

import struct
from typing import Final, NewType

SchemaId = NewType("SchemaId", int)

_MAGIC: Final = 0
_HEADER: Final = struct.Struct(">bI")
MAX_MESSAGE_BYTES: Final = 8 * 1024 * 1024
"""Of an event that is taken in."""

MAX_OWN_MESSAGE_BYTES: Final = 16 * 1024 * 1024
"""Of what the pipeline sends: a dead letter holds a whole event and what is wrong with it."""


class WireFault(ValueError):
    """A message that cannot be read as what its topic carries. `code` is the fault for machines."""

    def __init__(self, code: str, why: str) -> None:
        super().__init__(why)
        self.code = code


def frame(schema_id: SchemaId, body: bytes) -> bytes:
    return _HEADER.pack(_MAGIC, schema_id) + body


def unframe(
    message: bytes | None, most_bytes: int = MAX_MESSAGE_BYTES
) -> tuple[SchemaId, memoryview]:
    """Schema id and body. Raises WireFault when the five header bytes are missing or wrong."""
    if message is None:
        raise WireFault("empty_message", "the message has no value; send a framed Avro record")
    if len(message) > most_bytes:
        raise WireFault("too_large", f"{len(message)} bytes; the limit is {most_bytes}")
    if len(message) < _HEADER.size:
        raise WireFault("not_framed", f"{len(message)} bytes are too few for the 5-byte header")
    magic, schema_id = _HEADER.unpack_from(message)
    if magic != _MAGIC:
        raise WireFault("not_framed", f"first byte is {magic}, expected 0 (Confluent wire format)")
    return SchemaId(schema_id), memoryview(message)[_HEADER.size :]
