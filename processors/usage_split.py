"""Deals the lines of a block out to the partitions their works, or references, belong to."""

import numpy as np

from .partitioning import partitions_of
from .usage_block import UsageBlock
from .usage_columns import FROM_INTAKE, UsageSegment


def split_block(
    block: UsageBlock, partitions: int
) -> tuple[dict[int, UsageSegment], dict[int, UsageSegment]]:
    """Segments by facts partition (lines that name a work) and by matching partition (all others).

    Every line is in exactly one segment; partitions without a line are left out.
    """
    home = partitions_of(block.subjects.checksums, partitions)
    home = np.where(block.subjects.is_work, home, home + partitions)
    line_home = home[block.lines.subject]
    segments = {
        int(place): _segment(block, home, line_home, int(place)) for place in np.unique(home)
    }
    to_facts = {place: part for place, part in segments.items() if place < partitions}
    to_matching = {
        place - partitions: part for place, part in segments.items() if place >= partitions
    }
    return to_facts, to_matching


def _segment(
    block: UsageBlock, home: np.ndarray, line_home: np.ndarray, place: int
) -> UsageSegment:
    here = home == place
    local_code = np.cumsum(here) - 1
    lines = block.lines.take(np.flatnonzero(line_home == place))
    return UsageSegment(
        block.header,
        block.context,
        FROM_INTAKE,
        0,
        block.use_types,
        [block.subjects.names[code] for code in np.flatnonzero(here).tolist()],
        lines.with_subject(local_code[lines.subject]),
    )
