"""What a worker counts of itself for Prometheus: every name, its labels and its meaning, here.

Counted once a message or once a batch, never once a line, and whether or not anybody asks.
"""

from collections.abc import Callable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram


class WorkerMetrics:
    """The metrics of one worker process, in a registry of its own. Any thread may call."""

    def __init__(self, stage: str) -> None:
        self.registry = CollectorRegistry()
        self._stage = stage
        self._events_taken = Counter(
            "rightstream_events_taken_total",
            "Events taken in, acknowledged or not yet; those read again count again",
            ("stage", "topic"),
            registry=self.registry,
        )
        self._dead_letters = Counter(
            "rightstream_dead_letters_total",
            "Events that intake refused, by the code of the first fault",
            ("reason",),
            registry=self.registry,
        )
        self._refused_in_a_row = Gauge(
            "rightstream_refused_in_a_row",
            "Events of a topic that intake refused since it last accepted one",
            ("topic",),
            registry=self.registry,
        )
        self._usage_lines = Counter(
            "rightstream_usage_lines_total",
            "Usage lines sent on: by intake once each, by others again when they change",
            ("stage",),
            registry=self.registry,
        )
        self._batch_settle_seconds = Histogram(
            "rightstream_batch_settle_seconds",
            "From the cut of a batch until all it led to is durable and its events acknowledged",
            registry=self.registry,
        )
        self._batch_events = Histogram(
            "rightstream_batch_events",
            "Events of a batch that became durable together",
            buckets=(1, 4, 16, 64, 256, 1024, 4096),
            registry=self.registry,
        )
        self._outputs_sent = Counter(
            "rightstream_outputs_sent_total",
            "Records handed to the producer, other than state",
            ("topic",),
            registry=self.registry,
        )
        self._state_entries_sent = Counter(
            "rightstream_state_entries_sent_total",
            "Entries of state that became durable in the changelog",
            registry=self.registry,
        )
        self._partitions_live = Gauge(
            "rightstream_partitions_live",
            "Partitions whose state this worker has built and still holds; none in intake",
            registry=self.registry,
        )
        self._last_settled = Gauge(
            "rightstream_last_settled_timestamp_seconds",
            "When the last batch was acknowledged, in seconds since 1970; 0 before the first",
            registry=self.registry,
        )

    def took(self, topic: str) -> None:
        """One event was taken in."""
        self._events_taken.labels(self._stage, topic).inc()

    def refused(self, reason: str) -> None:
        """One event became a dead letter. `reason` must be one of a bounded set of codes."""
        self._dead_letters.labels(reason).inc()

    def refused_in_a_row(self, topic: str, count: int) -> None:
        """So many events of the topic were refused since one was accepted."""
        self._refused_in_a_row.labels(topic).set(count)

    def sent(self, topic: str, lines: int) -> None:
        """One record, with so many usage lines, was handed to the producer."""
        self._outputs_sent.labels(topic).inc()
        if lines:
            self._usage_lines.labels(self._stage).inc(lines)

    def kept(self, entries: int) -> None:
        """So many entries of state are durable."""
        self._state_entries_sent.inc(entries)

    def settled(self, events: int, seconds: float) -> None:
        """A batch is durable and acknowledged, so long after it was cut."""
        self._batch_events.observe(events)
        self._batch_settle_seconds.observe(seconds)
        self._last_settled.set_to_current_time()

    def watch_partitions(self, count: Callable[[], float]) -> None:
        """`count` is called from another thread, whenever somebody asks."""
        self._partitions_live.set_function(count)
