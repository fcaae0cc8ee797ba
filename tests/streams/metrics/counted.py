"""What a process has counted, as it would be scraped."""

from sinks.metrics import SinkMetrics
from streams.metrics import WorkerMetrics


def value(metrics: WorkerMetrics | SinkMetrics, name: str, **labels: str) -> float:
    found = metrics.registry.get_sample_value(f"rightstream_{name}", labels)
    return 0.0 if found is None else found
