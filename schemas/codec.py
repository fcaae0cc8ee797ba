"""Avro records of one topic to framed bytes and back: fastavro on the hot path."""

import io
from typing import Any, Final

import fastavro
from fastavro.types import Schema

from .registry import AvroSchema, SchemaRegistry, UnknownSchema, current_schema, subject_of
from .wire import SchemaId, WireFault, frame, unframe

Record = dict[str, Any]

_PLAIN: Final = frozenset({"date", "timestamp-millis", "timestamp-micros"})
_UNREADABLE: Final = (
    EOFError,
    ValueError,
    IndexError,
    KeyError,
    TypeError,
    OverflowError,
    MemoryError,
)


class TopicCodec:
    """Encodes with this release's schema; decodes any registered version into this release's shape.

    Dates and timestamps stay integers (days, milli- or microseconds). A union of records reads and
    writes as a pair (record name, record).
    """

    def __init__(self, topic: str, registry: SchemaRegistry) -> None:
        self.topic = topic
        self._registry = registry
        schema = current_schema(topic)
        self._schema = _parsed(schema)
        self.schema_id = registry.id_of(subject_of(topic), schema)
        self._writers: dict[SchemaId, Schema | None] = {self.schema_id: None}
        self._sole_body = _sole_body(schema)

    def encode(self, record: Record) -> bytes:
        """Framed bytes. Raises ValueError or TypeError when the record does not fit the schema."""
        body = io.BytesIO()
        fastavro.schemaless_writer(body, self._schema, record)
        return frame(self.schema_id, body.getvalue())

    def decode(self, message: bytes | None) -> Record:
        """The record. Raises WireFault: not framed, unknown schema id, not this schema, bytes left over."""
        schema_id, body = unframe(message)
        writer = self._writer(schema_id)
        stream = io.BytesIO(body)
        try:
            if writer is None:
                record = fastavro.schemaless_reader(
                    stream,
                    self._schema,
                    None,
                    return_record_name=True,
                    return_record_name_override=True,
                )
            else:
                record = fastavro.schemaless_reader(
                    stream,
                    writer,
                    self._schema,
                    return_record_name=True,
                    return_record_name_override=True,
                )
        except (*_UNREADABLE, fastavro.schema.SchemaParseException) as fault:
            raise WireFault("not_avro", f"not readable as {self.topic}: {fault!r}") from fault
        if stream.tell() != len(body):
            raise WireFault("trailing_bytes", f"{len(body) - stream.tell()} bytes after the record")
        return self._with_named_body(record)  # type: ignore[arg-type]

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
            if schema.get("name") != current_schema(self.topic)["name"]:
                raise WireFault(
                    "wrong_schema",
                    f"schema id {schema_id} is {schema.get('name')}, not a record of {self.topic}",
                )
            self._writers[schema_id] = _parsed(schema)
        return self._writers[schema_id]


def _sole_body(schema: AvroSchema) -> str | None:
    for field in schema["fields"]:
        if field["name"] == "body" and len(field["type"]) == 1:
            return f"{schema['namespace']}.{field['type'][0]['name']}"
    return None


def _parsed(schema: AvroSchema) -> Schema:
    return fastavro.parse_schema(_with_plain_integers(schema))


def _with_plain_integers(schema: Any) -> Any:
    if isinstance(schema, dict):
        kept = {name: _with_plain_integers(part) for name, part in schema.items()}
        if kept.get("logicalType") in _PLAIN:
            del kept["logicalType"]
        return kept
    if isinstance(schema, list):
        return [_with_plain_integers(part) for part in schema]
    return schema
