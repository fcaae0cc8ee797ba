"""A warehouse that is slow, away or hanging: nothing is lost, little is held, the place is kept."""

import threading
import time
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pyarrow as pa
import pytest
from kafka.structs import TopicPartition

from schemas import topics
from sinks import writer
from sinks.warehouse import WarehouseError, WarehouseUnavailable
from sinks.writer import BatchLimits, WarehouseSink, output_consumer

CASES = TopicPartition(topics.CASES, 0)
_BOUND_SECONDS = 10.0


class Consumer:
    """A partition of records without end, given 10 a poll unless it is paused."""

    def __init__(self, *_: Any, **__: Any) -> None:
        self.steps: list[str] = []
        self.offset = 0
        self.held: set[TopicPartition] = set()
        self.polls_while_paused = 0
        self.record_bytes = 10
        self.committed = 0
        self.topics = set(topics.OUTPUTS)

    def partitions_for_topic(self, topic: str) -> set[int]:
        return {0} if topic in self.topics else set()

    def assignment(self) -> set[TopicPartition]:
        return {CASES}

    def pause(self, *places: TopicPartition) -> None:
        self.held.update(places)

    def paused(self) -> set[TopicPartition]:
        return set(self.held)

    def resume(self, *places: TopicPartition) -> None:
        self.held.difference_update(places)

    def poll(self, timeout_ms: int) -> dict[TopicPartition, list[Any]]:
        if CASES in self.held:
            self.polls_while_paused += 1
            time.sleep(min(timeout_ms, 5) / 1000)
            return {}
        records = [
            SimpleNamespace(offset=self.offset + at, key=b"", value=bytes(self.record_bytes))
            for at in range(10)
        ]
        self.offset += 10
        return {CASES: records}

    def commit(self, offsets: dict[TopicPartition, Any]) -> None:
        self.committed = offsets[CASES].offset
        self.steps.append(f"commit {self.committed}")

    def close(self, **_: Any) -> None:
        self.steps.append("close")


class Rows:
    """A record is a row."""

    table = "case_rows"

    def __init__(self) -> None:
        self.rows = 0

    def add(self, _record: Any) -> None:
        self.rows += 1

    def take(self) -> pa.Table:
        taken, self.rows = self.rows, 0
        return pa.table({"n": list(range(taken))})


class Warehouse:
    """Fails as often as it is told, and takes so long for each insert."""

    def __init__(self, consumer: Consumer) -> None:
        self.consumer = consumer
        self.faults: list[Exception] = []
        self.gate = threading.Event()
        self.gate.set()
        self.tokens: list[str] = []

    def insert(self, _table: str, columns: pa.Table, token: str) -> None:
        self.tokens.append(token)
        self.gate.wait(_BOUND_SECONDS)
        if self.faults:
            raise self.faults.pop(0)
        self.consumer.steps.append(f"insert {columns.num_rows}")


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[WarehouseSink, Consumer, Warehouse]]:
    monkeypatch.setattr(writer, "collectors", lambda: {topics.CASES: Rows()})
    monkeypatch.setattr(writer, "_PATIENT_SECONDS", 0.05)
    monkeypatch.setattr(writer, "_FIRST_PAUSE_SECONDS", 0.02)
    consumer = Consumer()
    warehouse = Warehouse(consumer)
    limits = BatchLimits(rows=20, seconds=3600, many=1, filling_seconds=3600, size_bytes=1_000)
    sink = WarehouseSink(consumer, warehouse, lambda *_: {}, limits)  # type: ignore[arg-type]
    yield sink, consumer, warehouse
    warehouse.gate.set()


Made = tuple[WarehouseSink, Consumer, Warehouse]


def test_rows_are_inserted_before_their_offsets_are_committed(made: Made) -> None:
    sink, consumer, _ = made
    sink.step(0)
    sink.step(0)
    assert consumer.steps == ["insert 20", "commit 20"]


def test_a_batch_that_is_read_again_has_the_same_token(made: Made) -> None:
    """After a crash, by another process: the token follows from where the records lie."""
    sink, consumer, warehouse = made
    for _ in range(4):
        sink.step(0)
    consumer.offset = 0
    for _ in range(4):
        sink.step(0)
    assert len(warehouse.tokens) == 4
    assert warehouse.tokens[:2] == warehouse.tokens[2:]
    assert warehouse.tokens[0] != warehouse.tokens[1]


def test_what_the_warehouse_refuses_is_not_committed(made: Made) -> None:
    sink, consumer, warehouse = made
    warehouse.faults = [WarehouseError("no such column")]
    sink.step(0)
    with pytest.raises(WarehouseError):
        sink.step(0)
    assert consumer.steps == []


def test_a_warehouse_that_is_away_is_waited_for_with_the_same_token(made: Made) -> None:
    """Whether the lost insert was applied is not known: its token makes the second harmless."""
    sink, consumer, warehouse = made
    warehouse.faults = [WarehouseUnavailable("away")] * 3
    for _ in range(2):
        sink.step(0)
    assert consumer.steps == ["insert 20", "commit 20"]
    assert len(warehouse.tokens) == 4
    assert len(set(warehouse.tokens)) == 1
    sink.step(0)
    sink.step(0)
    assert consumer.steps[2:] == ["insert 20", "commit 40"]
    assert len(set(warehouse.tokens)) == 2


def test_while_an_insert_hangs_the_sink_polls_and_takes_nothing_in(made: Made) -> None:
    """Heartbeats are not enough: a member that does not poll for five minutes loses its place."""
    sink, consumer, warehouse = made
    warehouse.gate.clear()
    stepping = threading.Thread(target=lambda: [sink.step(0) for _ in range(2)])
    stepping.start()
    deadline = time.monotonic() + _BOUND_SECONDS
    while consumer.polls_while_paused < 20 and time.monotonic() < deadline:
        time.sleep(0.01)
    assert consumer.polls_while_paused >= 20
    assert consumer.offset == 20
    assert consumer.steps == []
    warehouse.gate.set()
    stepping.join(_BOUND_SECONDS)
    assert consumer.steps == ["insert 20", "commit 20"]
    assert consumer.held == set()


def test_records_that_come_in_a_rebalance_meanwhile_are_not_lost(made: Made) -> None:
    """What is assigned by a poll is not paused yet in it."""
    sink, consumer, warehouse = made
    warehouse.faults = [WarehouseUnavailable("away")]
    pause, came = consumer.pause, []

    def pause_late(*places: TopicPartition) -> None:
        if came:
            pause(*places)
        came.append(places)

    consumer.pause = pause_late  # type: ignore[method-assign]
    for _ in range(2):
        sink.step(0)
    assert consumer.offset == 30
    sink.flush()
    sink.step(0)
    sink.step(0)
    assert consumer.steps == ["insert 20", "commit 20", "insert 20", "commit 40"]


def test_a_sink_told_to_stop_does_not_wait_for_a_warehouse_that_is_away(made: Made) -> None:
    sink, consumer, warehouse = made
    warehouse.faults = [WarehouseUnavailable("away")] * 10_000
    ended: list[BaseException] = []

    def run() -> None:
        try:
            sink.run()
        except WarehouseUnavailable as fault:
            ended.append(fault)

    running = threading.Thread(target=run)
    running.start()
    time.sleep(0.2)
    sink.stop()
    running.join(_BOUND_SECONDS)
    assert len(ended) == 1
    assert consumer.steps == ["close"]


def test_a_batch_is_inserted_when_it_has_many_bytes(made: Made) -> None:
    sink, consumer, _ = made
    consumer.record_bytes = 100
    sink.step(0)
    assert consumer.steps == ["insert 10", "commit 10"]


def test_a_sink_without_its_topics_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    consumer = Consumer()
    consumer.topics.remove(topics.CASES)
    monkeypatch.setattr(writer, "KafkaConsumer", lambda *_, **__: consumer)
    with pytest.raises(LookupError, match=r"no topic ipr\.cases: make them with"):
        output_consumer("", 6.0)
