"""Metrics that nobody reads, and that cost nothing."""

from collections.abc import Callable

from sinks.metrics import SinkMetrics
from streams.metrics import WorkerMetrics


class NoWorkerMetrics(WorkerMetrics):
    def __init__(self) -> None:
        pass

    def took(self, topic: str) -> None:
        pass

    def refused(self, reason: str) -> None:
        pass

    def sent(self, topic: str, lines: int) -> None:
        pass

    def kept(self, entries: int) -> None:
        pass

    def settled(self, events: int, seconds: float) -> None:
        pass

    def watch_partitions(self, count: Callable[[], float]) -> None:
        pass


class NoSinkMetrics(SinkMetrics):
    def __init__(self) -> None:
        pass

    def pending(self, rows: int) -> None:
        pass

    def inserted(self, table: str, rows: int, seconds: float) -> None:
        pass

    def committed(self, rows: int) -> None:
        pass


NO_METRICS = NoWorkerMetrics()
