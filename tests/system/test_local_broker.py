"""The real broker: starts, keeps its data through kill -9, tells plainly why it does not start."""

import socket
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from kafka import KafkaConsumer, KafkaProducer
from kafka.admin import KafkaAdminClient, NewTopic
from kafka.errors import KafkaError

from streams.local.broker import LocalBroker
from streams.local.broker_storage import cluster_id
from streams.local.errors import FolderLocked, LocalStackError, OutOfMemory, PortTaken
from streams.local.folder import DataFolder
from streams.local.supervisor import Supervisor

pytestmark = pytest.mark.system


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalBroker]:
    with LocalBroker(tmp_path_factory.mktemp("kafka") / "data") as broker:
        yield broker


@pytest.fixture
def topic(broker: LocalBroker, request: pytest.FixtureRequest) -> str:
    name = "".join(one if one.isalnum() else "-" for one in request.node.name)
    make_topic(broker, name)
    return name


def make_topic(broker: LocalBroker, name: str) -> None:
    admin = KafkaAdminClient(bootstrap_servers=broker.bootstrap)
    try:
        admin.create_topics([NewTopic(name, num_partitions=2, replication_factor=1)])
    finally:
        admin.close()


def produce(broker: LocalBroker, topic: str, *values: bytes) -> None:
    producer = KafkaProducer(bootstrap_servers=broker.bootstrap, max_request_size=16 << 20)
    try:
        sent = [producer.send(topic, value) for value in values]
        for one in sent:
            one.get(timeout=20)
    finally:
        producer.close()


def consume(broker: LocalBroker, topic: str, count: int, **settings: object) -> list[bytes]:
    consumer = KafkaConsumer(
        topic,
        bootstrap_servers=broker.bootstrap,
        auto_offset_reset="earliest",
        consumer_timeout_ms=20_000,
        **settings,
    )
    try:
        values: list[bytes] = []
        for record in consumer:
            values.append(record.value)
            if len(values) == count:
                break
        return sorted(values)
    finally:
        consumer.close()


def test_message_goes_through(broker: LocalBroker, topic: str) -> None:
    produce(broker, topic, b"one", b"two")
    assert consume(broker, topic, 2) == [b"one", b"two"]


def test_message_near_the_limit_goes_through(broker: LocalBroker, topic: str) -> None:
    large = bytes(2 << 20)  # twice Kafka's default limit
    produce(broker, topic, large)
    assert consume(broker, topic, 1, max_partition_fetch_bytes=16 << 20) == [large]


def test_group_with_a_short_session_is_served(broker: LocalBroker, topic: str) -> None:
    produce(broker, topic, b"one")
    group = {"group_id": "g", "session_timeout_ms": 6000, "heartbeat_interval_ms": 1500}
    began = time.monotonic()
    assert consume(broker, topic, 1, **group) == [b"one"]
    assert time.monotonic() - began < 10


def test_topics_are_not_made_by_using_them(broker: LocalBroker) -> None:
    producer = KafkaProducer(bootstrap_servers=broker.bootstrap, max_block_ms=1500)
    with pytest.raises(KafkaError):
        producer.send("misspelt", b"x").get(timeout=5)
    producer.close()
    admin = KafkaAdminClient(bootstrap_servers=broker.bootstrap)
    assert "misspelt" not in admin.list_topics()
    admin.close()


def test_data_and_identity_outlive_kill_and_stop(broker: LocalBroker, topic: str) -> None:
    address, identity = broker.bootstrap, cluster_id(broker.folder / "data")
    produce(broker, topic, b"before the kill")
    broker.kill()
    assert not broker.running
    assert broker.pid is None
    broker.start()
    assert consume(broker, topic, 1) == [b"before the kill"]
    produce(broker, topic, b"before the stop")
    broker.stop()
    broker.start()
    assert consume(broker, topic, 2) == [b"before the kill", b"before the stop"]
    assert (broker.bootstrap, cluster_id(broker.folder / "data")) == (address, identity)


def test_paused_broker_is_silent_and_goes_on(broker: LocalBroker, topic: str) -> None:
    broker.pause()
    assert broker.running
    assert not broker.answers()
    broker.resume()
    produce(broker, topic, b"after the pause")
    assert consume(broker, topic, 1) == [b"after the pause"]


def test_second_broker_on_the_folder_is_refused(broker: LocalBroker) -> None:
    with pytest.raises(FolderLocked):
        LocalBroker(broker.folder).start()
    assert broker.answers()


def test_taken_port_is_refused_before_anything_runs(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with pytest.raises(PortTaken) as caught:
            LocalBroker(tmp_path, port=port).start()
    assert caught.value.port == port
    assert "pid" in caught.value.why


@pytest.mark.parametrize("lost", [0, 1], ids=["client port", "controller port"])
def test_port_lost_between_choice_and_bind_is_replaced(
    lost: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broker = LocalBroker(tmp_path)
    choose = broker._choose_ports
    with socket.create_server(("127.0.0.1", 0)) as server:
        taken = server.getsockname()[1]
        attempts: list[tuple[int, int]] = []

        def lose_the_first() -> tuple[int, int]:
            chosen = list(choose())
            if not attempts:
                chosen[lost] = taken
            attempts.append((chosen[0], chosen[1]))
            return attempts[-1]

        monkeypatch.setattr(broker, "_choose_ports", lose_the_first)
        with broker:
            assert broker.answers()
            assert broker.port != taken
    assert len(attempts) == 2


def test_port_is_kept_from_run_to_run_or_as_asked(tmp_path: Path) -> None:
    with LocalBroker(tmp_path) as first:
        port = first.port
    with LocalBroker(tmp_path) as second:
        assert second.port == port
    with LocalBroker(tmp_path, port=port + 1) as third:
        assert third.bootstrap == f"127.0.0.1:{port + 1}"


def test_too_small_a_heap_is_out_of_memory(tmp_path: Path) -> None:
    with pytest.raises(OutOfMemory) as caught:
        LocalBroker(tmp_path, heap_mb=20).start()
    assert "20 MiB" in caught.value.why


def test_wrong_property_is_named(tmp_path: Path) -> None:
    with pytest.raises(LocalStackError) as caught:
        LocalBroker(tmp_path, properties={"num.io.threads": "many"}).start()
    assert "num.io.threads" in caught.value.why


def test_supervised_broker_comes_back_on_its_port(tmp_path: Path) -> None:
    broker = LocalBroker(tmp_path / "kafka")
    with DataFolder(tmp_path) as folder, Supervisor(folder) as supervisor:
        supervisor.start(broker.spec())
        make_topic(broker, "kept")
        produce(broker, "kept", b"one")
        first = supervisor.pids()["kafka"]
        supervisor.kill("kafka")
        assert consume(broker, "kept", 1) == [b"one"]
        assert supervisor.restarts("kafka") == 1
        second = supervisor.pids()["kafka"]
        assert second != first
    assert not psutil.pid_exists(second)
