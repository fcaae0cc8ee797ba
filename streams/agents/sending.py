"""Outputs of the domain as messages."""

from collections.abc import Iterable

from faust.types import AppT

from processors.outputs import Output
from processors.partitioning import partition_of
from schemas import topics
from schemas.codecs import Codecs
from schemas.generation import UNNAMED, Generation
from schemas.packed import view
from streams.batched_producer import BatchedProducer, Outbox, Shipment
from streams.metrics import WorkerMetrics


class Sender:
    """Sends outputs and keeps what is still under way."""

    def __init__(
        self,
        outbox: Outbox,
        codecs: Codecs,
        partitions: int,
        metrics: WorkerMetrics,
        generation: Generation = UNNAMED,
    ) -> None:
        self._outbox = outbox
        self._topic_names = generation.topic_names()
        self._codecs = codecs
        self._partitions = partitions
        self._metrics = metrics

    async def send(self, outputs: Iterable[Output]) -> None:
        """Hands outputs to the producer; may wait for room in its buffer."""
        for output in outputs:
            home = output.partition
            if home is None:
                home = partition_of(output.key.decode(), self._partitions)
            value = self._codecs.encode(output.topic, output.record)
            await self._outbox.put(self._topic_names[output.topic], home, output.key, value)
            self._metrics.sent(output.topic, _usage_lines(output))

    async def cut(self) -> list[Shipment]:
        """All that was sent since the last cut."""
        return await self._outbox.cut()


def outbox_of(app: AppT) -> Outbox:
    producer = app.producer
    assert isinstance(producer, BatchedProducer)
    return Outbox(producer)


def _usage_lines(output: Output) -> int:
    """Lines of a usage segment or accrual block; none in any other record."""
    record = output.record
    if output.topic in topics.INTERNAL:
        record = record["body"][1]
    elif output.topic != topics.ACCRUALS:
        return 0
    return len(view(record["line"])) if "line" in record else 0


async def all_durable(shipped: Iterable[Shipment]) -> None:
    """Returns when the broker has acknowledged all. Raises the first failure."""
    for shipment in shipped:
        await shipment.arrived()
