"""Messages read by Apache's `avro` package: another program's word on what the bytes say."""

import io
import json
from decimal import Context, Decimal
from functools import cache
from typing import Any

import avro.errors
import avro.io
import avro.schema

from schemas.registry import AvroSchema

UNREADABLE = (avro.errors.AvroException, ValueError, IndexError, OverflowError, MemoryError)


class SecondReader:
    """Reads bodies of one writer schema into the shape of a reader schema, logical types as they
    are written, except for decimals."""

    def __init__(self, writer: AvroSchema, reader: AvroSchema) -> None:
        self._reader = avro.io.DatumReader(_parsed(writer), _parsed(reader))

    def read(self, body: bytes) -> tuple[Any, int]:
        """The record and how many bytes it took. Raises one of UNREADABLE."""
        stream = io.BytesIO(body)
        record = self._reader.read(avro.io.BinaryDecoder(stream))
        return record, stream.tell()


def _parsed(schema: AvroSchema) -> Any:
    return _parse(json.dumps(_without_logical_types(schema)))


@cache
def _parse(text: str) -> Any:
    return avro.schema.parse(text)


def _without_logical_types(schema: Any) -> Any:
    if isinstance(schema, dict):
        return {
            name: _without_logical_types(part)
            for name, part in schema.items()
            if name not in ("logicalType", "precision", "scale")
        }
    if isinstance(schema, list):
        return [_without_logical_types(part) for part in schema]
    return schema


def plain(value: Any) -> Any:
    """A record of our codec in the shape of the second reader's: no names of branches, no columns,
    decimals as bytes."""
    if isinstance(value, tuple):
        return plain(value[1])
    if isinstance(value, dict):
        return {name: plain(part) for name, part in value.items()}
    if isinstance(value, list):
        return [plain(part) for part in value]
    if isinstance(value, Decimal):
        return Unscaled(value)
    return value.tolist() if hasattr(value, "tolist") else value


class Unscaled:
    """A decimal that equals the bytes it may have been written as: there are several."""

    def __init__(self, amount: Decimal) -> None:
        self._amount = amount

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, bytes):
            return NotImplemented
        scale = -int(self._amount.as_tuple().exponent)
        unscaled = int(self._amount.scaleb(scale, Context(prec=100)))
        return int.from_bytes(other, "big", signed=True) == unscaled

    __hash__ = None  # type: ignore[assignment]
