"""Outputs of the domain as messages."""

from collections.abc import Awaitable, Iterable
from typing import Any

from faust.types import AppT

from processors.outputs import Output
from processors.partitioning import partition_of
from schemas.codecs import Codecs


class Sender:
    """Sends outputs through the app's producer and waits for them in groups."""

    def __init__(self, app: AppT[Any], codecs: Codecs, partitions: int) -> None:
        self._app = app
        self._codecs = codecs
        self._partitions = partitions
        self._sends: list[Awaitable[Any]] = []

    async def send(self, outputs: Iterable[Output]) -> None:
        """Hands outputs to the producer; may wait for room in its buffer."""
        for output in outputs:
            home = output.partition
            if home is None:
                home = partition_of(output.key.decode(), self._partitions)
            value = self._codecs.encode(output.topic, output.record)
            self._sends.append(
                await self._app.producer.send(output.topic, output.key, value, home, None, None)
            )

    async def durable(self) -> None:
        """Returns when the broker has all that was sent. Raises the first failure."""
        for acknowledgement in self._sends:
            await acknowledgement
        self._sends.clear()
