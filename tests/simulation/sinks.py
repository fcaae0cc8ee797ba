"""The sink as a process: the real `WarehouseSink` over simulated topics and a failing warehouse."""

import asyncio
from collections.abc import Mapping
from random import Random

import pyarrow as pa
from kafka.structs import OffsetAndMetadata, TopicPartition

from schemas import topics
from schemas.codecs import codecs_of
from sinks.warehouse import WarehouseError, WarehouseUnavailable
from sinks.writer import GROUP, BatchLimits, WarehouseSink

from .broker import Broker
from .faults import FaultPlan
from .log import Record
from .no_metrics import NoSinkMetrics
from .virtual_time import Killed, Process
from .warehouse import ModelWarehouse

POLL_SECONDS = 0.1


class CommittedUnapplied(AssertionError):
    """The sink committed offsets of rows that the warehouse does not have."""


class FailingWarehouse(ModelWarehouse):
    """One connection to the one warehouse."""

    def __init__(self, real: ModelWarehouse, sink: "SinkProcess") -> None:
        super().__init__()
        self._real = real
        self._sink = sink
        self._asked: set[str] = set()

    @property
    def unapplied(self) -> int:
        """Inserts asked for that were not answered since."""
        return len(self._asked)

    def insert(self, table: str, columns: pa.Table, token: str) -> None:
        self._asked.add(token)
        self._fail(table, columns, token)
        self._real.insert(table, columns, token)
        self._asked.discard(token)
        self._sink.may_die("sink: insert applied, answer lost")
        self._sink.may_die("sink: crash between tables")

    def _fail(self, table: str, columns: pa.Table, token: str) -> None:
        sink, due = self._sink, self._sink.faults.due
        sink.may_die("sink: insert not sent")
        if due("sink: insert applied late"):
            seconds = sink.rng.uniform(0.5, 8.0)
            sink.broker.loop.later(seconds, self._real.insert, table, columns, token)
            sink.die(f"insert into {table} is under way for {seconds:.1f} s")
            raise Killed
        if due("warehouse away"):
            if sink.rng.random() < 0.5:
                self._real.insert(table, columns, token)
            sink.say("the warehouse does not answer")
            raise WarehouseUnavailable("gave up")
        if due("warehouse refuses"):
            raise WarehouseError("not now")
        if due("warehouse slow"):
            sink.busy_seconds += sink.rng.uniform(1.0, 10.0)


class SinkConsumer:
    """kafka-python's consumer, as the sink uses it: polls do not wait."""

    def __init__(self, sink: "SinkProcess") -> None:
        self._sink = sink
        self._broker = sink.broker
        self._next = {
            TopicPartition(topic, number): sink.broker.committed[GROUP].get((topic, number), 0)
            for topic in topics.OUTPUTS
            for number in sink.broker.partitions_of(topic)
        }

    @property
    def is_idle(self) -> bool:
        """Nothing more is to be had now."""
        return not any(
            self._broker.logs[place].end > offset and not self._broker.is_away(place)
            for place, offset in self._next.items()
        )

    def poll(self, timeout_ms: int) -> dict[TopicPartition, list[Record]]:  # noqa: ARG002
        if self.is_idle:
            return {}
        most, found = self._sink.rng.choice((5, 40, 2000)), {}
        for place, offset in self._next.items():
            if most <= 0 or self._broker.is_away((place.topic, place.partition)):
                continue
            log = self._broker.logs[place.topic, place.partition]
            if log.end > offset:
                records = log.read(offset, most)
                if records:
                    found[place] = records
                    self._next[place] = records[-1].offset + 1
                    most -= len(records)
        return found

    def commit(self, offsets: Mapping[TopicPartition, OffsetAndMetadata]) -> None:
        self._sink.may_die("sink: crash before commit")
        self._sink.check_applied()
        for place, to in offsets.items():
            self._broker.committed[GROUP][place.topic, place.partition] = to.offset
        self._sink.say(f"commits {sum(to.offset for to in offsets.values())} in all")
        self._sink.may_die("sink: crash after commit")

    def close(self, autocommit: bool = True) -> None:
        assert not autocommit, "what is not inserted must not be committed"


class SimulatedSink(WarehouseSink):
    """The sink with its waiting for a warehouse cut short: it tries again a few times, with the
    same token, and then ends as if it had been told to stop meanwhile."""

    tries = 1

    def _insert(self, table: str, columns: pa.Table, token: str) -> None:
        for left in reversed(range(self.tries)):
            try:
                self._warehouse.insert(table, columns, token)
                return
            except WarehouseUnavailable:
                if not left:
                    raise


class SinkProcess:
    """One life of the sink; another follows it."""

    def __init__(
        self, broker: Broker, warehouse: ModelWarehouse, faults: FaultPlan, rng: Random
    ) -> None:
        self.broker = broker
        self.faults = faults
        self.rng = rng
        self.busy_seconds = 0.0
        self.process = Process(broker.loop, "sink")
        self._durable = warehouse
        self._warehouse = FailingWarehouse(warehouse, self)
        self._something = asyncio.Event()
        rows = rng.choice((20, 100, 500))
        limits = BatchLimits(rows, rng.choice((0.5, 2.0)), rows // 2, rng.choice((1.0, 4.0)))
        decode = codecs_of(None).decode
        self._consumer = SinkConsumer(self)
        self.sink = SimulatedSink(
            self._consumer, self._warehouse, decode, limits, NoSinkMetrics(), broker.loop.time
        )
        self.sink.tries = rng.randint(1, 3)
        for topic in topics.OUTPUTS:
            broker.listen(topic, self._something.set)

    def start(self) -> None:
        self.say("starts")
        self.broker.kill_sink = self._told_to_die
        self.process.run(self._live())

    async def _live(self) -> None:
        try:
            while True:
                self.sink.step(timeout_ms=100)
                wait, self.busy_seconds = self.busy_seconds + POLL_SECONDS, 0.0
                await asyncio.sleep(wait)
                if not self.sink._offsets and self._consumer.is_idle:
                    self._something.clear()
                    await self._something.wait()
        except (WarehouseUnavailable, WarehouseError) as fault:
            self.die(f"ends for {fault!r}")

    def check_applied(self) -> None:
        """Raises CommittedUnapplied if rows are collected, or under way, that no insert applied."""
        waiting = sum(collector.rows for collector in self.sink._collectors.values())
        if waiting or self._warehouse.unapplied:
            raise CommittedUnapplied(
                f"the sink commits with {waiting} rows collected and "
                f"{self._warehouse.unapplied} inserts unanswered"
            )

    def may_die(self, kind: str) -> None:
        """Raises Killed when it is time."""
        if self.faults.due(kind):
            self.die(kind)
            raise Killed

    def _told_to_die(self) -> None:
        if self.process.alive:
            self.die("told to")

    def die(self, why: str) -> None:
        self.say(f"dies: {why}")
        self.process.kill()
        seconds = self.rng.uniform(0.2, 6.0)
        successor = self._successor
        self.broker.loop.later(seconds, successor)

    def _successor(self) -> None:
        SinkProcess(self.broker, self._durable, self.faults, self.rng).start()

    def say(self, what: str) -> None:
        self.broker.schedule.step(self.broker.loop.time(), "sink", what)
