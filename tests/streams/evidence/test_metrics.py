"""What the process says of itself is what was signed last."""

from streams.evidence.metrics import EvidenceMetrics
from tests.processors.evidence.signed_log import BOUNDARY, head


def test_the_last_head_shows() -> None:
    metrics = EvidenceMetrics()
    shown = metrics.registry.get_sample_value
    assert shown("rightstream_evidence_boundary_timestamp_seconds") == 0
    for size in (6, 11):
        metrics.signed(head(size).head)
    assert shown("rightstream_evidence_leaves") == 11
    assert shown("rightstream_evidence_boundary_timestamp_seconds") == BOUNDARY / 1000 + 11
