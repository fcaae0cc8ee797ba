"""What the sink counts of itself."""

from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import pytest
from kafka.structs import TopicPartition

from sinks import writer
from sinks.metrics import SinkMetrics
from sinks.writer import WarehouseSink
from tests.streams.metrics.counted import value


class Collector:
    """Rows of one table; a record is a row."""

    def __init__(self, table: str) -> None:
        self.table = table
        self.rows = 0

    def add(self, _record: dict[str, Any]) -> None:
        self.rows += 1

    def take(self) -> Any:
        taken, self.rows = self.rows, 0
        return SimpleNamespace(num_rows=taken)


class Consumer:
    """Polls what the test lays ready."""

    def __init__(self, *_: Any, **__: Any) -> None:
        self.ready: dict[TopicPartition, list[Any]] = {}
        self.commits = 0

    def poll(self, timeout_ms: int) -> dict[TopicPartition, list[Any]]:
        assert timeout_ms >= 0
        polled, self.ready = self.ready, {}
        return polled

    def commit(self, _offsets: Any) -> None:
        self.commits += 1


class Warehouse:
    """Takes rows, or refuses them."""

    fault: Exception | None = None

    def insert(self, _table: str, _columns: Any, _token: str) -> None:
        if self.fault is not None:
            raise self.fault


@dataclass
class Sink:
    """A sink of two tables without broker and warehouse."""

    metrics: SinkMetrics
    warehouse: Warehouse
    consumer: Consumer
    sink: WarehouseSink

    def polls(self, **rows: int) -> None:
        self.consumer.ready = {
            TopicPartition(topic, 0): [
                SimpleNamespace(offset=at, key=None, value=b"") for at in range(count)
            ]
            for topic, count in rows.items()
        }
        self.sink.step(0)


@pytest.fixture
def sink(monkeypatch: pytest.MonkeyPatch) -> Sink:
    monkeypatch.setattr(
        writer, "collectors", lambda: {"cases": Collector("c"), "receipts": Collector("r")}
    )
    metrics, warehouse = SinkMetrics(), Warehouse()
    limits = writer.BatchLimits(rows=10, seconds=3600, many=1, filling_seconds=3600)
    made = WarehouseSink(
        Consumer(),
        warehouse,  # type: ignore[arg-type]
        lambda *_: {},
        limits,
        metrics=metrics,
    )
    return Sink(metrics, warehouse, made._consumer, made)


def test_rows_are_pending_until_their_batch_is_committed(sink: Sink) -> None:
    sink.polls(cases=4, receipts=2)
    assert value(sink.metrics, "sink_pending_rows") == 6
    assert value(sink.metrics, "sink_rows_inserted_total", table="c") == 0
    assert value(sink.metrics, "sink_last_success_timestamp_seconds") == 0
    sink.polls(cases=4)
    assert sink.consumer.commits == 1
    assert value(sink.metrics, "sink_pending_rows") == 0
    assert value(sink.metrics, "sink_rows_inserted_total", table="c") == 8
    assert value(sink.metrics, "sink_rows_inserted_total", table="r") == 2
    assert value(sink.metrics, "sink_insert_seconds_count", table="c") == 1
    assert value(sink.metrics, "sink_batch_rows_sum") == 10
    assert value(sink.metrics, "sink_last_success_timestamp_seconds") > 1.7e9


def test_rows_that_were_refused_stay_pending(sink: Sink) -> None:
    sink.warehouse.fault = ConnectionError("away")
    with pytest.raises(ConnectionError):
        sink.polls(cases=12)
    assert value(sink.metrics, "sink_pending_rows") == 12
    assert value(sink.metrics, "sink_rows_inserted_total", table="c") == 0
    assert value(sink.metrics, "sink_batch_rows_count") == 0
    assert value(sink.metrics, "sink_last_success_timestamp_seconds") == 0


@pytest.mark.parametrize(
    ("rows", "waited_seconds", "idle", "due"),
    [
        (1, 0.9, True, False),
        (1, 1.0, False, True),
        (49_999, 1.0, False, True),
        (50_000, 1.0, False, False),
        (50_000, 0.0, True, True),
        (50_000, 4.0, False, True),
        (500_000, 0.0, False, True),
    ],
)
def test_large_batches_fill_while_more_is_coming(
    rows: int, waited_seconds: float, idle: bool, due: bool
) -> None:
    assert writer.BatchLimits().due(rows, waited_seconds, idle=idle) is due
