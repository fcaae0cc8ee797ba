"""What the sink counts of itself for Prometheus: every name, its labels and its meaning, here.

Counted once a poll, an insert or a batch, never once a row, and whether or not anybody asks.
"""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram


class SinkMetrics:
    """The metrics of one sink process, in a registry of its own. Any thread may call."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._rows_inserted = Counter(
            "rightstream_sink_rows_inserted_total",
            "Rows of confirmed inserts; those inserted again after a crash count again",
            ("table",),
            registry=self.registry,
        )
        self._insert_seconds = Histogram(
            "rightstream_sink_insert_seconds",
            "One insert until the warehouse confirmed it, with the attempts that failed",
            ("table",),
            buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60),
            registry=self.registry,
        )
        self._batch_rows = Histogram(
            "rightstream_sink_batch_rows",
            "Rows of a batch over all tables, inserted before its offsets were committed",
            buckets=(100, 1_000, 10_000, 50_000, 100_000, 250_000, 500_000, 1_000_000),
            registry=self.registry,
        )
        self._pending_rows = Gauge(
            "rightstream_sink_pending_rows",
            "Rows collected and not yet committed",
            registry=self.registry,
        )
        self._last_success = Gauge(
            "rightstream_sink_last_success_timestamp_seconds",
            "When offsets were last committed, in seconds since 1970; 0 before the first",
            registry=self.registry,
        )

    def pending(self, rows: int) -> None:
        """So many rows are collected."""
        self._pending_rows.set(rows)

    def inserted(self, table: str, rows: int, seconds: float) -> None:
        """The warehouse has confirmed an insert."""
        self._rows_inserted.labels(table).inc(rows)
        self._insert_seconds.labels(table).observe(seconds)

    def committed(self, rows: int) -> None:
        """The offsets of a batch are committed: its rows are not pending any more."""
        self._batch_rows.observe(rows)
        self._pending_rows.set(0)
        self._last_success.set_to_current_time()
