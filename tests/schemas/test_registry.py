"""Where ids come from: files, or a Confluent-compatible server by its base URL."""

import json
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from schemas import topics
from schemas.codec import TopicCodec
from schemas.codecs import Codecs
from schemas.confluent import ConfluentRegistry, RegistryUnavailable
from schemas.registry import (
    FileRegistry,
    UnknownSchema,
    current_schema,
    subject_of,
)
from schemas.wire import SchemaId, WireFault, frame
from tests.schemas.example_records import examples
from tests.schemas.registry_server import (
    BASE_PATH,
    CONTENT_TYPE,
    Answer,
    LittleRegistry,
    refusal,
)

SUBJECT = subject_of(topics.CASES)
SCHEMA = current_schema(topics.CASES)
LOOKUP = f"/subjects/{SUBJECT}"


@pytest.fixture
def server() -> Iterator[LittleRegistry]:
    little = LittleRegistry()
    yield little
    little.stop()


@pytest.fixture
def registry(server: LittleRegistry) -> Iterator[ConfluentRegistry]:
    with requests.Session() as session:
        # A proxy of the machine the tests run on must not stand between them and loopback.
        session.trust_env = False
        yield ConfluentRegistry(server.url + "/", session=session)


def test_files_give_every_topic_its_id_and_back() -> None:
    files = FileRegistry()
    ids = {topic: files.id_of(subject_of(topic), current_schema(topic)) for topic in topics.ALL}
    assert len(set(ids.values())) == len(topics.ALL)
    for topic, schema_id in ids.items():
        assert files.schema(schema_id) == current_schema(topic)


def test_an_id_of_a_file_does_not_depend_on_the_order_of_properties() -> None:
    shuffled = dict(reversed(SCHEMA.items()))
    assert FileRegistry().id_of(SUBJECT, shuffled) == FileRegistry().id_of(SUBJECT, SCHEMA)


def test_files_do_not_know_what_was_not_released() -> None:
    files = FileRegistry()
    with pytest.raises(UnknownSchema, match="schema id 4000"):
        files.schema(SchemaId(4000))
    with pytest.raises(UnknownSchema, match=r"ipr\.cases-value is not released"):
        files.id_of(SUBJECT, {**SCHEMA, "doc": "changed"})
    with pytest.raises(UnknownSchema, match=r"ipr\.trades-value is not released"):
        files.id_of("ipr.trades-value", SCHEMA)


def test_files_of_another_folder(tmp_path: Path) -> None:
    (tmp_path / topics.CASES).mkdir()
    (tmp_path / topics.CASES / "1.avsc").write_text(json.dumps(SCHEMA))
    (tmp_path / "ids.json").write_text(json.dumps({topics.CASES: {"1": 70}}))
    assert FileRegistry(tmp_path).id_of(SUBJECT, SCHEMA) == 70


def test_a_server_under_a_path(server: LittleRegistry, registry: ConfluentRegistry) -> None:
    assert registry.register(SUBJECT, SCHEMA) == 1
    assert registry.id_of(SUBJECT, SCHEMA) == 1
    assert registry.schema(SchemaId(1)) == SCHEMA
    assert server.calls == [
        f"POST {BASE_PATH}/subjects/{SUBJECT}/versions",
        f"POST {BASE_PATH}/subjects/{SUBJECT}",
        f"GET {BASE_PATH}/schemas/ids/1",
    ]
    assert server.content_types == {(CONTENT_TYPE, CONTENT_TYPE)}


def test_the_rule_of_a_subject(server: LittleRegistry, registry: ConfluentRegistry) -> None:
    registry.require_full_transitive(SUBJECT)
    assert server.rules == {SUBJECT: "FULL_TRANSITIVE"}


def test_one_call_an_id(server: LittleRegistry, registry: ConfluentRegistry) -> None:
    registry.register(SUBJECT, SCHEMA)
    server.calls.clear()
    for _ in range(3):
        registry.id_of(SUBJECT, SCHEMA)
        registry.schema(SchemaId(1))
    assert len(server.calls) == 2


def test_a_codec_over_a_server(registry: ConfluentRegistry) -> None:
    """Ids are the server's own: messages of two stacks with one server are read by both."""
    registry.register("somebody-elses-value", current_schema(topics.RECEIPTS))
    registry.register(SUBJECT, SCHEMA)
    codecs = Codecs(registry)
    record = examples(topics.CASES)[0]
    message = codecs.encode(topics.CASES, record)
    assert message[:5] == b"\x00\x00\x00\x00\x02"
    assert codecs.decode(topics.CASES, message) == record
    with pytest.raises(WireFault, match="is Receipt") as fault:
        codecs.decode(topics.CASES, frame(SchemaId(1), b""))
    assert fault.value.code == "wrong_schema"
    with pytest.raises(WireFault) as fault:
        codecs.decode(topics.CASES, frame(SchemaId(3), b""))
    assert fault.value.code == "unknown_schema"


def test_what_the_server_does_not_know(registry: ConfluentRegistry) -> None:
    with pytest.raises(UnknownSchema, match="Schema not found"):
        registry.schema(SchemaId(1))
    with pytest.raises(UnknownSchema, match="Schema not found"):
        registry.id_of(SUBJECT, SCHEMA)
    with pytest.raises(UnknownSchema):
        TopicCodec(topics.CASES, registry)


def test_an_unknown_id_is_asked_for_again(registry: ConfluentRegistry) -> None:
    """It may have been registered since."""
    with pytest.raises(UnknownSchema):
        registry.schema(SchemaId(1))
    registry.register(SUBJECT, SCHEMA)
    assert registry.schema(SchemaId(1)) == SCHEMA


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (refusal(409, 409, "Schema being registered is incompatible"), "409 .*incompatible"),
        (refusal(422, 42201, "Invalid schema"), "422 Invalid schema"),
        (refusal(500, 50001, "Error in the backend data store"), "500 Error in the backend"),
        (refusal(401, 40101, "Unauthorized"), "401 Unauthorized"),
        ((500, b"<html>oops</html>"), "/subjects/"),
        ((200, b"<html>log in here</html>"), "/subjects/"),
        ((200, b""), "/subjects/"),
        ((200, b"[]"), "/subjects/"),
        ((200, b"{}"), "no schema id"),
        ((404, b'{"detail": "Not Found"}'), "404"),
    ],
    ids=[
        "409",
        "422",
        "500",
        "401",
        "500 not JSON",
        "200 not JSON",
        "200 empty",
        "200 a list",
        "200 without id",
        "404 of a proxy",
    ],
)
def test_a_server_that_refuses(
    server: LittleRegistry, registry: ConfluentRegistry, answer: Answer, why: str
) -> None:
    server.instead = {LOOKUP: answer, f"{LOOKUP}/versions": answer}
    with pytest.raises(RegistryUnavailable, match=why):
        registry.id_of(SUBJECT, SCHEMA)
    with pytest.raises(RegistryUnavailable, match=why):
        registry.register(SUBJECT, SCHEMA)


@pytest.mark.parametrize("content", [b"{}", b'{"schema": 5}', b'{"schema": "not JSON"}'])
def test_a_schema_that_is_none(
    server: LittleRegistry, registry: ConfluentRegistry, content: bytes
) -> None:
    server.instead = {"/schemas/ids/7": (200, content)}
    with pytest.raises(RegistryUnavailable, match="schema id 7"):
        registry.schema(SchemaId(7))


def test_a_refusal_is_not_remembered(server: LittleRegistry, registry: ConfluentRegistry) -> None:
    registry.register(SUBJECT, SCHEMA)
    server.instead = {LOOKUP: refusal(500, 50001, "Error")}
    with pytest.raises(RegistryUnavailable):
        registry.id_of(SUBJECT, SCHEMA)
    server.instead = {}
    assert registry.id_of(SUBJECT, SCHEMA) == 1


def test_another_path_than_the_registrys(server: LittleRegistry) -> None:
    with requests.Session() as session:
        session.trust_env = False
        astray = ConfluentRegistry(server.url.removesuffix(BASE_PATH), session=session)
        with pytest.raises(RegistryUnavailable, match="/schemas/ids/1"):
            astray.schema(SchemaId(1))


def test_nobody_there() -> None:
    with socket.socket() as taken:
        # Bound but not listening: the port is ours, and connecting to it is refused.
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/apis/ccompat/v7"
        with requests.Session() as session:
            session.trust_env = False
            with pytest.raises(RegistryUnavailable, match="/schemas/ids/1"):
                ConfluentRegistry(url, session=session).schema(SchemaId(1))


def test_an_unreachable_registry_is_no_fault_of_the_message(
    server: LittleRegistry, registry: ConfluentRegistry
) -> None:
    """A dead letter would lose a good message; the worker has to stop and have it redelivered."""
    registry.register(SUBJECT, SCHEMA)
    codec = TopicCodec(topics.CASES, registry)
    server.instead = {"/schemas/ids/7": refusal(500, 50001, "Error")}
    with pytest.raises(RegistryUnavailable):
        codec.decode(frame(SchemaId(7), b""))
