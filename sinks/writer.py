"""The warehouse sink: output topics into tables, offsets committed only after confirmed inserts."""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from kafka import KafkaConsumer
from kafka.structs import OffsetAndMetadata, TopicPartition

from schemas import topics
from schemas.wire import WireFault

from .metrics import SinkMetrics
from .rows.collector import RowCollector
from .rows.records import collectors
from .warehouse import Warehouse

log = logging.getLogger(__name__)

GROUP = "rightstream-warehouse"
Decode = Callable[[str, bytes], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class BatchLimits:
    """A batch is inserted when it has this many rows, or its oldest row is this old.

    What is inserted in few large batches need not be merged much: with `many` rows in hand and more
    to come, the batch may fill for `filling_seconds`.
    """

    rows: int = 500_000
    seconds: float = 1.0
    many: int = 50_000
    filling_seconds: float = 4.0

    def due(self, rows: int, waited_seconds: float, *, idle: bool) -> bool:
        """`idle`: the broker had nothing more."""
        if rows < self.many:
            return waited_seconds >= self.seconds
        return idle or rows >= self.rows or waited_seconds >= self.filling_seconds


def output_consumer(bootstrap: str, session_timeout_seconds: float) -> KafkaConsumer:
    """The sink's consumer of all output topics. Its name is fixed: a sink that starts again need
    not wait for its last session to end."""
    return KafkaConsumer(
        *topics.OUTPUTS,
        bootstrap_servers=bootstrap,
        group_id=GROUP,
        group_instance_id=GROUP,
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        session_timeout_ms=int(session_timeout_seconds * 1000),
        heartbeat_interval_ms=int(session_timeout_seconds * 333),
        max_partition_fetch_bytes=8 * 1024 * 1024,
        fetch_max_bytes=64 * 1024 * 1024,
        max_poll_records=2_000,
    )


class WarehouseSink:
    """One consumer, one writer. `run` blocks until `stop` is called from another thread.

    The order is the promise: insert, then commit the offsets. A crash in between inserts rows
    again; the token drops the same batch, and the version drops the same row in any other batch.
    """

    def __init__(
        self,
        consumer: Any,
        warehouse: Warehouse,
        decode: Decode,
        limits: BatchLimits = BatchLimits(),
        metrics: SinkMetrics | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`consumer` is kafka-python's, of all output topics, which this closes; `clock` tells
        seconds."""
        self._warehouse = warehouse
        self._decode = decode
        self._limits = limits
        self._metrics = metrics or SinkMetrics()
        self._collectors: dict[str, RowCollector] = collectors()
        self._offsets: dict[TopicPartition, tuple[int, int]] = {}
        self._oldest = 0.0
        self._stopping = threading.Event()
        self._consumer = consumer
        self._clock = clock

    def run(self) -> None:
        """Consumes until stopped. Raises what the warehouse or the broker raises: the process ends,
        and starts again from the committed offsets."""
        try:
            while not self._stopping.is_set():
                self.step(timeout_ms=100)
            self.flush()
        finally:
            self._consumer.close(autocommit=False)

    def step(self, timeout_ms: int) -> None:
        """Polls once, and inserts when a batch is due."""
        polled = self._consumer.poll(timeout_ms=timeout_ms)
        for partition, records in polled.items():
            if not self._offsets:
                self._oldest = self._clock()
            collector = self._collectors[partition.topic]
            for record in records:
                self._collect(collector, partition, record)
            first = self._offsets.get(partition, (records[0].offset, 0))[0]
            self._offsets[partition] = (first, records[-1].offset)
        rows = sum(collector.rows for collector in self._collectors.values())
        self._metrics.pending(rows)
        waited = self._clock() - self._oldest
        if self._offsets and self._limits.due(rows, waited, idle=not polled):
            self.flush()

    def _collect(self, collector: RowCollector, at: TopicPartition, record: Any) -> None:
        try:
            decoded = self._decode(at.topic, record.value)
        except WireFault as fault:
            # Only a stranger writes such a thing; it must not stand in everybody's way.
            log.error("%s, offset %d, is not readable: %s", at, record.offset, fault)
            collector = self._collectors[topics.REJECTED]
            decoded = {
                "reason": fault.code,
                "faults": [str(fault)],
                "topic": at.topic,
                "partition": at.partition,
                "offset": record.offset,
                "recorded_at": record.timestamp,
                "lines": 0,
                "key": record.key,
                "value": record.value,
            }
        collector.add(decoded)

    def flush(self) -> None:
        """1: insert each table's rows. 2: commit the offsets they came from."""
        if not self._offsets:
            return
        span = ";".join(
            f"{partition.topic}:{partition.partition}:{first}-{last}"
            for partition, (first, last) in sorted(self._offsets.items())
        )
        batch_rows = 0
        for collector in self._collectors.values():
            if collector.rows:
                token = sha256(f"{collector.table}|1|{span}".encode()).hexdigest()
                columns, started = collector.take(), self._clock()
                self._warehouse.insert(collector.table, columns, token)
                self._metrics.inserted(collector.table, columns.num_rows, self._clock() - started)
                batch_rows += columns.num_rows
        self._consumer.commit(
            {
                partition: OffsetAndMetadata(last + 1, "", -1)
                for partition, (_, last) in self._offsets.items()
            }
        )
        self._offsets.clear()
        self._metrics.committed(batch_rows)

    def stop(self) -> None:
        self._stopping.set()
