"""Whatever schema a shared registry has for the id in a message: a record or a WireFault."""

import json
from collections.abc import Sequence
from typing import Any

from schemas import topics
from schemas.codec import TopicCodec
from schemas.registry import FileRegistry, current_schema
from schemas.wire import SchemaId, WireFault, frame
from tests.fuzzing.choices import Choices
from tests.fuzzing.target import Target
from tests.schemas.avro_bytes import number

_TOPICS = (topics.CONTROL, topics.SIGNALS, topics.USAGE, topics.CASES)
_STRANGE_ID = SchemaId(4_242)
_PARTS: tuple[Any, ...] = (
    "null", "string", "long", "bytes", "Strange", "rightstream.control.ControlEvent", 7, None, [],
    {}, {"type": "array", "items": "null"}, {"type": "array", "items": []}, {"type": "map"},
    {"type": "fixed", "name": "Nothing", "size": 0}, {"type": "fixed", "name": "F", "size": -1},
    {"type": "fixed", "name": "F", "size": 2**62}, {"type": {"type": {"type": "string"}}},
    {"type": "array", "items": {"type": "array", "items": "boolean"}},
    {"type": "record", "name": "Strange", "fields": [{"name": "again", "type": ["Strange"]}]},
    {"type": "array", "items": {"type": "record", "name": "Void", "fields": []}},
    {"type": "enum", "name": "E", "symbols": []}, {"type": "enum", "name": "E", "symbols": ["a"]},
    {"type": "bytes", "logicalType": "decimal", "precision": 10**9, "scale": 3},
    {"type": "bytes", "logicalType": "decimal", "precision": "x"},
    {"type": "bytes", "logicalType": "decimal"}, {"type": "long", "logicalType": ["x"]},
    {"type": "string", "logicalType": "uuid"}, {"type": "bytes", "logicalType": "duration"},
)  # fmt: skip


class Shared(FileRegistry):
    """Answers for one more id."""

    def __init__(self, strange: Any) -> None:
        super().__init__()
        self._strange = strange

    def schema(self, schema_id: SchemaId) -> Any:
        return self._strange if schema_id == _STRANGE_ID else super().schema(schema_id)


def run(data: bytes) -> None:
    choices = Choices(data)
    topic = choices.of(_TOPICS)
    schema = json.loads(json.dumps(current_schema(topic)))
    for _ in range(1 + choices.below(3)):
        _spoil(schema, choices)
    codec = TopicCodec(topic, Shared(choices.of((schema, schema, schema, [schema], "string", 3))))
    body = choices.bytes(choices.left)
    for read in (codec.decode, codec.decode_columns) if topic == topics.USAGE else (codec.decode,):
        try:
            record = read(frame(_STRANGE_ID, body))
        except WireFault as fault:
            _ = fault.code
        else:
            assert record.keys() == {one["name"] for one in current_schema(topic)["fields"]}


def _spoil(schema: dict[str, Any], choices: Choices) -> None:
    """Puts a strange part somewhere among the fields, or wraps what is there."""
    fields = schema["fields"]
    for _ in range(choices.below(3)):
        kind = choices.of(fields)["type"]
        inner = kind[-1] if isinstance(kind, list) and kind else kind
        if isinstance(inner, dict) and isinstance(inner.get("fields"), list) and inner["fields"]:
            fields = inner["fields"]
    field = choices.of(fields)
    strange = json.loads(json.dumps(choices.of(_PARTS)))
    match choices.below(4):
        case 0:
            field["type"] = strange
        case 1:
            fields.insert(0, {"name": "strange", "type": strange})
        case 2:
            for _ in range(choices.of((3, 60, 500))):
                field["type"] = {"type": "array", "items": field["type"]}
        case _:
            field[choices.of(("name", "default", "type", "doc"))] = strange


def seeds() -> Sequence[bytes]:
    return [
        bytes([topic, 0, place, 0, part, how]) + number(2**40) + bytes(20)
        for topic in range(4)
        for place in range(3)
        for part in range(0, len(_PARTS), 4)
        for how in range(4)
    ]


TARGET = Target(
    name="registry_answers",
    says="messages that name a writer schema of a stranger",
    run=run,
    seeds=seeds,
    mebibytes=256,
    seconds=10,
)
