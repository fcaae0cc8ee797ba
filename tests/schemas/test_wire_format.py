"""The Confluent frame and the Avro body: what is read, and how what cannot be read is told."""

import copy
from typing import Any

import pytest

from schemas import topics
from schemas.codec import TopicCodec
from schemas.codecs import codecs_of
from schemas.registry import AvroSchema, FileRegistry, UnknownSchema, current_schema
from schemas.wire import MAX_MESSAGE_BYTES, SchemaId, WireFault, frame, unframe
from tests.schemas.avro_bytes import number, text
from tests.schemas.example_records import examples

CODECS = codecs_of(None)
FOREIGN = SchemaId(99)


class RegistryWith(FileRegistry):
    """The released schemas, and one more under the id FOREIGN."""

    def __init__(self, foreign: Any) -> None:
        super().__init__()
        self.foreign = foreign
        self.asked = 0

    def schema(self, schema_id: SchemaId) -> AvroSchema:
        if schema_id != FOREIGN:
            return super().schema(schema_id)
        self.asked += 1
        answer: AvroSchema = self.foreign
        return answer


def fault_of(topic: str, message: bytes | None, codec: TopicCodec | None = None) -> str:
    with pytest.raises(WireFault) as raised:
        (codec or CODECS.of(topic)).decode(message)
    return raised.value.code


def test_the_example_of_the_format() -> None:
    assert frame(SchemaId(23), number(3)) == bytes.fromhex("00 00 00 00 17 06")
    schema_id, body = unframe(bytes.fromhex("00 00 00 00 17 06"))
    assert (schema_id, bytes(body)) == (23, b"\x06")


@pytest.mark.parametrize("topic", topics.ALL)
def test_every_kind_of_record_survives(topic: str) -> None:
    for record in examples(topic):
        message = CODECS.encode(topic, record)
        assert message[:5] == b"\x00" + CODECS.of(topic).schema_id.to_bytes(4, "big")
        assert CODECS.decode(topic, message) == record


@pytest.mark.parametrize(
    ("message", "code"),
    [
        (None, "empty_message"),
        (b"", "not_framed"),
        (b"\x00\x00\x00\x00", "not_framed"),
        (b"\x01\x00\x00\x00\x03\x00", "not_framed"),
        (b'{"event_id": "1"}', "not_framed"),
        (b"Obj\x01\x04", "not_framed"),
        (b"\x00\xff\xff\xff\xff\x00", "unknown_schema"),
        (b"\x00\x00\x00\x00\x00\x00", "unknown_schema"),
        (b"\x00\x00\x00\x00\x03", "not_avro"),
        (b"\x00" * (MAX_MESSAGE_BYTES + 1), "too_large"),
    ],
    ids=[
        "no value", "empty", "four bytes", "another magic byte", "JSON", "an Avro file",
        "id not signed", "id 0", "no body", "over the limit",
    ],
)  # fmt: skip
def test_what_is_not_a_message(message: bytes | None, code: str) -> None:
    assert fault_of(topics.USAGE, message) == code


def test_a_message_of_another_topic() -> None:
    message = CODECS.encode(topics.TRADES, examples(topics.TRADES)[0])
    assert fault_of(topics.USAGE, message) == "wrong_schema"


@pytest.mark.parametrize("topic", topics.ALL)
def test_bytes_left_over(topic: str) -> None:
    message = CODECS.encode(topic, examples(topic)[0])
    assert fault_of(topic, message + b"\x00") == "trailing_bytes"


@pytest.mark.parametrize("topic", topics.ALL)
def test_a_message_cut_short_at_any_byte(topic: str) -> None:
    for record in examples(topic):
        message = CODECS.encode(topic, record)
        codes = {fault_of(topic, message[:length]) for length in range(len(message))}
        assert codes == {"not_framed", "not_avro"}


def changed(topic: str, change: Any) -> AvroSchema:
    schema = copy.deepcopy(current_schema(topic))
    change(schema)
    return schema


def read_as_foreign(topic: str, foreign: Any, body: bytes) -> dict[str, Any]:
    return TopicCodec(topic, RegistryWith(foreign)).decode(frame(FOREIGN, body))


@pytest.mark.parametrize("topic", topics.ALL)
def test_another_version_reads_in_the_shape_of_this_one(topic: str) -> None:
    extra = {"name": "extra", "type": ["null", "string"], "default": None}
    older = changed(topic, lambda schema: schema["fields"].append(extra))
    for record in examples(topic):
        body = CODECS.encode(topic, record)[5:]
        assert read_as_foreign(topic, older, body + number(1) + text(b"more")) == record


def test_a_word_of_a_newer_version_reads_as_the_default() -> None:
    newer = changed(
        topics.CASES,
        lambda schema: schema["fields"][3]["type"]["symbols"].append("Appealed"),
    )
    record = {**examples(topics.CASES)[0], "state": "Unknown"}
    body = CODECS.encode(topics.CASES, record)[5:]
    # Before the state stand two texts, case_id and work, and the version.
    place = 2 * len(text(b"work:w-1")) + len(number(record["version"]))
    assert body[place] == 0
    appealed = body[:place] + number(5) + body[place + 1 :]
    assert read_as_foreign(topics.CASES, newer, appealed) == record


def test_a_writer_is_asked_for_once() -> None:
    registry = RegistryWith(changed(topics.CASES, lambda schema: schema.update(doc="older")))
    codec = TopicCodec(topics.CASES, registry)
    body = CODECS.encode(topics.CASES, examples(topics.CASES)[0])[5:]
    for _ in range(3):
        codec.decode(frame(FOREIGN, body))
    assert registry.asked == 1


@pytest.mark.parametrize(
    "foreign",
    [
        "long",
        ["null", "long"],
        {"type": "record", "name": "Something", "fields": []},
        {"type": "record", "name": "CaseState", "fields": 5},
        {"type": "record", "name": "CaseState"},
        {"type": "record", "name": "CaseState", "fields": []},
        {"type": "record", "name": "CaseState", "fields": [{"name": "a", "type": "nothing"}]},
        {"type": "enum", "name": "CaseState", "symbols": ["A"]},
        {"type": "enum", "name": "CaseState"},
        {"name": "CaseState"},
        changed(topics.CASES, lambda schema: schema["fields"][2].update(type="string")),
        changed(topics.CASES, lambda schema: schema["fields"].pop(1)),
        changed(topics.CASES, lambda schema: schema["fields"][3]["type"].update(default="Lost")),
    ],
    ids=str,
)
def test_a_writer_that_is_not_of_this_topic(foreign: Any) -> None:
    codec = TopicCodec(topics.CASES, RegistryWith(foreign))
    body = text(b"one") + text(b"two") + text(b"three") + b"\x00" * 60
    assert fault_of(topics.CASES, frame(FOREIGN, body), codec) in ("wrong_schema", "not_avro")


def test_a_codec_is_not_made_for_a_schema_that_is_not_released() -> None:
    class Unreleased(FileRegistry):
        def id_of(self, subject: str, _schema: AvroSchema) -> SchemaId:
            raise UnknownSchema(subject)

    with pytest.raises(UnknownSchema, match=r"ipr\.cases-value"):
        TopicCodec(topics.CASES, Unreleased())


@pytest.mark.parametrize(
    "change",
    [
        {"version": "one"},
        {"case_id": None},
        {"case_id": 5},
        {"case_id": "half a pair \ud800"},
        {"state": "Lost"},
        {"state": None},
    ],
    ids=ascii,
)
def test_a_record_that_does_not_fit_is_not_encoded(change: dict[str, Any]) -> None:
    with pytest.raises((ValueError, TypeError)):
        CODECS.encode(topics.CASES, {**examples(topics.CASES)[0], **change})


def test_the_same_message_is_refused_in_the_same_words() -> None:
    """A dead letter written again, after a crash or in a replay, is the same to the byte."""
    message = CODECS.encode(topics.TRADES, examples(topics.TRADES)[0])
    for length in range(5, len(message)):
        first, again = _refusal(message[:length]), _refusal(message[:length])
        assert first == again
        assert " at 0x" not in first


def _refusal(message: bytes) -> str:
    with pytest.raises(WireFault) as raised:
        CODECS.decode(topics.TRADES, message)
    return str(raised.value)
