"""Avro records of one topic to framed bytes and back: fastavro on the hot path."""

import io
import re
import threading
from decimal import Context, Decimal
from typing import Any, Final

import fastavro
from fastavro.read import LOGICAL_READERS, SchemaResolutionError
from fastavro.schema import SchemaParseException, UnknownType
from fastavro.types import Schema
from fastavro.write import LOGICAL_WRITERS

from . import topics
from .integer_arrays import IntegerArrays
from .registry import AvroSchema, SchemaRegistry, UnknownSchema, current_schema, subject_of
from .strict_reading import strict_walk
from .wire import MAX_MESSAGE_BYTES, MAX_OWN_MESSAGE_BYTES, SchemaId, WireFault, frame, unframe
from .writer_schema import require_bounded

Record = dict[str, Any]

_DECIMAL: Final = "bounded-decimal"
_PLAIN: Final = frozenset({"date", "timestamp-millis", "timestamp-micros"})
_MOST_SHOWN: Final = 200
MAX_DECIMALS: Final = 200_000
"""Of one record. Each is an object of a hundred bytes, made of two in the message: columns of them
are for allocations, two for each of at most 100,000 rows."""

_UNREADABLE: Final = (
    EOFError,
    ValueError,
    IndexError,
    KeyError,
    TypeError,
    OverflowError,
    MemoryError,
    SchemaResolutionError,
)
_UNUSABLE: Final = (SchemaParseException, UnknownType, ValueError, TypeError, KeyError)
_MOST_BYTES: Final = {
    topics.USAGE: MAX_MESSAGE_BYTES,
    **dict.fromkeys((topics.REGISTRATIONS, topics.TRADES, topics.SIGNALS, topics.CONTROL), 1 << 20),
}
"""Two bytes can be a record of 200 in memory, so only usage, being columns, may be large."""


class TopicCodec:
    """Encodes with this release's schema; decodes any registered version into this release's shape.

    Dates and timestamps stay integers (days, milli- or microseconds). A union of records reads and
    writes as a pair (record name, record).
    """

    def __init__(self, topic: str, registry: SchemaRegistry) -> None:
        self.topic = topic
        self.most_bytes = _MOST_BYTES.get(topic, MAX_OWN_MESSAGE_BYTES)
        self._registry = registry
        schema = current_schema(topic)
        self._schema = _parsed(schema)
        self.schema_id = registry.id_of(subject_of(topic), schema)
        self._writers: dict[SchemaId, Schema | None] = {self.schema_id: None}
        self._strictly = {self.schema_id: strict_walk(schema)} if topic in topics.INPUTS else {}
        self._sole_body = _sole_body(schema)
        self._columns: IntegerArrays | None = None

    def encode(self, record: Record) -> bytes:
        """Framed bytes. Raises ValueError or TypeError when the record does not fit the schema."""
        body = io.BytesIO()
        fastavro.schemaless_writer(body, self._schema, record)
        return frame(self.schema_id, body.getvalue())

    def decode(self, message: bytes | None) -> Record:
        """The record. Raises WireFault: not framed, too large, another schema, bytes left over."""
        return self._decoded(message, None)

    def decode_accepted(self, message: bytes | None) -> Record:
        """As `decode`, of what intake has let pass: that its bytes say one thing only was seen
        there, and is not looked at again."""
        return self._decoded(message, None, is_accepted=True)

    def decode_columns(self, message: bytes | None) -> Record:
        """As `decode`, but the integer arrays of the body are numpy columns of int64 where the
        message has this release's schema; lists where it has an older one."""
        if self._columns is None:
            self._columns = IntegerArrays(self._schema)  # type: ignore[arg-type]
        return self._decoded(message, self._columns)

    def _decoded(
        self, message: bytes | None, columns: IntegerArrays | None, *, is_accepted: bool = False
    ) -> Record:
        schema_id, body = unframe(message, self.most_bytes)
        if len(body) > self.most_bytes:
            raise WireFault("too_large", f"{len(body)} bytes; the limit is {self.most_bytes}")
        writer = self._writer(schema_id)
        stream = io.BytesIO(body)
        _decimals.left = MAX_DECIMALS
        try:
            if columns is not None and writer is None:
                record: Any = columns.read(stream)
            else:
                if schema_id in self._strictly and not is_accepted:
                    self._strictly[schema_id](body, 0)
                record = self._read(stream, writer)
        except _UNREADABLE as fault:
            raise WireFault("not_avro", f"not readable as {self.topic}: {_why(fault)}") from fault
        if stream.tell() != len(body):
            raise WireFault("trailing_bytes", f"{len(body) - stream.tell()} bytes after the record")
        return self._with_named_body(record)

    def _read(self, stream: io.BytesIO, writer: Schema | None) -> Any:
        return fastavro.schemaless_reader(
            stream,
            self._schema if writer is None else writer,
            None if writer is None else self._schema,
            return_record_name=True,
            return_record_name_override=True,
        )

    def _with_named_body(self, record: Record) -> Record:
        # fastavro names the branch only where a union has several records.
        if self._sole_body is not None:
            record["body"] = (self._sole_body, record["body"])
        return record

    def _writer(self, schema_id: SchemaId) -> Schema | None:
        if schema_id not in self._writers:
            try:
                schema = self._registry.schema(schema_id)
            except UnknownSchema as fault:
                raise WireFault("unknown_schema", str(fault)) from fault
            # A registry shared with others also answers with bare types, which are no dictionaries.
            name = schema.get("name") if isinstance(schema, dict) else schema
            if name != current_schema(self.topic)["name"]:
                raise WireFault(
                    "wrong_schema",
                    f"schema id {schema_id} is {_name(name)}, not a record of {self.topic}",
                )
            try:
                require_bounded(schema)
                parsed = _parsed(schema)
                # Always: fields we do not know are skipped, and fastavro skips beyond the end.
                self._strictly[schema_id] = strict_walk(schema)
                self._writers[schema_id] = parsed
            except _UNUSABLE as fault:
                raise WireFault(
                    "wrong_schema", f"schema id {schema_id} is not usable: {_why(fault)}"
                ) from fault
        return self._writers[schema_id]


_MEMORY: Final = re.compile(r" from <_io\.BytesIO object at 0x[0-9a-f]+>")


def _why(fault: Exception) -> str:
    # Some faults hold the whole message, and their repr shows it: one of UTF-8 for instance.
    # fastavro says where in memory it read: the same message must be refused in the same words.
    return f"{type(fault).__name__}: {_MEMORY.sub('', str(fault)[:_MOST_SHOWN])}"


def _name(name: Any) -> str:
    return name[:_MOST_SHOWN] if isinstance(name, str) else f"named by a {type(name).__name__}"


def _sole_body(schema: AvroSchema) -> str | None:
    for field in schema["fields"]:
        if field["name"] == "body" and len(field["type"]) == 1:
            return f"{schema['namespace']}.{field['type'][0]['name']}"
    return None


def _parsed(schema: AvroSchema) -> Schema:
    parsed = fastavro.parse_schema(_with_plain_integers(schema))
    _make_defaults_bytes(parsed)
    return parsed


def _make_defaults_bytes(parsed: Any) -> None:
    """Avro writes a default of bytes as the characters 0 to 255, and fastavro hands on the text."""
    if isinstance(parsed, list):
        for branch in parsed:
            _make_defaults_bytes(branch)
    elif isinstance(parsed, dict):
        if parsed.get("type") == "bytes" and isinstance(parsed.get("default"), str):
            parsed["default"] = parsed["default"].encode("latin-1")
        for part in ("fields", "items", "values", "type"):
            _make_defaults_bytes(parsed.get(part))


def _with_plain_integers(schema: Any) -> Any:
    if isinstance(schema, dict):
        kept = {name: _with_plain_integers(part) for name, part in schema.items()}
        if kept.get("logicalType") in _PLAIN:
            del kept["logicalType"]
        if kept.get("logicalType") == "decimal":
            kept["logicalType"] = _DECIMAL
        return kept
    if isinstance(schema, list):
        return [_with_plain_integers(part) for part in schema]
    return schema


class _DecimalsLeft(threading.local):
    """How many more decimals the record may have that this thread is reading."""

    left = MAX_DECIMALS


_decimals = _DecimalsLeft()


def _read_decimal(unscaled: bytes, writer: Any, _reader: Any = None) -> Decimal:
    # fastavro's own reader takes 20 s for 500 kB, quadratically, and rounds beyond the precision.
    _decimals.left -= 1
    if _decimals.left < 0:
        raise ValueError(f"more than {MAX_DECIMALS} decimals in one record")
    precision = writer["precision"]
    if not 0 < len(unscaled) <= precision // 2 + 1:
        raise ValueError(f"a decimal of {len(unscaled)} bytes for a precision of {precision}")
    number = int.from_bytes(unscaled, "big", signed=True)
    if abs(number) >= 10**precision:
        raise ValueError(f"a decimal of more than {precision} digits")
    return Decimal(number).scaleb(-writer.get("scale", 0), Context(prec=precision))


LOGICAL_READERS[f"bytes-{_DECIMAL}"] = _read_decimal
LOGICAL_WRITERS[f"bytes-{_DECIMAL}"] = LOGICAL_WRITERS["bytes-decimal"]
