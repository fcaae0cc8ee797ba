"""Any bytes on any topic, under any released writer schema: a record that another reader agrees
with, or a WireFault."""

from collections.abc import Sequence
from functools import cache

from schemas import topics
from schemas.codecs import codecs_of
from schemas.registry import FileRegistry, current_schema
from schemas.strict_reading import strict_walk
from schemas.wire import SchemaId, WireFault, frame
from tests.fuzzing.careless_writer import written
from tests.fuzzing.second_reader import SecondReader, plain
from tests.fuzzing.target import Target
from tests.processors.random_markets import random_events
from tests.schemas.avro_bytes import number, text
from tests.schemas.example_records import examples

_CODECS = codecs_of(None)
_REGISTRY = FileRegistry()
_COLUMNS = frozenset({topics.USAGE})
_COMPARED_BYTES = 64 * 1024
"""The second reader takes a hundred times as long; what is larger is only bounded."""


@cache
def _second_reader(topic: str, schema_id: int) -> SecondReader:
    return SecondReader(_REGISTRY.schema(schema_id), current_schema(topic))


def run(data: bytes) -> None:
    if not data:
        return
    topic = topics.ALL[data[0] % len(topics.ALL)]
    message = data[1:]
    if len(message) > _COMPARED_BYTES:
        _check_giant(topic, message)
        return
    try:
        record = _CODECS.decode(topic, message)
    except WireFault as fault:
        _check_refusal(fault, topic, message)
        return
    if topic not in topics.INPUTS and not _says_one_thing(message):
        return
    told, read = _second_reader(topic, int.from_bytes(message[1:5], "big")).read(message[5:])
    assert read == len(message) - 5
    assert plain(record) == told
    assert plain(_CODECS.decode(topic, _CODECS.encode(topic, record))) == told
    if topic in _COLUMNS:
        assert plain(_CODECS.decode_columns(topic, message)) == told


def _check_giant(topic: str, message: bytes) -> None:
    for read in (_CODECS.decode, _CODECS.decode_columns)[: 1 + (topic in _COLUMNS)]:
        try:
            read(topic, message)
        except WireFault as fault:
            assert len(str(fault)) < 500


def _says_one_thing(message: bytes) -> bool:
    """Of events the codec sees to it itself; nobody but us writes the other topics."""
    schema = _REGISTRY.schema(SchemaId(int.from_bytes(message[1:5], "big")))
    try:
        strict_walk(schema)(memoryview(message), 5)
    except (ValueError, IndexError):
        return False
    return True


def _check_refusal(fault: WireFault, topic: str, message: bytes) -> None:
    assert fault.code
    assert len(str(fault)) < 500, "it quotes what was sent"
    if topic in _COLUMNS:
        try:
            _CODECS.decode_columns(topic, message)
        except WireFault:
            return
        raise AssertionError("read as columns, and not as a record")


def _on(topic: str, message: bytes) -> bytes:
    return bytes([topics.ALL.index(topic)]) + message


def seeds() -> Sequence[bytes]:
    filled = [
        _on(topic, _CODECS.encode(topic, record))
        for topic in topics.ALL
        for record in examples(topic)
    ]
    sent = [_on(one.topic, written(one.topic, one.event)) for one in random_events(3)]
    return [*filled, *sent, *_older()]


def _older() -> list[bytes]:
    """Empty and zero bodies under every released schema, which the search may fill."""
    made = []
    for topic in topics.ALL:
        for schema_id in range(1, 60):
            try:
                schema = _REGISTRY.schema(schema_id)
            except LookupError:
                continue
            if schema["name"] == current_schema(topic)["name"]:
                made.append(_on(topic, frame(schema_id, bytes(40))))
    return made


def giants() -> Sequence[bytes]:
    """As many items as fit a message, in the kinds of field that cost most."""
    costly = (
        ("reference", text(b"ab")),
        ("units", number(-2)),
        ("amount", text(b"\x01\x02\x03")),
        ("rights_controller", text(b"\xc3\xa9a")),
    )
    return [
        _on(topics.USAGE, usage_with(column, item, one_a_block=blocks))
        for column, item in costly
        for blocks in (True, False)
    ]


def usage_with(column: str, item: bytes, *, one_a_block: bool, size: int = 8_388_000) -> bytes:
    """A usage message whose one column has nothing but this item."""
    head = text(b"e") + text(b"s") + number(0) + text(b"u") + number(0)
    head += text(b"r") + number(1) * 3 + number(0) * 2 + text(b"") * 2 + text(b"CNY") + text(b"CN")
    body = [head]
    names = ["use_types", "reference", "use_type", "first_day", "days", "units", "revenue_micros"]
    inner = [
        "line", "rights_controller", "rights_type", "share_ppm", "amount", "net_revenue",
        "currency", "net_revenue_currency",
    ]  # fmt: skip
    filled = _filled(item, size, one_a_block)
    body += [filled if name == column else number(0) for name in names]
    if column in inner:
        body.append(number(1))
        body += [filled if name == column else number(0) for name in inner]
    else:
        body.append(number(0))
    return frame(_CODECS.of(topics.USAGE).schema_id, b"".join(body))


def _filled(item: bytes, size: int, one_a_block: bool) -> bytes:
    if one_a_block:
        return (number(1) + item) * (size // (1 + len(item))) + number(0)
    count = size // len(item)
    return number(count) + item * count + number(0)


TARGET = Target(
    name="wire",
    says="decode and decode_columns of every topic under every released schema",
    run=run,
    seeds=seeds,
    giants=giants,
    mebibytes=640,
    seconds=20,
)
