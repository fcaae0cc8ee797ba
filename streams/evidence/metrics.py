"""What the evidence log counts of itself for Prometheus: every name and its meaning, here."""

from prometheus_client import CollectorRegistry, Gauge

from processors.evidence.tree_head import TreeHead


class EvidenceMetrics:
    """The metrics of one evidence process, in a registry of its own. Any thread may call."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._leaves = Gauge(
            "rightstream_evidence_leaves",
            "Leaves under the last signed head",
            registry=self.registry,
        )
        self._boundary = Gauge(
            "rightstream_evidence_boundary_timestamp_seconds",
            "Boundary of the last signed head, in seconds since 1970; 0 before the first",
            registry=self.registry,
        )

    def signed(self, head: TreeHead) -> None:
        """This head is published, or was the last one when the process started."""
        self._leaves.set(head.tree_size)
        self._boundary.set(head.boundary_millis / 1000)
