"""The references that registrations claim, as matching is told of them."""

from schemas import topics

from .facts_state import fact_record
from .outputs import Output
from .partitioning import partition_of
from .reports import RecordedAt


def claim_outputs(
    work: str,
    had: dict[str, int],
    has: dict[str, int],
    recorded_at: RecordedAt,
    version: int,
    partitions: int,
) -> list[Output]:
    """What matching is told when the references of a work changed: all its claims, by partition.

    `had` and `has` are its references, each with the instant (micros) it was first claimed.
    """
    outputs = []
    for home in sorted({partition_of(reference, partitions) for reference in (*had, *has)}):
        mine = [one for one in sorted(has) if partition_of(one, partitions) == home]
        body = {
            "work": work,
            "version": version,
            "references": mine,
            "claimed_at": [has[one] for one in mine],
        }
        record = fact_record(recorded_at, "rightstream.references.ReferenceClaims", body)
        outputs.append(Output(topics.REFERENCES, work.encode(), record, home))
    return outputs
