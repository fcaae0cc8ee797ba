"""Ids of a shared registry are in everybody's reach: no schema of a stranger holds a reader up."""

from typing import Any

import pytest

from schemas import topics
from schemas.codec import TopicCodec
from schemas.registry import FileRegistry, current_schema
from schemas.wire import SchemaId, WireFault, frame
from schemas.writer_schema import require_bounded
from tests.schemas.avro_bytes import number

STRANGE = SchemaId(4_242)


class Shared(FileRegistry):
    """Has a control schema with one more field before the others."""

    def __init__(self, kind: Any) -> None:
        super().__init__()
        schema = current_schema(topics.CONTROL)
        first = {"name": "first", "type": kind}
        self.strange = {**schema, "fields": [first, *schema["fields"]]}

    def schema(self, schema_id: SchemaId) -> Any:
        return self.strange if schema_id == STRANGE else super().schema(schema_id)


VOID = {"type": "record", "name": "Void", "fields": [{"name": "nothing", "type": "null"}]}


@pytest.mark.parametrize(
    "kind",
    [
        pytest.param({"type": "array", "items": "null"}, id="2^62 nulls in nine bytes"),
        pytest.param({"type": "array", "items": VOID}, id="records without bytes"),
        pytest.param(
            {"type": "array", "items": {"type": "fixed", "name": "F", "size": 0}}, id="empty fixed"
        ),
        pytest.param({"type": "fixed", "name": "F", "size": -1}, id="negative fixed"),
        pytest.param(
            {"type": "record", "name": "R", "fields": [{"name": "r", "type": ["null", "R"]}]},
            id="within itself",
        ),
        pytest.param(
            {"type": "bytes", "logicalType": "decimal", "precision": 10**9, "scale": 0},
            id="a billion digits",
        ),
        pytest.param({"type": {"name": ["x"]}}, id="no schema"),
        pytest.param(None, id="nothing"),
    ],
)
def test_a_schema_that_could_mean_without_end_is_refused_unread(kind: Any) -> None:
    codec = TopicCodec(topics.CONTROL, Shared(kind))
    with pytest.raises(WireFault) as refused:
        codec.decode(frame(STRANGE, number(2**62) + bytes(20)))
    assert refused.value.code == "wrong_schema"


def test_a_field_that_is_skipped_ends_with_the_message() -> None:
    """fastavro skips booleans beyond the end of the message, as many as their count says."""
    codec = TopicCodec(topics.CONTROL, Shared({"type": "array", "items": "boolean"}))
    with pytest.raises(WireFault) as refused:
        codec.decode(frame(STRANGE, number(150_000) + bytes(20)))
    assert refused.value.code == "not_avro"


def test_a_name_of_any_size_is_not_quoted_whole() -> None:
    shared = Shared("string")
    shared.strange["name"] = {"name": "x" * 10**6}
    with pytest.raises(WireFault) as refused:
        TopicCodec(topics.CONTROL, shared).decode(frame(STRANGE, b""))
    assert len(str(refused.value)) < 500


def test_every_released_schema_is_bounded() -> None:
    registry, seen = FileRegistry(), 0
    for number_ in range(1, 100):
        try:
            schema = registry.schema(SchemaId(number_))
        except LookupError:
            continue
        require_bounded(schema)
        seen += 1
    assert seen >= len(topics.ALL)
