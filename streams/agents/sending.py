"""Outputs of the domain as messages."""

from collections.abc import Awaitable, Iterable
from typing import Any

from faust.types import AppT

from processors.outputs import Output
from processors.partitioning import partition_of
from schemas import topics
from schemas.codecs import Codecs
from schemas.packed import view
from streams.metrics import WorkerMetrics


class Sender:
    """Sends outputs through the app's producer and keeps the acknowledgements still due."""

    def __init__(self, app: AppT, codecs: Codecs, partitions: int, metrics: WorkerMetrics) -> None:
        self._app = app
        self._codecs = codecs
        self._partitions = partitions
        self._metrics = metrics
        self._due: list[Awaitable[Any]] = []

    async def send(self, outputs: Iterable[Output]) -> None:
        """Hands outputs to the producer; may wait for room in its buffer."""
        for output in outputs:
            home = output.partition
            if home is None:
                home = partition_of(output.key.decode(), self._partitions)
            value = self._codecs.encode(output.topic, output.record)
            self._due.append(
                await self._app.producer.send(output.topic, output.key, value, home, None, None)
            )
            self._metrics.sent(output.topic, _usage_lines(output))

    def cut(self) -> list[Awaitable[Any]]:
        """Acknowledgements due for what was sent since the last cut."""
        due, self._due = self._due, []
        return due


def _usage_lines(output: Output) -> int:
    """Lines of a usage segment or accrual block; none in any other record."""
    record = output.record
    if output.topic in topics.INTERNAL:
        record = record["body"][1]
    elif output.topic != topics.ACCRUALS:
        return 0
    return len(view(record["line"])) if "line" in record else 0


async def all_durable(due: Iterable[Awaitable[Any]]) -> None:
    """Returns when the broker has acknowledged all. Raises the first failure."""
    for acknowledgement in due:
        await acknowledgement
